//! What roster and directory say that cannot both hold.

use crate::model::{Argument, Arguments, Email, FreeText, Label, Place, State, UserId, messages};

use super::entry::{EntryList, Selector};

/// A place where roster and directory cannot both be right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// Where the roster says it; `None` for the command line and for what no line says.
    pub at: Option<Place>,
    /// What contradicts what.
    pub kind: ContradictionKind,
}

messages! {
    /// The kinds of contradictions, with the values that their sentences hold.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    #[expect(missing_docs, reason = "the sentence of each kind names its values")]
    pub enum ContradictionKind {
        /// The scope names a division that the directory does not have.
        UnknownDivision { name: Label, nearest: Option<Label> },
        /// The scope names a division by a name that several have.
        AmbiguousDivision { name: Label, ids: Vec<Label> },
        /// The scope asks for divisions, and the directory does not report that of this user and of others.
        DivisionUnknown { email: Email, id: UserId, others: usize },
        /// The scope names a domain that no user has.
        UnknownDomain { domain: FreeText, nearest: Option<FreeText> },
        /// The scope names a type of users or a department that no user has.
        UnknownAttribute { key: &'static str, value: Label, nearest: Option<Label> },
        /// The active user with the id of an entry has another e-mail.
        IdHasOtherEmail { id: UserId, actual: Email, written: Email, list: EntryList },
        /// The user with the id of an entry, who is not active, has another e-mail.
        InactiveIdHasOtherEmail { id: UserId, state: State, actual: Email, written: Email },
        /// The id of an entry differs from that of a user by capital letters alone.
        IdCaseDiffers { written: UserId, email: Email, actual: UserId },
        /// The e-mail of an entry is that of a user with another id.
        EmailOfOtherId { email: Email, owner: UserId, written: UserId },
        /// Several active users match an entry.
        AmbiguousUser { written: Email, list: EntryList, users: Vec<UserReference> },
        /// A protected user is a leaver in another entry.
        ProtectedLeaver { email: Email, id: UserId, protected_at: Place },
        /// A protected user has a last day in another entry.
        ProtectedUntil { email: Email, id: UserId, protected_at: Place },
        /// The user who proves that the directory is the right one would be deactivated.
        PinnedLeaver { email: Email, id: UserId },
        /// Two entries give different addresses of one user.
        NamedTwice { email: Email, id: UserId, other_at: Place },
        /// `--only` gives an e-mail that no active user and no entry has.
        UnknownEmail { typed: Email, nearest: Vec<Selector> },
        /// `--only` gives an id that no active user and no entry has; what was typed may be a name.
        UnknownId { typed: FreeText, nearest: Vec<Selector> },
    }
}

impl ContradictionKind {
    /// The stable name of the kind.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownDivision { .. } => "unknown-division",
            Self::AmbiguousDivision { .. } => "ambiguous-division",
            Self::DivisionUnknown { .. } => "division-unknown",
            Self::UnknownDomain { .. } => "unknown-domain",
            Self::UnknownAttribute { .. } => "unknown-attribute",
            Self::IdHasOtherEmail { .. }
            | Self::InactiveIdHasOtherEmail { .. }
            | Self::IdCaseDiffers { .. }
            | Self::EmailOfOtherId { .. } => "id-mismatch",
            Self::AmbiguousUser { .. } => "ambiguous-user",
            Self::ProtectedLeaver { .. } => "protected-leaver",
            Self::ProtectedUntil { .. } => "protected-until",
            Self::PinnedLeaver { .. } => "pinned-leaver",
            Self::NamedTwice { .. } => "named-twice",
            Self::UnknownEmail { .. } | Self::UnknownId { .. } => "unknown-user",
        }
    }
}

/// A user of the directory as a contradiction lists them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UserReference {
    /// The directory's id.
    pub id: UserId,
    /// The e-mail as the directory spells it.
    pub email: Email,
}

impl Arguments for UserReference {
    fn visit_arguments(&mut self, visit: &mut dyn FnMut(Argument<'_>)) {
        self.id.visit_arguments(visit);
        self.email.visit_arguments(visit);
    }
}

#[cfg(test)]
impl crate::model::Sample for UserReference {
    fn samples() -> Vec<Self> {
        vec![Self { id: UserId::samples().remove(0), email: Email::samples().remove(0) }]
    }
}
