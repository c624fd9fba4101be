//! What an apply does to a SCIM service: the one write, read back, and no more of them where a service does something
//! else than was planned.

use rosterctl::sandbox::SCIM_TOKEN;
use serde_json::{Value, json};

use crate::support::scene::{EVERYBODY, ORG, Ran, Scene};
use crate::support::started::at_once;

/// A service of which nothing is known, and for which somebody vouches.
const ATTESTED: &str =
    "  service: other\n  attest: {reversible: true, evidence: OPS-7, by: it@acme.example, date: 2025-01-15}\n";
const TOKEN: [(&str, &str); 1] = [("ROSTERCTL_SCIM_TOKEN", SCIM_TOKEN)];

/// A service with these quirks, and a roster that `di`, `hal` and `jo` have left, with these lines under `directory`.
fn scene(quirks: &Value, directory: &str) -> Scene {
    prepared(Scene::scim(), quirks, directory, &["di", "hal", "jo"])
}

fn prepared(scene: Scene, quirks: &Value, directory: &str, left: &[&str]) -> Scene {
    scene.quirks(quirks);
    let stayed = EVERYBODY.iter().filter(|local| !left.contains(local));
    let users: String = stayed.map(|local| format!("  - {local}@acme.example\n")).collect();
    let text = format!(
        "version: 1\ndirectory:\n  type: scim\n  url: {}/scim/v2\n  token_owner: none\n  requests_per_minute: 100000\n\
         {directory}guards:\n  max_deactivation_percent: 50\nusers:\n{users}",
        scene.url()
    );
    scene.write("roster.yaml", &text);
    scene
}

fn apply(scene: &Scene) -> Ran {
    scene.run_with(&["apply", "-f", "roster.yaml", "--auto-approve", "--journal", "journal.jsonl"], &TOKEN)
}

/// The `PATCH` requests: `If-Match` and the status of each.
fn writes(scene: &Scene) -> Vec<(Value, Value)> {
    let log = scene.log();
    let writes = log.iter().filter(|entry| entry["method"] == "PATCH");
    writes.map(|entry| (entry["if_match"].clone(), entry["status"].clone())).collect()
}

fn states(scene: &Scene) -> [String; 3] {
    ["di", "hal", "jo"].map(|id| scene.user(id)["state"].as_str().expect("a state").to_owned())
}

const INACTIVE: [&str; 3] = ["inactive", "inactive", "inactive"];

#[test]
fn each_leaver_is_written_once_with_the_tag_of_the_last_reading_and_a_plan_afterwards_is_empty() {
    let rows = [
        (json!([]), "\"1\""),
        (json!(["weak_etags"]), "W/\"1\""),
        (json!(["etag_differs_from_version"]), "\"1\""),
        (json!(["answers_204"]), "\"1\""),
        (json!(["ignores_if_match"]), "\"1\""),
        (json!(["lower_case_keys"]), "\"1\""),
        (json!(["odd_ids"]), "\"1\""),
        (json!(["no_etags"]), ""),
        (json!(["malformed_etags"]), ""),
        (json!(["fleet.deletes_user"]), "\"1\""),
        (json!(["gitlab.removes_membership"]), "\"1\""),
    ];
    at_once(
        &rows,
        |(quirks, _)| quirks.to_string(),
        |(quirks, tag)| {
            let scene = scene(quirks, ATTESTED);
            apply(&scene).ends_with(0).says("3 deactivated");
            let tag = if tag.is_empty() { Value::Null } else { json!(tag) };
            assert!(writes(&scene).iter().all(|(sent, _)| *sent == tag), "{:?}", writes(&scene));
            let operation = json!({"op": "replace", "path": "active", "value": false});
            let body = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]});
            let bodies: Vec<Value> = scene.patches().into_iter().map(|(_, body)| body).collect();
            assert_eq!((bodies, states(&scene)), (vec![body; 3], INACTIVE.map(str::to_owned)));
            scene.run_with(&["plan"], &TOKEN).ends_with(0).says("No changes");
        },
    );
}

#[test]
fn a_user_who_was_changed_in_between_is_read_again_before_the_next_write() {
    let rows = [(json!([]), 412), (json!(["stale_as_409"]), 409), (json!(["stale_as_invalid_vers"]), 400)];
    at_once(
        &rows,
        |(quirks, _)| quirks.to_string(),
        |(quirks, status)| {
            let scene = scene(quirks, ATTESTED);
            let edit =
                json!({"match": {"method": "PATCH", "path": "/scim/v2/Users/di", "nth": 1}, "do": {"meanwhile": {}}});
            scene.script(&json!({"quirks": quirks, "faults": [edit]}));
            apply(&scene).ends_with(0).says("3 deactivated");
            let refused: Vec<_> = writes(&scene).into_iter().filter(|(_, answer)| answer == status).collect();
            assert_eq!(refused, [(json!("\"1\""), json!(status))]);
            assert!(writes(&scene).contains(&(json!("\"2\""), json!(200))));
        },
    );
}

