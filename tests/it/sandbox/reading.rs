//! Reading: pages, cursors, ids, search, expands.

use super::*;

fn crowd(states: &[(&str, u32)]) -> String {
    let mut org = "organization: {name: Crowd}\ndivisions: [Home]\nusers:\n".to_owned();
    for (state, count) in states {
        for number in 0..*count {
            org.push_str(&format!("- {{email: {state}{number}@crowd.example, state: {state}}}\n"));
        }
    }
    org
}

#[test]
fn a_list_has_pages_of_25_active_users_by_default() {
    let sandbox = Sandbox::of(&crowd(&[("active", 60), ("inactive", 3), ("deleted", 2)]));
    let page = sandbox.get("/api/v2/users").json();
    assert_eq!(ids(&page).len(), 25);
    assert_eq!((&page["total"], &page["pageCount"], &page["pageSize"]), (&json!(60), &json!(3), &json!(25)));
    let totals = ["active", "inactive", "deleted", "any"]
        .map(|state| sandbox.get(&format!("/api/v2/users?state={state}")).json()["total"].as_u64().expect("a total"));
    assert_eq!(totals, [60, 3, 2, 65]);
}

#[test]
fn following_next_uri_lists_every_user_once_and_ends() {
    let sandbox = Sandbox::of(&crowd(&[("active", 60)]));
    let mut path = Some("/api/v2/users?pageSize=13&expand=authorization".to_owned());
    let mut met = Vec::new();
    let mut pages = 0;
    while let Some(next) = path {
        let page = sandbox.get(&next).json();
        met.extend(ids(&page).into_iter().map(str::to_owned));
        pages += 1;
        assert_eq!(page["previousUri"].is_null(), pages == 1);
        path = page["nextUri"].as_str().map(str::to_owned);
    }
    assert_eq!((pages, met.len()), (5, 60));
    let mut unique = met.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), met.len(), "each user once");
    let backwards = sandbox.get("/api/v2/users?pageSize=100&sortOrder=descending").json();
    assert!(ids(&backwards).into_iter().rev().eq(met.iter()));
}

