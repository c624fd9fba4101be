//! The example pipelines of a fleet: each organization by itself with its own secrets, and one report that leaves none out.

use std::collections::BTreeMap;

use rosterctl::sandbox::{CLIENT_ID, CLIENT_SECRET};
use serde_json::{Value as Json, json};
use serde_yaml::Value;

use crate::fleet::{ORGANIZATIONS, Partner, names};

use super::github::text;
use super::gitlab::included;
use super::runner::{Job, Runner, text_of, yaml};
use super::{COMMENTS, STATUSES};

const PLAN: &str = "examples/fleet/github/fleet-plan.yml";
const APPLY: &str = "examples/fleet/github/fleet-apply.yml";
const GITLAB: &str = "examples/fleet/gitlab/gitlab-ci.yml";

/// A partner whose fleet allows that one of ten users leaves.
fn partner() -> Partner {
    let partner = Partner::new();
    let fleet = std::fs::read_to_string(partner.path("fleet.yaml")).unwrap();
    std::fs::write(partner.path("fleet.yaml"), fleet + "guards: {max_deactivation_percent: 50}\n").unwrap();
    partner
}

/// The codes of the jobs with these steps, by the name of the job: of the step that failed, or 0.
fn codes(jobs: &[(String, Job)]) -> Vec<(&str, i32)> {
    let code = |job: &Job| job.steps.iter().map(|(_, ran)| ran.code).find(|code| *code != 0).unwrap_or(0);
    jobs.iter().map(|(name, job)| (name.as_str(), code(job))).collect()
}

fn printed<'a>(jobs: &'a [(String, Job)], name: &str, step: &str) -> String {
    let (_, job): &'a (String, Job) = jobs.iter().find(|(other, _)| other == name).expect("a job");
    job.printed(step)
}

#[test]
fn a_pull_request_plans_each_organization_and_gets_one_report() {
    let partner = partner();
    let mut runner = Runner::at(&partner.path(""));
    let jobs = runner.jobs(PLAN);
    assert_eq!(codes(&jobs), [("list", 0), ("acme-de", 0), ("acme-us", 0), ("birch", 0), ("report", 0)]);
    let comments = runner.kept(COMMENTS);
    assert_eq!(comments.as_array().map(Vec::len), Some(1), "{comments}");
    let comment = comments[0]["body"].as_str().unwrap();
    assert!(ORGANIZATIONS.iter().all(|(name, ..)| comment.contains(name)), "{comment}");
    assert!(
        comment.contains("report.html, an artifact of [this run]")
            && runner.artifact("fleet-report", "report.html").is_some()
    );
    let statuses = runner.kept(STATUSES);
    let pinned: Vec<&str> = statuses.as_array().unwrap().iter().map(|one| one["context"].as_str().unwrap()).collect();
    let expected = ["birch", "acme-us", "acme-de"].map(|name| format!("rosterctl/plan ({name}/roster.yaml)"));
    assert_eq!(pinned, expected);
}

#[test]
fn an_organization_whose_credentials_fail_does_not_touch_the_others_and_is_named_by_the_report() {
    let partner = partner();
    let mut runner = Runner::at(&partner.path(""));
    runner.wrong_environment = Some("rosterctl-read-acme-us".to_owned());
    let jobs = runner.jobs(PLAN);
    assert_eq!(codes(&jobs), [("list", 0), ("acme-de", 0), ("acme-us", 1), ("birch", 0), ("report", 1)]);
    assert!(printed(&jobs, "report", "Report").contains("acme-us"));
    assert!(runner.kept(COMMENTS)[0]["body"].as_str().unwrap().contains("acme-us"));
    let result = runner.artifact("rosterctl-plan-acme-us", "acme-us/result.json").unwrap();
    assert_eq!(serde_json::from_str::<Json>(&result).unwrap()["exit_code"], 1);
    assert!(runner.artifact("rosterctl-plan-acme-us", "acme-us/plan.json").is_none());
    assert_eq!(runner.kept(STATUSES).as_array().map(Vec::len), Some(2));
}

#[test]
fn each_organization_is_applied_only_if_its_plan_is_the_reviewed_one() {
    let partner = partner();
    let mut runner = Runner::at(&partner.path(""));
    runner.jobs(PLAN);
    partner.sandboxes[1].edit("bo", &json!({"state": "inactive"}));
    // After the last of the three plans.
    runner.approved(&[("boss", "APPROVED", "beef", "2026-11-21T16:45:00Z")]);
    let jobs = runner.jobs(APPLY);
    assert_eq!(codes(&jobs)[..4], [("list", 0), ("acme-de", 0), ("acme-us", 4), ("birch", 0)]);
    assert_ne!(codes(&jobs)[4], ("report", 0));
    assert!(printed(&jobs, "report", "Report").contains("acme-us"));
    let written: Vec<Vec<String>> = partner.sandboxes.iter().map(|sandbox| sandbox.written()).collect();
    assert_eq!(written, [vec!["bo"], vec![], vec!["bo"]]);
    assert!(runner.artifact("rosterctl-apply-birch", "birch/journal.jsonl").is_some());
}

