//! A protected account stays active, whatever became of its address; an entry that protects no user stops the plan.

use super::world::{Planned, at, decide, email, id, leaver, live, plan, policy, protected, roster, user};
use crate::model::{Desired, Email, Live, LiveUser, LookedUp, LookupKeys, Protected, State};
use crate::plan::{Amount, Disposition, FindingCode, Guard, GuardName, Selector, Verdict, explain, unmatched, verify};

/// A roster that declares ana and protects this.
fn protecting(entry: Protected) -> Desired {
    Desired { protected: vec![entry], ..roster(&["ana@acme.example"]) }
}

fn by_id(name: &str, address: Option<&str>) -> Protected {
    Protected { id: Some(id(name)), email: address.map(email), ..protected("x@acme.example", 4) }
}

fn guard(decision: &Planned) -> &Guard {
    decision.plan.guards.iter().find(|guard| guard.name == GuardName::ProtectedAbsent).unwrap()
}

fn findings(decision: &Planned) -> Vec<(FindingCode, &str)> {
    decision.plan.findings.iter().map(|finding| (finding.code, finding.user.shown())).collect()
}

fn leaving(decision: &Planned) -> Vec<&str> {
    decision.plan.actions.iter().map(|action| action.user.email.as_str()).collect()
}

#[test]
fn a_protected_account_that_was_renamed_mistyped_or_spelled_in_another_script_refuses_the_plan() {
    let people = live(vec![user("ana@acme.example"), user("emergency@acme.example")]);
    for written in ["breakglass@acme.example", "emergancy@acme.example", "emergenc\u{443}@acme.example"] {
        let decision = plan(&protecting(protected(written, 4)), &people);
        assert_eq!(guard(&decision).verdict, Verdict::Refused, "{written}");
        assert!(findings(&decision).contains(&(FindingCode::ProtectedAbsent, written)), "{written}");
        assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
    }
}

#[test]
fn an_id_protects_under_any_address() {
    let people = live(vec![user("ana@acme.example"), user("renamed@acme.example")]);
    for address in [None, Some("renamed@acme.example")] {
        let decision = plan(&protecting(by_id("renamed", address)), &people);
        assert_eq!(leaving(&decision), [""; 0]);
        assert_eq!(findings(&decision), [(FindingCode::Protected, "renamed@acme.example")]);
    }
    let decision = plan(&protecting(by_id("renamed", Some("breakglass@acme.example"))), &people);
    assert_eq!(leaving(&decision), [""; 0]);
    assert_eq!(guard(&decision).verdict, Verdict::Passed);
    assert!(findings(&decision).contains(&(FindingCode::ProtectedMismatch, "renamed@acme.example")));
    let said = &decision.plan.findings[0];
    assert!(said.text.contains("`renamed@acme.example`, not `breakglass@acme.example`"), "{}", said.text);
}

#[test]
fn an_id_in_other_capital_letters_protects_and_how_to_spell_it_is_said() {
    for (written, address) in
        [("GLASS", None), ("GLASS", Some("glass@acme.example")), ("GLASS", Some("old@acme.example"))]
    {
        let people = live(vec![user("ana@acme.example"), user("glass@acme.example")]);
        let desired = protecting(by_id(written, address));
        let decision = plan(&desired, &people);
        assert_eq!(leaving(&decision), [""; 0], "{address:?}");
        assert_eq!(guard(&decision).verdict, Verdict::Passed);
        let of_it = decision.plan.findings.iter().filter(|finding| finding.code == FindingCode::ProtectedMismatch);
        let texts: Vec<&str> = of_it.map(|finding| &*finding.text).collect();
        assert_eq!(
            texts,
            [
                "protected by the id GLASS, which differs from this user's by capital letters alone; write the id as the \
              directory spells it: glass"
            ]
        );
        assert_eq!(unmatched(&desired, &people.active), LookupKeys::default());
        assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
    }
}

#[test]
fn in_doubt_every_user_that_could_be_meant_is_protected() {
    let mut other = user("breakglass@acme.example");
    other.id = id("other");
    let people = live(vec![user("ana@acme.example"), user("renamed@acme.example"), other.clone()]);
    let both = plan(&protecting(by_id("renamed", Some("breakglass@acme.example"))), &people);
    assert_eq!(leaving(&both), [""; 0]);
    assert_eq!(both.plan.findings.iter().filter(|f| f.code == FindingCode::ProtectedMismatch).count(), 2);
    let by_email = plan(&protecting(by_id("no-such-id", Some("breakglass@acme.example"))), &people);
    assert_eq!(leaving(&by_email), ["renamed@acme.example"]);
    assert_eq!(guard(&by_email).verdict, Verdict::Passed);
    let text = &by_email.plan.findings[0].text;
    assert!(text.contains("with the id no-such-id") && text.contains("write the id other"), "{text}");
}

#[test]
fn an_inactive_account_is_found_and_a_deleted_one_is_not_protected() {
    let mut people = live(vec![user("ana@acme.example")]);
    for (state, verdict, code) in [
        (State::Inactive, Verdict::Passed, FindingCode::Inactive),
        (State::Deleted, Verdict::Refused, FindingCode::ProtectedAbsent),
    ] {
        people.others = vec![LiveUser { state, ..user("glass@acme.example") }];
        for entry in [protected("glass@acme.example", 4), by_id("glass", None)] {
            let decision = plan(&protecting(entry), &people);
            assert_eq!(guard(&decision).verdict, verdict, "{state:?}");
            assert_eq!(findings(&decision), [(code, "glass@acme.example")]);
        }
    }
    // An inactive account whose address has changed is found by its id.
    people.others = vec![LiveUser { state: State::Inactive, ..user("glass@acme.example") }];
    let decision = plan(&protecting(by_id("glass", Some("old@acme.example"))), &people);
    assert_eq!(guard(&decision).verdict, Verdict::Passed);
    assert_eq!(decision.plan.findings.len(), 2);
}

