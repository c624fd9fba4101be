//! `plan` shows the changes with their reasons, needs a complete reading, and sends no request that changes anything.

use serde_json::json;

use crate::support::scene::{Scene, roster, run_in};

#[test]
fn a_plan_shows_each_action_with_its_reason_and_the_line_that_caused_it() {
    let scene = Scene::acme();
    scene.roster(
        "  protected:\n    - {email: jo@acme.example, reason: emergency access}\n\
         users:\n  - ana@acme.example\n  - {email: cy@acme.example, until: 2026-01-31, note: contractor}\n\
         \x20 - ed@acme.example\n  - fay@acme.example\n  - gus@acme.example\n  - hal@acme.example\n  - ida@acme.example\n\
         \x20 - old@acme.example\n  - nobody@acme.example\n  - del@acme.example\n\
         leavers:\n  - {email: di@acme.example, reason: left the company, ticket: HR-881}\n",
    );
    let ran = scene.run(&["plan"]).ends_with(0);
    insta::with_settings!({filters => vec![
        (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
        (r"sha256:[0-9a-f]{64}", "sha256:DIGEST"),
    ]}, {
        insta::assert_snapshot!(ran.stdout);
    });
    assert_eq!(scene.written(), Vec::<String>::new());
}

#[test]
fn a_pipe_gets_no_colour_and_only_the_result() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let ran = scene.run(&["plan", "--out", "plan.json"]).ends_with(0).complains("rosterctl apply plan.json");
    assert!(!ran.stdout.contains('\u{1b}') && !ran.stderr.contains('\u{1b}'));
    assert!(!ran.stdout.contains("Saved the plan"));
}

#[test]
fn the_same_facts_give_the_same_plan_apart_from_its_times() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let plan = || {
        let mut plan = scene.run(&["plan", "--format", "json"]).ends_with(0).json();
        for key in ["created_at", "expires_at", "checksum"] {
            plan[key] = json!(null);
        }
        plan["live"]["read_at"] = json!(null);
        plan
    };
    assert_eq!(plan(), plan());
}

#[test]
fn the_detailed_exit_code_reports_changes() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    scene.run(&["plan"]).ends_with(0);
    scene.run(&["plan", "--detailed-exitcode"]).ends_with(2);
    scene.declare_all_but(&[]);
    scene.run(&["plan", "--detailed-exitcode"]).ends_with(0).says("No changes.");
}

#[test]
fn a_refused_plan_is_still_printed_and_saved() {
    let scene = Scene::acme();
    scene.roster("  max_deactivations: 0\nusers:\n  - ana@acme.example\n");
    let ran = scene.run(&["plan", "--out", "plan.json"]).ends_with(3).says("REFUSED").says("9 to deactivate");
    assert!(ran.stderr.contains("The plan cannot be applied until every guard passes."), "{}", ran.stderr);
    scene.run(&["apply", "plan.json"]).ends_with(3).complains("max_deactivations");
    assert_eq!(scene.written(), Vec::<String>::new());
}

#[test]
fn an_override_lifts_a_guard_and_changes_the_digest() {
    let scene = Scene::acme();
    scene.roster("  max_deactivations: 0\nusers:\n  - ana@acme.example\n");
    let refused = scene.run(&["plan", "--format", "json"]).ends_with(3).json();
    let lift = [
        "--override",
        "max_deactivations=9",
        "--override",
        "max_deactivation_percent=90",
        "--override",
        "empties_division=1",
        "--reason",
        "OPS-7",
    ];
    let lifted = scene.run(&[&["plan", "--format", "json"], &lift[..]].concat()).ends_with(0).json();
    assert_eq!(lifted["overrides"].as_array().map(Vec::len), Some(3));
    assert_ne!(lifted["digest"], refused["digest"]);
    scene.run(&["plan", "--override", "max_deactivations=9"]).ends_with(1).complains("--reason");
    scene.run(&["plan", "--override", "max_deactivation=9", "--reason", "x"]).ends_with(1).complains("no such guard");
    scene.run(&["plan", "--override", "self=-1", "--reason", "x"]).ends_with(1).complains("not a number");
}

