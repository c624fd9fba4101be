//! An explanation is what the plan does with a user, in any directory and for any roster.

use std::collections::{BTreeSet, HashSet};

use jiff::Span;
use proptest::prelude::*;

use super::world::{at, declared, division, email, id, leaver, live, place, policy, protected, roster, user};
use crate::model::{
    Declared, Desired, Email, Identity, Live, LiveUser, LookedUp, LookupKeys, Place, State, Undeclared,
};
use crate::plan::{
    DecidedReason, Decision, Disposition, ExplainError, ExplainedUser, Explanation, FindingCode, FindingKind,
    GuardName, Rule, Selector, Severity, decide, explain,
};

/// Few addresses, so that typos, renames and clashes happen.
fn address() -> impl Strategy<Value = String> {
    ("[ab]{1,2}", "(x|y)", 0..3_u8).prop_map(|(local, domain, n)| format!("{local}{n}@{domain}.example"))
}

/// An id: mostly the one that belongs to the address, so that entries by id fit.
fn user_id(address: &str, other: Option<u8>) -> String {
    other.map_or_else(|| address.replace('@', "-"), |number| format!("id-{number}"))
}

/// Which id: that of the address, or one of a few others.
fn which_id() -> impl Strategy<Value = Option<u8>> {
    proptest::option::weighted(0.15, 0..4_u8)
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![6 => Just(State::Active), 1 => Just(State::Inactive), 1 => Just(State::Deleted)]
}

prop_compose! {
    /// A directory in which an e-mail may have two bearers and a division may be unknown.
    fn directory()(
        people in proptest::collection::vec((address(), which_id(), 0..8_usize, state()), 0..14),
        me in proptest::option::of(0..16_u8),
        is_client in any::<bool>(),
        looked_up in proptest::option::weighted(0.2, proptest::collection::vec(address(), 0..6)),
    ) -> Live {
        let mut seen = HashSet::new();
        let people: Vec<LiveUser> = people
            .into_iter()
            .filter(|(address, other, ..)| seen.insert(user_id(address, *other)))
            .map(|(address, other, place, state)| {
                let mut user = user(&address);
                user.id = id(&user_id(&address, other));
                user.division = ["Support", "Support", "Support", "Sales", "Sales", "Sales", "Home"].get(place).map(|d| division(d).into());
                user.state = state;
                user
            })
            .collect();
        let (mut active, others): (Vec<_>, Vec<_>) = people.into_iter().partition(|user| user.state == State::Active);
        active.extend(super::properties::a_user_of_every_domain());
        let me = me.and_then(|at| active.get(usize::from(at))).map(|user| Identity::User(user.id.clone()));
        let identity = me.unwrap_or(if is_client { Identity::Client } else { Identity::Unknown });
        let only = |emails: Vec<String>| LookupKeys { emails: emails.iter().map(|text| email(text)).collect(), ids: Vec::new() };
        let asked = looked_up.map_or(LookedUp::Everybody, |emails| LookedUp::Only(only(emails)));
        Live { others, identity, asked, ..live(active) }
    }
}

prop_compose! {
    fn entry()(
        address in address(),
        by_id in proptest::option::weighted(0.3, which_id()),
        was in proptest::option::weighted(0.2, address()),
        until in proptest::option::weighted(0.3, -3..3_i64),
    ) -> Declared {
        let mut entry = declared(&address, 0);
        entry.id = by_id.map(|other| id(&user_id(&address, other)));
        entry.was = was.map(|address| email(&address).into());
        entry.until = until.map(|days| policy().date.saturating_add(Span::new().days(days)));
        entry
    }
}

