//! Commands that read a SCIM service, through the built program.

use rosterctl::sandbox::SCIM_TOKEN;

use crate::support::scene::{Ran, Scene, roster};
use crate::support::schema::{assert_valid, validator};

/// A roster for the scene's service, with everybody declared but `di`.
fn declare(scene: &Scene, directory: &str) {
    let users: String = ["ana", "bo", "cy", "ed", "fay", "gus", "hal", "ida", "jo"]
        .map(|local| format!("  - {local}@acme.example\n"))
        .concat();
    let url = scene.url();
    let text = format!(
        "version: 1\ndirectory:\n  type: scim\n  service: other\n  url: {url}/scim/v2\n  token_owner: none\n  \
         requests_per_minute: 100000\n  attest: {{reversible: true, evidence: OPS-7, by: it@acme.example, date: 2026-11-24}}\n\
         {directory}guards:\n  max_deactivation_percent: 50\nusers:\n{users}"
    );
    scene.write("roster.yaml", &text);
}

fn run(scene: &Scene, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    scene.run_with(arguments, environment)
}

const TOKEN: (&str, &str) = ("ROSTERCTL_SCIM_TOKEN", SCIM_TOKEN);

#[test]
fn what_only_reads_uses_the_token_for_reading_and_an_apply_never_does() {
    let scene = Scene::scim();
    declare(&scene, "");
    let (read, wrong) = (("ROSTERCTL_SCIM_READ_TOKEN", SCIM_TOKEN), ("ROSTERCTL_SCIM_TOKEN", "wrong-token"));
    for command in [&["plan"][..], &["snapshot", "--out", "live.json"], &["doctor"], &["why", "di@acme.example"]] {
        run(&scene, command, &[read, wrong]).ends_with(0);
    }
    run(&scene, &["apply", "-f", "roster.yaml", "--auto-approve"], &[read, wrong]).ends_with(1).complains("401");
    run(&scene, &["apply", "-f", "roster.yaml", "--auto-approve"], &[read])
        .ends_with(1)
        .complains("credentials are missing");
    run(&scene, &["plan"], &[("ROSTERCTL_SCIM_READ_TOKEN", "wrong-token"), TOKEN]).ends_with(1).complains("401");
    assert!(scene.patches().is_empty());
}

#[test]
fn the_report_of_the_doctor_is_text_and_json_of_the_same_checks() {
    let scene = Scene::scim();
    declare(&scene, "");
    let text = run(&scene, &["doctor"], &[TOKEN]).ends_with(0).says("a plan here can be trusted");
    let report = run(&scene, &["doctor", "--json"], &[TOKEN]).ends_with(0).json();
    assert_valid(&validator("doctor"), &report);
    assert_eq!((&report["type"], &report["passed"]), (&"doctor".into(), &true.into()));
    let checks = report["checks"].as_array().unwrap();
    assert_eq!((&checks[0]["name"], &checks.last().unwrap()["name"]), (&"roster".into(), &"verdict".into()));
    for check in checks {
        assert!(text.stdout.contains(check["found"].as_str().unwrap()), "{check}\n{}", text.stdout);
    }
    let refused = run(&scene, &["doctor", "--json"], &[("ROSTERCTL_SCIM_TOKEN", "wrong")]).ends_with(1).json();
    assert_eq!(refused["passed"], false);
}

#[test]
fn a_pin_that_the_doctor_prints_is_accepted_as_it_is() {
    let scene = Scene::scim();
    declare(&scene, "");
    let report = run(&scene, &["doctor", "--json"], &[TOKEN]).json();
    let tenant = report["checks"].as_array().unwrap().iter().find(|check| check["name"] == "tenant").unwrap();
    let (_, pin) = tenant["help"].as_str().unwrap().split_once("stay: ").unwrap();
    declare(&scene, &format!("  {pin}\n"));
    run(&scene, &["doctor"], &[TOKEN]).ends_with(0).says("the pinned user");
    run(&scene, &["plan"], &[TOKEN]).ends_with(0).says("1 to deactivate");
}

#[test]
fn texts_name_the_service_once_and_no_division() {
    let scene = Scene::scim();
    declare(&scene, "");
    let why = run(&scene, &["why", "ana@acme.example"], &[TOKEN]).ends_with(0);
    assert_eq!(why.stdout.matches("/scim/v2").count(), 1, "{}", why.stdout);
    let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    let scope = "scope: {email_domains: [other.example]}\n";
    scene.edit("di", &serde_json::json!({"email": "di@other.example"}));
    scene.write("roster.yaml", &roster.replace("guards:\n", &format!("{scope}guards:\n")));
    let plan = run(&scene, &["plan"], &[TOKEN]);
    assert!(plan.stdout.contains("out_of_scope") && !plan.stdout.contains("unknown division"), "{}", plan.stdout);
}

#[test]
fn the_embedded_service_has_no_other_tenant_to_tell_it_from() {
    let scene = Scene::scim();
    let users = "users: [ana@acme.example]\n";
    scene.write("roster.yaml", &roster("type: sandbox, protocol: scim, org: org.yaml", users));
    let doctor = run(&scene, &["doctor"], &[]).ends_with(0);
    assert!(!doctor.stdout.contains("pin:"), "{}", doctor.stdout);
}

#[test]
fn a_snapshot_that_was_taken_with_another_pin_owner_service_or_match_is_refused() {
    let scene = Scene::scim();
    let settings = "  match: primary_email\n  pin: {user: {id: ana, user_name: ana@acme.example}}\n";
    declare(&scene, settings);
    run(&scene, &["snapshot", "--out", "live.json"], &[TOKEN]).ends_with(0);
    run(&scene, &["plan", "--live", "live.json"], &[]).ends_with(0).says("1 to deactivate");
    for (other, words) in [
        ("", "`pin: "),
        ("  pin: {user: {id: bo, user_name: bo@acme.example}}\n", "`pin: "),
        ("  pin: {user: {id: ana, user_name: bo@acme.example}}\n", "`pin: "),
        (&settings.replace("primary_email", "user_name"), "`match: "),
    ] {
        declare(&scene, other);
        run(&scene, &["plan", "--live", "live.json"], &[]).ends_with(1).complains("is of ").complains(words);
    }
    declare(&scene, settings);
    let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    for (from, to, words) in [
        ("token_owner: none", "token_owner: bo@acme.example", "`token_owner: "),
        ("service: other", "service: canva", "`service: "),
    ] {
        scene.write("roster.yaml", &roster.replace(from, to));
        run(&scene, &["plan", "--live", "live.json"], &[]).ends_with(1).complains(words);
    }
}
