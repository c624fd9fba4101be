//! The entities of a page, each judged as it is read: what is kept of them is made from the answer's own bytes, and
//! whatever nobody needs is skipped.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use super::wire::{Divisions, Named, Text, User, user_id};
use crate::model::{Division, Email, LiveUser, State, UserId};

/// What a page lists.
#[derive(Debug)]
pub(super) struct Entities<T> {
    /// How many there were.
    pub(super) count: u64,
    /// All of them, or what is wrong with the first that is not as it must be, as a clause.
    pub(super) judged: Result<Vec<T>, Unfit>,
}

/// What is wrong with an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unfit {
    /// As a clause: "a user without an e-mail (id …)".
    pub(super) text: String,
    /// Whether it will be so the next time, unless somebody corrects it.
    pub(super) is_lasting: bool,
}

impl From<String> for Unfit {
    fn from(text: String) -> Self {
        Self { text, is_lasting: true }
    }
}

/// Something that is listed.
pub(super) trait Entity: Sized + Send + 'static {
    /// How it travels.
    type Wire<'a>: Deserialize<'a>;
    /// Takes what is needed.
    ///
    /// # Errors
    /// What is missing or wrong, as a clause.
    fn accept(wire: &Self::Wire<'_>, divisions: &mut Divisions) -> Result<Self, Unfit>;
    /// No two of a list have the same.
    fn id(&self) -> &str;
    /// How many bytes its texts take.
    fn text(&self) -> usize;
}

impl<'de, T: Entity> Deserialize<'de> for Entities<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Judge(PhantomData))
    }
}

struct Judge<T>(PhantomData<T>);

impl<'de, T: Entity> Visitor<'de> for Judge<T> {
    type Value = Entities<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entities<T>, A::Error> {
        let (mut count, mut judged, mut divisions) = (0, Ok(Vec::new()), Divisions::default());
        while let Some(wire) = list.next_element::<T::Wire<'de>>()? {
            count += 1;
            if let Ok(kept) = &mut judged {
                match T::accept(&wire, &mut divisions) {
                    Ok(entity) => kept.push(entity),
                    Err(unfit) => judged = Err(unfit),
                }
            }
        }
        Ok(Entities { count, judged })
    }
}

/// An active user.
impl Entity for LiveUser {
    type Wire<'a> = User<Text<'a>>;

    fn accept(user: &User<Text<'_>>, divisions: &mut Divisions) -> Result<Self, Unfit> {
        let user = user.live_in(divisions)?;
        match user.state {
            State::Active => Ok(user),
            other => {
                let text = format!("a user who is {} (id {})", other.as_str(), user.id);
                Err(Unfit { text, is_lasting: false })
            }
        }
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn text(&self) -> usize {
        text_of(self)
    }
}

/// How many bytes the texts of a user take; the division is shared with others.
pub(super) fn text_of(user: &LiveUser) -> usize {
    user.id.as_str().len() + user.email.as_str().len() + user.name.len()
}

impl Entity for Division {
    type Wire<'a> = Named<Text<'a>>;

    fn accept(named: &Named<Text<'_>>, _: &mut Divisions) -> Result<Self, Unfit> {
        named.division().ok_or_else(|| "a division without an id".to_owned().into())
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn text(&self) -> usize {
        self.id.len() + self.name.len()
    }
}

/// A user as the search index has them, whose fields may be stale.
#[derive(Debug)]
pub(super) struct Hit {
    pub(super) id: UserId,
    pub(super) email: Option<Email>,
    /// The user, when the index has them as deleted and has all that a report needs.
    pub(super) deleted: Option<LiveUser>,
}

impl Entity for Hit {
    type Wire<'a> = User<Text<'a>>;

    fn accept(user: &User<Text<'_>>, divisions: &mut Divisions) -> Result<Self, Unfit> {
        let id = user_id(user.id.as_ref())?;
        let email = user.email.as_ref().map(|text| Email::reported(text.as_ref()));
        Ok(Self { id, email, deleted: user.live_in(divisions).ok().filter(|user| user.state == State::Deleted) })
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn text(&self) -> usize {
        let email = self.email.as_ref().map_or(0, |email| email.as_str().len());
        self.id.as_str().len() + email + self.deleted.as_ref().map_or(0, text_of)
    }
}