prop_compose! {
    /// A roster as its checks let it pass: no user twice in a list, none both declared and leaving.
    fn desired()(
        entries in proptest::collection::vec(entry(), 0..12),
        leaving in proptest::collection::vec((address(), proptest::option::weighted(0.3, which_id())), 0..4),
        kept in proptest::collection::vec((address(), proptest::option::weighted(0.3, which_id()), any::<bool>()), 0..3),
        divisions in proptest::sample::subsequence(vec!["Support", "Sales"], 0..=2),
        domains in proptest::sample::subsequence(vec!["x.example", "y.example"], 0..=2),
        scoped in any::<bool>(),
        most in 0..6_u64,
        strict in any::<bool>(),
        reports in proptest::bool::weighted(0.3),
    ) -> Desired {
        let mut desired = Desired::default();
        let mut seen = HashSet::new();
        for mut entry in entries {
            if [Some(&entry.email), entry.was.as_deref()].into_iter().flatten().all(|email| !seen.contains(email)) {
                seen.extend([Some(&entry.email), entry.was.as_deref()].into_iter().flatten().cloned());
                entry.at = place(desired.users.len() as u32 + 1);
                desired.users.push(entry);
            }
        }
        for (address, by_id) in leaving {
            let mut entry = leaver(&address, 50 + desired.leavers.len() as u32);
            if seen.insert(entry.email.clone()) {
                entry.id = by_id.map(|other| id(&user_id(&address, other)));
                desired.leavers.push(entry);
            }
        }
        let mut seen = HashSet::new();
        for (address, by_id, has_email) in kept {
            let mut entry = protected(&address, 60 + desired.protected.len() as u32);
            if seen.insert(email(&address)) {
                entry.id = by_id.map(|other| id(&user_id(&address, other)));
                entry.email = entry.email.filter(|_| has_email || entry.id.is_none());
                desired.protected.push(entry);
            }
        }
        if reports {
            desired.undeclared = Undeclared::Report;
        }
        if scoped {
            desired.scope.divisions = divisions.into_iter().map(|name| at(name.to_owned())).collect();
            desired.scope.email_domains = domains.into_iter().map(|name| at(name.to_owned())).collect();
        }
        desired.limits.max_deactivations = most;
        desired.limits.require_leaver_entry = strict;
        desired
    }
}

/// Every user that can be asked about.
fn all_selectors(desired: &Desired, live: &Live) -> Vec<Selector> {
    let people = live.active.iter().chain(&live.others);
    let mut emails: BTreeSet<Email> = people.clone().map(|user| user.email.clone()).collect();
    let mut ids: BTreeSet<_> = people.map(|user| user.id.clone()).collect();
    for entry in &desired.users {
        emails.extend([Some(&entry.email), entry.was.as_deref()].into_iter().flatten().cloned());
        ids.extend(entry.id.clone());
    }
    emails.extend(desired.leavers.iter().map(|entry| entry.email.clone()));
    ids.extend(desired.leavers.iter().filter_map(|entry| entry.id.clone()));
    emails.extend(desired.protected.iter().filter_map(|entry| entry.email.clone()));
    ids.extend(desired.protected.iter().filter_map(|entry| entry.id.clone()));
    emails.into_iter().map(Selector::Email).chain(ids.into_iter().map(Selector::Id)).collect()
}

/// What the plan did with a user, read off the plan alone.
fn planned(decision: &Decision, desired: &Desired, user: &LiveUser) -> Disposition {
    let id = Some(user.id.as_str());
    if user.state != State::Active {
        return Disposition::LeftAlone(user.state);
    }
    if let Some(action) = decision.actions.iter().find(|action| Some(action.user.id.as_str()) == id) {
        return Disposition::Deactivated(action.reason.clone());
    }
    let finding = |code| decision.findings.iter().find(|f| f.kind.code() == code && f.user.id.as_deref() == id);
    if let Some(FindingKind::Protected { ending, .. }) = finding(FindingCode::Protected).map(|finding| &finding.kind) {
        // The line is not in the finding.
        return Disposition::Protected(DecidedReason { kind: ending.clone(), at: None });
    }
    if finding(FindingCode::Undeclared).is_some() {
        return Disposition::Reported;
    }
    if governed(desired, user) { Disposition::Kept } else { Disposition::OutOfScope }
}

/// Whether a user is in scope, said again in the plainest way.
fn governed(desired: &Desired, user: &LiveUser) -> bool {
    let divisions: Vec<&str> = desired.scope.divisions.iter().map(|d| d.value.as_str()).collect();
    let domains: Vec<&str> = desired.scope.email_domains.iter().map(|d| d.value.as_str()).collect();
    (divisions.is_empty() || user.division.as_ref().is_some_and(|d| divisions.contains(&d.name.as_str())))
        && (domains.is_empty() || domains.iter().any(|domain| user.email.folded().ends_with(&format!("@{domain}"))))
}

/// Whether an entry's id and e-mail belong to the same active user.
fn is_distinguished(live: &Live, email: Option<&Email>, named: Option<&crate::model::UserId>) -> bool {
    live.active.iter().any(|user| named == Some(&user.id) && email == Some(&user.email))
}

