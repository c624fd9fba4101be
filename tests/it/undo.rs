//! `undo` prints the exact inverse, for an administrator to run, and sends nothing.

use std::process::Command;

use rosterctl::sandbox::USER_TOKEN;
use serde_json::{Value, json};

use crate::support::company::Company;
use crate::support::scene::Scene;
use crate::support::wire;

/// A request of a printed script: method, address, body.
type Sent = (String, String, String);

/// What a shell makes of a script: `curl` is a function that writes its words down.
fn run_as_shell(scene: &Scene, script: &str) -> Vec<Sent> {
    let body = format!("TOKEN=secret\ncurl() {{ printf '%s\\036' \"$@\"; printf '\\035'; }}\n{script}");
    let output = Command::new("sh").args(["-eu", "-c", &body]).current_dir(scene.path("")).output().expect("a shell");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let calls = text.split('\u{1d}').filter(|call| !call.is_empty());
    calls
        .map(|call| {
            let words: Vec<&str> = call.split('\u{1e}').filter(|word| !word.is_empty()).collect();
            let after = |flag: &str| {
                words.iter().position(|word| *word == flag).map(|at| words[at + 1].to_owned()).expect("a word")
            };
            assert!(words.contains(&"Authorization: Bearer secret"), "{words:?}");
            let url = words.iter().find(|word| word.starts_with("http")).expect("an address");
            (after("-X"), (*url).to_owned(), after("-d"))
        })
        .collect()
}

/// Sends what was printed, as an administrator who reads the version first where the script says so.
fn administer(scene: &Scene, sent: &[Sent]) {
    scene.hand_over();
    for (method, url, body) in sent {
        let mut body: Value = serde_json::from_str(body).expect("JSON");
        if body["version"] == "READ-THE-VERSION-FIRST" {
            let id = url.rsplit('/').next().expect("an id");
            body["version"] = scene.user(id)["version"].clone();
        }
        let bearer = format!("Bearer {USER_TOKEN}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        let answer = wire::request(method, url, &headers, Some(&body.to_string())).expect("an answer");
        assert!([200, 204].contains(&answer.status), "{method} {url} {body}: {}", answer.text());
    }
}

const ORG: &str = "
organization: {id: 0c5f2c7e-0000-4000-8000-00000000ac3e, name: Acme}
divisions: [Support, Sales]
users:
  - {id: ana, email: ana@acme.example, name: Ana, roles: [Agent, {role: Supervisor, divisions: [Support, Sales]}]}
  - {id: bo, email: \"o'bo@acme.example\", name: \"Bo $(touch hacked) O'Bo\", roles: [{role: \"It's `Admin`\", divisions: [Sales]}]}
  - {id: cy, email: cy@acme.example, name: Cy}
  - {id: di, email: di@acme.example, name: Di}
  - {id: ed, email: ed@acme.example, name: Ed}
  - {id: fay, email: fay@acme.example, name: Fay}
";

fn three_leave() -> Scene {
    let scene = Scene::of(ORG);
    scene.declare(&["di", "ed", "fay"]);
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    scene
}

#[test]
fn what_is_printed_gives_everybody_their_state_and_their_roles_in_their_divisions_back() {
    let scene = three_leave();
    let before: Vec<Value> = ["ana", "bo", "cy"].iter().map(|id| scene.user(id)).collect();
    scene.run(&["apply", "plan.json", "--journal", "journal.jsonl"]).ends_with(0);
    for id in ["ana", "bo", "cy"] {
        let user = scene.user(id);
        assert_eq!((&user["state"], &user["roles"]), (&json!("inactive"), &json!([])));
    }
    let requests = scene.log().len();
    let undone = scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("3 users to reactivate");
    let undone = undone.says("Supervisor in Sales").says("No roles were held");
    assert_eq!(scene.log().len(), requests, "undo sends nothing");
    administer(&scene, &run_as_shell(&scene, &undone.stdout));
    assert!(!scene.path("hacked").exists(), "a name is never run");
    for (id, before) in ["ana", "bo", "cy"].iter().zip(before) {
        let user = scene.user(id);
        assert_eq!((&user["state"], &user["roles"]), (&json!("active"), &before["roles"]), "{id}");
    }
}

#[test]
fn a_killed_apply_can_be_undone_though_it_never_said_what_came_of_it() {
    let company = Company::of(4);
    let before = company.scene.user("u00")["roles"].clone();
    company.scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"linger_ms": 60_000}}]));
    let mut apply = company.scene.start("apply", &["apply", "plan.json", "--journal", "journal.jsonl"]);
    apply.until("somebody was written", || company.inactive() == 1);
    apply.kill();
    company.scene.faults(&json!([]));
    let undone = company.scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("1 user to reactivate");
    let undone = undone.says("Open whether the write took effect");
    administer(&company.scene, &run_as_shell(&company.scene, &undone.stdout));
    let user = company.scene.user("u00");
    assert_eq!((&user["state"], &user["roles"]), (&json!("active"), &before));
}

