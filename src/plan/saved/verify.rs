//! Checks a finished plan once more, after planning and after loading: whatever made it, it must be consistent.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::{DeactivationTerms, Undeclared, UserId};

use crate::plan::findings::{FindingCode, Severity};
use crate::plan::guards::{Guard, GuardName, Verdict, is_a_list_of_guards, percent, verdict, whole};
use crate::plan::reason::ReasonCode;

use super::plan::{Finding, Plan};

/// Whether the guard about the terms of a directory is there exactly when the plan records terms, with the number that they
/// have.
pub(super) fn agrees_with_terms(plan: &Plan, terms: Option<&DeactivationTerms>) -> bool {
    let guard = plan.guards.iter().find(|guard| guard.name == GuardName::DestructiveDeactivation);
    match (guard, terms) {
        (None, None) => true,
        (Some(guard), Some(terms)) => {
            guard.actual == Some(whole(terms.open_questions())) && guard.limit == Some(whole(0))
        }
        _ => false,
    }
}

/// The day of an attestation that was not there yet, in any time zone, when the plan was made.
pub(super) fn attested_later(terms: Option<&DeactivationTerms>, created_at: Timestamp) -> Option<Date> {
    let last = created_at.to_zoned(TimeZone::UTC).date().tomorrow().ok()?;
    terms?.attestation.as_ref().map(|given| given.date).filter(|day| *day > last)
}

/// Checks the laws of a plan: each user is in it once, it has every guard with the verdict of its numbers, the totals are
/// those of the lists, no user is both kept and deactivated, and where undeclared users are only reported, none of them is
/// deactivated.
///
/// # Errors
/// The first law that is broken, as a clause.
pub fn verify(plan: &Plan, in_scope: u64) -> Result<(), String> {
    check_users(plan)?;
    check_totals(plan, in_scope)?;
    check_undeclared(plan)?;
    check_details(plan)?;
    check_guards(plan, in_scope)
}

fn check_users(plan: &Plan) -> Result<(), String> {
    let kept = |finding: &&Finding| {
        matches!(finding.code, FindingCode::Protected | FindingCode::ProtectedMismatch | FindingCode::Undeclared)
    };
    let kept: HashSet<&str> =
        plan.findings.iter().filter(kept).filter_map(|finding| finding.user.id.as_deref()).collect();
    let mut seen = HashSet::new();
    for action in &plan.actions {
        let id = action.user.id.as_str();
        if UserId::new(id).is_none() {
            return Err(format!("`{id}` is not a user id"));
        }
        if !seen.insert(id) {
            return Err(format!("user {id} is in it twice"));
        }
        if kept.contains(id) {
            return Err(format!("user {id} is both kept and deactivated"));
        }
        if action.user.email.is_empty() {
            return Err(format!("user {id} has no e-mail"));
        }
    }
    Ok(())
}

fn check_totals(plan: &Plan, in_scope: u64) -> Result<(), String> {
    let summary = &plan.summary;
    let refused = plan.guards.iter().filter(|guard| guard.verdict == Verdict::Refused).count() as u64;
    let protected = plan.findings.iter().filter(|finding| finding.code == FindingCode::Protected).count() as u64;
    let listed = summary.deactivate == plan.actions.len() as u64
        && summary.findings == plan.findings.len() as u64
        && summary.guards_refused == refused
        && summary.protected == protected;
    let decided = summary.deactivate.saturating_add(summary.keep).saturating_add(summary.protected);
    let summed = if plan.partial { decided <= in_scope } else { decided == in_scope };
    if listed && summed { Ok(()) } else { Err("its totals do not sum to what it lists".to_owned()) }
}

