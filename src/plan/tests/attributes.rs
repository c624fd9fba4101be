//! Directories that report types of users, departments and other addresses, and no divisions.

use super::world::{at, decide, email, leaver, live, policy, roster, user};
use crate::model::{
    Capabilities, DeactivationTerms, Desired, Email, Hundredths, Limits, Live, LiveUser, ReadingNote, Reversibility,
    Scope, Support, UnaddressedUser, UserAttributes, UserId,
};
use crate::plan::{Amount, FindingCode, GuardName, PlanOptions, ReasonCode, Severity, Verdict, verify};

fn options(verdict: Reversibility) -> PlanOptions {
    let terms = DeactivationTerms {
        service: "acme-chat".to_owned(),
        title: "Acme Chat".to_owned(),
        verdict,
        effects: Vec::new(),
        accepted: Vec::new(),
        attestation: None,
        source: "https://acme.example/docs".to_owned(),
        read_on: "2026-11-24".parse().unwrap(),
        notes: Vec::new(),
    };
    let capabilities = Capabilities { divisions: Support::Absent, attributes: Support::Supported, ..Capabilities::ALL };
    PlanOptions { capabilities, terms: Some(terms), ..policy() }
}

fn person(address: &str, user_type: Option<&str>, department: Option<&str>, others: &[&str]) -> LiveUser {
    let attributes = UserAttributes {
        user_type: user_type.map(str::to_owned),
        department: department.map(str::to_owned),
        aliases: Vec::new(),
        other_addresses: others.iter().map(|other| Email::reported(other)).collect(),
        ..UserAttributes::default()
    };
    LiveUser { division: None, attributes: Some(Box::new(attributes)), ..user(address) }
}

fn scoped(user_types: &[&str], departments: &[&str], domains: &[&str]) -> Desired {
    let list = |values: &[&str]| values.iter().map(|value| at((*value).to_owned())).collect();
    let scope = Scope {
        user_types: list(user_types),
        departments: list(departments),
        email_domains: list(domains),
        ..Scope::default()
    };
    Desired { scope, ..roster(&["ana@acme.example"]) }
}

#[test]
fn only_users_whose_type_and_department_the_scope_names_are_touched_and_unknown_ones_are_reported() {
    let directory = live(vec![
        person("ana@acme.example", Some("Employee"), Some("Support"), &[]),
        person("bo@acme.example", Some("EMPLOYEE"), Some("support"), &[]),
        person("cy@acme.example", Some("Guest"), Some("Support"), &[]),
        person("di@acme.example", Some("Employee"), Some("Sales"), &[]),
        person("ed@acme.example", None, Some("Support"), &[]),
        person("flo@acme.example", Some("Employee"), None, &[]),
        person("gil@acme.example", None, Some("Sales"), &[]),
    ]);
    let desired = scoped(&["employee"], &["Support"], &[]);
    let decision = decide(&desired, &directory, &options(Reversibility::Safe)).unwrap();
    let leaving: Vec<&str> = decision.plan.actions.iter().map(|action| action.user.email.as_str()).collect();
    assert_eq!(leaving, ["bo@acme.example"]);
    assert_eq!(decision.in_scope, 2);
    let unknown = decision.plan.findings.iter().filter(|finding| finding.code == FindingCode::ScopeUnknown);
    let unknown: Vec<&str> = unknown.map(|finding| finding.user.email.as_str()).collect();
    // Gil's department alone puts them out of the scope.
    assert_eq!(unknown, ["ed@acme.example", "flo@acme.example"]);
    assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
}

#[test]
fn a_type_or_department_that_nobody_has_is_an_error() {
    let directory = live(vec![person("ana@acme.example", Some("Employee"), Some("Support"), &[])]);
    let found = decide(&scoped(&["Employe"], &["Suport"], &[]), &directory, &options(Reversibility::Safe)).unwrap_err();
    assert_eq!(found.iter().map(|found| found.code).collect::<Vec<_>>(), ["unknown-attribute"; 2]);
    assert!(found.iter().all(|found| found.help.starts_with("did you mean `")), "{found:?}");
}

#[test]
fn a_type_or_department_that_the_last_active_user_took_along_is_not_misspelled() {
    let mut directory = live(vec![person("ana@acme.example", Some("Guest"), Some("Sales"), &[])]);
    directory.inactive_attributes.add(Some("Employee"), Some("support"));
    let decision =
        decide(&scoped(&["employee"], &["Support"], &[]), &directory, &options(Reversibility::Safe)).unwrap();
    assert_eq!((decision.plan.actions.len(), decision.in_scope), (0, 0));
    let found = decide(&scoped(&["Employe"], &["Suport"], &[]), &directory, &options(Reversibility::Safe)).unwrap_err();
    let helps: Vec<&str> = found.iter().map(|found| found.help.as_str()).collect();
    assert_eq!(helps, ["did you mean `support`?", "did you mean `Employee`?"]);
}

