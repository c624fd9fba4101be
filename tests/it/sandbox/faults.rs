//! Scripted faults: each has the effect that its script asks for, and no other.

use std::time::{Duration, Instant};

use super::*;

const USERS: &str = "/api/v2/users";

fn deactivation(version: u32) -> Value {
    json!({"state": "inactive", "version": version})
}

fn stored(sandbox: &Sandbox, id: &str) -> (Value, Value) {
    let user = sandbox.get(&format!("/api/v2/users/{id}?expand=none")).json();
    (user["state"].clone(), user["version"].clone())
}

#[test]
fn a_scripted_status_replaces_the_answer_with_its_headers_and_the_apis_own_error() {
    let sandbox = Sandbox::stock();
    sandbox.script(json!([
        {"match": {"path": USERS, "nth": 1}, "do": {"status": 429, "headers": {"Retry-After": 1}}},
        {"match": {"path": USERS, "nth": [2]}, "do": {"status": 503}},
        {"match": {"path": USERS, "nth": 3}, "do": {"status": 409, "text": ""}},
        {"match": {"path": USERS, "nth": 4}, "do": {"html": "<h1>Gateway</h1>"}},
        {"match": {"path": USERS, "nth": 5}, "do": {"json": {"entities": "none"}}},
    ]));
    let busy = sandbox.get(USERS);
    assert_eq!((busy.status, busy.header("retry-after")), (429, Some("1")));
    assert_eq!(busy.json()["code"], "too.many.requests.retry.after");
    assert_eq!(sandbox.get(USERS).json()["code"], "service.unavailable");
    let empty = sandbox.get(USERS);
    assert_eq!((empty.status, empty.body.len()), (409, 0));
    let html = sandbox.get(USERS);
    assert_eq!(
        (html.status, html.header("content-type"), html.text().as_str()),
        (200, Some("text/html"), "<h1>Gateway</h1>")
    );
    assert_eq!(sandbox.get(USERS).json(), json!({"entities": "none"}));
    assert_eq!(sandbox.get(USERS).json()["total"], 3, "the script has ended");
    let numbers: Vec<_> = sandbox.log().iter().map(|entry| entry["fault"].clone()).collect();
    assert_eq!(numbers, [json!(1), json!(2), json!(3), json!(4), json!(5), Value::Null]);
}

#[test]
fn a_rule_applies_only_to_matching_requests_and_as_often_as_given() {
    let sandbox = Sandbox::stock();
    sandbox.script(json!([{"match": {"method": "get", "path": "/api/v2/users/*", "query": "a=1", "times": 2}, "do": {"status": 500}}]));
    assert_eq!(sandbox.get("/api/v2/users?a=1").status, 200, "the glob has one more segment");
    assert_eq!(sandbox.get("/api/v2/users/u1").status, 200, "the query differs");
    let statuses = [(); 3].map(|()| sandbox.get("/api/v2/users/u1?a=1").status);
    assert_eq!(statuses, [500, 500, 200]);
}

