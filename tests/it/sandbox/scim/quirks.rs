//! Each quirk does what its name says.

use super::*;
use crate::support::started::at_once;

/// The quirks of a server, and what is true of it.
type Row = (Value, fn(&Scim));

fn check(rows: &[Row]) {
    at_once(rows, |(quirks, _)| quirks.to_string(), |(quirks, check)| check(&Scim::with_quirks(quirks)));
}

fn ids(list: &[&str]) -> Vec<String> {
    list.iter().map(|id| (*id).to_owned()).collect()
}

/// The ids, the total and the `startIndex` of an answer.
fn page(scim: &Scim, query: &str) -> (Vec<String>, Value, Value) {
    let page = scim.get(&format!("/Users?{query}")).json();
    (resource_ids(&page), page["totalResults"].clone(), page["startIndex"].clone())
}

const ALL: [&str; 5] = ["u1", "u2", "u3", "u5", "u6"];

#[test]
fn quirks_of_pages_by_index_do_what_their_names_say() {
    let rows: [Row; 13] = [
        (json!(["ignores_start_index"]), |scim| {
            assert_eq!(page(scim, "startIndex=3&count=2"), (ids(&["u1", "u2"]), json!(5), json!(1)));
        }),
        (json!(["first_page_as_asked"]), |scim| {
            assert_eq!(page(scim, "startIndex=3&count=2"), (ids(&["u1", "u2"]), json!(5), json!(3)));
        }),
        (json!([{"page_cap": 2}]), |scim| {
            assert_eq!(page(scim, "startIndex=2&count=100"), (ids(&["u2", "u3"]), json!(5), json!(2)));
            assert_eq!(scim.get("/Users?cursor=&count=100").json()["itemsPerPage"], 2);
        }),
        (json!(["total_is_page_size"]), |scim| {
            assert_eq!(page(scim, "startIndex=2&count=2"), (ids(&["u2", "u3"]), json!(2), json!(2)));
        }),
        (json!(["repeats_first_page_past_end"]), |scim| {
            assert_eq!(page(scim, "startIndex=6&count=1"), (ids(&["u1"]), json!(5), json!(6)));
            assert_eq!(page(scim, "startIndex=5&count=9"), (ids(&["u6"]), json!(5), json!(5)));
        }),
        (json!(["other_users_past_end"]), |scim| {
            assert_eq!(page(scim, "count=100"), (ids(&["u1", "u2", "u3", "u5"]), json!(4), json!(1)));
            assert_eq!(page(scim, "startIndex=5&count=1"), (ids(&["u6"]), json!(4), json!(5)));
        }),
        (json!(["overlapping_pages"]), |scim| {
            assert_eq!(page(scim, "startIndex=2&count=1").0, ids(&["u2"]), "the second user is where it belongs");
            assert_eq!(page(scim, "startIndex=3&count=2"), (ids(&["u2", "u3"]), json!(5), json!(3)));
        }),
        (json!(["total_counts_hidden"]), |scim| {
            assert_eq!(page(scim, "count=100"), (ids(&["u1", "u2", "u3", "u6"]), json!(5), json!(1)));
        }),
        (json!(["total_changes_on_last_page"]), |scim| {
            assert_eq!(page(scim, "count=3"), (ids(&["u1", "u2", "u3"]), json!(5), json!(1)));
            assert_eq!(page(scim, "startIndex=4&count=3"), (ids(&["u5", "u6"]), json!(2), json!(4)));
        }),
        (json!(["no_total"]), |scim| {
            for query in ["count=2", "cursor=&count=2"] {
                assert_eq!(scim.get(&format!("/Users?{query}")).json().get("totalResults"), None);
            }
        }),
        (json!(["items_per_page_as_asked"]), |scim| {
            assert_eq!(scim.get("/Users?startIndex=5&count=50").json()["itemsPerPage"], 50);
        }),
        (json!(["needs_both_parameters"]), |scim| {
            assert_eq!(scim.list("count=10"), (ids(&[]), json!(0)));
            assert_eq!(scim.list("startIndex=1"), (ids(&[]), json!(0)));
            assert_eq!(scim.list("startIndex=1&count=10"), (ids(&ALL), json!(5)));
        }),
        (json!(["rejects_index"]), |scim| {
            assert_eq!(error(&scim.get("/Users?startIndex=1&count=2")), (501, None));
            assert_eq!(scim.get("/Users?count=2").json()["nextCursor"], "after-1");
            let pagination = scim.get("/ServiceProviderConfig").json()["pagination"].clone();
            assert_eq!(
                (&pagination["index"], &pagination["defaultPaginationMethod"]),
                (&json!(false), &json!("cursor"))
            );
        }),
    ];
    check(&rows);
}