/// The rule that must decide for a fate.
pub(super) fn deciding(why: &Explanation) -> Rule {
    let deciders: Vec<Rule> = why.checks.iter().filter(|step| step.decides).map(|step| step.rule).collect();
    assert_eq!(deciders.len(), 1, "{why:?}");
    deciders[0]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_explanation_of_any_user_is_what_the_plan_does(desired in desired(), live in directory()) {
        let plan = decide(&desired, &live, &policy());
        for asked in all_selectors(&desired, &live) {
            let said = explain(&desired, &live, &policy(), &asked, &[]);
            let (decision, said) = match (&plan, said) {
                (Err(found), said) => {
                    prop_assert_eq!(said, Err(ExplainError::Contradictions(found.clone())));
                    continue;
                }
                (Ok(decision), said) => (decision, said),
            };
            let said = said.expect("everybody who is asked about is known");
            prop_assert!(!said.is_empty());
            for why in &said {
                let expected = match &why.subject {
                    ExplainedUser::Live(user) => planned(decision, &desired, user),
                    // A snapshot only shows of users that were looked up that they are missing.
                    ExplainedUser::Declared(_) if live.asked != LookedUp::Everybody && why.disposition == Disposition::Unknown => Disposition::Unknown,
                    ExplainedUser::Declared(_) => Disposition::Missing,
                };
                match (&why.disposition, expected) {
                    (Disposition::Protected(reason), Disposition::Protected(expected)) => {
                        prop_assert_eq!(&reason.kind, &expected.kind);
                    }
                    (said, expected) => prop_assert_eq!(said, &expected),
                }
            }
        }
    }

    #[test]
    fn the_users_of_a_plan_are_each_found_by_id_and_by_email(desired in desired(), live in directory()) {
        let Ok(decision) = decide(&desired, &live, &policy()) else { return Ok(()) };
        for action in &decision.actions {
            let by_id = explain(&desired, &live, &policy(), &Selector::Id(id(&action.user.id)), &[]).unwrap();
            prop_assert_eq!(by_id.len(), 1);
            prop_assert_eq!(&by_id[0].disposition, &Disposition::Deactivated(action.reason.clone()));
            let by_email = explain(&desired, &live, &policy(), &Selector::Email(email(&action.user.email)), &[]).unwrap();
            prop_assert!(by_email.contains(&by_id[0]));
        }
    }

    #[test]
    fn one_rule_decides_it_fits_the_verdict_and_those_before_it_do_not(desired in desired(), live in directory()) {
        for asked in all_selectors(&desired, &live) {
            let Ok(said) = explain(&desired, &live, &policy(), &asked, &[]) else { continue };
            for why in &said {
                let rule = deciding(why);
                let mut rules: Vec<Rule> = why.checks.iter().map(|step| step.rule).collect();
                prop_assert!(rules.is_sorted());
                rules.dedup();
                prop_assert_eq!(rules.len(), why.checks.len());
                match &why.disposition {
                    Disposition::OutOfScope => prop_assert!(matches!(rule, Rule::Division | Rule::EmailDomain)),
                    Disposition::LeftAlone(_) | Disposition::Missing | Disposition::Unknown => prop_assert_eq!(rule, Rule::Active),
                    Disposition::Kept => prop_assert!(matches!(rule, Rule::Declared | Rule::Protected)),
                    Disposition::Reported => prop_assert_eq!(rule, Rule::NotDeclared),
                    Disposition::Protected(_) => prop_assert_eq!(rule, Rule::Protected),
                    Disposition::Deactivated(reason) => {
                        prop_assert_eq!(rule.code(), Some(reason.kind.code()));
                        let step = why.checks.iter().find(|step| step.decides).unwrap();
                        prop_assert_eq!(&step.at, &reason.at);
                    }
                }
                for step in &why.checks {
                    let is_gate = step.rule <= Rule::Department;
                    let passes_on = step.matches == is_gate;
                    prop_assert!(step.rule >= rule || passes_on, "{:?} comes before {:?}", step, rule);
                    prop_assert_eq!(step.decides, step.rule == rule);
                    prop_assert!(step.rule != rule || !passes_on);
                }
            }
        }
    }

    #[test]
    fn a_line_that_is_named_is_one_about_this_user(desired in desired(), live in directory()) {
        for asked in all_selectors(&desired, &live) {
            let Ok(said) = explain(&desired, &live, &policy(), &asked, &[]) else { continue };
            for why in &said {
                let about = |email: Option<&Email>, was: Option<&Email>, named: Option<&crate::model::UserId>| match &why.subject {
                    // Of several who share an e-mail, an entry with an id is about one.
                    ExplainedUser::Live(user) if user.state == State::Active && is_distinguished(&live, email, named) => named == Some(&user.id),
                    ExplainedUser::Live(user) => named == Some(&user.id) || email == Some(&user.email) || was == Some(&user.email),
                    ExplainedUser::Declared(_) => match &asked {
                        Selector::Id(id) => named == Some(id),
                        Selector::Email(asked) => email == Some(asked) || was == Some(asked),
                    },
                };
                let lines = |rule| {
                    let places: Vec<Place> = match rule {
                        Rule::Protected => desired.protected.iter().filter(|e| about(e.email.as_ref(), None, e.id.as_ref())).map(|e| e.at.clone()).collect(),
                        Rule::Leaver => desired.leavers.iter().filter(|e| about(Some(&e.email), None, e.id.as_ref())).map(|e| e.at.clone()).collect(),
                        _ => desired.users.iter().filter(|e| about(Some(&e.email), e.was.as_deref(), e.id.as_ref())).map(|e| e.at.clone()).collect(),
                    };
                    places
                };
                for step in why.checks.iter().filter(|step| matches!(step.rule, Rule::Protected | Rule::Leaver | Rule::Declared)) {
                    let lines = lines(step.rule);
                    prop_assert_eq!(step.matches, !lines.is_empty(), "{:?} of {:?}", step, why.subject);
                    prop_assert!(step.at.iter().all(|at| lines.contains(at)));
                }
            }
        }
    }

    #[test]
    fn the_guards_that_a_plan_counts_are_those_that_its_users_touch(desired in desired(), live in directory()) {
        let Ok(decision) = decide(&desired, &live, &policy()) else { return Ok(()) };
        let all: Vec<Explanation> = live
            .active
            .iter()
            .flat_map(|user| explain(&desired, &live, &policy(), &Selector::Id(user.id.clone()), &[]).unwrap())
            .collect();
        let touching = |name| all.iter().filter(|why| why.guards.iter().any(|guard| guard.name == name)).count();
        for guard in &decision.guards {
            let counted = guard.actual.is_none_or(|actual| actual.0.0 > 0) && !decision.actions.is_empty();
            match guard.name {
                GuardName::EmptiesDivision | GuardName::SelfGuard => prop_assert_eq!(touching(guard.name) > 0, counted),
                GuardName::Lookalike | GuardName::Undeclarable => {
                    let found = decision.findings.iter().filter(|f| {
                        f.kind.code().as_str() == guard.name.as_str() && f.severity == Severity::Error
                    });
                    prop_assert_eq!(touching(guard.name), found.count());
                }
                GuardName::RequireLeaverEntry => {
                    prop_assert_eq!(touching(guard.name) > 0, counted && guard.limit.is_some());
                }
                GuardName::MaxDeactivations | GuardName::MaxDeactivationPercent => {}
                GuardName::EmptyRoster | GuardName::ProtectedAbsent | GuardName::DestructiveDeactivation | GuardName::EmptiesDepartment | GuardName::EmptiesDomain => {}
            }
            for why in &all {
                prop_assert!(why.guards.iter().all(|touched| decision.guards.contains(touched)));
            }
        }
    }

    #[test]
    fn every_finding_of_a_plan_is_in_the_explanation_of_its_user(desired in desired(), live in directory()) {
        let Ok(decision) = decide(&desired, &live, &policy()) else { return Ok(()) };
        let mut told = HashSet::new();
        for asked in all_selectors(&desired, &live) {
            for why in explain(&desired, &live, &policy(), &asked, &[]).unwrap() {
                for finding in &why.findings {
                    told.insert(format!("{finding:?}"));
                    // A lookalike is in both explanations: to the one who resembles, and to the one who is resembled.
                    let of_both = |user: &LiveUser| finding.kind.code() == FindingCode::Lookalike && user.state != State::Active;
                    if let (ExplainedUser::Live(user), Some(named)) = (&why.subject, &finding.user.id)
                        && !of_both(user)
                    {
                        prop_assert_eq!(named.as_str(), user.id.as_str());
                    }
                }
            }
        }
        for finding in &decision.findings {
            prop_assert!(told.contains(&format!("{finding:?}")), "{finding:?}");
        }
    }
}

#[test]
fn a_lookalike_is_in_the_explanations_of_the_new_and_the_inactive_account() {
    let mut old = user("alopez@acme.example");
    (old.state, old.name) = (State::Inactive, "Ana López".to_owned());
    let mut new = user("a77@acme.example");
    new.name = "Ana Lopez".to_owned();
    let directory = Live { others: vec![old], ..live(vec![user("stay@acme.example"), new]) };
    let desired = roster(&["stay@acme.example", "alopez@acme.example"]);
    for asked in ["alopez@acme.example", "a77@acme.example"] {
        let told = explain(&desired, &directory, &policy(), &Selector::Email(email(asked)), &[]).unwrap();
        assert!(told[0].findings.iter().any(|finding| finding.kind.code() == FindingCode::Lookalike), "{asked}");
        assert!(told[0].guards.iter().any(|guard| guard.name == GuardName::Lookalike), "{asked}");
    }
}
