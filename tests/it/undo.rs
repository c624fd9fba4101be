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
    let undone = undone.says("The write may have taken effect, or may still do so");
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
    company.apply(&[]).ends_with(0).totals_are([2, 0, 0, 0, 0, 0, 0]);
    let undone = company.scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("2 users to reactivate");
    administer(&company.scene, &run_as_shell(&company.scene, &undone.stdout));
    for id in &company.leavers {
        let user = company.scene.user(id);
        assert_eq!((&user["state"], user["roles"].as_array().unwrap().len()), (&json!("active"), 2), "{id}");
    }
}

#[test]
fn unverified_users_are_listed_and_users_who_were_not_written_are_not() {
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
    let undone = undone.says("u03@acme.example").says("The write may have taken effect, or may still do so");
    for id in ["u00", "u01", "u02", "u04"] {
        assert!(!undone.stdout.contains(&format!("/{id}\"")), "{id} was not written");
    }
}

#[test]
fn an_apply_that_wrote_no_user_has_nothing_to_undo() {
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
fn that_a_write_was_never_sent_is_said_only_of_a_torn_intent() {
    let company = Company::of(1);
    company.apply(&[]).ends_with(0);
    let text = std::fs::read_to_string(company.scene.path("journal.jsonl")).unwrap();
    let torn = |end: usize| {
        company.scene.write("torn.jsonl", &text[..end]);
        company.scene.run(&["undo", "torn.jsonl"]).ends_with(0)
    };
    let intent = text.find("\"roles\"").unwrap();
    torn(intent).complains("its write was never sent").says("nothing to undo");
    let outcome = text.find("\"outcome\":\"done").unwrap();
    let ran = torn(outcome).complains("may be the outcome of a write").says("0 done, 1 possible");
    assert!(!ran.stderr.contains("never sent"), "{}", ran.stderr);
    let whole = text[..outcome].rfind('\n').unwrap();
    let ran = torn(whole).says("0 done, 1 possible");
    assert!(!ran.stderr.contains("never sent"), "an intent that is whole but for its line break may have been sent");
}

#[test]
fn an_invalid_line_is_reported_and_the_users_of_all_other_lines_are_listed() {
    let company = Company::of(3);
    company.apply(&[]).ends_with(0);
    let text = std::fs::read_to_string(company.scene.path("journal.jsonl")).unwrap();
    // A half that could not be taken back, with the summary of the same apply behind it on one line; and an outcome that
    // this version does not know.
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let summary = lines.pop().unwrap();
    lines.push(format!("{}{summary}", &lines[1][..60]));
    let last = lines.len();
    let done = lines.iter().position(|line| line.contains("\"outcome\"") && line.contains("\"u01\"")).unwrap();
    lines[done] = lines[done].replace("\"done\"", "\"vanished\"");
    company.scene.write("bad.jsonl", &(lines.join("\n") + "\n"));
    let undone = company.scene.run(&["undo", "bad.jsonl"]).ends_with(1);
    let undone = undone.complains("unknown variant `vanished`").complains(&format!("lines {}, {last}", done + 1));
    let undone =
        undone.says("3 users to reactivate").says("2 done, 1 possible").says("2 lines of the journal could not");
    for id in &company.leavers {
        assert!(undone.stdout.contains(&format!("-X PATCH \"$API/api/v2/users/{id}\"")), "{id} is lost");
    }
    assert_eq!(run_as_shell(&company.scene, &undone.stdout).len(), 6, "what is printed is still a script");
}

#[test]
fn what_is_no_journal_is_an_error_and_never_nothing_to_undo() {
    let company = Company::of(1);
    company.scene.run(&["snapshot", "--out", "live.json"]).ends_with(0);
    for (name, text) in
        [("text.jsonl", "hello\n"), ("short.txt", "hello"), ("empty.jsonl", ""), ("blank.jsonl", "\n\n")]
    {
        company.scene.write(name, text);
    }
    for (file, said) in [
        ("none.jsonl", "could not be read"),
        ("text.jsonl", "line 1"),
        ("short.txt", "no complete line"),
        ("empty.jsonl", "is empty"),
        ("blank.jsonl", "line 1"),
        ("roster.yaml", "line 1"),
        ("plan.json", "line 1"),
        ("live.json", "is not a rosterctl journal"),
        (".", "could not be read"),
        ("/dev/null", "not a regular file"),
    ] {
        let ran = company.scene.run(&["undo", file]).ends_with(1).complains(file).complains(said);
        assert_eq!(ran.stdout, "", "{file}");
    }
}

#[test]
fn a_journal_that_an_apply_is_still_writing_is_reported_as_such() {
    let company = Company::of(2);
    company.scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"delay_ms": 60_000}}]));
    let mut apply = company.scene.start("apply", &["apply", "plan.json", "--journal", "journal.jsonl"]);
    apply.until("it writes", || !company.scene.patches().is_empty());
    let undone = company.scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("0 done, 1 possible");
    undone.complains("an apply is still writing this journal");
    apply.kill();
    let undone = company.scene.run(&["undo", "journal.jsonl"]).ends_with(0);
    assert_eq!(undone.stderr, "");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    let company = Company::of(1);
    assert!(Command::new("mkfifo").arg(company.scene.path("pipe")).status().unwrap().success());
    company.scene.run(&["undo", "pipe"]).ends_with(1).complains("not a regular file");
}

#[cfg(target_os = "linux")]
#[test]
fn a_journal_larger_than_the_memory_is_read_line_by_line() {
    let company = Company::of(1);
    company.apply(&[]).ends_with(0);
    // A gap of zeros takes no room on the disk, and more memory than there is.
    let journal = std::fs::OpenOptions::new().append(true).open(company.scene.path("journal.jsonl")).unwrap();
    journal.set_len(600 << 20).unwrap();
    let script = format!("ulimit -v 400000; exec {} undo journal.jsonl", env!("CARGO_BIN_EXE_rosterctl"));
    let ran = Command::new("sh").args(["-c", &script]).current_dir(company.scene.path("")).output().expect("a shell");
    let ran = crate::support::scene::Ran::from(ran).ends_with(1);
    ran.says("1 done, 0 possible").complains("longer than 16 MiB");
}
