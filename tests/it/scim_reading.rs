//! Commands that read a SCIM service, through the built program.

use rosterctl::plan::{DirectoryRecord, PlanContext, SavedPlan};
use rosterctl::sandbox::{CLIENT_ID, CLIENT_SECRET, SCIM_TOKEN};

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
         requests_per_minute: 100000\n  attest: {{reversible: true, evidence: OPS-7, by: it@acme.example, date: {ATTESTED_ON}}}\n\
         {directory}guards:\n  max_deactivation_percent: 50\nusers:\n{users}"
    );
    scene.write("roster.yaml", &text);
}

fn run(scene: &Scene, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    scene.run_with(arguments, environment)
}

/// The day of the attestation in every roster here.
const ATTESTED_ON: &str = "2025-01-15";

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
fn an_export_and_a_snapshot_count_the_active_users_without_an_address() {
    let robot = "  - {id: robot, email: robot@acme.example, user_name: robot, scim_email: hidden}\n";
    let scene = Scene::scim_of(&format!(
        "organization: {{id: o, name: Acme}}\ndivisions: [Support]\nusers:\n  - {{id: ana, email: ana@acme.example}}\n{robot}"
    ));
    declare(&scene, "");
    let missing = "Not among them: 1 more active user without an e-mail address";
    for command in [&["export"][..], &["export", "--out", "exported.yaml"], &["snapshot", "--out", "live.json"]] {
        run(&scene, command, &[TOKEN]).ends_with(0).complains(missing);
    }
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
        let ran = run(&scene, &["plan", "--live", "live.json"], &[]).ends_with(1);
        assert!(!ran.stderr.contains('\\'), "{}", ran.stderr);
        ran.complains("is of ").complains(words);
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

#[test]
fn the_auth_of_the_roster_decides_which_credentials_are_used() {
    let scene = Scene::scim();
    let [id, secret] = [("ROSTERCTL_SCIM_CLIENT_ID", CLIENT_ID), ("ROSTERCTL_SCIM_CLIENT_SECRET", CLIENT_SECRET)];
    let wrong = ("ROSTERCTL_SCIM_TOKEN", "wrong-token");
    declare(&scene, &format!("  auth: client_credentials\n  token_url: {}/oauth/token\n", scene.url()));
    run(&scene, &["plan"], &[id, secret, wrong]).ends_with(0).says("1 to deactivate");
    run(&scene, &["plan"], &[("ROSTERCTL_SCIM_READ_TOKEN", SCIM_TOKEN), wrong]).ends_with(0);
    run(&scene, &["plan"], &[TOKEN]).ends_with(1).complains("the environment has no OAuth client");
    declare(&scene, "");
    run(&scene, &["plan"], &[id, ("ROSTERCTL_SCIM_CLIENT_SECRET", "wrong"), TOKEN]).ends_with(0);
    run(&scene, &["plan"], &[id, secret, wrong]).ends_with(1).complains("401");
}

#[test]
fn a_token_that_cannot_be_meant_is_an_error_before_anything_is_sent() {
    let scene = Scene::scim();
    declare(&scene, "");
    for variable in ["ROSTERCTL_SCIM_TOKEN", "ROSTERCTL_SCIM_READ_TOKEN"] {
        for (token, words) in [
            ("hunter2\nhunter3", "contains a line break (U+000A)"),
            ("hunter2\u{7}", "contains a control character (U+0007)"),
            ("Bearer hunter2", "starts with `Bearer`"),
        ] {
            for command in ["plan", "doctor"] {
                let ran = run(&scene, &[command], &[(variable, token)]).ends_with(1);
                let said = format!("{}{}", ran.stdout, ran.stderr);
                assert!(said.contains(words) && said.contains(variable) && !said.contains("hunter"), "{said}");
            }
        }
    }
    assert!(scene.log().is_empty());
}

#[test]
fn the_digest_does_not_depend_on_how_the_address_ends_or_on_the_pace() {
    let scene = Scene::scim();
    declare(&scene, "");
    let digest = || run(&scene, &["plan", "--format", "json"], &[TOKEN]).ends_with(0).json()["digest"].clone();
    let first = digest();
    let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    scene.write("roster.yaml", &roster.replace("/scim/v2\n", "/scim/v2/\n").replace("100000", "90000"));
    assert_eq!(digest(), first);
}

#[test]
fn the_user_who_proves_the_tenant_is_deactivated_by_no_plan() {
    let scene = Scene::scim();
    declare(&scene, "  pin: {user: {id: di, user_name: di@acme.example}}\n");
    run(&scene, &["plan"], &[TOKEN]).ends_with(1).complains("`di@acme.example` (di) is pinned under `directory`");
    declare(&scene, "  pin: {user: {id: ana, user_name: ana@acme.example}}\n");
    run(&scene, &["plan", "--out", "plan.json"], &[TOKEN]).ends_with(0);
    forge(&scene, |directory| directory.settings["pin"]["user"]["id"] = "di".into());
    for command in [["show", "plan.json"], ["apply", "plan.json"]] {
        run(&scene, &command, &[TOKEN]).ends_with(4).complains("user di, who is pinned");
    }
    assert!(scene.patches().is_empty());
}

#[test]
fn a_plan_with_two_addresses_is_neither_shown_nor_applied() {
    let scene = Scene::scim();
    declare(&scene, "");
    run(&scene, &["plan", "--out", "plan.json"], &[TOKEN]).ends_with(0);
    forge(&scene, |directory| directory.settings["url"] = "http://127.0.0.1:1/scim/v2".into());
    for command in [["show", "plan.json"], ["apply", "plan.json"]] {
        run(&scene, &command, &[TOKEN]).ends_with(4).complains("and its settings lead to http://127.0.0.1:1/scim/v2");
    }
    assert!(scene.patches().is_empty());
}

/// Changes the directory of the saved plan; a forger computes digest and checksum anew.
fn forge(scene: &Scene, change: impl FnOnce(&mut DirectoryRecord)) {
    let path = scene.path("plan.json");
    let saved = SavedPlan::from_json(&std::fs::read(&path).unwrap()).unwrap();
    let lifetime = saved.expires_at.duration_since(saved.created_at);
    let SavedPlan { created_at, date, as_of, mut directory, roster, live, apply: caution, plan, .. } = saved;
    change(&mut directory);
    let context = PlanContext { created_at, lifetime, date, as_of, directory, roster, live, caution };
    std::fs::write(path, SavedPlan::seal(context, plan).to_json()).unwrap();
}

#[test]
fn an_attestation_from_the_future_or_signed_with_nothing_visible_is_refused() {
    let scene = Scene::scim();
    declare(&scene, "");
    let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    scene.write("roster.yaml", &roster.replace(ATTESTED_ON, "2999-01-01"));
    run(&scene, &["plan"], &[TOKEN]).ends_with(1).complains("is dated 2999-01-01, which is in the future");
    for blank in ["\u{2800}", "\u{3164}", "it\u{200b}"] {
        scene.write("roster.yaml", &roster.replace("by: it@acme.example", &format!("by: \"{blank}\"")));
        run(&scene, &["validate"], &[]).ends_with(1).complains("is not a line of text");
    }
    assert!(scene.log().is_empty());
}
