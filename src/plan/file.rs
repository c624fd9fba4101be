//! The saved plan: all that `apply` needs, so that it reads no roster, and all that a reviewer saw.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::digest::{checksum, digest};
use super::flat;
use super::inspect::inspect;
use super::records::{ApplyPolicyRecord, DirectoryRecord, FORMAT_VERSION, LiveRecord, RosterRecord, Source};
use super::types::Plan;
use super::unusable::{Conversion, Unusable, check_expected};
use crate::model::ApplyPolicy;
use crate::text::visible;

/// How far the clock of whoever planned, or took a snapshot, may be ahead.
pub const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// A plan with everything around it: what `plan --out` writes, `plan --format json` prints and `apply` carries out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "rosterctl plan", rename = "SavedPlan")]
pub struct SavedPlan {
    /// The version of this format.
    #[schemars(example = FORMAT_VERSION)]
    pub format_version: String,
    /// The version of the program that made the plan.
    pub rosterctl_version: String,
    /// When it was made (RFC 3339, UTC).
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// From when on it is no longer applied (RFC 3339, UTC).
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub expires_at: Timestamp,
    /// The day for which was planned, in the roster's time zone.
    #[schemars(with = "String", extend("format" = "date"))]
    pub date: Date,
    /// Whether `--as-of` chose that day. Such a plan is for looking at and is never applied.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_of: bool,
    /// Whether `--redact` replaced names and e-mails by pseudonyms. Such a plan is for looking at and is never applied;
    /// its digest is that of the plan as it was, and cannot be computed from what is left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
    /// Where the users live.
    pub directory: DirectoryRecord,
    /// What was declared.
    pub roster: RosterRecord,
    /// What was read.
    pub live: LiveRecord,
    /// How careful an apply is about one user.
    pub apply: ApplyPolicyRecord,
    /// What was decided.
    #[serde(flatten)]
    pub plan: Plan,
    /// Stands for the decision: what a reviewer pins with `apply --expect`.
    #[schemars(regex(pattern = "^sha256:[0-9a-f]{64}$"))]
    pub digest: String,
    /// Covers the canonical JSON of everything but itself: shows any alteration.
    #[schemars(regex(pattern = "^sha256:[0-9a-f]{64}$"))]
    pub checksum: String,
}

/// Everything around a decision.
#[derive(Clone, Debug)]
pub struct Setting {
    /// When the plan was made.
    pub created_at: Timestamp,
    /// How long it may be applied.
    pub lifetime: SignedDuration,
    /// The day for which was planned.
    pub date: Date,
    /// Whether that day was chosen.
    pub as_of: bool,
    /// Where the users live.
    pub directory: DirectoryRecord,
    /// What was declared.
    pub roster: RosterRecord,
    /// What was read.
    pub live: LiveRecord,
    /// How careful an apply is.
    pub caution: ApplyPolicy,
}

impl SavedPlan {
    /// Puts a plan together: sets its versions, digest and checksum.
    #[must_use]
    pub fn seal(setting: Setting, plan: Plan) -> Self {
        let Setting { created_at, lifetime, date, as_of, directory, roster, live, caution } = setting;
        let mut saved = Self {
            format_version: FORMAT_VERSION.to_owned(),
            rosterctl_version: env!("CARGO_PKG_VERSION").to_owned(),
            created_at,
            expires_at: created_at.saturating_add(lifetime).unwrap_or(Timestamp::MAX),
            date,
            as_of,
            redacted: false,
            directory,
            roster,
            live,
            apply: caution.into(),
            plan,
            digest: String::new(),
            checksum: String::new(),
        };
        saved.digest = saved.decision();
        saved.checksum = checksum(&saved);
        saved
    }

    /// The same plan after its names and e-mails were replaced: marked as such, and with the checksum of what it holds
    /// now.
    #[must_use]
    pub fn into_redacted(mut self) -> Self {
        self.redacted = true;
        self.checksum = checksum(&self);
        self
    }

