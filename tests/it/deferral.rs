//! Who is on an interaction is left alone until they are free, and what is unknown is never taken for fine.

use serde_json::json;

use crate::support::company::Company;

/// Nobody's interactions are shown any more.
fn without_expands() -> serde_json::Value {
    json!([{"match": {"path": "/api/v2/users", "query": "id="},
            "do": {"remove": ["/entities/*/conversationSummary", "/entities/*/routingStatus"]}}])
}

#[test]
fn a_user_on_an_interaction_is_deferred_and_written_by_the_next_apply_once_they_are_free() {
    let company = Company::of(3);
    company.scene.edit("u01", &json!({"interacting": true}));
    let ran = company.apply(&[]).ends_with(5).totals_are([2, 0, 0, 1, 0, 0, 0]);
    assert_eq!(ran.outcomes()["u01"], "deferred");
    assert_eq!(company.scene.written(), ["u00", "u02"]);
    assert_eq!(company.journal().intents("u01"), Vec::<u64>::new());
    company.scene.run(&["apply", "plan.json"]).ends_with(5).says("u01@acme.example: deferred: on an interaction");
    company.scene.edit("u01", &json!({"interacting": false}));
    company.apply(&[]).ends_with(0).totals_are([1, 2, 0, 0, 0, 0, 0]);
    assert_eq!(company.scene.written(), ["u00", "u01", "u02"]);
}

#[test]
fn a_user_who_hangs_up_while_the_apply_waits_is_written_and_the_others_are_not_kept_waiting() {
    let company = Company::of(3);
    company.scene.edit("u01", &json!({"interacting": true}));
    let arguments = ["apply", "plan.json", "--wait", "60s", "--json", "--journal", "journal.jsonl"];
    let mut apply = company.scene.start("apply", &arguments);
    apply.until("the others are written", || company.inactive() == 2);
    assert_eq!(company.scene.user("u01")["state"], "active");
    company.scene.edit("u01", &json!({"interacting": false}));
    apply.end().keeps_account_of(3).ends_with(0).totals_are([3, 0, 0, 0, 0, 0, 0]);
    company.keeps_to_the_plan(&["journal.jsonl"]);
}

#[test]
fn when_the_time_to_wait_is_up_users_still_on_an_interaction_are_deferred() {
    let company = Company::of(2);
    company.scene.edit("u00", &json!({"interacting": true}));
    let ran = company.apply(&["--wait", "1s"]).ends_with(5).totals_are([1, 0, 0, 1, 0, 0, 0]);
    assert!(ran.stdout.contains("when the time to wait was up"), "{}", ran.stdout);
    let readings = company.scene.count("GET", "/api/v2/users");
    assert!(readings >= 2, "they were looked at again");
}

#[test]
fn a_wait_without_a_unit_is_refused_before_anything_is_sent() {
    let company = Company::of(1);
    let before = company.scene.log().len();
    for wait in ["30", "0s", "-5m", "soon"] {
        company.scene.run(&["apply", "plan.json", &format!("--wait={wait}")]).ends_with(1).complains("30m");
    }
    assert_eq!(company.scene.log().len(), before);
}

#[test]
fn an_unknown_interaction_is_written_and_said_by_default() {
    let company = Company::of(2);
    company.scene.faults(&without_expands());
    let ran = company.apply(&[]).ends_with(0).totals_are([2, 0, 0, 0, 0, 0, 0]);
    assert_eq!(ran.stdout.matches("whether they were on an interaction is unknown").count(), 2);
}

#[test]
fn an_unknown_interaction_is_deferred_where_the_roster_says_so() {
    let company = Company::with(2, "", "  interaction_unknown: defer\n");
    company.scene.faults(&without_expands());
    let ran = company.apply(&[]).ends_with(5).totals_are([0, 0, 0, 2, 0, 0, 0]);
    assert!(ran.stdout.contains("whether they are on an interaction is unknown"), "{}", ran.stdout);
    assert_eq!(company.scene.written(), Vec::<String>::new());
    company.converges("journal.jsonl");
}

#[test]
fn roles_that_may_not_be_read_are_recorded_as_unknown_and_that_is_said_once() {
    let company = Company::of(3);
    let forbidden = json!([{"match": {"path": "/api/v2/authorization/subjects/*"}, "do": {"status": 403}}]);
    company.scene.faults(&forbidden);
    let ran = company.apply(&[]).ends_with(0).totals_are([3, 0, 0, 0, 0, 0, 0]);
    let warnings = ran.events().into_iter().filter(|event| event["type"] == "warning").count();
    assert_eq!(warnings, 1, "{}", ran.stdout);
    assert_eq!(company.scene.count("GET", "/api/v2/authorization/subjects"), 1, "nobody else's are asked for");
    let journal = company.journal();
    for id in &company.leavers {
        assert_eq!(journal.of(id, "intent").next().unwrap()["roles"], "unknown");
    }
    company.scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("The roles held before are unknown");
}

#[test]
fn roles_that_must_be_recorded_and_may_not_be_read_end_the_apply_with_3_and_nothing_written() {
    let company = Company::with(3, "", "  require_role_record: true\n");
    let forbidden = json!([{"match": {"path": "/api/v2/authorization/subjects/*"}, "do": {"status": 403}}]);
    company.scene.faults(&forbidden);
    let ran = company.apply(&[]).ends_with(3).totals_are([0, 0, 0, 0, 0, 0, 3]);
    assert!(ran.stdout.contains("require_role_record"), "{}", ran.stdout);
    assert_eq!(company.scene.written(), Vec::<String>::new());
    company.converges("journal.jsonl");
}

#[test]
fn roles_that_must_be_recorded_and_cannot_be_read_fail_their_user_alone() {
    let company = Company::with(3, "", "  require_role_record: true\n");
    company.scene.faults(&json!([
        {"match": {"path": "/api/v2/authorization/subjects/u01"}, "do": {"set": {"/grants/0/role": null}}}
    ]));
    let ran = company.apply(&[]).ends_with(5).totals_are([2, 0, 0, 0, 1, 0, 0]);
    assert_eq!(ran.outcomes()["u01"], "failed");
    assert_eq!(company.scene.written(), ["u00", "u02"]);
    company.converges("journal.jsonl");
}
