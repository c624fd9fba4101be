//! `doctor` checks everything that a plan and an apply depend on: one line per check, with a fix; it writes nothing.

use std::collections::BTreeSet;
use std::net::TcpListener;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::scene::{CLIENT, Ran, Scene, roster, run_in, sandbox_roster};

/// What is looked at, in its order.
const NAMES: [&str; 11] = [
    "roster",
    "region",
    "credentials",
    "organization",
    "users",
    "divisions",
    "search",
    "roles",
    "deactivating",
    "clock",
    "rate limit",
];

/// The line of one check, and the help below it.
fn check(ran: &Ran, name: &str) -> (String, String) {
    let mut lines =
        ran.stdout.lines().skip_while(|line| line.get(9..).is_none_or(|rest| !rest.starts_with(&format!("{name} "))));
    let line = lines.next().unwrap_or_else(|| panic!("no `{name}` in:\n{}{}", ran.stdout, ran.stderr)).to_owned();
    let help =
        lines.next().filter(|line| line.trim_start().starts_with("help: ")).unwrap_or_default().trim().to_owned();
    (line, help)
}

impl Ran {
    /// Asserts the result of a check, with its finding and its fix.
    fn finds(self, name: &str, health: &str, found: &str, fix: &str) -> Self {
        let (line, help) = check(&self, name);
        let (help, is_ok) = if health == "skipped" { (line.clone(), false) } else { (help, health == "ok") };
        assert!(line.starts_with(&format!("{health:<7}  {name}")) && line.contains(found), "{line}\n{}", self.stdout);
        assert!(help.contains(fix) && help.is_empty() == is_ok, "{help}\n{}", self.stdout);
        self
    }

    /// Asserts that all other checks passed.
    fn else_ok(self, but: &[&str]) -> Self {
        for name in NAMES.iter().filter(|name| !but.contains(name)) {
            assert!(check(&self, name).0.starts_with("ok "), "{name}\n{}", self.stdout);
        }
        self
    }

    /// Asserts that these checks were skipped, and no others.
    fn skips(self, names: &[&str], why: &str) -> Self {
        for name in NAMES {
            let (line, _) = check(&self, name);
            assert_eq!(line.starts_with("skipped"), names.contains(&name), "{name}\n{}", self.stdout);
            assert!(!names.contains(&name) || line.contains(why), "{line}");
        }
        self
    }
}

fn doctor(scene: &Scene) -> Ran {
    reads_only(scene, scene.run(&["doctor"]))
}

/// Runs doctor and asserts that it only reads.
fn reads_only(scene: &Scene, ran: Ran) -> Ran {
    for entry in scene.log() {
        let (method, path) = (entry["method"].as_str().expect("text"), entry["path"].as_str().expect("text"));
        let reads = method == "GET" || (method == "POST" && ["/oauth/token", "/api/v2/users/search"].contains(&path));
        assert!(reads, "{method} {path}");
    }
    assert!(!ran.stdout.contains("sandbox-secret") && !ran.stderr.contains("sandbox-secret"));
    ran
}

fn healthy() -> Scene {
    let scene = Scene::acme();
    scene.declare_all_but(&[]);
    scene
}

fn fault(path: &str, deed: Value) -> Value {
    json!([{"match": {"path": path}, "do": deed}])
}

