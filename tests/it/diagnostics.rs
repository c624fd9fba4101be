//! Errors in a roster are printed to standard output in the requested format, with the same content in each.

use serde_json::{Value, json};

use crate::support::scene::{Ran, Scene, roster, run_in};
use crate::support::schema::validator;

/// A directory that is never asked.
const OFFLINE: &str = "type: genesys-cloud, region: eu-central-1";

/// Three mistakes in two files of a folder with an odd name, and a valid roster.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("te ams")).unwrap();
    write(
        "roster.yaml",
        &roster(OFFLINE, "include: [\"te ams/*.yaml\"]\nusers:\n  - ana@acme.example\n  - é, 100% \"x\n"),
    );
    write("te ams/a,b.yaml", "users:\n  - ANA@acme.example\nowner: us\n");
    write("syntax.yaml", "users: [\n");
    write("valid.yaml", &roster("type: genesys-cloud", "users: []\n"));
    folder
}

fn validate(file: &str, format: &str) -> Ran {
    run_in(folder().path(), &["validate", file, "--format", format], &[])
}

#[test]
fn mistakes_as_json() {
    let ran = validate("roster.yaml", "json").ends_with(1).complains("3 errors in the roster roster.yaml");
    assert!(validator("diagnostics").is_valid(&ran.json()));
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn mistakes_as_annotations() {
    insta::assert_snapshot!(validate("roster.yaml", "github").ends_with(1).stdout);
}

#[test]
fn mistakes_as_sarif() {
    let mut log = validate("roster.yaml", "sarif").ends_with(1).json();
    let rules = log["runs"][0]["tool"]["driver"]["rules"].take();
    assert!(rules.as_array().unwrap().len() > 50);
    insta::assert_snapshot!(format!("{log:#}"));
}

#[test]
fn a_valid_roster_is_reported_as_json_too() {
    let found = validate("valid.yaml", "json").ends_with(0).json();
    assert!(validator("diagnostics").is_valid(&found));
    let wanted = json!({
        "format_version": "1.0", "type": "diagnostics", "roster": "valid.yaml", "valid": true, "count": 0,
        "diagnostics": [],
    });
    assert_eq!(found, wanted);
    let log = validate("valid.yaml", "sarif").ends_with(0).json();
    assert_eq!(log["runs"][0]["results"], json!([]));
    for format in ["text", "github"] {
        validate("valid.yaml", format).ends_with(0).says("is valid: 0 users, 0 leavers, 0 protected.");
    }
}

#[test]
fn plan_reports_roster_errors_in_its_own_format() {
    let folder = folder();
    let plan = |format: &str| run_in(folder.path(), &["plan", "--format", format], &[]).ends_with(1);
    for format in ["json", "github"] {
        assert_eq!(plan(format).stdout, run_in(folder.path(), &["validate", "--format", format], &[]).stdout);
        assert!(!plan(format).stderr.contains("error[duplicate-user]"));
    }
    assert_eq!(plan("sarif").json()["runs"][0]["automationDetails"]["id"], "rosterctl plan/");
    for format in ["text", "markdown", "diff", "gitlab"] {
        let ran = plan(format).complains("error[duplicate-user]");
        assert_eq!(ran.stdout, "", "{format}");
    }
}

#[test]
fn plan_reports_contradictions_in_its_own_format() {
    let scene = Scene::acme();
    scene.roster("scope: {divisions: [Nowhere]}\nusers:\n  - {email: ana@acme.example, id: bo}\n");
    let plan = |format: &str| scene.run(&["plan", "--only", "nobody@x.example", "--format", format]).ends_with(1);
    let found = plan("json").complains("contradict").json();
    assert!(validator("diagnostics").is_valid(&found), "{found}");
    let codes: Vec<&str> =
        found["diagnostics"].as_array().unwrap().iter().map(|d| d["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["unknown-user", "unknown-division", "id-mismatch"]);
    assert_eq!((&found["count"], &found["valid"]), (&json!(3), &json!(false)));
    assert_eq!(found["diagnostics"][0].get("at"), None, "the command line has no place");
    plan("github")
        .says("::error file=roster.yaml,line=8,col=21,endColumn=22,title=unknown-division::")
        .says("::error file=roster.yaml,title=unknown-user::--only `nobody@x.example`:");
    plan("text").complains("error[unknown-division]").complains(" --> roster.yaml:8:21");
    let log = plan("sarif").json();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    let region = |at: usize| results[at]["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64().unwrap();
    assert_eq!([region(0), region(1), region(2)], [1, 8, 10]);
}

#[test]
fn the_count_includes_errors_that_are_not_listed() {
    let folder = folder();
    let users: String = (0..150).map(|number| format!("  - nobody{number}\n")).collect();
    std::fs::write(folder.path().join("many.yaml"), roster(OFFLINE, &format!("users:\n{users}"))).unwrap();
    let validate =
        |format: &str| run_in(folder.path(), &["validate", "many.yaml", "--format", format], &[]).ends_with(1);
    let found = validate("json").json();
    assert_eq!((&found["count"], found["diagnostics"].as_array().unwrap().len()), (&json!(150), 101));
    let annotations = validate("github").stdout;
    assert_eq!(annotations.lines().count(), 10);
    assert!(annotations.ends_with("%0A+140 more\n"), "{annotations}");
}

#[test]
fn a_plan_as_sarif_has_guards_findings_and_actions_on_their_lines() {
    let scene = Scene::acme();
    scene.roster(
        "  max_deactivations: 1\nusers:\n  - ana@acme.example\n  - {email: cy@acme.example, until: 2026-01-31}\n\
         \x20 - ed@acme.example\n  - fay@acme.example\n  - gus@acme.example\n  - hal@acme.example\n\
         \x20 - ida@acme.example\n  - jo@acme.example\n  - old@acme.example\n\
         leavers:\n  - {email: di@acme.example, reason: \"left {0} [x](https://y.example)\"}\n",
    );
    let log = scene.run(&["plan", "--format", "sarif", "--out", "plan.json"]).ends_with(3);
    let results: Vec<Value> = log.json()["runs"][0]["results"].as_array().unwrap().clone();
    let lines = results.iter().map(|result| {
        let place = &result["locations"][0]["physicalLocation"];
        format!(
            "{} {} {}:{} {}",
            result["level"].as_str().unwrap(),
            result["ruleId"].as_str().unwrap(),
            place["artifactLocation"]["uri"].as_str().unwrap(),
            place["region"]["startLine"],
            result["message"]["text"].as_str().unwrap().replace('\n', " / "),
        )
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
    let digest = &log.json()["runs"][0]["properties"]["digest"];
    let plan: Value = serde_json::from_slice(&std::fs::read(scene.path("plan.json")).unwrap()).unwrap();
    assert_eq!(*digest, plan["digest"]);
    assert_eq!(scene.run(&["show", "plan.json", "--format", "sarif"]).ends_with(0).stdout, log.stdout);
}
