//! The action: what it runs, what it hands on, and what it refuses.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::json;

use crate::support::company::Company;
use crate::support::scene::{CLIENT, Scene};

use super::COMMENTS;
use super::runner::{Job, Runner, client, printed, yaml};

/// A run of the action with the sandbox's client.
fn run(runner: &mut Runner, with: &[(&str, &str)]) -> Job {
    runner.action(with, &client())
}

/// An archive of the program for Linux on x86-64 that the model of the download serves, and its SHA-256.
pub(super) fn archive(runner: &Runner) -> String {
    let name = concat!("rosterctl-", env!("CARGO_PKG_VERSION"), "-x86_64-unknown-linux-musl");
    let folder = runner.host("archive");
    std::fs::create_dir_all(folder.join(name)).unwrap();
    let program = folder.join(name).join("rosterctl");
    std::fs::write(&program, concat!("#!/bin/sh\nexec '", env!("CARGO_BIN_EXE_rosterctl"), "' \"$@\"\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let pack = format!(
        "tar -czf '{0}' -C '{1}' {name} && sha256sum <'{0}'",
        printed(&runner.host("state/archive")),
        printed(&folder)
    );
    let ran = Command::new("sh").args(["-c", &pack]).output().unwrap();
    String::from_utf8(ran.stdout).unwrap().split(' ').next().unwrap().to_owned()
}

/// Lists this checksum of the archive in the runner's copy of the action.
fn list(runner: &Runner, sha256: &str) {
    let path = runner.host("action/action.yml");
    let marker = "# version target sha256\n";
    let line = format!("          {} x86_64-unknown-linux-musl {sha256}\n", env!("CARGO_PKG_VERSION"));
    let action = std::fs::read_to_string(&path).unwrap();
    assert!(action.contains(marker));
    std::fs::write(path, action.replace(marker, &format!("{marker}{line}"))).unwrap();
}

#[test]
fn a_binary_is_run_only_if_the_action_knows_its_checksum() {
    let scene = Scene::acme();
    scene.declare_all_but(&[]);
    let mut runner = Runner::of(&scene);
    let sha256 = archive(&runner);
    list(&runner, &sha256.chars().rev().collect::<String>());
    let job = run(&mut runner, &[("command", "validate")]).ends_at("action", 1);
    assert!(job.printed("action").contains("does not have the SHA-256 of this action"), "{}", job.printed("action"));
    assert!(!runner.host("temp/rosterctl").exists() && runner.path.is_empty(), "nothing of it was unpacked");

    let mut runner = Runner::of(&scene);
    list(&runner, &archive(&runner));
    run(&mut runner, &[("command", "validate")]).ends_at("action", 0);
    let asked = std::fs::read_to_string(runner.host("state/curl")).unwrap();
    let address = concat!(
        "https://github.com/rosterctl/rosterctl/releases/download/v",
        env!("CARGO_PKG_VERSION"),
        "/rosterctl-",
        env!("CARGO_PKG_VERSION"),
        "-x86_64-unknown-linux-musl.tar.gz\n"
    );
    assert!(asked.contains("--proto =https") && asked.ends_with(address), "{asked}");
    // Another step of the job does not download it again.
    std::fs::remove_file(runner.host("state/curl")).unwrap();
    run(&mut runner, &[("command", "validate")]).ends_at("action", 0);
    assert!(!runner.host("state/curl").exists());
}

#[test]
fn without_a_checksum_the_actions_own_sources_are_built_and_see_no_credential() {
    let scene = Scene::acme();
    scene.declare_all_but(&[]);
    let mut runner = Runner::of(&scene);
    let job = run(&mut runner, &[("command", "plan")]).ends_at("action", 0);
    assert!(job.printed("action").contains("::notice::This action has no checksum of rosterctl"));
    let told = std::fs::read_to_string(runner.host("state/cargo")).unwrap();
    assert!(told.starts_with("install --path . --locked"), "{told}");
    let seen = std::fs::read_to_string(runner.host("state/cargo.env")).unwrap();
    assert!(!CLIENT.iter().any(|(name, value)| seen.contains(name) || seen.contains(value)), "{seen}");
    assert!(runner.host("temp/rosterctl-source/action.yml").exists(), "a copy outside of the workspace is built");
}

#[test]
fn another_version_is_neither_built_nor_guessed() {
    let scene = Scene::acme();
    let mut runner = Runner::of(&scene);
    let job = run(&mut runner, &[("command", "install"), ("version", "v9.8.7")]).ends_at("action", 1);
    assert!(job.printed("action").contains("no checksum of rosterctl 9.8.7 for x86_64-unknown-linux-musl"));
    assert!(!runner.host("state/cargo").exists() && !runner.host("state/curl").exists());
}

#[test]
fn exit_codes_and_outputs_pass_through() {
    let scene = Scene::acme();
    let mut runner = Runner::of(&scene);
    let outputs = |job: &Job| ["exit-code", "changes", "warnings"].map(|name| job.outputs[name].clone());
    let mut plan = |gone: &[&str], with: &[(&str, &str)]| {
        scene.declare_all_but(gone);
        run(&mut runner, with)
    };
    let job = plan(&["bo"], &[]).ends_at("action", 0);
    assert_eq!(outputs(&job), ["0", "1", "0"]);
    assert!(job.outputs["digest"].starts_with("sha256:"));
    let job = plan(&["bo"], &[("arguments", "--detailed-exitcode\n")]).ends_at("action", 2);
    assert_eq!(outputs(&job), ["2", "1", "0"]);
    let everybody_but_two = ["cy", "di", "ed", "fay", "gus", "hal", "ida", "jo"];
    let job = plan(&everybody_but_two, &[]).ends_at("action", 3);
    assert_eq!(outputs(&job)[..2], ["3", "8"]);
    // An error leaves no plan, and so no digest, of an earlier run.
    let job = run(&mut runner, &[("roster", "none.yaml")]).ends_at("action", 1);
    assert_eq!((outputs(&job), job.outputs["digest"].as_str()), (["1", "", ""].map(str::to_owned), ""));
    assert!(!scene.path("plan.json").exists());
    let job = run(&mut runner, &[("command", "destroy")]).ends_at("action", 1);
    assert!(
        job.printed("action")
            .contains("::error::The input command is install, validate, plan, apply or report, not: destroy")
    );
}

#[test]
fn only_the_expected_plan_is_applied() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let mut runner = Runner::of(&scene);
    let digest = run(&mut runner, &[("plan", "saved/plan.json")]).ends_at("action", 0).outputs["digest"].clone();
    let job = run(&mut runner, &[("command", "apply")]).ends_at("action", 1);
    assert!(job.printed("action").contains("::error::The input expect is empty"));
    for plan in ["", "saved/plan.json"] {
        let with = [("command", "apply"), ("plan", plan), ("expect", "sha256:0000")];
        let job = run(&mut runner, &with).ends_at("action", 4);
        assert_eq!(job.outputs["exit-code"], "4");
    }
    assert!(scene.written().is_empty());
    let with = [("command", "apply"), ("plan", "saved/plan.json"), ("expect", digest.as_str())];
    let job = run(&mut runner, &with).ends_at("action", 0);
    assert_eq!((scene.written(), &job.outputs["digest"]), (vec!["bo".to_owned()], &digest));
    assert!(scene.path("journal.jsonl").exists());
}

