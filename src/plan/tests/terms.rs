//! The guard about what a deactivation does in a service, and the terms that a saved plan records.

use serde_json::{Value, json};

use super::world::{decide, leaver, live, policy, roster, user};
use crate::corpus::promises::fixtures::setting;
use crate::model::{Attestation, DeactivationEffect, DeactivationTerms, Hundredths, Live, Reversibility};
use crate::plan::{Amount, Guard, GuardName, Override, PlanOptions, PlanRejected, SavedPlan, Verdict, verify};

const LOST: [DeactivationEffect; 2] = [DeactivationEffect::RemovesMembership, DeactivationEffect::DeletesIdentity];

fn terms(verdict: Reversibility, accepted: &[DeactivationEffect]) -> DeactivationTerms {
    DeactivationTerms {
        service: "acme-chat".to_owned(),
        title: "Acme Chat".to_owned(),
        verdict,
        effects: LOST.to_vec(),
        accepted: accepted.to_vec(),
        attestation: None,
        source: "https://acme.example/docs".to_owned(),
        read_on: "2026-11-24".parse().unwrap(),
        notes: Vec::new(),
    }
}

fn attested(terms: DeactivationTerms, reversible: bool) -> DeactivationTerms {
    let (evidence, by) = ("SEC-1".to_owned(), "it@acme.example".to_owned());
    let attestation = Attestation { reversible, evidence, by, date: "2026-11-20".parse().unwrap() };
    DeactivationTerms { attestation: Some(attestation), ..terms }
}

fn people() -> Live {
    live(vec![user("ana@acme.example"), user("bo@acme.example")])
}

fn options(terms: Option<DeactivationTerms>) -> PlanOptions {
    PlanOptions { terms, ..policy() }
}

fn guard(options: &PlanOptions) -> Option<Guard> {
    let mut desired = roster(&["ana@acme.example"]);
    desired.leavers = vec![leaver("bo@acme.example", 4)];
    let decision = decide(&desired, &people(), options).unwrap();
    assert_eq!(verify(&decision.plan, decision.in_scope), Ok(()));
    decision.plan.guards.into_iter().find(|guard| guard.name == GuardName::DestructiveDeactivation)
}

fn verdict(terms: DeactivationTerms) -> Verdict {
    guard(&options(Some(terms))).unwrap().verdict
}

#[test]
fn a_deactivation_that_loses_something_is_refused_until_each_loss_is_accepted_by_name() {
    assert_eq!(verdict(terms(Reversibility::Safe, &[])), Verdict::Passed);
    assert_eq!(verdict(terms(Reversibility::SafeWeak, &[])), Verdict::Passed);
    assert_eq!(verdict(terms(Reversibility::Destructive, &[])), Verdict::Refused);
    assert_eq!(verdict(terms(Reversibility::Destructive, &LOST[..1])), Verdict::Refused);
    assert_eq!(verdict(terms(Reversibility::Destructive, &LOST)), Verdict::Passed);
    let one_left = guard(&options(Some(terms(Reversibility::Destructive, &LOST[1..])))).unwrap();
    assert_eq!((one_left.limit, one_left.actual), (Some(Amount(Hundredths(0))), Some(Amount(Hundredths::whole(1)))));
}

#[test]
fn what_nobody_knows_is_refused_until_somebody_attests_it() {
    assert_eq!(verdict(terms(Reversibility::Unknown, &LOST)), Verdict::Refused);
    assert_eq!(verdict(attested(terms(Reversibility::Unknown, &LOST), true)), Verdict::Passed);
    assert_eq!(verdict(attested(terms(Reversibility::Unknown, &LOST), false)), Verdict::Refused);
    assert_eq!(verdict(attested(terms(Reversibility::Unknown, &[]), true)), Verdict::Refused);
    // An attestation accepts no loss that is known.
    assert_eq!(verdict(attested(terms(Reversibility::Destructive, &[]), true)), Verdict::Refused);
}

#[test]
fn no_override_lifts_it() {
    let value = Amount(Hundredths::whole(99));
    let lifted = Override { guard: GuardName::DestructiveDeactivation, value, reason: "OPS-7".to_owned() };
    let options = PlanOptions { overrides: vec![lifted], ..options(Some(terms(Reversibility::Destructive, &[]))) };
    assert_eq!(guard(&options).unwrap().verdict, Verdict::Refused);
}

#[test]
fn a_directory_without_terms_has_the_guards_that_it_had() {
    assert_eq!(guard(&options(None)), None);
}

