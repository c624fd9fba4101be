//! Entries that conflict with each other.

use crate::model::{Email, FreeText, messages};

use super::DiagnosticCode;

messages! {
    /// A list of people in a roster.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PeopleList {
        /// `users`.
        Users,
        /// `leavers`.
        Leavers,
        /// `guards.protected`.
        Protected,
    }
}

impl PeopleList {
    /// The key of the list.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Leavers => "leavers",
            Self::Protected => "protected",
        }
    }
}

messages! {
    /// A person as a roster identifies them.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum PersonReference {
        Email { email: Email },
        /// People write ids by hand, and may write a name instead.
        Id { id: FreeText },
    }
}

messages! {
    /// Two entries that cannot both hold.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "fields are named for the argument that they hold")]
    pub enum ConflictProblem {
        DuplicateEmail { list: PeopleList, email: Email },
        DuplicateEmailWithOtherId { list: PeopleList, email: Email },
        DuplicateId { list: PeopleList, id: FreeText },
        /// Two ids that differ in upper and lower case only.
        IdsDifferInCase { list: PeopleList, id: FreeText, other: FreeText },
        /// The address is the `was` of another entry.
        FormerOfOther { list: PeopleList, email: Email },
        /// Two entries have the same `was`.
        FormerOfTwo { list: PeopleList, email: Email },
        /// The `was` of this entry has an entry of its own.
        FormerHasEntry { list: PeopleList, email: Email },
        DuplicateDivision { name: FreeText },
        DuplicateAttribute { name: FreeText },
        DuplicateDomain { name: FreeText },
        UserAndLeaver { person: PersonReference },
        ProtectedLeaver { person: PersonReference },
        ProtectedUntil { person: PersonReference },
        /// A protected entry and an entry of `users` have one address and two ids.
        OtherId { person: PersonReference },
        /// A protected entry and an entry of `users` have one id and two addresses.
        OtherEmail { person: PersonReference },
    }
}

impl ConflictProblem {
    pub(super) fn code(&self) -> DiagnosticCode {
        match self {
            Self::DuplicateEmail { list, .. }
            | Self::DuplicateEmailWithOtherId { list, .. }
            | Self::DuplicateId { list, .. }
            | Self::IdsDifferInCase { list, .. }
            | Self::FormerOfOther { list, .. }
            | Self::FormerOfTwo { list, .. }
            | Self::FormerHasEntry { list, .. } => match list {
                PeopleList::Users => DiagnosticCode::DuplicateUser,
                PeopleList::Leavers => DiagnosticCode::DuplicateLeaver,
                PeopleList::Protected => DiagnosticCode::DuplicateProtected,
            },
            Self::DuplicateDivision { .. } => DiagnosticCode::DuplicateDivision,
            Self::DuplicateAttribute { .. } => DiagnosticCode::DuplicateAttribute,
            Self::DuplicateDomain { .. } => DiagnosticCode::DuplicateDomain,
            Self::UserAndLeaver { .. } => DiagnosticCode::UserAndLeaver,
            Self::ProtectedLeaver { .. } => DiagnosticCode::ProtectedLeaver,
            Self::ProtectedUntil { .. } => DiagnosticCode::ProtectedUntil,
            Self::OtherId { .. } | Self::OtherEmail { .. } => DiagnosticCode::ConflictingId,
        }
    }
}
