//! Under any fault of the network or the API, no user outside the plan is written, every user has an outcome, and the
//! same plan completes after the fault.

use serde_json::{Value, json};

use rosterctl::sandbox::USER_TOKEN;

use crate::support::company::Company;
use crate::support::started::at_once;

/// The requests of an apply, in their order.
const REQUESTS: [&str; 6] = ["token", "organization", "read", "grants", "write", "read back"];

/// Which requests of a sort a fault meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    First,
    All,
}

/// A fault on one sort of request.
fn fault(request: &str, turn: Turn, deed: &Value) -> Value {
    let mut matching = match request {
        "token" => json!({"path": "/oauth/token"}),
        "organization" => json!({"path": "/api/v2/organizations/me"}),
        "read" | "read back" => json!({"path": "/api/v2/users", "query": "id="}),
        "grants" => json!({"path": "/api/v2/authorization/subjects/*"}),
        "write" => json!({"method": "PATCH"}),
        other => panic!("no such request: {other}"),
    };
    match (request, turn) {
        ("read back", Turn::First) => matching["nth"] = json!(2),
        ("read back", Turn::All) => matching["nth"] = (2..100).collect(),
        (_, Turn::First) => matching["nth"] = json!(1),
        (_, Turn::All) => {}
    }
    json!({"match": matching, "do": deed})
}

/// A fault on the first write of each of these users.
fn on_first_writes(company: &Company, deed: &Value) -> Value {
    let rule = |id: &String| json!({"match": {"method": "PATCH", "path": format!("/api/v2/users/{id}"), "nth": 1}, "do": deed});
    company.leavers.iter().map(rule).collect()
}

#[test]
fn a_transient_fault_of_any_request_is_overcome() {
    let faults = [
        ("a reset", json!({"reset": true})),
        ("a truncated body", json!({"truncate": 20})),
        ("a gateway's page", json!({"html": "<html><h1>Bad gateway</h1></html>"})),
        ("a gateway's page with 502", json!({"status": 502, "html": "<html><h1>Bad gateway</h1></html>"})),
        ("500", json!({"status": 500})),
        ("429", json!({"status": 429, "headers": {"Retry-After": 1}})),
        ("slowness", json!({"delay_ms": 150})),
        ("401", json!({"status": 401})),
    ];
    let mut rows: Vec<(&str, &str, &Value)> = Vec::new();
    for request in REQUESTS {
        rows.extend(faults.iter().map(|(name, deed)| (request, *name, deed)));
    }
    // A 401 of the login host means that the client is not known, and a 2xx to a write means that it was accepted: neither
    // request is repeated. Both are in the tables below.
    rows.retain(|(request, name, _)| !matches!((*request, *name), ("token", "401") | ("write", "a gateway's page")));
    at_once(
        &rows,
        |(request, name, _)| format!("{name} on {request}"),
        |(request, _, deed)| {
            let company = Company::of(2);
            company.scene.faults(&json!([fault(request, Turn::First, deed)]));
            company.apply(&[]).ends_with(0).totals_are([2, 0, 0, 0, 0, 0, 0]);
            let hit = company.scene.log().iter().filter(|entry| entry["fault"] == 1).count();
            assert_eq!(hit, 1, "the fault acted");
            let journal = company.journal();
            for id in &company.leavers {
                assert_eq!(company.scene.user(id)["version"], 2);
                assert_eq!((journal.intents(id), journal.outcomes(id)), (vec![1], vec!["done"]));
                assert_eq!(journal.of(id, "intent").next().unwrap()["roles"].as_array().map(Vec::len), Some(2));
            }
            company.keeps_to_the_plan(&["journal.jsonl"]);
            company.converges("journal.jsonl");
        },
    );
}

#[test]
fn a_write_whose_answer_is_lost_is_done_and_not_repeated() {
    let deeds = [
        json!({"reset": true, "took_effect": true}),
        json!({"status": 500, "took_effect": true}),
        json!({"status": 504, "html": "<html>", "took_effect": true}),
        json!({"html": "<html>", "took_effect": true}),
        json!({"json": {}, "took_effect": true}),
        json!({"text": "", "took_effect": true}),
        json!({"truncate": 30}),
    ];
    let mut rows = Vec::new();
    for deed in &deeds {
        rows.extend(["status-409", "status-400", "empty-409"].map(|conflict| (deed, conflict)));
    }
    at_once(
        &rows,
        |(deed, conflict)| format!("{deed} {conflict}"),
        |(deed, conflict)| {
            let company = Company::with(3, &format!("conflict: {conflict}"), "");
            company.scene.faults(&on_first_writes(&company, deed));
            company.apply(&[]).ends_with(0).totals_are([3, 0, 0, 0, 0, 0, 0]);
            let undone = company.scene.run(&["undo", "journal.jsonl"]).ends_with(0);
            for id in &company.leavers {
                assert_eq!(company.scene.user(id)["version"], 2, "one write took effect");
                let undone = undone.stdout.matches(&format!("-X PATCH \"$API/api/v2/users/{id}\"")).count();
                assert_eq!(undone, 1, "who was written can be undone");
            }
            company.keeps_to_the_plan(&["journal.jsonl"]);
            company.converges("journal.jsonl");
        },
    );
}

