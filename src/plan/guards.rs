//! The guards: each refuses a plan that looks like an accident. A guard that cannot be computed refuses.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{
    Capabilities, DeactivationTerms, Hundredths, Identity, Limits, Live, LiveUser, Scope, Support, Undeclared,
};

use super::findings::{DecidedFinding, FindingCode, Severity};
use super::groups::{GroupOf, department_of, division_of, domain_of, emptied_groups};
use super::percent::Amount;
use super::reason::{DecidedReason, ReasonCode};

/// One guard and its verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Guard {
    /// The guard's name.
    pub name: GuardName,
    /// The most that is allowed; null when the roster sets none.
    pub limit: Option<Amount>,
    /// What the plan would do; null when it could not be computed, and then the guard refuses.
    pub actual: Option<Amount>,
    /// The verdict.
    pub verdict: Verdict,
}

/// The guards, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuardName {
    /// Users deactivated.
    MaxDeactivations,
    /// Users deactivated, in percent of the active users in scope; one is always allowed, unless the limit is 0.
    MaxDeactivationPercent,
    /// 1 when the roster declares no user, and users that it does not name are deactivated.
    EmptyRoster,
    /// Divisions that would lose their last active user.
    EmptiesDivision,
    /// 1 when the identity behind the token would be deactivated.
    #[serde(rename = "self")]
    SelfGuard,
    /// Undeclared users who resemble a declared one who does not exist.
    Lookalike,
    /// Users who would be deactivated for no longer being declared, when a leaver entry is required.
    RequireLeaverEntry,
    /// Protected entries that match no user of the directory, or only a deleted one.
    ProtectedAbsent,
    /// Users who would be deactivated for not being declared, and that no roster can declare.
    Undeclarable,
    /// Effects of a deactivation that the roster does not accept, and an attestation that it lacks. Only in plans for a
    /// directory of whose deactivations something is to be known, and never lifted.
    DestructiveDeactivation,
    /// Departments that would lose their last active user, where the scope names departments.
    EmptiesDepartment,
    /// E-mail domains that would lose their last active user, where the scope names domains. Like the one before, only in
    /// plans for a directory with terms.
    EmptiesDomain,
}

/// The verdict of a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within the limit.
    Passed,
    /// Over the limit: the plan is not applied.
    Refused,
    /// Over the limit, and lifted on the command line.
    Overridden,
    /// The directory does not have what the guard is about, such as divisions.
    NotApplicable,
}

/// A guard lifted on the command line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Override {
    /// The guard's name.
    pub guard: GuardName,
    /// The limit that replaces the guard's own.
    pub value: Amount,
    /// The operator's reason.
    pub reason: String,
}

