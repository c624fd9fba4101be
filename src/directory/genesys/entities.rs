//! The entities of a page, each accepted or rejected as it is read: what is kept of them is made from the answer's own
//! bytes, and unused fields are skipped.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use super::wire::{SharedDivisions, Text, WireNamed, WireUser, user_id};
use crate::directory::completeness::{ListedEntity, PageEntities, UnfitEntity};
use crate::model::{Division, Email, LiveUser, State, UserId};

/// The entities of one page, read from JSON.
#[derive(Debug)]
pub(super) struct Entities<T>(pub(super) PageEntities<T>);

/// A listed entity in its wire format.
pub(super) trait WireEntity: ListedEntity + Sized {
    /// The entity as the API sends it.
    type Wire<'a>: Deserialize<'a>;
    /// Keeps what is needed.
    ///
    /// # Errors
    /// What is missing or wrong, as a clause.
    fn accept(wire: &Self::Wire<'_>, divisions: &mut SharedDivisions) -> Result<Self, UnfitEntity>;
}

impl<'de, T: WireEntity> Deserialize<'de> for Entities<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(EntityVisitor(PhantomData))
    }
}

struct EntityVisitor<T>(PhantomData<T>);

impl<'de, T: WireEntity> Visitor<'de> for EntityVisitor<T> {
    type Value = Entities<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entities<T>, A::Error> {
        let (mut count, mut accepted, mut divisions) = (0, Ok(Vec::new()), SharedDivisions::default());
        while let Some(wire) = list.next_element::<T::Wire<'de>>()? {
            count += 1;
            if let Ok(kept) = &mut accepted {
                match T::accept(&wire, &mut divisions) {
                    Ok(entity) => kept.push(entity),
                    Err(unfit) => accepted = Err(unfit),
                }
            }
        }
        Ok(Entities(PageEntities { count, accepted }))
    }
}

impl WireEntity for LiveUser {
    type Wire<'a> = WireUser<Text<'a>>;

    /// Only an active user is accepted: the list of active users holds no other.
    fn accept(user: &WireUser<Text<'_>>, divisions: &mut SharedDivisions) -> Result<Self, UnfitEntity> {
        let user = user.live_in(divisions)?;
        match user.state {
            State::Active => Ok(user),
            other => {
                let text = format!("a user who is {} (id {})", other.as_str(), user.id);
                Err(UnfitEntity { text, is_lasting: false })
            }
        }
    }
}

impl ListedEntity for LiveUser {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn text_bytes(&self) -> usize {
        user_text_bytes(self)
    }
}

/// How many bytes the texts of a user take; the division is shared with other users.
pub(super) fn user_text_bytes(user: &LiveUser) -> usize {
    user.id.as_str().len() + user.email.as_str().len() + user.name.len()
}

impl WireEntity for Division {
    type Wire<'a> = WireNamed<Text<'a>>;

    fn accept(named: &WireNamed<Text<'_>>, _: &mut SharedDivisions) -> Result<Self, UnfitEntity> {
        named.division().ok_or_else(|| "a division without an id".to_owned().into())
    }
}

impl ListedEntity for Division {
    fn id(&self) -> &str {
        &self.id
    }

    fn text_bytes(&self) -> usize {
        self.id.len() + self.name.len()
    }
}

/// A user in the search index; the fields may be stale.
#[derive(Debug)]
pub(super) struct SearchHit {
    pub(super) id: UserId,
    pub(super) email: Option<Email>,
    /// The user, when the index has them as deleted with every field that a report needs.
    pub(super) deleted: Option<LiveUser>,
}

impl WireEntity for SearchHit {
    type Wire<'a> = WireUser<Text<'a>>;

    fn accept(user: &WireUser<Text<'_>>, divisions: &mut SharedDivisions) -> Result<Self, UnfitEntity> {
        let id = user_id(user.id.as_ref())?;
        let email = user.email.as_ref().map(|text| Email::reported(text.as_ref()));
        Ok(Self { id, email, deleted: user.live_in(divisions).ok().filter(|user| user.state == State::Deleted) })
    }
}

impl ListedEntity for SearchHit {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn text_bytes(&self) -> usize {
        let email = self.email.as_ref().map_or(0, |email| email.as_str().len());
        self.id.as_str().len() + email + self.deleted.as_ref().map_or(0, user_text_bytes)
    }
}
