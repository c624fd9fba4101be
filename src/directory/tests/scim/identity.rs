//! Which tenant answers, and who owns the token.

use super::*;
use crate::model::Identity;

#[tokio::test(start_paused = true)]
async fn without_a_pin_the_tenant_is_the_address_and_nothing_is_asked() {
    let fake = World::of(people(3), Quirk::None).serve().await;
    let organization = open_with(&scim(&fake.url)).0.directory.organization().await.unwrap();
    assert_eq!((organization.id, fake.lines().len()), (format!("{}/scim/v2", fake.url), 0));
}

#[tokio::test(start_paused = true)]
async fn the_pinned_user_proves_the_tenant_before_anybody_else_is_read() {
    let fake = World::of(people(3), Quirk::None).serve().await;
    let organization = |id: &str, name: &str| open_with(&pinned(scim(&fake.url), id, name)).0.directory;
    let right = organization("id-2", "U2@acme.example").organization().await.unwrap();
    assert_eq!((right.id.as_str(), fake.lines().as_slice()), ("id-2", &["GET /scim/v2/Users/id-2".to_owned()][..]));
    for (id, name) in [("id-2", "u3@acme.example"), ("id-9", "u2@acme.example")] {
        let error = organization(id, name).organization().await.unwrap_err();
        assert_eq!(error.kind, DirectoryErrorKind::DisallowedBySettings);
        assert!(error.message.contains("another tenant"), "{error}");
    }
}

/// The identity with this owner, at a service that answers `/Me` like this.
async fn owner(owner: &str, me: Reply) -> Result<Identity, DirectoryError> {
    let mut world = World::of(people(3), Quirk::None);
    let fake = Fake::serve(move |seen| match seen.path() {
        "/scim/v2/Me" => me.clone(),
        _ => world.answer(seen),
    })
    .await;
    open_with(&with(scim(&fake.url), &[("token_owner", owner)])).0.directory.identity().await
}

