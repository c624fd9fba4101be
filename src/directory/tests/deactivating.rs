//! The one write: its body, its retries, its answers.

use super::*;
use crate::model::{DirectorySetting, LiveUser, State};

/// The values of `deactivation`, perhaps with `strip_roles`.
const STATE: &str = "state";
const ACTIVE: &str = "active";
const ACTIVE_WITHOUT_ROLES: &str = "active, strip_roles";

async fn write(fake: &Fake, deactivation: &str) -> Result<WriteReceipt, DirectoryError> {
    let mut connection = connection(&fake.url);
    let (word, stripped) = deactivation.split_once(", ").map_or((deactivation, false), |(word, _)| (word, true));
    connection.spec = connection.spec.with_text("deactivation", word);
    connection.spec.set("strip_roles", DirectorySetting::Flag(stripped));
    open_with(&connection).0.deactivator.deactivate(&UserId::new("u7").unwrap(), Version::number(8)).await
}

async fn deactivate(fake: &Fake, deactivation: &str) -> Result<LiveUser, DirectoryError> {
    write(fake, deactivation).await.map(|written| written.user.unwrap())
}

/// Answers `replies` in turn; the last one stays.
async fn scripted(replies: Vec<Reply>) -> Fake {
    let mut replies = replies.into_iter().peekable();
    api(move |_| {
        let reply = replies.next().unwrap();
        if replies.peek().is_some() { reply } else { panic!("one request too many") }
    })
    .await
}

async fn always(reply: Reply) -> Fake {
    api(move |_| reply.clone()).await
}

/// The user as the API answers after a deactivation.
fn done() -> Reply {
    let mut user = user_in(7, "inactive");
    user["version"] = 9.into();
    Reply::json(200, &user)
}

