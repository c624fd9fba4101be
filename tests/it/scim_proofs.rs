//! A plan is made from a complete reading of a SCIM service, whatever the service does, or not at all.

use rosterctl::sandbox::SCIM_TOKEN;
use serde_json::{Value, json};

use crate::support::scene::{EVERYBODY, Ran, Scene};
use crate::support::started::at_once;

/// A plan for a service with these quirks, with everybody declared but `di`, and more lines under `directory`.
fn plan(quirks: &Value, directory: &str) -> (Scene, Ran) {
    let scene = Scene::scim();
    scene.quirks(quirks);
    let users: String =
        EVERYBODY.iter().filter(|local| **local != "di").map(|local| format!("  - {local}@acme.example\n")).collect();
    let text = format!(
        "version: 1\ndirectory:\n  type: scim\n  service: other\n  url: {}/scim/v2\n  token_owner: none\n  \
         requests_per_minute: 100000\n  attest: {{reversible: true, evidence: OPS-7, by: it@acme.example, date: 2025-01-15}}\n\
         {directory}users:\n{users}",
        scene.url()
    );
    scene.write("roster.yaml", &text);
    let ran = scene.run_with(&["plan"], &[("ROSTERCTL_SCIM_TOKEN", SCIM_TOKEN)]);
    assert!(scene.patches().is_empty());
    (scene, ran)
}

#[test]
fn a_service_that_differs_without_hiding_anybody_is_read_completely() {
    let rows = [
        json!([]),
        json!([{"page_cap": 3}]),
        json!(["repeats_first_page_past_end", {"page_cap": 3}]),
        json!(["items_per_page_as_asked", {"page_cap": 3}]),
        json!(["needs_both_parameters"]),
        json!(["index_only", {"page_cap": 3}]),
        json!(["rejects_cursor", {"page_cap": 3}]),
        json!(["cursor_only", {"page_cap": 3}]),
        json!(["cursor_only", "no_total", {"page_cap": 3}]),
        json!(["rejects_index", {"page_cap": 3}]),
        json!(["hides_active_in_lists"]),
        json!(["active_as_text"]),
        json!(["lists_only_active"]),
        json!(["ignores_filter"]),
        json!(["empty_on_filter"]),
        json!(["lower_case_keys", {"page_cap": 3}]),
        json!(["big_page"]),
        json!(["odd_ids", {"page_cap": 3}]),
        json!(["foreign_location"]),
        json!(["relative_location"]),
        json!(["no_discovery"]),
        json!(["numeric_status", "html_errors"]),
    ];
    at_once(&rows, Value::to_string, |quirks| {
        let (_scene, ran) = plan(quirks, "");
        ran.ends_with(0).says("10 active users, 10 in scope").says("Plan: 1 to deactivate, 9 unchanged");
    });
}

#[test]
fn a_service_that_hides_users_or_states_is_refused_with_the_reason() {
    let rows = [
        (json!(["ignores_start_index", {"page_cap": 3}]), "`startIndex` is ignored"),
        (json!(["first_page_as_asked", {"page_cap": 3}]), "`startIndex` is ignored"),
        (json!(["total_is_page_size", {"page_cap": 3}]), "`totalResults` is the size of the page"),
        (json!(["other_users_past_end", {"page_cap": 3}]), "after the last of 10 users there is another one (id old)"),
        (json!(["overlapping_pages", {"page_cap": 3}]), "appears twice"),
        (json!(["total_counts_hidden", {"page_cap": 3}]), "of 11 users"),
        (json!(["total_changes_on_last_page", {"page_cap": 3}]), "the total changed from 11 to 2"),
        (json!(["no_total", {"page_cap": 3}]), "no `totalResults`"),
        (json!(["cursor_only", "cursor_repeats", {"page_cap": 3}]), "cursor"),
        (json!(["replicas_differ", {"page_cap": 3}]), "the total changed"),
        (json!([{"quiet_wall": 5}]), "who is not in the list"),
        (json!(["repeated_id"]), "appears twice"),
        (json!(["hides_active"]), "leaves out `active`"),
        (json!(["active_null"]), "leaves out `active`"),
        (json!(["no_patch"]), "does not support PATCH"),
        (json!(["answers_me"]), "token_owner: none"),
    ];
    at_once(
        &rows,
        |(quirks, _)| quirks.to_string(),
        |(quirks, reason)| {
            let (_scene, ran) = plan(quirks, "");
            let ran = ran.ends_with(1).complains(reason);
            assert!(!ran.stdout.contains("Plan:") && !ran.stdout.contains("No changes"), "{}", ran.stdout);
        },
    );
}

#[test]
fn a_pinned_user_proves_the_tenant_before_any_user_is_listed() {
    let pin = "  pin: {user: {id: ana, user_name: ana@acme.example}}\n";
    let (_right, ran) = plan(&json!([]), pin);
    ran.ends_with(0).says("Plan: 1 to deactivate");
    let (other, ran) = plan(&json!([{"moves_tenant": 0}]), pin);
    ran.ends_with(1).complains("other-tenant.example");
    let listed = other.log().iter().any(|entry| entry["path"] == "/scim/v2/Users");
    assert!(!listed, "nobody was listed");
}

#[test]
fn the_instructions_of_a_served_sandbox_are_a_roster_and_an_environment_that_work() {
    let scene = Scene::scim();
    let mut serving = scene.start("serve", &["sandbox", "serve", "--protocol", "scim", "--users", "3"]);
    let mut printed = String::new();
    serving.until("the sandbox listens", || {
        printed = std::fs::read_to_string(scene.path("serve.out")).unwrap_or_default();
        printed.contains("Ctrl-C")
    });
    let (_, rest) = printed.split_once("\ndirectory:").expect("a roster");
    let (first, rest) = rest.split_once('\n').expect("lines");
    let (name, token) = first.trim().split_once('=').expect("a variable");
    let (directory, _) = rest.split_once("\n\n").expect("the end of the roster");
    let answer = crate::support::wire::request(
        "GET",
        &format!(
            "{}/Users",
            printed.lines().next().and_then(|line| line.strip_prefix("listening on ")).expect("a URL")
        ),
        &[("Authorization", &format!("Bearer {token}"))],
        None,
    );
    let users = answer.expect("an answer").json()["Resources"].as_array().expect("users").clone();
    let users: String =
        users.iter().map(|user| format!("  - {}\n", user["userName"].as_str().expect("a name"))).collect();
    scene.write("roster.yaml", &format!("version: 1\ndirectory:\n{directory}\nusers:\n{users}"));
    scene.run_with(&["plan"], &[(name, token)]).ends_with(0).says("3 active users").says("No changes");
    serving.signal("INT");
    serving.end().ends_with(0);
}
