//! The examples that do not run on the host of a repository: the job of a cluster, and the commit hooks.

use std::collections::BTreeMap;

use crate::support::scene::{CLIENT, EVERYBODY, Scene};

use super::runner::{Runner, client, example, yaml};

#[test]
fn the_cluster_job_applies_the_roster_and_never_overlaps() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci/kubernetes/cronjob.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    let job: serde_yaml::Value = serde_yaml::from_str(text.split("\n---\n").nth(1).unwrap()).unwrap();
    assert_eq!(job["spec"]["concurrencyPolicy"], "Forbid");
    let job = &job["spec"]["jobTemplate"]["spec"];
    assert_eq!((&job["parallelism"], &job["backoffLimit"]), (&1.into(), &0.into()));
    let container = &job["template"]["spec"]["containers"][0];
    let secrets: Vec<&str> =
        container["env"].as_sequence().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect();
    assert_eq!(secrets, CLIENT.map(|(name, _)| name));

    // Plans are not reviewed: a colleague who is not in the roster yet keeps their access.
    let roster = std::fs::read_to_string(path.with_file_name("roster.yaml")).unwrap();
    assert!(roster.contains("\nundeclared: report\n"), "{roster}");
    let scene = Scene::acme();
    let declared = EVERYBODY.into_iter().filter(|local| !["bo", "gus"].contains(local));
    let lines: String = declared.map(|local| format!("  - {local}@acme.example\n")).collect();
    let leaver = "  - {email: bo@acme.example, reason: left the company}\n";
    scene.roster(&format!("undeclared: report\nusers:\n{lines}leavers:\n{leaver}"));
    let command: Vec<&str> =
        container["args"].as_sequence().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    let command = format!("rosterctl {}", command.join(" ")).replace("=/roster/", "=").replace("=/journal/", "=");
    let runner = Runner::installed(&scene);
    for done in [1, 0] {
        let ran = runner.shell(&command, &client()).ends_with(0);
        let summary: serde_json::Value = serde_json::from_str(ran.stdout.lines().last().unwrap()).unwrap();
        assert_eq!((&summary["type"], &summary["done"]), (&"summary".into(), &done.into()));
    }
    assert_eq!(scene.written(), ["bo"]);
}

#[test]
fn the_commit_hooks_format_the_roster_and_refuse_an_invalid_one() {
    let scene = Scene::acme();
    let known = yaml(".pre-commit-hooks.yaml");
    let known = known.as_sequence().unwrap();
    let example = example("pre-commit/.pre-commit-config.yaml");
    for hook in example["repos"][0]["hooks"].as_sequence().unwrap() {
        assert!(known.iter().any(|other| other["id"] == hook["id"]), "{hook:?}");
    }
    let runner = Runner::installed(&scene);
    let run = |id: &str| {
        let hook = known.iter().find(|hook| hook["id"] == id).unwrap();
        let arguments = hook["args"].as_sequence().unwrap().iter().map(|word| word.as_str().unwrap());
        let words: Vec<&str> = std::iter::once(hook["entry"].as_str().unwrap()).chain(arguments).collect();
        runner.shell(&words.join(" "), &BTreeMap::new())
    };
    let (format, check, validate) = ("rosterctl-fmt", "rosterctl-fmt-check", "rosterctl-validate");
    scene.roster("users:\n  - gus@acme.example\n  - ana@acme.example # team lead\n");
    run(check).ends_with(3);
    run(format).ends_with(0);
    run(check).ends_with(0);
    let formatted = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    assert!(formatted.find("ana@acme.example").unwrap() < formatted.find("gus@").unwrap(), "{formatted}");
    assert!(formatted.contains("ana@acme.example  # team lead"), "{formatted}");
    run(validate).ends_with(0);
    scene.roster("users:\n  - ana@acme.example\n  - ana@acme.example\n");
    run(validate).ends_with(1).complains("duplicate");
    assert!(scene.log().is_empty());
}
