//! An apply that is killed leaves no last words, and still nothing is lost: the journal knew before the directory did, and
//! the next apply of the same plan ends what was begun.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::support::company::Company;
use crate::support::journal::Journal;
use crate::support::started::{Started, at_once, until};

/// Where the first journal is.
const FIRST: &str = "journal.jsonl";

fn start(company: &Company) -> Started<'_> {
    company.scene.start("apply", &["apply", "plan.json", "--json", "--journal", FIRST])
}

/// After a `kill -9`: nobody is inactive without an intent; the second apply ends the same plan; nobody was written
/// again whose first write had taken effect; and the reversals of both journals together have every user.
fn goes_on(company: &Company, second: &str) {
    let journal = Journal::read(&company.scene.path(FIRST));
    for id in &company.leavers {
        if company.scene.user(id)["state"] == "inactive" {
            assert!(!journal.intents(id).is_empty(), "{id} was written without an intent");
        }
    }
    company.keeps_to_the_plan(&[FIRST]);
    company.converges(second);
    company.keeps_to_the_plan(&[FIRST, second]);
    let undo = |name| {
        let undone = company.scene.run(&["undo", name]);
        // Killed before it had written anything.
        let is_empty = undone.code == 1 && undone.stderr.contains("is empty");
        if is_empty && journal.0.is_empty() { String::new() } else { undone.ends_with(0).stdout }
    };
    let undone = [FIRST, second].map(undo).concat();
    for id in &company.leavers {
        let accepted = company.scene.log().into_iter().filter(|entry| {
            entry["method"] == "PATCH" && entry["path"] == format!("/api/v2/users/{id}") && entry["status"] == 200
        });
        assert!(accepted.count() <= 1, "{id} was written needlessly");
        assert!(undone.contains(&format!("-X PATCH \"$API/api/v2/users/{id}\"")), "{id} cannot be undone:\n{undone}");
        assert!(undone.contains(&format!("subjects/{id}/bulkadd\"")), "the roles of {id} are lost");
    }
}

/// A moment of an apply: its name, the faults that hold it, and how it is recognized.
type Moment = (&'static str, Value, fn(&Company) -> bool);

fn moments() -> Vec<Moment> {
    let hold = |matching: Value, deed: Value| json!([{"match": matching, "do": deed}]);
    let long = json!({"delay_ms": 60_000});
    vec![
        (
            "before the plan's organization is known",
            hold(json!({"path": "/api/v2/organizations/me"}), long.clone()),
            |company| company.scene.count("GET", "/api/v2/organizations/me") == 2,
        ),
        ("before anybody is read", hold(json!({"path": "/api/v2/users", "query": "id="}), long.clone()), |company| {
            Journal::peek(&company.scene.path(FIRST)).count("apply") == 1
        }),
        (
            "before the first write",
            hold(json!({"path": "/api/v2/authorization/subjects/*"}), long.clone()),
            |company| company.scene.count("GET", "/api/v2/authorization/subjects") > 0,
        ),
        (
            "between an intent and its write",
            // The answer about the roles says that the budget is used up, so that the write has to wait.
            hold(
                json!({"path": "/api/v2/authorization/subjects/*"}),
                json!({"headers": {"inin-ratelimit-allowed": 1, "inin-ratelimit-count": 1, "inin-ratelimit-reset": 60}}),
            ),
            |company| Journal::peek(&company.scene.path(FIRST)).count("intent") > 0,
        ),
        ("during a write that does not arrive", hold(json!({"method": "PATCH"}), long.clone()), |company| {
            company.scene.count("PATCH", "/api/v2/users") > 0
        }),
        ("during the fourth write", hold(json!({"method": "PATCH", "nth": [4, 5, 6]}), long.clone()), |company| {
            company.scene.count("PATCH", "/api/v2/users") >= 4 && company.inactive() >= 3
        }),
        (
            "after a write and before its answer",
            hold(json!({"method": "PATCH"}), json!({"linger_ms": 60_000})),
            |company| company.inactive() > 0,
        ),
        (
            "after a write whose answer is lost",
            hold(json!({"method": "PATCH"}), json!({"reset": true, "took_effect": true})),
            |company| company.inactive() > 0,
        ),
        (
            "while the users are read back",
            hold(json!({"path": "/api/v2/users", "query": "id=", "nth": 2}), long),
            |company| company.inactive() == company.leavers.len(),
        ),
    ]
}

#[test]
fn an_apply_that_is_killed_at_any_moment_is_ended_by_the_next_one() {
    let moments = moments();
    let rows: Vec<_> = moments.iter().flat_map(|moment| [(moment, FIRST), (moment, "second.jsonl")]).collect();
    at_once(
        &rows,
        |((name, ..), second)| format!("{name}, then {second}"),
        |((_, faults, is_now), second)| {
            let company = Company::of(6);
            company.scene.faults(faults);
            let mut apply = start(&company);
            apply.until("the moment has come", || is_now(&company));
            assert!(apply.kill(), "it was still running");
            goes_on(&company, second);
        },
    );
}

#[test]
fn an_apply_that_is_killed_after_any_number_of_requests_is_ended_by_the_next_one() {
    let rows: Vec<usize> = (0..30).collect();
    let killed = AtomicUsize::new(0);
    at_once(
        &rows,
        |requests| format!("after {requests} requests"),
        |requests| {
            let company = Company::of(8);
            // Slow enough that the kill meets it, and each request a little different.
            company.scene.faults(&json!([
                {"match": {"method": "PATCH"}, "do": {"delay_ms": 5, "linger_ms": 15}},
                {"match": {"path": "/api/v2/users"}, "do": {"linger_ms": 10}},
                {"match": {"path": "/api/v2/authorization/**"}, "do": {"linger_ms": 10}},
            ]));
            let before = company.scene.log().len();
            let mut apply = start(&company);
            // Whether it has ended by then depends on the machine; both must go well.
            until("so many requests", || company.scene.log().len() >= before + requests || apply.has_ended());
            killed.fetch_add(usize::from(apply.kill()), Ordering::SeqCst);
            goes_on(&company, if requests % 2 == 0 { FIRST } else { "second.jsonl" });
        },
    );
    // Whether a kill meets the apply depends on the machine, but the first of them come long before its end.
    let killed = killed.into_inner();
    assert!(killed >= 5, "{killed} of 30 applies were still running when they were killed");
}

#[test]
fn an_apply_that_is_killed_again_and_again_ends() {
    let company = Company::of(8);
    company.scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"linger_ms": 10}}]));
    let mut kills = 0;
    while company.inactive() < 8 {
        let before = company.scene.patches().len();
        let mut apply = start(&company);
        until("somebody else is written", || company.scene.patches().len() > before || apply.has_ended());
        apply.kill();
        kills += 1;
        // A write that was on its way at a kill may arrive during the next run, and both count as one step.
        assert!(kills <= 24, "each run gets further");
    }
    goes_on(&company, FIRST);
}

#[test]
fn each_intent_is_on_the_disk_before_its_write_arrives() {
    let company = Company::of(20);
    company.scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"linger_ms": 8}}]));
    let mut apply = start(&company);
    let mut seen = 0;
    apply.until("everybody is written", || {
        let written = company.scene.patches();
        let journal = Journal::peek(&company.scene.path(FIRST));
        for (id, body) in &written {
            let version = body["version"].as_u64().expect("a version");
            assert!(journal.intents(id).contains(&version), "{id} arrived before the intent was on the disk");
        }
        seen = seen.max(written.len());
        written.len() == 20
    });
    apply.end().keeps_account_of(20).ends_with(0);
    assert_eq!(seen, 20);
}