#[test]
fn quirks_of_cursors_do_what_their_names_say() {
    let rows: [Row; 4] = [
        (json!(["index_only"]), |scim| {
            let answer = scim.get("/Users?cursor=&count=2").json();
            assert_eq!((answer.get("nextCursor"), &answer["startIndex"]), (None, &json!(1)));
            assert_eq!(scim.get("/ServiceProviderConfig").json().get("pagination"), None);
        }),
        (json!(["rejects_cursor"]), |scim| {
            assert_eq!(error(&scim.get("/Users?cursor=&count=2")), (501, None));
            assert_eq!(scim.list("startIndex=2&count=1").0, ids(&["u2"]));
        }),
        (json!(["cursor_only"]), |scim| {
            let answer = scim.get("/Users?startIndex=4&count=2").json();
            assert_eq!((resource_ids(&answer), &answer["nextCursor"]), (ids(&["u1", "u2"]), &json!("after-1")));
            assert_eq!(answer.get("startIndex"), None);
        }),
        (json!(["cursor_repeats"]), |scim| {
            let first = scim.get("/Users?cursor=&count=2").json()["nextCursor"].clone();
            assert_eq!(first, "after-1");
            for count in [2, 100] {
                let next = scim.get(&format!("/Users?cursor=after-1&count={count}")).json();
                assert_eq!((&next["nextCursor"], resource_ids(&next)[0].as_str()), (&first, "u3"));
            }
        }),
    ];
    check(&rows);
}

#[test]
fn quirks_of_what_is_listed_and_found_do_what_their_names_say() {
    const CY: &str = "filter=userName%20eq%20%22cy@acme.example%22";
    let rows: [Row; 9] = [
        (json!(["replicas_differ"]), |scim| {
            let page = |start: u32| scim.list(&format!("startIndex={start}&count=2"));
            assert_eq!([page(1).1, page(1).1, page(1).1], [json!(5), json!(4), json!(5)]);
            assert_eq!(page(5), (ids(&[]), json!(4)));
        }),
        (json!(["lists_only_active"]), |scim| {
            assert_eq!(scim.list(""), (ids(&["u1", "u2", "u5", "u6"]), json!(4)));
            assert_eq!((scim.list(CY).0, scim.active("u3")), (ids(&["u3"]), json!(false)));
        }),
        (json!([{"quiet_wall": 2}]), |scim| {
            assert_eq!(scim.list(""), (ids(&["u1", "u2"]), json!(2)));
            assert_eq!(scim.list("startIndex=3&count=1"), (ids(&[]), json!(2)));
            assert_eq!((scim.list(CY).0, scim.active("u6")), (ids(&["u3"]), json!(true)));
        }),
        (json!(["ignores_filter"]), |scim| assert_eq!(scim.list(CY), (ids(&ALL), json!(5)))),
        (json!(["empty_on_filter"]), |scim| assert_eq!(scim.list(CY), (ids(&[]), json!(0)))),
        (json!(["case_sensitive_user_name"]), |scim| {
            assert_eq!(scim.list(CY).0, ids(&["u3"]));
            assert_eq!(scim.list(&CY.replace("cy@", "Cy@")).0, ids(&[]));
        }),
        (json!(["repeated_id"]), |scim| {
            let users = scim.get("/Users").json()["Resources"].clone();
            assert_eq!((&users[4]["id"], &users[4]["userName"]), (&json!("u1"), &json!("fay@acme.example")));
            assert_eq!(scim.list("startIndex=2&count=1").0, ids(&["u2"]));
        }),
        (json!(["odd_ids"]), |scim| {
            let id = resource_ids(&scim.get("/Users?count=1").json()).remove(0);
            assert_eq!(id, "ä b/?#%41-u1");
            let encoded = "%C3%A4%20b%2F%3F%23%2541-u1";
            let user = scim.get(&format!("/Users/{encoded}")).json();
            assert_eq!((&user["id"], &user["userName"]), (&json!(id), &json!("ana@acme.example")));
            assert!(user["meta"]["location"].as_str().is_some_and(|it| it.ends_with(encoded)), "{user}");
            assert_eq!(scim.get("/Users/u1").status, 404);
            assert_eq!(scim.deactivate(encoded).json()["active"], json!(false));
        }),
        (json!([{"moves_tenant": 2}]), |scim| {
            let name = || scim.get("/Users/u1").json()["userName"].clone();
            assert_eq!([name(), name(), name()], ["ana@acme.example", "ana@acme.example", "ana@other-tenant.example"]);
            assert_eq!(scim.list(CY).0, ids(&[]));
            assert_eq!(scim.get("/Users/u5").json()["userName"], "other-tenant-robot");
        }),
    ];
    check(&rows);
}

