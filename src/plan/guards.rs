//! The guards: each refuses a plan that looks like an accident. A guard that cannot be computed refuses.

use std::collections::BTreeMap;

use crate::model::{Capabilities, Hundredths, Identity, Limits, Live, Support};

use super::amount::Amount;
use super::records::UndeclaredRecord;
use super::types::{FindingCode, Plan, ReasonCode, Severity};
use super::verdict::{Guard, GuardName, Override, Verdict};

/// Every guard, in the order in which they are shown.
pub const GUARDS: [GuardName; 9] = [
    GuardName::MaxDeactivations,
    GuardName::MaxDeactivationPercent,
    GuardName::EmptyRoster,
    GuardName::EmptiesDivision,
    GuardName::SelfGuard,
    GuardName::Lookalike,
    GuardName::RequireLeaverEntry,
    GuardName::ProtectedAbsent,
    GuardName::Undeclarable,
];

/// What the guards judge: a plan's actions, findings and overrides, and the numbers around them. With `--only` it is the
/// plan that would be made without it.
pub(super) struct Facts<'a> {
    pub(super) plan: &'a Plan,
    pub(super) limits: &'a Limits,
    pub(super) declared: usize,
    pub(super) in_scope: u64,
    pub(super) live: &'a Live,
    pub(super) capabilities: Capabilities,
    /// Protected entries that match no user; `None` when that is unknown of one of them.
    pub(super) protected_absent: Option<u64>,
}

/// Whether a directory has what a guard is about. What could merely not be computed is applicable, and refuses.
fn is_applicable(name: GuardName, capabilities: Capabilities) -> bool {
    name != GuardName::EmptiesDivision || capabilities.divisions == Support::Supported
}

/// Judges every guard.
pub(super) fn judge(facts: &Facts<'_>) -> Vec<Guard> {
    GUARDS
        .into_iter()
        .map(|name| {
            if !is_applicable(name, facts.capabilities) {
                return Guard { name, limit: limit(name, facts.limits), actual: None, verdict: Verdict::NotApplicable };
            }
            let (limit, actual) = (limit(name, facts.limits), actual(name, facts));
            let verdict = verdict(name, limit, actual, facts.plan.actions.len() as u64, &facts.plan.overrides);
            Guard { name, limit, actual, verdict }
        })
        .collect()
}

/// The verdict on one guard's numbers; the same for a plan in the making and for one that was loaded.
pub(super) fn verdict(
    name: GuardName,
    limit: Option<Amount>,
    actual: Option<Amount>,
    deactivated: u64,
    overrides: &[Override],
) -> Verdict {
    let Some(limit) = limit else { return Verdict::Passed };
    // A limit of 0 means none.
    let one_is_allowed = name == GuardName::MaxDeactivationPercent && deactivated <= 1 && limit.0.0 > 0;
    if one_is_allowed || actual.is_some_and(|actual| actual <= limit) {
        return Verdict::Passed;
    }
    let lifted = overrides
        .iter()
        .filter(|lifted| lifted.guard == name)
        // Who lifts a guard whose number is unknown lifts it whatever the number is.
        .any(|lifted| actual.is_none_or(|actual| actual <= lifted.value));
    if lifted { Verdict::Overridden } else { Verdict::Refused }
}

fn limit(name: GuardName, limits: &Limits) -> Option<Amount> {
    match name {
        GuardName::MaxDeactivations => Some(whole(limits.max_deactivations)),
        GuardName::MaxDeactivationPercent => Some(Amount(limits.max_deactivation_percent)),
        GuardName::RequireLeaverEntry => limits.require_leaver_entry.then_some(whole(0)),
        GuardName::EmptyRoster
        | GuardName::EmptiesDivision
        | GuardName::SelfGuard
        | GuardName::Lookalike
        | GuardName::ProtectedAbsent
        | GuardName::Undeclarable => Some(whole(0)),
    }
}

fn actual(name: GuardName, facts: &Facts<'_>) -> Option<Amount> {
    let count = facts.plan.actions.len() as u64;
    match name {
        GuardName::MaxDeactivations => Some(whole(count)),
        GuardName::MaxDeactivationPercent => Some(percent(count, facts.in_scope)),
        GuardName::EmptyRoster => {
            let ends_access = facts.plan.undeclared == UndeclaredRecord::Deactivate;
            Some(whole(u64::from(facts.declared == 0 && ends_access)))
        }
        GuardName::EmptiesDivision => emptied_divisions(facts.plan, facts.live).map(whole),
        GuardName::SelfGuard => ends_own_access(facts.plan, &facts.live.identity).map(|own| whole(u64::from(own))),
        GuardName::Lookalike => Some(whole(refusing(facts.plan, FindingCode::Lookalike))),
        GuardName::RequireLeaverEntry => Some(whole(not_declared(facts.plan))),
        GuardName::ProtectedAbsent => facts.protected_absent.map(whole),
        GuardName::Undeclarable => Some(whole(refusing(facts.plan, FindingCode::Undeclarable))),
    }
}

/// The findings of a kind that stop a plan.
pub(super) fn refusing(plan: &Plan, code: FindingCode) -> u64 {
    let of_it = plan.findings.iter().filter(|finding| finding.code == code);
    of_it.filter(|finding| finding.severity == Severity::Error).count() as u64
}

/// The actions on users for whom no leaver entry says why.
pub(super) fn not_declared(plan: &Plan) -> u64 {
    plan.actions.iter().filter(|action| action.reason.code == ReasonCode::NotDeclared).count() as u64
}

/// `part` of `all` in percent, rounded up to the hundredth, so that a limit with two decimals is compared exactly.
pub(super) fn percent(part: u64, all: u64) -> Amount {
    Amount(Hundredths(part.saturating_mul(10_000).div_ceil(all.max(1))))
}

/// Divisions whose every active user the plan deactivates; `None` when the division of one of them is unknown.
fn emptied_divisions(plan: &Plan, live: &Live) -> Option<u64> {
    let mut staying: BTreeMap<&str, i64> = BTreeMap::new();
    for action in &plan.actions {
        *staying.entry(action.user.division.as_ref()?.id.as_str()).or_default() -= 1;
    }
    if staying.is_empty() {
        return Some(0);
    }
    for division in live.active.iter().filter_map(|user| user.division.as_ref()) {
        if let Some(staying) = staying.get_mut(division.id.as_str()) {
            *staying += 1;
        }
    }
    Some(staying.values().filter(|staying| **staying == 0).count() as u64)
}

/// A count as a guard's number.
pub(super) fn whole(n: u64) -> Amount {
    Amount(Hundredths(n.saturating_mul(100)))
}

/// The user whose access the holder of a token would end with this plan, if it is their own.
fn ends_own_access(plan: &Plan, identity: &Identity) -> Option<bool> {
    match identity {
        Identity::User(id) => Some(plan.actions.iter().any(|action| action.user.id == id.as_str())),
        Identity::Client => Some(false),
        Identity::Unknown => None,
    }
}
