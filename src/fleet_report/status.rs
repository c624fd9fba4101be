//! What became of an organization, in one word.

use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Exit;

/// What became of an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationStatus {
    /// No usable result.
    Failed,
    /// A guard refused its plan.
    Refused,
    /// A plan that cannot be applied.
    Unusable,
    /// An apply that ended with users who are not known to be inactive, or otherwise than it should.
    Incomplete,
    /// A plan with users to deactivate.
    Changes,
    /// An apply after which every user of the plan is inactive.
    Applied,
    /// A plan with nothing to do.
    Unchanged,
}

impl OrganizationStatus {
    /// Every status, worst first.
    pub const ALL: [Self; 7] =
        [Self::Failed, Self::Refused, Self::Unusable, Self::Incomplete, Self::Changes, Self::Applied, Self::Unchanged];

    /// The word for programs, and in lists.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Unusable => "unusable",
            Self::Incomplete => "incomplete",
            Self::Changes => "changes",
            Self::Applied => "applied",
            Self::Unchanged => "unchanged",
        }
    }

    /// The exit code of a report in which this is the worst; changes alone are no reason to fail.
    #[must_use]
    pub fn exit(self) -> Exit {
        match self {
            Self::Failed => Exit::Error,
            Self::Refused => Exit::Refused,
            Self::Unusable => Exit::Unusable,
            Self::Incomplete => Exit::Unfinished,
            Self::Changes | Self::Applied | Self::Unchanged => Exit::Done,
        }
    }

    /// Whether somebody has to do something about it.
    #[must_use]
    pub fn needs_attention(self) -> bool {
        self.exit() != Exit::Done
    }
}