#[tokio::test(start_paused = true)]
async fn one_patch_is_sent_with_state_and_version_and_nothing_else() {
    let fake = always(done()).await;
    let user = deactivate(&fake, STATE).await.unwrap();
    assert_eq!((user.id.as_str(), user.state, user.version), ("u7", State::Inactive, Version::number(9)));
    assert_eq!(fake.lines(), ["PATCH /api/v2/users/u7"]);
    assert_eq!(fake.log()[1].body, r#"{"state":"inactive","version":8}"#);
    assert_eq!(fake.log()[1].header("content-type"), Some("application/json"));
}

#[tokio::test(start_paused = true)]
async fn the_older_body_is_sent_and_its_answer_understood() {
    for (deactivation, body) in
        [(ACTIVE, r#"{"active":false}"#), (ACTIVE_WITHOUT_ROLES, r#"{"active":false,"roles":[]}"#)]
    {
        let fake = always(Reply::json(200, &json!({"id": "u7", "active": false}))).await;
        let user = deactivate(&fake, deactivation).await.unwrap();
        assert_eq!(
            (user.state, user.version, fake.log()[1].body.as_str()),
            (State::Inactive, Version::number(8), body)
        );
    }
    let fake = always(Reply::json(200, &json!({"id": "u7", "active": true}))).await;
    assert_eq!(deactivate(&fake, ACTIVE).await.unwrap().state, State::Active);
    let fake = always(done()).await;
    assert_eq!(deactivate(&fake, ACTIVE).await.unwrap().version, Version::number(9));
}

#[tokio::test(start_paused = true)]
async fn a_user_who_stays_active_is_returned_for_the_caller_to_judge() {
    let fake = always(Reply::json(200, &user(7))).await;
    assert_eq!(deactivate(&fake, STATE).await.unwrap().state, State::Active);
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_again() {
    for reply in
        [Reply::hang_up(), Reply::text(429, "").with("Retry-After", 1), Reply::text(408, ""), Reply::text(503, "")]
    {
        let fake = scripted(vec![reply, done(), done()]).await;
        assert!(deactivate(&fake, STATE).await.is_ok());
        assert_eq!(fake.lines().len(), 2);
        assert_eq!(fake.log()[1].body, fake.log()[2].body);
    }
    let fake = always(Reply::text(429, "")).await;
    assert_eq!(deactivate(&fake, STATE).await.unwrap_err().kind, DirectoryErrorKind::RateLimited);
    assert_eq!(fake.lines().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_write_without_a_version_is_never_sent_again_before_the_user_was_read() {
    let wait = Reply::json(429, &json!({"code": "too.many.requests.retry.after"})).with("Retry-After", 2);
    for (reply, kind) in [
        (Reply::text(503, ""), DirectoryErrorKind::Server),
        (Reply::text(504, ""), DirectoryErrorKind::Server),
        (wait, DirectoryErrorKind::Conflict),
    ] {
        let fake = always(reply).await;
        let fault = deactivate(&fake, ACTIVE).await.unwrap_err();
        assert_eq!((fault.kind, fake.lines().len()), (kind, 1), "{fault}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_accepted_write_with_an_unusable_answer_is_not_sent_again() {
    let another = Reply::json(200, &user_in(8, "inactive"));
    let stateless = Reply::json(200, &json!({"id": "u7", "version": 9, "email": "a@b"}));
    let unusable = [
        Reply::text(200, ""),
        Reply::text(200, "<html>"),
        Reply::text(200, "[]"),
        done().cut_off(),
        another,
        stateless,
    ];
    for reply in unusable {
        let fake = always(reply.clone()).await;
        let fault = deactivate(&fake, STATE).await.unwrap_err();
        assert_eq!((fault.kind, fake.lines().len()), (DirectoryErrorKind::Malformed, 1), "{reply:?} {fault}");
        assert_eq!(fault.request.as_deref(), Some("PATCH /api/v2/users/u7"));
    }
}

#[tokio::test(start_paused = true)]
async fn every_form_of_the_conflict_is_known() {
    let conflicts = [
        Reply::text(409, ""),
        Reply::json(409, &json!({"code": "request.conflict"})),
        Reply::json(400, &json!({"code": "general.conflict", "message": "No."})),
        Reply::json(400, &json!({"code": "request.conflict"})),
        Reply::json(400, &json!({"message": "The version supplied does not match the current version of the user"})),
        Reply::json(400, &json!({"code": "", "message": "stale VERSION"})),
        Reply::json(400, &json!({"code": "general.conflict"})),
    ];
    for reply in conflicts {
        let fake = always(reply.clone()).await;
        assert_eq!(deactivate(&fake, STATE).await.unwrap_err().kind, DirectoryErrorKind::Conflict, "{reply:?}");
        assert_eq!(fake.lines().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn another_400_is_no_conflict_even_when_it_speaks_of_versions() {
    let refusals = [
        Reply::text(400, ""),
        Reply::text(400, "<html>version</html>"),
        Reply::json(400, &json!({"message": "The state is not one of active, inactive."})),
        Reply::json(400, &json!({"code": "bad.request", "message": "The version is not a number."})),
        Reply::json(400, &json!({"code": "invalid.version"})),
        Reply::json(422, &json!({"message": "The version supplied does not match"})),
    ];
    for reply in refusals {
        let fake = always(reply.clone()).await;
        assert_eq!(deactivate(&fake, STATE).await.unwrap_err().kind, DirectoryErrorKind::Rejected, "{reply:?}");
        assert_eq!(fake.lines().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_correlation_id_of_a_write_is_kept_bounded_and_without_secrets() {
    let long = "x".repeat(5000);
    let cases = [
        (done().with("ININ-Correlation-Id", "5a4db0c5-1"), Some("5a4db0c5-1")),
        (done().with("inin-correlation-id", " 7 "), Some("7")),
        (done().with("ININ-Correlation-Id", "Bearer token-1"), Some("Bearer ***")),
        (done().with("ININ-Correlation-Id", ""), None),
        (done(), None),
    ];
    for (reply, expected) in cases {
        let fake = always(reply).await;
        assert_eq!(write(&fake, STATE).await.unwrap().correlation_id.as_deref(), expected);
    }
    let fake = always(done().with("ININ-Correlation-Id", &long)).await;
    assert_eq!(write(&fake, STATE).await.unwrap().correlation_id.unwrap().chars().count(), 81);
    let fake = always(Reply::json(200, &json!({"id": "u8"})).with("ININ-Correlation-Id", "5a4db0c5-1")).await;
    assert_eq!(write(&fake, STATE).await.unwrap_err().correlation_id.as_deref(), Some("5a4db0c5-1"));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_after_a_lost_answer_does_not_pass_for_nothing_written() {
    let lost =
        [(Reply::hang_up(), DirectoryErrorKind::Unreachable), (Reply::text(502, ""), DirectoryErrorKind::Server)];
    let refusals = [
        Reply::text(429, "").with("Retry-After", 7200),
        Reply::text(400, ""),
        Reply::text(401, ""),
        Reply::text(403, ""),
        Reply::text(404, ""),
    ];
    for (first, kind) in &lost {
        for refusal in &refusals {
            let mut first = Some(first.clone());
            let refusal = refusal.clone();
            let fake = api(move |_| first.take().unwrap_or_else(|| refusal.clone())).await;
            let fault = deactivate(&fake, STATE).await.unwrap_err();
            assert_eq!(fault.kind, *kind, "{fault}");
            assert!(fault.message.contains("; and then: the directory answered 4"), "{fault}");
        }
        let fake = scripted(vec![first.clone(), Reply::text(409, ""), done()]).await;
        assert_eq!(deactivate(&fake, STATE).await.unwrap_err().kind, DirectoryErrorKind::ConflictAfterRetry);
        let fake = scripted(vec![first.clone(), Reply::text(401, ""), done(), done()]).await;
        assert!(deactivate(&fake, STATE).await.is_ok());
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_say_what_to_do() {
    let cases = [
        (400, DirectoryErrorKind::Rejected, ""),
        (403, DirectoryErrorKind::Forbidden, "directory:user:edit"),
        (404, DirectoryErrorKind::NotFound, "u7"),
        (401, DirectoryErrorKind::Unauthorized, "region"),
    ];
    for (status, kind, hint) in cases {
        let fake = always(Reply::json(status, &json!({"message": "no"}))).await;
        let fault = deactivate(&fake, STATE).await.unwrap_err();
        assert_eq!(fault.kind, kind);
        assert!(fault.hints.join(" ").contains(hint), "{fault:?}");
    }
}