#[test]
fn a_killed_apply_is_still_in_the_inverse_after_the_next_one_found_everybody_inactive() {
    let company = Company::of(2);
    company.scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"linger_ms": 60_000}}]));
    let mut apply = company.scene.start("apply", &["apply", "plan.json", "--journal", "journal.jsonl"]);
    apply.until("somebody was written", || company.inactive() == 1);
    apply.kill();
    company.scene.faults(&json!([]));
    company.apply(&[]).ends_with(0).totals_are([1, 1, 0, 0, 0, 0, 0]);
    let undone = company.scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("2 users to reactivate");
    administer(&company.scene, &run_as_shell(&company.scene, &undone.stdout));
    for id in &company.leavers {
        let user = company.scene.user(id);
        assert_eq!((&user["state"], user["roles"].as_array().unwrap().len()), (&json!("active"), 2), "{id}");
    }
}

#[test]
fn who_is_unverified_is_in_the_inverse_and_who_was_not_written_is_not() {
    let company = Company::of(5);
    company.scene.edit("u00", &json!({"interacting": true}));
    company.scene.edit("u01", &json!({"state": "inactive"}));
    company.scene.edit("u02", &json!({"email": "renamed@acme.example"}));
    company.scene.faults(&json!([
        {"match": {"method": "PATCH", "path": "/api/v2/users/u03"}, "do": {"took_effect": false}},
        {"match": {"method": "PATCH", "path": "/api/v2/users/u04"}, "do": {"status": 400}},
    ]));
    company.apply(&[]).ends_with(5).totals_are([0, 1, 1, 1, 1, 1, 0]);
    let undone = company.scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("1 user to reactivate");
    let undone = undone.says("u03@acme.example").says("Open whether the write took effect");
    for id in ["u00", "u01", "u02", "u04"] {
        assert!(!undone.stdout.contains(&format!("/{id}\"")), "{id} was not written");
    }
}

#[test]
fn an_apply_that_wrote_nobody_has_nothing_to_undo() {
    let company = Company::of(2);
    company.apply(&["--limit", "0"]).ends_with(5);
    company.scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("nothing to undo");
}

#[test]
fn a_torn_last_line_is_tolerated_and_said() {
    let company = Company::of(2);
    company.apply(&[]).ends_with(0);
    let text = std::fs::read_to_string(company.scene.path("journal.jsonl")).unwrap();
    let intents: Vec<usize> = text.match_indices("\"intent\"").map(|(at, _)| at).collect();
    company.scene.write("torn.jsonl", &text[..intents[1]]);
    let undone = company.scene.run(&["undo", "torn.jsonl"]).ends_with(0);
    undone.complains("torn").says("1 user to reactivate");
}

#[test]
fn what_is_no_journal_cannot_be_undone() {
    let company = Company::of(1);
    company.scene.write("text.jsonl", "hello\n");
    for (file, said) in [
        ("none.jsonl", "could not be read"),
        ("text.jsonl", "line 1"),
        ("roster.yaml", "line 1"),
        (".", "could not be read"),
    ] {
        company.scene.run(&["undo", file]).ends_with(1).complains(file).complains(said);
    }
}
