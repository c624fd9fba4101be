//! Writing: versions, states, and what is refused.

use super::*;

#[test]
fn a_patch_with_the_current_version_deactivates_and_answers_with_the_user() {
    let sandbox = Sandbox::stock();
    let answer = sandbox.patch("u1", json!({"state": "inactive", "version": 7}));
    let user = answer.json();
    assert_eq!((answer.status, &user["state"], &user["version"]), (200, &json!("inactive"), &json!(8)));
    assert_eq!(user["email"], "ana@acme.example");
    assert_eq!(sandbox.get("/api/v2/users/u1").json()["version"], 8);
    assert_eq!(ids(&sandbox.get("/api/v2/users").json()), ["u2", "u5"]);
}

#[test]
fn a_stale_version_is_answered_in_each_of_the_three_forms() {
    for (form, status, code) in [
        (None, 409, json!("general.conflict")),
        (Some("status-409"), 409, json!("general.conflict")),
        (Some("status-400"), 400, json!("general.conflict")),
        (Some("empty-409"), 409, Value::Null),
    ] {
        let options = form.map_or(String::new(), |form| format!("options: {{conflict: {form}}}\n"));
        let sandbox = Sandbox::of(&format!("{options}{ORG}"));
        let answer = sandbox.patch("u1", json!({"state": "inactive", "version": 6}));
        assert_eq!((answer.status, &answer.json()["code"]), (status, &code), "{form:?}");
        assert_eq!(sandbox.get("/api/v2/users/u1").json()["state"], "active");
    }
}

#[test]
fn a_body_that_the_api_does_not_accept_changes_nothing() {
    let sandbox = Sandbox::stock();
    for body in [
        json!({"state": "inactive"}),
        json!({"state": "inactive", "version": 7, "name": "Other"}),
        json!({"state": "inactive", "version": 7, "roles": []}),
        json!({"state": "gone", "version": 7}),
        json!({"state": "inactive", "version": "7"}),
        json!({"active": false}),
        json!({"active": false, "version": 7}),
        json!({"active": false, "roles": [], "version": 7}),
        json!([]),
    ] {
        assert_eq!(sandbox.patch("u1", body.clone()).status, 400, "{body}");
    }
    let user = sandbox.get("/api/v2/users/u1").json();
    assert_eq!((&user["state"], &user["version"], &user["name"]), (&json!("active"), &json!(7), &json!("Ana Álvarez")));
    assert_eq!(sandbox.patch("nobody", json!({"state": "inactive", "version": 1})).status, 404);
}

#[test]
fn the_active_dialect_is_accepted_only_with_the_option_of_the_org_file() {
    let sandbox = Sandbox::of(&format!("options: {{dialect: active}}\n{ORG}"));
    assert_eq!(sandbox.patch("u1", json!({"active": false})).json()["state"], "inactive");
    assert_eq!(sandbox.patch("u2", json!({"active": false, "roles": []})).json()["state"], "inactive");
    for body in
        [json!({"state": "inactive", "version": 1}), json!({"active": true}), json!({"active": false, "roles": ["x"]})]
    {
        assert_eq!(sandbox.patch("u5", body.clone()).status, 400, "{body}");
    }
    assert_eq!(sandbox.get("/api/v2/users/u5").json()["state"], "active");
}

#[test]
fn a_deactivation_removes_the_roles_for_good() {
    let sandbox = Sandbox::stock();
    sandbox.patch("u1", json!({"state": "inactive", "version": 7}));
    sandbox.patch("u1", json!({"state": "active", "version": 8}));
    let sandbox = sandbox.again();
    assert_eq!(sandbox.get("/api/v2/users/u1").json()["state"], "active");
    assert_eq!(sandbox.get("/api/v2/authorization/subjects/u1").json()["grants"], json!([]));
}

#[test]
fn a_patch_of_the_state_restores_a_deleted_user() {
    let sandbox = Sandbox::stock();
    let restored = sandbox.patch("u4", json!({"state": "inactive", "version": 1})).json();
    assert_eq!(restored["state"], "inactive");
    assert_eq!(sandbox.get("/api/v2/users/u4").status, 200);
}

#[test]
fn delete_put_and_bulk_requests_change_no_user() {
    let sandbox = Sandbox::stock();
    let before = sandbox.get("/api/v2/users?state=any").json();
    assert_eq!(sandbox.send("DELETE", "/api/v2/users/u1", None).status, 409);
    assert_eq!(sandbox.send("DELETE", "/api/v2/users/u5", None).status, 410);
    assert_eq!(sandbox.send("DELETE", "/api/v2/users/nobody", None).status, 404);
    assert_eq!(sandbox.send("PUT", "/api/v2/users/u1", Some(&json!({"state": "inactive", "version": 7}))).status, 405);
    assert_eq!(sandbox.send("POST", "/api/v2/users", Some(&json!({}))).status, 405);
    let bulk = |body: Value| sandbox.send("PATCH", "/api/v2/users/bulk", Some(&body)).status;
    assert_eq!(bulk(json!([{"id": "u1", "state": "inactive", "version": 7}])), 400);
    assert_eq!(bulk(json!([{"id": "u1", "acdAutoAnswer": true}])), 200);
    assert_eq!(sandbox.get("/api/v2/users?state=any").json(), before);
}

#[test]
fn another_administrator_can_edit_between_two_requests() {
    let sandbox = Sandbox::stock();
    let edit = json!({"name": "Ana Berg", "email": "ana.berg@acme.example", "division": "Sales", "interacting": true});
    let user = sandbox.send("POST", "/sandbox/users/ana@acme.example", Some(&edit)).json();
    assert_eq!((&user["id"], &user["version"], &user["name"]), (&json!("u1"), &json!(8), &json!("Ana Berg")));
    assert_eq!(user["division"]["name"], "Sales");
    assert_eq!(sandbox.patch("u1", json!({"state": "inactive", "version": 7})).status, 409);
    let by_id = sandbox.send("POST", "/sandbox/users/u1", Some(&json!({"state": "deleted"})));
    assert_eq!((by_id.status, sandbox.get("/api/v2/users/u1").status), (200, 404));
    for (who, body) in [("nobody", json!({})), ("u2", json!({"color": "red"})), ("u2", json!({"division": "Nowhere"}))]
    {
        assert!(sandbox.send("POST", &format!("/sandbox/users/{who}"), Some(&body)).status >= 400, "{who} {body}");
    }
}
