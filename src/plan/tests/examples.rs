//! One promise of the decision a test.

use jiff::civil::date;

use super::world::{
    Planned, at, decide, declared, division, email, id, leaver, live, plan, policy, protected, roster, user,
};
use crate::model::{Desired, Hundredths, Identity, Limits, Live, LiveUser, Scope, State};
use crate::plan::{Amount, FindingCode, GuardName, Override, PlanOptions, ReasonCode, Selector, Verdict, verify};

fn actions(decision: &Planned) -> Vec<(&str, ReasonCode)> {
    decision.plan.actions.iter().map(|action| (action.user.email.as_str(), action.reason.code)).collect()
}

fn findings(decision: &Planned) -> Vec<(FindingCode, &str)> {
    decision.plan.findings.iter().map(|finding| (finding.code, finding.user.email.as_str())).collect()
}

fn verdict(decision: &Planned, name: GuardName) -> Verdict {
    decision.plan.guards.iter().find(|guard| guard.name == name).expect("every guard is listed").verdict
}

fn contradictions(desired: &Desired, live: &Live) -> Vec<&'static str> {
    decide(desired, live, &policy()).expect_err("a contradiction").into_iter().map(|found| found.code).collect()
}

#[test]
fn declared_users_stay_and_others_are_deactivated() {
    let decision = plan(&roster(&["ana@acme.example"]), &live(vec![user("ana@acme.example"), user("bo@acme.example")]));
    assert_eq!(actions(&decision), [("bo@acme.example", ReasonCode::NotDeclared)]);
    assert_eq!(decision.plan.summary.keep, 1);
}

#[test]
fn addresses_compare_without_case_and_in_nfc() {
    let decision = plan(
        &roster(&["Zoe\u{308}@Acme.example"]),
        &live(vec![{
            let mut zoe = user("zoe@acme.example");
            zoe.email = crate::model::Email::reported("ZO\u{cb}@acme.EXAMPLE");
            zoe
        }]),
    );
    assert_eq!(actions(&decision), []);
}

#[test]
fn the_last_day_is_a_day_of_access() {
    let mut desired = roster(&["ana@acme.example", "bo@acme.example"]);
    desired.users[1].until = Some(date(2026, 11, 21));
    let directory = live(vec![user("ana@acme.example"), user("bo@acme.example")]);
    assert_eq!(actions(&plan(&desired, &directory)), []);
    desired.users[1].until = Some(date(2026, 11, 20));
    assert_eq!(actions(&plan(&desired, &directory)), [("bo@acme.example", ReasonCode::Expired)]);
}

#[test]
fn a_leaver_goes_even_while_their_line_is_still_there() {
    let mut desired = roster(&["ana@acme.example", "bo@acme.example"]);
    desired.leavers = vec![leaver("bo@acme.example", 9)];
    let decision = plan(&desired, &live(vec![user("ana@acme.example"), user("bo@acme.example")]));
    assert_eq!(actions(&decision), [("bo@acme.example", ReasonCode::Leaver)]);
    assert_eq!(decision.plan.actions[0].reason.at.as_ref().map(|at| at.line), Some(9));
}

#[test]
fn the_protected_stay_and_are_listed() {
    let mut desired = roster(&["ana@acme.example"]);
    desired.protected = vec![protected("break@acme.example", 4)];
    let decision = plan(&desired, &live(vec![user("ana@acme.example"), user("break@acme.example")]));
    assert_eq!(actions(&decision), []);
    assert_eq!(findings(&decision), [(FindingCode::Protected, "break@acme.example")]);
    assert_eq!(decision.plan.summary.protected, 1);
}

#[test]
fn outside_the_scope_no_user_is_touched() {
    let mut desired = roster(&["ana@acme.example"]);
    desired.scope = Scope {
        divisions: vec![at("support".to_owned())],
        email_domains: vec![at("acme.example".to_owned())],
        ..Scope::default()
    };
    let mut sales = user("sue@acme.example");
    sales.division = Some(division("Sales").into());
    let decision = plan(
        &desired,
        &live(vec![user("ana@acme.example"), sales, user("pat@partner.example"), user("bo@acme.example")]),
    );
    assert_eq!(actions(&decision), [("bo@acme.example", ReasonCode::NotDeclared)]);
    assert_eq!(decision.in_scope, 2);
}

