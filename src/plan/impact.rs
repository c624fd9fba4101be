//! What deactivating a user touches.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Impact, Known};

/// What deactivating a user touches. What the directory did not say is `unknown`, never left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImpactRecord {
    /// The last day on which the user logged in or was issued a token, `never`, or `unknown`.
    #[schemars(example = "2026-10-02")]
    pub last_login: String,
    /// The roles held, which a deactivation removes, or `unknown`.
    pub roles: RolesRecord,
    /// Whether the user is on an interaction.
    pub interaction: Interaction,
}

/// Names of roles, or the word `unknown`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RolesRecord {
    /// What the directory listed.
    Names(Vec<String>),
    /// What stands in for a list that the directory did not give.
    Unknown(UnknownWord),
}

/// The word `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnknownWord {
    /// The directory did not say.
    Unknown,
}

/// Whether a user is on an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Interaction {
    /// The directory says that they are on none.
    None,
    /// The directory says that they are on one.
    Active,
    /// The directory did not say.
    Unknown,
}

impl From<&Impact> for ImpactRecord {
    fn from(impact: &Impact) -> Self {
        Self {
            last_login: match &impact.last_login {
                Known::Known(Some(day)) => day.to_string(),
                Known::Known(None) => "never".to_owned(),
                Known::Unknown => "unknown".to_owned(),
            },
            roles: match &impact.roles {
                Known::Known(names) => RolesRecord::Names(names.clone()),
                Known::Unknown => RolesRecord::Unknown(UnknownWord::Unknown),
            },
            interaction: match impact.interaction {
                Known::Known(true) => Interaction::Active,
                Known::Known(false) => Interaction::None,
                Known::Unknown => Interaction::Unknown,
            },
        }
    }
}
