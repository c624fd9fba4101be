//! The one write: its forms, its answers, its tag.

use super::*;

async fn write(
    reply: Reply,
    settings: &[(&'static str, &str)],
    version: Version,
) -> (Result<WriteReceipt, DirectoryError>, Seen, usize) {
    let fake = Fake::serve(move |_| reply.clone()).await;
    let connection = with(scim(&fake.url), settings);
    let result = open_with(&connection).0.deactivator.deactivate(&UserId::new("a/b c?é#").unwrap(), version).await;
    let log = fake.log();
    (result, log[0].clone(), log.len())
}

#[tokio::test(start_paused = true)]
async fn one_attribute_is_replaced_under_the_tag_of_the_last_reading() {
    let tag = Version::text("W/\"a1\"");
    let (result, seen, _) = write(Reply::text(204, ""), &[], tag.clone()).await;
    assert_eq!(result.unwrap().user, None);
    assert_eq!((seen.method.as_str(), seen.target.as_str()), ("PATCH", "/scim/v2/Users/a%2Fb%20c%3F%C3%A9%23"));
    assert_eq!(seen.header("content-type"), Some("application/scim+json"));
    assert_eq!(seen.header("if-match"), Some("W/\"a1\""));
    let operations = json!([{"op": "replace", "path": "active", "value": false}]);
    let schemas = json!(["urn:ietf:params:scim:api:messages:2.0:PatchOp"]);
    assert_eq!(seen.json(), json!({"schemas": schemas, "Operations": operations}));

    let (_, seen, _) = write(Reply::text(204, ""), &[("patch_form", "pathless"), ("etag", "off")], tag).await;
    assert_eq!(seen.json()["Operations"], json!([{"op": "replace", "value": {"active": false}}]));
    assert_eq!(seen.header("if-match"), None);
    let (_, seen, _) = write(Reply::text(204, ""), &[], Version::absent()).await;
    assert_eq!(seen.header("if-match"), None);
}

#[tokio::test(start_paused = true)]
async fn any_answer_of_the_two_hundreds_is_accepted_and_proves_nothing() {
    for (status, body) in
        [(200, ""), (202, "later"), (204, ""), (200, "<html>"), (200, "{"), (200, "{\"id\":\"other\"}")]
    {
        let (result, _, sent) = write(Reply::text(status, body), &[], Version::absent()).await;
        assert_eq!((result.unwrap().user, sent), (None, 1), "{status} {body}");
    }
    let mut user = person(7);
    user["id"] = "a/b c?é#".into();
    let (result, ..) = write(Reply::json(200, &user).with("etag", "\"2\""), &[], Version::absent()).await;
    let answered = result.unwrap().user.unwrap();
    assert_eq!((answered.state, answered.version), (State::Active, Version::text("\"2\"")));
}

#[tokio::test(start_paused = true)]
async fn a_stale_version_is_known_in_each_of_its_forms_and_any_other_conflict_is_a_refusal() {
    use DirectoryErrorKind::{Conflict, OutdatedVersion, Rejected};
    let answers = [
        (Reply::text(412, ""), OutdatedVersion),
        (Reply::json(400, &json!({"scimType": "invalidVers", "status": "400"})), OutdatedVersion),
        (Reply::json(409, &json!({"scimType": "INVALIDVERS"})), OutdatedVersion),
        (Reply::json(409, &json!({"detail": "conflict"})), Conflict),
        (Reply::json(409, &json!({"detail": "incidents are assigned", "scimType": "uniqueness"})), Rejected),
    ];
    for (reply, kind) in answers {
        let (result, _, sent) = write(reply, &[], Version::text("\"1\"")).await;
        assert_eq!((result.unwrap_err().kind, sent), (kind, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_without_patch_is_named_as_such() {
    for status in [405, 501] {
        let (result, _, sent) = write(Reply::text(status, ""), &[], Version::absent()).await;
        let error = result.unwrap_err();
        assert_eq!((error.kind, sent), (DirectoryErrorKind::Unsupported, 1));
        assert!(error.message.contains("cannot be deactivated by PATCH"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_body_never_makes_the_other_form_be_tried() {
    for (form, other) in [("path", "pathless"), ("pathless", "path")] {
        use DirectoryErrorKind::{Rejected, Unsupported};
        for (code, kind) in [("invalidSyntax", Unsupported), ("invalidPath", Unsupported), ("invalidValue", Rejected)] {
            let reply = Reply::json(400, &json!({"scimType": code}));
            let (result, _, sent) = write(reply, &[("patch_form", form)], Version::absent()).await;
            let error = result.unwrap_err();
            assert_eq!((error.kind, sent), (kind, 1), "{code}");
            assert!(error.hints[0].contains(&format!("`patch_form: {other}`")), "{error:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_without_an_answer_is_not_repeated() {
    for (reply, kind) in [
        (Reply::hang_up(), DirectoryErrorKind::Unreachable),
        (Reply::text(502, ""), DirectoryErrorKind::Server),
        (Reply::text(429, "").with("retry-after", 1), DirectoryErrorKind::Throttled),
    ] {
        let (result, _, sent) = write(reply, &[], Version::text("\"1\"")).await;
        assert_eq!((result.unwrap_err().kind, sent), (kind, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_user_is_read_by_id_with_the_tag_of_that_answer_and_the_whole_record() {
    let mut odd = person(1);
    odd["id"] = "ü/1 x".into();
    odd["groups"] = json!([{"value": "g1"}]);
    let fake = World::of(vec![odd, person(2)], Quirk::None).serve().await;
    let (opened, _) = open_with(&scim(&fake.url));
    let users = opened.directory.read(&user_ids(&["ü/1 x", "gone"])).await.unwrap();
    assert_eq!(fake.lines()[0], "GET /scim/v2/Users/%C3%BC%2F1%20x");
    assert_eq!((users.len(), users[0].user.version.clone()), (1, Version::text("W/\"1\"")));
    let record = users[0].record.as_ref().unwrap();
    assert_eq!(record.get("groups"), Some(&json!([{"value": "g1"}])));
    assert!(record.get("meta").is_none() && record.get("active").is_none());
    let off = with(scim(&fake.url), &[("etag", "off")]);
    assert!(open_with(&off).0.directory.read(&user_ids(&["id-2"])).await.unwrap()[0].user.version.is_absent());
}

#[tokio::test(start_paused = true)]
async fn a_malformed_tag_is_no_tag() {
    let fake = Fake::serve(|_| Reply::json(200, &person(1)).with("etag", "W/1")).await;
    let users = open_with(&scim(&fake.url)).0.directory.read(&user_ids(&["id-1"])).await.unwrap();
    assert!(users[0].user.version.is_absent());
}

#[tokio::test(start_paused = true)]
async fn an_answer_about_another_user_is_refused() {
    let fake = Fake::serve(|_| Reply::json(200, &person(1))).await;
    for id in ["id-2", "ID-1"] {
        let error = open_with(&scim(&fake.url)).0.directory.read(&user_ids(&[id])).await.unwrap_err();
        assert_eq!(error.kind, DirectoryErrorKind::Malformed, "ids are case-exact");
    }
    let mut unknown = person(1);
    unknown.as_object_mut().unwrap().remove("active");
    let fake = Fake::serve(move |_| Reply::json(200, &unknown)).await;
    let error = open_with(&scim(&fake.url)).0.directory.read(&user_ids(&["id-1"])).await.unwrap_err();
    assert!(error.message.contains("the state of user id-1 is unknown"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_user_counts_as_not_found_only_while_the_service_shows_others() {
    let read = async |fake: &Fake| open_with(&scim(&fake.url)).0.directory.read(&user_ids(&["gone"])).await;
    for quirk in [Quirk::None, Quirk::CursorOnly] {
        assert_eq!(read(&World::of(people(3), quirk).serve().await).await.unwrap(), []);
    }
    let mut world = World::of(people(3), Quirk::None);
    let proxy = Fake::serve(move |seen| match seen.path() {
        "/scim/v2/Users/gone" => Reply::text(404, "<html>no route</html>"),
        _ => world.answer(seen),
    });
    let error = read(&proxy.await).await.unwrap_err();
    assert!(error.message.contains("but not with an error of SCIM"), "{error}");
    let empty = World::of(Vec::new(), Quirk::None).serve().await;
    let elsewhere = Fake::serve(|_| Reply::json(404, &json!({"detail": "no such route"}))).await;
    for fake in [&empty, &elsewhere] {
        let error = read(fake).await.unwrap_err();
        assert_eq!(error.kind, DirectoryErrorKind::Incomplete);
        assert!(error.message.contains("shows no other user either"), "{error}");
    }
}