#[test]
fn a_user_of_an_unknown_division_leaves_a_scope_of_divisions_undecided() {
    let mut desired = roster(&["ana@acme.example"]);
    desired.scope.divisions = vec![at("Support".to_owned())];
    let mut unknown = user("uma@acme.example");
    unknown.division = None;
    assert_eq!(contradictions(&desired, &live(vec![user("ana@acme.example"), unknown])), ["division-unknown"]);
}

#[test]
fn a_leaver_who_never_existed_is_a_finding_and_one_who_is_inactive_is_not() {
    let mut desired = roster(&["ana@acme.example"]);
    desired.leavers = vec![leaver("typo@acme.example", 7), leaver("gone@acme.example", 8)];
    let mut directory = live(vec![user("ana@acme.example")]);
    let mut gone = user("gone@acme.example");
    gone.state = State::Inactive;
    directory.others = vec![gone];
    assert_eq!(findings(&plan(&desired, &directory)), [(FindingCode::Missing, "typo@acme.example")]);
}

#[test]
fn a_declared_user_or_leaver_outside_the_scope_is_a_finding() {
    let mut desired = roster(&["ana@acme.example", "sue@acme.example"]);
    desired.leavers = vec![leaver("lou@acme.example", 7)];
    desired.scope.divisions = vec![at("Support".to_owned())];
    let elsewhere = |address| {
        let mut user = user(address);
        user.division = Some(division("Sales").into());
        user
    };
    let decision = plan(
        &desired,
        &live(vec![user("ana@acme.example"), elsewhere("sue@acme.example"), elsewhere("lou@acme.example")]),
    );
    assert_eq!(
        findings(&decision),
        [(FindingCode::OutOfScope, "sue@acme.example"), (FindingCode::OutOfScope, "lou@acme.example")]
    );
}

#[test]
fn a_declared_user_who_is_not_active_is_a_finding_that_says_what_they_are() {
    let mut directory = live(vec![user("ana@acme.example")]);
    let other = |address, state| {
        let mut user = user(address);
        user.state = state;
        user
    };
    directory.others = vec![other("inge@acme.example", State::Inactive), other("della@acme.example", State::Deleted)];
    let decision = plan(
        &roster(&["ana@acme.example", "inge@acme.example", "della@acme.example", "nobody@acme.example"]),
        &directory,
    );
    assert_eq!(
        findings(&decision),
        [
            (FindingCode::Missing, "nobody@acme.example"),
            (FindingCode::Inactive, "inge@acme.example"),
            (FindingCode::Deleted, "della@acme.example")
        ]
    );
}

#[test]
fn an_expired_user_who_is_gone_is_as_it_should_be() {
    let mut desired = roster(&["ana@acme.example", "bo@acme.example"]);
    desired.users[1].until = Some(date(2026, 1, 1));
    assert_eq!(findings(&plan(&desired, &live(vec![user("ana@acme.example")]))), []);
}

#[test]
fn a_rename_matches_under_either_address() {
    let mut desired = roster(&["cy@acme.example"]);
    desired.users[0].was = Some(email("cy.old@acme.example").into());
    assert_eq!(actions(&plan(&desired, &live(vec![user("cy.old@acme.example")]))), []);
    assert_eq!(actions(&plan(&desired, &live(vec![user("cy@acme.example")]))), []);
}

#[test]
fn an_id_with_another_email_is_an_error() {
    let mut desired = roster(&["cy@acme.example"]);
    desired.users[0].id = Some(id("dan"));
    assert_eq!(contradictions(&desired, &live(vec![user("dan@acme.example")])), ["id-mismatch"]);
    assert_eq!(contradictions(&desired, &live(vec![user("cy@acme.example")])), ["id-mismatch"]);
    let mut directory = live(vec![user("ana@acme.example")]);
    let mut gone = user("dan@acme.example");
    gone.state = State::Inactive;
    directory.others = vec![gone];
    assert_eq!(contradictions(&desired, &directory), ["id-mismatch"]);
}

