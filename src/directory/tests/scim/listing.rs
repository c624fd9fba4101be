//! What is read of a list, and how it is asked for.

use super::*;
use crate::model::InactiveAttributes;

#[tokio::test(start_paused = true)]
async fn a_list_is_read_by_index_between_a_seek_probe_and_an_end_probe() {
    let fake = World::of(people(250), Quirk::None).serve().await;
    let users = open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap().users;
    assert_eq!(users.len(), 250);
    assert!(users.iter().zip(1..).all(|(user, n)| user.id.as_str() == format!("id-{n}")));
    let mut lines = fake.lines();
    lines[3..5].sort();
    let page = |start, count| format!("GET /scim/v2/Users?startIndex={start}&count={count}");
    let expected = [
        "GET /scim/v2/ServiceProviderConfig".to_owned(),
        page(1, 100),
        page(2, 1),
        page(101, 100),
        page(201, 50),
        page(251, 1),
    ];
    assert_eq!(lines, expected);
    let log = fake.log();
    assert!(log.iter().all(|seen| seen.header("accept") == Some("application/scim+json, application/json")));
    assert!(log.iter().all(|seen| seen.header("user-agent").is_some_and(|agent| agent.starts_with("rosterctl/"))));
    assert!(log.iter().all(|seen| seen.header("authorization") == Some(format!("Bearer {TOKEN}").as_str())));
}