#[test]
fn a_service_that_refuses_each_fresh_tag_is_written_only_with_etag_off() {
    let refusing = scene(&json!(["refuses_weak_etags"]), ATTESTED);
    let ran = apply(&refusing).ends_with(5);
    assert!(format!("{}{}", ran.stdout, ran.stderr).contains("etag: off"), "{}{}", ran.stdout, ran.stderr);
    assert!(writes(&refusing).iter().all(|(_, status)| *status == 412));
    let off = scene(&json!(["refuses_weak_etags"]), &format!("{ATTESTED}  etag: off\n"));
    apply(&off).ends_with(0).says("3 deactivated");
    assert!(writes(&off).iter().all(|write| *write == (Value::Null, json!(200))));
}

#[test]
fn the_form_of_the_body_is_never_changed_by_itself() {
    let rows = [("rejects_path", "", "pathless"), ("rejects_pathless", "  patch_form: pathless\n", "path")];
    at_once(
        &rows,
        |(quirk, ..)| (*quirk).to_owned(),
        |(quirk, form, other)| {
            let refused = scene(&json!([quirk]), &format!("{ATTESTED}{form}"));
            apply(&refused).ends_with(5).says("0 deactivated");
            assert!(writes(&refused).iter().all(|(_, status)| *status == 400));
            let accepted = scene(&json!([quirk]), &format!("{ATTESTED}  patch_form: {other}\n"));
            apply(&accepted).ends_with(0).says("3 deactivated");
        },
    );
}

#[test]
fn a_write_without_an_effect_is_unverified_and_never_done() {
    at_once(
        &["patch_without_effect", "bitwarden.ignores_patch"],
        |quirk| (*quirk).to_owned(),
        |quirk| {
            let scene = prepared(Scene::scim(), &json!([quirk]), ATTESTED, &["di"]);
            apply(&scene).ends_with(5).says("0 deactivated").says("1 unverified");
            assert_eq!((writes(&scene).len(), &scene.user("di")["state"]), (1, &json!("active")));
        },
    );
    let accepted = scene(&json!(["bitwarden.ignores_patch"]), &format!("{ATTESTED}  patch_form: pathless\n"));
    apply(&accepted).ends_with(0).says("3 deactivated");
}

#[test]
fn an_administrator_whom_the_service_leaves_active_is_unverified() {
    let directory = "  service: zoom\n  pin: {user: {id: ana, user_name: ana@acme.example}}\n";
    let scene = Scene::scim_of(&ORG.replace("Supervisor", "Admin"));
    let scene = prepared(scene, &json!(["zoom.admin_stays_active"]), directory, &["bo", "di"]);
    apply(&scene).ends_with(5).says("1 deactivated").says("1 unverified");
    assert_eq!([&scene.user("bo")["state"], &scene.user("di")["state"]], ["active", "inactive"]);
}

#[test]
fn a_user_who_vanishes_ends_the_apply_unless_the_roster_accepts_it() {
    for quirk in
        ["sentry.deletes_membership", "github_org.deletes_identity", "pagerduty.deletes_user", "atlassian.hides_user"]
    {
        let surprised = scene(&json!([quirk]), ATTESTED);
        apply(&surprised).ends_with(5).says("0 deactivated");
        assert_eq!(writes(&surprised).len(), 1, "{quirk}: nobody else was written");
    }
    let rows = [
        ("sentry.deletes_membership", "  service: sentry\n  accept: [removes_membership]\n"),
        ("github_org.deletes_identity", "  service: github-org\n  accept: [removes_membership, deletes_identity]\n"),
        (
            "pagerduty.deletes_user",
            "  service: pagerduty\n  accept: [deletes_user]\n  pin: {user: {id: ana, user_name: ana@acme.example}}\n",
        ),
        ("atlassian.hides_user", "  service: atlassian\n"),
    ];
    at_once(
        &rows,
        |(quirk, _)| (*quirk).to_owned(),
        |(quirk, directory)| {
            let expected = scene(&json!([quirk]), directory);
            apply(&expected).ends_with(0).says("3 deactivated");
            assert_eq!(writes(&expected).len(), 3);
        },
    );
}

#[test]
fn other_attributes_that_change_end_the_apply_unless_the_roster_accepts_it() {
    for (quirk, attribute) in [("github_emu.obfuscates_name", "userName"), ("genesys.removes_roles", "roles")] {
        let surprised = scene(&json!([quirk]), ATTESTED);
        for id in ["di", "hal", "jo"] {
            surprised.edit(id, &json!({"roles": ["Agent"]}));
        }
        let ran = apply(&surprised).ends_with(5);
        let text = format!("{}{}", ran.stdout, ran.stderr).to_lowercase();
        assert!(text.contains(&attribute.to_lowercase()), "{text}");
        assert_eq!(writes(&surprised).len(), 1, "{quirk}: nobody else was written");
    }
    let accepting = "  service: github-emu\n  accept: [obfuscates_name, removes_teams, deletes_forks_90d]\n";
    let expected = scene(&json!(["github_emu.obfuscates_name"]), accepting);
    apply(&expected).ends_with(0).says("3 deactivated");
}