/// Whether users that the roster does not name are all deactivated or all reported.
fn check_undeclared(plan: &Plan) -> Result<(), String> {
    let of = |code| plan.findings.iter().filter(|finding| finding.code == code).count();
    let is_one_way = match plan.undeclared {
        Undeclared::Deactivate => of(FindingCode::Undeclared) == 0,
        Undeclared::Report => not_declared(plan) == 0 && of(FindingCode::Undeclarable) == 0,
    };
    if is_one_way { Ok(()) } else { Err("it both deactivates and reports users who are not declared".to_owned()) }
}

/// Whether the details of each text are of its code.
fn check_details(plan: &Plan) -> Result<(), String> {
    let mut findings = plan.findings.iter().map(|finding| (finding.code, finding.details.as_ref()));
    let mut reasons = plan.actions.iter().map(|action| (action.reason.code, action.reason.details.as_ref()));
    let agree = findings.all(|(code, details)| details.is_none_or(|kind| kind.code() == code))
        && reasons.all(|(code, details)| details.is_none_or(|kind| kind.code() == code));
    if agree { Ok(()) } else { Err("it has details of other kinds than its reasons and findings".to_owned()) }
}

fn check_guards(plan: &Plan, in_scope: u64) -> Result<(), String> {
    let names: Vec<GuardName> = plan.guards.iter().map(|guard| guard.name).collect();
    if !is_a_list_of_guards(&names) {
        return Err("it does not have every guard once".to_owned());
    }
    let judged = plan.judged();
    for guard in &plan.guards {
        if guard.verdict == Verdict::NotApplicable {
            let may_be = match guard.name {
                GuardName::EmptiesDivision => !has_divisions(plan),
                GuardName::EmptiesDepartment | GuardName::EmptiesDomain => true,
                _ => false,
            };
            if !may_be || guard.actual.is_some() {
                return Err(format!("the guard {} applies, and is marked as not applicable", guard.name));
            }
            continue;
        }
        let stated = verdict(guard.name, guard.limit, guard.actual, judged, &plan.overrides);
        if !is_counted(guard, plan, judged, in_scope) || stated != guard.verdict {
            return Err(format!("the guard {} does not agree with its numbers", guard.name));
        }
    }
    Ok(())
}

/// Whether the directory has divisions, as far as the plan shows.
fn has_divisions(plan: &Plan) -> bool {
    plan.actions.iter().any(|action| action.user.division.is_some())
}

/// Whether a guard's number is that of the plan. With `--only` the plan holds a part of what was counted; every finding
/// that refuses is in it.
fn is_counted(guard: &Guard, plan: &Plan, judged: u64, in_scope: u64) -> bool {
    let listed = plan.actions.len() as u64;
    let is = |count: u64| guard.actual == Some(whole(count));
    if let Some(code) = guard.name.finding() {
        // Of an entry that a snapshot did not look up it is unknown whether it is absent; then the guard refuses.
        let may_be_unknown = guard.name == GuardName::ProtectedAbsent;
        return is(errors(plan, code)) || (may_be_unknown && guard.actual.is_none());
    }
    match guard.name {
        GuardName::MaxDeactivations => is(judged) && listed <= judged && (!plan.partial || judged <= in_scope),
        GuardName::MaxDeactivationPercent => guard.actual == Some(percent(judged, in_scope)),
        GuardName::RequireLeaverEntry if plan.partial => {
            let undeclared = not_declared(plan);
            let most = judged.saturating_sub(listed.saturating_sub(undeclared));
            guard.actual.is_some_and(|actual| (whole(undeclared)..=whole(most)).contains(&actual))
        }
        GuardName::RequireLeaverEntry => is(not_declared(plan)),
        _ => true,
    }
}

/// The findings of a kind that stop a plan.
fn errors(plan: &Plan, code: FindingCode) -> u64 {
    let is_error = |finding: &&Finding| finding.code == code && finding.severity == Severity::Error;
    plan.findings.iter().filter(is_error).count() as u64
}

/// The actions on users without a leaver entry.
fn not_declared(plan: &Plan) -> u64 {
    plan.actions.iter().filter(|action| action.reason.code == ReasonCode::NotDeclared).count() as u64
}
