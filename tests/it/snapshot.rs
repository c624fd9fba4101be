//! `snapshot` saves a reading; `plan --live` plans from it without network and environment, and reports that. The plan has
//! the same decision as one from the directory, for review only.

mod refusing;
mod saving;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::scene::{EVERYBODY, Ran, Scene, roster, sandbox_roster};

/// What no run with `--live` may look at: credentials that would be refused, and a region that there is not.
const HOSTILE: [(&str, &str); 3] = [
    ("GENESYSCLOUD_OAUTHCLIENT_SECRET", "half-of-the-credentials"),
    ("GENESYSCLOUD_REGION", "nowhere-east-9"),
    ("ROSTERCTL_ALLOWED_HOSTS", "*"),
];

/// Saves `live.json`.
fn taken(scene: &Scene) {
    scene.run(&["snapshot", "--out", "live.json"]).ends_with(0);
}

/// Plans from `live.json` with an empty environment; nothing may be sent.
fn planned(scene: &Scene, more: &[&str]) -> Ran {
    let before = scene.log().len();
    let ran = scene.run_with(&[&["plan", "--live", "live.json"], more].concat(), &[]);
    assert_eq!(scene.log().len(), before, "something was sent");
    ran
}

/// Changes `live.json` and updates its checksum.
fn forged(scene: &Scene, from: &str, to: &str) {
    let text = std::fs::read_to_string(scene.path("live.json")).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    let text = text.replace(from, to);
    let lines = text.rfind("\n]").unwrap() + 1;
    let sum: String = Sha256::digest(&text.as_bytes()[..lines]).iter().map(|byte| format!("{byte:02x}")).collect();
    scene.write("live.json", &format!("{}],\"checksum\":\"sha256:{sum}\"}}\n", &text[..lines]));
}

/// `live.json` as JSON.
fn held(scene: &Scene) -> Value {
    serde_json::from_slice(&std::fs::read(scene.path("live.json")).unwrap()).expect("JSON")
}

/// Sets the time of `live.json` to N hours ago.
fn aged(scene: &Scene, hours: i64) {
    let read_at = jiff::Timestamp::from_second(jiff::Timestamp::now().as_second() - hours * 3_600).unwrap();
    forged(scene, held(scene)["read_at"].as_str().unwrap(), &read_at.to_string());
}

#[test]
fn a_snapshot_is_planned_from_with_no_network_and_no_environment() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    taken(&scene);
    // An unreachable address is never contacted.
    forged(&scene, scene.url(), "http://127.0.0.1:1");
    let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    scene.write("roster.yaml", &roster.replace(scene.url(), "http://127.0.0.1:1"));
    for environment in [&[][..], &HOSTILE] {
        scene
            .run_with(&["plan", "--live", "live.json"], environment)
            .ends_with(0)
            .says("on 127.0.0.1:1: 10 active users")
            .says("Plan: 1 to deactivate, 9 unchanged")
            .complains("Planning from a snapshot: the directory as it was")
            .complains(" s ago, at 2");
    }
}

#[test]
fn a_snapshot_gives_the_digest_that_the_directory_gives_and_a_pipeline_can_pin_it() {
    let scene = Scene::acme();
    scene.roster(
        "  protected:\n    - {email: jo@acme.example, reason: emergency access}\nscope: {divisions: [Support, Sales]}\n\
         users:\n  - ana@acme.example\n  - {email: cy@acme.example, until: 2026-01-31}\n  - ed@acme.example\n\
         \x20 - fay@acme.example\n  - {id: gus, email: gus@acme.example}\n  - hal@acme.example\n  - ida@acme.example\n\
         \x20 - old@acme.example\n  - nobody@acme.example\n  - del@acme.example\n\
         leavers:\n  - {email: di@acme.example, reason: left}\n",
    );
    taken(&scene);
    let mut plans = [
        planned(&scene, &["--format", "json"]).ends_with(0).json(),
        scene.run(&["plan", "--format", "json"]).ends_with(0).json(),
    ];
    assert_eq!(plans[0]["live"]["source"], "snapshot");
    assert_eq!(plans[1]["live"]["source"], "directory");
    assert_eq!(plans[0]["live"]["read_at"], held(&scene)["read_at"]);
    assert_eq!(plans[0]["digest"], plans[1]["digest"]);
    for plan in &mut plans {
        for key in ["created_at", "expires_at", "checksum", "live"] {
            plan[key] = Value::Null;
        }
        for action in plan["actions"].as_array_mut().unwrap() {
            action["impact"] = Value::Null;
        }
    }
    assert_eq!(plans[0], plans[1], "all else is the same, findings and guards too");
    let digest = plans[0]["digest"].as_str().unwrap();
    scene.run(&["apply", "-f", "roster.yaml", "--expect", digest, "--auto-approve"]).ends_with(0);
    assert_eq!(scene.written(), ["bo", "cy", "di"]);
    scene.run(&["apply", "-f", "roster.yaml", "--expect", digest, "--auto-approve"]).ends_with(4);
}

