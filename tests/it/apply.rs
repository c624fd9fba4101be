//! `apply` writes what was planned, to whom it was planned, and nothing else.

use serde_json::json;

use crate::support::journal::Journal;
use crate::support::scene::{EVERYBODY, ORG, Scene};

#[test]
fn what_was_planned_is_written_once_and_the_next_plan_is_empty() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo", "cy"]);
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    scene.run(&["apply", "plan.json"]).ends_with(0).says("2 deactivated, 0 already inactive");
    assert_eq!(
        scene.patches(),
        [
            ("bo".to_owned(), json!({"state": "inactive", "version": 1})),
            ("cy".to_owned(), json!({"state": "inactive", "version": 1}))
        ]
    );
    scene.run(&["plan", "--detailed-exitcode"]).ends_with(0).says("No changes.");
    scene.run(&["apply", "plan.json"]).ends_with(0).says("0 deactivated, 2 already inactive");
    assert_eq!(scene.written().len(), 2, "the second time nothing is written");
}

#[test]
fn without_a_terminal_and_without_approval_nothing_is_sent() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    scene.run(&["apply"]).ends_with(1).complains("not a terminal").complains("--auto-approve");
    assert_eq!(scene.log().len(), 0);
}

#[test]
fn auto_approve_plans_shows_and_applies() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    scene
        .run(&["apply", "-f", "roster.yaml", "--auto-approve"])
        .ends_with(0)
        .says("Plan: 1 to deactivate")
        .says("1 deactivated");
    scene.run(&["apply", "--auto-approve"]).ends_with(0).says("No changes.");
    assert_eq!(scene.written(), ["bo"]);
}

#[test]
fn the_expected_digest_pins_a_fresh_plan() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let digest = scene.run(&["plan", "--format", "json"]).ends_with(0).json()["digest"].as_str().unwrap().to_owned();
    scene.declare_all_but(&["bo", "cy"]);
    scene.run(&["apply", "--expect", &digest, "--auto-approve"]).ends_with(4).complains("its digest is");
    assert_eq!(scene.written(), Vec::<String>::new());
    scene.declare_all_but(&["bo"]);
    scene.run(&["apply", "--expect", &digest, "--auto-approve"]).ends_with(0);
    assert_eq!(scene.written(), ["bo"]);
}

#[test]
fn an_unusable_plan_is_refused_before_any_request() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    let before = scene.log().len();
    let json = std::fs::read_to_string(scene.path("plan.json")).unwrap();
    for (name, text) in [
        ("altered.json", json.replace("bo@acme.example", "cy@acme.example")),
        ("spaced.json", json.replacen("  ", " ", 1)),
        ("short.json", json[..json.len() / 2].to_owned()),
        ("newer.json", json.replace("\"1.0\"", "\"1.1\"")),
        ("empty.json", String::new()),
        ("roster.json", "{}".to_owned()),
    ] {
        scene.write(name, &text);
        scene.run(&["apply", name]).ends_with(4).complains("cannot be applied");
        assert_eq!(std::fs::read_to_string(scene.path(name)).unwrap(), text, "a refused plan is left as it is");
    }
    scene.run(&["apply", "plan.json", "--expect", &format!("sha256:{:064}", 0)]).ends_with(4).complains("sha256:0000");
    scene.run(&["apply", "none.json"]).ends_with(1).complains("none.json");
    scene.run(&["apply", "."]).ends_with(1).complains("not a saved plan");
    scene.run(&["apply", "plan.json", "--only", "bo"]).ends_with(1).complains("--only");
    assert_eq!(scene.log().len(), before);
}

#[test]
fn a_plan_of_another_organization_is_refused_after_one_request() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    let other = Scene::of(&ORG.replace("0c5f2c7e", "deadbeef"));
    let json = std::fs::read_to_string(scene.path("plan.json")).unwrap();
    // The plan names the other address, as if a gateway had been pointed elsewhere; everything else is as planned.
    let mut plan: serde_json::Value = serde_json::from_str(&json).unwrap();
    plan["directory"]["api_url"] = json!(other.url());
    other.write("plan.json", &format!("{plan:#}\n"));
    other.run(&["apply", "plan.json"]).ends_with(4);
    assert_eq!(other.log().len(), 0, "an altered plan sends nothing at all");

    other.faults(&json!([{"match": {"path": "/api/v2/organizations/me"}, "do": {"set": {"/id": "somebody-else"}}}]));
    other.declare_all_but(&["bo"]);
    other.run(&["plan", "--out", "plan2.json"]).ends_with(0);
    let before = other.log().len();
    other.faults(&json!([]));
    other.run(&["apply", "plan2.json"]).ends_with(4).complains("somebody-else");
    let asked: Vec<String> = other.log()[before..].iter().map(|e| e["path"].as_str().unwrap().to_owned()).collect();
    assert_eq!(asked, ["/oauth/token", "/api/v2/organizations/me"]);
}

