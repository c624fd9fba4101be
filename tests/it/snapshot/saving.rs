//! A snapshot is saved completely or not at all, readable by its owner only, and replaces only another snapshot.

use serde_json::json;

use super::{held, planned, taken};
use crate::support::scene::{CLIENT, Scene};

#[test]
fn a_snapshot_holds_what_planning_needs_and_no_secret() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let ran = scene.run(&["snapshot", "--out", "live.json"]).ends_with(0);
    assert_eq!(ran.stdout, "");
    ran.complains("10 active users of \"Acme\"").complains("rosterctl plan --live live.json");
    let text = std::fs::read_to_string(scene.path("live.json")).unwrap();
    for (_, secret) in CLIENT {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(!text.contains("Agent") && !text.contains("2026-10-02"), "no roles and no logins: {text}");
    let snapshot = held(&scene);
    assert_eq!(snapshot["directory"]["api_url"], scene.url());
    assert_eq!(snapshot["organization"], json!({"id": "0c5f2c7e-0000-4000-8000-00000000ac3e", "name": "Acme"}));
    assert_eq!(snapshot["divisions"].as_array().map(Vec::len), Some(2));
    assert_eq!(snapshot["users"].as_array().map(Vec::len), Some(10));
    let keys: Vec<&String> = snapshot["users"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["division", "email", "id", "name", "version"]);
}

#[cfg(unix)]
#[test]
fn a_snapshot_is_readable_by_its_owner_only_even_if_it_replaces_a_file() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    scene.write("live.json", "");
    std::fs::set_permissions(scene.path("live.json"), std::fs::Permissions::from_mode(0o644)).unwrap();
    taken(&scene);
    let mode = |name: &str| std::fs::metadata(scene.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("live.json"), 0o600);
    std::fs::rename(scene.path("live.json"), scene.path("kept.json")).unwrap();
    symlink("kept.json", scene.path("live.json")).unwrap();
    taken(&scene);
    assert!(scene.path("live.json").is_symlink(), "the link stays");
    assert_eq!(mode("kept.json"), 0o600);
    planned(&scene, &[]).ends_with(0);
}

#[test]
fn a_snapshot_replaces_a_snapshot_and_nothing_else() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    taken(&scene);
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    scene.write("other.json", "{\"format_version\": \"1.0\"}\n");
    std::fs::create_dir(scene.path("folder")).unwrap();
    let before = scene.log().len();
    for taken in ["roster.yaml", "plan.json", "other.json", "folder", "/dev/null"] {
        let text = std::fs::read(scene.path(taken)).ok();
        scene.run(&["snapshot", "--out", taken]).ends_with(1).complains("exists and is not a snapshot");
        assert_eq!(std::fs::read(scene.path(taken)).ok(), text, "{taken}");
    }
    scene.run(&["snapshot", "--out", "nowhere/live.json"]).ends_with(1).complains("nowhere/live.json");
    scene.run(&["snapshot"]).ends_with(1).complains("--out");
    assert_eq!(scene.log().len(), before, "nothing is asked for what could not be saved");
    scene.run(&["plan", "--out", "live.json"]).ends_with(1).complains("exists and is not a saved plan");
    // A snapshot that was cut short is still one to be replaced.
    let text = std::fs::read_to_string(scene.path("live.json")).unwrap();
    scene.write("live.json", &text[..300]);
    taken(&scene);
    planned(&scene, &[]).ends_with(0);
}

#[test]
fn an_incomplete_reading_or_another_organization_is_not_saved() {
    for (path, fault) in [
        ("/api/v2/users", json!({"set": {"/total": 11}})),
        ("/api/v2/users", json!({"remove": ["/entities/0"]})),
        ("/api/v2/users", json!({"remove": ["/entities/0/version"]})),
        ("/api/v2/authorization/divisions", json!({"status": 403})),
        ("/api/v2/users/search", json!({"status": 403})),
        ("/api/v2/organizations/me", json!({"set": {"/id": "other-org"}})),
    ] {
        let scene = Scene::acme();
        scene.roster_of("0c5f2c7e-0000-4000-8000-00000000ac3e", "users: [ana@acme.example, nobody@acme.example]\n");
        taken(&scene);
        let before = std::fs::read(scene.path("live.json")).unwrap();
        scene.faults(&json!([{"match": {"path": path}, "do": fault}]));
        scene.run(&["snapshot", "--out", "live.json"]).ends_with(1);
        scene.run(&["snapshot", "--out", "new.json"]).ends_with(1);
        assert!(!scene.path("new.json").exists(), "{fault}");
        assert_eq!(std::fs::read(scene.path("live.json")).unwrap(), before, "{fault}");
    }
}

#[test]
fn a_directory_that_changes_while_it_is_read_is_not_saved() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    scene.write("roster.yaml", &(roster + "  - new@acme.example\n"));
    scene.faults(&json!([{"match": {"path": "/api/v2/users", "query": "state=active"},
        "do": {"set": {"/total": 9, "/pageCount": 1}, "remove": ["/entities/1"]}}]));
    let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    scene.write("roster.yaml", &(roster + "  - bo@acme.example\n"));
    scene.run(&["snapshot", "--out", "live.json"]).ends_with(1).complains("changed during each");
    assert!(!scene.path("live.json").exists());
}
