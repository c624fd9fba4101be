//! No user loses access for an address that no line of a roster can hold.

use super::world::{Planned, decide, id, leaver, live, policy, protected, roster, user};
use crate::model::{Desired, Email, Live, LiveUser, Protected};
use crate::plan::{Amount, FindingCode, Guard, GuardName, Verdict, verify};

fn odd(name: &str, address: &str) -> LiveUser {
    LiveUser { id: id(name), email: Email::reported(address), ..user("x@acme.example") }
}

fn decided(desired: &Desired, live: &Live) -> Planned {
    decide(desired, live, &policy()).expect("no contradictions")
}

fn guard(decision: &Planned) -> &Guard {
    decision.plan.guards.iter().find(|guard| guard.name == GuardName::Undeclarable).unwrap()
}

fn of(decision: &Planned) -> Vec<&str> {
    let found = decision.plan.findings.iter().filter(|finding| finding.code == FindingCode::Undeclarable);
    found.filter_map(|finding| finding.user.id.as_deref()).collect()
}

#[test]
fn a_user_whom_no_roster_can_name_refuses_the_plan_with_their_id() {
    for address in
        ["no address", "\"quoted@local\"@acme.example", "nothing", "two@at@acme.example", "hid\u{200b}den@acme.example"]
    {
        let people = live(vec![user("ana@acme.example"), odd("odd", address)]);
        let decision = decided(&roster(&["ana@acme.example"]), &people);
        assert_eq!(guard(&decision).verdict, Verdict::Refused, "{address}");
        assert_eq!(of(&decision), ["odd"], "{address}");
        let text = &decision.plan.findings[0].text;
        assert!(text.contains("the id odd") && text.contains("`protected` under `guards`"), "{text}");
        assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
    }
}

#[test]
fn two_who_differ_in_case_only_refuse_the_plan_and_ids_settle_it() {
    let people = live(vec![user("ana@acme.example"), odd("one", "cy@acme.example"), odd("two", "CY@acme.example")]);
    let mut desired = roster(&["ana@acme.example"]);
    let decision = decided(&desired, &people);
    assert_eq!(guard(&decision).actual, Some(Amount(crate::model::Hundredths::whole(2))));
    assert_eq!(of(&decision), ["two", "one"]);
    // One is protected by id, of the other it is said by id that they leave.
    let by_id = Protected { id: Some(id("one")), email: None, ..protected("x@acme.example", 8) };
    desired.protected = vec![by_id];
    desired.leavers = vec![leaver("cy@acme.example", 9)];
    desired.leavers[0].id = Some(id("two"));
    let settled = decided(&desired, &people);
    assert_eq!(guard(&settled).verdict, Verdict::Passed);
    assert_eq!(settled.plan.actions.iter().map(|a| a.user.id.as_str()).collect::<Vec<_>>(), ["two"]);
    // One is declared by id, and the other is still undeclarable.
    desired.protected.clear();
    desired.leavers.clear();
    desired.users.push(super::world::declared("cy@acme.example", 5));
    desired.users[1].id = Some(id("one"));
    assert_eq!(of(&decided(&desired, &people)), ["two"]);
}

#[test]
fn protection_by_id_covers_them() {
    let people = live(vec![user("ana@acme.example"), odd("odd", "no address")]);
    let mut desired = roster(&["ana@acme.example"]);
    desired.protected = vec![Protected { id: Some(id("odd")), email: None, ..protected("x@acme.example", 8) }];
    let decision = decided(&desired, &people);
    assert_eq!((guard(&decision).verdict, decision.plan.actions.len()), (Verdict::Passed, 0));
}

#[test]
fn a_scoped_domain_that_no_user_has_is_an_error_and_the_nearest_one_is_suggested() {
    let people = live(vec![user("ana@acme.example"), user("bo@acme.example")]);
    let mut desired = roster(&["ana@acme.example"]);
    desired.scope.email_domains = vec![super::world::at("acme.exmaple".to_owned())];
    let found = decide(&desired, &people, &policy()).unwrap_err();
    assert_eq!((found[0].code, found.len()), ("unknown-domain", 1));
    assert!(found[0].help.contains("did you mean `acme.example`?"), "{}", found[0].help);
    // One of several is enough to be an error; a user who is inactive has the domain too.
    desired.scope.email_domains.push(super::world::at("acme.example".to_owned()));
    assert_eq!(decide(&desired, &people, &policy()).unwrap_err().len(), 1);
    let mut known = people;
    known.others = vec![LiveUser { state: crate::model::State::Inactive, ..user("old@acme.exmaple") }];
    assert!(decide(&desired, &known, &policy()).is_ok());
}