#[test]
fn a_destructive_service_is_not_written_before_its_effects_are_accepted_by_name() {
    let scene = scene(&json!(["sentry.deletes_membership"]), "  service: sentry\n");
    let ran = apply(&scene).ends_with(3).says("destructive_deactivation");
    assert!(!ran.stderr.contains("lift a guard") && ran.stderr.contains("not every guard"), "{}", ran.stderr);
    assert!(writes(&scene).is_empty());
}

#[test]
fn a_plan_is_not_applied_to_another_tenant_than_the_pinned_one() {
    let pin = "  pin: {user: {id: ana, user_name: ana@acme.example}}\n";
    let scene = scene(&json!([]), &format!("{ATTESTED}{pin}"));
    scene.run_with(&["plan", "--out", "plan.json"], &TOKEN).ends_with(0);
    scene.quirks(&json!([{"moves_tenant": 0}]));
    let ran = scene.run_with(&["apply", "plan.json", "--auto-approve"], &TOKEN);
    assert!(ran.code != 0 && ran.stderr.contains("other-tenant.example"), "{}: {}", ran.code, ran.stderr);
    assert!(writes(&scene).is_empty());
}

#[test]
fn a_saved_plan_is_not_applied_with_a_token_that_the_service_says_belongs_to_somebody_else_than_the_roster() {
    let scene = scene(&json!([]), ATTESTED);
    scene.run_with(&["plan", "--out", "plan.json"], &TOKEN).ends_with(0);
    scene.quirks(&json!(["answers_me"]));
    scene.run_with(&["apply", "plan.json"], &TOKEN).ends_with(1).complains("`token_owner: none`");
    assert!(writes(&scene).is_empty());
    scene.quirks(&json!([]));
    scene.run_with(&["apply", "plan.json"], &TOKEN).ends_with(0).says("3 deactivated");
}

#[test]
fn a_refused_form_ends_the_apply_at_the_first_user_and_names_the_setting() {
    let refused = scene(&json!(["rejects_path"]), ATTESTED);
    let ran = apply(&refused).ends_with(5).says("1 failed").says("2 not started");
    assert!(ran.stdout.contains("help: ") && ran.stdout.contains("patch_form: pathless"), "{}", ran.stdout);
    assert_eq!(writes(&refused).len(), 1);
}

#[test]
fn an_apply_that_changed_more_than_was_approved_is_never_called_complete_and_stops_there_again() {
    let surprised = prepared(Scene::scim(), &json!(["github_emu.obfuscates_name"]), ATTESTED, &["di"]);
    surprised.run_with(&["plan", "--out", "plan.json"], &TOKEN).ends_with(0);
    for _ in 0..2 {
        let ran = surprised.run_with(&["apply", "plan.json"], &TOKEN).ends_with(5).says("Apply stopped. 1 deactivated");
        assert!(!ran.stdout.contains("complete"), "{}", ran.stdout);
    }
    assert_eq!(writes(&surprised).len(), 1);
}

#[test]
fn each_user_is_one_event() {
    let rows = [
        (json!([]), ATTESTED, 3),
        (json!(["patch_without_effect"]), ATTESTED, 1),
        (json!(["atlassian.hides_user"]), "  service: atlassian\n", 3),
    ];
    at_once(
        &rows,
        |(quirks, ..)| quirks.to_string(),
        |(quirks, directory, users)| {
            let left = &["di", "hal", "jo"][..*users];
            let scene = prepared(Scene::scim(), quirks, directory, left);
            let ran = scene.run_with(&["apply", "-f", "roster.yaml", "--auto-approve", "--json"], &TOKEN);
            let events = ran.stdout.lines().filter(|line| line.contains(r#""type":"user""#));
            assert_eq!(events.count(), *users, "{}", ran.stdout);
        },
    );
}

#[test]
fn nobody_else_is_written_when_the_user_of_the_first_write_cannot_be_read_back() {
    let scene = scene(&json!([]), ATTESTED);
    let locked = json!({"status": 400, "json": {"detail": "the directory is being moved"}});
    let reading_back = json!({"method": "GET", "path": "/scim/v2/Users/di", "nth": [2, 3, 4, 5, 6]});
    scene.script(&json!({"faults": [{"match": reading_back, "do": locked}]}));
    let ran = apply(&scene).ends_with(5);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(said.contains("after the first write di@acme.example could not be read back"), "{said}");
    assert_eq!(states(&scene), ["inactive", "active", "active"]);
}