#[test]
fn a_new_account_with_the_address_of_one_protected_by_id_is_a_lookalike() {
    let mut people = live(vec![user("ana@acme.example")]);
    people.active.push(LiveUser { id: id("new"), ..user("glass@acme.example") });
    people.others = vec![LiveUser { state: State::Inactive, ..user("glass@acme.example") }];
    let decision = plan(&protecting(by_id("glass", None)), &people);
    let lookalike = decision.plan.guards.iter().find(|guard| guard.name == GuardName::Lookalike).unwrap();
    assert_eq!(lookalike.verdict, Verdict::Refused, "{:?}", decision.plan.findings);
}

#[test]
fn an_account_outside_the_scope_is_found() {
    let mut desired = protecting(protected("glass@partner.example", 4));
    desired.scope.email_domains = vec![at("acme.example".to_owned())];
    let decision = plan(&desired, &live(vec![user("ana@acme.example"), user("glass@partner.example")]));
    assert_eq!(guard(&decision).verdict, Verdict::Passed);
}

#[test]
fn an_entry_by_id_alone_that_matches_no_user_is_named_by_its_id() {
    let decision = plan(&protecting(by_id("nowhere", None)), &live(vec![user("ana@acme.example")]));
    assert_eq!(findings(&decision), [(FindingCode::ProtectedAbsent, "nowhere")]);
    let asked = Selector::Id(id("nowhere"));
    let said =
        explain(&protecting(by_id("nowhere", None)), &live(vec![user("ana@acme.example")]), &policy(), &asked, &[]);
    let said = said.unwrap();
    assert_eq!(said[0].disposition, Disposition::Missing);
    assert_eq!(said[0].guards.iter().map(|guard| guard.name).collect::<Vec<_>>(), [GuardName::ProtectedAbsent]);
}

#[test]
fn a_snapshot_that_did_not_ask_for_a_protected_entry_refuses_and_one_that_did_agrees_with_its_directory() {
    let mut directory = live(vec![user("ana@acme.example")]);
    directory.others = vec![LiveUser { state: State::Inactive, ..user("glass@acme.example") }];
    for entry in [protected("glass@acme.example", 4), by_id("glass", None), by_id("glass", Some("old@acme.example"))] {
        let desired = protecting(entry);
        let asked = unmatched(&desired, &directory.active);
        assert_ne!(asked, LookupKeys::default());
        let kept = Live { asked: LookedUp::Only(asked), ..directory.clone() };
        assert_eq!(decide(&desired, &kept, &policy()), decide(&desired, &directory, &policy()));
        let unasked = Live { others: Vec::new(), asked: LookedUp::Only(LookupKeys::default()), ..directory.clone() };
        let decision = plan(&desired, &unasked);
        assert_eq!((guard(&decision).actual, guard(&decision).verdict), (None, Verdict::Refused));
        assert!(decision.plan.findings[0].text.contains("take a new snapshot"), "{:?}", decision.plan.findings);
        assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
    }
}

#[test]
fn who_is_protected_by_id_and_leaves_by_email_contradicts() {
    let people = live(vec![user("ana@acme.example"), user("glass@acme.example")]);
    let mut desired = protecting(by_id("glass", None));
    desired.leavers = vec![leaver("glass@acme.example", 9)];
    let code = |desired: &Desired| decide(desired, &people, &policy()).unwrap_err()[0].code;
    assert_eq!(code(&desired), "protected-leaver");
    desired.leavers.clear();
    desired.users.push(super::world::declared("glass@acme.example", 7));
    assert!(decide(&desired, &people, &policy()).is_ok());
    desired.users[1].until = Some(jiff::civil::date(2026, 11, 1));
    assert_eq!(code(&desired), "protected-until");
}

#[test]
fn an_override_lifts_the_guard() {
    let mut policy = policy();
    policy.overrides = vec![crate::plan::Override {
        guard: GuardName::ProtectedAbsent,
        value: Amount(crate::model::Hundredths::whole(1)),
        reason: "OPS-7".to_owned(),
    }];
    let desired = protecting(protected("glass@acme.example", 4));
    let decision = decide(&desired, &live(vec![user("ana@acme.example")]), &policy).unwrap();
    assert_eq!(guard(&decision).verdict, Verdict::Overridden);
}

#[test]
fn two_who_share_the_address_of_an_entry_without_an_id_are_an_error_and_an_id_settles_it() {
    let mut twin = user("twin@acme.example");
    twin.email = Email::reported("GLASS@acme.example");
    let people = live(vec![user("ana@acme.example"), user("glass@acme.example"), twin]);
    let found = decide(&protecting(protected("glass@acme.example", 4)), &people, &policy()).unwrap_err();
    assert_eq!(found[0].code, "ambiguous-user");
    let decision = plan(&protecting(by_id("glass", Some("glass@acme.example"))), &people);
    assert_eq!(leaving(&decision), ["GLASS@acme.example"]);
}
