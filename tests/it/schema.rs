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

#[test]
fn the_schema_of_a_roster_takes_for_each_type_the_scopes_and_addresses_that_the_program_takes() {
    let (schema, scene) = (validator("roster"), Scene::acme());
    let cloud = |url: &str| json!({"type": "genesys-cloud", "api_url": url});
    let scim = json!({"type": "scim", "service": "gitlab", "url": "https://git.acme.example/api/scim/v2/application",
        "token_owner": "none"});
    let sandbox = json!({"type": "sandbox", "org": "org.yaml"});
    let scim_sandbox = json!({"type": "sandbox", "protocol": "scim", "org": "org.yaml"});
    let (divisions, departments) = (json!({"divisions": ["Support"]}), json!({"departments": ["Support"]}));
    let (types, domains) = (json!({"user_types": ["Employee"]}), json!({"email_domains": ["acme.example"]}));
    let region = json!({"type": "genesys-cloud", "region": "eu-central-1"});
    let mut rosters = vec![
        (&region, &divisions, true),
        (&region, &departments, false),
        (&region, &types, false),
        (&sandbox, &divisions, true),
        (&sandbox, &types, false),
        (&scim, &divisions, false),
        (&scim, &departments, true),
        (&scim, &types, true),
        (&scim_sandbox, &divisions, false),
        (&scim_sandbox, &departments, true),
        (&scim_sandbox, &domains, true),
    ];
    let addresses: Vec<(Value, bool)> = [
        ("https://api.acme.example", true),
        ("https://api.acme.example:8443/genesys/", true),
        ("https://[::1]/a", true),
        ("http://127.0.0.1:8080/a@b", true),
        ("http://localhost", true),
        ("http://[::1]:9/", true),
        ("http://api.acme.example", false),
        ("http://127.0.0.1.acme.example", false),
        ("http://localhost@acme.example", false),
        ("https://me@acme.example", false),
        ("https://acme.example?x=1", false),
        ("https://acme.example/a#b", false),
        ("https://:80/", false),
        ("https://", false),
        ("https:\\\\acme.example", false),
        ("HTTPS://acme.example", false),
    ]
    .into_iter()
    .map(|(url, is_taken)| (cloud(url), is_taken))
    .collect();
    rosters.extend(addresses.iter().map(|(directory, is_taken)| (directory, &domains, *is_taken)));
    for (directory, scope, is_taken) in rosters {
        let roster = json!({"version": 1, "directory": directory, "scope": scope, "users": ["ana@acme.example"]});
        scene.write("roster.yaml", &roster.to_string());
        scene.run(&["validate"]).ends_with(i32::from(!is_taken));
        assert_eq!(schema.is_valid(&roster), is_taken, "{roster}");
    }
}
