//! Standard error: nothing with `--quiet`, every request with `-vvv`, and never a secret.

use rosterctl::sandbox::{CLIENT_SECRET, USER_TOKEN};
use serde_json::{Value, json};

use crate::support::company::Company;
use crate::support::scene::{CLIENT, Ran, Scene};

fn leaving() -> Scene {
    let scene = Scene::acme();
    scene.declare_all_but(&["bo", "di"]);
    scene
}

fn lines<'a>(ran: &'a Ran, word: &str) -> Vec<&'a str> {
    ran.stderr.lines().filter(|line| line.contains(word)).collect()
}

#[test]
fn quiet_does_not_change_the_result() {
    let scene = leaving();
    let aloud = scene.run(&["plan", "--out", "plan.json"]).ends_with(0).complains("rosterctl apply plan.json");
    let quiet = scene.run(&["plan", "--quiet", "--out", "plan.json"]).ends_with(0);
    assert_eq!((quiet.stderr.as_str(), &quiet.stdout), ("", &aloud.stdout));
    let applied = scene.run(&["apply", "-q", "plan.json"]).ends_with(0).says("Apply complete! 2 deactivated");
    assert_eq!(applied.stderr, "");
    let events = scene.run(&["-q", "apply", "plan.json", "--json"]).ends_with(0);
    assert_eq!(events.stderr, "");
}

#[test]
fn quiet_hides_no_error_and_no_refusal() {
    let scene = leaving();
    scene.run(&["plan", "none.yaml", "-q"]).ends_with(1).complains("error: ");
    scene.run(&["plan", "-q", "--only", "nobody@x.example"]).ends_with(1).complains("error[unknown-user]");
    scene.write("wrong.yaml", "version: 9\n");
    scene
        .run(&["validate", "wrong.yaml", "-q"])
        .ends_with(1)
        .complains("error[bad-version]")
        .complains("errors in the roster");
    scene.declare(&["nobody"]);
    scene.run(&["plan", "-q"]).ends_with(3).complains("Refused.");
    scene.run(&["apply", "-q", "--auto-approve"]).ends_with(3).complains("refused by its guards");
    let company = Company::of(1);
    company.scene.faults(&json!([{"match": {"path": "/api/v2/authorization/subjects/*"}, "do": {"status": 403}}]));
    company.scene.run(&["apply", "-q", "plan.json"]).ends_with(0).complains("warning: the removed roles");
}

#[test]
fn quiet_and_verbose_exclude_each_other() {
    leaving().run(&["plan", "-q", "-v"]).ends_with(1).complains("cannot be used with");
}

#[test]
fn each_request_is_a_line_of_the_log_without_its_query() {
    let scene = leaving();
    let ran = scene.run(&["plan", "-v"]).ends_with(0);
    let answered = lines(&ran, "answered");
    let log = scene.log();
    assert_eq!(answered.len(), log.len(), "{}", ran.stderr);
    for (line, entry) in answered.iter().zip(&log) {
        assert!(line.contains(" INFO  rosterctl::directory: answered method="), "{line}");
        let path = entry["path"].as_str().unwrap();
        assert!(line.contains(&format!("method={} path={path} ", entry["method"].as_str().unwrap())), "{line} {entry}");
        assert!(line.contains(" status=200 ms=") && line.contains(" attempt=1 correlation_id="), "{line}");
    }
    assert!(!ran.stderr.contains('?') && !ran.stderr.contains("DEBUG"), "{}", ran.stderr);
    assert_eq!(lines(&ran, "plan made active=10 in_scope=10 deactivate=2 ").len(), 1);
}

#[test]
fn a_failed_attempt_is_logged_as_a_warning_and_the_wait_after_it_on_demand() {
    let scene = leaving();
    let fault = json!([{"match": {"path": "/api/v2/organizations/me", "nth": 1}, "do": {"status": 503}}]);
    scene.faults(&fault);
    let ran = scene.run(&["plan", "-vv"]).ends_with(0);
    let refused = lines(&ran, "refused method=GET path=/api/v2/organizations/me status=503 ");
    assert_eq!(refused.len(), 1, "{}", ran.stderr);
    assert!(refused[0].contains(" WARN ") && refused[0].contains(" attempt=1 "), "{}", refused[0]);
    assert_eq!(lines(&ran, " DEBUG rosterctl::directory: waiting ms=").len(), 1, "{}", ran.stderr);
    assert_eq!(lines(&ran, "path=/api/v2/organizations/me status=200 ").len(), 1);
    scene.faults(&fault);
    let warned = scene.run_with(&["plan", "-q"], &[CLIENT.as_slice(), &[("ROSTERCTL_LOG", "warn")]].concat());
    assert_eq!(warned.ends_with(0).stderr.lines().count(), 1);
}

