//! The journal: what an apply was about to do and what came of it, one JSON object per line, only ever appended.

mod append;
mod file;
mod read;
#[cfg(test)]
mod tests;
pub mod undo;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Grant, Outcome, OutcomeKind, Reported, Totals, UserRecord, Version, Visibility, WriteState};

use super::machine::{JournalEntry, Target};

pub use file::JournalFile;
pub use read::{InvalidLine, JournalReader, MAX_LINE_BYTES, ReadLine, TornLine};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "A line of a rosterctl journal")]
pub struct JournalLine {
    /// When it was written (RFC 3339, UTC).
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub time: Timestamp,
    /// The digest of the plan that is applied.
    pub plan: String,
    /// What happened.
    #[serde(flatten)]
    pub event: JournalEvent,
}

/// What a line records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum JournalEvent {
    /// An apply began.
    Apply {
        /// The version of the program.
        rosterctl_version: String,
        /// The type of the directory; absent for the only one that rosterctl 0.1.0 had.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        directory: Option<String>,
        /// The API's host, or `sandbox`.
        host: String,
        /// The API's address; absent where `directory` is, and for a sandbox.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        api_url: Option<String>,
        /// The organization's id.
        organization: String,
        /// The credentials: an OAuth client's id, or `access token`.
        by: String,
        /// How many users the plan deactivates.
        actions: u64,
    },
    /// A user is about to be written. It is on the disk before the write is sent.
    Intent {
        /// The user.
        user: JournalUser,
        /// The version that the write names.
        version: Version,
        /// The roles held, which the write removes for good.
        roles: JournalRoles,
        /// The attributes of the user by name, in a directory where a write may change more than the state.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>")]
        record: Option<UserRecord>,
    },
    /// The outcome of a user; a later line of the same user replaces an earlier one.
    Outcome {
        /// The user.
        user: JournalUser,
        /// The outcome.
        outcome: OutcomeKind,
        /// The reason, where the outcome has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// What is known of the writes of this user in this apply. Journals of rosterctl 0.1.0 may lack it.
        #[serde(skip_serializing_if = "Option::is_none")]
        write: Option<WriteState>,
        /// The version that the last write named, when one was sent.
        #[serde(skip_serializing_if = "Option::is_none")]
        version_before: Option<Version>,
        /// The version that the directory answered with.
        #[serde(skip_serializing_if = "Option::is_none")]
        version_after: Option<Version>,
        /// The directory's name for the exchange.
        #[serde(skip_serializing_if = "Option::is_none")]
        correlation_id: Option<String>,
        /// The roles that the write of an earlier apply removed, when this one found that it took effect.
        #[serde(skip_serializing_if = "Option::is_none")]
        roles: Option<JournalRoles>,
        /// The names of the other attributes that changed with the write.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        side_effects: Vec<String>,
        /// Whether the directory shows the user after the write; absent where it does.
        #[serde(default, skip_serializing_if = "Visibility::is_shown")]
        visibility: Visibility,
    },
    /// An apply ended; the counts sum to the plan.
    Summary(Totals),
}

/// A user by id and e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JournalUser {
    /// The directory's id.
    pub id: String,
    /// The e-mail that the plan holds.
    pub email: String,
}

/// The roles of a user before a write, or the word `unknown`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum JournalRoles {
    /// Each role with its division.
    Known(Vec<JournalGrant>),
    /// The roles could not be read.
    Unknown(RolesUnknown),
}

/// The word `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RolesUnknown {
    /// The directory did not show them.
    Unknown,
}

/// A role in a division.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct JournalGrant {
    /// The role.
    pub role: IdAndName,
    /// The division.
    pub division: IdAndName,
}

/// An object of the directory by id and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct IdAndName {
    /// The directory's id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The JSON Schema of a line.
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::generate::SchemaSettings::draft07().into_generator().into_root_schema_for::<JournalLine>().to_value()
}

impl JournalLine {
    /// The line as a journal holds it, with its line break.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Serializing these types cannot fail: all keys are texts, and all numbers are integers.
        let mut text = serde_json::to_string(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl JournalEvent {
    /// The event of an entry; `describe` words the reason of an outcome.
    #[must_use]
    pub fn new(entry: JournalEntry, describe: impl Fn(&Outcome) -> Option<String>) -> Self {
        match entry {
            JournalEntry::Intent { target, version, roles, record } => {
                Self::Intent { user: target.into(), version, roles: roles.into(), record }
            }
            JournalEntry::Outcome {
                target,
                outcome,
                write,
                before,
                after,
                correlation_id,
                roles,
                side_effects,
                visibility,
            } => Self::Outcome {
                user: target.into(),
                outcome: outcome.kind(),
                text: describe(&outcome),
                write: Some(write),
                version_before: before,
                version_after: after,
                correlation_id,
                roles: roles.map(Into::into),
                side_effects: side_effects.into_iter().map(|attribute| attribute.0).collect(),
                visibility,
            },
        }
    }
}

impl From<Target> for JournalUser {
    fn from(target: Target) -> Self {
        Self { id: target.id.as_str().to_owned(), email: target.email.as_str().to_owned() }
    }
}

impl From<Reported<Vec<Grant>>> for JournalRoles {
    fn from(roles: Reported<Vec<Grant>>) -> Self {
        let record = |grant: Grant| JournalGrant {
            role: IdAndName { id: grant.role_id, name: grant.role_name },
            division: IdAndName { id: grant.division_id, name: grant.division_name },
        };
        match roles {
            Reported::Known(grants) => Self::Known(grants.into_iter().map(record).collect()),
            Reported::Unknown => Self::Unknown(RolesUnknown::Unknown),
        }
    }
}

impl From<&JournalRoles> for Reported<Vec<Grant>> {
    fn from(roles: &JournalRoles) -> Self {
        let grant = |JournalGrant { role, division }: &JournalGrant| Grant {
            role_id: role.id.clone(),
            role_name: role.name.clone(),
            division_id: division.id.clone(),
            division_name: division.name.clone(),
        };
        match roles {
            JournalRoles::Known(grants) => Self::Known(grants.iter().map(grant).collect()),
            JournalRoles::Unknown(_) => Self::Unknown,
        }
    }
}
