//! The plan as a value: what would be done, what is worth knowing, and which rules were held.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::impact::ImpactRecord;
use super::records::UndeclaredRecord;
use super::verdict::{Guard, GuardName, Override};
use crate::model::{Impact, Known, LiveUser, Place, UserId, Version};

/// What a reconciliation decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// What `apply` would do, ordered by e-mail and id.
    pub actions: Vec<Action>,
    /// What is worth knowing; nothing is written for it.
    pub findings: Vec<Finding>,
    /// Every guard with its numbers, also when it passed.
    pub guards: Vec<Guard>,
    /// The guards lifted on the command line.
    pub overrides: Vec<Override>,
    /// What becomes of active users in scope whom the roster does not name.
    pub undeclared: UndeclaredRecord,
    /// Whether `--only` left users out. The guards judge the plan that would be made without it.
    pub partial: bool,
    /// The totals.
    pub summary: Summary,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Action {
    /// Always `deactivate`.
    pub action: ActionKind,
    /// Whose access ends.
    pub user: ActionUser,
    /// Why.
    pub reason: Reason,
    /// What that touches, when it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact: Option<ImpactRecord>,
}

/// The one kind of action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// End a user's access; everything else about them stays.
    Deactivate,
}

/// A user as the plan saw them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ActionUser {
    /// The directory's id: what is acted on.
    #[schemars(example = "5c5ee2c3-7f0a-4d5a-9a53-0a6c2b0c7f11")]
    pub id: String,
    /// The e-mail as the directory spells it.
    #[schemars(example = "di@acme.example")]
    pub email: String,
    /// The display name as the directory reports it: it may hold anything.
    pub name: String,
    /// The division, when the directory said which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<DivisionRecord>,
    /// The version that the decision was made on.
    pub version: Version,
}

/// A division by id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DivisionRecord {
    /// The directory's id.
    pub id: String,
    /// Its name.
    pub name: String,
}

impl DivisionRecord {
    /// What people know it by: its name, or its id when it has none.
    #[must_use]
    pub fn shown(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }
}

/// Why an action is in the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The rule.
    pub code: ReasonCode,
    /// The rule's words for a person.
    pub text: String,
    /// The line of the roster that caused it; absent when nothing in a file did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<PlaceRecord>,
}

/// The reason of everybody whom nothing in the roster names.
pub const NOT_DECLARED: &str = "not declared in the roster";

/// How the reason of everybody begins whose `until` has passed; the day follows, and perhaps a note.
pub const LAST_DAY: &str = "last day was ";

/// The rules that can end a user's access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// A leaver entry names them.
    Leaver,
    /// Their `until` has passed.
    Expired,
    /// Nothing in the roster names them.
    NotDeclared,
}

/// A place in a roster file, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct PlaceRecord {
    /// The path as it was given.
    pub file: String,
    /// Line.
    #[schemars(range(min = 1))]
    pub line: u32,
    /// Column, in characters.
    #[schemars(range(min = 1))]
    pub column: u32,
}

/// Something to know, with nothing written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// What it is.
    pub code: FindingCode,
    /// How much it matters.
    pub severity: Severity,
    /// Whom it is about.
    pub user: FindingUser,
    /// What was found and who can fix it.
    pub text: String,
    /// The line of the roster that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<PlaceRecord>,
}

/// The kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingCode {
    /// An undeclared active user resembles a declared one who is not active.
    Lookalike,
    /// Declared, and no user has the e-mail.
    Missing,
    /// Declared, and found inactive.
    Inactive,
    /// Declared, and found deleted.
    Deleted,
    /// Named by the roster, active, and outside its scope.
    OutOfScope,
    /// Kept only because they are protected.
    Protected,
    /// Protected, and no user of the directory is the one meant.
    ProtectedAbsent,
    /// Protected, and the id or the e-mail of the entry is no longer that of the user.
    ProtectedMismatch,
    /// Active in scope and kept, though neither declared nor a leaver (`undeclared: report`).
    Undeclared,
    /// Would be deactivated for not being declared, and no roster can declare them.
    Undeclarable,
}

impl FindingCode {
    /// The word in the saved plan.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lookalike => "lookalike",
            Self::Missing => "missing",
            Self::Inactive => "inactive",
            Self::Deleted => "deleted",
            Self::OutOfScope => "out_of_scope",
            Self::Protected => "protected",
            Self::ProtectedAbsent => "protected_absent",
            Self::ProtectedMismatch => "protected_mismatch",
            Self::Undeclared => "undeclared",
            Self::Undeclarable => "undeclarable",
        }
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It stops the plan until it is fixed.
    Error,
    /// Roster and directory disagree, and a person can fix it.
    Warning,
    /// Worth knowing.
    Info,
}

/// Whom a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingUser {
    /// The directory's id, when there is a live user; the roster's, when it gives no e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The e-mail: the directory's spelling for a live user, the roster's otherwise. Empty when neither has one.
    pub email: String,
    /// The display name, when there is a live user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl FindingUser {
    /// The e-mail, or the id of a user who has none.
    #[must_use]
    pub fn shown(&self) -> &str {
        match &self.id {
            Some(id) if self.email.is_empty() => id,
            _ => &self.email,
        }
    }
}

/// The totals: `deactivate`, `keep` and `protected` are the active users in scope (of `--only`, when it was given).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Actions.
    pub deactivate: u64,
    /// Active users in scope who stay.
    pub keep: u64,
    /// Active users in scope who stay only because they are protected.
    pub protected: u64,
    /// Findings.
    pub findings: u64,
    /// Guards that refuse.
    pub guards_refused: u64,
}

impl From<&Place> for PlaceRecord {
    fn from(place: &Place) -> Self {
        Self { file: place.file.to_string(), line: place.line, column: place.column }
    }
}

impl fmt::Display for PlaceRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl From<&LiveUser> for ActionUser {
    fn from(user: &LiveUser) -> Self {
        Self {
            id: user.id.as_str().to_owned(),
            email: user.email.as_str().to_owned(),
            name: user.name.clone(),
            division: user.division.as_ref().map(|d| DivisionRecord { id: d.id.clone(), name: d.name.clone() }),
            version: user.version.clone(),
        }
    }
}

impl Plan {
    /// How many users the plan would deactivate without `--only`: what the guards judge.
    #[must_use]
    pub fn judged(&self) -> u64 {
        let listed = self.actions.len() as u64;
        let counted = self.guards.iter().find(|guard| guard.name == GuardName::MaxDeactivations);
        match counted.and_then(|guard| guard.actual) {
            Some(actual) if self.partial => actual.0.0 / 100,
            _ => listed,
        }
    }

    /// Records what each action touches; an action whose user is not in `impacts` gets `unknown` throughout.
    #[must_use]
    pub fn with_impacts(mut self, impacts: &[(UserId, Impact)]) -> Self {
        let unknown = Impact { last_login: Known::Unknown, roles: Known::Unknown, interaction: Known::Unknown };
        let by_id: std::collections::HashMap<&str, &Impact> = impacts.iter().map(|(id, i)| (id.as_str(), i)).collect();
        for action in &mut self.actions {
            let impact = by_id.get(action.user.id.as_str()).copied().unwrap_or(&unknown);
            action.impact = Some(impact.into());
        }
        self
    }
}