#[test]
fn a_redacted_plan_shows_no_name_in_log_summary_page_and_comment() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let mut runner = Runner::of(&scene);
    let with = [("redact", "true"), ("comment", "true"), ("page", "plan.html")];
    let job = run(&mut runner, &with).ends_at("action", 0);
    let comment = runner.kept(COMMENTS)[0]["body"].to_string();
    let page = std::fs::read_to_string(scene.path("plan.html")).unwrap();
    for shown in [job.printed("action"), runner.summarized(), page, comment] {
        assert!(shown.to_lowercase().contains("1 to deactivate") || shown.contains("would be deactivated"), "{shown}");
        assert!(!shown.contains("bo@acme.example") && !shown.contains("Bo Berg"), "{shown}");
    }
}

#[test]
fn without_a_pull_request_there_is_no_comment() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let mut runner = Runner::of(&scene);
    runner.context.remove("github.event.pull_request.number");
    run(&mut runner, &[("comment", "true")]).ends_at("action", 0);
    assert_eq!(runner.kept(COMMENTS), json!([]));
}

#[test]
fn a_cancelled_job_finishes_and_journals_the_writes_in_flight() {
    let company = Company::of(20);
    let digest =
        company.scene.run(&["show", "plan.json", "--format", "json"]).json()["digest"].as_str().unwrap().to_owned();
    let held: Vec<u64> = (6..40).collect();
    company.scene.faults(&json!([{"match": {"method": "PATCH", "nth": held}, "do": {"delay_ms": 700}}]));
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_sequence().unwrap();
    let script = steps.iter().find(|step| step["id"] == "run").unwrap()["run"].as_str().unwrap();
    let runner = Runner::installed(&company.scene);
    let mut environment: BTreeMap<String, String> = client();
    let output = printed(&runner.host("output"));
    let inputs = [("COMMAND", "apply"), ("PLAN", "plan.json"), ("EXPECT", &digest), ("JOURNAL", "journal.jsonl")];
    environment.extend(inputs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    environment.insert("GITHUB_OUTPUT".to_owned(), output.clone());
    let mut step = company.scene.start_command("step", runner.command(script, &environment));
    step.until("several writes are in flight", || company.scene.patches().len() >= 8);
    // As the runner does: first one, then, while writes are still held, the other.
    step.signal("INT");
    step.until("the signal was heard", || {
        std::fs::read_to_string(company.scene.path("step.err")).unwrap().contains("Stopping")
    });
    step.signal("TERM");
    let ran = step.end().ends_with(143);
    assert!(ran.stderr.contains("Stopping"), "{}", ran.stderr);
    assert!(std::fs::read_to_string(output).unwrap().contains("exit-code=143\n"));
    let journal = company.journal();
    let inactive = company.leavers.iter().filter(|id| company.scene.user(id)["state"] == "inactive");
    let done: Vec<&String> = inactive.collect();
    assert!((8..20).contains(&done.len()), "{}", done.len());
    for id in done {
        assert_eq!(journal.outcomes(id), ["done"], "{id}");
    }
}
