//! When a request is sent again, how long is waited, and what a fault says.

use std::time::Duration;

use tokio::time::Instant;

use super::*;

/// Answers `replies` in turn, then with the organization.
pub(super) async fn scripted(replies: Vec<Reply>) -> Fake {
    let mut replies = replies.into_iter();
    api(move |_| replies.next().unwrap_or_else(organization)).await
}

/// Reads the organization: what came of it, how long it took, and which waits were told.
pub(super) async fn ask(fake: &Fake) -> (Result<Organization, DirectoryError>, Duration, Vec<u64>) {
    let (opened, ears) = open(fake);
    let start = Instant::now();
    let answer = opened.directory.organization().await;
    (answer, start.elapsed(), ears.waits())
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_again() {
    let passing = [
        Reply::hang_up(),
        organization().cut_off(),
        Reply::text(200, "<html>busy</html>"),
        Reply::text(200, ""),
        Reply::json(200, &json!([1])),
        Reply::text(408, ""),
        Reply::text(429, ""),
        Reply::text(500, "oops"),
        Reply::json(503, &json!({"message": "busy"})),
        Reply::text(599, ""),
    ];
    for reply in passing {
        let fake = scripted(vec![reply.clone()]).await;
        let (answer, _, _) = ask(&fake).await;
        assert_eq!(
            answer.map_err(|fault| fault.to_string()),
            Ok(Organization { id: "org-1".into(), name: "Acme".into() })
        );
        assert_eq!(fake.lines().len(), 2, "{reply:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_lasts_is_not_tried_again() {
    let lasting = [
        (400, DirectoryErrorKind::Rejected),
        (403, DirectoryErrorKind::Forbidden),
        (404, DirectoryErrorKind::NotFound),
        (409, DirectoryErrorKind::Conflict),
        (410, DirectoryErrorKind::NotFound),
        (501, DirectoryErrorKind::Server),
    ];
    for (status, kind) in lasting {
        let fake = scripted(vec![Reply::text(status, "")]).await;
        let (answer, elapsed, _) = ask(&fake).await;
        assert_eq!(answer.unwrap_err().kind, kind, "{status}");
        assert_eq!((fake.lines().len(), elapsed), (1, Duration::ZERO), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn five_tries_are_made_with_growing_waits() {
    let fake = scripted(vec![Reply::text(500, ""); 9]).await;
    let (answer, elapsed, waits) = ask(&fake).await;
    let fault = answer.unwrap_err();
    assert_eq!((fault.kind, fake.lines().len()), (DirectoryErrorKind::Server, 5));
    assert!(fault.message.ends_with("; tried 5 times"), "{fault}");
    assert!((7_400..=12_600).contains(&elapsed.as_millis()), "{elapsed:?}");
    assert_eq!(waits.len(), 2, "only waits of a second and more are announced: {waits:?}");
}

#[tokio::test(start_paused = true)]
async fn the_kind_of_the_last_failure_is_kept() {
    let endings = [
        (Reply::hang_up(), DirectoryErrorKind::Unreachable),
        (organization().cut_off(), DirectoryErrorKind::Unreachable),
        (Reply::text(200, "<html>"), DirectoryErrorKind::Malformed),
        (Reply::json(200, &json!({"id": 7})), DirectoryErrorKind::Malformed),
        (Reply::text(429, ""), DirectoryErrorKind::RateLimited),
        (Reply::text(504, ""), DirectoryErrorKind::Server),
    ];
    for (reply, kind) in endings {
        let fake = scripted(vec![reply.clone(); 5]).await;
        assert_eq!(ask(&fake).await.0.unwrap_err().kind, kind, "{reply:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_waited_out_and_announced() {
    for status in [429, 503] {
        let fake = scripted(vec![Reply::text(status, "").with("Retry-After", 42)]).await;
        let (answer, elapsed, waits) = ask(&fake).await;
        assert!(answer.is_ok());
        assert!((42_000..42_100).contains(&elapsed.as_millis()), "{elapsed:?}");
        assert_eq!(waits, [42]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_beyond_three_minutes_ends_at_once_and_says_how_long() {
    let fake = scripted(vec![Reply::text(429, "").with("Retry-After", 7500); 2]).await;
    let (answer, elapsed, waits) = ask(&fake).await;
    let fault = answer.unwrap_err();
    assert_eq!((fault.kind, elapsed, fake.lines().len()), (DirectoryErrorKind::RateLimited, Duration::ZERO, 1));
    assert!(fault.message.contains("asks to wait 2 h 5 min, longer than 3 min"), "{fault}");
    assert_eq!((fault.hints, waits), (vec!["run again in 2 h 5 min".to_owned()], vec![]));
}

#[tokio::test(start_paused = true)]
async fn no_message_speaks_of_this_programs_own_types() {
    for (body, says) in [
        ("[]", "the response is JSON, but not an object"),
        ("\"odd\"", "the response is JSON, but not an object"),
        ("{\"id\": 7}", "the value at line 1, column 8 of the response is of another type"),
        (" <html>busy</html>", "200 OK, but with a page of HTML or XML instead of JSON"),
        ("", "with an empty response"),
        ("{", "200 OK, but not with JSON"),
    ] {
        let fake = scripted(vec![Reply::text(200, body); 5]).await;
        let fault = ask(&fake).await.0.unwrap_err();
        assert!(fault.message.contains(says), "{fault}");
        for word in ["struct", "expected", "Named", "Page", "element", "u64", "sequence"] {
            assert!(!fault.message.contains(word), "{fault}");
        }
        let error = crate::error::Error::from(fault);
        assert_eq!(error.hints().len(), 1, "{error}: what to do next");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_no_limit_asks_for_is_no_advice() {
    let fake = scripted(vec![Reply::text(429, "").with("Retry-After", u64::MAX)]).await;
    let fault = ask(&fake).await.0.unwrap_err();
    assert!(
        fault.message.contains("longer than any limit lasts") && !fault.hints[0].contains("run again in"),
        "{fault:?}"
    );
    let fake = scripted(vec![Reply::text(429, "").with("Retry-After", 3 * 86_400)]).await;
    assert_eq!(ask(&fake).await.0.unwrap_err().hints, ["run again in 3 d"]);
}

#[tokio::test(start_paused = true)]
async fn a_fault_names_request_status_words_and_correlation_id() {
    let body =
        json!({"message": "You are\nmissing \u{1b}[31m", "code": "missing.permissions", "contextId": "from-body"});
    let fake = scripted(vec![Reply::json(403, &body)]).await;
    let fault = ask(&fake).await.0.unwrap_err();
    assert!(fault.message.starts_with("the directory answered 403 Forbidden: You are missing"), "{fault}");
    assert!(fault.message.ends_with("[missing.permissions]"), "{fault}");
    assert_eq!(fault.request.as_deref(), Some("GET /api/v2/organizations/me"));
    assert_eq!(fault.correlation_id.as_deref(), Some("from-body"));
    assert!(!fault.hints.is_empty());

    let fake = scripted(vec![Reply::json(404, &body).with("ININ-Correlation-Id", "from-header")]).await;
    assert_eq!(ask(&fake).await.0.unwrap_err().correlation_id.as_deref(), Some("from-header"));

    let fake = scripted(vec![Reply::json(400, &json!({"message": "x".repeat(1_000_000)}))]).await;
    assert!(ask(&fake).await.0.unwrap_err().to_string().len() < 500);
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_a_fault_and_is_not_followed() {
    let elsewhere = Fake::serve(|_| organization()).await;
    for status in [301, 302, 303, 307, 308] {
        let target = format!("{}/steal?token=1", elsewhere.url);
        let fake = scripted(vec![Reply::text(status, "").with("Location", target)]).await;
        let fault = ask(&fake).await.0.unwrap_err();
        assert_eq!(fault.kind, DirectoryErrorKind::Rejected);
        assert!(fault.message.contains(" and pointed to http://127.0.0.1; "), "{fault}");
        assert!(fault.message.contains("pointed to http://127.0.0.1; redirects are not followed"), "{fault}");
        assert!(!fault.to_string().contains("steal"));
    }
    let fake = scripted(vec![Reply::text(302, "").with("Location", "/elsewhere")]).await;
    assert!(ask(&fake).await.0.unwrap_err().message.contains("another path of the same host"));
    assert!(elsewhere.log().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_closed_port_is_unreachable_and_the_message_names_the_place() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap().to_string();
    drop(listener);
    let (opened, _) = open_with(&connection(&format!("http://{place}")));
    let fault = opened.directory.organization().await.unwrap_err();
    assert_eq!(fault.kind, DirectoryErrorKind::Unreachable);
    assert!(fault.message.starts_with(&format!("no connection to {place}: ")), "{fault}");
    assert_eq!(fault.request.as_deref(), Some("POST /oauth/token"));
}