fn verdict(desired: &Desired, directory: &Live, name: GuardName) -> Verdict {
    let decision = decide(desired, directory, &options(Reversibility::Safe)).unwrap();
    assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
    decision.plan.guards.iter().find(|guard| guard.name == name).unwrap().verdict
}

#[test]
fn a_plan_that_empties_a_department_or_a_domain_of_the_scope_is_refused() {
    let directory = live(vec![
        person("ana@acme.example", None, Some("Support"), &[]),
        person("bo@acme.example", None, Some("Sales"), &[]),
        person("cy@other.example", None, Some("support"), &[]),
    ]);
    let department = scoped(&[], &["Support", "Sales"], &[]);
    assert_eq!(verdict(&department, &directory, GuardName::EmptiesDepartment), Verdict::Refused);
    assert_eq!(verdict(&department, &directory, GuardName::EmptiesDomain), Verdict::NotApplicable);
    let domain = scoped(&[], &[], &["acme.example", "other.example"]);
    assert_eq!(verdict(&domain, &directory, GuardName::EmptiesDomain), Verdict::Refused);
    assert_eq!(verdict(&domain, &directory, GuardName::EmptiesDepartment), Verdict::NotApplicable);
    let one = scoped(&[], &["Support"], &[]);
    assert_eq!(verdict(&one, &directory, GuardName::EmptiesDepartment), Verdict::Passed);
    assert_eq!(verdict(&one, &directory, GuardName::EmptiesDivision), Verdict::NotApplicable);
}

#[test]
fn an_undeclared_user_with_a_declared_address_as_another_one_refuses_the_plan() {
    let directory = live(vec![
        person("ana@acme.example", None, None, &[]),
        person("wolf@acme.example", None, None, &["x@acme.example", "ZOE@acme.example"]),
    ]);
    let mut desired = roster(&["ana@acme.example", "zoe@acme.example"]);
    let decision = decide(&desired, &directory, &options(Reversibility::Safe)).unwrap();
    let found: Vec<_> = decision.plan.findings.iter().filter(|f| f.code == FindingCode::Lookalike).collect();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].user.email.as_str(), found[0].severity), ("wolf@acme.example", Severity::Error));
    assert!(found[0].text.contains("`zoe@acme.example`"), "{}", found[0].text);
    assert_eq!(verdict(&desired, &directory, GuardName::Lookalike), Verdict::Refused);
    // A shared mailbox: the declared user exists, and the other one is still somebody who may be meant.
    let mut shared = directory.clone();
    shared.active.push(person("zoe@acme.example", None, None, &[]));
    assert_eq!(verdict(&desired, &shared, GuardName::Lookalike), Verdict::Refused);
    desired.leavers = vec![leaver("wolf@acme.example", 9)];
    assert_eq!(verdict(&desired, &shared, GuardName::Lookalike), Verdict::Passed);
    let mut renamed = roster(&["ana@acme.example", "wolf@acme.example"]);
    renamed.users[1].was = Some(Box::new(email("zoe@acme.example")));
    assert_eq!(verdict(&renamed, &directory, GuardName::Lookalike), Verdict::Passed);
}

#[test]
fn a_user_without_an_address_is_listed_and_never_touched_and_counts_for_the_percentage() {
    let mut directory = live(["ana@acme.example", "bo@acme.example"].map(|who| person(who, None, None, &[])).to_vec());
    let unaddressed = |number: usize| UnaddressedUser {
        id: UserId::new(&format!("u/{number}")).unwrap(),
        name: format!("robot {number}"),
    };
    directory.unaddressed = (0..8).map(unaddressed).collect();
    let decision = decide(&roster(&["ana@acme.example"]), &directory, &options(Reversibility::Safe)).unwrap();
    assert_eq!(decision.plan.actions.len(), 1);
    assert_eq!(decision.plan.actions[0].reason.code, ReasonCode::NotDeclared);
    assert_eq!((decision.active, decision.in_scope), (10, 10));
    let percent = decision.plan.guards.iter().find(|guard| guard.name == GuardName::MaxDeactivationPercent).unwrap();
    assert_eq!(percent.actual, Some(Amount(Hundredths::whole(10))));
    let listed: Vec<_> = decision.plan.findings.iter().filter(|f| f.code == FindingCode::NoAddress).collect();
    assert_eq!(listed.len(), 8);
    assert_eq!((listed[0].user.shown(), listed[0].user.name.as_deref()), ("u/0", Some("robot 0")));
    assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
    // What the scope asks for is not known of them.
    let desired = Desired { scope: scoped(&[], &[], &["acme.example"]).scope, ..roster(&["ana@acme.example"]) };
    let scoped = decide(&desired, &directory, &options(Reversibility::Safe)).unwrap();
    assert_eq!((scoped.active, scoped.in_scope), (10, 2));
}