#[test]
fn facts_that_a_snapshot_lacks_are_unknown() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo", "cy"]);
    taken(&scene);
    let plan = planned(&scene, &["--format", "json"]).ends_with(0).json();
    for action in plan["actions"].as_array().unwrap() {
        assert_eq!(action["impact"], json!({"last_login": "unknown", "roles": "unknown", "interaction": "unknown"}));
    }
    planned(&scene, &[]).says("unknown");
}

#[test]
fn a_plan_from_a_snapshot_cannot_be_applied_and_names_the_way_to_apply() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    taken(&scene);
    let ran = planned(&scene, &["--out", "plan.json"]).ends_with(0).complains("It cannot be applied");
    assert!(!ran.stderr.contains("rosterctl apply plan.json"), "{}", ran.stderr);
    let plan: Value = serde_json::from_slice(&std::fs::read(scene.path("plan.json")).unwrap()).unwrap();
    let digest = plan["digest"].as_str().unwrap();
    for more in [&[][..], &["--expect", digest]] {
        scene.run(&[&["apply", "plan.json"], more].concat()).ends_with(4).complains("--live").complains("--expect");
    }
    let shown = scene.run(&["show", "plan.json"]).ends_with(0).says("this plan cannot be applied");
    assert!(!shown.stdout.contains("It may be applied"), "{}", shown.stdout);
    assert_eq!(scene.written(), Vec::<String>::new());
}

#[test]
fn a_user_that_the_snapshot_did_not_look_up_is_not_reported_as_missing() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    taken(&scene);
    let lines: String = EVERYBODY.map(|local| format!("  - {local}@acme.example\n")).concat();
    scene.roster(&format!(
        "users:\n{lines}  - old@acme.example\n  - nobody@acme.example\nleavers:\n  - {{email: del@acme.example, reason: left}}\n"
    ));
    let plan = planned(&scene, &["--format", "json"]).ends_with(0).json();
    let findings = plan["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 3);
    for finding in findings {
        assert_eq!(finding["code"], "missing");
        let text = finding["text"].as_str().unwrap();
        assert!(text.contains("so it does not show whether") && text.contains("take a new snapshot"), "{text}");
    }
    taken(&scene);
    let plan = planned(&scene, &["--format", "json"]).ends_with(0).json();
    let codes: Vec<&str> = plan["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert_eq!(
        codes,
        ["missing", "inactive"],
        "asked for, they are known; a leaver who is deleted is as they should be"
    );
}

#[test]
fn a_typo_is_refused_from_a_snapshot_too() {
    let scene = Scene::of(
        "organization: {id: org, name: Acme}\ndivisions: [Support]\nusers:\n\
         \x20 - {id: a, email: ana@acme.example}\n  - {id: b, email: john.smith@acme.example, name: John Smith}\n\
         \x20 - {id: c, email: cy@acme.example}\n",
    );
    scene.declare(&["ana", "john.smith", "cy"]);
    taken(&scene);
    scene.declare(&["ana", "jon.smith", "cy"]);
    planned(&scene, &[]).ends_with(3).says("error[lookalike]").says("who is declared and is not in");
}

#[test]
fn a_scope_that_comes_later_finds_its_division() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    taken(&scene);
    scene.roster("scope: {divisions: [sales]}\nusers:\n  - fay@acme.example\n  - gus@acme.example\n  - hal@acme.example\n  - jo@acme.example\n");
    planned(&scene, &[]).ends_with(0).says("10 active users, 5 in scope").says("1 to deactivate, 4 unchanged");
    scene.roster("scope: {divisions: [Salse]}\nusers:\n  - fay@acme.example\n");
    planned(&scene, &[]).ends_with(1).complains("did you mean `Sales`?");
}