/// What a guard is: all that is known of it but the texts, which are made where it is shown.
struct GuardRule {
    name: GuardName,
    /// The word in the saved plan and on the command line.
    word: &'static str,
    /// What its numbers are in, as it follows them.
    unit: &'static str,
    limit: fn(&Limits) -> Option<Amount>,
    /// The number that a plan has.
    actual: fn(&GuardFacts<'_>) -> Option<Amount>,
    /// The findings that it counts, for a guard that counts findings.
    finding: Option<FindingCode>,
}

/// How many of the guards every plan has; the others are only in plans for a directory with [`DeactivationTerms`].
const COMMON: usize = 9;

/// Every guard, in the order of [`GuardName`].
const TABLE: [GuardRule; 12] = [
    GuardRule {
        limit: |limits| Some(whole(limits.max_deactivations)),
        ..guard(GuardName::MaxDeactivations, "max_deactivations", |facts| Some(whole(facts.deactivated())))
    },
    GuardRule {
        unit: " %",
        limit: |limits| Some(Amount(limits.max_deactivation_percent)),
        ..guard(GuardName::MaxDeactivationPercent, "max_deactivation_percent", |facts| {
            Some(percent(facts.deactivated(), facts.in_scope))
        })
    },
    guard(GuardName::EmptyRoster, "empty_roster", |facts| {
        Some(whole(u64::from(facts.declared == 0 && facts.undeclared == Undeclared::Deactivate)))
    }),
    guard(GuardName::EmptiesDivision, "empties_division", |facts| emptied(facts, division_of).map(whole)),
    guard(GuardName::SelfGuard, "self", |facts| facts.ends_own_access().map(|own| whole(u64::from(own)))),
    counting(GuardName::Lookalike, "lookalike", FindingCode::Lookalike, |facts| {
        Some(whole(facts.errors(FindingCode::Lookalike)))
    }),
    GuardRule {
        limit: |limits| limits.require_leaver_entry.then_some(whole(0)),
        ..guard(GuardName::RequireLeaverEntry, "require_leaver_entry", |facts| Some(whole(facts.not_declared())))
    },
    counting(GuardName::ProtectedAbsent, "protected_absent", FindingCode::ProtectedAbsent, |facts| {
        facts.protected_absent.map(whole)
    }),
    counting(GuardName::Undeclarable, "undeclarable", FindingCode::Undeclarable, |facts| {
        Some(whole(facts.errors(FindingCode::Undeclarable)))
    }),
    guard(GuardName::DestructiveDeactivation, "destructive_deactivation", |facts| {
        facts.terms.map(|terms| whole(terms.open_questions()))
    }),
    guard(GuardName::EmptiesDepartment, "empties_department", |facts| emptied(facts, department_of).map(whole)),
    guard(GuardName::EmptiesDomain, "empties_domain", |facts| emptied(facts, domain_of).map(whole)),
];

/// A guard of whole numbers that allows none.
const fn guard(name: GuardName, word: &'static str, actual: fn(&GuardFacts<'_>) -> Option<Amount>) -> GuardRule {
    GuardRule { name, word, unit: "", limit: |_| Some(whole(0)), actual, finding: None }
}

const fn counting(
    name: GuardName,
    word: &'static str,
    finding: FindingCode,
    actual: fn(&GuardFacts<'_>) -> Option<Amount>,
) -> GuardRule {
    GuardRule { finding: Some(finding), ..guard(name, word, actual) }
}

/// Every guard, in the order in which they are shown.
pub const GUARDS: [GuardName; TABLE.len()] = {
    let mut names = [GuardName::MaxDeactivations; TABLE.len()];
    let mut at = 0;
    while at < TABLE.len() {
        names[at] = TABLE[at].name;
        at += 1;
    }
    names
};

/// The guards of a plan for a directory with these terms, in the order in which they are shown.
pub(super) fn guards_for(terms: Option<&DeactivationTerms>) -> &'static [GuardName] {
    if terms.is_some() { &GUARDS } else { &GUARDS[..COMMON] }
}

/// Whether these are the guards of a plan, for a directory with terms or without.
pub(super) fn is_a_list_of_guards(names: &[GuardName]) -> bool {
    names == GUARDS || names == &GUARDS[..COMMON]
}

impl GuardName {
    /// Whether `--override` lifts it.
    #[must_use]
    pub fn can_be_lifted(self) -> bool {
        self != Self::DestructiveDeactivation
    }

    fn rule(self) -> &'static GuardRule {
        &TABLE[self as usize]
    }

    /// The word in the saved plan and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.rule().word
    }

    /// What its numbers are in, as it follows them: ` %`, or nothing for a count.
    #[must_use]
    pub fn unit(self) -> &'static str {
        self.rule().unit
    }

    /// The findings that it counts, for a guard that counts findings.
    pub(super) fn finding(self) -> Option<FindingCode> {
        self.rule().finding
    }
}

impl fmt::Display for GuardName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the guards judge: the users who would be deactivated, the findings, and the numbers around them. With `--only` it
/// is the plan that would be made without it.
pub(super) struct GuardFacts<'a> {
    pub(super) leaving: &'a [(&'a LiveUser, DecidedReason)],
    pub(super) findings: &'a [DecidedFinding],
    pub(super) overrides: &'a [Override],
    pub(super) undeclared: Undeclared,
    pub(super) limits: &'a Limits,
    pub(super) declared: usize,
    pub(super) in_scope: u64,
    pub(super) scope: &'a Scope,
    pub(super) live: &'a Live,
    pub(super) capabilities: Capabilities,
    pub(super) terms: Option<&'a DeactivationTerms>,
    /// Protected entries that match no user; `None` when that is unknown of one of them.
    pub(super) protected_absent: Option<u64>,
}