#[test]
fn a_healthy_directory_is_all_ok_and_only_read() {
    let scene = healthy();
    let ran = doctor(&scene).ends_with(0).else_ok(&[]);
    assert_eq!(ran.stderr, "");
    insta::with_settings!({filters => vec![(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT")]}, {
        insta::assert_snapshot!(ran.stdout);
    });
    let asked: BTreeSet<String> =
        scene.log().iter().map(|entry| entry["path"].as_str().expect("text").to_owned()).collect();
    assert_eq!(asked.len(), 7, "{asked:?}");
}

#[test]
fn a_sandbox_is_checked_without_credentials() {
    let scene = healthy();
    scene.write("sandbox.yaml", &sandbox_roster("users: [ana@acme.example]\n"));
    scene.run_with(&["doctor", "sandbox.yaml"], &[]).ends_with(0).else_ok(&[]).finds("region", "ok", "the sandbox", "");
    scene.write("org.yaml", "organization: nothing");
    let ran = scene.run_with(&["doctor", "sandbox.yaml"], &[]).ends_with(1);
    ran.finds("region", "FAILED", "the org file", "an org file has").finds(
        "rate limit",
        "skipped",
        "",
        "fix what failed above first",
    );
}

#[test]
fn without_a_roster_the_environment_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let run = |environment: &[(&str, &str)]| run_in(folder.path(), &["doctor"], environment);
    run(&[])
        .ends_with(1)
        .finds("roster", "skipped", "there is no roster.yaml here", "rosterctl doctor FILE")
        .finds("region", "FAILED", "neither the roster nor the environment names a region", "GENESYSCLOUD_REGION")
        .finds("credentials", "FAILED", "the environment has none", "GENESYSCLOUD_OAUTHCLIENT_ID");
    run(&[("GENESYSCLOUD_REGION", "eu-central-1")])
        .ends_with(1)
        .finds("region", "ok", "eu-central-1, from GENESYSCLOUD_REGION: https://api.mypurecloud.de", "")
        .finds("users", "skipped", "there are no credentials", "fix `credentials` first");
    run(&[("GENESYSCLOUD_REGION", "eu-central1"), CLIENT[0]])
        .ends_with(1)
        .finds("region", "FAILED", "no Genesys Cloud region `eu-central1`", "did you mean `eu-central-1`?")
        .finds(
            "credentials",
            "FAILED",
            "GENESYSCLOUD_OAUTHCLIENT_SECRET is not",
            "set GENESYSCLOUD_OAUTHCLIENT_SECRET as well",
        );
    run(&[("GENESYSCLOUD_REGION", "eu-central1"), CLIENT[0], CLIENT[1]]).ends_with(1).finds(
        "credentials",
        "skipped",
        "no address to try them at",
        "fix `region` first",
    );
}

#[test]
fn a_roster_with_errors_does_not_hide_the_other_checks() {
    let scene = healthy();
    scene.write("roster.yaml", &roster("type: genesys-cloud", "users: [ana@acme.example, ana@acme.example, bo]\n"));
    scene
        .run(&["doctor"])
        .ends_with(1)
        .finds("roster", "FAILED", "2 errors; the first: ", "`rosterctl validate roster.yaml` shows what to fix")
        .finds("region", "skipped", "the roster cannot be read", "fix `roster` first");
    scene
        .run_with(&["doctor"], &[("GENESYSCLOUD_REGION", "eu-west-9"), CLIENT[0], CLIENT[1]])
        .ends_with(1)
        .finds("roster", "FAILED", "2 errors", "GENESYSCLOUD_REGION")
        .finds("region", "FAILED", "eu-west-9", "the region of your organization");
    scene.run(&["doctor", "none.yaml"]).ends_with(1).finds(
        "roster",
        "FAILED",
        "none.yaml",
        "rosterctl validate none.yaml",
    );
    assert_eq!(scene.log().len(), 0);
}

#[test]
fn an_address_that_must_not_get_credentials_is_reported_and_gets_no_request() {
    let scene = healthy();
    let directory = "type: genesys-cloud, api_url: 'https://evil.example'";
    scene.write("roster.yaml", &roster(directory, "users: [ana@acme.example]\n"));
    doctor(&scene).ends_with(1).finds(
        "region",
        "FAILED",
        "points to evil.example",
        "ROSTERCTL_ALLOWED_HOSTS=evil.example",
    );
    assert_eq!(scene.log().len(), 0);
}

#[test]
fn a_wrong_secret_is_reported_and_never_printed() {
    let scene = healthy();
    let wrong =
        [("GENESYSCLOUD_OAUTHCLIENT_ID", "sandbox-client"), ("GENESYSCLOUD_OAUTHCLIENT_SECRET", "hunter2-hunter2")];
    let ran = scene
        .run_with(&["doctor"], &wrong)
        .ends_with(1)
        .finds("credentials", "FAILED", "401", "check GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET")
        .finds("clock", "ok", "agree", "")
        .skips(&["organization", "users", "divisions", "search", "roles", "deactivating"], "fix `credentials` first");
    assert!(!ran.stdout.contains("hunter2") && !ran.stderr.contains("hunter2"));
    let token = [("GENESYSCLOUD_ACCESS_TOKEN", "hunter2-hunter2")];
    let ran = scene
        .run_with(&["doctor"], &token)
        .ends_with(1)
        .finds("credentials", "FAILED", "401", "GENESYSCLOUD_ACCESS_TOKEN")
        .finds("organization", "skipped", "there is no token that is accepted", "fix `credentials` first");
    assert!(!ran.stdout.contains("hunter2") && !ran.stderr.contains("hunter2"));
}

#[test]
fn an_access_token_is_tried_by_the_first_request() {
    let scene = healthy();
    let token = [("GENESYSCLOUD_ACCESS_TOKEN", rosterctl::sandbox::USER_TOKEN)];
    scene.run_with(&["doctor"], &token).ends_with(0).else_ok(&[]).finds(
        "credentials",
        "ok",
        "the access token is accepted",
        "",
    );
    scene.faults(&fault("/api/v2/organizations/me", json!({"status": 404})));
    scene
        .run_with(&["doctor"], &token)
        .ends_with(1)
        .finds("credentials", "unknown", "could not be tried", "fix `organization` first")
        .finds("organization", "FAILED", "404", "api_url");
}

#[test]
fn another_organization_is_reported_and_its_users_are_not_read() {
    let scene = healthy();
    scene.roster_of("11111111-2222-4333-8444-555555555555", "users: [ana@acme.example]\n");
    doctor(&scene)
        .ends_with(1)
        .finds("organization", "FAILED", "0c5f2c7e-0000-4000-8000-00000000ac3e (Acme)", "correct `organization_id`")
        .skips(&["users", "divisions", "search", "roles", "deactivating"], "users are not read before");
    assert!(scene.log().iter().all(|entry| !entry["path"].as_str().unwrap().contains("/users")));
}

#[test]
fn each_missing_permission_is_reported_and_the_others_are_still_checked() {
    for (name, path, permission) in [
        ("users", "/api/v2/users", "`directory:user:view`"),
        ("divisions", "/api/v2/authorization/divisions", "`authorization:division:view`"),
        ("search", "/api/v2/users/search", "`directory:user:view`"),
        ("roles", "/api/v2/authorization/subjects/ana", "`authorization:grant:view`"),
    ] {
        let scene = healthy();
        scene.faults(&fault(path, json!({"status": 403})));
        let ran = doctor(&scene).ends_with(1).finds(name, "FAILED", "403", permission);
        let also = if name == "users" { &["users", "roles"][..] } else { &[name] };
        ran.else_ok(also);
    }
}

#[test]
fn the_permission_to_deactivate_is_read_and_never_tried() {
    let policy = |actions: &[&str]| json!({"domain": "directory", "entityName": "user", "actions": actions});
    let grant = |division: &str, policies: Value| json!({"division": {"id": division, "name": division}, "role": {"id": "r", "name": "R", "policies": policies}});
    for (answer, health, code, found, fix) in [
        (
            json!({"json": {"grants": [grant("*", json!([policy(&["view", "edit"])]))]}}),
            "ok",
            0,
            "permitted in all divisions",
            "",
        ),
        (
            json!({"json": {"grants": [grant("*", json!([policy(&["view"])]))]}}),
            "FAILED",
            1,
            "not permitted",
            "`directory:user:edit`",
        ),
        (
            json!({"json": {"grants": [grant("Sales", json!([policy(&["edit"])]))]}}),
            "unknown",
            0,
            "permitted in Sales",
            "`directory:user:edit`",
        ),
        (json!({"json": {"grants": []}}), "unknown", 0, "is unknown", "`directory:user:edit`"),
        (
            json!({"json": {"grants": [{"division": {"id": "*"}, "role": {"id": "r"}}]}}),
            "unknown",
            0,
            "is unknown",
            "`directory:user:edit`",
        ),
        (json!({"status": 403}), "unknown", 0, "403", "`directory:user:edit`"),
        (json!({"status": 404}), "unknown", 0, "404", "`directory:user:edit`"),
        (
            json!({"status": 400, "json": {"code": "not.a.user", "message": "no"}}),
            "unknown",
            0,
            "not.a.user",
            "`directory:user:edit`",
        ),
    ] {
        let scene = healthy();
        scene.faults(&fault("/api/v2/authorization/subjects/me", answer));
        doctor(&scene).ends_with(code).else_ok(&["deactivating"]).finds("deactivating", health, found, fix);
    }
}

#[test]
fn an_unreachable_directory_is_reported_and_the_remaining_checks_are_skipped() {
    let scene = healthy();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = scene.url();
    let directory = format!("type: genesys-cloud, api_url: 'http://127.0.0.1:{port}', login_url: '{url}'");
    scene.write("roster.yaml", &roster(&directory, "users: [ana@acme.example]\n"));
    doctor(&scene)
        .ends_with(1)
        .finds("credentials", "ok", "was granted a token", "")
        .finds("organization", "FAILED", &format!("no connection to 127.0.0.1:{port}"), "check the network")
        .skips(&["users", "divisions", "search", "roles", "deactivating"], "fix what failed above")
        .finds("clock", "ok", "agree", "")
        .finds("rate limit", "unknown", "does not report it", "inin-ratelimit");
}

#[test]
fn html_instead_of_the_api_is_reported() {
    let scene = healthy();
    scene.faults(&fault("/api/**", json!({"html": "<html>Please log in</html>"})));
    doctor(&scene).ends_with(1).finds("organization", "FAILED", "instead of JSON", "such as a proxy's page");
    scene.faults(&fault("/oauth/token", json!({"html": "<html>Please log in</html>"})));
    doctor(&scene).ends_with(1).finds("credentials", "FAILED", "instead of JSON", "must name the login host");
}

#[test]
fn an_exceeded_rate_limit_is_reported_and_waited_for_only_if_the_wait_is_short() {
    let scene = healthy();
    scene.faults(&json!([{"match": {"path": "/api/v2/users", "times": 1}, "do": {"status": 429, "headers": {"Retry-After": 1}}}]));
    doctor(&scene).ends_with(0).else_ok(&[]);
    scene.faults(&fault("/api/v2/users", json!({"status": 429, "headers": {"Retry-After": 7200}})));
    let ran = doctor(&scene).ends_with(1).finds("users", "FAILED", "429", "run again in 2 h").finds(
        "rate limit",
        "FAILED",
        "no requests for 2 h",
        "run doctor again in 2 h",
    );
    ran.skips(&["divisions", "search", "roles", "deactivating"], "fix `rate limit` first");
}

#[test]
fn the_number_of_requests_left_is_reported() {
    let scene = healthy();
    let headers = |count: u32| json!({"headers": {"inin-ratelimit-allowed": 300, "inin-ratelimit-count": count, "inin-ratelimit-reset": 1}});
    scene.faults(&fault("/api/v2/authorization/subjects/me", headers(120)));
    doctor(&scene).ends_with(0).finds("rate limit", "ok", "300 requests a minute, 180 of them left", "");
    scene.faults(&fault("/api/v2/authorization/subjects/me", headers(300)));
    doctor(&scene).ends_with(1).finds("rate limit", "FAILED", "0 of them left", "who else uses these credentials");
    let names = json!({"drop_headers": ["inin-ratelimit-allowed", "inin-ratelimit-count", "inin-ratelimit-reset"]});
    scene.faults(&fault("/api/**", names));
    doctor(&scene)
        .ends_with(0)
        .finds("rate limit", "unknown", "the directory does not report it", "inin-ratelimit-*")
        .says("No check failed.");
}

#[test]
fn a_wrong_clock_is_reported_in_words() {
    let date = |off: i64| {
        let there = Timestamp::now() + SignedDuration::from_secs(off);
        json!({"headers": {"Date": there.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()}})
    };
    for (off, found) in [(3600, "behind the directory"), (-3600, "ahead of the directory")] {
        let scene = healthy();
        scene.faults(&fault("/**", date(off)));
        doctor(&scene).ends_with(1).finds("clock", "FAILED", found, "NTP").else_ok(&["clock"]);
    }
    let scene = healthy();
    scene.faults(&fault("/**", date(30)));
    doctor(&scene).ends_with(0).finds("clock", "ok", "behind the directory", "");
    scene.faults(&fault("/**", json!({"headers": {"Date": "yesterday"}})));
    doctor(&scene).ends_with(0).finds("clock", "unknown", "no answer had the time", "`date -u`");
}

#[test]
fn an_empty_list_of_users_is_not_a_passed_check() {
    let scene = Scene::of(
        "organization: {name: Acme}\ndivisions: [Support]\nusers:\n  - {email: old@acme.example, state: inactive}\n",
    );
    scene.declare(&["ana"]);
    doctor(&scene)
        .ends_with(0)
        .finds("users", "unknown", "the list is empty", "`directory:user:view`")
        .finds("roles", "skipped", "no user", "fix `users` first")
        .says("No check failed.");
    let scene = healthy();
    scene.faults(&fault("/api/v2/users", json!({"set": {"/entities": []}})));
    doctor(&scene).ends_with(1).finds("users", "FAILED", "counts 10 active users and lists none", "proxy");
}

#[test]
fn texts_of_the_directory_are_sanitized_and_stay_on_their_line() {
    let scene = Scene::of(
        "organization: {name: \"Acme\\e[2J\\nok       users         fine ##[error]x\"}\ndivisions: [Support]\nusers:\n  - {email: ana@acme.example}\n",
    );
    scene.declare(&["ana"]);
    let ran = doctor(&scene).ends_with(0).finds(
        "organization",
        "ok",
        "Acme\\u{1b}[2J\\nok       users         fine #\\#[error]x",
        "",
    );
    assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
    assert_eq!(ran.stdout.lines().count(), NAMES.len() + 2, "{}", ran.stdout);
}