#[test]
fn a_version_conflict_is_read_and_judged_again() {
    for conflict in ["status-409", "status-400", "empty-409"] {
        let scene = Scene::acme();
        scene.declare_all_but(&["bo", "cy"]);
        scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
        scene.faults(&json!([
            {"match": {"method": "PATCH", "path": "/api/v2/users/bo", "nth": 1},
             "do": {"meanwhile": {"name": "Bo Renamed"}, "conflict": conflict}},
            {"match": {"method": "PATCH", "path": "/api/v2/users/cy", "nth": 1},
             "do": {"meanwhile": {"email": "cyra@acme.example"}, "conflict": conflict}}
        ]));
        scene
            .run(&["apply", "plan.json"])
            .ends_with(5)
            .says("1 deactivated")
            .says("1 changed")
            .says("cyra@acme.example");
        let versions: Vec<_> = scene.patches().into_iter().map(|(id, body)| (id, body["version"].clone())).collect();
        assert_eq!(versions, [("bo".into(), json!(1)), ("bo".into(), json!(2)), ("cy".into(), json!(1))], "{conflict}");
    }
}

#[test]
fn a_conflict_that_never_ends_is_a_failure_and_not_an_overwrite() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"meanwhile": {"name": "Bo Again"}}}]));
    scene.run(&["apply", "--auto-approve"]).ends_with(5).says("1 failed");
    assert_eq!(scene.written().len(), 3);
}

#[test]
fn a_user_who_changed_since_the_plan_is_left_alone() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo", "cy", "di", "ed"]);
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    scene.edit("bo", &json!({"email": "bo.berg@acme.example"}));
    scene.edit("cy", &json!({"state": "deleted"}));
    scene.edit("di", &json!({"state": "inactive"}));
    scene.edit("ed", &json!({"name": "Edward Eze"}));
    scene
        .run(&["apply", "plan.json"])
        .ends_with(5)
        .says("1 deactivated, 1 already inactive, 2 changed")
        .says("bo.berg@acme.example")
        .says("deleted meanwhile");
    assert_eq!(scene.written(), ["ed"], "a write would have restored cy");
}

#[test]
fn a_user_who_left_the_scope_or_is_another_person_now_is_changed_and_not_written() {
    let scene = Scene::acme();
    let declared: String = EVERYBODY
        .into_iter()
        .filter(|local| *local >= "ed")
        .map(|local| format!("  - {local}@acme.example\n"))
        .collect();
    scene
        .roster(&format!("scope:\n  divisions: [Support, Sales]\n  email_domains: [acme.example]\nusers:\n{declared}"));
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0).says("4 to deactivate");
    scene.edit("ana", &json!({"division": "Sales"}));
    scene.edit("bo", &json!({"email": "bo@other.example"}));
    scene.edit("cy", &json!({"name": "Zoe Kim"}));
    scene.edit("di", &json!({"name": "Di Diaz-Kim"}));
    scene
        .run(&["apply", "plan.json"])
        .ends_with(5)
        .says("1 deactivated, 0 already inactive, 3 changed")
        .says("ana@acme.example: changed, left alone: moved to the division `Sales` since the plan")
        .says("bo@other.example")
        .says("cy@acme.example: changed, left alone: the name has no word of the planned one any more");
    assert_eq!(scene.written(), ["di"], "who married is still the person of the plan");
    scene.faults(
        &json!([{"match": {"path": "/api/v2/users", "query": "id="}, "do": {"remove": ["/entities/*/division"]}}]),
    );
    scene.edit("di", &json!({"state": "active"}));
    scene.run(&["apply", "plan.json"]).ends_with(5).says("no longer shows the user's division");
    assert_eq!(scene.written(), ["di"], "what is unknown is never fine");
}

