//! The plan as a value: what would be done, what is worth knowing, and which rules were held.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::records::ImpactRecord;
use crate::model::{
    AccountMarks, Division, Impact, LiveUser, Place, Reported, Scope, Undeclared, UserAttributes, UserId, Version,
};
use crate::plan::findings::{FindingCode, FindingKind, FindingUser, Severity};
use crate::plan::guards::{Guard, GuardName, Override};
use crate::plan::reason::{ReasonCode, ReasonKind};

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
    /// What becomes of active users in scope that the roster does not name.
    pub undeclared: Undeclared,
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
    /// The user whose access ends.
    pub user: ActionUser,
    /// The reason: a rule and the line of the roster that matches.
    pub reason: Reason,
    /// What the deactivation touches, when it was read.
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
    /// The division, when the directory reports it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<Division>,
    /// What identifies the account beside its id, in a directory that reports it.
    #[serde(default, skip_serializing_if = "AccountMarks::is_empty")]
    pub account: AccountMarks,
    /// The version that the decision was made on.
    pub version: Version,
}

/// The reason why an action is in the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The rule.
    pub code: ReasonCode,
    /// The reason as a text for people.
    pub text: String,
    /// The line of the roster that caused it; absent when no line did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<PlaceRecord>,
    /// The values of the text, for a reason that has others than free text: that of an expired user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<ReasonKind>,
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
    /// The kind of finding.
    pub code: FindingCode,
    /// How much it matters.
    pub severity: Severity,
    /// The user that it is about.
    pub user: FindingUser,
    /// What was found and who can fix it.
    pub text: String,
    /// The line of the roster that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<PlaceRecord>,
    /// What was found, with the values of the text; absent in plans of earlier builds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<FindingKind>,
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

impl ActionUser {
    /// The user, with what puts them into this scope.
    #[must_use]
    pub fn within(scope: &Scope, user: &LiveUser) -> Self {
        let marks = user.attributes.as_deref().map_or_else(AccountMarks::default, UserAttributes::marks);
        let account = AccountMarks {
            user_type: marks.user_type.filter(|_| !scope.user_types.is_empty()),
            department: marks.department.filter(|_| !scope.departments.is_empty()),
            ..marks
        };
        Self {
            id: user.id.as_str().to_owned(),
            email: user.email.as_str().to_owned(),
            name: user.name.clone(),
            division: user.division.as_deref().cloned(),
            account,
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
        let unknown =
            Impact { last_login: Reported::Unknown, roles: Reported::Unknown, interaction: Reported::Unknown };
        let by_id: std::collections::HashMap<&str, &Impact> = impacts.iter().map(|(id, i)| (id.as_str(), i)).collect();
        for action in &mut self.actions {
            let impact = by_id.get(action.user.id.as_str()).copied().unwrap_or(&unknown);
            action.impact = Some(impact.into());
        }
        self
    }
}