/// Groups that lose their last active user; `None` when the group of a user who is deactivated is unknown.
fn emptied(facts: &GuardFacts<'_>, group: GroupOf) -> Option<u64> {
    emptied_groups(facts.leaving.iter().map(|(user, _)| *user), &facts.live.active, group)
}

/// Whether there is what a guard is about: divisions in the directory, departments or domains in the scope. What could
/// merely not be computed is applicable, and refuses.
fn is_applicable(name: GuardName, facts: &GuardFacts<'_>) -> bool {
    match name {
        GuardName::EmptiesDivision => facts.capabilities.divisions == Support::Supported,
        GuardName::EmptiesDepartment => !facts.scope.departments.is_empty(),
        GuardName::EmptiesDomain => !facts.scope.email_domains.is_empty(),
        _ => true,
    }
}

/// Judges every guard.
pub(super) fn judge(facts: &GuardFacts<'_>) -> Vec<Guard> {
    let judge = |rule: &GuardRule| {
        if !is_applicable(rule.name, facts) {
            let limit = (rule.limit)(facts.limits);
            return Guard { name: rule.name, limit, actual: None, verdict: Verdict::NotApplicable };
        }
        let (name, limit, actual) = (rule.name, (rule.limit)(facts.limits), (rule.actual)(facts));
        Guard { name, limit, actual, verdict: verdict(name, limit, actual, facts.deactivated(), facts.overrides) }
    };
    guards_for(facts.terms).iter().map(|name| judge(name.rule())).collect()
}

/// The verdict on one guard's numbers; the same for a plan that is being made and for one that was loaded.
pub(crate) fn verdict(
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
    // An override lifts a guard whose number is unknown, whatever the number is.
    let lifts = |lifted: &Override| {
        name.can_be_lifted() && lifted.guard == name && actual.is_none_or(|actual| actual <= lifted.value)
    };
    if overrides.iter().any(lifts) { Verdict::Overridden } else { Verdict::Refused }
}

impl GuardFacts<'_> {
    fn deactivated(&self) -> u64 {
        self.leaving.len() as u64
    }

    fn not_declared(&self) -> u64 {
        self.leaving.iter().filter(|(_, reason)| reason.kind.code() == ReasonCode::NotDeclared).count() as u64
    }

    fn errors(&self, code: FindingCode) -> u64 {
        let is_error = |finding: &&DecidedFinding| finding.kind.code() == code && finding.severity == Severity::Error;
        self.findings.iter().filter(is_error).count() as u64
    }

    /// Whether the plan deactivates the owner of the token; `None` when that owner is unknown.
    fn ends_own_access(&self) -> Option<bool> {
        match &self.live.identity {
            Identity::User(id) => Some(self.leaving.iter().any(|(user, _)| user.id == *id)),
            Identity::Client => Some(false),
            Identity::Unknown => None,
        }
    }
}

/// A count as a guard's number.
pub(crate) const fn whole(n: u64) -> Amount {
    Amount(Hundredths(n.saturating_mul(100)))
}

/// `part` of `all` in percent, rounded up to the hundredth, so that a limit with two decimals is compared exactly.
pub(crate) fn percent(part: u64, all: u64) -> Amount {
    // Wide enough for any numbers: a share that wrapped around would be a small one.
    let share = (u128::from(part) * 10_000).div_ceil(u128::from(all.max(1)));
    Amount(Hundredths(u64::try_from(share).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guard_has_its_own_row_of_the_table_under_its_serialized_name() {
        for name in GUARDS {
            assert_eq!(name.rule().name, name);
            assert_eq!(serde_json::to_value(name).unwrap(), name.as_str());
        }
    }
}
