//! One user, tokens, the log.

use super::*;

#[test]
fn a_user_is_read_whole_with_an_etag_equal_to_the_version() {
    let scim = Scim::stock();
    let answer = scim.get("/Users/u1");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/scim+json")));
    assert_eq!(answer.header("etag"), Some("\"7\""));
    let core = "urn:ietf:params:scim:schemas:core:2.0:User";
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let expected = json!({
        "schemas": [core, enterprise], "id": "u1", "externalId": "4711", "userName": "ana@acme.example",
        "name": {"formatted": "Ana Álvarez"}, "displayName": "Ana Álvarez", "userType": "Employee", "active": true,
        "emails": [
            {"value": "ana@acme.example", "type": "work", "primary": true}, {"value": "ana@old.example", "type": "other"},
        ],
        "roles": [{"value": "Agent"}, {"value": "Admin"}], enterprise: {"department": "Support"},
        "meta": {
            "resourceType": "User", "created": "2026-01-01T00:00:00Z", "lastModified": "2026-01-01T00:00:07Z",
            "location": format!("{}/scim/v2/Users/u1", scim.0.url), "version": "\"7\"",
        },
    });
    assert_eq!(answer.json(), expected);
}

#[test]
fn an_email_is_primary_unmarked_or_hidden_as_the_org_file_says() {
    let scim = Scim::stock();
    let emails = |id: &str| {
        let user = scim.get(&format!("/Users/{id}")).json();
        (user["userName"].clone(), user.get("emails").cloned())
    };
    assert_eq!(emails("u2"), (json!("bo.berg"), Some(json!([{"value": "Bo@acme.example", "type": "work"}]))));
    assert_eq!(emails("u5"), (json!("robot"), None));
}

#[test]
fn inactive_users_are_shown_and_deleted_ones_are_not() {
    let scim = Scim::stock();
    assert_eq!(scim.active("u3"), json!(false));
    assert_eq!(error(&scim.get("/Users/u4")), (404, None));
    assert_eq!(error(&scim.get("/Users/nobody")), (404, None));
}

#[test]
fn attributes_are_projected_and_the_id_is_always_returned() {
    let scim = Scim::stock();
    let keys = |query: &str| {
        let user = scim.get(&format!("/Users/u1?{query}")).json();
        user.as_object().expect("a user").keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(keys("attributes=userName,emails.value"), ["emails", "id", "schemas", "userName"]);
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    assert_eq!(keys(&format!("attributes={enterprise}:department")), ["id", "schemas", enterprise]);
    assert!(!keys("excludedAttributes=EMAILS,meta").iter().any(|key| key == "emails" || key == "meta"));
    let emails = scim.get("/Users?attributes=emails.value&count=1").json()["Resources"][0]["emails"].clone();
    assert_eq!(emails, json!([{"value": "ana@acme.example"}, {"value": "ana@old.example"}]));
    let rest = scim.get("/Users/u1?excludedAttributes=emails.primary").json()["emails"][0].clone();
    assert_eq!(rest, json!({"value": "ana@acme.example", "type": "work"}));
}

#[test]
fn a_filter_finds_users_by_each_supported_attribute() {
    let scim = Scim::stock();
    let found = |filter: &str| scim.list(&format!("filter={}", filter.replace(' ', "%20").replace('"', "%22"))).0;
    assert_eq!(found("userName eq \"ANA@acme.example\""), ["u1"], "userName is compared in any case");
    assert_eq!(found("username EQ \"bo.berg\""), ["u2"], "and so are names of attributes and operators");
    assert_eq!(found("urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"robot\""), ["u5"]);
    assert_eq!(found("userName eq \"robot@acme.example\""), [""; 0], "the e-mail is not the user name");
    assert_eq!(found("emails.value eq \"ana@old.example\""), ["u1"]);
    assert_eq!(found("emails eq \"bo@acme.example\""), ["u2"]);
    assert_eq!(found("emails.value eq \"robot@acme.example\""), [""; 0], "a hidden address is not found");
    assert_eq!(found("externalId eq \"4711\""), ["u1"]);
    assert_eq!(found("id eq \"u3\""), ["u3"]);
    assert_eq!(found("id eq \"u4\""), [""; 0], "a deleted user is not found");
    assert_eq!(found("active eq false"), ["u3"]);
    assert_eq!(found("active eq true"), ["u1", "u2", "u5", "u6"]);
}

#[test]
fn any_other_filter_is_refused() {
    let scim = Scim::stock();
    for filter in
        ["displayName eq %22Bo%22", "userName co %22a%22", "userName", "userName eq bo", "active eq %22true%22", ""]
    {
        let answer = scim.get(&format!("/Users?filter={}", filter.replace(' ', "%20")));
        assert_eq!(error(&answer), (400, Some("invalidFilter".to_owned())), "{filter}");
    }
}

#[test]
fn only_the_stock_token_and_tokens_for_the_clients_credentials_are_accepted() {
    let scim = Scim::stock();
    let url = format!("{}/scim/v2/Users", scim.0.url);
    let status = |token: &str| {
        let bearer = format!("Bearer {token}");
        wire::request("GET", &url, &[("Authorization", &bearer)], None).expect("an answer").status
    };
    let granted = login(&scim.0, CLIENT_SECRET).json()["access_token"].as_str().expect("a token").to_owned();
    assert_eq!([SCIM_TOKEN, &granted, USER_TOKEN, "stolen"].map(status), [200, 200, 401, 401]);
    assert_eq!(error(&wire::request("GET", &url, &[], None).expect("an answer")), (401, None));
    assert_eq!(Sandbox::stock().get("/scim/v2/Users").status, 404, "a sandbox speaks one protocol");
    assert_eq!(scim.0.get("/api/v2/users").status, 404);
}

#[test]
fn the_log_has_scim_requests_with_their_condition_and_status() {
    let scim = Scim::stock();
    scim.get("/Users?count=1");
    scim.patch("u1", Some("\"7\""), &deactivation());
    let log = scim.0.log();
    assert_eq!(
        (&log[0]["path"], &log[0]["status"], log[0].get("if_match")),
        (&json!("/scim/v2/Users"), &json!(200), None)
    );
    assert_eq!(
        (&log[1]["method"], &log[1]["if_match"], &log[1]["status"]),
        (&json!("PATCH"), &json!("\"7\""), &json!(200))
    );
    assert_eq!(log[1]["body"]["Operations"][0], deactivation());
}

#[test]
fn beyond_the_rate_limit_a_scim_429_has_the_seconds_to_wait() {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("org.yaml"), PEOPLE).expect("an org file");
    let scim = Scim(Sandbox::with(folder, |options| {
        options.protocol = SandboxProtocol::Scim;
        options.rate_limit_per_minute = Some(1);
    }));
    assert_eq!(scim.get("/Users").status, 200);
    let refused = scim.get("/Users");
    assert_eq!(error(&refused), (429, None));
    let seconds: u64 = refused.header("retry-after").and_then(|text| text.parse().ok()).expect("seconds");
    assert!((1..=60).contains(&seconds), "{seconds}");
    scim.script(json!({"quirks": ["no_retry_after", "rate_limit_headers"]}));
    assert_eq!(scim.get("/Users").header("retry-after"), None);
    scim.script(json!({"quirks": ["retry_after_date"]}));
    let date = scim.get("/Users").header("retry-after").expect("a date").to_owned();
    let format = "%a, %d %b %Y %H:%M:%S GMT";
    let at = jiff::civil::DateTime::strptime(format, &date).expect("an HTTP date");
    assert_eq!(at.strftime(format).to_string(), date);
}

