//! A write that lands after everybody has stopped waiting for it is never denied, and nobody's roles are lost with it.

use serde_json::{Value, json};

use crate::support::company::Company;
use crate::support::scene::Ran;
use crate::support::started::at_once;

/// Every write is answered like this and not carried out yet; repeats follow quickly.
fn unanswered(company: &Company, deed: &Value) {
    company.scene.faults(&json!([{"match": {"method": "PATCH"}, "do": deed}]));
}

fn gateway(status: u16) -> Value {
    json!({"status": status, "html": "<html>Gateway</html>", "headers": {"Retry-After": 0}})
}

/// The write of a user lands: they are inactive and without roles, and no request was sent for it now.
fn lands(company: &Company, id: &str) {
    company.scene.faults(&json!([]));
    company.scene.edit(id, &json!({"state": "inactive", "roles": []}));
}

fn is_listed(ran: &Ran, id: &str) {
    assert!(ran.stdout.contains(&format!("-X PATCH \"$API/api/v2/users/{id}\"")), "{id} is denied:\n{}", ran.stdout);
    assert!(ran.stdout.contains(&format!("subjects/{id}/bulkadd\"")), "the roles of {id} are lost:\n{}", ran.stdout);
}

#[test]
fn a_write_without_an_answer_is_unverified_possible_and_done_once_it_has_landed() {
    at_once(
        &[502, 503, 504, 500],
        |status| status.to_string(),
        |status| {
            let company = Company::of(1);
            unanswered(&company, &gateway(*status));
            let ran = company.apply(&[]).ends_with(5).totals_are([0, 0, 0, 0, 0, 1, 0]);
            assert!(ran.stdout.contains("look the user up before planning again"), "{}", ran.stdout);
            let warned = ran
                .events()
                .into_iter()
                .any(|event| event["type"] == "warning" && event["text"].to_string().contains("1 user is unverified"));
            assert!(warned, "the end says what to do: {}", ran.stdout);
            let undone = company.scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("0 done, 1 possible");
            is_listed(&undone.says("1. possible: u00@acme.example"), "u00");

            lands(&company, "u00");
            let before = company.scene.patches().len();
            let again = company.apply(&[]).ends_with(0).totals_are([1, 0, 0, 0, 0, 0, 0]);
            assert!(again.stdout.contains("removed roles: Agent in Support, Agent in Sales"), "{}", again.stdout);
            assert_eq!(company.scene.patches().len(), before, "no user is written twice");
            let undone = company.scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("1 done, 0 possible");
            is_listed(&undone, "u00");
            let found = company.journal();
            let outcome = found.of("u00", "outcome").last().unwrap();
            assert_eq!((&outcome["outcome"], &outcome["write"]), (&json!("done"), &json!("not_sent")));
            assert_eq!(outcome["roles"].as_array().map(Vec::len), Some(2));
        },
    );
}

#[test]
fn a_refusal_after_a_try_without_an_answer_is_no_sign_that_nothing_was_written() {
    let company = Company::of(1);
    company.scene.faults(&json!([
        {"match": {"method": "PATCH", "nth": 1}, "do": gateway(504)},
        {"match": {"method": "PATCH"}, "do": {"status": 400}},
    ]));
    let ran = company.apply(&[]).ends_with(5).totals_are([0, 0, 0, 0, 0, 1, 0]);
    assert!(ran.stdout.contains("may still take effect"), "{}", ran.stdout);
    is_listed(&company.scene.run(&["undo", "journal.jsonl"]).ends_with(0), "u00");
}

#[test]
fn a_write_that_landed_behind_a_refusal_is_listed_with_its_roles() {
    for (name, status) in [("the answer to what a gateway repeated", 409), ("a gateway's own", 404)] {
        let company = Company::of(1);
        let landed = json!({"status": status, "took_effect": true});
        company.scene.faults(&json!([{"match": {"method": "PATCH", "nth": 1}, "do": landed}]));
        company.apply(&[]).ends_with(0).totals_are([0, 1, 0, 0, 0, 0, 0]);
        let undone = company.scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("0 done, 1 possible");
        assert!(undone.stdout.contains("possible: u00@acme.example"), "{name}: {}", undone.stdout);
        is_listed(&undone, "u00");
    }
}

