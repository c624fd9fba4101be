//! The example pipelines, the reusable workflows and the component that they use, and the action work as described: each
//! shell step is run, against the sandbox and a model of the host.

mod action;
mod expressions;
mod fleet;
mod github;
mod gitlab;
mod kept_apart;
mod pinned;
mod project;
mod release;
mod runner;
mod time;

use serde_json::json;

use crate::support::scene::Scene;

use self::runner::{Runner, example};

const COMMENTS: &str = "repos/acme/access/issues/7/comments.json";
/// The status that pins the digest of the roster's plan.
const CONTEXT: &str = "rosterctl/plan (roster.yaml)";
const STATUSES: &str = "repos/acme/access/commits/beef/statuses.json";
/// The repository of the pull request's branch.
const HEAD_REPOSITORY: &str = "github.event.pull_request.head.repo.full_name";
/// The artifact with the plan, and the last step of its job.
const ARTIFACT: &str = "rosterctl-plan";
const PINNED: &str = "Pin the digest to the commit that is reviewed";
/// The last step of an apply.
const KEPT: &str = "Keep the journal";

/// The plan of a pull request that drops these users.
fn planned(scene: &Scene, gone: &[&str]) -> Runner {
    scene.declare_all_but(gone);
    let mut runner = Runner::of(scene);
    runner.workflow("roster-plan.yml").ends_at(PINNED, 0);
    runner
}

#[test]
fn a_pull_request_shows_one_comment_which_is_replaced() {
    let scene = Scene::acme();
    let mut runner = planned(&scene, &["bo"]);
    let first = runner.kept(COMMENTS);
    let body = first[0]["body"].as_str().unwrap();
    assert!(body.starts_with("<!-- rosterctl: ") && body.contains("**1 user would be deactivated**"), "{body}");
    assert!(runner.summarized().contains("**1 user would be deactivated**"));
    // A comment that quotes the marker, and another one.
    let marker = body.lines().next().unwrap();
    let quoted = json!({"id": 90, "user": {"login": "mallory"}, "body": format!("{marker}\nnot the plan")});
    let talk = json!({"id": 91, "user": {"login": "github-actions[bot]"}, "body": "coverage 93 %"});
    runner.keep(COMMENTS, &json!([first[0], quoted, talk]).to_string());
    scene.declare_all_but(&["bo", "gus"]);
    runner.workflow("roster-plan.yml").ends_at(PINNED, 0);
    let second = runner.kept(COMMENTS);
    assert_eq!(second.as_array().map(Vec::len), Some(3));
    assert!(second[0]["body"].as_str().unwrap().contains("**2 users would be deactivated**"));
    assert_eq!((&second[1], &second[2]), (&quoted, &talk));
}

#[test]
fn a_page_lists_the_users_that_a_comment_omits() {
    let scene = Scene::acme();
    let runner = planned(&scene, &["bo"]);
    assert!(runner.artifact(ARTIFACT, "plan.html").unwrap().contains("bo@acme.example"));
    let comment = runner.kept(COMMENTS)[0]["body"].as_str().unwrap().to_owned();
    let link = "plan.html, an artifact of [this run](https://github.com/acme/access/actions/runs/4711)";
    assert!(comment.contains(link), "{comment}");
}

#[test]
fn a_plan_is_handed_on_with_its_digest() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let mut runner = Runner::of(&scene);
    let job = runner.workflow("roster-plan.yml").ends_at(PINNED, 0);
    let plan: serde_json::Value = serde_json::from_str(&runner.artifact(ARTIFACT, "plan.json").unwrap()).unwrap();
    assert_eq!(plan["digest"], job.outputs["digest"]);
    assert_eq!((job.outputs["changes"].as_str(), job.outputs["exit-code"].as_str()), ("1", "0"));
    assert_eq!(runner.kept(STATUSES)[0]["description"], job.outputs["digest"]);
}

#[test]
fn the_artifact_of_a_redacted_plan_has_no_saved_plan() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let mut runner = Runner::of(&scene);
    let mut caller = example("github/roster-plan.yml")["jobs"]["roster"].clone();
    caller["with"] = serde_yaml::from_str("redact: true").unwrap();
    let uses = caller["uses"].as_str().unwrap().to_owned();
    runner.call(&uses, &caller).ends_at(PINNED, 0);
    assert!(runner.artifact(ARTIFACT, "plan.json").is_none());
    let page = runner.artifact(ARTIFACT, "plan.html").unwrap();
    assert!(!page.contains("bo@acme.example") && page.contains("@redacted.invalid"));
}