#[test]
fn as_of_plans_for_another_day_and_cannot_be_applied() {
    let scene = Scene::acme();
    let rest: String = ["bo", "cy", "di", "ed", "fay", "gus", "hal", "ida", "jo"]
        .map(|local| format!("  - {local}@acme.example\n"))
        .concat();
    scene.roster(&format!("users:\n  - {{email: ana@acme.example, until: 2099-12-31}}\n{rest}"));
    scene.run(&["plan", "--detailed-exitcode"]).ends_with(0);
    scene.run(&["plan", "--as-of", "2100-01-01", "--out", "later.json"]).ends_with(0).says("last day was 2099-12-31");
    scene.run(&["apply", "later.json"]).ends_with(4).complains("--as-of");
    scene.run(&["plan", "--as-of", "tomorrow"]).ends_with(1).complains("YYYY-MM-DD");
    assert_eq!(scene.written(), Vec::<String>::new());
}

#[test]
fn another_organization_is_refused_before_any_user_is_read() {
    let scene = Scene::acme();
    scene.roster_of("11111111-2222-4333-8444-555555555555", "users: [ana@acme.example]\n");
    scene.run(&["plan"]).ends_with(1).complains("0c5f2c7e-0000-4000-8000-00000000ac3e").complains("11111111-2222");
    assert!(scene.log().iter().all(|entry| !entry["path"].as_str().unwrap().contains("/users")));
}

#[test]
fn credentials_are_not_sent_to_a_host_that_a_pull_request_names() {
    let scene = Scene::acme();
    for url in ["https://evil.example", "http://api.mypurecloud.de", "https://api.mypurecloud.de@evil.example"] {
        let directory = format!("type: genesys-cloud, api_url: \"{url}\"");
        scene.write("roster.yaml", &roster(&directory, "users: [ana@acme.example]\n"));
        let ran = scene.run(&["plan"]).ends_with(1);
        assert!(!ran.stderr.contains("sandbox-secret"), "{}", ran.stderr);
    }
    assert_eq!(scene.log().len(), 0);
}

#[test]
fn missing_credentials_name_the_variables() {
    let scene = Scene::acme();
    scene.declare_all_but(&[]);
    scene.run_with(&["plan"], &[]).ends_with(1).complains("GENESYSCLOUD_OAUTHCLIENT_ID");
    scene
        .run_with(&["plan"], &[("GENESYSCLOUD_OAUTHCLIENT_ID", "x")])
        .ends_with(1)
        .complains("GENESYSCLOUD_OAUTHCLIENT_SECRET is not");
    assert_eq!(scene.log().len(), 0);
}

#[test]
fn a_wrong_secret_is_reported_and_never_printed() {
    let scene = Scene::acme();
    scene.declare_all_but(&[]);
    let ran = scene
        .run_with(
            &["plan"],
            &[
                ("GENESYSCLOUD_OAUTHCLIENT_ID", "sandbox-client"),
                ("GENESYSCLOUD_OAUTHCLIENT_SECRET", "hunter2-hunter2"),
            ],
        )
        .ends_with(1);
    assert!(!ran.stderr.contains("hunter2") && !ran.stdout.contains("hunter2"), "{}", ran.stderr);
}

#[test]
fn an_access_token_needs_no_login() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    scene.run_with(&["plan"], &[("GENESYSCLOUD_ACCESS_TOKEN", rosterctl::sandbox::USER_TOKEN)]).ends_with(0);
    assert!(scene.log().iter().all(|entry| entry["path"] != "/oauth/token"));
}

#[test]
fn the_owner_of_the_token_cannot_deactivate_themselves() {
    let scene = Scene::acme();
    scene.declare_all_but(&["ana"]);
    let token = [("GENESYSCLOUD_ACCESS_TOKEN", rosterctl::sandbox::USER_TOKEN)];
    scene.run_with(&["plan"], &token).ends_with(3).says("self");
}

#[test]
fn a_listing_that_is_not_proven_complete_gives_no_plan() {
    for fault in [
        json!({"set": {"/total": 11}}),
        json!({"remove": ["/entities/0"]}),
        json!({"remove": ["/entities/3/email"]}),
        json!({"set": {"/entities/2/id": "../../oauth"}}),
    ] {
        let scene = Scene::acme();
        scene.declare_all_but(&["bo"]);
        scene.faults(
            &json!([{"match": {"method": "GET", "path": "/api/v2/users", "query": "state=active"}, "do": fault}]),
        );
        let ran = scene.run(&["plan", "--out", "plan.json"]).ends_with(1);
        assert_eq!(ran.stdout, "", "{fault}");
        assert!(!scene.path("plan.json").exists(), "{fault}");
    }
}