#[test]
fn users_are_listed_in_the_order_of_the_org_file_and_not_of_their_ids_names_or_emails() {
    let users = ["m1/zoe", "c7/ana", "x2/bo", "a9/yi", "k4/cy"];
    let lines = users.map(|user| {
        let (id, name) = user.split_once('/').expect("an id and a name");
        format!("  - {{id: {id}, email: {name}@acme.example}}\n")
    });
    let sandbox = Sandbox::of(&format!("organization: {{name: Acme}}\ndivisions: [Home]\nusers:\n{}", lines.concat()));
    let listed = |query: &str| {
        let page = sandbox.get(&format!("/api/v2/users{query}")).json();
        ids(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(listed(""), ["m1", "c7", "x2", "a9", "k4"]);
    assert_eq!(listed("?sortOrder=descending"), ["k4", "a9", "x2", "c7", "m1"]);
    assert_eq!(listed("/query?pageSize=2&cursor=after.c7"), ["x2", "a9"]);
    sandbox.patch("x2", json!({"state": "inactive", "version": 1}));
    sandbox.patch("x2", json!({"state": "active", "version": 2}));
    assert_eq!(listed("?pageSize=2&pageNumber=2"), ["x2", "a9"], "a change keeps the place");
}

#[test]
fn a_cursor_lists_every_user_once_even_while_they_change() {
    let sandbox = Sandbox::of(&crowd(&[("active", 30)]));
    let mut met = Vec::new();
    let mut path = "/api/v2/users/query?pageSize=7".to_owned();
    loop {
        let page = sandbox.get(&path).json();
        assert!(page["total"].is_null());
        let these = ids(&page);
        // The first user of the page leaves the list; the cursor must keep its place.
        sandbox.patch(these[0], json!({"state": "inactive", "version": 1}));
        met.extend(these.into_iter().map(str::to_owned));
        let Some(next) = page["nextUri"].as_str() else { break };
        path = next.to_owned();
    }
    met.dedup();
    assert_eq!(met.len(), 30);
}

#[test]
fn pages_over_500_and_over_100_ids_are_refused() {
    let sandbox = Sandbox::stock();
    assert_eq!(sandbox.get("/api/v2/users?pageSize=500").status, 200);
    for query in ["pageSize=501", "pageSize=0", "pageSize=x", "pageNumber=0", "state=gone", "sortOrder=sideways"] {
        assert_eq!(sandbox.get(&format!("/api/v2/users?{query}")).status, 400, "{query}");
    }
    let ids = |count: usize| (0..count).map(|n| format!("u{n}")).collect::<Vec<_>>().join(",");
    assert_eq!(sandbox.get(&format!("/api/v2/users?id={}", ids(100))).status, 200);
    let refused = sandbox.get(&format!("/api/v2/users?id={}", ids(101)));
    assert_eq!((refused.status, &refused.json()["code"]), (400, &json!("max.user.ids")));
}

#[test]
fn users_are_read_by_joined_or_repeated_ids_in_the_requested_state() {
    let sandbox = Sandbox::stock();
    let read = |query: &str| {
        let page = sandbox.get(&format!("/api/v2/users?{query}")).json();
        ids(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(read("id=u4,u1,nobody&state=any"), ["u1", "u4"]);
    assert_eq!(read("id=u4&id=u1&state=any"), ["u1", "u4"]);
    assert_eq!(read("id=u3,u1"), ["u1"], "active ones only by default");
}

#[test]
fn inactive_users_beyond_ten_thousand_cannot_be_listed() {
    let sandbox = Sandbox::of(&crowd(&[("inactive", 10_050)]));
    let last = sandbox.get("/api/v2/users?state=inactive&pageSize=500&pageNumber=20");
    assert_eq!((last.status, &last.json()["pageCount"]), (200, &json!(21)));
    assert_eq!(sandbox.get("/api/v2/users?state=inactive&pageSize=500&pageNumber=21").status, 400);
    assert_eq!(sandbox.get("/api/v2/users?state=any&pageSize=500&pageNumber=21").status, 200);
}

#[test]
fn a_user_is_found_by_id_unless_deleted() {
    let sandbox = Sandbox::stock();
    let user = sandbox.get("/api/v2/users/u1").json();
    assert_eq!((&user["name"], &user["version"], &user["state"]), (&json!("Ana Álvarez"), &json!(7), &json!("active")));
    assert_eq!(user["division"]["name"], "Support");
    assert_eq!(user["selfUri"], "/api/v2/users/u1");
    assert_eq!(sandbox.get("/api/v2/users/u3").json()["state"], "inactive");
    assert_eq!(sandbox.get("/api/v2/users/u4").status, 404);
    assert_eq!(sandbox.get("/api/v2/users/u4?state=deleted").json()["state"], "deleted");
    assert_eq!(sandbox.get("/api/v2/users/u1?state=deleted").status, 404);
    assert_eq!(sandbox.get("/api/v2/users/nobody").status, 404);
}

#[test]
fn expanded_fields_are_returned_only_on_request() {
    let sandbox = Sandbox::stock();
    let plain = sandbox.get("/api/v2/users/u2").json();
    for key in ["routingStatus", "conversationSummary", "authorization", "dateLastLogin", "lastTokenIssued"] {
        assert!(plain.get(key).is_none(), "{key}");
    }
    let all = "expand=routingStatus,conversationSummary,authorization,dateLastLogin&expand=lasttokenissued";
    let busy = sandbox.get(&format!("/api/v2/users/u2?{all}")).json();
    assert_eq!(busy["routingStatus"]["status"], "INTERACTING");
    assert_eq!(busy["conversationSummary"]["call"]["contactCenter"]["active"], 1);
    assert!(busy.get("dateLastLogin").is_none(), "never logged in");
    let ana = sandbox.get(&format!("/api/v2/users/u1?{all}")).json();
    assert_eq!(ana["dateLastLogin"], "2026-10-02T08:00:00.000Z");
    assert_eq!(ana["lastTokenIssued"]["dateIssued"], "2026-10-02T08:00:00.000Z");
    assert_eq!(ana["conversationSummary"]["call"]["contactCenter"]["active"], 0);
    let roles: Vec<_> = ana["authorization"]["roles"].as_array().expect("roles").iter().map(|r| &r["name"]).collect();
    assert_eq!(roles, ["Agent", "Supervisor"]);
}

#[test]
fn a_search_matches_exactly_all_criteria_and_omits_deleted_users() {
    let sandbox = Sandbox::stock();
    let search = |query: Value| {
        let answer = sandbox.send("POST", "/api/v2/users/search", Some(&json!({"pageSize": 100, "query": query})));
        assert_eq!(answer.status, 200, "{}", answer.text());
        ids(&answer.json()).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let exact = |field: &str, values: &[&str]| json!({"type": "EXACT", "fields": [field], "values": values});
    let mails = ["bo@ACME.example", "cy@acme.example", "di@acme.example", "an"];
    assert_eq!(search(json!([exact("email", &mails)])), ["u2", "u3"]);
    let any = exact("state", &["active", "inactive", "deleted"]);
    assert_eq!(search(json!([exact("email", &mails), any])), ["u2", "u3", "u4"]);
    assert_eq!(search(json!([exact("id", &["u1", "u3"]), exact("state", &["inactive"])])), ["u3"]);
    assert_eq!(search(json!([])), ["u1", "u2", "u3", "u5"]);
    let odd = json!({"query": [{"type": "CONTAINS", "fields": ["email"], "value": "a"}]});
    assert_eq!(sandbox.send("POST", "/api/v2/users/search", Some(&odd)).status, 400);
}

#[test]
fn divisions_roles_and_limits_can_be_read() {
    let sandbox = Sandbox::stock();
    let page = sandbox.get("/api/v2/authorization/divisions?pageSize=1&pageNumber=2").json();
    assert_eq!((&page["entities"][0]["name"], &page["total"]), (&json!("Sales"), &json!(2)));
    let grants = sandbox.get("/api/v2/authorization/subjects/u1").json()["grants"].clone();
    let pairs: Vec<_> = grants.as_array().expect("grants").iter().collect();
    let pairs: Vec<_> = pairs.iter().map(|g| (&g["role"]["name"], &g["division"]["name"])).collect();
    let text = |a: &str, b: &str| (json!(a), json!(b));
    let expected = [text("Agent", "Support"), text("Supervisor", "Support"), text("Supervisor", "Sales")];
    assert_eq!(pairs, expected.iter().map(|(a, b)| (a, b)).collect::<Vec<_>>());
    assert_eq!(sandbox.get("/api/v2/authorization/subjects/nobody").status, 404);
    let limits = sandbox.get("/api/v2/organizations/limits/namespaces/platform.api").json();
    assert_eq!(limits["entities"][0]["value"], 300);
}

/// The first page of 500 of N generated users, after the total.
fn generated(count: u32) -> (Value, Value) {
    let sandbox = Sandbox::with(TempDir::new().expect("a folder"), |o| o.source = OrgSource::Generated(count));
    let page = sandbox.get("/api/v2/users?pageSize=500&expand=authorization").json();
    (page["total"].clone(), page["entities"].clone())
}

#[test]
fn generated_users_are_the_same_ones_each_time_and_more_of_them_begin_with_the_same() {
    let (total, users) = generated(750);
    assert_eq!((total, users.as_array().map(Vec::len)), (json!(750), Some(500)));
    assert_eq!(generated(750).1, users);
    assert_eq!(generated(1_000).1, users);
}

#[test]
fn generated_users_are_listed_by_none_of_their_fields() {
    let users = generated(500).1;
    for field in ["id", "email", "name"] {
        let values: Vec<&str> =
            users.as_array().expect("users").iter().map(|user| user[field].as_str().expect("text")).collect();
        let rising = values.windows(2).filter(|pair| pair[0] < pair[1]).count();
        assert!((150..350).contains(&rising), "{rising} of 499 pairs rise by {field}");
    }
}

#[test]
fn a_page_that_is_read_again_shows_the_changes_since() {
    let sandbox = Sandbox::stock();
    let page = "/api/v2/users?pageSize=2&pageNumber=1";
    let before = sandbox.get(page).json();
    assert_eq!(sandbox.get(page).json(), before, "the same question has the same answer");
    assert_eq!(ids(&before), ["u1", "u2"]);
    sandbox.patch("u1", json!({"state": "inactive", "version": 7}));
    assert_eq!(ids(&sandbox.get(page).json()), ["u2", "u5"]);
    sandbox.script(json!([{"match": {"path": "/api/v2/users"}, "do": {"page_size": 1}}]));
    assert_eq!(ids(&sandbox.get(page).json()), ["u2"], "and a script still cuts it down");
}