#[test]
fn scripted_faults_answer_in_the_form_of_scim() {
    let scim = Scim::stock();
    scim.script(json!({"faults": [
        {"match": {"path": "/scim/v2/Users", "nth": 1}, "do": {"status": 503}},
        {"match": {"path": "/scim/v2/Users", "nth": 2}, "do": {"status": 429, "headers": {"Retry-After": 2}}},
        {"match": {"path": "/scim/v2/Users", "nth": 3}, "do": {"set": {"/totalResults": 99}, "page_size": 2}},
        {"match": {"method": "PATCH"}, "do": {"took_effect": false}},
    ]}));
    assert_eq!(error(&scim.get("/Users")), (503, None));
    let busy = scim.get("/Users");
    assert_eq!((error(&busy), busy.header("retry-after")), ((429, None), Some("2")));
    assert_eq!(scim.list(""), (vec!["u1".to_owned(), "u2".to_owned()], json!(99)));
    assert_eq!(scim.deactivate("u1").json()["active"], json!(false));
    assert_eq!(scim.active("u1"), json!(true), "nothing was written");
    scim.script(json!({"faults": [{"match": {"method": "PATCH"}, "do": {"meanwhile": {"user_type": "Contractor"}}}]}));
    assert_eq!(scim.patch("u1", Some("\"7\""), &deactivation()).status, 412);
    assert_eq!(scim.get("/Users/u1").json()["userType"], "Contractor");
}

#[test]
fn a_write_can_become_visible_some_requests_later() {
    let scim = Scim::stock();
    scim.script(json!({"faults": [{"match": {"method": "PATCH"}, "do": {"stale_index": 2}}]}));
    let written = scim.deactivate("u1");
    assert_eq!((&written.json()["active"], written.header("etag")), (&json!(false), Some("\"8\"")));
    let listed = scim.get("/Users?count=1").json()["Resources"][0]["active"].clone();
    assert_eq!([listed, scim.active("u1"), scim.active("u1")], [json!(true), json!(true), json!(false)]);
}

#[test]
fn an_org_file_may_have_any_id_that_scim_may_have() {
    let folder = TempDir::new().expect("a folder");
    let org = "organization: {name: A}\ndivisions: [Home]\nusers: [{email: a@x.example, id: 'a/b é?'}]\n";
    std::fs::write(folder.path().join("org.yaml"), org).expect("an org file");
    let scim = Scim(Sandbox::with(folder, |options| options.protocol = SandboxProtocol::Scim));
    assert_eq!(scim.get("/Users/a%2Fb%20%C3%A9%3F").json()["id"], "a/b é?");
}
