//! An entry of the roster, whatever list it is in, and what finds one.

use crate::model::{
    Argument, Arguments, Declared, Desired, Email, Leaver, LiveUser, Place, Protected, UserId, messages,
};

/// An entry of the roster, of whichever list.
pub(super) struct RosterEntry<'a> {
    /// The e-mail it gives; only an entry with an id may have none.
    pub(super) email: Option<&'a Email>,
    /// A former e-mail.
    pub(super) was: Option<&'a Email>,
    /// The id it gives.
    pub(super) id: Option<&'a UserId>,
    /// The line of the entry.
    pub(super) at: &'a Place,
    /// The list that holds it.
    pub(super) list: EntryList,
}

messages! {
    /// The list of the roster that holds an entry.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum EntryList {
        /// `users`.
        Users,
        /// `leavers`.
        Leavers,
        /// `guards.protected`.
        Protected,
    }
}

impl<'a> From<&'a Declared> for RosterEntry<'a> {
    fn from(declared: &'a Declared) -> Self {
        let Declared { email, id, was, at, .. } = declared;
        Self { email: Some(email), was: was.as_deref(), id: id.as_ref(), at, list: EntryList::Users }
    }
}

impl<'a> From<&'a Leaver> for RosterEntry<'a> {
    fn from(leaver: &'a Leaver) -> Self {
        let Leaver { email, id, at, .. } = leaver;
        Self { email: Some(email), was: None, id: id.as_ref(), at, list: EntryList::Leavers }
    }
}

impl<'a> From<&'a Protected> for RosterEntry<'a> {
    fn from(protected: &'a Protected) -> Self {
        let Protected { email, id, at, .. } = protected;
        Self { email: email.as_ref(), was: None, id: id.as_ref(), at, list: EntryList::Protected }
    }
}

impl<'a> RosterEntry<'a> {
    /// Every entry: the protected ones, leavers, then users.
    pub(super) fn all(desired: &'a Desired) -> impl Iterator<Item = Self> {
        (desired.protected.iter().map(Self::from))
            .chain(desired.leavers.iter().map(Self::from))
            .chain(desired.users.iter().map(Self::from))
    }

    /// The e-mails that it gives: the present one, then the former one.
    pub(super) fn emails(&self) -> impl Iterator<Item = &'a Email> + use<'a> {
        [self.email, self.was].into_iter().flatten()
    }

    /// Whether an e-mail is one of the entry's.
    pub(super) fn has_email(&self, email: &Email) -> bool {
        self.emails().any(|own| own == email)
    }

    /// Whether an entry gives an address of this user.
    pub(super) fn names(&self, user: &LiveUser) -> bool {
        user.addresses().any(|address| self.has_email(address))
    }

    /// The entry's key for people: the e-mail, or the id when it gives no e-mail.
    pub(super) fn name(&self) -> &'a str {
        let by_id = || self.id.map(UserId::as_str).unwrap_or_default();
        self.email.map_or_else(by_id, Email::as_str)
    }

    /// The e-mail that it gives, or its id in the form of one.
    pub(super) fn written(&self) -> Email {
        self.email.cloned().unwrap_or_else(|| Email::reported(self.name()))
    }
}

/// A user by one of the two keys that people type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Selector {
    /// By e-mail.
    Email(Email),
    /// By id.
    Id(UserId),
}

impl Selector {
    /// The e-mail or id as it is spelled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Id(id) => id.as_str(),
        }
    }

    /// Whether a user has this e-mail or id.
    pub(super) fn selects(&self, user: &LiveUser) -> bool {
        match self {
            Self::Id(id) => user.id == *id,
            Self::Email(email) => user.has_address(email),
        }
    }

    /// Whether an entry gives this e-mail, perhaps as a former one, or this id.
    pub(super) fn is_given_by(&self, entry: &RosterEntry<'_>) -> bool {
        match self {
            Self::Id(id) => entry.id == Some(id),
            Self::Email(email) => entry.has_email(email),
        }
    }
}

impl Arguments for Selector {
    fn visit_arguments(&mut self, visit: &mut dyn FnMut(Argument<'_>)) {
        match self {
            Self::Email(email) => email.visit_arguments(visit),
            Self::Id(id) => id.visit_arguments(visit),
        }
    }
}

#[cfg(test)]
impl crate::model::Sample for Selector {
    fn samples() -> Vec<Self> {
        Email::samples().into_iter().map(Self::Email).chain(UserId::samples().into_iter().map(Self::Id)).collect()
    }
}
