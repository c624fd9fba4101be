//! Pages by index and by cursor.

use super::*;

#[test]
fn pages_by_index_cover_all_users_that_are_not_deleted() {
    let scim = Scim::stock();
    let page = scim.get("/Users").json();
    assert_eq!(resource_ids(&page), ["u1", "u2", "u3", "u5", "u6"]);
    assert_eq!((&page["totalResults"], &page["startIndex"], &page["itemsPerPage"]), (&json!(5), &json!(1), &json!(5)));
    assert_eq!(page["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:ListResponse"]));
    let total = json!(5);
    let ids = |list: &[&str]| (list.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>(), total.clone());
    assert_eq!(scim.list("startIndex=2&count=2"), ids(&["u2", "u3"]));
    assert_eq!(scim.list("startIndex=5&count=2"), ids(&["u6"]));
    assert_eq!(scim.list("startIndex=6&count=1"), ids(&[]));
    assert_eq!(scim.list("startIndex=-3&count=1"), ids(&["u1"]), "below 1 means 1");
    assert_eq!(scim.list("count=0"), ids(&[]), "only the total");
    assert_eq!(error(&scim.get("/Users?count=many")), (400, Some("invalidValue".to_owned())));
}

#[test]
fn pages_by_cursor_end_with_the_one_without_a_next_cursor() {
    let scim = Scim::stock();
    let mut cursor = String::new();
    let mut seen = Vec::new();
    loop {
        let page = scim.get(&format!("/Users?cursor={cursor}&count=2")).json();
        assert_eq!((page.get("startIndex"), &page["totalResults"]), (None, &json!(5)));
        seen.extend(resource_ids(&page));
        match page.get("nextCursor") {
            Some(next) => next.as_str().expect("a text").clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(seen, ["u1", "u2", "u3", "u5", "u6"]);
    assert_eq!(resource_ids(&scim.get("/Users?cursor&count=1").json()), ["u1"], "the first cursor needs no value");
    assert_eq!(error(&scim.get("/Users?cursor=x")), (400, Some("invalidCursor".to_owned())));
    assert_eq!(error(&scim.get("/Users?cursor=&count=0")), (400, Some("invalidCount".to_owned())));
}

#[test]
fn a_page_has_a_hundred_users_unless_asked_and_never_more_than_a_thousand() {
    let folder = TempDir::new().expect("a folder");
    let scim = Scim(Sandbox::with(folder, |options| {
        options.source = OrgSource::Generated(1_500);
        options.protocol = SandboxProtocol::Scim;
    }));
    for (query, expected) in [("", 100), ("count=1000", 1_000), ("count=5000", 1_000)] {
        let (ids, total) = scim.list(query);
        assert_eq!((ids.len(), total), (expected, json!(1_500)), "{query}");
    }
}