/// The environment of a job with the credentials of one organization.
fn credentials(number: usize) -> BTreeMap<String, String> {
    let (id, secret) = names(number);
    [(id, CLIENT_ID.to_owned()), (secret, CLIENT_SECRET.to_owned())].into()
}

#[test]
fn a_gitlab_matrix_plans_reports_and_applies_every_organization() {
    let partner = partner();
    let runner = Runner::at(&partner.path(""));
    let pipeline = included(&yaml(GITLAB));
    let matrix = &pipeline["plan"]["parallel"]["matrix"][0]["ORGANIZATION"];
    let matrix: Vec<String> = matrix.as_sequence().unwrap().iter().map(text).collect();
    assert_eq!(matrix, ORGANIZATIONS.map(|(name, ..)| name));
    assert_eq!(pipeline["apply"]["parallel"], pipeline["plan"]["parallel"]);
    let run = |job: &str, environment: &BTreeMap<String, String>| runner.gitlab_job(&pipeline, job, environment);
    run("validate", &BTreeMap::new()).ends_with(0);
    // Committed results would stand in for those that are missing.
    std::fs::create_dir(partner.path("results")).unwrap();
    run("validate", &BTreeMap::new()).ends_with(1);
    std::fs::remove_dir(partner.path("results")).unwrap();
    let each = |job: &str| {
        for (number, name) in matrix.iter().enumerate() {
            let mut environment = credentials(number);
            environment.insert("ORGANIZATION".to_owned(), name.clone());
            run(job, &environment).ends_with(0);
        }
    };
    // A report before there are results fails, and is kept as a page.
    run("report", &BTreeMap::new()).ends_with(1);
    each("plan");
    run("report", &BTreeMap::new()).ends_with(0);
    assert!(std::fs::read_to_string(partner.path("report.html")).unwrap().contains("birch"));
    each("apply");
    for sandbox in &partner.sandboxes {
        assert_eq!(sandbox.written(), ["bo"]);
    }
}

/// The Job of a Kubernetes example.
fn job(file: &str) -> Value {
    let text = text_of(&format!("examples/fleet/kubernetes/{file}"));
    let job = text.split("\n---\n").last().unwrap();
    let job: Value = serde_yaml::from_str(job).unwrap();
    assert_eq!(job["kind"], "Job");
    job["spec"].clone()
}

#[cfg(unix)]
#[test]
fn an_indexed_job_plans_every_organization_and_a_second_job_reports() {
    let partner = partner();
    let (plan, report) = (job("fleet-plan.yaml"), job("fleet-report.yaml"));
    assert_eq!(plan["completionMode"], "Indexed");
    assert_eq!(plan["completions"].as_u64(), Some(ORGANIZATIONS.len() as u64));
    let rule = &plan["podFailurePolicy"]["rules"][0];
    assert_eq!((&rule["action"], &rule["onExitCodes"]["operator"]), (&"FailIndex".into(), &"In".into()));
    assert_eq!(rule["onExitCodes"]["values"], serde_yaml::from_str::<Value>("[3, 4]").unwrap());
    assert!(plan["backoffLimitPerIndex"].as_u64().unwrap() > 0);

    // A ConfigMap is mounted as links into a folder that is replaced as a whole.
    let [mounted, versioned] = ["mounted", "mounted/..data"].map(|name| partner.path(name));
    std::fs::create_dir_all(&versioned).unwrap();
    for item in plan["template"]["spec"]["volumes"][0]["configMap"]["items"].as_sequence().unwrap() {
        let path = item["path"].as_str().unwrap();
        let top = path.split('/').next().unwrap();
        std::fs::create_dir_all(versioned.join(path).parent().unwrap()).unwrap();
        std::fs::copy(partner.path(path), versioned.join(path)).unwrap();
        std::os::unix::fs::symlink(format!("..data/{top}"), mounted.join(top)).unwrap();
    }
    let runner = Runner::at(&partner.path("")).with_program();
    let run = |job: &Value, index: &str, environment: &BTreeMap<String, String>| {
        let arguments = job["template"]["spec"]["containers"][0]["args"].as_sequence().unwrap().iter().map(text);
        let arguments = arguments.collect::<Vec<_>>().join(" ").replace("$(JOB_COMPLETION_INDEX)", index);
        let arguments = arguments.replace("=/fleet/", "=mounted/").replace("/results", "results");
        runner.shell(&format!("rosterctl {arguments}"), environment)
    };
    // The pods start with the credentials of all organizations: the wrong ones of another have no effect.
    let mut environment: BTreeMap<String, String> = (0..ORGANIZATIONS.len()).flat_map(credentials).collect();
    environment.insert(names(1).1, "wrong".to_owned());
    for (index, code) in [("0", 0), ("1", 1), ("2", 0), ("3", 1)] {
        run(&plan, index, &environment).ends_with(code);
    }
    let ran = run(&report, "", &BTreeMap::new()).ends_with(1);
    assert!(ran.stdout.contains("acme-us"), "{}", ran.stdout);
    environment.extend(credentials(1));
    run(&plan, "1", &environment).ends_with(0);
    run(&report, "", &BTreeMap::new()).ends_with(0);
    let result: Json = partner.json("results/acme-us/result.json");
    assert_eq!(result["exit_code"], 0);
}