#[tokio::test(start_paused = true)]
async fn the_owner_of_the_token_must_exist() {
    let user = |id: &str| Identity::User(UserId::new(id).unwrap());
    for (named, expected) in [("none", Identity::Client), ("id-2", user("id-2")), ("u3@acme.example", user("id-3"))] {
        assert_eq!(owner(named, Reply::text(501, "")).await.unwrap(), expected);
    }
    for absent in ["id-9", "u9@acme.example"] {
        let error = owner(absent, Reply::text(501, "")).await.unwrap_err();
        assert_eq!(error.kind, DirectoryErrorKind::DisallowedBySettings);
        assert!(error.message.contains("is not a user of the directory"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_owner_that_the_service_does_not_come_to_name_is_waited_for_once_and_not_long() {
    let [starts, ends]: [fn() -> Reply; 2] = [Reply::silence, || Reply::dripping(200)];
    for me in [starts, ends] {
        let mut world = World::of(people(3), Quirk::None);
        let fake = Fake::serve(move |seen| match seen.path() {
            "/scim/v2/Me" => me(),
            _ => world.answer(seen),
        })
        .await;
        let (start, directory) = (tokio::time::Instant::now(), open_with(&scim(&fake.url)).0.directory);
        for _ in 0..2 {
            assert_eq!(directory.identity().await.unwrap(), Identity::Client);
        }
        assert_eq!((fake.lines().as_slice(), start.elapsed().as_secs()), (&["GET /scim/v2/Me".to_owned()][..], 10));
    }
}

#[tokio::test(start_paused = true)]
async fn a_stranger_whom_an_ignored_filter_answers_is_not_the_owner() {
    let fake = World::of(people(1), Quirk::IgnoresFilter).serve().await;
    let owned_by = |address: &str| open_with(&with(scim(&fake.url), &[("token_owner", address)])).0.directory;
    let error = owned_by("u9@acme.example").identity().await.unwrap_err();
    assert!(error.message.contains("is not a user of the directory"), "{error}");
    let owner = owned_by("u1@acme.example").identity().await.unwrap();
    assert_eq!(owner, Identity::User(UserId::new("id-1").unwrap()));
}

#[tokio::test(start_paused = true)]
async fn what_me_says_must_not_contradict_the_roster() {
    let me = |n| Reply::json(200, &person(n));
    let redirect = || Reply::text(308, "").with("location", "/scim/v2/Users/id-2");
    assert!(owner("id-2", me(2)).await.is_ok());
    assert!(owner("id-2", redirect()).await.is_ok());
    for (named, answer) in [("none", me(2)), ("id-3", me(2)), ("none", redirect()), ("u1@acme.example", redirect())] {
        let error = owner(named, answer).await.unwrap_err();
        assert!(error.message.contains("the token belongs to user id-2"), "{error}");
    }
    for silent in [
        Reply::text(404, ""),
        Reply::text(403, ""),
        Reply::json(200, &json!({})),
        Reply::text(302, "").with("location", "/login"),
    ] {
        assert_eq!(owner("none", silent).await.unwrap(), Identity::Client);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_me_about_a_user_that_cannot_be_read_is_not_silence() {
    let mut listed = json!({"schemas": [], "totalResults": 1});
    listed["Resources"] = json!([person(2)]);
    let without = |attribute: &str, value: Value| {
        let mut user = person(2);
        user[attribute] = value;
        user
    };
    for answer in [
        without("id", Value::Null),
        without("id", json!(2)),
        without("active", "x".into()),
        json!({"USERNAME": "u2@acme.example"}),
        listed,
    ] {
        let error = owner("none", Reply::json(200, &answer)).await.unwrap_err();
        assert!(error.message.contains("it is not known which user the token belongs to"), "{answer}: {error}");
        assert!(error.hints[0].contains("`token_owner`"), "{error:?}");
        assert!(owner("id-2", Reply::json(200, &answer)).await.is_ok(), "{answer}");
    }
    for status in [301, 302, 303, 307] {
        let redirect = Reply::text(status, "").with("location", "/scim/v2/Users/id-2");
        let error = owner("none", redirect).await.unwrap_err();
        assert!(error.message.contains("the token belongs to user id-2"), "{status}: {error}");
    }
}

/// A list like this, at a service whose user 2 is the pinned one when read by id.
async fn list_beside_pin(
    listed: impl Fn(&mut Vec<Value>),
    quirk: Quirk,
) -> (Result<ActiveUsers, DirectoryError>, Fake) {
    let mut users = people(3);
    listed(&mut users);
    let (mut lists, mut by_id) = (World::of(users, quirk), World::of(people(3), Quirk::None));
    let fake = Fake::serve(move |seen| match seen.path() {
        "/scim/v2/Users/id-2" => by_id.answer(seen),
        _ => lists.answer(seen),
    })
    .await;
    let (opened, _) = open_with(&pinned(scim(&fake.url), "id-2", "u2@acme.example"));
    opened.directory.organization().await.unwrap();
    (opened.directory.active_users().await, fake)
}

#[tokio::test(start_paused = true)]
async fn a_list_without_the_pinned_user_or_with_another_name_for_them_is_refused() {
    let (right, fake) = list_beside_pin(|_| {}, Quirk::NoFilter).await;
    assert_eq!(right.unwrap().users.len(), 3);
    let asked = fake.lines().iter().filter(|line| line.ends_with("/Users/id-2")).count();
    assert_eq!(asked, 2, "before the list, and after it");
    let (renamed, _) = list_beside_pin(|users| users[1]["userName"] = "z2@other.example".into(), Quirk::NoFilter).await;
    let (absent, _) = list_beside_pin(|users| users[1]["id"] = "id-7".into(), Quirk::NoFilter).await;
    for refused in [renamed, absent] {
        let error = refused.unwrap_err();
        assert_eq!(error.kind, DirectoryErrorKind::DisallowedBySettings);
        assert!(error.message.contains("another tenant"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_tenant_that_changes_while_the_list_is_read_is_refused() {
    let mut users = people(3);
    let mut by_id = 0;
    let fake = Fake::serve(move |seen| {
        by_id += usize::from(seen.path() == "/scim/v2/Users/id-2");
        if by_id == 2 {
            users[1]["userName"] = "z2@other.example".into();
        }
        World::of(users.clone(), Quirk::None).answer(seen)
    })
    .await;
    let (opened, _) = open_with(&pinned(scim(&fake.url), "id-2", "u2@acme.example"));
    opened.directory.organization().await.unwrap();
    let error = opened.directory.active_users().await.unwrap_err();
    assert_eq!(error.kind, DirectoryErrorKind::DisallowedBySettings);
}