#[test]
fn quirks_of_values_and_media_types_do_what_their_names_say() {
    let rows: [Row; 10] = [
        (json!(["hides_active"]), |scim| {
            assert_eq!(scim.get("/Users/u1").json().get("active"), None);
            assert_eq!(scim.get("/Users").json()["Resources"][0].get("active"), None);
        }),
        (json!(["hides_active_in_lists"]), |scim| {
            assert_eq!(scim.get("/Users").json()["Resources"][0].get("active"), None);
            assert_eq!(scim.active("u1"), json!(true));
        }),
        (json!(["active_null"]), |scim| assert_eq!(scim.get("/Users/u1").json().get("active"), Some(&Value::Null))),
        (json!(["active_as_text"]), |scim| {
            assert_eq!([scim.active("u1"), scim.active("u3")], [json!("true"), json!("false")]);
        }),
        (json!(["lower_case_keys"]), |scim| {
            let list = scim.get("/Users?count=1").json();
            assert_eq!(list.get("Resources"), None);
            let user = &list["resources"][0];
            assert_eq!((&list["totalresults"], &user["username"]), (&json!(5), &json!("ana@acme.example")));
            assert_eq!(user["meta"]["resourcetype"], "User");
            assert_eq!(user["urn:ietf:params:scim:schemas:extension:enterprise:2.0:user"]["department"], "Support");
        }),
        (json!(["wrong_content_type"]), |scim| {
            let answer = scim.get("/Users/u1");
            assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
            assert_eq!(answer.json()["id"], "u1");
        }),
        (json!(["big_page"]), |scim| {
            let answer = scim.get("/Users");
            assert!(answer.body.len() > 10 << 20);
            assert_eq!(resource_ids(&answer.json()), ids(&ALL));
            assert!(scim.get("/Users/u1").body.len() < 10_000);
        }),
        (json!(["foreign_location"]), |scim| {
            assert_eq!(
                scim.get("/Users/u1").json()["meta"]["location"],
                "https://scim.elsewhere.example/scim/v2/Users/u1"
            );
        }),
        (json!(["relative_location"]), |scim| {
            assert_eq!(scim.get("/Users/u1").json()["meta"]["location"], "/scim/v2/Users/u1");
        }),
        (json!(["html_errors"]), |scim| {
            let answer = scim.get("/Users/nobody");
            assert_eq!((answer.status, answer.header("content-type")), (404, Some("application/scim+json")));
            assert!(answer.text().starts_with("<!doctype html>"), "{}", answer.text());
        }),
    ];
    check(&rows);
}

