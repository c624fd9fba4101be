//! The committed schemas are those of the types, and the output of the program is valid by them.
//!
//! `INSTA_UPDATE=always cargo test --test it` writes them anew.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::committed::compare;
use crate::support::scene::{Scene, run_in};
use crate::support::schema::{assert_valid, validator};

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = run_in(root, &["schema"], &[]).ends_with(0).stdout;
    let names: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    for of in ["roster", "plan", "journal", "snapshot", "diagnostics", "event", "doctor"] {
        assert!(names.contains(&of), "{listed}");
    }
    for of in names {
        let printed = run_in(root, &["schema", of], &[]).ends_with(0).stdout;
        let path = root.join(format!("schema/{of}.schema.json"));
        compare(&path, &printed);
    }
}

#[test]
fn a_plan_fits_its_schema_and_a_broken_one_does_not() {
    let schema = validator("plan");
    let scene = Scene::acme();
    scene.roster(
        "  protected:\n    - {email: jo@acme.example, reason: emergency access}\n\
         users:\n  - ana@acme.example\n  - nobody@acme.example\nleavers:\n  - {email: di@acme.example, reason: left}\n",
    );
    let mut plan = scene.run(&["plan", "--format", "json"]).ends_with(3).json();
    assert_valid(&schema, &plan);
    plan["actions"][0]["action"] = json!("delete");
    assert!(!schema.is_valid(&plan));
}

#[test]
fn a_snapshot_fits_its_schema_and_a_broken_one_does_not() {
    let schema = validator("snapshot");
    let scene = Scene::acme();
    scene.declare(&["ana", "old", "nobody"]);
    scene.run(&["snapshot", "--out", "live.json"]).ends_with(0);
    let mut snapshot: Value = serde_json::from_slice(&std::fs::read(scene.path("live.json")).unwrap()).unwrap();
    assert_valid(&schema, &snapshot);
    snapshot["users"][0]["state"] = json!("active");
    assert!(!schema.is_valid(&snapshot));
}

#[test]
fn the_schema_of_a_roster_takes_for_each_type_the_keys_that_the_program_takes() {
    let (schema, scene) = (validator("roster"), Scene::acme());
    for (directory, is_taken) in [
        (json!({"type": "sandbox", "org": "org.yaml"}), true),
        (json!({"type": "sandbox", "org": "org.yaml", "deactivation": "active"}), true),
        (json!({"type": "sandbox", "protocol": "genesys-cloud", "org": "org.yaml", "match": "user_name"}), false),
        (json!({"type": "sandbox", "org": "org.yaml", "etag": "off"}), false),
        (json!({"type": "sandbox", "protocol": "scim", "org": "org.yaml", "match": "user_name", "etag": "off"}), true),
        (
            json!({"type": "sandbox", "protocol": "scim", "org": "org.yaml", "paging": "cursor", "patch_form": "pathless"}),
            true,
        ),
        (json!({"type": "sandbox", "protocol": "scim", "org": "org.yaml", "deactivation": "active"}), false),
    ] {
        let roster = json!({"version": 1, "directory": directory, "users": ["ana@acme.example"]});
        scene.write("roster.yaml", &roster.to_string());
        scene.run(&["validate"]).ends_with(i32::from(!is_taken));
        assert_eq!(schema.is_valid(&roster), is_taken, "{roster}");
    }
}
