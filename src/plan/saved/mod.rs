//! The saved plan: all that `apply` needs, so that it reads no roster, and all that a reviewer saw.

pub(super) mod digest;
mod plan;
mod records;
mod rejected;
mod verify;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::model::{ApplyPolicy, Undeclared};
use crate::text::visible;

use super::guards::{Guard, Override};

use self::digest::{CoveredSettings, checksum, digest};

pub use self::plan::{Action, ActionKind, ActionUser, Finding, PlaceRecord, Plan, Reason, Summary};
pub use self::records::{
    DirectoryRecord, FORMAT_VERSION, FileRecord, ImpactRecord, Interaction, LiveRecord, ReadingSource, RolesRecord,
    RosterRecord, UnknownWord,
};
pub use self::rejected::{Conversion, PlanRejected, check_expected};
pub use self::verify::verify;

/// How far the clock of the machine that planned, or took a snapshot, may be ahead.
pub const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// A plan with everything around it: what `plan --out` writes, `plan --format json` prints and `apply` carries out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
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
    /// The day that was planned for, in the roster's time zone.
    #[schemars(with = "String", extend("format" = "date"))]
    pub date: Date,
    /// Whether `--as-of` chose that day. Such a plan is a preview and is never applied.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_of: bool,
    /// Whether `--redact` replaced names and e-mails by pseudonyms. Such a plan is a preview and is never applied; its
    /// digest is that of the original plan, and cannot be computed from what is left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
    /// The directory.
    pub directory: DirectoryRecord,
    /// The roster.
    pub roster: RosterRecord,
    /// The reading of the directory.
    pub live: LiveRecord,
    /// How careful an apply is with each user.
    pub apply: ApplyPolicy,
    /// The decision.
    #[serde(flatten)]
    pub plan: Plan,
    /// Identifies the decision: what a reviewer pins with `apply --expect`.
    #[schemars(regex(pattern = "^sha256:[0-9a-f]{64}$"))]
    pub digest: String,
    /// Covers the canonical JSON of everything but itself: shows any alteration.
    #[schemars(regex(pattern = "^sha256:[0-9a-f]{64}$"))]
    pub checksum: String,
}

/// What a plan was made from and for: everything around the decision.
#[derive(Clone, Debug)]
pub struct PlanContext {
    /// When the plan was made.
    pub created_at: Timestamp,
    /// How long it may be applied.
    pub lifetime: SignedDuration,
    /// The day that was planned for.
    pub date: Date,
    /// Whether `--as-of` chose that day.
    pub as_of: bool,
    /// The directory.
    pub directory: DirectoryRecord,
    /// The roster.
    pub roster: RosterRecord,
    /// The reading of the directory.
    pub live: LiveRecord,
    /// How careful an apply is with each user.
    pub caution: ApplyPolicy,
}