#[test]
fn only_the_help_of_an_entry_that_can_have_a_former_address_names_it() {
    let help = |desired: &Desired, people: Vec<LiveUser>| {
        decide(desired, &live(people), &policy()).unwrap_err()[0].help.clone()
    };
    let twins = || vec![user("cy@acme.example"), LiveUser { id: id("twin"), ..user("cy@acme.example") }];
    let mut declared = roster(&["cy@acme.example"]);
    assert!(help(&declared, twins()).contains("`was:`"));
    declared.users[0].id = Some(id("dan"));
    assert!(help(&declared, vec![user("dan@acme.example")]).contains("add `was:` with the old one"));

    let mut desired = roster(&["ana@acme.example"]);
    desired.leavers = vec![leaver("cy@acme.example", 3)];
    assert!(!help(&desired, twins()).contains("was:"));
    desired.leavers[0].id = Some(id("dan"));
    assert_eq!(
        help(&desired, vec![user("dan@acme.example")]),
        "correct the e-mail or the id; after a rename write the e-mail that the user has in the directory"
    );
    let mut desired = roster(&["ana@acme.example"]);
    desired.protected = vec![protected("cy@acme.example", 3)];
    assert!(!help(&desired, twins()).contains("was:"));
}

#[test]
fn an_email_of_two_live_users_is_an_error() {
    let mut twin = user("twin@acme.example");
    twin.email = crate::model::Email::reported("ANA@acme.example");
    let directory = live(vec![user("ana@acme.example"), twin]);
    assert_eq!(contradictions(&roster(&["ana@acme.example"]), &directory), ["ambiguous-user"]);
    let mut desired = roster(&["x@acme.example"]);
    desired.leavers = vec![leaver("ana@acme.example", 3)];
    assert_eq!(contradictions(&desired, &directory), ["ambiguous-user"]);
}

#[test]
fn those_who_share_an_email_are_named_in_the_order_of_their_ids() {
    let people = ["c", "a", "b"].map(|name| LiveUser { id: id(name), ..user("ana@acme.example") });
    let found = decide(&roster(&["ana@acme.example"]), &live(people.to_vec()), &policy()).expect_err("ambiguous");
    let named =
        "3 active users match `ana@acme.example`: a (ana@acme.example), b (ana@acme.example), c (ana@acme.example)";
    assert_eq!(found[0].message, named);
}

#[test]
fn a_scope_that_names_no_division_or_two_is_an_error() {
    let mut desired = roster(&["ana@acme.example"]);
    desired.scope.divisions = vec![at("Suport".to_owned())];
    let mut directory = live(vec![user("ana@acme.example")]);
    let found = decide(&desired, &directory, &policy()).expect_err("unknown");
    assert_eq!(found[0].code, "unknown-division");
    assert!(found[0].help.contains("did you mean `Support`?"), "{}", found[0].help);
    desired.scope.divisions = vec![at("support".to_owned())];
    directory.divisions.push(crate::model::Division { id: "second".to_owned(), name: "SUPPORT".to_owned() });
    assert_eq!(contradictions(&desired, &directory), ["ambiguous-division"]);
}

#[test]
fn a_typo_does_not_end_the_access_of_a_user() {
    for (declared, address, name) in [
        ("jon.smith@acme.example", "john.smith@acme.example", "John Smith"),
        ("ana.lopez@acme.exmaple", "ana.lopez@acme.example", "A. L."),
        ("maria.lopez@acme.example", "m.garcia@acme.example", "María López"),
        ("lopez.maria@acme.example", "m.garcia@acme.example", "Maria Lopez"),
    ] {
        let mut renamed = user(address);
        renamed.name = name.to_owned();
        let decision = plan(&roster(&["ana@acme.example", declared]), &live(vec![user("ana@acme.example"), renamed]));
        assert_eq!(verdict(&decision, GuardName::Lookalike), Verdict::Refused, "{declared} {address}");
        assert!(findings(&decision).contains(&(FindingCode::Lookalike, address)), "{declared} {address}");
    }
}

