//! What services do to a user whose `active` becomes false.

use super::*;

fn service(name: &str) -> Scim {
    Scim::with_quirks(&json!([name]))
}

#[test]
fn services_that_delete_answer_404_afterwards_and_list_the_user_no_more() {
    for (name, status) in
        [("sentry.deletes_membership", 204), ("github_org.deletes_identity", 200), ("pagerduty.deletes_user", 200)]
    {
        let scim = service(name);
        assert_eq!(scim.deactivate("u1").status, status, "{name}");
        assert_eq!(error(&scim.get("/Users/u1")), (404, None), "{name}");
        assert_eq!(scim.deactivate("u1").status, 404, "{name}");
        let (ids, total) = scim.list("");
        assert_eq!((ids, total), (["u2", "u3", "u5", "u6"].map(str::to_owned).into(), json!(4)), "{name}");
    }
}

#[test]
fn services_that_keep_the_record_show_it_inactive_and_otherwise_unchanged() {
    for (name, status) in [("fleet.deletes_user", 200), ("gitlab.removes_membership", 204)] {
        let scim = service(name);
        let mut before = scim.get("/Users/u1").json();
        assert_eq!(scim.deactivate("u1").status, status, "{name}");
        let after = scim.get("/Users/u1").json();
        before["active"] = json!(false);
        before["meta"] = after["meta"].clone();
        assert_eq!((after, scim.list("").1), (before, json!(5)), "{name}");
    }
}

#[test]
fn atlassian_hides_inactive_users_everywhere() {
    let scim = service("atlassian.hides_user");
    assert_eq!(scim.get("/Users/u3").status, 404);
    assert_eq!(scim.deactivate("u1").status, 200);
    assert_eq!(scim.get("/Users/u1").status, 404);
    assert_eq!(scim.list("").1, json!(3));
    for filter in ["userName%20eq%20%22ana@acme.example%22", "id%20eq%20%22u1%22", "active%20eq%20false"] {
        assert_eq!(scim.list(&format!("filter={filter}")).1, json!(0), "{filter}");
    }
    let back = scim.patch("u1", None, &json!({"op": "replace", "path": "active", "value": true}));
    assert_eq!((back.status, scim.active("u1")), (200, json!(true)));
}

#[test]
fn github_emu_replaces_the_name_and_the_addresses() {
    let scim = service("github_emu.obfuscates_name");
    scim.deactivate("u1");
    let user = scim.get("/Users/u1").json();
    assert_eq!((&user["userName"], &user["active"]), (&json!("obfuscated-u1"), &json!(false)));
    let emails = json!([{"value": "obfuscated-u1@users.noreply.example", "type": "work", "primary": true}]);
    assert_eq!((&user["emails"], &user["displayName"]), (&emails, &json!("Ana Álvarez")));
    let found = |name: &str| scim.list(&format!("filter=userName%20eq%20%22{name}%22")).0;
    assert_eq!((found("ana@acme.example"), found("obfuscated-u1")), (vec![], vec!["u1".to_owned()]));
}

#[test]
fn genesys_removes_the_roles() {
    let scim = service("genesys.removes_roles");
    scim.deactivate("u1");
    let user = scim.get("/Users/u1").json();
    assert_eq!((user.get("roles"), &user["userType"], &user["active"]), (None, &json!("Employee"), &json!(false)));
}

#[test]
fn zoom_leaves_admins_active_without_saying_so() {
    let scim = service("zoom.admin_stays_active");
    assert_eq!([scim.deactivate("u1").status, scim.deactivate("u2").status], [204, 204]);
    assert_eq!([scim.active("u1"), scim.active("u2")], [json!(true), json!(false)]);
}

#[test]
fn bitwarden_ignores_a_literal_with_a_path_and_a_text_without_one() {
    let scim = service("bitwarden.ignores_patch");
    let after = |operation: Value| {
        assert_eq!(scim.patch("u1", None, &operation).status, 204);
        scim.active("u1")
    };
    assert_eq!(after(deactivation()), json!(true));
    assert_eq!(after(json!({"op": "replace", "value": {"active": "False"}})), json!(true));
    assert_eq!(after(json!({"op": "replace", "value": {"active": false}})), json!(false));
    assert_eq!(after(json!({"op": "replace", "path": "active", "value": "True"})), json!(true));
}

#[test]
fn coder_changes_the_total_on_the_last_page() {
    let scim = service("coder.total_changes_on_last_page");
    assert_eq!([scim.list("count=3").1, scim.list("startIndex=4&count=3").1], [json!(5), json!(2)]);
}