/// A fault for ever: on which request, what, for how many users, the exit code, the totals.
type Row = (&'static str, Value, usize, i32, [u64; 7]);

/// What never ends well, and how it ends.
fn for_ever() -> Vec<Row> {
    let (reset, cut, page) = (json!({"reset": true}), json!({"truncate": 20}), json!({"html": "<html></html>"}));
    let status = |status: u16| json!({"status": status});
    let hours = json!({"status": 429, "headers": {"Retry-After": 10_800}});
    let none = |users| [0, 0, 0, 0, 0, 0, users];
    let failed = |users| [0, 0, 0, 0, users, 0, 0];
    let done = |users| [users, 0, 0, 0, 0, 0, 0];
    let unverified = |users| [0, 0, 0, 0, 0, users, 0];
    let mut rows: Vec<Row> = Vec::new();
    for request in ["token", "organization"] {
        for deed in [&reset, &cut, &page, &hours, &status(500), &status(401), &status(403), &status(404)] {
            rows.push((request, deed.clone(), 2, 1, none(2)));
        }
    }
    rows.extend([
        // One at a time is read when something about the answer is wrong, so one user is enough to wait for.
        ("read", page.clone(), 1, 5, failed(1)),
        ("read", cut.clone(), 3, 5, failed(3)),
        ("read", reset.clone(), 3, 5, failed(3)),
        ("read", hours.clone(), 3, 5, failed(3)),
        ("read", status(500), 3, 5, failed(3)),
        ("read", status(400), 3, 5, failed(3)),
        ("read", status(401), 3, 5, failed(3)),
        ("read", status(403), 3, 5, failed(3)),
        // Not shown before the write is gone; not shown after it is a doubt.
        ("read", json!({"remove": ["/entities/0"], "set": {"/total": 2}}), 3, 5, [0, 0, 1, 0, 0, 2, 0]),
        ("read", json!({"remove": ["/entities/*/version"]}), 3, 5, failed(3)),
        // Roles that another apply may be able to record are not given up for good.
        ("grants", reset.clone(), 1, 5, failed(1)),
        ("grants", page.clone(), 1, 5, failed(1)),
        ("grants", status(500), 1, 5, failed(1)),
        ("grants", status(403), 3, 0, done(3)),
        ("grants", status(404), 3, 0, done(3)),
        // One at a time is written until one succeeds, so one user is enough to wait for.
        // What got no answer, or one of a gateway, may still take effect.
        ("write", reset.clone(), 1, 5, unverified(1)),
        ("write", status(500), 1, 5, unverified(1)),
        // A 2xx is an acceptance, however odd: the user is read back for a while.
        ("write", page.clone(), 3, 5, unverified(3)),
        ("write", status(400), 3, 5, failed(3)),
        ("write", status(404), 3, 5, [0, 0, 3, 0, 0, 0, 0]),
        ("write", json!({"reset": true, "took_effect": true}), 1, 0, done(1)),
        ("write", json!({"status": 500, "took_effect": true}), 1, 0, done(1)),
        ("write", json!({"took_effect": false}), 3, 5, unverified(3)),
        ("read back", status(400), 3, 5, unverified(3)),
        ("read back", status(403), 3, 5, unverified(3)),
        ("read back", status(401), 3, 5, unverified(3)),
        ("read back", json!({"set": {"/entities/*/state": "active"}}), 3, 5, unverified(3)),
    ]);
    rows
}

#[test]
fn a_permanent_fault_is_reported_and_the_same_plan_completes_after_it() {
    let rows = for_ever();
    at_once(
        &rows,
        |(request, deed, ..)| format!("{deed} on {request}"),
        |(request, deed, users, code, totals)| {
            let company = Company::of(*users);
            company.scene.faults(&json!([fault(request, Turn::All, deed)]));
            company.apply(&[]).ends_with(*code).totals_are(*totals);
            company.keeps_to_the_plan(&["journal.jsonl"]);
            if totals[0] + totals[5] == 0 && *request != "read back" {
                assert_eq!(company.inactive(), 0, "who is not counted as done is still active");
            }
            company.converges("again.jsonl");
        },
    );
}

#[test]
fn a_token_that_cannot_be_renewed_stops_the_apply_at_any_point() {
    at_once(
        &REQUESTS[1..],
        |request| (*request).to_owned(),
        |request| {
            let company = Company::of(20);
            company.scene.faults(&json!([fault(request, Turn::All, &json!({"status": 401}))]));
            let arguments = ["apply", "plan.json", "--json", "--journal", "journal.jsonl"];
            let ran = company.scene.run_with(&arguments, &[("GENESYSCLOUD_ACCESS_TOKEN", USER_TOKEN)]);
            assert!(!ran.stdout.contains(USER_TOKEN) && !ran.stderr.contains(USER_TOKEN));
            let ran = ran.keeps_account_of(20);
            assert_eq!(ran.code, if *request == "organization" { 1 } else { 5 }, "{}{}", ran.stdout, ran.stderr);
            if *request != "read back" {
                assert_eq!(company.inactive(), 0);
            }
            if *request == "write" {
                assert_eq!(company.scene.patches().len(), 3, "three failures in a row stop new writes");
            }
            company.keeps_to_the_plan(&["journal.jsonl"]);
            company.converges("again.jsonl");
        },
    );
}

#[test]
fn three_refusals_in_a_row_stop_new_writes() {
    let company = Company::of(20);
    company.scene.faults(&json!([fault("write", Turn::All, &json!({"status": 403}))]));
    let ran = company.apply(&[]).ends_with(5);
    assert_eq!(ran.totals(), [0, 0, 0, 0, 3, 0, 17]);
    assert_eq!(company.scene.patches().len(), 3);
    let warned =
        ran.events().iter().any(|event| event["type"] == "warning" && event["text"].to_string().contains("403"));
    assert!(warned, "{}", ran.stdout);
    company.keeps_to_the_plan(&["journal.jsonl"]);
    company.converges("journal.jsonl");
}

#[test]
fn two_refusals_in_a_row_stop_nothing() {
    let company = Company::of(20);
    company.scene.faults(&json!([{"match": {"method": "PATCH", "nth": [15, 16]}, "do": {"status": 403}}]));
    company.apply(&[]).ends_with(5).totals_are([18, 0, 0, 0, 2, 0, 0]);
    company.converges("journal.jsonl");
}

#[test]
fn more_than_a_fifth_failing_of_at_least_five_stops_new_writes() {
    let company = Company::of(20);
    company.scene.faults(&json!([fault("write", Turn::All, &json!({"status": 400}))]));
    let ran = company.apply(&[]).ends_with(5);
    assert_eq!(ran.totals(), [0, 0, 0, 0, 5, 0, 15]);
    assert!(ran.stdout.contains("more than a fifth"), "{}", ran.stdout);
    company.converges("journal.jsonl");
}

#[test]
fn a_rate_limit_of_hours_ends_the_apply_with_a_clear_message_and_no_further_request() {
    at_once(
        &["read", "grants", "write"],
        |request| (*request).to_owned(),
        |request| {
            let company = Company::of(20);
            let hours = json!({"status": 429, "headers": {"Retry-After": 7200}});
            company.scene.faults(&json!([fault(request, Turn::All, &hours)]));
            let ran = company.apply(&[]).ends_with(5);
            assert!(ran.stdout.contains("asks to wait 2 h"), "{}", ran.stdout);
            assert_eq!(company.inactive(), 0);
            let asked = company.scene.log().iter().filter(|entry| entry["fault"] == 1).count();
            assert_eq!(asked, 1, "nobody else is tried");
            company.keeps_to_the_plan(&["journal.jsonl"]);
            company.converges("journal.jsonl");
        },
    );
}

#[test]
fn a_conflict_in_any_form_is_read_again_and_never_overwritten() {
    at_once(
        &["status-409", "status-400", "empty-409"],
        |conflict| (*conflict).to_owned(),
        |conflict| {
            let company = Company::with(4, &format!("conflict: {conflict}"), "");
            let meanwhile = |id: &str, change: Value| json!({"match": {"method": "PATCH", "path": format!("/api/v2/users/{id}"), "nth": 1}, "do": {"meanwhile": change}});
            company.scene.faults(&json!([
                meanwhile("u00", json!({"name": "U00 of New Name"})),
                meanwhile("u01", json!({"state": "inactive"})),
                meanwhile("u02", json!({"state": "deleted"})),
                meanwhile("u03", json!({"interacting": true})),
            ]));
            company.apply(&[]).ends_with(5).totals_are([1, 1, 1, 1, 0, 0, 0]);
            let versions = |id: &str| {
                let patches = company.scene.patches().into_iter().filter(|(written, _)| written == id);
                patches.map(|(_, body)| body["version"].clone()).collect::<Vec<_>>()
            };
            assert_eq!(versions("u00"), [1, 2], "written once more, as the user is now");
            for id in ["u01", "u02", "u03"] {
                assert_eq!(versions(id), [1], "{id} is left alone");
            }
            assert_eq!(company.scene.user("u02")["state"], "deleted", "a write would have restored them");
            company.keeps_to_the_plan(&["journal.jsonl"]);
        },
    );
}

#[test]
fn waits_are_reported_where_no_progress_line_is_visible() {
    let company = Company::of(1);
    company.scene.faults(&json!([fault("write", Turn::First, &json!({"status": 429, "headers": {"Retry-After": 5}}))]));
    company.apply(&[]).ends_with(0).complains("Waiting 5 s").complains("rate limit");
}
