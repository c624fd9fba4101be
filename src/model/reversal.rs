//! What would restore the access that an apply ended.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::live::{Grant, UserId};
use super::user_record::UserRecord;
use super::version::Version;

/// What an administrator would do to restore a user's access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversal {
    /// The user's id.
    pub id: UserId,
    /// The user's e-mail in the plan.
    pub email: String,
    /// The type of the directory, as journals name it; `None` for the first backend's API.
    pub directory: Option<String>,
    /// The API's host, or `sandbox`.
    pub host: String,
    /// The API's address with its path, when the journal has it.
    pub api_url: Option<String>,
    /// When the user was written.
    pub time: Timestamp,
    /// The version that the directory answered with, when that was recorded.
    pub version: Option<Version>,
    /// The roles to grant again; `None` when they are unknown.
    pub roles: Option<Vec<Grant>>,
    /// Whether there may have been roles beside these.
    pub other_roles: OtherRoles,
    /// Whether the write took effect.
    pub effect: WriteEffect,
    /// The whole record before the write, when the journal has it.
    pub record: Option<UserRecord>,
    /// The other attributes that the write changed.
    pub side_effects: Vec<String>,
    /// Whether the directory still showed the user after the write.
    pub visibility: Visibility,
}

/// Whether a directory shows a user who was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// It does, or the user was not read since.
    #[default]
    Shown,
    /// It does not.
    Gone,
}

impl Visibility {
    /// Whether the directory shows the user, as far as is known.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        *self == Self::Shown
    }
}

/// What is known of roles that are not listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherRoles {
    /// There were none.
    None,
    /// One of several writes removed roles that could not be read.
    Possible,
}

/// Whether a write took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteEffect {
    /// It did: the directory's answer shows it, or the user was found inactive afterwards.
    Done,
    /// The write may have been sent, and nothing more is known: the user must be looked up first.
    Possible,
}