#[test]
fn quirks_of_versions_do_what_their_names_say() {
    let rows: [Row; 8] = [
        (json!(["weak_etags"]), |scim| {
            assert_eq!(scim.get("/Users/u1").header("etag"), Some("W/\"7\""));
            assert_eq!(scim.patch("u1", Some("W/\"6\""), &deactivation()).status, 412);
            assert_eq!(scim.patch("u1", Some("W/\"7\""), &deactivation()).status, 200);
        }),
        (json!(["refuses_weak_etags"]), |scim| {
            assert_eq!(scim.get("/Users/u1").header("etag"), Some("W/\"7\""));
            assert_eq!(scim.patch("u1", Some("W/\"7\""), &deactivation()).status, 412);
            assert_eq!(scim.deactivate("u1").status, 200);
        }),
        (json!(["malformed_etags"]), |scim| {
            let answer = scim.get("/Users/u1");
            assert_eq!((answer.header("etag"), &answer.json()["meta"]["version"]), (Some("W/7"), &json!("W/7")));
            assert_eq!(scim.patch("u1", Some("W/6"), &deactivation()).status, 412);
            assert_eq!(scim.patch("u1", Some("W/7"), &deactivation()).status, 200);
        }),
        (json!(["no_etags"]), |scim| {
            let answer = scim.get("/Users/u1");
            assert_eq!((answer.header("etag"), answer.json()["meta"].get("version")), (None, None));
            let written = scim.patch("u1", Some("\"1\""), &deactivation());
            assert_eq!((written.status, written.header("etag")), (200, None));
            assert_eq!(scim.get("/ServiceProviderConfig").json()["etag"]["supported"], false);
        }),
        (json!(["ignores_if_match"]), |scim| {
            assert_eq!(scim.patch("u1", Some("\"1\""), &deactivation()).status, 200);
        }),
        (json!(["etag_differs_from_version"]), |scim| {
            let answer = scim.get("/Users/u1");
            assert_eq!(
                (answer.header("etag"), &answer.json()["meta"]["version"]),
                (Some("\"7\""), &json!("W/\"7.0\""))
            );
            assert_eq!(scim.patch("u1", Some("W/\"7.0\""), &deactivation()).status, 412);
        }),
        (json!(["stale_as_409"]), |scim| {
            assert_eq!(error(&scim.patch("u1", Some("\"6\""), &deactivation())), (409, None));
            assert_eq!(scim.active("u1"), json!(true));
        }),
        (json!(["stale_as_invalid_vers"]), |scim| {
            let stale = scim.patch("u1", Some("\"6\""), &deactivation());
            assert_eq!(error(&stale), (400, Some("invalidVers".to_owned())));
        }),
    ];
    check(&rows);
}

#[test]
fn quirks_of_the_write_and_of_single_addresses_do_what_their_names_say() {
    let rows: [Row; 10] = [
        (json!(["active_read_only"]), |scim| {
            let attributes = scim.get("/Schemas").json()["Resources"][0]["attributes"].clone();
            let active = attributes.as_array().and_then(|all| all.iter().find(|it| it["name"] == "active"));
            assert_eq!(active.expect("active")["mutability"], "readOnly");
        }),
        (json!(["answers_204"]), |scim| {
            let answer = scim.deactivate("u1");
            assert_eq!((answer.status, answer.body.len(), answer.header("etag")), (204, 0, Some("\"8\"")));
            assert_eq!(scim.active("u1"), json!(false));
        }),
        (json!(["patch_without_effect"]), |scim| {
            assert_eq!(scim.deactivate("u1").json()["active"], json!(false), "the answer lies");
            assert_eq!(scim.active("u1"), json!(true));
        }),
        (json!(["no_patch"]), |scim| {
            assert_eq!(error(&scim.deactivate("u1")), (501, None));
            assert_eq!(scim.get("/ServiceProviderConfig").json()["patch"]["supported"], false);
        }),
        (json!(["rejects_pathless"]), |scim| {
            let refused = scim.patch("u1", None, &json!({"op": "replace", "value": {"active": false}}));
            assert_eq!(error(&refused), (400, Some("noTarget".to_owned())));
            assert_eq!(scim.deactivate("u1").status, 200);
        }),
        (json!(["rejects_path"]), |scim| {
            assert_eq!(error(&scim.deactivate("u1")), (400, Some("invalidPath".to_owned())));
            let written = scim.patch("u1", None, &json!({"op": "replace", "value": {"active": false}}));
            assert_eq!(written.status, 200);
        }),
        (json!(["numeric_status"]), |scim| assert_eq!(scim.get("/Users/nobody").json()["status"], json!(404))),
        (json!(["rate_limit_headers"]), |scim| {
            let answer = scim.get("/Users/u1");
            let header = |name: &str| answer.header(name).and_then(|text| text.parse::<u64>().ok()).expect("a number");
            assert_eq!((header("X-RateLimit-Limit"), header("X-RateLimit-Remaining")), (300, 299));
            assert!((1..=60).contains(&header("X-RateLimit-Reset")));
        }),
        (json!(["no_discovery"]), |scim| {
            for path in ["/ServiceProviderConfig", "/Schemas", "/ResourceTypes"] {
                assert_eq!(error(&scim.get(path)), (404, None));
            }
        }),
        (json!(["answers_me"]), |scim| assert_eq!(scim.get("/Me").json()["id"], "u1")),
    ];
    check(&rows);
    let redirected = Scim::with_quirks(&json!(["redirects_me"])).get("/Me");
    assert_eq!(redirected.status, 308);
    assert!(redirected.header("location").is_some_and(|it| it.ends_with("/scim/v2/Users/u1")));
}

