//! `--timeout` ends every run, and the result of every write that was begun is known.

use serde_json::json;

use crate::support::company::Company;
use crate::support::raw::{Answer, serve};
use crate::support::scene::{Scene, roster};
use crate::support::started::at_once;

#[test]
fn an_answer_that_never_ends_is_given_up_at_the_timeout() {
    let url = serve(|_| Answer::Dripping);
    let scenes: Vec<_> = [
        vec!["plan", "--out", "plan.json"],
        vec!["why", "ana@acme.example"],
        vec!["snapshot", "--out", "live.json"],
        vec!["export", "--out", "everybody.yaml"],
        vec!["apply", "--auto-approve", "--journal", "journal.jsonl"],
    ]
    .map(|command| (Scene::acme(), command))
    .into();
    // A scene's clock runs in its own thread alone.
    for (scene, command) in scenes {
        let directory = format!("type: genesys-cloud, api_url: {url}, login_url: {url}");
        scene.write("roster.yaml", &roster(&directory, "users: [ana@acme.example]\n"));
        let ran = scene.run(&[command.as_slice(), &["--timeout", "300ms"]].concat()).ends_with(1);
        let ran = ran.complains("error: the time of --timeout was up (during: Reading the directory)");
        assert!(
            ran.stderr.contains("nothing was changed") && ran.stderr.contains("longer --timeout"),
            "{}",
            ran.stderr
        );
        for file in ["plan.json", "live.json", "everybody.yaml", "journal.jsonl"] {
            assert!(!scene.path(file).exists(), "{command:?} {file}");
        }
    }
}

#[test]
fn doctor_reports_at_its_timeout_what_it_has_found() {
    let scene = Scene::acme();
    scene.declare(&["ana"]);
    scene.faults(&json!([{"match": {"path": "/api/v2/users"}, "do": {"delay_ms": 300_000}}]));
    let ran = scene.run(&["doctor", "--timeout", "1s"]).ends_with(1);
    let ran = ran.says("ok       organization").says("FAILED   time").says("was up during the check `users`");
    assert!(!ran.stdout.contains("rate limit"), "{}", ran.stdout);
}

#[test]
fn an_apply_at_its_timeout_completes_the_writes_in_flight_and_loses_no_outcome() {
    let company = Company::of(20);
    let held: Vec<u64> = (2..40).collect();
    company.scene.faults(&json!([{"match": {"method": "PATCH", "nth": held}, "do": {"delay_ms": 1000}}]));
    let ran = company.apply(&["--timeout", "1500ms"]).ends_with(5).complains("the time of --timeout is up");
    let [done, _, _, _, failed, unverified, not_started] = ran.totals();
    assert!(
        done >= 1 && not_started >= 1 && done + not_started == 20 && failed + unverified == 0,
        "{:?}",
        ran.totals()
    );
    assert_eq!((company.inactive() as u64, company.scene.patches().len() as u64), (done, done));
    let journal = company.journal();
    assert_eq!(journal.0.last().expect("a line")["type"], "summary");
    company.keeps_to_the_plan(&["journal.jsonl"]);
    company.converges("journal.jsonl");
}

#[test]
fn an_apply_within_its_timeout_completes() {
    let company = Company::of(2);
    company.apply(&["--timeout", "10m"]).ends_with(0).totals_are([2, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn an_invalid_timeout_is_refused_without_a_request() {
    let scene = Scene::acme();
    scene.declare(&["ana"]);
    at_once(
        &["", "0s", "-1s", "soon", "5", "1x"],
        |text| (*text).to_owned(),
        |text| {
            let folder = tempfile::TempDir::new().expect("a folder");
            let typed = format!("--timeout={text}");
            for command in [["plan"].as_slice(), &["doctor"], &["apply", "--auto-approve"]] {
                let arguments = [command, &[typed.as_str()]].concat();
                let ran = crate::support::scene::run_in(folder.path(), &arguments, &[]);
                ran.ends_with(1).complains("--timeout");
            }
        },
    );
    scene.run(&["plan", "--timeout", "9223372036854775807s"]).says("Directory \"Acme\"");
}
