//! The journal: what an apply was about to do and what came of it, one JSON object a line, only ever appended.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Grant, Known, Outcome, Sent, Totals, Version};

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
        version: Version,
        /// The roles held, which the write removes for good.
        roles: Roles,
    },
    /// How a user came out; a later line of the same user replaces an earlier one.
    Outcome {
        /// Who.
        user: UserRecord,
        /// How.
        outcome: OutcomeWord,
        /// Why.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// What is known of the writes of this user in this apply. Journals of rosterctl 0.1.0 may lack it.
        #[serde(skip_serializing_if = "Option::is_none")]
        write: Option<WriteWord>,
        /// The version that the last write named, when one was sent.
        #[serde(skip_serializing_if = "Option::is_none")]
        version_before: Option<Version>,
        /// The version that the directory answered with.
        #[serde(skip_serializing_if = "Option::is_none")]
        version_after: Option<Version>,
        /// The directory's name for the exchange.
        #[serde(skip_serializing_if = "Option::is_none")]
        correlation_id: Option<String>,
        /// The roles that the write of an earlier apply ended, when this one found that write done.
        #[serde(skip_serializing_if = "Option::is_none")]
        roles: Option<Roles>,
    },
    /// An apply ended; the counts sum to the plan.
    Summary(TotalsRecord),
}

/// How a user came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeWord {
    /// Deactivated, and the directory's answer says so; or found inactive after a write that got no answer.
    Done,
    /// Inactive before anything was sent.
    AlreadyInactive,
    /// No longer what the plan says.
    Changed,
    /// On an interaction.
    Deferred,
    /// Refused, or never sent.
    Failed,
    /// Sent, and it may have taken effect or may still do so.
    Unverified,
    /// Not tried.
    NotStarted,
}

/// What is known of the writes of one user in one apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WriteWord {
    /// None was sent.
    NotSent,
    /// Every one was answered with a refusal.
    Refused,
    /// At least one got no answer that settles it.
    Unanswered,
    /// The directory answered that it carried one out.
    Accepted,
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
                Self::Intent { user: target.into(), version, roles: roles.into() }
            }
            Record::Outcome { target, outcome, sent, before, after, correlation_id, roles } => Self::Outcome {
                user: target.into(),
                outcome: (&outcome).into(),
                text: outcome.why().map(str::to_owned),
                write: Some(sent.into()),
                version_before: before,
                version_after: after,
                correlation_id,
                roles: roles.map(Into::into),
            },
        }
    }
}

impl From<&Outcome> for OutcomeWord {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::Done,
            Outcome::AlreadyInactive => Self::AlreadyInactive,
            Outcome::Changed(_) => Self::Changed,
            Outcome::Deferred(_) => Self::Deferred,
            Outcome::Failed(_) => Self::Failed,
            Outcome::Unverified(_) => Self::Unverified,
            Outcome::NotStarted => Self::NotStarted,
        }
    }
}

impl From<Sent> for WriteWord {
    fn from(sent: Sent) -> Self {
        match sent {
            Sent::Nothing => Self::NotSent,
            Sent::Refused => Self::Refused,
            Sent::Unanswered => Self::Unanswered,
            Sent::Accepted => Self::Accepted,
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
