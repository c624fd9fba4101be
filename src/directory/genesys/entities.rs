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
    pub(super) judged: Result<Vec<T>, String>,
}

/// Something that is listed.
pub(super) trait Entity: Sized + Send + 'static {
    /// How it travels.
    type Wire<'a>: Deserialize<'a>;
    /// Takes what is needed.
    ///
    /// # Errors
    /// What is missing or wrong, as a clause.
    fn accept(wire: &Self::Wire<'_>, divisions: &mut Divisions) -> Result<Self, String>;
    /// No two of a list have the same.
    fn id(&self) -> &str;
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
                    Err(flaw) => judged = Err(flaw),
                }
            }
        }
        Ok(Entities { count, judged })
    }
}

/// An active user.
impl Entity for LiveUser {
    type Wire<'a> = User<Text<'a>>;

    fn accept(user: &User<Text<'_>>, divisions: &mut Divisions) -> Result<Self, String> {
        let user = user.live_in(divisions)?;
        match user.state {
            State::Active => Ok(user),
            other => Err(format!("a user who is {} (id {})", other.as_str(), user.id)),
        }
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl Entity for Division {
    type Wire<'a> = Named<Text<'a>>;

    fn accept(named: &Named<Text<'_>>, _: &mut Divisions) -> Result<Self, String> {
        named.division().ok_or_else(|| "a division without an id".to_owned())
    }

    fn id(&self) -> &str {
        &self.id
    }
}

/// A user as the search index has them, whose fields may be stale.
#[derive(Debug)]
pub(super) struct Hit {
    pub(super) id: UserId,
    pub(super) email: Option<Email>,
    /// The user, when the index has all that a decision needs.
    pub(super) user: Option<LiveUser>,
}

impl Entity for Hit {
    type Wire<'a> = User<Text<'a>>;

    fn accept(user: &User<Text<'_>>, divisions: &mut Divisions) -> Result<Self, String> {
        let id = user_id(user.id.as_ref())?;
        let email = user.email.as_ref().map(|text| Email::reported(text.as_ref()));
        Ok(Self { id, email, user: user.live_in(divisions).ok() })
    }

    fn id(&self) -> &str {
        self.id.as_str()
    }
}
