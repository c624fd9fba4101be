//! A user on an interaction is not deactivated before its end; unknown interactions and roles are handled explicitly.

use serde_json::json;

use crate::support::company::Company;

/// No interaction is returned any more.
fn without_expands() -> serde_json::Value {
    json!([{"match": {"path": "/api/v2/users", "query": "id="},
            "do": {"remove": ["/entities/*/conversationSummary", "/entities/*/routingStatus"]}}])
}

#[test]
fn a_user_on_an_interaction_is_deferred_and_written_by_the_next_apply() {
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
fn a_user_whose_interaction_ends_during_the_wait_is_written_and_delays_no_other_user() {
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
fn users_still_on_an_interaction_at_the_end_of_the_wait_are_deferred() {
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
fn a_user_with_an_unknown_interaction_is_written_and_reported_by_default() {
    let company = Company::of(2);
    company.scene.faults(&without_expands());
    let ran = company.apply(&[]).ends_with(0).totals_are([2, 0, 0, 0, 0, 0, 0]);
    assert_eq!(ran.stdout.matches("whether they were on an interaction is unknown").count(), 2);
}

#[test]
fn a_user_with_an_unknown_interaction_is_deferred_if_the_roster_asks_for_it() {
    let company = Company::with(2, "", "  interaction_unknown: defer\n");
    company.scene.faults(&without_expands());
    let ran = company.apply(&[]).ends_with(5).totals_are([0, 0, 0, 2, 0, 0, 0]);
    assert!(ran.stdout.contains("whether they are on an interaction is unknown"), "{}", ran.stdout);
    assert_eq!(company.scene.written(), Vec::<String>::new());
    company.converges("journal.jsonl");
}

#[test]
fn roles_without_permission_to_read_them_are_recorded_as_unknown_and_reported_once() {
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
fn required_roles_without_permission_to_read_them_end_the_apply_with_3_and_no_write() {
    let company = Company::with(3, "", "  require_role_record: true\n");
    let forbidden = json!([{"match": {"path": "/api/v2/authorization/subjects/*"}, "do": {"status": 403}}]);
    company.scene.faults(&forbidden);
    let ran = company.apply(&[]).ends_with(3).totals_are([0, 0, 0, 0, 0, 0, 3]);
    assert!(ran.stdout.contains("require_role_record"), "{}", ran.stdout);
    assert_eq!(company.scene.written(), Vec::<String>::new());
    company.converges("journal.jsonl");
}

#[test]
fn required_roles_that_cannot_be_read_fail_only_their_user() {
    let company = Company::with(3, "", "  require_role_record: true\n");
    company.scene.faults(&json!([
        {"match": {"path": "/api/v2/authorization/subjects/u01"}, "do": {"set": {"/grants/0/role": null}}}
    ]));
    let ran = company.apply(&[]).ends_with(5).totals_are([2, 0, 0, 0, 1, 0, 0]);
    assert_eq!(ran.outcomes()["u01"], "failed");
    assert_eq!(company.scene.written(), ["u00", "u02"]);
    company.converges("journal.jsonl");
}
