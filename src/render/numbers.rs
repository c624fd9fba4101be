//! The numbers of guards as people read them.

use crate::model::Undeclared;
use crate::plan::{Guard, SavedPlan, Verdict};
use crate::text::grouped;

/// The actual number of a guard and its limit: `3 of at most 25`.
pub(super) fn numbers(guard: &Guard) -> String {
    let unit = guard.name.unit();
    if guard.verdict == Verdict::NotApplicable {
        return "this directory has no divisions".to_owned();
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
