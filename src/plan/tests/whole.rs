//! With `--only` the guards judge the plan that would be made without it: users cannot trickle past a limit.

use proptest::prelude::*;

use super::properties::{desired, directory};
use super::world::{Planned, decide, email, live, policy, protected, roster, user};
use crate::model::{Email, Hundredths, LiveUser};
use crate::plan::{Amount, FindingCode, Guard, GuardName, Override, PlanOptions, Selector, Verdict, verify};

fn only(address: &str) -> PlanOptions {
    PlanOptions { only: vec![Selector::Email(email(address))], ..policy() }
}

fn guard(decision: &Planned, name: GuardName) -> &Guard {
    decision.plan.guards.iter().find(|guard| guard.name == name).unwrap()
}

#[test]
fn thirty_plans_of_one_user_are_judged_as_the_one_of_thirty_that_they_are() {
    let addresses: Vec<String> = (0..40).map(|number| format!("agent{number:02}@acme.example")).collect();
    let people = live(addresses.iter().map(|address| user(address)).collect());
    let staying: Vec<&str> = addresses.iter().skip(30).map(String::as_str).collect();
    for address in addresses.iter().take(30) {
        let decision = decide(&roster(&staying), &people, &only(address)).unwrap();
        assert_eq!(decision.plan.actions.len(), 1);
        for name in [GuardName::MaxDeactivations, GuardName::MaxDeactivationPercent] {
            assert_eq!(guard(&decision, name).verdict, Verdict::Refused, "{name}");
        }
        assert_eq!(guard(&decision, GuardName::MaxDeactivations).actual, Some(Amount(Hundredths::whole(30))));
        assert_eq!(decision.plan.judged(), 30);
        assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
    }
}

#[test]
fn one_is_always_allowed_only_where_the_whole_plan_is_that_one_and_the_limit_is_not_none() {
    let mut desired = roster(&["ana@acme.example"]);
    let people = live(vec![user("ana@acme.example"), user("bo@acme.example")]);
    let one = decide(&desired, &people, &only("bo@acme.example")).unwrap();
    assert_eq!(guard(&one, GuardName::MaxDeactivationPercent).verdict, Verdict::Passed);
    desired.limits.max_deactivation_percent = Hundredths(0);
    for policy in [policy(), only("bo@acme.example")] {
        let none = decide(&desired, &people, &policy).unwrap();
        assert_eq!(guard(&none, GuardName::MaxDeactivationPercent).verdict, Verdict::Refused);
        assert_eq!(verify(&none.plan, none.in_scope), Ok(()));
    }
}

#[test]
fn a_finding_that_refuses_is_listed_whatever_only_names() {
    let mut desired = roster(&["ana@acme.example", "jon.smith@acme.example"]);
    desired.protected = vec![protected("glass@acme.example", 8)];
    let mut odd = user("odd@acme.example");
    odd.email = Email::reported("no address");
    let people = live(vec![user("ana@acme.example"), user("john.smith@acme.example"), user("bo@acme.example"), odd]);
    let decision = decide(&desired, &people, &only("bo@acme.example")).unwrap();
    assert_eq!(decision.plan.actions.len(), 1);
    for (name, code) in [
        (GuardName::Lookalike, FindingCode::Lookalike),
        (GuardName::ProtectedAbsent, FindingCode::ProtectedAbsent),
        (GuardName::Undeclarable, FindingCode::Undeclarable),
    ] {
        assert_eq!(guard(&decision, name).verdict, Verdict::Refused, "{name}");
        assert!(decision.plan.findings.iter().any(|finding| finding.code == code), "{code:?}");
    }
    assert!(decision.plan.findings.iter().all(|finding| finding.code != FindingCode::Missing));
    assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
}

#[test]
fn an_override_lifts_a_partial_plan_too() {
    let mut policy = only("bo@acme.example");
    policy.overrides = vec![Override {
        guard: GuardName::MaxDeactivationPercent,
        value: Amount(Hundredths::whole(67)),
        reason: "OPS-7".to_owned(),
    }];
    let people = live(vec![user("ana@acme.example"), user("bo@acme.example"), user("cy@acme.example")]);
    let decision = decide(&roster(&["ana@acme.example"]), &people, &policy).unwrap();
    assert_eq!(guard(&decision, GuardName::MaxDeactivationPercent).verdict, Verdict::Overridden);
}

#[test]
fn verification_refuses_a_partial_plan_whose_guards_judged_less_than_it_holds() {
    let people = live(vec![user("ana@acme.example"), user("bo@acme.example"), user("cy@acme.example")]);
    let decision = decide(&roster(&["ana@acme.example"]), &people, &only("bo@acme.example")).unwrap();
    assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
    for number in [0, 1, 4, 150] {
        let mut other = decision.clone();
        other.plan.guards[0].actual = Some(Amount(Hundredths(number)));
        assert!(verify(&other.plan, other.in_scope).is_err(), "{number}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_guards_say_the_same_with_only_as_without(desired in desired(), live in directory(), who in any::<prop::sample::Index>()) {
        let user: &LiveUser = who.get(&live.active);
        let policy = PlanOptions { only: vec![Selector::Id(user.id.clone())], ..policy() };
        let whole = decide(&desired, &live, &super::world::policy()).unwrap();
        let part = decide(&desired, &live, &policy).unwrap();
        prop_assert_eq!(&part.plan.guards, &whole.plan.guards);
        prop_assert!(part.plan.actions.iter().all(|action| whole.plan.actions.contains(action)));
        prop_assert!(part.plan.actions.iter().all(|action| action.user.id == user.id.as_str()));
        prop_assert!(part.plan.findings.iter().all(|finding| whole.plan.findings.contains(finding)));
        prop_assert_eq!(verify(&part.plan, part.in_scope), Ok(()));
    }
}
