//! The journal: what an apply was about to do and what came of it, one JSON object a line, only ever appended.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Grant, Known, Totals};

use super::words::{Record, Target};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "A line of a rosterctl journal")]
pub struct Line {
    /// When it was written (RFC 3339, UTC).
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub time: Timestamp,
    /// The digest of the plan that is applied.
    pub plan: String,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// An apply began.
    Apply {
        /// The version of the program.
        rosterctl_version: String,
        /// The API's host, or `sandbox`.
        host: String,
        /// The organization's id.
        organization: String,
        /// Whose credentials are used: an OAuth client's id, or `access token`.
        by: String,
        /// How many users the plan deactivates.
        actions: u64,
    },
    /// A user is about to be written. It is on the disk before the write is sent.
    Intent {
        /// Who.
        user: UserRecord,
        /// The version that the write names.
        version: u64,
        /// The roles held, which the write removes for good.
        roles: Roles,
    },
    /// How a user came out; a later line of the same user replaces an earlier one.
    Outcome {
        /// Who.
        user: UserRecord,
        /// `done`, `already_inactive`, `changed`, `deferred`, `failed`, `unverified` or `not_started`.
        outcome: String,
        /// Why.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// The version that the write named, when one was sent.
        #[serde(skip_serializing_if = "Option::is_none")]
        version_before: Option<u64>,
        /// The version that the directory answered with.
        #[serde(skip_serializing_if = "Option::is_none")]
        version_after: Option<u64>,
        /// The directory's name for the exchange.
        #[serde(skip_serializing_if = "Option::is_none")]
        correlation_id: Option<String>,
    },
    /// An apply ended; the counts sum to the plan.
    Summary(TotalsRecord),
}

/// A user by id and e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UserRecord {
    /// The directory's id.
    pub id: String,
    /// The e-mail that the plan holds.
    pub email: String,
}

/// The roles of a user before a write, or the word `unknown`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Roles {
    /// Each with its division.
    Known(Vec<GrantRecord>),
    /// They could not be read.
    Unknown(UnknownWord),
}

/// The word `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnknownWord {
    /// The directory did not say.
    Unknown,
}

/// A role in a division.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct GrantRecord {
    /// The role.
    pub role: NamedRecord,
    /// The division.
    pub division: NamedRecord,
}

/// Something by id and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct NamedRecord {
    /// The directory's id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// How many users came out how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TotalsRecord {
    /// Deactivated.
    pub done: u64,
    /// Inactive before.
    pub already_inactive: u64,
    /// No longer what the plan says.
    pub changed: u64,
    /// On an interaction.
    pub deferred: u64,
    /// Not written, or in vain.
    pub failed: u64,
    /// Perhaps written.
    pub unverified: u64,
    /// Not tried.
    pub not_started: u64,
}

/// A journal as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    /// Its lines, in order.
    pub lines: Vec<Line>,
    /// Whether the last line is torn, as after a power failure; it is left out.
    pub is_torn: bool,
}

/// Why something is no journal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

/// Reads a journal. A last line that is torn is tolerated, since its write never followed.
///
/// # Errors
/// Any other line that is none.
pub fn read(bytes: &[u8]) -> Result<Journal, Unreadable> {
    let mut journal = Journal { lines: Vec::new(), is_torn: false };
    let mut rest = bytes;
    for line in 1.. {
        if rest.is_empty() {
            break;
        }
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (text, next) = end.map_or((rest, &rest[rest.len()..]), |at| (&rest[..at], &rest[at + 1..]));
        match serde_json::from_slice(text) {
            Ok(parsed) if end.is_some() => journal.lines.push(parsed),
            Err(error) if end.is_some() => return Err(Unreadable { line, what: error.to_string() }),
            _ => journal.is_torn = true,
        }
        rest = next;
    }
    Ok(journal)
}

/// The lines of some records, as they are appended.
#[must_use]
pub fn lines(time: Timestamp, plan: &str, records: Vec<Record>) -> Vec<Line> {
    records.into_iter().map(|record| Line { time, plan: plan.to_owned(), event: record.into() }).collect()
}

/// The JSON Schema of a line.
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::generate::SchemaSettings::draft07().into_generator().into_root_schema_for::<Line>().to_value()
}

impl Line {
    /// The line as it stands in a journal, with its line break.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Serializing these types cannot fail: no map has other keys than texts, and there is no number but integers.
        let mut text = serde_json::to_string(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl From<Record> for Event {
    fn from(record: Record) -> Self {
        match record {
            Record::Intent { target, version, roles } => {
                Self::Intent { user: target.into(), version: version.0, roles: roles.into() }
            }
            Record::Outcome { target, outcome, before, after, correlation_id } => Self::Outcome {
                user: target.into(),
                outcome: outcome.as_str().to_owned(),
                text: outcome.why().map(str::to_owned),
                version_before: before.map(|version| version.0),
                version_after: after.map(|version| version.0),
                correlation_id,
            },
        }
    }
}

impl From<Target> for UserRecord {
    fn from(target: Target) -> Self {
        Self { id: target.id.as_str().to_owned(), email: target.email.as_str().to_owned() }
    }
}

impl From<Known<Vec<Grant>>> for Roles {
    fn from(grants: Known<Vec<Grant>>) -> Self {
        let record = |grant: Grant| GrantRecord {
            role: NamedRecord { id: grant.role_id, name: grant.role_name },
            division: NamedRecord { id: grant.division_id, name: grant.division_name },
        };
        match grants {
            Known::Known(grants) => Self::Known(grants.into_iter().map(record).collect()),
            Known::Unknown => Self::Unknown(UnknownWord::Unknown),
        }
    }
}

impl From<Totals> for TotalsRecord {
    fn from(totals: Totals) -> Self {
        let Totals { done, already_inactive, changed, deferred, failed, unverified, not_started } = totals;
        Self { done, already_inactive, changed, deferred, failed, unverified, not_started }
    }
}
