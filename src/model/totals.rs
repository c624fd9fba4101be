//! The seven outcomes of an apply, and how many users have each.

use std::borrow::Cow;
use std::collections::HashMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The outcome of one user of a plan, as journals and events spell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// Deactivated: the directory's answer shows it, or the user was found inactive after a write without an answer.
    Done,
    /// Inactive before anything was sent, or after a write that the directory refused.
    AlreadyInactive,
    /// Renamed, moved, deleted, gone or perhaps another person's since the plan; left alone.
    Changed,
    /// On an interaction, or perhaps on one; nothing was sent.
    Deferred,
    /// Refused, or never sent because something could not be read; it did not take effect and will not.
    Failed,
    /// Sent, and it may have taken effect or may still do so: look the user up before planning again.
    Unverified,
    /// Not tried.
    NotStarted,
}

impl OutcomeKind {
    /// Every outcome, in the order in which they are counted and printed.
    pub const ALL: [Self; 7] = [
        Self::Done,
        Self::AlreadyInactive,
        Self::Changed,
        Self::Deferred,
        Self::Failed,
        Self::Unverified,
        Self::NotStarted,
    ];

    /// The word in journals and events.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::AlreadyInactive => "already_inactive",
            Self::Changed => "changed",
            Self::Deferred => "deferred",
            Self::Failed => "failed",
            Self::Unverified => "unverified",
            Self::NotStarted => "not_started",
        }
    }
}

/// The number of users with each outcome. The counts sum to the plan's actions. In JSON it is an object with a count for
/// each [`OutcomeKind`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals([u64; OutcomeKind::ALL.len()]);

impl Totals {
    /// Counts outcomes.
    #[must_use]
    pub fn of(outcomes: impl Iterator<Item = OutcomeKind>) -> Self {
        let mut totals = Self::default();
        outcomes.for_each(|kind| totals.0[kind as usize] += 1);
        totals
    }

    /// The totals of an apply that started with none of its users.
    #[must_use]
    pub fn none_started(users: u64) -> Self {
        let mut totals = Self::default();
        totals.0[OutcomeKind::NotStarted as usize] = users;
        totals
    }

    /// The totals of two applies together.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(count, more)| *count = count.saturating_add(more));
        self
    }

    /// The number of users with this outcome.
    #[must_use]
    pub fn count(&self, kind: OutcomeKind) -> u64 {
        self.0[kind as usize]
    }

    /// Every count, in the order of [`OutcomeKind::ALL`].
    #[must_use]
    pub fn counts(&self) -> [u64; OutcomeKind::ALL.len()] {
        self.0
    }

    /// Whether every user is inactive now.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.inactive() == self.sum()
    }

    /// The number of users who are inactive now.
    #[must_use]
    pub fn inactive(&self) -> u64 {
        self.count(OutcomeKind::Done).saturating_add(self.count(OutcomeKind::AlreadyInactive))
    }

    /// The number of all users.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.0.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

impl Serialize for Totals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(OutcomeKind::ALL.iter().zip(&self.0))
    }
}

impl<'de> Deserialize<'de> for Totals {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum TotalsField {
            Count(u64),
            Other(IgnoredAny),
        }
        // Other keys belong to later versions.
        let fields = HashMap::<String, TotalsField>::deserialize(deserializer)?;
        let mut totals = Self::default();
        for kind in OutcomeKind::ALL {
            totals.0[kind as usize] = match fields.get(kind.as_str()) {
                Some(TotalsField::Count(count)) => *count,
                Some(TotalsField::Other(_)) => {
                    return Err(D::Error::custom(format!("`{}` is not a count", kind.as_str())));
                }
                None => return Err(D::Error::missing_field(kind.as_str())),
            };
        }
        Ok(totals)
    }
}

impl JsonSchema for Totals {
    fn schema_name() -> Cow<'static, str> {
        "Totals".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut totals = json_schema!({
            "description": "The number of users with each outcome; the counts sum to the plan's actions.",
            "type": "object",
            "properties": {},
            "required": OutcomeKind::ALL.map(OutcomeKind::as_str),
        });
        let kinds = OutcomeKind::json_schema(generator);
        let kinds = kinds.get("oneOf").and_then(|kinds| kinds.as_array()).into_iter().flatten();
        if let Some(properties) = totals.get_mut("properties").and_then(|properties| properties.as_object_mut()) {
            for (kind, about) in OutcomeKind::ALL.iter().zip(kinds) {
                let count = json_schema!({
                    "description": about["description"], "type": "integer", "format": "uint64", "minimum": 0,
                });
                properties.insert(kind.as_str().to_owned(), count.to_value());
            }
        }
        totals
    }
}