#[test]
fn a_log_of_json_is_an_object_a_line() {
    let scene = leaving();
    scene.edit("bo", &json!({"name": "Bo\u{202e}\n"}));
    let ran = scene.run(&["plan", "-vvv", "--log-format", "json", "--out", "plan.json"]).ends_with(0);
    let objects = |ran: &Ran| -> Vec<Value> {
        let lines = ran.stderr.lines().filter(|line| line.starts_with('{'));
        lines.map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
    };
    let first = objects(&ran).into_iter().find(|line| line["message"] == "answered").expect("an answer");
    assert_eq!(
        (&first["level"], &first["method"], &first["path"]),
        (&json!("info"), &json!("POST"), &json!("/oauth/token"))
    );
    assert_eq!((&first["status"], &first["attempt"]), (&json!(200), &json!(1)));
    assert!(first["time"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok() && first["ms"].is_u64(), "{first}");
    let quiet = [CLIENT.as_slice(), &[("ROSTERCTL_LOG", "trace"), ("ROSTERCTL_LOG_FORMAT", "json")]].concat();
    let ran = scene.run_with(&["apply", "plan.json", "-q"], &quiet).ends_with(0);
    assert_eq!(objects(&ran).len(), ran.stderr.lines().count(), "{}", ran.stderr);
    assert!(objects(&ran).iter().any(|line| line["message"] == "apply ended" && line["done"] == 2), "{}", ran.stderr);
    let ran = scene.run_with(&["show", "none.json"], &quiet).ends_with(1).complains("error: the saved plan");
    let error = &objects(&ran)[0];
    assert_eq!((&error["level"], &error["target"]), (&json!("error"), &json!("rosterctl")));
    assert!(error["help"].as_str().unwrap().contains("--out PLAN"), "{error}");
}

#[test]
fn a_module_can_be_logged_alone() {
    let log = |value: &str| {
        let environment = [CLIENT.as_slice(), &[("ROSTERCTL_LOG", value)]].concat();
        leaving().run_with(&["plan", "-q"], &environment).ends_with(0).stderr
    };
    let directory = log("rosterctl::directory=debug");
    assert!(directory.contains("token granted") && !directory.contains("rosterctl::commands"), "{directory}");
    let commands = log("trace,rosterctl::directory=off");
    assert!(commands.contains("plan made") && !commands.contains("rosterctl::directory"), "{commands}");
    assert_eq!(log("off"), "");
    assert_eq!(log("error"), "");
}

#[test]
fn an_invalid_log_filter_is_an_error_without_a_request() {
    let scene = leaving();
    for (name, value, says) in [
        ("ROSTERCTL_LOG", "loud", "off, error, warn, info, debug and trace"),
        ("ROSTERCTL_LOG", "hyper=trace", "rosterctl::directory, rosterctl::commands"),
        ("ROSTERCTL_LOG_FORMAT", "xml", "text or json"),
    ] {
        let ran = scene.run_with(&["plan"], &[CLIENT.as_slice(), &[(name, value)]].concat());
        ran.ends_with(1).complains(name).complains(says);
    }
    assert!(scene.log().is_empty());
}

/// The stock client and its secret as HTTP's basic authentication spells them.
const BASIC: &str = "c2FuZGJveC1jbGllbnQ6c2FuZGJveC1zZWNyZXQ";

/// The second token of a sandbox: the one of the apply after the plan.
const ISSUED: &str = "sandbox-client-token-2";

#[test]
fn no_level_logs_a_secret_a_body_or_an_address() {
    let org = |ids: [&str; 3]| {
        let [a, b, c] = ids;
        format!(
            "organization: {{id: o, name: Acme}}\noptions: {{token_user: d@x.example}}\ndivisions: [Support]\nusers:\n  - {{id: {a}, email: a@x.example, roles: [Agent]}}\n\
             \x20 - {{id: {b}, email: b@x.example}}\n  - {{id: {c}, email: c@x.example}}\n  - {{id: d, email: d@x.example}}\n"
        )
    };
    let token = vec![("GENESYSCLOUD_ACCESS_TOKEN", USER_TOKEN)];
    for (credentials, secrets) in [(CLIENT.to_vec(), [CLIENT_SECRET, ISSUED]), (token, [USER_TOKEN; 2])] {
        for format in ["text", "json"] {
            let environment = [credentials.as_slice(), &[("ROSTERCTL_LOG", "trace")]].concat();
            let run = |scene: &Scene, arguments: &[&str], code: i32| {
                let arguments = [arguments, &["-q", "--log-format", format]].concat();
                let ran = scene.run_with(&arguments, &environment).ends_with(code);
                assert!(ran.stderr.lines().count() > 7, "{}", ran.stderr);
                let said = ran.stderr.to_lowercase();
                for word in [secrets[0], secrets[1], BASIC, "bearer", "authorization:", "agent", "@", "grant_type"] {
                    assert!(!said.contains(&word.to_lowercase()), "{word}: {said}");
                }
            };
            let roster = "guards:\n  max_deactivation_percent: 100\nusers:\n  - d@x.example\n";
            // Users whose ids are the secrets.
            let scene = Scene::of(&org([CLIENT_SECRET, ISSUED, USER_TOKEN]));
            scene.roster_with("", roster);
            run(&scene, &["plan"], 1);
            let scene = Scene::of(&org(["a", "b", "c"]));
            scene.roster_with("", roster);
            scene.faults(&json!([
                {"match": {"path": "/api/v2/organizations/me", "nth": 1}, "do": {"status": 500}},
                {"match": {"method": "PATCH", "nth": 1}, "do": {"status": 429, "headers": {"Retry-After": "1"}}},
            ]));
            run(&scene, &["plan", "--out", "plan.json"], 0);
            run(&scene, &["apply", "plan.json"], 0);
            let written = scene.patches().len();
            assert!(written >= 3, "{written}");
        }
    }
}