#[test]
fn what_a_pull_request_commits_is_not_taken_for_a_result() {
    let scene = Scene::acme();
    scene.roster("users: 7\n");
    for folder in ["rosterctl-plan", "rosterctl-plan/acme-de"] {
        std::fs::create_dir(scene.path(folder)).unwrap();
        scene.write(&format!("{folder}/plan.json"), "{}");
    }
    let mut runner = Runner::of(&scene);
    runner.workflow("roster-plan.yml").ends_at("Validate", 1);
    assert!(
        runner.artifact(ARTIFACT, "plan.json").is_none() && runner.artifact(ARTIFACT, "acme-de/plan.json").is_none()
    );
}

#[test]
fn a_pull_request_from_a_fork_is_planned_without_secrets_only() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let mut runner = Runner::of(&scene);
    runner.context.insert(HEAD_REPOSITORY.to_owned(), "mallory/access".to_owned());
    assert!(runner.workflow("roster-plan.yml").steps.is_empty());
    assert!(scene.log().is_empty());
}

#[test]
fn a_refused_plan_is_shown_before_the_job_fails() {
    let scene = Scene::acme();
    scene.declare(&["ana"]);
    let mut runner = Runner::of(&scene);
    let job = runner.workflow("roster-plan.yml").ends_at("Plan", 3);
    assert_eq!(job.outputs["exit-code"], "3");
    assert!(runner.artifact(ARTIFACT, "plan.html").is_some());
    assert!(job.printed("Plan").contains("::error file=roster.yaml"), "{}", job.printed("Plan"));
    assert!(runner.kept(COMMENTS)[0]["body"].as_str().unwrap().contains("**Refused by"));
    assert_eq!(runner.kept(STATUSES)[0]["state"], "failure");
}

#[test]
fn an_invalid_roster_is_annotated_without_a_request() {
    let scene = Scene::acme();
    scene.roster("users:\n  - ana@acme.example\n  - ana@acme.example\n");
    let mut runner = Runner::of(&scene);
    let job = runner.workflow("roster-plan.yml").ends_at("Validate", 1);
    assert!(job.printed("Validate").contains("::error file=roster.yaml,line=10,"), "{}", job.printed("Validate"));
    assert_eq!((runner.kept(COMMENTS), runner.kept(STATUSES)), (json!([]), json!([])));
    assert!(scene.log().is_empty());
}

#[test]
fn the_reviewed_plan_is_applied_after_the_merge() {
    let scene = Scene::acme();
    let mut runner = planned(&scene, &["bo"]);
    assert_eq!(runner.kept(STATUSES)[0]["state"], "success");
    let job = runner.workflow("roster-apply.yml").ends_at(KEPT, 0);
    assert_eq!(scene.written(), ["bo"]);
    assert_eq!(job.outputs["digest"], runner.kept(STATUSES)[0]["description"]);
    scene.write("journal.jsonl", &runner.artifact("rosterctl-journal", "journal.jsonl").unwrap());
    scene.run(&["undo", "journal.jsonl"]).ends_with(0).says("bo");
}

#[test]
fn a_directory_that_changed_after_the_review_is_not_written() {
    let scene = Scene::acme();
    let mut runner = planned(&scene, &["bo"]);
    scene.edit("old", &json!({"state": "active"}));
    let job = runner.workflow("roster-apply.yml").ends_at("Apply", 4);
    assert_eq!(job.outputs["exit-code"], "4");
    assert!(job.printed("Apply").contains("digest"), "{}", job.printed("Apply"));
    assert!(scene.written().is_empty());
}

#[test]
fn only_plans_of_pull_requests_are_applied() {
    let scene = Scene::acme();
    let mut runner = planned(&scene, &["bo"]);
    let status = runner.kept(STATUSES)[0].clone();
    let find = "Find the digest that was reviewed";
    // Only the workflow's own status counts, and only that of the plan.
    for (creator, context) in [
        ("mallory", CONTEXT),
        ("github-actions[bot]", "coverage"),
        ("github-actions[bot]", "rosterctl/plan (other.yaml)"),
    ] {
        let mut other = status.clone();
        other["creator"]["login"] = json!(creator);
        other["context"] = json!(context);
        runner.keep(STATUSES, &json!([other]).to_string());
        let job = runner.workflow("roster-apply.yml").ends_at(find, 1);
        assert!(job.printed(find).contains("::error::The pull request has no status rosterctl/plan (roster.yaml)"));
    }
    for pulls in [json!([]), json!([{"merged_at": null, "base": {"ref": "main"}, "head": {"sha": "beef"}}])] {
        runner.keep("repos/acme/access/commits/c0ffee/pulls.json", &pulls.to_string());
        let job = runner.workflow("roster-apply.yml").ends_at(find, 1);
        assert!(job.printed(find).contains("::error::c0ffee was not merged from a pull request"));
    }
    assert!(scene.written().is_empty());
}

