//! Why a user's access ends.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{FreeText, Place, messages};

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

impl ReasonCode {
    /// Every code, in the order in which the rules decide.
    pub const ALL: [Self; 3] = [Self::Leaver, Self::Expired, Self::NotDeclared];

    /// The word in the saved plan.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Leaver => "leaver",
            Self::Expired => "expired",
            Self::NotDeclared => "not_declared",
        }
    }
}

messages! {
    /// A reason with the values that its sentence holds.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    pub enum ReasonKind {
        /// A leaver entry gives this reason.
        Leaver {
            /// The reason that the entry gives.
            reason: FreeText,
            /// The ticket that the entry gives.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            ticket: Option<FreeText>
        },
        /// The last day has passed.
        Expired {
            /// The last day of access.
            #[schemars(with = "String", extend("format" = "date"))]
            last_day: Date,
            /// The note of the entry.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            note: Option<FreeText>
        },
        /// Nothing in the roster names the user.
        NotDeclared,
    }
}

impl ReasonKind {
    /// The rule.
    #[must_use]
    pub fn code(&self) -> ReasonCode {
        match self {
            Self::Leaver { .. } => ReasonCode::Leaver,
            Self::Expired { .. } => ReasonCode::Expired,
            Self::NotDeclared => ReasonCode::NotDeclared,
        }
    }
}

/// A reason and the line of the roster that gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedReason {
    /// The rule with its values.
    pub kind: ReasonKind,
    /// The line; `None` when no line causes it.
    pub at: Option<Place>,
}
