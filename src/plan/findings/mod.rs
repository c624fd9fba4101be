//! Findings: what is worth knowing beside the actions. Nothing is written for them.

mod kind;
mod lookalikes;
mod protection;
mod reading;
mod undeclared;
mod unmatched;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{FreeText, Label, LiveUser, Place, Protected};

use super::entry::RosterEntry;
use super::reason::ReasonKind;

pub use kind::{AccountState, EntryRole, FindingCode, FindingKind, Resemblance, Severity};
pub(super) use lookalikes::lookalikes;
pub(super) use protection::{mismatch, unprotecting};
pub(super) use reading::{
    leaving_and_declared, no_address, of_directory, scope_unknown, secondary_addresses, unfound_leavers,
};
pub(super) use undeclared::undeclared;
pub(super) use unmatched::{InactiveIndex, Unmatched, absences, check_mismatches};

/// A finding before it is worded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedFinding {
    /// What was found.
    pub kind: FindingKind,
    /// How much it matters in this plan.
    pub severity: Severity,
    /// The user that it is about.
    pub user: FindingUser,
    /// The line of the roster that it is about.
    pub at: Option<Place>,
}

impl DecidedFinding {
    fn new(kind: FindingKind, user: FindingUser, at: Option<&Place>) -> Self {
        Self { severity: kind.code().severity(), kind, user, at: at.cloned() }
    }
}

/// The user that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingUser {
    /// The directory's id, when there is a live user; the roster's, when it gives no e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The e-mail: the directory's spelling for a live user, the roster's otherwise. Empty when neither has one, and for a
    /// finding about the directory as a whole.
    pub email: String,
    /// The display name, when there is a live user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl FindingUser {
    /// No user: the finding is about the directory as a whole.
    pub(super) fn nobody() -> Self {
        Self { id: None, email: String::new(), name: None }
    }

    /// Whether the finding is about the directory as a whole.
    pub(super) fn is_nobody(&self) -> bool {
        self.id.is_none() && self.email.is_empty()
    }

    /// The e-mail, the id of a user who has none, or a word for the directory as a whole.
    #[must_use]
    pub fn shown(&self) -> &str {
        match &self.id {
            _ if !self.email.is_empty() => &self.email,
            Some(id) => id,
            None if self.name.is_none() => "directory",
            None => &self.email,
        }
    }
}

impl From<&LiveUser> for FindingUser {
    fn from(user: &LiveUser) -> Self {
        Self {
            id: Some(user.id.as_str().to_owned()),
            email: user.email.as_str().to_owned(),
            name: Some(user.name.clone()),
        }
    }
}

/// The finding that a user is kept only because they are protected.
pub(super) fn protected(user: &LiveUser, protected: &Protected, ending: ReasonKind) -> DecidedFinding {
    let kind = FindingKind::Protected { ending, reason: FreeText(protected.reason.clone()) };
    DecidedFinding::new(kind, user.into(), Some(&protected.at))
}

/// The finding that the roster names a user that its scope does not cover.
pub(super) fn out_of_scope(user: &LiveUser, entry: &RosterEntry<'_>) -> DecidedFinding {
    let division = user.division.as_ref().map(|division| Label(division.name.clone()));
    DecidedFinding::new(FindingKind::OutOfScope { division }, user.into(), Some(entry.at))
}