#[test]
fn what_is_worth_knowing_of_a_directory_is_a_finding_even_of_a_part_of_a_plan() {
    let mut directory = live(vec![user("ana@acme.example")]);
    directory.notes = vec![
        ReadingNote::RoundTotal { total: 1000 },
        ReadingNote::StateAsText { users: 3 },
        ReadingNote::NoServiceDescription,
        ReadingNote::NoEntityTags,
        ReadingNote::OnlyActiveListed,
    ];
    let options = PlanOptions {
        notes: vec![ReadingNote::Unpinned],
        only: vec![crate::plan::Selector::Email(email("ana@acme.example"))],
        ..options(Reversibility::SafeWeak)
    };
    let decision = decide(&roster(&["ana@acme.example", "gone@acme.example"]), &directory, &options).unwrap();
    let codes: Vec<&str> = decision.plan.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "round_total",
            "unpinned",
            "safe_weak",
            "state_as_text",
            "no_service_description",
            "no_entity_tags",
            "only_active_listed",
        ]
    );
    assert!(decision.plan.findings.iter().all(|finding| finding.user.shown() == "directory"));
    let whole = PlanOptions { only: Vec::new(), ..options };
    let decision = decide(&roster(&["ana@acme.example", "gone@acme.example"]), &directory, &whole).unwrap();
    let missing = decision.plan.findings.iter().find(|finding| finding.code == FindingCode::Missing).unwrap();
    assert!(missing.text.contains("may be inactive"), "{}", missing.text);
}

#[test]
fn a_domain_of_the_scope_is_one_in_unicode_and_in_punycode() {
    let directory = live(vec![
        person("ana@acme.example", None, None, &[]),
        person("bo@m\u{fc}nchen.example", None, None, &[]),
        person("cy@XN--MNCHEN-3YA.example", None, None, &[]),
    ]);
    for domain in ["m\u{fc}nchen.example", "xn--mnchen-3ya.example", "Mu\u{308}nchen.example"] {
        let desired = Desired { limits: lenient(), ..scoped(&[], &[], &["acme.example", domain]) };
        let decision = decide(&desired, &directory, &options(Reversibility::Safe)).unwrap();
        assert_eq!((decision.in_scope, decision.plan.actions.len()), (3, 2), "{domain}");
        assert_eq!(verdict(&desired, &directory, GuardName::EmptiesDomain), Verdict::Refused, "{domain}");
        let mut one_stays = desired.clone();
        one_stays.users.push(super::world::declared("cy@xn--mnchen-3ya.example", 2));
        assert_eq!(verdict(&one_stays, &directory, GuardName::EmptiesDomain), Verdict::Passed, "{domain}");
    }
    let found = decide(&scoped(&[], &[], &["xn--bcher-kva.example"]), &directory, &options(Reversibility::Safe));
    assert_eq!(found.unwrap_err()[0].code, "unknown-domain");
}

fn lenient() -> Limits {
    Limits { max_deactivation_percent: Hundredths::whole(100), ..Limits::default() }
}

#[test]
fn the_user_who_proves_the_tenant_is_never_deactivated() {
    let directory = live(vec![user("ana@acme.example"), user("bo@acme.example")]);
    let pinned = |desired: &Desired| {
        let options = PlanOptions { pinned: UserId::new("bo"), ..options(Reversibility::Safe) };
        decide(desired, &directory, &options).map(|decision| decision.plan.actions.len())
    };
    let mut desired = roster(&["ana@acme.example"]);
    for leavers in [Vec::new(), vec![leaver("bo@acme.example", 4)]] {
        desired.leavers = leavers;
        let found = pinned(&desired).unwrap_err();
        assert_eq!(found.iter().map(|found| found.code).collect::<Vec<_>>(), ["pinned-leaver"]);
        assert!(found[0].message.contains("bo@acme.example") && found[0].help.contains("protect"), "{found:?}");
    }
    desired.leavers.clear();
    desired.protected = vec![super::world::protected("bo@acme.example", 6)];
    assert_eq!(pinned(&desired).unwrap(), 0);
    assert_eq!(pinned(&roster(&["ana@acme.example", "bo@acme.example"])).unwrap(), 0);
    let elsewhere = Desired { scope: scoped(&[], &[], &["other.example"]).scope, ..roster(&[]) };
    assert_eq!(pinned(&elsewhere).unwrap_err()[0].code, "unknown-domain", "outside the scope nobody is touched");
}
