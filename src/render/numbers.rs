//! Numbers as people read them.

use crate::plan::{Guard, GuardName, SavedPlan, UndeclaredRecord};

/// What is counted and what is allowed: `3 of at most 25`.
pub(super) fn numbers(guard: &Guard) -> String {
    let unit = unit(guard.name);
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

/// A count with a comma between thousands.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 user`, `2,000 users`.
#[must_use]
pub fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (49_321, "49,321"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(count), text);
        }
    }
}
