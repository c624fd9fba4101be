//! No host ends a job during an apply: the journal would be lost.

use serde_yaml::Value;

use super::gitlab::included;
use super::runner::{example, text_of, yaml};

/// The least minutes between the end of an apply and that of its job: what comes before it needs some too.
const MARGIN: u64 = 20;

/// The minutes of the `--timeout` of a command.
fn timeout(command: &str) -> u64 {
    let words: Vec<&str> = command.split([' ', '=', '\n']).collect();
    let at = words.iter().position(|word| *word == "--timeout").unwrap_or_else(|| panic!("no --timeout: {command}"));
    words[at + 1].trim().strip_suffix('m').and_then(|minutes| minutes.parse().ok()).expect("minutes")
}

fn step<'a>(job: &'a Value, name: &str) -> &'a Value {
    job["steps"].as_sequence().unwrap().iter().find(|step| step["name"] == name).expect("the step")
}

#[test]
fn a_job_that_is_cancelled_or_slow_keeps_its_journal() {
    let workflow = yaml(".github/workflows/apply.yml");
    let job = &workflow["jobs"]["apply"];
    let apply = &step(job, "Apply")["with"];
    assert!(timeout(apply["arguments"].as_str().unwrap()) + MARGIN <= job["timeout-minutes"].as_u64().unwrap());
    let keep = step(job, "Keep the journal");
    assert_eq!(keep["if"], "${{ always() }}");
    assert_eq!(keep["with"]["path"], apply["results"]);
    assert!(apply["journal"].as_str().unwrap().starts_with(apply["results"].as_str().unwrap()));
    for concurrency in [&job["concurrency"], &example("github/roster-apply.yml")["concurrency"]] {
        assert_eq!(concurrency["cancel-in-progress"], false);
    }
}

#[test]
fn a_gitlab_job_never_times_out_during_an_apply() {
    for pipeline in [included(&example("gitlab/gitlab-ci.yml")), included(&yaml("examples/fleet/gitlab/gitlab-ci.yml"))]
    {
        let job = &pipeline["apply"];
        let hours: u64 = job["timeout"].as_str().unwrap().strip_suffix('h').unwrap().parse().unwrap();
        assert!(timeout(job["script"][0].as_str().unwrap()) + MARGIN <= hours * 60);
        assert_eq!(job["artifacts"]["when"], "always");
    }
}

#[test]
fn a_job_of_a_cluster_ends_before_its_deadline() {
    let text = text_of("examples/ci/kubernetes/cronjob.yaml");
    let job: Value = serde_yaml::from_str(text.split("\n---\n").nth(1).unwrap()).unwrap();
    let job = &job["spec"]["jobTemplate"]["spec"];
    let command = job["template"]["spec"]["containers"][0]["args"].as_sequence().unwrap();
    let command: Vec<&str> = command.iter().map(|word| word.as_str().unwrap()).collect();
    assert!((timeout(&command.join(" ")) + MARGIN) * 60 <= job["activeDeadlineSeconds"].as_u64().unwrap());
}
