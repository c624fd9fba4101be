//! No user is written after the plan has expired.

use jiff::{SignedDuration, Timestamp};
use rosterctl::model::{ApplyPolicy, OnUnknown};
use rosterctl::plan::{PlanContext, SavedPlan};
use serde_json::json;

use crate::support::company::Company;

/// Seals plan.json again, as if it had been made just now, for so long.
fn lives(company: &Company, millis: i64) {
    let path = company.scene.path("plan.json");
    let SavedPlan { date, as_of, directory, roster, live, plan, .. } =
        SavedPlan::from_json(&std::fs::read(&path).unwrap()).unwrap();
    let caution = ApplyPolicy { interaction_unknown: OnUnknown::Write, require_role_record: false };
    let (created_at, lifetime) = (Timestamp::now(), SignedDuration::from_millis(millis));
    let context = PlanContext { created_at, lifetime, date, as_of, directory, roster, live, caution };
    std::fs::write(path, SavedPlan::seal(context, plan).to_json()).unwrap();
}

#[test]
fn users_not_yet_written_when_the_plan_expires_are_not_started() {
    let company = Company::of(6);
    company.scene.faults(&json!([{"match": {"method": "PATCH", "nth": 1}, "do": {"delay_ms": 1600}}]));
    lives(&company, 1500);
    let ran = company.apply(&[]).ends_with(5).totals_are([1, 0, 0, 0, 0, 0, 5]);
    assert!(ran.stdout.contains("the plan expired at"), "{}", ran.stdout);
    assert!(ran.stdout.contains("rosterctl plan --out PLAN"), "{}", ran.stdout);
    assert_eq!((company.scene.patches().len(), company.inactive()), (1, 1), "what was begun is finished");
    company.keeps_to_the_plan(&["journal.jsonl"]);
}

#[test]
fn a_wait_ends_when_the_plan_expires_even_if_an_interaction_ends_at_that_moment() {
    let company = Company::of(1);
    company.scene.edit("u00", &json!({"interacting": true}));
    lives(&company, 1500);
    let arguments = ["apply", "plan.json", "--json", "--wait", "1s", "--journal", "journal.jsonl"];
    let ran = company.scene.run(&arguments).keeps_account_of(1).ends_with(5);
    assert_eq!(ran.totals()[0], 0);
    assert_eq!(company.scene.patches().len(), 0);
}

#[test]
fn a_wait_beyond_the_expiry_of_the_plan_is_refused_without_a_request() {
    let company = Company::of(1);
    let before = company.scene.log().len();
    for wait in ["25h", "9223372036854775807s", "1000000000h"] {
        let ran = company.scene.run(&["apply", "plan.json", "--json", "--wait", wait]).ends_with(4).keeps_account_of(1);
        ran.complains("--wait is longer than the remaining time of the plan").complains("--expires-in");
        let ran = company.scene.run(&["apply", "--auto-approve", "--json", "--wait", wait]).ends_with(4);
        ran.keeps_account_of(0).complains("--wait is longer");
    }
    assert_eq!(company.scene.log().len(), before);
    company.scene.run(&["plan", "--expires-in", "9223372036854775807s", "--out", "plan.json"]).ends_with(0);
    company
        .scene
        .run(&["apply", "plan.json", "--wait", "9223372036854775807s"])
        .ends_with(4)
        .complains("--wait is longer");
    // Almost the longest duration that a clock can count.
    company.apply(&["--wait", "60000000h"]).ends_with(0).totals_are([1, 0, 0, 0, 0, 0, 0]);
}