#[test]
fn an_answer_can_be_truncated_or_reset() {
    let sandbox = Sandbox::stock();
    sandbox.script(json!([
        {"match": {"path": USERS, "nth": 1}, "do": {"truncate": 100}},
        {"match": {"path": USERS, "nth": 2}, "do": {"reset": true}},
    ]));
    assert_eq!(sandbox.try_send("GET", USERS, None).expect_err("cut").kind(), std::io::ErrorKind::UnexpectedEof);
    assert_eq!(sandbox.try_send("GET", USERS, None).expect_err("reset").kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(sandbox.get(USERS).status, 200);
    assert_eq!(sandbox.log()[1]["status"], Value::Null, "no answer was sent");
}

#[test]
fn an_answer_can_be_lost_before_or_after_the_write_took_effect() {
    let sandbox = Sandbox::stock();
    sandbox.script(json!([
        {"match": {"method": "PATCH", "nth": 1}, "do": {"reset": true}},
        {"match": {"method": "PATCH", "nth": 2}, "do": {"reset": true, "took_effect": true}},
        {"match": {"method": "PATCH", "nth": 3}, "do": {"status": 504, "took_effect": true}},
    ]));
    let send = |id: &str, body: &Value| sandbox.try_send("PATCH", &format!("/api/v2/users/{id}"), Some(body));
    send("u1", &deactivation(7)).expect_err("reset");
    assert_eq!(stored(&sandbox, "u1"), (json!("active"), json!(7)));
    send("u1", &deactivation(7)).expect_err("reset");
    assert_eq!(stored(&sandbox, "u1"), (json!("inactive"), json!(8)));
    assert_eq!(send("u2", &deactivation(1)).expect("an answer").status, 504);
    assert_eq!(stored(&sandbox, "u2"), (json!("inactive"), json!(2)));
}

#[test]
fn a_write_can_be_confirmed_without_being_made() {
    let sandbox = Sandbox::stock();
    sandbox.script(json!([{"match": {"method": "PATCH"}, "do": {"took_effect": false}}]));
    let answer = sandbox.patch("u1", deactivation(7)).json();
    assert_eq!((&answer["state"], &answer["version"]), (&json!("inactive"), &json!(8)));
    assert_eq!(stored(&sandbox, "u1"), (json!("active"), json!(7)));
}

#[test]
fn an_answer_can_be_falsified() {
    let sandbox = Sandbox::stock();
    let page = |deed: Value| {
        sandbox.script(json!([{"match": {"path": USERS}, "do": deed}]));
        sandbox.get("/api/v2/users?expand=conversationSummary").json()
    };
    let lie = page(json!({"set": {"/total": 9}, "remove": ["/entities/0"]}));
    assert_eq!((&lie["total"], ids(&lie)), (&json!(9), vec!["u2", "u5"]));
    assert_eq!(ids(&page(json!({"duplicate": ["/entities/1"]}))), ["u1", "u2", "u2", "u5"]);
    let mute = page(json!({"remove": ["/entities/*/conversationSummary"]}));
    let summaries = mute["entities"].as_array().expect("users").iter().map(|user| user.get("conversationSummary"));
    assert_eq!(summaries.collect::<Vec<_>>(), [None, None, None]);
}

#[test]
fn pages_can_be_smaller_than_asked_for() {
    let sandbox = Sandbox::stock();
    sandbox.script(json!([{"match": {"path": USERS}, "do": {"page_size": 2}}]));
    let page = sandbox.get("/api/v2/users?pageSize=500").json();
    assert_eq!((&page["pageSize"], &page["pageCount"], ids(&page)), (&json!(2), &json!(2), vec!["u1", "u2"]));
    let next = sandbox.get(page["nextUri"].as_str().expect("a next page")).json();
    assert_eq!(ids(&next), ["u5"]);
}

#[test]
fn the_search_index_can_lag_by_a_number_of_requests() {
    let sandbox = Sandbox::stock();
    sandbox.script(json!([{"match": {"method": "PATCH"}, "do": {"stale_index": 2}}]));
    let found = || {
        let query = json!({"query": [{"type": "EXACT", "fields": ["email"], "values": ["ana@acme.example"]}]});
        let results = sandbox.send("POST", "/api/v2/users/search", Some(&query)).json()["results"].clone();
        (results[0]["state"].clone(), results[0]["version"].clone())
    };
    sandbox.patch("u1", deactivation(7));
    assert_eq!([found(), found()], [(json!("active"), json!(7)), (json!("active"), json!(7))]);
    assert_eq!(found(), (json!("inactive"), json!(8)));
}

#[test]
fn another_administrator_can_edit_just_before_a_write() {
    let sandbox = Sandbox::stock();
    sandbox.script(json!([
        {"match": {"method": "PATCH", "nth": 1}, "do": {"meanwhile": {"name": "Ana Berg"}, "conflict": "empty-409"}},
    ]));
    let answer = sandbox.patch("u1", deactivation(7));
    assert_eq!((answer.status, answer.body.len()), (409, 0));
    let user = sandbox.get("/api/v2/users/u1").json();
    assert_eq!((&user["name"], &user["version"], &user["state"]), (&json!("Ana Berg"), &json!(8), &json!("active")));
    assert_eq!(sandbox.patch("u1", deactivation(8)).status, 200);
}

#[test]
fn an_answer_can_be_delayed() {
    let sandbox = Sandbox::stock();
    sandbox.script(json!([{"do": {"delay_ms": 120}}]));
    let start = Instant::now();
    assert_eq!(sandbox.get(USERS).status, 200);
    assert!(start.elapsed() >= Duration::from_millis(120));
}

#[test]
fn a_script_is_read_from_a_file_and_its_errors_are_reported() {
    let folder = TempDir::new().expect("a folder");
    let (org, script) = (folder.path().join("org.yaml"), folder.path().join("faults.yaml"));
    std::fs::write(&org, ORG).expect("an org file");
    let with = |text: &str| {
        std::fs::write(&script, text).expect("a script");
        Options { faults: Some(script.clone()), ..options(&org) }
    };
    for (text, expected) in [
        ("faults:\n- do: {stauts: 503}", "stauts"),
        ("faults:\n- do: {status: 99}", "fault 1: `status: 99`"),
        (
            "faults:\n- do: {status: 503}\n- match: {nth: 0}\n  do: {reset: true}",
            "fault 2: `nth` and `times` count from 1",
        ),
        ("faults:\n- match: {nth: 1, times: 1}\n  do: {reset: true}", "exclude each other"),
        ("faults:\n- do: {json: {}, html: x}", "exclude each other"),
        ("faults:\n- do: {set: {total: 1}}", "`total` is not a JSON pointer"),
        ("faults:\n- do: {status: 500, remove: [/total]}", "exclude `status` and a body"),
        ("faults:\n- match: {path: 'a['}\n  do: {reset: true}", "`path`"),
        ("faults:\n- do: {headers: {'a b': 1}}", "is not a valid header"),
        ("rules: []", "rules"),
    ] {
        let refusal = refusal(with(text));
        assert!(refusal.contains(expected) && refusal.contains("faults.yaml"), "{text}: {refusal}");
    }
    let options = with("faults:\n- match: {path: /api/v2/users}\n  do: {status: 500}\n");
    let sandbox = Sandbox::with(folder, |given| *given = options);
    assert_eq!(sandbox.get(USERS).status, 500);
    let wrong = sandbox.send("POST", "/sandbox/faults", Some(&json!({"faults": [{"do": {"status": 1}}]})));
    assert_eq!(
        (wrong.status, sandbox.get(USERS).status),
        (400, 500),
        "an invalid script does not replace the current one"
    );
    sandbox.script(json!([]));
    assert_eq!(sandbox.get(USERS).status, 200);
}