impl SavedPlan {
    /// Puts a plan together: sets its versions, digest and checksum.
    #[must_use]
    pub fn seal(context: PlanContext, plan: Plan) -> Self {
        let PlanContext { created_at, lifetime, date, as_of, directory, roster, live, caution } = context;
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
            apply: caution,
            plan,
            digest: String::new(),
            checksum: String::new(),
        };
        saved.digest = saved.decision();
        saved.checksum = checksum(&saved);
        saved
    }

    /// Marks a plan whose names and e-mails were replaced, and gives it the checksum of what it holds now.
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
    /// The reason why these bytes are not a plan that can be trusted.
    pub fn from_json(bytes: &[u8]) -> Result<Self, PlanRejected> {
        let saved = serde_json::from_slice(bytes).ok().filter(|saved: &Self| saved.to_json().as_bytes() == bytes);
        let saved = saved.ok_or_else(|| reject_reason(bytes))?;
        check_version(Some(&saved.format_version))?;
        // The digest of a redacted plan is that of the original; it is never applied.
        let is_its_digest =
            saved.redacted || saved.digest == saved.decision() || saved.digest == saved.earlier_decision();
        if saved.checksum != checksum(&saved) || !is_its_digest {
            return Err(PlanRejected::Altered);
        }
        verify(&saved.plan, saved.live.in_scope).map_err(PlanRejected::Inconsistent)?;
        if !verify::agrees_with_terms(&saved.plan, saved.directory.terms.as_ref()) {
            let broken = "its guard destructive_deactivation does not agree with the terms that it records";
            return Err(PlanRejected::Inconsistent(broken.to_owned()));
        }
        if let Some(day) = verify::attested_later(saved.directory.terms.as_ref(), saved.created_at) {
            return Err(PlanRejected::Inconsistent(format!("its attestation is dated {day}, after it was made")));
        }
        Ok(saved)
    }

    /// The digest of what the plan holds, whatever its key `digest` is.
    pub(super) fn decision(&self) -> String {
        self.digest_of(CoveredSettings::Meaningful)
    }

    /// The digest that earlier builds gave such a plan.
    pub(super) fn earlier_decision(&self) -> String {
        self.digest_of(CoveredSettings::All)
    }

    fn digest_of(&self, covered: CoveredSettings) -> String {
        digest((&self.directory, covered), self.as_of.then_some(self.date), self.apply, &self.plan)
    }

    /// Whether the plan may be applied at `now`, if it is the one with the digest `expected`.
    ///
    /// # Errors
    /// The reason why not.
    pub fn check_usable(&self, now: Timestamp, expected: Option<&str>) -> Result<(), PlanRejected> {
        check_expected(expected)?;
        if self.redacted {
            return Err(PlanRejected::Redacted);
        }
        if self.live.source == ReadingSource::Snapshot {
            return Err(PlanRejected::Snapshot);
        }
        if self.as_of {
            return Err(PlanRejected::AsOf);
        }
        if self.created_at > now.saturating_add(CLOCK_SKEW).unwrap_or(Timestamp::MAX) {
            return Err(PlanRejected::Future(self.created_at));
        }
        if now >= self.expires_at {
            return Err(PlanRejected::Expired(self.expires_at));
        }
        match expected {
            Some(expected) if expected != self.digest => {
                Err(PlanRejected::OtherDigest { expected: expected.to_owned(), actual: self.digest.clone() })
            }
            _ => Ok(()),
        }
    }
}

/// A saved plan as its JSON is: the keys of the decision beside the others. Reading into this takes a fraction of the time,
/// because `serde` keeps all of a flattened structure twice before it looks at it.
#[derive(Deserialize)]
struct FlatPlan {
    format_version: String,
    rosterctl_version: String,
    created_at: Timestamp,
    expires_at: Timestamp,
    date: Date,
    #[serde(default)]
    as_of: bool,
    #[serde(default)]
    redacted: bool,
    directory: DirectoryRecord,
    roster: RosterRecord,
    live: LiveRecord,
    apply: ApplyPolicy,
    actions: Vec<Action>,
    findings: Vec<Finding>,
    guards: Vec<Guard>,
    overrides: Vec<Override>,
    undeclared: Undeclared,
    partial: bool,
    summary: Summary,
    digest: String,
    checksum: String,
}

impl<'de> Deserialize<'de> for SavedPlan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let flat = FlatPlan::deserialize(deserializer)?;
        let FlatPlan { actions, findings, guards, overrides, undeclared, partial, summary, .. } = flat;
        Ok(Self {
            format_version: flat.format_version,
            rosterctl_version: flat.rosterctl_version,
            created_at: flat.created_at,
            expires_at: flat.expires_at,
            date: flat.date,
            as_of: flat.as_of,
            redacted: flat.redacted,
            directory: flat.directory,
            roster: flat.roster,
            live: flat.live,
            apply: flat.apply,
            plan: Plan { actions, findings, guards, overrides, undeclared, partial, summary },
            digest: flat.digest,
            checksum: flat.checksum,
        })
    }
}

fn check_version(version: Option<&str>) -> Result<(), PlanRejected> {
    match version {
        Some(FORMAT_VERSION) => Ok(()),
        Some(other) => Err(PlanRejected::OtherFormat(other.chars().take(20).collect())),
        None => Err(PlanRejected::Unreadable("it has no `format_version`".to_owned())),
    }
}

/// The reason why bytes are not what [`SavedPlan::to_json`] writes.
fn reject_reason(bytes: &[u8]) -> PlanRejected {
    if let Some(conversion) = converted(bytes) {
        return PlanRejected::Converted(conversion);
    }
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => return PlanRejected::Unreadable(error.to_string()),
    };
    let word = |key: &str| value.get(key).and_then(Value::as_str);
    if let Err(other) = check_version(word("format_version")) {
        return other;
    }
    if word("checksum") != Some(checksum(&value).as_str()) {
        return PlanRejected::Altered;
    }
    match SavedPlan::deserialize(value) {
        Ok(_) => PlanRejected::Altered,
        Err(error) => PlanRejected::Inconsistent(error.to_string()),
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
