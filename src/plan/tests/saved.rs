//! The saved form: what its digest covers, and what it refuses.

use jiff::Timestamp;

use super::world::{decide, email, leaver, live, plan, policy, roster, user};
use crate::corpus::promises::fixtures::setting;
use crate::model::{Desired, Live};
use crate::plan::{PlanRejected, ReadingSource, SavedPlan, Selector};

/// A saved plan of these two, as made on a day of November 2026.
pub(super) fn sealed(desired: &Desired, live: &Live) -> SavedPlan {
    seal_at("2026-11-21T17:00:00Z", desired, live)
}

fn seal_at(now: &str, desired: &Desired, live: &Live) -> SavedPlan {
    let now: Timestamp = now.parse().unwrap();
    let decision = plan(desired, live);
    let context = setting(now, decision.active, decision.in_scope);
    SavedPlan::seal(context, decision.plan)
}

fn people() -> Live {
    live(vec![user("ana@acme.example"), user("bo@acme.example"), user("cy@acme.example")])
}

#[test]
fn a_plan_altered_by_one_byte_anywhere_is_refused() {
    let json = sealed(&roster(&["ana@acme.example", "bo@acme.example"]), &people()).to_json();
    for at in 0..json.len() {
        for bit in [0, 3, 5] {
            let mut bytes = json.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            assert!(SavedPlan::from_json(&bytes).is_err(), "byte {at}, bit {bit}");
        }
        assert!(SavedPlan::from_json(&json.as_bytes()[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn the_digest_covers_the_decision_and_not_its_time() {
    let desired = roster(&["ana@acme.example", "bo@acme.example"]);
    let first = seal_at("2026-11-21T17:00:00Z", &desired, &people());
    let mut later = people();
    later.active[2].version = crate::model::Version::number(9);
    let second = seal_at("2026-11-22T08:30:00Z", &desired, &later);
    assert_eq!(first.digest, second.digest);
    assert_ne!(first.checksum, second.checksum);
    let mut left = desired.clone();
    left.leavers = vec![leaver("cy@acme.example", 8)];
    assert_ne!(first.digest, sealed(&left, &people()).digest, "another reason is another decision");
    let mut reworded = left.clone();
    reworded.leavers[0].reason = "another reason".to_owned();
    assert_ne!(sealed(&left, &people()).digest, sealed(&reworded, &people()).digest, "so are other words for it");
    let mut renamed = people();
    renamed.active[2].name = "Renamed".to_owned();
    assert_ne!(first.digest, sealed(&desired, &renamed).digest, "an apply compares the name with the user's");
    assert_ne!(first.digest, sealed(&roster(&["ana@acme.example", "cy@acme.example"]), &people()).digest);
}

#[test]
fn a_plan_expires_after_a_day_and_is_pinned_by_its_digest() {
    let plan = sealed(&roster(&["ana@acme.example"]), &people());
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    assert_eq!(plan.check_usable(at("2026-11-22T16:59:59Z"), Some(&plan.digest)), Ok(()));
    assert_eq!(
        plan.check_usable(at("2026-11-22T17:00:00Z"), None),
        Err(PlanRejected::Expired(at("2026-11-22T17:00:00Z")))
    );
    let other = format!("sha256:{}", "0".repeat(64));
    assert!(matches!(plan.check_usable(plan.created_at, Some(&other)), Err(PlanRejected::OtherDigest { .. })));
    let whole = &plan.digest;
    for unset in
        ["", " ", "sha256:", "sha256:00", &whole[7..], &whole[..70], &whole.to_uppercase(), &format!("{whole}0")]
    {
        assert_eq!(plan.check_usable(plan.created_at, Some(unset)), Err(PlanRejected::NotADigest(unset.to_owned())));
    }
}

#[test]
fn a_plan_from_a_snapshot_is_never_applied() {
    let mut plan = sealed(&roster(&["ana@acme.example"]), &people());
    plan.live.source = ReadingSource::Snapshot;
    assert_eq!(plan.check_usable(plan.created_at, Some(&plan.digest)), Err(PlanRejected::Snapshot));
}

#[test]
fn a_plan_is_loaded_whatever_limit_the_roster_sets() {
    let mut desired = roster(&["ana@acme.example", "bo@acme.example"]);
    for limit in [0, 25, 10_000_000_000_001, u64::MAX / 100] {
        desired.limits.max_deactivations = limit;
        let saved = sealed(&desired, &people());
        assert_eq!(SavedPlan::from_json(saved.to_json().as_bytes()), Ok(saved));
    }
}

#[test]
fn a_plan_of_an_earlier_build_loads_with_its_digest() {
    for json in [
        include_str!("../../../fuzz/corpus/plan/one_action.json"),
        include_str!("../../../fuzz/corpus/plan/refused_and_overridden.json"),
    ] {
        let saved = SavedPlan::from_json(json.as_bytes()).unwrap();
        assert!(
            saved.plan.findings.iter().all(|finding| finding.details.is_none()),
            "it is of before there were details"
        );
        assert_eq!(saved.decision(), saved.digest);
        assert_eq!(saved.to_json(), json);
    }
}

#[test]
fn another_format_version_is_named() {
    let json = sealed(&roster(&["ana@acme.example"]), &people()).to_json().replace("\"1.0\"", "\"2.0\"");
    assert_eq!(SavedPlan::from_json(json.as_bytes()), Err(PlanRejected::OtherFormat("2.0".to_owned())));
}

#[test]
fn hostile_names_are_inert_in_the_json_and_come_back_unchanged() {
    let mut directory = people();
    directory.active[2].name = "\u{1b}[2J\u{202e}evil\u{9b}\u{7f}\u{200b}\n\"\u{e0041}".to_owned();
    let saved = sealed(&roster(&["ana@acme.example", "bo@acme.example"]), &directory);
    let json = saved.to_json();
    assert!(!json.chars().any(|c| c != '\n' && crate::text::is_invisible(c)), "{json}");
    assert_eq!(SavedPlan::from_json(json.as_bytes()).unwrap().plan.actions[0].user.name, directory.active[2].name);
}

#[test]
fn the_digest_does_not_depend_on_the_order_of_names_on_the_command_line() {
    let both = |a: &str, b: &str| {
        let mut policy = policy();
        policy.only = vec![Selector::Email(email(a)), Selector::Email(email(b))];
        decide(&roster(&["ana@acme.example"]), &people(), &policy).unwrap()
    };
    assert_eq!(both("bo@acme.example", "cy@acme.example"), both("cy@acme.example", "bo@acme.example"));
}
