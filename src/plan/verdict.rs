//! The guards by name, and what each says of a plan.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::amount::Amount;

/// One guard and its verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Guard {
    /// Which rule.
    pub name: GuardName,
    /// The most that is allowed; null when the roster sets none.
    pub limit: Option<Amount>,
    /// What the plan would do; null when it could not be computed, and then the guard refuses.
    pub actual: Option<Amount>,
    /// The verdict.
    pub verdict: Verdict,
}

/// The guards, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuardName {
    /// Users deactivated.
    MaxDeactivations,
    /// Users deactivated, in percent of the active users in scope; one is always allowed, unless the limit is 0.
    MaxDeactivationPercent,
    /// 1 when the roster declares nobody, and users whom it does not name are deactivated.
    EmptyRoster,
    /// Divisions that would lose their last active user.
    EmptiesDivision,
    /// 1 when the identity behind the token would be deactivated.
    #[serde(rename = "self")]
    SelfGuard,
    /// Undeclared users who resemble a declared one who does not exist.
    Lookalike,
    /// Users who would be deactivated for no longer being declared, when a leaver entry is required.
    RequireLeaverEntry,
    /// Protected entries that match no user of the directory, or only a deleted one.
    ProtectedAbsent,
    /// Users who would be deactivated for not being declared, and whom no roster can declare.
    Undeclarable,
}

impl GuardName {
    /// The word in the saved plan and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MaxDeactivations => "max_deactivations",
            Self::MaxDeactivationPercent => "max_deactivation_percent",
            Self::EmptyRoster => "empty_roster",
            Self::EmptiesDivision => "empties_division",
            Self::SelfGuard => "self",
            Self::Lookalike => "lookalike",
            Self::RequireLeaverEntry => "require_leaver_entry",
            Self::ProtectedAbsent => "protected_absent",
            Self::Undeclarable => "undeclarable",
        }
    }
}

impl fmt::Display for GuardName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a guard says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within the limit.
    Passed,
    /// Over the limit: the plan is not applied.
    Refused,
    /// Over the limit, and lifted on the command line.
    Overridden,
    /// The directory does not have what the guard is about, such as divisions.
    NotApplicable,
}

/// A guard lifted on the command line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Override {
    /// Which guard.
    pub guard: GuardName,
    /// The limit that stands in for the guard's own.
    pub value: Amount,
    /// Why, in the operator's words.
    pub reason: String,
}
