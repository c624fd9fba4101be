//! Laws that hold for every roster and every directory.

use std::collections::HashSet;

use proptest::prelude::*;

use super::world::{at, decide, declared, division, leaver, live, policy, protected, user};
use crate::model::{Desired, Hundredths, Live, LiveUser, Protected, State, Undeclared};
use crate::plan::{Amount, GuardName, SavedPlan, Verdict, verify};

/// Addresses that are easily confused with each other on purpose.
fn address() -> impl Strategy<Value = String> {
    ("[a-c]{1,2}", "(x|y)", 0..4_u8).prop_map(|(local, domain, n)| format!("{local}{n}@{domain}.example"))
}

fn people() -> impl Strategy<Value = Vec<LiveUser>> {
    proptest::collection::vec((address(), 0..3_usize, 0..4_u8), 0..14).prop_map(|people| {
        let mut seen = HashSet::new();
        people
            .into_iter()
            .filter(|(address, ..)| seen.insert(address.clone()))
            .map(|(address, place, state)| {
                let mut user = user(&address);
                user.id = crate::model::UserId::new(&address.replace('@', "-")).unwrap();
                user.division = Some(division(["Support", "Sales", "Home"][place]).into());
                user.state = if state == 0 { State::Inactive } else { State::Active };
                user
            })
            .collect()
    })
}

/// A domain that no user has cannot be scoped.
pub(super) fn a_user_of_every_domain() -> [LiveUser; 2] {
    ["z9@x.example", "z9@y.example"].map(|address| {
        let mut user = user(address);
        user.id = crate::model::UserId::new(&address.replace('@', "-")).unwrap();
        user.division = Some(division("Home").into());
        user
    })
}

prop_compose! {
    pub(super) fn directory()(people in people()) -> Live {
        let (mut active, others): (Vec<_>, _) = people.into_iter().partition(|user| user.state == State::Active);
        active.extend(a_user_of_every_domain());
        Live { others, ..live(active) }
    }
}

prop_compose! {
    pub(super) fn desired()(
        users in proptest::collection::vec((address(), proptest::option::of(-3..3_i64)), 0..14),
        leavers in proptest::collection::vec(address(), 0..3),
        kept in proptest::collection::vec(address(), 0..3),
        divisions in proptest::sample::subsequence(vec!["Support", "Sales"], 0..=2),
        domains in proptest::sample::subsequence(vec!["x.example", "y.example"], 0..=2),
        most in 0..6_u64,
        percent in 0..10_000_u64,
        strict in any::<bool>(),
        reports in any::<bool>(),
    ) -> Desired {
        let mut desired = Desired::default();
        if reports {
            desired.undeclared = Undeclared::Report;
        }
        let mut seen = HashSet::new();
        for (line, (address, until)) in users.into_iter().enumerate() {
            if seen.insert(address.clone()) {
                let mut entry = declared(&address, line as u32 + 1);
                entry.until = until.map(|days| policy().date.saturating_add(jiff::Span::new().days(days)));
                desired.users.push(entry);
            }
        }
        desired.leavers = leavers.into_iter().filter(|a| seen.insert(a.clone())).map(|a| leaver(&a, 50)).collect();
        desired.protected = kept.into_iter().map(|a| protected(&a, 60)).collect();
        desired.scope.divisions = divisions.into_iter().map(|name| at(name.to_owned())).collect();
        desired.scope.email_domains = domains.into_iter().map(|name| at(name.to_owned())).collect();
        desired.limits.max_deactivations = most;
        desired.limits.max_deactivation_percent = Hundredths(percent);
        desired.limits.require_leaver_entry = strict;
        desired
    }
}

/// Whether a user is in scope, said again in the plainest way.
fn governed(desired: &Desired, user: &LiveUser) -> bool {
    let divisions: Vec<&str> = desired.scope.divisions.iter().map(|d| d.value.as_str()).collect();
    let domains: Vec<&str> = desired.scope.email_domains.iter().map(|d| d.value.as_str()).collect();
    (divisions.is_empty() || user.division.as_ref().is_some_and(|d| divisions.contains(&d.name.as_str())))
        && (domains.is_empty() || domains.iter().any(|domain| user.email.folded().ends_with(&format!("@{domain}"))))
}