#[test]
fn the_nightly_job_reports_drift_and_saves_a_snapshot_for_the_plans_of_forks() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let mut runner = Runner::of(&scene);
    runner.workflow("roster-nightly.yml").ends_at("Look for drift", 2);
    scene.declare_all_but(&[]);
    runner.workflow("roster-nightly.yml").ends_at("Look for drift", 0);
    assert!(runner.artifact("roster-snapshot", "snapshot.json").is_some());
    // No user would be deactivated, but the roster names a user that does not exist.
    let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    scene.write("roster.yaml", &format!("{roster}  - zoe.gone@acme.example\n"));
    let job = runner.workflow("roster-nightly.yml").ends_at("Fail on warnings", 2);
    assert!(job.printed("Fail on warnings").contains("::error::Directory and roster differ: 1 warnings above"));
    scene.write("roster.yaml", &roster);

    let fork = "Fetch the newest snapshot of the main branch";
    runner.context.insert(HEAD_REPOSITORY.to_owned(), "mallory/access".to_owned());
    runner.keep("runs.json", "[]");
    let job = runner.workflow("roster-plan-fork.yml").ends_at(fork, 1);
    assert!(job.printed(fork).contains("::error::There is no snapshot yet"));
    runner.keep("runs.json", r#"[{"databaseId": 4711}]"#);
    let asked = scene.log().len();
    scene.declare_all_but(&["bo", "gus"]);
    let job = runner.workflow("roster-plan-fork.yml").ends_at("Plan", 0);
    assert!(job.printed("Plan").contains("bo@acme.example"), "{}", job.printed("Plan"));
    assert!(runner.summarized().contains("**2 users would be deactivated**"));
    assert_eq!(scene.log().len(), asked, "a plan from a snapshot asks nobody");
}

#[test]
fn a_merge_request_reports_what_would_change_and_a_person_applies_it() {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo"]);
    let runner = Runner::of(&scene);
    runner.gitlab("validate").ends_with(0);
    runner.gitlab("plan").ends_with(0);
    let report: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(scene.path("report.json")).unwrap()).unwrap();
    assert_eq!(report, json!({"create": 0, "update": 1, "delete": 0}));
    assert!(std::fs::read_to_string(scene.path("plan.html")).unwrap().contains("bo@acme.example"));
    runner.gitlab("apply").ends_with(0);
    assert_eq!(scene.written(), ["bo"]);
    // What a guard refuses is reported too, and cannot be applied.
    scene.declare(&["ana"]);
    std::fs::remove_file(scene.path("report.json")).unwrap();
    runner.gitlab("plan").ends_with(3);
    assert!(scene.path("report.json").exists());
    runner.gitlab("apply").ends_with(3);
    assert_eq!(scene.written(), ["bo"]);
    // Without a plan there is no report of an earlier one.
    scene.write("roster.yaml", "users: 7\n");
    runner.gitlab("plan").ends_with(1);
    assert!(!scene.path("plan.json").exists());
}

#[test]
fn a_component_runs_a_binary_only_if_it_knows_its_checksum() {
    let scene = Scene::acme();
    scene.declare_all_but(&[]);
    let runner = Runner::of(&scene);
    let sha256 = action::archive(&runner);
    let listed = |sha256: &str| {
        format!("# version target sha256\n{} x86_64-unknown-linux-musl {sha256}\n", env!("CARGO_PKG_VERSION"))
    };
    let wrong: String = sha256.chars().rev().collect();
    let ran = runner.gitlab_with("validate", &[("ROSTERCTL_CHECKSUMS", &listed(&wrong))]).ends_with(1);
    assert!(ran.stdout.contains("does not have the SHA-256 of this component"), "{}", ran.stdout);
    assert!(!scene.path(".rosterctl-bin/bin/rosterctl").exists());
    runner.gitlab_with("validate", &[("ROSTERCTL_CHECKSUMS", &listed(&sha256))]).ends_with(0);
    assert!(!runner.host("state/cargo").exists(), "nothing was built");
}
