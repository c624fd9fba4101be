//! Users of a directory that no roster can declare.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::email::EmailError;

/// The reason why a live user cannot be declared. The display form completes the sentence "the user …".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unnameable {
    /// The e-mail is not one that a roster takes.
    Email(EmailError),
    /// This many other active users have the same e-mail, and a roster never chooses between them.
    Shared(usize),
}

impl fmt::Display for Unnameable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email(fault) => write!(f, "has an e-mail that {fault}"),
            Self::Shared(1) => f.write_str("shares the e-mail with another active user"),
            Self::Shared(others) => write!(f, "shares the e-mail with {others} other active users"),
        }
    }
}
