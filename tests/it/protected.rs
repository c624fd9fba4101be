//! An emergency account stays active even after a change of its address, and an entry without a user refuses the plan.

use serde_json::json;

use crate::support::scene::{EVERYBODY, Scene};

/// A roster that declares all users but jo, with this protected entry.
fn scene(entry: &str) -> Scene {
    let scene = Scene::acme();
    protect(&scene, entry);
    scene
}

fn protect(scene: &Scene, entry: &str) {
    let lines: String = EVERYBODY
        .into_iter()
        .filter(|local| *local != "jo")
        .map(|local| format!("  - {local}@acme.example\n"))
        .collect();
    scene.roster(&format!("  protected:\n    - {entry}\nusers:\n{lines}"));
}

#[test]
fn an_account_that_was_renamed_in_the_directory_is_not_deactivated() {
    let scene = scene("{email: jo@acme.example, reason: emergency}");
    scene.run(&["plan"]).ends_with(0).says("1 protected").says("passed     protected_absent         0 of at most 0");
    scene.edit("jo", &json!({"email": "emergency.access@acme.example"}));
    scene
        .run(&["plan", "--out", "plan.json"])
        .ends_with(3)
        .says("REFUSED    protected_absent         1 of at most 0")
        .says("error[protected_absent]: jo@acme.example");
    scene.run(&["apply", "plan.json"]).ends_with(3).complains("protected_absent");
    scene.run(&["apply", "--auto-approve"]).ends_with(3);
    // The id protects the account under its current address, and the finding names the correction.
    protect(&scene, "{id: jo, email: jo@acme.example, reason: emergency}");
    scene
        .run(&["plan"])
        .ends_with(0)
        .says("warning[protected_mismatch]: emergency.access@acme.example")
        .says("1 protected");
    protect(&scene, "{id: jo, reason: emergency}");
    scene.run(&["plan"]).ends_with(0).says("1 protected");
    scene.run(&["why", "jo"]).ends_with(0).says("only because they are protected");
    scene.run(&["fmt", "--check"]).ends_with(3);
    scene.run(&["fmt"]).ends_with(0);
    scene.run(&["validate"]).ends_with(0);
    assert_eq!(scene.written(), Vec::<String>::new());
}

#[test]
fn an_entry_mistyped_or_in_another_script_or_of_a_deleted_user_refuses_in_every_format() {
    for address in ["joe.jung@acme.example", "j\u{43e}@acme.example", "del@acme.example"] {
        let scene = scene(&format!("{{email: \"{address}\", reason: emergency}}"));
        scene.run(&["plan", "--out", "plan.json"]).ends_with(3);
        for (format, expected) in [
            ("json", "\"protected_absent\""),
            ("markdown", "`protected_absent`"),
            ("html", "protected entries that match no user"),
            ("github", "title=Refused by protected_absent::"),
            ("sarif", "\"ruleId\": \"guard-protected_absent\""),
        ] {
            scene.run(&["show", "plan.json", "--format", format]).ends_with(0).says(expected);
        }
        let redacted = scene.run(&["show", "plan.json", "--redact"]).ends_with(0).stdout;
        assert!(!redacted.contains(address), "{redacted}");
    }
    // An inactive account is there.
    scene("{email: old@acme.example, reason: emergency}").run(&["plan"]).ends_with(0);
}

#[test]
fn a_snapshot_asks_for_protected_entries_too_and_one_of_another_roster_refuses() {
    let scene = scene("{id: old, reason: emergency}");
    scene.run(&["snapshot", "--out", "live.json"]).ends_with(0);
    let of = |arguments: &[&str]| scene.run(arguments).json();
    let (kept, fresh) = (of(&["plan", "--live", "live.json", "--format", "json"]), of(&["plan", "--format", "json"]));
    for key in ["actions", "findings", "guards", "digest"] {
        if key != "actions" {
            assert_eq!(kept[key], fresh[key], "{key}");
        }
    }
    protect(&scene, "{id: not-asked-for, reason: emergency}");
    let plan = scene.run(&["plan", "--live", "live.json", "--format", "json"]).ends_with(3).json();
    let guard = plan["guards"].as_array().unwrap().iter().find(|guard| guard["name"] == "protected_absent").unwrap();
    assert_eq!((&guard["actual"], &guard["verdict"]), (&json!(null), &json!("refused")));
}

#[test]
fn an_entry_needs_an_email_or_an_id() {
    scene("{reason: emergency}").run(&["validate"]).ends_with(1).complains("needs the key `email` or the key `id`");
    let scene = scene("{id: jo, reason: emergency}");
    scene.run(&["validate"]).ends_with(0);
    let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    // A leaver, or a user with a last day, is not protected by id either, whichever entry has the e-mail.
    for (rest, code) in [
        ("leavers:\n  - {id: jo, email: jo@acme.example, reason: left}\n", "protected-leaver"),
        ("  - {id: jo, email: jo@acme.example, until: 2026-12-31}\n", "protected-until"),
    ] {
        scene.write("roster.yaml", &format!("{roster}{rest}"));
        scene.run(&["validate", "--format", "json"]).ends_with(1).says(code);
    }
    scene.write("roster.yaml", &format!("{roster}leavers:\n  - {{email: jo@acme.example, reason: left}}\n"));
    scene.run(&["validate"]).ends_with(0);
    scene.run(&["plan"]).ends_with(1).complains("is a leaver here, but is protected in roster.yaml");
}