#[test]
fn a_404_to_a_write_does_not_mean_that_the_user_is_gone() {
    let company = Company::of(1);
    company.scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"status": 404}}]));
    let ran = company.apply(&[]).ends_with(5).totals_are([0, 0, 1, 0, 0, 0, 0]);
    assert!(ran.stdout.contains("though the directory shows the user"), "{}", ran.stdout);
}

#[test]
fn users_who_are_unverified_after_an_immediate_stop_are_named() {
    let company = Company::of(2);
    company.scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"delay_ms": 5000}}]));
    let mut apply = company.scene.start("apply", &["apply", "plan.json", "--json", "--journal", "journal.jsonl"]);
    apply.until("it writes", || !company.scene.patches().is_empty());
    apply.signal("INT");
    apply.signal("INT");
    let ran = apply.end().ends_with(130);
    let outcomes: Vec<String> = ran
        .events()
        .into_iter()
        .filter(|event| event["type"] == "user")
        .map(|event| event["outcome"].as_str().unwrap_or_default().to_owned())
        .collect();
    let [done, already, .., unverified, not_started] = ran.totals();
    assert_eq!(outcomes.iter().filter(|word| *word == "unverified").count() as u64, unverified, "{}", ran.stdout);
    assert_eq!(outcomes.iter().filter(|word| *word == "not_started").count() as u64, not_started);
    assert_eq!(outcomes.len() as u64, done + already + unverified + not_started);
}

#[test]
fn a_user_who_is_renamed_or_deleted_after_a_write_without_an_answer_is_unverified_too() {
    let company = Company::of(2);
    let meanwhile = |id: &str, change: Value| {
        json!({"match": {"path": format!("/api/v2/users/{id}"), "method": "PATCH"},
               "do": {"status": 501, "meanwhile": change}})
    };
    company.scene.faults(&json!([
        meanwhile("u00", json!({"state": "deleted"})),
        meanwhile("u01", json!({"email": "renamed@acme.example"})),
    ]));
    company.apply(&[]).ends_with(5).totals_are([0, 0, 0, 0, 0, 2, 0]);
    let undone = company.scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("0 done, 2 possible");
    is_listed(&undone, "u00");
    is_listed(&undone, "u01");
}

#[test]
fn a_new_plan_with_the_same_journal_finds_the_earlier_write_and_another_journal_does_not() {
    let company = Company::of(2);
    unanswered(&company, &gateway(504));
    company.apply(&["--limit", "1"]).ends_with(5).totals_are([0, 0, 0, 0, 0, 1, 1]);
    company.scene.faults(&json!([]));
    // Another digest: the reason has a text of its own now.
    let roster = std::fs::read_to_string(company.scene.path("roster.yaml")).unwrap();
    let leavers =
        "leavers:\n  - {email: u00@acme.example, reason: left}\n  - {email: u01@acme.example, reason: left}\n";
    company.scene.write("roster.yaml", &format!("{roster}{leavers}"));
    company.scene.run(&["plan", "--out", "second.json"]).ends_with(0);
    lands(&company, "u00");
    let other = ["apply", "second.json", "--json", "--journal", "other.jsonl"];
    company.scene.run(&other).ends_with(0).totals_are([1, 1, 0, 0, 0, 0, 0]);
    let same = ["apply", "second.json", "--json", "--journal", "journal.jsonl"];
    company.scene.run(&same).ends_with(0).totals_are([1, 1, 0, 0, 0, 0, 0]);
    is_listed(&company.scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("1 done, 0 possible"), "u00");
}

#[test]
fn a_failure_that_an_older_journal_calls_final_is_still_listed() {
    let company = Company::of(1);
    unanswered(&company, &gateway(504));
    company.apply(&[]).ends_with(5);
    let text = std::fs::read_to_string(company.scene.path("journal.jsonl")).unwrap();
    let old =
        text.replace("\"outcome\":\"unverified\"", "\"outcome\":\"failed\"").replace("\"write\":\"unanswered\",", "");
    assert_eq!(old.matches("\"failed\"").count(), 2, "the outcome and the summary's key: {old}");
    company.scene.write("old.jsonl", &old);
    let undone = company.scene.run(&["undo", "old.jsonl"]).ends_with(0).says("0 done, 1 possible");
    is_listed(&undone, "u00");
}
