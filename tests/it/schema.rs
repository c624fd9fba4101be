//! The committed schemas are those of the types, and what the program writes fits them.
//!
//! `INSTA_UPDATE=always cargo test --test it` writes them anew.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::committed::compare;
use crate::support::scene::{Scene, run_in};

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = run_in(root, &["schema"], &[]).ends_with(0).stdout;
    let names: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    for of in ["roster", "plan", "journal", "snapshot", "diagnostics", "event"] {
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
    let schema: Value = serde_json::from_str(&run_in(Path::new("."), &["schema", "plan"], &[]).stdout).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let scene = Scene::acme();
    scene.roster(
        "  protected:\n    - {email: jo@acme.example, reason: emergency access}\n\
         users:\n  - ana@acme.example\n  - nobody@acme.example\nleavers:\n  - {email: di@acme.example, reason: left}\n",
    );
    let mut plan = scene.run(&["plan", "--format", "json"]).ends_with(3).json();
    let errors: Vec<String> = schema.iter_errors(&plan).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    plan["actions"][0]["action"] = json!("delete");
    assert!(!schema.is_valid(&plan));
}

#[test]
fn a_snapshot_fits_its_schema_and_a_broken_one_does_not() {
    let schema: Value = serde_json::from_str(&run_in(Path::new("."), &["schema", "snapshot"], &[]).stdout).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let scene = Scene::acme();
    scene.declare(&["ana", "old", "nobody"]);
    scene.run(&["snapshot", "--out", "live.json"]).ends_with(0);
    let mut snapshot: Value = serde_json::from_slice(&std::fs::read(scene.path("live.json")).unwrap()).unwrap();
    let errors: Vec<String> = schema.iter_errors(&snapshot).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    snapshot["users"][0]["state"] = json!("active");
    assert!(!schema.is_valid(&snapshot));
}