#[test]
fn people_who_do_not_resemble_each_other_are_no_lookalikes() {
    for (declared, address) in [
        ("bo@acme.example", "cy@acme.example"),
        ("agent07@acme.example", "agent08@acme.example"),
        ("maria.lopez@acme.example", "ingrid.berg@acme.example"),
    ] {
        let decision =
            plan(&roster(&["ana@acme.example", declared]), &live(vec![user("ana@acme.example"), user(address)]));
        assert_eq!(verdict(&decision, GuardName::Lookalike), Verdict::Passed, "{declared} {address}");
    }
}

#[test]
fn a_former_address_or_a_leaver_entry_settles_a_lookalike() {
    let directory = live(vec![user("ana@acme.example"), user("john.smith@acme.example")]);
    let mut desired = roster(&["ana@acme.example", "jon.smith@acme.example"]);
    desired.users[1].was = Some(email("john.smith@acme.example").into());
    let renamed = plan(&desired, &directory);
    assert_eq!((actions(&renamed), verdict(&renamed, GuardName::Lookalike)), (vec![], Verdict::Passed));
    desired.users[1].was = None;
    desired.leavers = vec![leaver("john.smith@acme.example", 9)];
    let left = plan(&desired, &directory);
    assert_eq!(actions(&left), [("john.smith@acme.example", ReasonCode::Leaver)]);
    assert_eq!(verdict(&left, GuardName::Lookalike), Verdict::Passed);
}

#[test]
fn a_misspelled_protected_account_is_a_lookalike_too() {
    let mut desired = roster(&["ana@acme.example"]);
    desired.protected = vec![protected("braekglass@acme.example", 4)];
    let decision = plan(&desired, &live(vec![user("ana@acme.example"), user("breakglass@acme.example")]));
    assert_eq!(verdict(&decision, GuardName::Lookalike), Verdict::Refused);
}

#[test]
fn an_empty_roster_does_not_deactivate_every_user() {
    let decision = plan(&roster(&[]), &live(vec![user("ana@acme.example")]));
    assert_eq!(verdict(&decision, GuardName::EmptyRoster), Verdict::Refused);
}

#[test]
fn the_last_active_user_of_a_division_is_guarded() {
    let mut sue = user("sue@acme.example");
    sue.division = Some(division("Sales").into());
    let people = vec![user("ana@acme.example"), sue.clone()];
    let decision = plan(&roster(&["ana@acme.example"]), &live(people));
    assert_eq!(verdict(&decision, GuardName::EmptiesDivision), Verdict::Refused);
    sue.division = None;
    let decision = plan(&roster(&["ana@acme.example"]), &live(vec![user("ana@acme.example"), sue]));
    assert_eq!(verdict(&decision, GuardName::EmptiesDivision), Verdict::Refused, "an unknown division is not fine");
}

#[test]
fn the_owner_of_the_token_does_not_end_their_own_access() {
    let mut directory = live(vec![user("ana@acme.example"), user("bo@acme.example")]);
    directory.identity = Identity::User(id("bo"));
    let decision = plan(&roster(&["ana@acme.example"]), &directory);
    assert_eq!(verdict(&decision, GuardName::SelfGuard), Verdict::Refused);
    directory.identity = Identity::Unknown;
    let decision = plan(&roster(&["ana@acme.example"]), &directory);
    assert_eq!(verdict(&decision, GuardName::SelfGuard), Verdict::Refused, "an unknown identity is not fine");
}

#[test]
fn a_required_leaver_entry_is_required() {
    let mut desired = roster(&["ana@acme.example"]);
    desired.limits.require_leaver_entry = true;
    let directory = live(vec![user("ana@acme.example"), user("bo@acme.example")]);
    assert_eq!(verdict(&plan(&desired, &directory), GuardName::RequireLeaverEntry), Verdict::Refused);
    desired.leavers = vec![leaver("bo@acme.example", 3)];
    assert_eq!(verdict(&plan(&desired, &directory), GuardName::RequireLeaverEntry), Verdict::Passed);
}

