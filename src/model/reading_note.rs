//! What the reading of a directory noticed, beside the users themselves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something worth knowing of a complete reading. It becomes a finding of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReadingNote {
    /// The total is exactly a number at which directories are known to stop: more users may exist unseen.
    RoundTotal {
        /// The total.
        total: u64,
    },
    /// The directory does not describe what it supports.
    NoServiceDescription,
    /// The directory gives no entity tags: a write cannot name the version that it was decided on.
    NoEntityTags,
    /// Users whose state is a text in place of a Boolean.
    StateAsText {
        /// How many.
        users: u64,
    },
    /// Only active users are listed: one who is missing may as well be inactive.
    OnlyActiveListed,
    /// The directory did not answer whether it has users who are not listed: its list may lack them.
    UncheckedAbsences {
        /// How many.
        users: u64,
    },
    /// Nothing proves that the credentials belong to the right tenant.
    Unpinned,
}