#[test]
fn the_owner_of_the_token_that_took_the_snapshot_counts_for_the_guard() {
    let scene = Scene::acme();
    scene.declare_all_but(&["ana"]);
    let token = [("GENESYSCLOUD_ACCESS_TOKEN", rosterctl::sandbox::USER_TOKEN)];
    scene.run_with(&["snapshot", "--out", "live.json"], &token).ends_with(0);
    planned(&scene, &[]).ends_with(3).says("REFUSED    self");
    forged(&scene, r#""identity":{"user":"ana"}"#, r#""identity":"unknown""#);
    planned(&scene, &[]).ends_with(3).says("REFUSED    self").says("unknown, of at most 0");
}

#[test]
fn every_option_and_format_of_plan_works_with_a_snapshot() {
    let scene = Scene::acme();
    let rest: String = EVERYBODY[2..].iter().map(|local| format!("  - {local}@acme.example\n")).collect();
    scene
        .roster(&format!("  max_deactivations: 0\nusers:\n  - {{email: ana@acme.example, until: 2099-12-31}}\n{rest}"));
    taken(&scene);
    planned(&scene, &[]).ends_with(3).says("max_deactivations");
    let lift = ["--override", "max_deactivations=2", "--reason", "OPS-7"];
    planned(&scene, &lift).ends_with(0).says("lifted to 2: OPS-7");
    planned(&scene, &[&lift[..], &["--detailed-exitcode"]].concat()).ends_with(2);
    planned(&scene, &[&lift[..], &["--as-of", "2100-01-01"]].concat()).ends_with(0).says("last day was 2099-12-31");
    planned(&scene, &[&lift[..], &["--only", "bo@acme.example"]].concat()).ends_with(0).says("--only");
    planned(&scene, &[&lift[..], &["--only", "cy"]].concat()).ends_with(0).says("No changes.");
    planned(&scene, &["--only", "cy"]).ends_with(3).says("judged on the whole plan");
    planned(&scene, &["--only", "bob@acme.example"]).ends_with(1).complains("bob@acme.example");
    for format in ["text", "json", "markdown", "diff", "github", "gitlab", "html", "sarif"] {
        let ran = planned(&scene, &[&lift[..], &["--format", format]].concat()).ends_with(0);
        assert!(!ran.stdout.is_empty(), "{format}");
        let is_for_people = ["text", "markdown", "github", "html"].contains(&format);
        assert_eq!(
            ran.stdout.contains("Planned from a snapshot taken at 2"),
            is_for_people,
            "{format}: {}",
            ran.stdout
        );
    }
    planned(&scene, &[&lift[..], &["--out", "plan.json"]].concat()).ends_with(0);
    scene
        .run_with(&["show", "plan.json", "--format", "markdown"], &[])
        .ends_with(0)
        .says("1 user would be deactivated");
}

#[test]
fn a_snapshot_without_users_is_valid() {
    let scene = Scene::of(
        "organization: {id: org, name: Acme}\ndivisions: [Support]\nusers:\n\
         \x20 - {id: a, email: ana@acme.example, state: inactive}\n",
    );
    scene.declare(&["ana"]);
    taken(&scene);
    planned(&scene, &[]).ends_with(0).says("0 active users").says("inactive");
}

#[test]
fn names_and_addresses_of_any_kind_survive() {
    let scene = Scene::acme();
    let name = "\u{1b}[2J\u{202e}Bo \"]},\\\n##[error]\u{1f469}";
    scene.edit("bo", &json!({"name": name, "email": "B\u{f6}+\"x\"\u{200b}@ACME.example"}));
    scene.declare_all_but(&["bo"]);
    taken(&scene);
    let text = std::fs::read_to_string(scene.path("live.json")).unwrap();
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{200b}']) && !text.contains("##["), "{text}");
    // No roster can declare such a user, and the plan reports it.
    let plan = |ran: Ran| ran.ends_with(3).json();
    let from_snapshot = plan(planned(&scene, &["--format", "json"]));
    assert_eq!(from_snapshot["actions"][0]["user"]["name"], name);
    assert_eq!(from_snapshot["digest"], plan(scene.run(&["plan", "--format", "json"]))["digest"]);
    assert!(!planned(&scene, &[]).stdout.contains(['\u{1b}', '\u{202e}', '\u{200b}']));
}

#[test]
fn a_sandbox_is_planned_from_its_snapshot_too() {
    let scene = Scene::acme();
    let rest = "guards: {max_deactivation_percent: 100}\nusers: [ana@acme.example, fay@acme.example]\n";
    scene.write("roster.yaml", &sandbox_roster(rest));
    scene.run_with(&["snapshot", "--out", "live.json"], &[]).ends_with(0);
    let digest = |ran: Ran| ran.ends_with(0).json()["digest"].clone();
    let from_snapshot = digest(planned(&scene, &["--format", "json"]));
    assert_eq!(from_snapshot, digest(scene.run_with(&["plan", "--format", "json"], &[])));
    scene.write("other.yaml", &std::fs::read_to_string(scene.path("org.yaml")).unwrap());
    scene.write("roster.yaml", &roster("type: sandbox, org: other.yaml", "users: [ana@acme.example]\n"));
    planned(&scene, &[]).ends_with(1).complains("org.yaml").complains("other.yaml");
}