#[tokio::test(start_paused = true)]
async fn users_are_told_apart_by_state_and_by_address() {
    let mut users = people(5);
    users[1]["active"] = false.into();
    users[2]["emails"] = json!([]);
    users[2]["userName"] = "login-3".into();
    users[3]["active"] = "true".into();
    users[4]["active"] = "false".into();
    users[4]["userType"] = "Guest".into();
    users[4]["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] = json!({"department": "Sales"});
    let listed = list(users, Quirk::None).await.unwrap();
    assert_eq!(ids(&listed.users), ["id-1", "id-4"]);
    let user = &listed.users[0];
    assert_eq!((user.name.as_str(), user.email.as_str(), user.state), ("User 1", "u1@acme.example", State::Active));
    assert_eq!(user.version, Version::text("W/\"1\""));
    let unaddressed: Vec<&str> = listed.unaddressed.iter().map(|user| user.id.as_str()).collect();
    assert_eq!(unaddressed, ["id-3"]);
    assert_eq!(listed.notes, [ReadingNote::StateAsText { users: 2 }]);
    // What nobody who is active has any more is known of those who are not.
    let InactiveAttributes { user_types, departments } = &listed.inactive_attributes;
    assert_eq!((user_types.len(), departments.len()), (1, 1));
    assert!(user_types.contains("Guest") && departments.contains("Sales"));
}

#[tokio::test(start_paused = true)]
async fn what_the_reading_notices_becomes_notes() {
    let mut users = people(50);
    users.iter_mut().for_each(|user| _ = user["meta"].as_object_mut().unwrap().remove("version"));
    let mut world = World::of(users, Quirk::None);
    let fake = Fake::serve(move |seen| match seen.path() {
        "/scim/v2/ServiceProviderConfig" => Reply::text(404, ""),
        _ => world.answer(seen),
    })
    .await;
    let notes = open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap().notes;
    let expected =
        [ReadingNote::RoundTotal { total: 50 }, ReadingNote::NoServiceDescription, ReadingNote::NoEntityTags];
    assert_eq!(notes, expected);
}

#[tokio::test(start_paused = true)]
async fn entity_tags_are_believed_where_they_are_seen_and_not_where_they_are_claimed() {
    let versions: [(&[Value], bool); 4] = [
        (&[Value::Null, Value::Null], false),
        (&[json!("plain123"), json!("abc\"\\ def")], false),
        (&[json!("W/\"1\""), Value::Null], false),
        (&[json!("W/\"1\""), json!("\"2\"")], true),
    ];
    for (versions, has_tags) in versions {
        let mut users = people(2);
        users.iter_mut().zip(versions).for_each(|(user, version)| user["meta"]["version"] = version.clone());
        let mut world = World::of(users, Quirk::None);
        let fake = Fake::serve(move |seen| match seen.path() {
            "/scim/v2/ServiceProviderConfig" => Reply::json(200, &json!({"etag": {"supported": true}})),
            _ => world.answer(seen),
        })
        .await;
        let notes = open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap().notes;
        assert_eq!(!notes.contains(&ReadingNote::NoEntityTags), has_tags, "{versions:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_says_it_has_no_patch_gives_no_plan() {
    let fake = Fake::serve(|_| Reply::json(200, &json!({"Patch": {"Supported": false}}))).await;
    let error = open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap_err();
    assert_eq!((error.kind, fake.lines().len()), (DirectoryErrorKind::Rejected, 1));
    assert!(error.message.contains("PATCH"));
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_and_a_server_that_fails_end_the_reading() {
    for (status, kind) in [(401, DirectoryErrorKind::Unauthorized), (500, DirectoryErrorKind::Server)] {
        let fake =
            Fake::serve(move |_| Reply::text(status, "<html>no</html>").with("content-type", "application/scim+json"))
                .await;
        let error = open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(!error.hints.is_empty() && !error.hints.iter().any(|hint| hint.contains("region")), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn requests_keep_to_the_rate_of_the_roster() {
    let fake = World::of(people(250), Quirk::None).serve().await;
    let mut connection = scim(&fake.url);
    connection.spec.set("requests_per_minute", DirectorySetting::Number(3));
    let began = tokio::time::Instant::now();
    open_with(&connection).0.directory.active_users().await.unwrap();
    assert_eq!((fake.lines().len(), began.elapsed().as_secs()), (6, 60));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_for_too_many_requests_is_waited_for_as_seconds_as_a_date_and_without_headers() {
    for (header, least, most) in [(Some("7".to_owned()), 7, 9), (Some(httpdate(20)), 18, 22), (None, 5, 7)] {
        let (mut world, mut refused) = (World::of(people(3), Quirk::None), false);
        let fake = Fake::serve(move |seen| {
            if seen.path().ends_with("/Users") && !std::mem::replace(&mut refused, true) {
                let reply = Reply::text(429, "");
                return match &header {
                    Some(value) => reply.with("retry-after", value),
                    None => reply,
                };
            }
            world.answer(seen)
        })
        .await;
        let began = tokio::time::Instant::now();
        assert_eq!(open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap().users.len(), 3);
        let waited = began.elapsed().as_secs();
        assert!((least..=most).contains(&waited), "{waited}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_of_more_than_three_minutes_is_given_up() {
    let fake = Fake::serve(|_| Reply::text(429, "").with("retry-after", "181")).await;
    let error = open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap_err();
    assert_eq!((error.kind, fake.lines().len()), (DirectoryErrorKind::RateLimited, 1));
}

/// A date this many seconds from now, as HTTP has it (RFC 9110 section 5.6.7).
fn httpdate(seconds: i64) -> String {
    let then = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
    then.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[tokio::test(start_paused = true)]
async fn a_user_who_is_somebody_else_when_read_by_id_makes_the_list_incomplete() {
    for (key, value) in
        [("userName", json!("z2@other.example")), ("emails", json!([{"value": "z2@other.example", "primary": true}]))]
    {
        let mut others = people(3);
        others.iter_mut().for_each(|user| user[key] = value.clone());
        for quirk in [Quirk::HidesActive, Quirk::None] {
            let mut users = people(3);
            users.iter_mut().for_each(|user| user["meta"] = json!({}));
            let (mut lists, mut by_id) = (World::of(users, quirk), World::of(others.clone(), Quirk::None));
            let fake = Fake::serve(move |seen| match seen.path() {
                "/scim/v2/Users" | "/scim/v2/ServiceProviderConfig" => lists.answer(seen),
                _ => by_id.answer(seen),
            })
            .await;
            let error = open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap_err();
            assert_eq!(error.kind, DirectoryErrorKind::Incomplete, "{key} {quirk:?}");
            assert!(error.message.contains("has another state, userName or e-mail"), "{error}");
        }
    }
}