proptest! {
    #[test]
    fn actions_are_active_in_scope_not_declared_and_not_protected(desired in desired(), live in directory()) {
        let decision = decide(&desired, &live, &policy()).unwrap();
        let expected: HashSet<&str> = live
            .active
            .iter()
            .filter(|user| governed(&desired, user))
            .filter(|user| !desired.protected.iter().any(|p| p.email.as_ref() == Some(&user.email)))
            .filter(|user| {
                let entry = desired.users.iter().find(|d| d.email == user.email);
                let stays = entry.map_or(desired.undeclared == Undeclared::Report, |declared| {
                    declared.until.is_none_or(|until| until >= policy().date)
                });
                !stays || desired.leavers.iter().any(|l| l.email == user.email)
            })
            .map(|user| user.id.as_str())
            .collect();
        let planned: HashSet<&str> = decision.plan.actions.iter().map(|action| action.user.id.as_str()).collect();
        prop_assert_eq!(planned, expected);
    }

    #[test]
    fn the_order_of_input_changes_nothing(desired in desired(), live in directory(), seed in any::<u64>()) {
        let mut shuffled = (desired.clone(), live.clone());
        rotate(&mut shuffled.0.users, seed);
        rotate(&mut shuffled.0.leavers, seed);
        rotate(&mut shuffled.0.protected, seed);
        rotate(&mut shuffled.1.active, seed);
        rotate(&mut shuffled.1.others, seed);
        prop_assert_eq!(decide(&desired, &live, &policy()).unwrap(), decide(&shuffled.0, &shuffled.1, &policy()).unwrap());
    }

    #[test]
    fn planning_after_applying_is_empty(desired in desired(), live in directory()) {
        let decision = decide(&desired, &live, &policy()).unwrap();
        let gone: HashSet<&str> = decision.plan.actions.iter().map(|action| action.user.id.as_str()).collect();
        let (mut left, stayed): (Vec<LiveUser>, Vec<LiveUser>) =
            live.active.iter().cloned().partition(|user| gone.contains(user.id.as_str()));
        for user in &mut left {
            user.state = State::Inactive;
        }
        let after = Live { active: stayed, others: [live.others.clone(), left].concat(), ..live.clone() };
        prop_assert!(decide(&desired, &after, &policy()).unwrap().plan.actions.is_empty());
    }

    #[test]
    fn no_plan_passes_a_guard_that_it_breaks(desired in desired(), live in directory()) {
        let decision = decide(&desired, &live, &policy()).unwrap();
        let plan = &decision.plan;
        let count = plan.actions.len() as u64;
        let refused = |name: GuardName| plan.guards.iter().any(|g| g.name == name && g.verdict == Verdict::Refused);
        prop_assert_eq!(refused(GuardName::MaxDeactivations), count > desired.limits.max_deactivations);
        let over = (count > 1 || desired.limits.max_deactivation_percent.0 == 0) && count * 10_000 > desired.limits.max_deactivation_percent.0 * decision.in_scope;
        prop_assert_eq!(refused(GuardName::MaxDeactivationPercent), over);
        let ends_access = desired.undeclared == Undeclared::Deactivate;
        prop_assert_eq!(refused(GuardName::EmptyRoster), desired.users.is_empty() && ends_access);
        let known = |p: &&Protected| live.active.iter().chain(&live.others).any(|user| p.email.as_ref() == Some(&user.email));
        prop_assert_eq!(refused(GuardName::ProtectedAbsent), !desired.protected.iter().all(|p| known(&p)));
        prop_assert_eq!(verify(plan, decision.in_scope), Ok(()));
    }

    #[test]
    fn verification_notices_a_guard_made_to_pass(desired in desired(), live in directory()) {
        let mut decision = decide(&desired, &live, &policy()).unwrap();
        for guard in &mut decision.plan.guards {
            if guard.verdict == Verdict::Refused {
                guard.verdict = Verdict::Passed;
            }
        }
        let cheated = decision.plan.summary.guards_refused > 0;
        decision.plan.summary.guards_refused = 0;
        prop_assert_eq!(verify(&decision.plan, decision.in_scope).is_err(), cheated);
    }

    #[test]
    fn a_saved_plan_loads_to_what_was_saved(desired in desired(), live in directory()) {
        let saved = super::saved::sealed(&desired, &live);
        prop_assert_eq!(SavedPlan::from_json(saved.to_json().as_bytes()), Ok(saved));
    }
}

/// Another order, decided by `seed`.
fn rotate<T>(list: &mut [T], seed: u64) {
    if !list.is_empty() {
        let by = usize::try_from(seed % list.len() as u64).unwrap_or(0);
        list.rotate_left(by);
        if seed.is_multiple_of(2) {
            list.reverse();
        }
    }
}

#[test]
fn a_percentage_is_rounded_up_so_that_a_limit_is_never_passed_by_rounding() {
    assert_eq!(crate::plan::guards::percent(1, 3), Amount(Hundredths(3334)));
}
