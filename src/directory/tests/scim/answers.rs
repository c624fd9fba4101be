//! Answers in odd forms.

use super::*;

#[tokio::test(start_paused = true)]
async fn lower_case_keys_and_another_content_type_are_read() {
    let user =
        json!({"ID": "id-1", "username": "u1@acme.example", "ACTIVE": true, "Emails": [{"VALUE": "u1@acme.example"}]});
    let fake = Fake::serve(move |seen| match seen.path() {
        "/scim/v2/Users/id-1" => Reply::json(200, &user).with("content-type", "text/plain"),
        "/scim/v2/Users" => {
            let user = user.clone();
            let users = if seen.number("startIndex") == 1 { vec![user] } else { Vec::new() };
            Reply::json(200, &json!({"totalresults": 1, "resources": users})).with("content-type", "text/html")
        }
        _ => Reply::text(404, ""),
    })
    .await;
    let users = open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap().users;
    assert_eq!(ids(&users), ["id-1"]);
}

#[tokio::test(start_paused = true)]
async fn a_list_in_two_spellings_is_refused() {
    let body = r#"{"totalResults": 1, "TotalResults": 2, "Resources": []}"#;
    let fake = Fake::serve(move |_| Reply::text(200, body)).await;
    let error = open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap_err();
    assert_eq!(error.kind, DirectoryErrorKind::Malformed);
    assert!(error.message.contains("there twice"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_total_in_a_form_that_cannot_be_compared_is_an_error_that_says_so() {
    for total in [json!("1"), json!(1.0), json!(-1), json!({"value": 1})] {
        let fake = Fake::serve(move |seen| match seen.path() {
            "/scim/v2/Users" => Reply::json(200, &json!({"totalResults": total, "Resources": [person(1)]})),
            _ => Reply::text(404, ""),
        })
        .await;
        let error = open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap_err();
        assert!(error.message.contains("`totalResults` is not a whole number"), "{error}");
        assert!(error.hints[0].contains("as a whole number"), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_of_ten_megabytes_is_read_and_one_of_more_than_thirty_two_is_not() {
    for (megabytes, is_read) in [(10, true), (33, false)] {
        let text = "x".repeat(megabytes * 1024 * 1024);
        let fake = Fake::serve(move |seen| match seen.path() {
            "/scim/v2/Users" if seen.number("startIndex") == 1 => {
                let mut user = person(1);
                user["title"] = text.as_str().into();
                Reply::json(200, &json!({"totalResults": 1, "Resources": [user]}))
            }
            "/scim/v2/Users" => Reply::json(200, &json!({"totalResults": 1})),
            _ => Reply::text(404, ""),
        })
        .await;
        let result = open_with(&scim(&fake.url)).0.directory.active_users().await;
        assert_eq!(result.is_ok(), is_read, "{megabytes}");
        if let Err(error) = result {
            assert!(error.message.contains("32 MiB"), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn neither_a_redirect_nor_a_location_in_an_answer_is_followed() {
    let fake = World::of(people(3), Quirk::None).serve().await;
    assert!(
        open_with(&scim(&fake.url)).0.directory.active_users().await.is_ok(),
        "every user is located at another host"
    );
    let fake = Fake::serve(|_| Reply::text(307, "").with("location", "https://evil.example/scim/v2/Users")).await;
    let error = open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap_err();
    assert!(error.message.contains("redirects are not followed"), "{error}");
    assert!(error.hints[0].contains("`url`"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_refused_as_too_long_is_no_plan() {
    let fake = Fake::serve(|seen| match seen.path() {
        "/scim/v2/Users" => Reply::json(400, &json!({"scimType": "tooMany", "detail": "too many"})),
        _ => Reply::text(404, ""),
    })
    .await;
    let error = open_with(&scim(&fake.url)).0.directory.active_users().await.unwrap_err();
    assert_eq!(error.kind, DirectoryErrorKind::Rejected);
    assert!(error.message.contains("too many [tooMany]"), "{error}");
    assert!(error.hints[0].contains("refuses even one page of its users"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn what_identifies_an_account_beside_its_id_is_kept_where_ids_can_change() {
    let mut user = person(1);
    user["externalId"] = "E1".into();
    user["meta"]["created"] = "2020-01-01T00:00:00Z".into();
    for (service, known) in [("gitlab", Some("E1")), ("other", None)] {
        let fake = World::of(vec![user.clone(), person(2)], Quirk::None).serve().await;
        let directory = open_with(&with(scim(&fake.url), &[("service", service)])).0.directory;
        let listed = directory.active_users().await.unwrap().users;
        let read = directory.read(&user_ids(&["id-1"])).await.unwrap();
        for user in [&listed[0], &read[0].user] {
            let account = user.attributes.as_deref().map(|known| known.account.clone()).unwrap_or_default();
            let created = known.map(|_| "2020-01-01T00:00:00Z");
            assert_eq!((account.external_id.as_deref(), account.created.as_deref()), (known, created), "{service}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_that_is_not_answered_with_200_is_no_reading() {
    for (status, words) in [(201, "answered with 200"), (202, "not carried out yet"), (203, "a proxy changed")] {
        let fake = Fake::serve(move |_| Reply::json(status, &person(1))).await;
        let error = open_with(&scim(&fake.url)).0.directory.read(&user_ids(&["id-1"])).await.unwrap_err();
        assert_eq!(error.kind, DirectoryErrorKind::Malformed, "{status}");
        assert!(error.message.contains(words), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_repeats_the_token_is_refused_before_any_of_it_is_kept() {
    for key in ["id", "userType", "title", "externalId"] {
        let mut user = person(1);
        user[key] = format!("a {TOKEN}").into();
        let fake = World::of(vec![user, person(2)], Quirk::None).serve().await;
        let directory = open_with(&scim(&fake.url)).0.directory;
        for error in [
            directory.active_users().await.map(drop).unwrap_err(),
            directory.read(&user_ids(&["id-1", &format!("a {TOKEN}")])).await.map(drop).unwrap_err(),
        ] {
            assert!(error.message.contains("repeats the credentials"), "{key}: {error:?}");
            assert!(!format!("{error:?}").contains(TOKEN), "{key}: {error:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_entity_tag_that_repeats_the_token_is_not_kept() {
    let fake = Fake::serve(|_| Reply::json(200, &person(1)).with("etag", format!("\"{TOKEN}\""))).await;
    let read = open_with(&scim(&fake.url)).0.directory.read(&user_ids(&["id-1"])).await.unwrap();
    assert!(read[0].user.version.is_absent(), "{:?}", read[0].user.version);
}
