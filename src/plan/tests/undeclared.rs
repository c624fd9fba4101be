//! With `undeclared: report` no user loses access for not being named, and nothing else changes.

use super::saved::sealed;
use super::world::{Planned, email, id, leaver, live, plan, policy, protected, roster, user};
use crate::model::{Desired, Email, Live, LiveUser, Undeclared};
use crate::plan::{
    Disposition, FindingCode, GuardName, ReasonCode, Rule, RuleFact, SavedPlan, Selector, Severity, Verdict, explain,
    verify,
};

fn reporting(addresses: &[&str]) -> Desired {
    Desired { undeclared: Undeclared::Report, ..roster(addresses) }
}

fn undeclared(decision: &Planned) -> Vec<(&str, &str)> {
    let found = decision.plan.findings.iter().filter(|finding| finding.code == FindingCode::Undeclared);
    found.map(|finding| (finding.user.email.as_str(), finding.text.as_str())).collect()
}

fn verdict(decision: &Planned, name: GuardName) -> Verdict {
    decision.plan.guards.iter().find(|guard| guard.name == name).expect("every guard is listed").verdict
}

fn team() -> Live {
    live(vec![user("ana@acme.example"), user("bo@acme.example"), user("new@acme.example"), user("last@acme.example")])
}

#[test]
fn a_new_colleague_is_reported_with_the_lines_to_add_and_never_deactivated() {
    let mut desired = reporting(&["ana@acme.example", "last@acme.example"]);
    desired.users[1].until = Some(jiff::civil::date(2026, 11, 20));
    desired.leavers = vec![leaver("bo@acme.example", 9)];
    let decision = plan(&desired, &team());
    let actions: Vec<_> = decision.plan.actions.iter().map(|a| (a.user.email.as_str(), a.reason.code)).collect();
    assert_eq!(actions, [("bo@acme.example", ReasonCode::Leaver), ("last@acme.example", ReasonCode::Expired)]);
    let found = undeclared(&decision);
    assert_eq!(found.len(), 1);
    let (address, text) = found[0];
    assert_eq!(address, "new@acme.example");
    assert!(text.contains("Add `- new@acme.example` to `users:`"), "{text}");
    assert!(text.contains("or `- {email: new@acme.example, reason: WHY}` to `leavers:`"), "{text}");
    assert_eq!((decision.plan.summary.keep, decision.plan.summary.deactivate), (2, 2));
    assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
}

#[test]
fn an_odd_address_is_quoted_as_yaml_asks_for() {
    let decision = plan(
        &reporting(&["ana@acme.example"]),
        &live(vec![user("ana@acme.example"), {
            LiveUser { id: id("odd"), email: Email::reported("{o'dd}@acme.example"), ..user("x@acme.example") }
        }]),
    );
    let (_, text) = undeclared(&decision)[0];
    assert!(text.contains(r#"`- "{o'dd}@acme.example"`"#), "{text}");
}

#[test]
fn who_is_declared_protected_or_out_of_scope_is_not_reported() {
    let mut desired = reporting(&["ana@acme.example"]);
    desired.protected = vec![protected("bo@acme.example", 4)];
    desired.scope.email_domains = vec![super::world::at("acme.example".to_owned())];
    let mut directory = team();
    directory.active.push(user("pat@partner.example"));
    let decision = plan(&desired, &directory);
    let found: Vec<&str> = undeclared(&decision).into_iter().map(|(address, _)| address).collect();
    assert_eq!(found, ["last@acme.example", "new@acme.example"]);
    // Nothing would have ended that access, so it is not said that only the protection keeps it.
    assert!(decision.plan.findings.iter().all(|finding| finding.code != FindingCode::Protected));
}

#[test]
fn a_lookalike_is_worth_knowing_and_refuses_nothing_where_no_access_is_at_risk() {
    let people = live(vec![user("ana@acme.example"), user("john.smith@acme.example")]);
    let decision = plan(&reporting(&["ana@acme.example", "jon.smith@acme.example"]), &people);
    let lookalike = decision.plan.findings.iter().find(|finding| finding.code == FindingCode::Lookalike).unwrap();
    assert_eq!(lookalike.severity, Severity::Warning);
    assert_eq!(decision.plan.summary.guards_refused, 0);
}

#[test]
fn guards_about_undeclared_users_pass_where_they_are_only_reported() {
    let mut desired = reporting(&[]);
    desired.limits.require_leaver_entry = true;
    desired.leavers = vec![leaver("bo@acme.example", 9)];
    let mut people = team();
    people.active.push(LiveUser { email: Email::reported("no address"), ..user("odd@acme.example") });
    let decision = plan(&desired, &people);
    for name in [GuardName::EmptyRoster, GuardName::RequireLeaverEntry, GuardName::Undeclarable] {
        assert_eq!(verdict(&decision, name), Verdict::Passed, "{name}");
    }
    assert_eq!(undeclared(&decision).len(), 4);
    // A limit of leavers still counts.
    desired.limits.max_deactivations = 0;
    assert_eq!(verdict(&plan(&desired, &people), GuardName::MaxDeactivations), Verdict::Refused);
}

#[test]
fn the_saved_plan_says_what_became_of_the_undeclared_and_the_digest_stands_for_it() {
    let reported = sealed(&reporting(&["ana@acme.example"]), &live(vec![user("ana@acme.example")]));
    let plain = sealed(&roster(&["ana@acme.example"]), &live(vec![user("ana@acme.example")]));
    assert!(reported.to_json().contains("\n  \"undeclared\": \"report\",\n"));
    assert!(plain.to_json().contains("\n  \"undeclared\": \"deactivate\",\n"));
    assert_ne!(reported.digest, plain.digest);
    assert_eq!(SavedPlan::from_json(reported.to_json().as_bytes()), Ok(reported));
}

#[test]
fn verification_refuses_a_plan_that_deactivates_undeclared_users_and_reports_them() {
    let mut decision =
        plan(&roster(&["ana@acme.example"]), &live(vec![user("ana@acme.example"), user("bo@acme.example")]));
    assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
    decision.plan.undeclared = Undeclared::Report;
    assert!(verify(&decision.plan, decision.in_scope).is_err());
}

#[test]
fn why_names_the_rule_that_keeps_an_undeclared_user() {
    let asked = Selector::Email(email("new@acme.example"));
    let said = explain(&reporting(&["ana@acme.example"]), &team(), &policy(), &asked, &[]).unwrap();
    assert_eq!(said[0].disposition, Disposition::Reported);
    let step = said[0].checks.iter().find(|step| step.decides).unwrap();
    assert_eq!(step.rule, Rule::NotDeclared);
    assert_eq!(step.fact, RuleFact::Unnamed(Undeclared::Report));
    assert_eq!(
        said[0].findings.iter().map(|finding| finding.kind.code()).collect::<Vec<_>>(),
        [FindingCode::Undeclared]
    );
}
