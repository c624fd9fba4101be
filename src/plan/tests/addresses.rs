//! Users with several addresses: those that a roster may name them by, and those that only show who they are.

use super::world::{decide, email, leaver, live, policy, protected, roster, user};
use crate::model::{Desired, Email, Live, LiveUser, Undeclared, UserAttributes};
use crate::plan::{Finding, FindingCode, GuardName, Selector, Severity, Verdict, explain};

fn emails(addresses: &[&str]) -> Vec<Email> {
    addresses.iter().map(|address| Email::reported(address)).collect()
}

/// A user whom a roster may name by `aliases` too.
fn known_as(address: &str, aliases: &[&str]) -> LiveUser {
    let attributes = UserAttributes { aliases: emails(aliases), ..UserAttributes::default() };
    LiveUser { attributes: Some(Box::new(attributes)), ..user(address) }
}

/// A user with these addresses that no roster finds them by.
fn beside(address: &str, others: &[&str]) -> LiveUser {
    let attributes = UserAttributes { other_addresses: emails(others), ..UserAttributes::default() };
    LiveUser { attributes: Some(Box::new(attributes)), ..user(address) }
}

fn leaving(desired: &Desired, directory: &Live) -> Vec<(String, &'static str)> {
    let decision = decide(desired, directory, &policy()).unwrap();
    decision.plan.actions.iter().map(|action| (action.user.email.clone(), action.reason.code.as_str())).collect()
}

fn lookalikes(desired: &Desired, directory: &Live) -> Vec<Finding> {
    let decision = decide(desired, directory, &policy()).unwrap();
    let guard = decision.plan.guards.iter().find(|guard| guard.name == GuardName::Lookalike).unwrap();
    let found = decision.plan.findings.iter().filter(|finding| finding.code == FindingCode::Lookalike);
    let found: Vec<Finding> = found.cloned().collect();
    let refusing = found.iter().any(|finding| finding.severity == Severity::Error);
    assert_eq!(guard.verdict, if refusing { Verdict::Refused } else { Verdict::Passed });
    found
}

#[test]
fn an_entry_finds_a_user_by_each_of_their_aliases() {
    let directory = live(vec![known_as("a@acme.example", &["B@acme.example", "c@acme.example"])]);
    let mut desired = roster(&["b@acme.example"]);
    assert_eq!(leaving(&desired, &directory), []);
    assert_eq!(decide(&desired, &directory, &policy()).unwrap().plan.findings, []);
    desired.users.clear();
    desired.leavers = vec![leaver("b@acme.example", 9)];
    assert_eq!(leaving(&desired, &directory), [("a@acme.example".to_owned(), "leaver")]);
    desired.leavers.clear();
    desired.protected = vec![protected("c@acme.example", 9)];
    assert_eq!(leaving(&desired, &directory), []);
    let asked = Selector::Email(email("c@acme.example"));
    let explained = explain(&desired, &directory, &policy(), &asked, &[]).unwrap();
    assert_eq!(explained.len(), 1);
    // An entry with an id may give any of them.
    let mut by_id = roster(&["c@acme.example"]);
    by_id.users[0].id = Some(directory.active[0].id.clone());
    assert_eq!(leaving(&by_id, &directory), []);
}

#[test]
fn two_entries_about_one_user_by_different_aliases_are_a_contradiction() {
    let directory = live(vec![known_as("a@acme.example", &["b@acme.example"]), user("c@acme.example")]);
    let mut desired = roster(&["a@acme.example", "b@acme.example"]);
    let codes = |desired: &Desired| {
        let found = decide(desired, &directory, &policy()).unwrap_err();
        found.iter().map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&desired), ["named-twice"]);
    desired.users.remove(1);
    desired.leavers = vec![leaver("b@acme.example", 9)];
    assert_eq!(codes(&desired), ["named-twice"]);
    desired.protected = vec![protected("a@acme.example", 10)];
    desired.users.clear();
    assert_eq!(codes(&desired), ["protected-leaver"]);
}

#[test]
fn an_address_of_two_users_names_neither_of_them() {
    let directory = live(vec![known_as("a@acme.example", &["team@acme.example"]), user("team@acme.example")]);
    let found = decide(&roster(&["team@acme.example"]), &directory, &policy()).unwrap_err();
    assert_eq!(found[0].code, "ambiguous-user");
    let mut desired = roster(&["team@acme.example", "a@acme.example"]);
    desired.users[0].id = Some(directory.active[1].id.clone());
    assert_eq!(leaving(&desired, &directory), []);
}

#[test]
fn a_leaver_who_is_only_found_by_another_address_refuses_the_plan() {
    let directory = live(vec![beside("a@acme.example", &["b@acme.example"]), user("c@acme.example")]);
    let mut desired = roster(&["a@acme.example", "c@acme.example"]);
    desired.leavers = vec![leaver("b@acme.example", 9)];
    for undeclared in [Undeclared::Deactivate, Undeclared::Report] {
        desired.undeclared = undeclared;
        let found = lookalikes(&desired, &directory);
        assert_eq!((found.len(), found[0].severity), (1, Severity::Error));
        assert_eq!(found[0].user.email, "a@acme.example");
        assert!(found[0].text.contains("the address `b@acme.example` of a leaver"), "{}", found[0].text);
        let all = decide(&desired, &directory, &policy()).unwrap().plan.findings;
        assert!(all.iter().all(|finding| !finding.text.contains("ever had this e-mail")), "{all:?}");
    }
    // The leaver was found: the address went to another person.
    let mut gone = directory.clone();
    gone.others = vec![LiveUser { state: crate::model::State::Inactive, ..user("b@acme.example") }];
    assert_eq!(lookalikes(&desired, &gone), []);
}

#[test]
fn a_leaver_who_is_declared_by_another_address_refuses_the_plan() {
    let directory = live(vec![beside("a@acme.example", &["b@acme.example"]), user("c@acme.example")]);
    let mut desired = roster(&["b@acme.example", "c@acme.example"]);
    desired.leavers = vec![leaver("a@acme.example", 9)];
    let found = lookalikes(&desired, &directory);
    assert_eq!(found.len(), 1);
    assert!(found[0].text.contains("has the declared address `b@acme.example` as another one"), "{}", found[0].text);
    desired.users.remove(0);
    assert_eq!(lookalikes(&desired, &directory), []);
}

#[test]
fn another_address_or_login_name_that_resembles_a_declared_address_refuses_the_plan_as_the_own_one_does() {
    for other in
        ["ana.smith@mail.acme.example", "ana.smith+new@acme.example", "\u{430}na.smith@acme.example", "ana.smith"]
    {
        let mut directory =
            live(vec![beside("e4711@acme.example", &["x@acme.example", other]), user("c@acme.example")]);
        if !other.contains('@') {
            let attributes = directory.active[0].attributes.as_mut().unwrap();
            attributes.other_addresses.clear();
            attributes.account.user_name = Some(other.to_owned());
        }
        let desired = roster(&["ana.smith@acme.example", "c@acme.example"]);
        let found = lookalikes(&desired, &directory);
        assert_eq!((found.len(), found[0].user.email.as_str()), (1, "e4711@acme.example"), "{other}");
        assert!(found[0].text.contains(&format!("their other address `{other}`")), "{}", found[0].text);
        assert_eq!(lookalikes(&roster(&["c@acme.example"]), &directory), [], "{other}");
    }
}