    /// The JSON that is saved and printed, with a final line break. Invisible characters are written as escapes, so
    /// that it can be looked at on a terminal.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Serializing these types cannot fail: no map has other keys than texts, and no number is not finite.
        visible(&serde_json::to_string_pretty(self).unwrap_or_default()) + "\n"
    }

    /// Reads what [`Self::to_json`] wrote and nothing else: every byte must be as it was.
    ///
    /// # Errors
    /// Why these bytes are no plan that can be trusted.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Unusable> {
        let saved = flat::read(bytes).filter(|saved| saved.to_json().as_bytes() == bytes);
        let saved = saved.ok_or_else(|| never_written(bytes))?;
        check_version(Some(&saved.format_version))?;
        // What a redacted plan holds no longer has its digest; nothing is ever applied for it.
        let stands_for_it = saved.redacted || saved.digest == saved.decision();
        if saved.checksum != checksum(&saved) || !stands_for_it {
            return Err(Unusable::Altered);
        }
        inspect(&saved.plan, saved.live.in_scope).map_err(Unusable::Inconsistent)?;
        Ok(saved)
    }

    /// The digest of what the plan holds, whatever it says of it.
    pub(super) fn decision(&self) -> String {
        digest(&self.directory, self.as_of.then_some(self.date), self.apply, &self.plan)
    }

    /// Whether the plan may be applied at `now`, if it is the one with the digest `expected`.
    ///
    /// # Errors
    /// Why not.
    pub fn check_usable(&self, now: Timestamp, expected: Option<&str>) -> Result<(), Unusable> {
        check_expected(expected)?;
        if self.redacted {
            return Err(Unusable::Redacted);
        }
        if self.live.source == Source::Snapshot {
            return Err(Unusable::Snapshot);
        }
        if self.as_of {
            return Err(Unusable::AsOf);
        }
        if self.created_at > now.saturating_add(CLOCK_SKEW).unwrap_or(Timestamp::MAX) {
            return Err(Unusable::Future(self.created_at));
        }
        if now >= self.expires_at {
            return Err(Unusable::Expired(self.expires_at));
        }
        match expected {
            Some(expected) if expected != self.digest => {
                Err(Unusable::OtherDigest { expected: expected.to_owned(), actual: self.digest.clone() })
            }
            _ => Ok(()),
        }
    }
}

fn check_version(version: Option<&str>) -> Result<(), Unusable> {
    match version {
        Some(FORMAT_VERSION) => Ok(()),
        Some(other) => Err(Unusable::OtherFormat(other.chars().take(20).collect())),
        None => Err(Unusable::Unreadable("it has no `format_version`".to_owned())),
    }
}

/// Why bytes are none that [`SavedPlan::to_json`] writes.
fn never_written(bytes: &[u8]) -> Unusable {
    if let Some(conversion) = converted(bytes) {
        return Unusable::Converted(conversion);
    }
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => return Unusable::Unreadable(error.to_string()),
    };
    let word = |key: &str| value.get(key).and_then(Value::as_str);
    if let Err(other) = check_version(word("format_version")) {
        return other;
    }
    if word("checksum") != Some(checksum(&value).as_str()) {
        return Unusable::Altered;
    }
    match SavedPlan::deserialize(value) {
        Ok(_) => Unusable::Altered,
        Err(error) => Unusable::Inconsistent(error.to_string()),
    }
}

/// What was done to a plan that is whole apart from it.
fn converted(bytes: &[u8]) -> Option<Conversion> {
    let text = std::str::from_utf8(bytes).ok()?;
    let unmarked = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = unmarked.replace("\r\n", "\n");
    let whole = format!("{}\n", lines.trim_end_matches('\n'));
    if whole == text || SavedPlan::from_json(whole.as_bytes()).is_err() {
        return None;
    }
    Some(match () {
        () if lines.len() != unmarked.len() => Conversion::LineEnds,
        () if unmarked.len() != text.len() => Conversion::Mark,
        () => Conversion::FinalLineBreak,
    })
}

/// The JSON Schema of the saved plan.
#[must_use]
pub fn schema() -> Value {
    schemars::generate::SchemaSettings::draft07().into_generator().into_root_schema_for::<SavedPlan>().to_value()
}
