//! The org file, the state beside it, and the port.

use super::*;

#[test]
fn changes_are_saved_beside_the_org_file() {
    let sandbox = Sandbox::stock();
    let state = sandbox.folder.path().join(".rosterctl/org.yaml.state.json");
    sandbox.get("/api/v2/users");
    assert!(!state.exists(), "reading writes nothing");
    sandbox.patch("u1", json!({"state": "inactive", "version": 7}));
    sandbox.send("POST", "/sandbox/users/u2", Some(&json!({"email": "bo.berg@acme.example", "interacting": false})));
    assert!(state.exists());
    let before = sandbox.get("/api/v2/users?state=any&expand=routingStatus").json();
    let sandbox = sandbox.again();
    assert_eq!(sandbox.get("/api/v2/users?state=any&expand=routingStatus").json(), before);
    std::fs::remove_file(&state).expect("the state file");
    assert_eq!(sandbox.again().get("/api/v2/users/u1").json()["version"], 7, "the org file is as it was");
}

#[test]
fn a_state_file_of_another_organization_or_version_is_refused_by_name() {
    let folder = TempDir::new().expect("a folder");
    let org = folder.path().join("org.yaml");
    std::fs::write(&org, ORG).expect("an org file");
    std::fs::create_dir(folder.path().join(".rosterctl")).expect("a folder");
    let state = folder.path().join(".rosterctl/org.yaml.state.json");
    let other = |format: &str| json!({"format": format, "organization": "other", "users": []}).to_string();
    for text in ["", "{}", "not JSON", &other("rosterctl sandbox state 1"), &other("rosterctl sandbox state 2")] {
        std::fs::write(&state, text).expect("a state file");
        let refusal = refusal(options(&org));
        assert!(refusal.contains("org.yaml.state.json") && refusal.contains("delete this file"), "{text}: {refusal}");
    }
}

#[test]
fn errors_in_an_org_file_are_reported_with_their_line() {
    let head = "organization: {name: A}\ndivisions: [Home]\n";
    let folder = TempDir::new().expect("a folder");
    let org = folder.path().join("org.yaml");
    for (text, expected) in [
        (format!("{head}users:\n- {{email: a@x, divison: Home}}\n"), "divison"),
        (
            format!("{head}users:\n- {{email: a@x}}\n- {{email: b@x, division: Hme}}\n"),
            "line 5: b@x is in the division `Hme`",
        ),
        (format!("{head}users:\n- {{email: a@x, id: a/b}}\n"), "line 4: `a/b` is not a valid user id"),
        (format!("{head}users:\n- {{email: a@x}}\n- {{email: A@x}}\n"), "two users have the id"),
        (format!("{head}users:\n- {{email: a@x, roles: [{{role: R}}]}}\n"), "a role is a name or"),
        (format!("{head}users: []\noptions: {{rate_limit_per_minute: 0}}\n"), "refuses every request"),
        (
            format!("{head}users: []\noptions: {{token_user: z@x}}\n"),
            "line 4: `token_user` is not the e-mail of a user",
        ),
        (format!("{head}users: []\noptions: {{conflict: 408}}\n"), "status-409, status-400, empty-409 at line 4"),
        ("organization: {name: A}\ndivisions: []\nusers: []\n".to_owned(), "an organization has 1 to 65,535 divisions"),
        ("organization: {name: A}\nusers: []\n".to_owned(), "divisions"),
    ] {
        std::fs::write(&org, &text).expect("an org file");
        let refusal = refusal(options(&org));
        assert!(refusal.contains(expected) && refusal.contains("org.yaml"), "{text}\n{refusal}");
    }
    let missing = refusal(options(&folder.path().join("none.yaml")));
    assert!(missing.contains("could not be read"), "{missing}");
}

#[test]
fn an_org_file_user_needs_only_an_email_and_has_the_same_id_each_time() {
    let org = "organization: {name: A}\ndivisions: [Home]\nusers:\n- email: Ana@x.example\n";
    let user = || Sandbox::of(org).get("/api/v2/users").json()["entities"][0].clone();
    let first = user();
    assert_eq!((&first["name"], &first["version"], &first["state"]), (&json!("Ana"), &json!(1), &json!("active")));
    assert_eq!(first["id"].as_str().map(str::len), Some(36));
    assert_eq!(user(), first);
}

#[test]
fn a_port_in_use_is_reported_and_a_stopped_sandbox_frees_its_port() {
    let mut sandbox = Sandbox::stock();
    let port: u16 = sandbox.url.rsplit(':').next().and_then(|text| text.parse().ok()).expect("a port");
    let org = sandbox.folder.path().join("org.yaml");
    let refused = refusal(Options { port, ..options(&org) });
    assert!(refused.contains(&format!("127.0.0.1:{port}")) && refused.contains("another port"), "{refused}");
    sandbox.runtime.block_on(sandbox.running.take().expect("running").stop());
    let next = sandbox.runtime.block_on(start(Options { port, ..options(&org) })).expect("the port is free");
    drop(next);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(5);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
        assert!(std::time::Instant::now() < deadline, "dropping stops it too");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

#[test]
fn more_than_a_million_generated_users_are_refused() {
    let refused = refusal(Options { source: OrgSource::Generated(1_000_001), ..options(Path::new("")) });
    assert!(refused.contains("at most 1000000 users"), "{refused}");
}

#[test]
fn the_quickstart_has_three_divisions_and_sixty_users() {
    let org = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/quickstart/org.yaml"));
    let sandbox = Sandbox::of(&org.expect("the quickstart's org file"));
    let users = sandbox.get("/api/v2/users?state=any&pageSize=100&expand=authorization").json();
    assert_eq!((&users["total"], ids(&users).len()), (&json!(60), 60));
    assert_eq!(sandbox.get("/api/v2/authorization/divisions").json()["total"], 3);
    let active = sandbox.get("/api/v2/users?pageSize=100&expand=authorization").json();
    let roles = |user: &Value| user["authorization"]["roles"].as_array().map_or(0, Vec::len);
    assert!(
        active["entities"].as_array().expect("users").iter().all(|user| roles(user) > 0),
        "roles for every active user"
    );
}