#[test]
fn one_deactivation_is_always_allowed_by_the_percentage() {
    let one = plan(&roster(&["ana@acme.example"]), &live(vec![user("ana@acme.example"), user("bo@acme.example")]));
    assert_eq!(verdict(&one, GuardName::MaxDeactivationPercent), Verdict::Passed);
    let two = plan(
        &roster(&["ana@acme.example"]),
        &live(vec![user("ana@acme.example"), user("bo@acme.example"), user("cy@acme.example")]),
    );
    assert_eq!(verdict(&two, GuardName::MaxDeactivationPercent), Verdict::Refused);
}

#[test]
fn a_limit_of_none_allows_none() {
    let mut desired = roster(&["ana@acme.example"]);
    desired.limits = Limits { max_deactivations: 0, ..Limits::default() };
    let decision = plan(&desired, &live(vec![user("ana@acme.example"), user("bo@acme.example")]));
    assert_eq!(verdict(&decision, GuardName::MaxDeactivations), Verdict::Refused);
}

#[test]
fn an_override_lifts_one_guard_to_its_value_and_is_recorded() {
    let lift = |value| PlanOptions {
        overrides: vec![Override {
            guard: GuardName::MaxDeactivationPercent,
            value: Amount(Hundredths::whole(value)),
            reason: "OPS-7".to_owned(),
        }],
        ..policy()
    };
    let directory = live(vec![user("ana@acme.example"), user("bo@acme.example"), user("cy@acme.example")]);
    let enough = decide(&roster(&["ana@acme.example"]), &directory, &lift(67)).unwrap();
    assert_eq!(verdict(&enough, GuardName::MaxDeactivationPercent), Verdict::Overridden);
    assert_eq!(enough.plan.overrides.len(), 1);
    let short = decide(&roster(&["ana@acme.example"]), &directory, &lift(66)).unwrap();
    assert_eq!(verdict(&short, GuardName::MaxDeactivationPercent), Verdict::Refused, "66.67 is over 66");
}

#[test]
fn only_plans_for_the_users_named() {
    let only = |address| PlanOptions { only: vec![Selector::Email(email(address))], ..policy() };
    let directory = live(vec![user("ana@acme.example"), user("bo@acme.example"), user("cy@acme.example")]);
    let decision = decide(&roster(&["ana@acme.example"]), &directory, &only("bo@acme.example")).unwrap();
    assert_eq!(actions(&decision), [("bo@acme.example", ReasonCode::NotDeclared)]);
    assert!(decision.plan.partial);
    assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
    let unknown = decide(&roster(&["ana@acme.example"]), &directory, &only("bob@acme.example")).expect_err("a typo");
    assert_eq!(unknown[0].code, "unknown-user");
}

#[test]
fn every_contradiction_is_reported_not_only_the_first() {
    let mut desired = roster(&["cy@acme.example", "ana@acme.example"]);
    desired.users[0].id = Some(id("dan"));
    desired.users[1].id = Some(id("bo"));
    desired.scope.divisions = vec![at("Nowhere".to_owned())];
    let directory = live(vec![user("dan@acme.example"), user("bo@acme.example")]);
    assert_eq!(contradictions(&desired, &directory).len(), 3);
}

#[test]
fn an_entry_without_a_live_user_is_looked_up_by_what_it_gives() {
    let mut desired = roster(&["ana@acme.example", "gone@acme.example"]);
    desired.users[1].was = Some(email("going@acme.example").into());
    let mut by_id = declared("ida@acme.example", 8);
    by_id.id = Some(id("ida"));
    desired.users.push(by_id);
    let sought = crate::plan::unmatched(&desired, &[user("ana@acme.example")]);
    assert_eq!(sought.emails, [email("gone@acme.example"), email("going@acme.example"), email("ida@acme.example")]);
    assert_eq!(sought.ids, [id("ida")]);
}