#[test]
fn a_transient_fault_does_not_end_a_plan() {
    for fault in [json!({"truncate": 200}), json!({"html": "<html>"}), json!({"reset": true}), json!({"status": 503})] {
        let scene = Scene::acme();
        scene.declare_all_but(&["bo"]);
        scene.faults(&json!([{"match": {"path": "/api/v2/users", "times": 1}, "do": fault}]));
        scene.run(&["plan"]).ends_with(0).says("1 to deactivate");
    }
}

#[test]
fn smaller_pages_than_requested_are_read_completely() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    scene.faults(&json!([{"match": {"path": "/api/v2/users"}, "do": {"page_size": 3}}]));
    scene.run(&["plan"]).ends_with(0).says("10 active users").says("1 to deactivate");
}

#[test]
fn only_plans_for_one_user_and_reports_it() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo", "cy"]);
    scene.run(&["plan", "--only", "bo@acme.example"]).ends_with(0).says("1 to deactivate").says("--only");
    scene.run(&["plan", "--only", "cy"]).ends_with(0).says("cy@acme.example");
    scene.run(&["plan", "--only", "bob@acme.example"]).ends_with(1).complains("bob@acme.example");
}

#[test]
fn a_name_from_the_directory_is_sanitized_for_the_terminal() {
    let scene = Scene::acme();
    scene.edit("bo", &json!({"name": "\u{1b}]0;owned\u{7}\u{202e}Bo\nPlan: 0 to deactivate", "email": "b\u{200b}o\u{1b}[2J@acme.example"}));
    scene.declare_all_but(&["bo"]);
    for arguments in [&["plan"][..], &["plan", "--format", "json"]] {
        let ran = scene.run(arguments).ends_with(3);
        let hostile = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{200b}');
        assert!(!ran.stdout.contains(hostile), "{}", ran.stdout);
    }
}

#[test]
fn out_never_replaces_a_file_of_another_program() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let before = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    scene.run(&["plan", "--out", "roster.yaml"]).ends_with(1).complains("exists and is not a saved plan");
    assert_eq!(std::fs::read_to_string(scene.path("roster.yaml")).unwrap(), before);
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    scene.run(&["plan", "--out", "nowhere/plan.json"]).ends_with(1).complains("nowhere/plan.json");
}

#[cfg(unix)]
#[test]
fn a_saved_plan_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    assert_eq!(std::fs::metadata(scene.path("plan.json")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn show_prints_a_saved_plan_as_plan_did() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let planned = scene.run(&["plan", "--out", "plan.json"]).ends_with(0).stdout;
    scene.run(&["show", "plan.json"]).ends_with(0).says(&planned);
    let json = scene.run(&["show", "plan.json", "--format", "json"]).ends_with(0).stdout;
    assert_eq!(json, std::fs::read_to_string(scene.path("plan.json")).unwrap());
}

#[test]
fn validate_and_usage_errors_send_no_request() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    scene.run_with(&["validate"], &[]).ends_with(0).says("is valid");
    scene.run(&["validate", "none.yaml"]).ends_with(1);
    scene.run(&["plan", "--formt", "json"]).ends_with(1).complains("--format");
    scene.run(&["plam"]).ends_with(1).complains("plan");
    assert_eq!(scene.log().len(), 0);
}

#[test]
fn help_and_version_exit_with_0() {
    let folder = tempfile::tempdir().unwrap();
    run_in(folder.path(), &["--help"], &[]).ends_with(0).says("Exit codes");
    run_in(folder.path(), &["--version"], &[]).ends_with(0).says("rosterctl 0.1.0");
    run_in(folder.path(), &[], &[]).ends_with(1).complains("a command is missing");
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_an_error() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = crate::support::scene::program(&scene.path(""), &["validate"], &[]);
    assert_eq!(command.stdout(full).status().unwrap().code(), Some(1));
}
