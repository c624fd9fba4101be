//! The one write, its condition, and what is refused.

use super::*;

#[test]
fn a_patch_with_or_without_a_path_sets_active_and_nothing_else() {
    let forms = [
        deactivation(),
        json!({"op": "replace", "value": {"active": false}}),
        json!({"op": "add", "path": "urn:ietf:params:scim:schemas:core:2.0:User:active", "value": false}),
    ];
    for form in forms {
        let scim = Scim::stock();
        let mut before = scim.get("/Users/u1").json();
        let answer = scim.patch("u1", Some("\"7\""), &form);
        assert_eq!((answer.status, answer.header("etag")), (200, Some("\"8\"")), "{form}");
        let after = scim.get("/Users/u1").json();
        assert_eq!(answer.json(), after, "{form}");
        before["active"] = json!(false);
        before["meta"] = after["meta"].clone();
        assert_eq!(after, before, "{form}");
    }
}

#[test]
fn a_stale_condition_is_refused_and_changes_nothing() {
    let scim = Scim::stock();
    for stale in ["\"6\"", "W/\"7\"", "7"] {
        assert_eq!(error(&scim.patch("u1", Some(stale), &deactivation())), (412, None), "{stale}");
    }
    assert_eq!(scim.active("u1"), json!(true));
    for current in ["\"6\", \"7\"", "*"] {
        assert_eq!(scim.patch("u1", Some(current), &deactivation()).status, 200, "{current}");
    }
}

#[test]
fn a_patch_that_changes_nothing_keeps_the_version_and_one_with_true_reactivates() {
    let scim = Scim::stock();
    assert_eq!(scim.deactivate("u3").header("etag"), Some("\"1\""));
    let back = scim.patch("u3", None, &json!({"op": "replace", "path": "active", "value": true}));
    assert_eq!((back.json()["active"].clone(), back.header("etag")), (json!(true), Some("\"2\"")));
}

#[test]
fn what_is_not_the_one_write_is_refused_with_its_reason() {
    let scim = Scim::stock();
    let kind = |operation: Value| error(&scim.patch("u1", None, &operation));
    let bad = |word: &str| (400, Some(word.to_owned()));
    assert_eq!(kind(json!({"op": "replace", "path": "active", "value": "False"})), bad("invalidValue"));
    assert_eq!(kind(json!({"op": "Replace", "path": "active", "value": false})), bad("invalidSyntax"));
    assert_eq!(kind(json!({"op": "remove", "path": "active"})), bad("invalidSyntax"));
    assert_eq!(kind(json!({"op": "replace", "path": "userName", "value": "x"})), bad("mutability"));
    assert_eq!(kind(json!({"op": "replace", "value": {"active": false, "title": "x"}})), bad("mutability"));
    assert_eq!(kind(json!({"op": "replace", "value": false})), bad("invalidValue"));
    assert_eq!(error(&scim.send("PATCH", "/Users/u1", &[], Some("{\"active\":false}"))), bad("invalidSyntax"));
    let body = json!({"schemas": ["urn:other"], "Operations": [deactivation()]}).to_string();
    assert_eq!(error(&scim.send("PATCH", "/Users/u1", &[], Some(&body))), bad("invalidSyntax"));
    assert_eq!(error(&scim.deactivate("nobody")), (404, None));
    assert_eq!(error(&scim.deactivate("u4")), (404, None));
    let bearer = format!("Bearer {SCIM_TOKEN}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "text/plain")];
    let url = format!("{}/scim/v2/Users/u1", scim.0.url);
    assert_eq!(error(&wire::request("PATCH", &url, &headers, Some("x")).expect("an answer")), (415, None));
    assert_eq!(
        (scim.active("u1"), scim.get("/Users/u1").header("etag").map(str::to_owned)),
        (json!(true), Some("\"7\"".into()))
    );
}

#[test]
fn nothing_creates_replaces_or_deletes() {
    let scim = Scim::stock();
    for (method, path) in [
        ("POST", "/Users"),
        ("PUT", "/Users/u1"),
        ("DELETE", "/Users/u1"),
        ("POST", "/Users/.search"),
        ("POST", "/Bulk"),
        ("PATCH", "/Users"),
    ] {
        assert_eq!(error(&scim.send(method, path, &[], Some("{}"))), (501, None), "{method} {path}");
    }
    assert_eq!(scim.list("").1, json!(5));
}

#[test]
fn changes_and_profiles_are_saved_beside_the_org_file() {
    let scim = Scim::stock();
    scim.deactivate("u1");
    let before = scim.get("/Users/u1").json();
    let Sandbox { runtime, running, folder, .. } = scim.0;
    runtime.block_on(running.expect("running").stop());
    let again = Scim(Sandbox::with(folder, |options| options.protocol = SandboxProtocol::Scim));
    let mut after = again.get("/Users/u1").json();
    after["meta"]["location"] = before["meta"]["location"].clone();
    assert_eq!(after, before);
}
