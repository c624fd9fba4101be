//! Lists by cursor (RFC 9865).

use super::*;

#[tokio::test(start_paused = true)]
async fn a_list_without_a_total_is_read_twice_and_never_by_index() {
    let fake = World::of(people(60), Quirk::CursorOnlyWithoutTotal).serve().await;
    let (opened, _) = open_with(&scim(&fake.url));
    assert_eq!(opened.directory.active_users().await.unwrap().users.len(), 60);
    let walk = ["", "at%3D25", "at%3D50"].map(|cursor| format!("GET /scim/v2/Users?cursor={cursor}&count=100"));
    let expected = [vec!["GET /scim/v2/ServiceProviderConfig".to_owned()], walk.to_vec(), walk.to_vec()].concat();
    assert_eq!(fake.lines(), expected);
    let missing = Email::reported("missing@acme.example");
    assert!(opened.directory.find(&[missing], &[]).await.unwrap().is_empty());
    assert!(fake.lines().iter().all(|line| !line.contains("startIndex")), "a look-up names no range either");
}

#[tokio::test(start_paused = true)]
async fn a_total_beside_the_cursor_must_agree() {
    assert_eq!(list(people(60), Quirk::CursorOnly).await.unwrap().users.len(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_cursor_that_repeats_is_refused() {
    refused(people(60), Quirk::CursorRepeats, "`nextCursor` repeats an earlier one").await;
}

#[tokio::test(start_paused = true)]
async fn two_readings_that_differ_are_refused() {
    refused(people(60), Quirk::CursorListChanges, "two readings differ").await;
}

#[tokio::test(start_paused = true)]
async fn a_service_that_refuses_an_index_is_read_by_cursor() {
    let mut world = World::of(people(60), Quirk::CursorOnly);
    let fake = Fake::serve(move |seen| match seen.path() {
        "/scim/v2/ServiceProviderConfig" => Reply::text(404, ""),
        _ => world.answer(seen),
    })
    .await;
    assert_eq!(open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap().users.len(), 60);
    assert!(fake.lines()[1].contains("startIndex=1"));
}

#[tokio::test(start_paused = true)]
async fn an_answer_with_a_cursor_in_place_of_a_total_is_read_by_cursor() {
    let fake = Fake::serve(|seen| match (seen.path(), seen.query("cursor")) {
        ("/scim/v2/Users", Some("c2")) => Reply::json(200, &json!({"resources": [person(2)]})),
        ("/scim/v2/Users", _) => Reply::json(200, &json!({"resources": [person(1)], "nextcursor": "c2"})),
        _ => Reply::text(404, ""),
    })
    .await;
    assert_eq!(ids(&open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap().users), ["id-1", "id-2"]);
}

#[tokio::test(start_paused = true)]
async fn the_roster_decides_where_it_names_a_way_of_paging() {
    let fake = World::of(people(60), Quirk::CursorOnly).serve().await;
    let connection = with(scim(&fake.url), &[("paging", "index")]);
    let error = open_with(&connection).0.directory.active_users().await.unwrap_err();
    assert!(error.message.contains("501"), "{error}");
    let fake = World::of(people(120), Quirk::IgnoresCursor).serve().await;
    let connection = with(scim(&fake.url), &[("paging", "cursor")]);
    let error = open_with(&connection).0.directory.active_users().await.unwrap_err();
    assert!(error.message.contains("there is no `nextCursor` after 100 of 120 users"), "{error}");
}

/// Two readings of the list on one page, one after the other.
async fn read_twice(first: Value, second: Value) -> Result<ActiveUsers, DirectoryError> {
    let (mut lists, pages) = (0, [first, second]);
    let fake = Fake::serve(move |seen| match seen.path() {
        "/scim/v2/Users" => {
            lists += 1;
            Reply::json(200, &pages[(lists - 1) % 2])
        }
        _ => Reply::text(404, ""),
    })
    .await;
    open_with(&with(scim(&fake.url), &[("paging", "cursor")])).0.directory.active_users().await
}

#[tokio::test(start_paused = true)]
async fn two_readings_with_other_names_for_the_same_ids_are_refused() {
    let page = |name: &str| json!({"Resources": [{"id": "1", "userName": name, "active": true, "meta": {"version": "\"1\""}}]});
    assert_eq!(read_twice(page("a@x.example"), page("a@x.example")).await.unwrap().users.len(), 1);
    let error = read_twice(page("a@x.example"), page("z@y.example")).await.unwrap_err();
    assert!(error.message.contains("two readings differ"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_next_cursor_that_is_not_a_text_is_not_the_end_of_the_list() {
    for odd in [json!(100), json!(""), json!(["c"]), json!(true)] {
        let page = json!({"Resources": [person(1)], "nextCursor": odd});
        let error = read_twice(page.clone(), page.clone()).await.unwrap_err();
        assert!(error.message.contains("`nextCursor` after 1 users"), "{error}");
        // The total says that nothing follows.
        let whole = json!({"Resources": [person(1)], "nextCursor": odd, "totalResults": 1});
        assert_eq!(read_twice(whole.clone(), whole).await.unwrap().users.len(), 1, "{odd}");
    }
}
