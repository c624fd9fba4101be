//! The numbers of guards as people read them.

use crate::plan::{Guard, GuardName, SavedPlan, UndeclaredRecord, Verdict};
use crate::text::grouped;

/// What is counted and what is allowed: `3 of at most 25`.
pub(super) fn numbers(guard: &Guard) -> String {
    let unit = unit(guard.name);
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

/// What is not the default of a plan about users whom the roster does not name.
pub(super) fn reported(saved: &SavedPlan) -> Option<&'static str> {
    match saved.plan.undeclared {
        UndeclaredRecord::Deactivate => None,
        UndeclaredRecord::Report => {
            Some("Users who are neither declared nor leavers are kept, and reported as findings.")
        }
    }
}

/// What a guard's numbers are in.
pub(super) fn unit(name: GuardName) -> &'static str {
    if name == GuardName::MaxDeactivationPercent { " %" } else { "" }
}
