//! The guards over the sum of all plans: many small plans can be one large accident.

use crate::fleet::FleetGuards;
use crate::plan::{Amount, Guard, GuardName, guard_verdict, percent, whole};

/// What several plans come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanSum {
    /// The users that they would deactivate, without `--only`.
    pub deactivated: u64,
    /// The active users in scope.
    pub in_scope: u64,
}

impl PlanSum {
    /// The sum with the numbers of more plans.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            deactivated: self.deactivated.saturating_add(other.deactivated),
            in_scope: self.in_scope.saturating_add(other.in_scope),
        }
    }
}

/// The guards over a sum; without one, because a plan is not known, they refuse.
#[must_use]
pub(super) fn judge(limits: &FleetGuards, sum: Option<PlanSum>) -> Vec<Guard> {
    let guard = |name, limit: Amount, actual: Option<Amount>| {
        // An unknown number of users is not the one that is always allowed.
        let deactivated = sum.map_or(u64::MAX, |sum| sum.deactivated);
        Guard { name, limit: Some(limit), actual, verdict: guard_verdict(name, Some(limit), actual, deactivated, &[]) }
    };
    let count = sum.map(|sum| whole(sum.deactivated));
    let share = sum.map(|sum| percent(sum.deactivated, sum.in_scope));
    vec![
        guard(GuardName::MaxDeactivations, whole(limits.max_deactivations), count),
        guard(GuardName::MaxDeactivationPercent, Amount(limits.max_deactivation_percent), share),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Hundredths;
    use crate::plan::Verdict;

    fn judged(max_deactivations: u64, percent: u64, sum: Option<PlanSum>) -> [Verdict; 2] {
        let max_deactivation_percent = Hundredths::whole(percent);
        let guards = judge(&FleetGuards { max_deactivations, max_deactivation_percent }, sum);
        [guards[0].verdict, guards[1].verdict]
    }

    #[test]
    fn a_sum_is_judged_as_one_plan_would_be() {
        use Verdict::{Passed, Refused};
        for (deactivated, in_scope, verdicts) in [
            (3, 60, [Passed, Passed]),
            (3, 59, [Passed, Refused]),
            (4, 1000, [Refused, Passed]),
            // One is always allowed.
            (1, 1, [Passed, Passed]),
            (0, 0, [Passed, Passed]),
            (u64::MAX, u64::MAX, [Refused, Refused]),
        ] {
            assert_eq!(judged(3, 5, Some(PlanSum { deactivated, in_scope })), verdicts, "{deactivated} of {in_scope}");
        }
    }

    #[test]
    fn an_unknown_sum_refuses_whatever_the_limits() {
        for limit in [0, 1, u64::MAX / 100] {
            assert_eq!(judged(limit, 100, None), [Verdict::Refused; 2]);
        }
    }
}
