//! The digest that identifies a decision, and the checksum that shows any alteration.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::model::{AccountMarks, ApplyPolicy, DeactivationTerms, Undeclared};
use crate::plan::guards::{GuardName, Override, Verdict};
use crate::plan::percent::Amount;
use crate::plan::reason::ReasonCode;

use super::plan::{Action, ActionKind, Plan};
use super::records::DirectoryRecord;

/// The settings that decide only how fast a plan is carried out.
const PACING_KEYS: [&str; 1] = ["requests_per_minute"];

/// What a digest covers of the directory's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CoveredSettings {
    /// Those that decide what a plan does.
    Meaningful,
    /// Every one, as in plans of earlier builds.
    All,
}

impl CoveredSettings {
    fn cover(self, key: &str) -> bool {
        self == Self::All || !PACING_KEYS.contains(&key)
    }
}

/// `sha256:` and the hexadecimal SHA-256 of what a plan decides: everything that changes which users are written, where,
/// in which form or for which reason. Times, versions, counts, the source of the reading and the pace are left out, so that
/// planning again on unchanged facts gives the same digest, from a snapshot too.
///
/// `as_of` is the day that `--as-of` chose.
pub(super) fn digest(
    (directory, covered): (&DirectoryRecord, CoveredSettings),
    as_of: Option<Date>,
    apply: ApplyPolicy,
    plan: &Plan,
) -> String {
    hash(&DigestInput {
        actions: plan.actions.iter().map(DigestAction::from).collect(),
        apply,
        as_of,
        directory: DigestDirectory::of(directory, covered),
        guards: plan.guards.iter().map(|guard| (guard.name, guard.limit, guard.verdict)).collect(),
        overrides: plan.overrides.iter().map(DigestOverride::from).collect(),
        partial: plan.partial,
        undeclared: plan.undeclared,
    })
}

/// What the digest covers. The fields of this and of the structures in it are in the order of their names, as the keys
/// of canonical JSON are.
#[derive(Serialize)]
struct DigestInput<'a> {
    actions: Vec<DigestAction<'a>>,
    apply: ApplyPolicy,
    as_of: Option<Date>,
    directory: DigestDirectory<'a>,
    guards: Vec<(GuardName, Option<Amount>, Verdict)>,
    overrides: Vec<DigestOverride<'a>>,
    partial: bool,
    undeclared: Undeclared,
}

/// Which users are written and why. The e-mail, the name, the division and the marks of the account are what an apply
/// compares with the user as they are then.
#[derive(Serialize)]
struct DigestAction<'a> {
    #[serde(skip_serializing_if = "AccountMarks::is_empty")]
    account: &'a AccountMarks,
    action: ActionKind,
    division: Option<&'a str>,
    email: &'a str,
    id: &'a str,
    name: &'a str,
    reason: ReasonCode,
    text: &'a str,
}

/// Where a write goes, and the form that it has there.
#[derive(Serialize)]
struct DigestDirectory<'a> {
    api_url: Option<&'a str>,
    deactivation: &'a str,
    kind: &'a str,
    login_url: Option<&'a str>,
    org: Option<&'a str>,
    organization: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    settings: BTreeMap<&'a str, &'a Value>,
    strip_roles: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<&'a DeactivationTerms>,
}

#[derive(Serialize)]
struct DigestOverride<'a> {
    guard: GuardName,
    reason: &'a str,
    value: Amount,
}

impl<'a> From<&'a Action> for DigestAction<'a> {
    fn from(Action { action, user, reason, .. }: &'a Action) -> Self {
        Self {
            account: &user.account,
            action: *action,
            division: user.division.as_ref().map(|division| division.id.as_str()),
            email: &user.email,
            id: &user.id,
            name: &user.name,
            reason: reason.code,
            text: &reason.text,
        }
    }
}

impl<'a> DigestDirectory<'a> {
    fn of(directory: &'a DirectoryRecord, covered: CoveredSettings) -> Self {
        let settings = directory.settings.iter().map(|(key, value)| (key.as_str(), value));
        Self {
            api_url: directory.api_url.as_deref(),
            deactivation: &directory.deactivation,
            kind: &directory.kind,
            login_url: directory.login_url.as_deref(),
            org: directory.org.as_deref(),
            organization: &directory.organization.id,
            settings: settings.filter(|(key, _)| covered.cover(key)).collect(),
            strip_roles: directory.strip_roles,
            terms: directory.terms.as_ref(),
        }
    }
}

impl<'a> From<&'a Override> for DigestOverride<'a> {
    fn from(Override { guard, value, reason }: &'a Override) -> Self {
        Self { guard: *guard, reason, value: *value }
    }
}

/// `sha256:` and the hexadecimal SHA-256 of the canonical JSON of a saved plan without its key `checksum`: compact, with
/// the keys of each object in the order of their code points.
pub(in crate::plan) fn checksum(saved: &impl Serialize) -> String {
    let mut value = serde_json::to_value(saved).unwrap_or_default();
    if let Some(members) = value.as_object_mut() {
        members.remove("checksum");
    }
    // They are sorted already, unless a dependency turns on the feature of `serde_json` that keeps another order.
    value.sort_all_objects();
    hash(&value)
}

fn hash(value: &impl Serialize) -> String {
    // Serializing these types cannot fail: no map has other keys than texts, and no number is not finite.
    let json = serde_json::to_vec(value).unwrap_or_default();
    format!("sha256:{}", crate::text::hex(&Sha256::digest(&json)))
}