fn sealed(recorded: Option<DeactivationTerms>, judged: Option<DeactivationTerms>) -> SavedPlan {
    let decision = decide(&roster(&["ana@acme.example", "bo@acme.example"]), &people(), &options(judged)).unwrap();
    let mut context = setting("2026-11-21T17:00:00Z".parse().unwrap(), decision.active, decision.in_scope);
    context.directory.terms = recorded;
    context.directory.settings.insert("service".to_owned(), json!("acme-chat"));
    SavedPlan::seal(context, decision.plan)
}

#[test]
fn a_saved_plan_has_the_guard_exactly_when_it_records_terms_and_with_their_number() {
    let read = |plan: &SavedPlan| SavedPlan::from_json(plan.to_json().as_bytes()).map(|_| ());
    let accepted = || Some(terms(Reversibility::Destructive, &LOST));
    let open = || Some(terms(Reversibility::Destructive, &[]));
    assert_eq!(read(&sealed(accepted(), accepted())), Ok(()));
    assert_eq!(read(&sealed(open(), open())), Ok(()));
    assert_eq!(read(&sealed(None, None)), Ok(()));
    for (recorded, judged) in [(open(), accepted()), (accepted(), open()), (open(), None), (None, accepted())] {
        let refused = read(&sealed(recorded, judged));
        assert!(matches!(refused, Err(PlanRejected::Inconsistent(_))), "{refused:?}");
    }
}

#[test]
fn every_setting_and_every_word_of_the_terms_is_in_the_digest() {
    let accepted = attested(terms(Reversibility::Unknown, &LOST), true);
    let original = sealed(Some(accepted.clone()), Some(accepted.clone()));
    let decided = serde_json::to_value(&accepted).unwrap();
    let mut edited = Vec::new();
    for (key, value) in decided.as_object().unwrap() {
        let mut other = decided.clone();
        other[key] = match value {
            Value::String(text) if text.starts_with("2026") => json!("2026-11-25"),
            Value::String(_) if key == "verdict" => json!("safe"),
            Value::String(text) => json!(format!("{text}!")),
            Value::Array(_) if key == "notes" => json!(["another"]),
            Value::Array(_) => json!(["deletes_user"]),
            _ => Value::Null,
        };
        edited.push(serde_json::from_value::<DeactivationTerms>(other).unwrap());
    }
    for key in ["reversible", "evidence", "by", "date"] {
        let mut other = decided.clone();
        let value = &mut other["attestation"][key];
        *value = match key {
            "reversible" => json!(false),
            "date" => json!("2026-11-25"),
            _ => json!("another"),
        };
        edited.push(serde_json::from_value(other).unwrap());
    }
    assert!(edited.len() > 11);
    for terms in edited {
        assert_ne!(sealed(Some(terms.clone()), Some(accepted.clone())).digest, original.digest, "{terms:?}");
    }
    let mut moved = original.clone();
    moved.directory.settings.insert("service".to_owned(), json!("another"));
    assert_ne!(moved.decision(), original.digest);
}

#[test]
fn the_digest_does_not_depend_on_the_pace_and_a_plan_whose_digest_does_still_loads() {
    let at = |pace: u64| {
        let mut plan = sealed(None, None);
        plan.directory.settings.insert("requests_per_minute".to_owned(), json!(pace));
        plan
    };
    assert_eq!(at(30).decision(), at(60).decision());
    assert_eq!(at(30).decision(), sealed(None, None).digest);
    let read = |mut plan: SavedPlan, digest: String| {
        plan.digest = digest;
        plan.checksum = crate::plan::saved::digest::checksum(&plan);
        SavedPlan::from_json(plan.to_json().as_bytes()).map(|read| read.digest)
    };
    let earlier = at(30).earlier_decision();
    assert_ne!(earlier, at(30).decision());
    assert_eq!(read(at(30), at(30).decision()), Ok(at(30).decision()));
    assert_eq!(read(at(30), earlier.clone()), Ok(earlier.clone()));
    assert_eq!(read(at(60), earlier), Err(PlanRejected::Altered), "it covers its own pace alone");
}

#[test]
fn an_attestation_that_is_dated_after_the_plan_is_inconsistent() {
    let dated = |day: &str| {
        let mut terms = attested(terms(Reversibility::Unknown, &LOST), true);
        terms.attestation.as_mut().unwrap().date = day.parse().unwrap();
        let plan = sealed(Some(terms.clone()), Some(terms));
        SavedPlan::from_json(plan.to_json().as_bytes()).map(drop)
    };
    // It is tomorrow already where the clocks are ahead.
    assert_eq!(dated("2026-11-22"), Ok(()));
    assert!(matches!(dated("2026-11-23"), Err(PlanRejected::Inconsistent(_))));
}
