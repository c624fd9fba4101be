//! Looks at a finished plan again, after planning and after loading: whoever made it, it must hold together.

use std::collections::HashSet;

use crate::model::UserId;

use super::amount::Amount;
use super::guards::{GUARDS, percent, verdict};
use super::types::{FindingCode, GuardName, Plan, ReasonCode, Verdict};
use crate::model::Hundredths;

/// Checks the laws of a plan: each user once, every guard there and its verdict that of its numbers, the totals those
/// of the lists, nobody both protected and deactivated.
///
/// # Errors
/// The first law that is broken, as a clause.
pub fn inspect(plan: &Plan, in_scope: u64) -> Result<(), String> {
    check_users(plan)?;
    check_totals(plan, in_scope)?;
    check_guards(plan, in_scope)
}

fn check_users(plan: &Plan) -> Result<(), String> {
    let protected: HashSet<&str> = plan
        .findings
        .iter()
        .filter(|finding| finding.code == FindingCode::Protected)
        .filter_map(|finding| finding.user.id.as_deref())
        .collect();
    let mut seen = HashSet::new();
    for action in &plan.actions {
        let id = action.user.id.as_str();
        if UserId::new(id).is_none() {
            return Err(format!("`{id}` is not a user id"));
        }
        if !seen.insert(id) {
            return Err(format!("user {id} is in it twice"));
        }
        if protected.contains(id) {
            return Err(format!("user {id} is both protected and deactivated"));
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

fn check_guards(plan: &Plan, in_scope: u64) -> Result<(), String> {
    if !plan.guards.iter().map(|guard| guard.name).eq(GUARDS) {
        return Err("it does not hold every guard once".to_owned());
    }
    let count = plan.actions.len() as u64;
    for guard in &plan.guards {
        let counted = match guard.name {
            GuardName::MaxDeactivations => Some(whole(count)),
            GuardName::MaxDeactivationPercent => Some(percent(count, in_scope)),
            GuardName::Lookalike => Some(whole(
                plan.findings.iter().filter(|finding| finding.code == FindingCode::Lookalike).count() as u64,
            )),
            GuardName::RequireLeaverEntry => Some(whole(
                plan.actions.iter().filter(|action| action.reason.code == ReasonCode::NotDeclared).count() as u64,
            )),
            GuardName::EmptyRoster | GuardName::EmptiesDivision | GuardName::SelfGuard => guard.actual,
        };
        let stated = verdict(guard.name, guard.limit, guard.actual, count, &plan.overrides);
        if counted != guard.actual || stated != guard.verdict {
            return Err(format!("the guard {} does not agree with its numbers", guard.name));
        }
    }
    Ok(())
}

fn whole(n: u64) -> Amount {
    Amount(Hundredths::whole(n))
}