#[test]
fn quirks_last_until_the_next_script_and_are_refused_when_they_are_not_known() {
    let scim = Scim::with_quirks(&json!(["hides_active", {"page_cap": 1}]));
    assert_eq!(scim.get("/Users?count=9").json()["itemsPerPage"], 1);
    let refused = |script: Value| scim.0.send("POST", "/sandbox/faults", Some(&script)).status;
    assert_eq!(refused(json!({"quirks": ["hides_activ"]})), 400);
    assert_eq!(refused(json!({"quirks": [{"page_cap": 0}]})), 400);
    assert_eq!(refused(json!({"quirks": ["page_cap"]})), 400);
    assert_eq!(scim.get("/Users?count=9").json()["itemsPerPage"], 1, "the former script stays");
    scim.script(json!({"faults": []}));
    assert_eq!((scim.list("").0.len(), scim.active("u1")), (5, json!(true)));
    let native = Sandbox::stock().send("POST", "/sandbox/faults", Some(&json!({"quirks": ["hides_active"]})));
    assert_eq!((native.status, native.text().contains("SCIM")), (400, true), "{}", native.text());
}

#[test]
fn every_quirk_is_described_and_tested() {
    let scim = Scim::stock();
    let refusal = scim.0.send("POST", "/sandbox/faults", Some(&json!({"quirks": ["?"]}))).json()["message"].clone();
    let refusal = refusal.as_str().expect("a message");
    // The refusal lists the names that are known.
    let names: Vec<&str> = refusal.split(['`', '"', ' ', ',']).filter(|word| word.contains('_')).collect();
    assert!(names.len() > 60, "{refusal}");
    let described = include_str!("../../../../src/sandbox/faults/quirks.rs");
    let tested = [include_str!("quirks.rs"), include_str!("reading.rs"), include_str!("services.rs")].concat();
    for name in names {
        assert!(
            described.contains(&format!("//! | `{name}")) || described.contains(&format!(", `{name}` |")),
            "{name}"
        );
        assert!(tested.contains(&format!("\"{name}\"")), "{name}");
    }
}

#[test]
fn quirks_are_read_from_a_file_and_refused_for_another_protocol() {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("org.yaml"), PEOPLE).expect("an org file");
    let file = folder.path().join("faults.yaml");
    std::fs::write(&file, "quirks: [weak_etags, page_cap: 2, sentry.deletes_membership]\n").expect("a script");
    let refusal = refusal(Options { faults: Some(file.clone()), ..options(&folder.path().join("org.yaml")) });
    assert!(refusal.contains("--protocol scim"), "{refusal}");
    let scim = Scim(Sandbox::with(folder, |options| {
        options.protocol = SandboxProtocol::Scim;
        options.faults = Some(file);
    }));
    assert_eq!(scim.get("/Users?count=9").json()["itemsPerPage"], 2);
    assert_eq!(scim.get("/Users/u1").header("etag"), Some("W/\"7\""));
}
