//! The numbers of guards as people read them.

use crate::model::Undeclared;
use crate::plan::{Guard, GuardName, SavedPlan, Verdict};
use crate::text::grouped;

/// The actual number of a guard and its limit: `3 of at most 25`.
pub(super) fn numbers(guard: &Guard) -> String {
    let unit = guard.name.unit();
    if guard.verdict == Verdict::NotApplicable {
        let missing = match guard.name {
            GuardName::EmptiesDepartment => "the scope names no departments",
            GuardName::EmptiesDomain => "the scope names no domains",
            _ => "this directory has no divisions",
        };
        return missing.to_owned();
    }
    match (guard.actual, guard.limit) {
        (Some(actual), Some(limit)) => format!("{actual}{unit} of at most {limit}{unit}"),
        (None, Some(limit)) => format!("unknown, of at most {limit}{unit}"),
        (Some(actual), None) => format!("{actual}, no limit set"),
        (None, None) => "unknown, no limit set".to_owned(),
    }
}

/// What the guards of a plan with `--only` judged.
pub(super) fn judged(saved: &SavedPlan) -> Option<String> {
    let count = || format!("judged on the whole plan, without --only: {} to deactivate", grouped(saved.plan.judged()));
    saved.plan.partial.then(count)
}

/// The notice of a plan that does not deactivate users that the roster does not name.
pub(super) fn reported(saved: &SavedPlan) -> Option<&'static str> {
    match saved.plan.undeclared {
        Undeclared::Deactivate => None,
        Undeclared::Report => Some("Users who are neither declared nor leavers are kept, and reported as findings."),
    }
}

/// Whether the directory of a plan has divisions.
pub(super) fn has_divisions(saved: &SavedPlan) -> bool {
    let is_absent = |guard: &Guard| guard.name == GuardName::EmptiesDivision && guard.verdict == Verdict::NotApplicable;
    !saved.plan.guards.iter().any(is_absent)
}
