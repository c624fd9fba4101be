//! Explanations in directories made by hand.

use super::explain_laws::deciding;
use super::world::{email, id, live, plan, policy, protected, roster, user};
use crate::model::{Desired, Email, Live, LiveUser, LookedUp, LookupKeys, State};
use crate::plan::{
    Disposition, ExplainError, Explanation, FindingCode, GuardName, PlanOptions, Rule, Selector, decide, explain,
};

fn ask(desired: &Desired, live: &Live, typed: &str) -> Result<Vec<Explanation>, ExplainError> {
    let asked = Email::parse(typed).map_or_else(|_| Selector::Id(id(typed)), Selector::Email);
    explain(desired, live, &policy(), &asked, &[])
}

#[test]
fn a_former_address_finds_the_user_with_the_new_one() {
    let mut desired = roster(&["new@x.example"]);
    desired.users[0].was = Some(email("old@x.example").into());
    let live = live(vec![user("new@x.example")]);
    let said = ask(&desired, &live, "old@x.example").unwrap();
    assert_eq!((said.len(), &said[0].disposition), (1, &Disposition::Kept));
    assert_eq!(plan(&desired, &live).plan.summary.keep, 1);
}

#[test]
fn findings_at_a_line_that_gives_what_was_typed_are_included() {
    let mut desired = roster(&["new@x.example"]);
    desired.users[0].was = Some(email("old@x.example").into());
    desired.protected = vec![protected("new@x.example", 60)];
    let live = live(vec![user("old@x.example")]);
    let said = ask(&desired, &live, "new@x.example").unwrap();
    assert_eq!((said.len(), &said[0].disposition), (1, &Disposition::Kept));
    assert_eq!(said[0].findings, decide(&desired, &live, &policy()).unwrap().findings);
    assert_eq!(said[0].findings.len(), 1);
}

#[test]
fn two_users_with_one_address_are_both_explained() {
    let mut second = user("ana@x.example");
    second.id = id("second");
    let live = live(vec![user("ana@x.example"), second]);
    let said = ask(&Desired::default(), &live, "ana@x.example").unwrap();
    assert_eq!(said.len(), 2);
    assert!(said.iter().all(|why| matches!(why.disposition, Disposition::Deactivated(_))));
}

#[test]
fn a_user_looked_up_only_for_the_explanation_is_left_alone() {
    let gone = LiveUser { state: State::Inactive, ..user("gone@x.example") };
    let asked = Selector::Email(email("gone@x.example"));
    let said = explain(&Desired::default(), &live(Vec::new()), &policy(), &asked, &[gone]).unwrap();
    assert_eq!((deciding(&said[0]), &said[0].disposition), (Rule::Active, &Disposition::LeftAlone(State::Inactive)));
    assert!(said[0].findings.is_empty() && said[0].guards.is_empty());
}

#[test]
fn the_explanation_of_a_missing_user_has_the_lookalike() {
    let desired = roster(&["anna.berg@x.example"]);
    let live = live(vec![user("ana.berg@x.example")]);
    let said = ask(&desired, &live, "anna.berg@x.example").unwrap();
    assert_eq!(said[0].disposition, Disposition::Missing);
    let codes: Vec<FindingCode> = said[0].findings.iter().map(|finding| finding.kind.code()).collect();
    assert_eq!(codes, [FindingCode::Lookalike, FindingCode::Missing]);
    assert_eq!(said[0].guards.iter().map(|guard| guard.name).collect::<Vec<_>>(), [GuardName::Lookalike]);
    let resembling = ask(&desired, &live, "ana.berg@x.example").unwrap();
    assert_eq!(
        resembling[0].guards.iter().map(|guard| guard.name).collect::<Vec<_>>()[..],
        [GuardName::MaxDeactivationPercent, GuardName::EmptiesDivision, GuardName::Lookalike][1..]
    );
}

fn closest(live: &Live, desired: &Desired, typed: &str) -> Vec<String> {
    match ask(desired, live, typed) {
        Err(ExplainError::NoMatch(closest)) => closest.iter().map(|near| near.as_str().to_owned()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_mistyped_user_gets_the_closest_suggestions() {
    let mut renamed = user("mlopez@acme.example");
    renamed.name = "Maria López".to_owned();
    renamed.id = id("5c5ee2c3-7f0a-4d5a-9a53-0a6c2b0c7f11");
    let numbered = |number: &str, address: &str| LiveUser { id: id(number), ..user(address) };
    let live = live(vec![
        numbered("1", "ana.berg@acme.example"),
        numbered("2", "bo.chen@acme.example"),
        numbered("3", "bo.cheng@acme.example"),
        renamed,
    ]);
    let desired = roster(&["declared.only@acme.example"]);
    for (typed, meant) in [
        ("anna.berg@acme.example", "ana.berg@acme.example"),
        ("ana.berg@acme.exmaple", "ana.berg@acme.example"),
        ("ana.berg@gmail.example", "ana.berg@acme.example"),
        ("ANA.BERGE@ACME.EXAMPLE", "ana.berg@acme.example"),
        ("maria.lopez@acme.example", "mlopez@acme.example"),
        ("lopez", "mlopez@acme.example"),
        ("ana.berg", "ana.berg@acme.example"),
        ("declared.onyl@acme.example", "declared.only@acme.example"),
        ("5c5ee2c3", "5c5ee2c3-7f0a-4d5a-9a53-0a6c2b0c7f11"),
        ("5c5ee2c3-7f0a-4d5a-9a53-0a6c2b0c7f12", "5c5ee2c3-7f0a-4d5a-9a53-0a6c2b0c7f11"),
    ] {
        assert_eq!(closest(&live, &desired, typed).first().map(String::as_str), Some(meant), "{typed}");
    }
    assert_eq!(closest(&live, &desired, "bo.chenn@acme.example"), ["bo.chen@acme.example", "bo.cheng@acme.example"]);
    assert_eq!(closest(&live, &desired, "zachary@elsewhere.test"), Vec::<String>::new());
}

#[test]
fn an_address_that_could_not_be_typed_is_not_suggested() {
    let live = live(vec![LiveUser { email: Email::reported("an\u{202e}a@acme.example"), ..user("x@acme.example") }]);
    assert_eq!(closest(&live, &Desired::default(), "ana@acme.example"), Vec::<String>::new());
}

#[test]
fn only_suggests_as_well() {
    let live = live(vec![user("ana.berg@acme.example")]);
    let policy = PlanOptions { only: vec![Selector::Email(email("anna.berg@acme.example"))], ..policy() };
    let found = decide(&roster(&["ana.berg@acme.example"]), &live, &policy).unwrap_err();
    let help = crate::render::wording::contradiction_help(&found[0].kind);
    assert_eq!(help, "did you mean `ana.berg@acme.example`?");
}

#[test]
fn a_snapshot_without_a_user_does_not_show_that_they_are_missing() {
    let asked = LookedUp::Only(LookupKeys { emails: vec![email("bo@x.example")], ids: Vec::new() });
    let live = Live { asked, ..live(Vec::new()) };
    let desired = roster(&["ana@x.example", "bo@x.example"]);
    assert_eq!(ask(&desired, &live, "ana@x.example").unwrap()[0].disposition, Disposition::Unknown);
    assert_eq!(ask(&desired, &live, "bo@x.example").unwrap()[0].disposition, Disposition::Missing);
}