#[test]
fn a_user_who_is_edited_between_intent_and_write_is_not_overwritten_by_a_write_without_a_version() {
    let scene = Scene::of(&format!("{ORG}options: {{dialect: active}}\n"));
    let url = scene.url();
    let declared: String = EVERYBODY[1..].iter().map(|local| format!("  - {local}@acme.example\n")).collect();
    scene.write(
        "roster.yaml",
        &format!(
            "version: 1\ndirectory:\n  type: genesys-cloud\n  api_url: {url}\n  login_url: {url}\n  \
             deactivation: active\nusers:\n{declared}"
        ),
    );
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    // The second reading by id is the one between intent and write.
    scene.faults(&json!([{"match": {"path": "/api/v2/users", "query": "id=", "nth": 2}, "do": {"delay_ms": 400}}]));
    let mut apply = scene.start("apply", &["apply", "plan.json", "--journal", "journal.jsonl"]);
    let journal = || Journal::peek(&scene.path("journal.jsonl"));
    apply.until("the intent is on the disk", || journal().count("intent") == 1);
    scene.edit("ana", &json!({"email": "ana.alvarez@acme.example"}));
    apply.end().ends_with(5).says("changed, left alone: the e-mail is now `ana.alvarez@acme.example`");
    assert_eq!(scene.written(), Vec::<String>::new());
    scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("nothing to undo");
}

#[test]
fn a_user_who_fails_does_not_stop_the_rest() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo", "cy", "di"]);
    scene.faults(&json!([{"match": {"method": "PATCH", "path": "/api/v2/users/cy"}, "do": {"status": 400}}]));
    scene
        .run(&["apply", "--auto-approve"])
        .ends_with(5)
        .says("2 deactivated")
        .says("1 failed")
        .says("cy@acme.example: failed");
    assert_eq!(scene.written(), ["bo", "cy", "di"]);
}

#[test]
fn an_answer_that_says_still_active_is_unverified() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"took_effect": false, "set": {"/state": "active"}}}]));
    scene.run(&["apply", "--auto-approve"]).ends_with(5).says("1 unverified");
}

#[test]
fn an_answer_lost_after_the_write_is_found_to_be_done() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"took_effect": true, "html": "<html>gateway</html>"}}]));
    scene.run(&["apply", "--auto-approve"]).ends_with(0).says("1 deactivated");
    assert_eq!(scene.written(), ["bo"], "what took effect is not sent twice");
}

#[test]
fn the_older_dialect_sends_its_own_body() {
    for (lines, body) in [
        ("  deactivation: active\n", json!({"active": false})),
        ("  deactivation: active\n  strip_roles: true\n", json!({"active": false, "roles": []})),
    ] {
        let scene = Scene::of(&format!("{ORG}options: {{dialect: active}}\n"));
        let url = scene.url();
        scene.write(
            "roster.yaml",
            &format!(
                "version: 1\ndirectory:\n  type: genesys-cloud\n  api_url: {url}\n  login_url: {url}\n{lines}users:\n{}",
                EVERYBODY[1..].iter().map(|l| format!("  - {l}@acme.example\n")).collect::<String>()
            ),
        );
        scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
        scene.run(&["apply", "plan.json"]).ends_with(0);
        assert_eq!(scene.patches(), [("ana".to_owned(), body)]);
    }
}

#[test]
fn a_typo_is_refused_until_it_is_fixed() {
    let scene = Scene::of(&ORG.replace("bo@acme", "robert.berg@acme"));
    let others = "  - ana@acme.example\n  - cy@acme.example\n  - di@acme.example\n  - ed@acme.example\n\
                  \x20 - fay@acme.example\n  - gus@acme.example\n  - hal@acme.example\n  - ida@acme.example\n  - jo@acme.example\n";
    scene.roster(&format!("users:\n  - robrt.berg@acme.example\n{others}"));
    scene.run(&["apply", "--auto-approve"]).ends_with(3).says("lookalike").says("robert.berg@acme.example");
    scene.roster(&format!("users:\n  - {{email: robrt.berg@acme.example, was: robert.berg@acme.example}}\n{others}"));
    scene.run(&["apply", "--auto-approve"]).ends_with(0).says("No changes.");
    assert_eq!(scene.written(), Vec::<String>::new());
}
