//! Tokens are asked for once, renewed when they must be, and never shown.

use std::time::Duration;

use super::*;

fn given(token: &str, url: &str) -> Connection {
    Connection { credentials: Some(Credentials::Token(SecretString::from(token))), ..connection(url) }
}

fn tokens_asked(fake: &Fake) -> usize {
    fake.log().iter().filter(|seen| seen.target == "/oauth/token").count()
}

#[tokio::test(start_paused = true)]
async fn one_token_is_requested_and_shared() {
    let fake = api(|_| organization()).await;
    let (opened, _) = open(&fake);
    let (first, second) = tokio::join!(opened.directory.organization(), opened.directory.organization());
    assert!(first.is_ok() && second.is_ok());
    let log = fake.log();
    assert_eq!((log[0].method.as_str(), log[0].target.as_str()), ("POST", "/oauth/token"));
    assert_eq!(log[0].body, "grant_type=client_credentials");
    assert_eq!(log[0].header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(log[0].header("authorization"), Some("Basic Y2xpZW50LWlkOnMzY3IzdC1vZi10aGUtY2xpZW50"));
    assert_eq!(tokens_asked(&fake), 1);
    assert!(log[1..].iter().all(|seen| seen.header("authorization") == Some("Bearer token-1")));
}

#[tokio::test(start_paused = true)]
async fn with_an_access_token_no_token_is_requested() {
    let fake = api(|_| organization()).await;
    let (opened, _) = open_with(&given("given-token", &fake.url));
    opened.directory.organization().await.unwrap();
    let log = fake.log();
    assert_eq!(log.len(), 1);
    assert_eq!(log[0].header("authorization"), Some("Bearer given-token"));
}

#[tokio::test(start_paused = true)]
async fn a_token_near_its_end_is_renewed() {
    let mut granted = 0;
    let fake = Fake::serve(move |seen| {
        if seen.target != "/oauth/token" {
            return organization();
        }
        granted += 1;
        Reply::json(200, &json!({"access_token": format!("token-{granted}"), "expires_in": 600}))
    })
    .await;
    let (opened, _) = open(&fake);
    for (wait, expected) in [(0, "token-1"), (539, "token-1"), (2, "token-2"), (1, "token-2")] {
        tokio::time::advance(Duration::from_secs(wait)).await;
        opened.directory.organization().await.unwrap();
        assert_eq!(fake.log().last().unwrap().header("authorization"), Some(format!("Bearer {expected}").as_str()));
    }
    assert_eq!(tokens_asked(&fake), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_once() {
    let fake = api(|seen| match seen.header("authorization") {
        Some("Bearer token-1") => Reply::json(401, &json!({"code": "bad.credentials"})),
        _ => organization(),
    })
    .await;
    let (opened, _) = open(&fake);
    assert!(opened.directory.organization().await.is_ok());
    assert!(opened.directory.organization().await.is_ok());
    assert_eq!((tokens_asked(&fake), fake.lines().len()), (2, 3));

    let fake = api(|_| Reply::json(401, &json!({"code": "bad.credentials"}))).await;
    let fault = open(&fake).0.directory.organization().await.unwrap_err();
    assert_eq!(fault.kind, DirectoryErrorKind::Unauthorized);
    assert_eq!((tokens_asked(&fake), fake.lines().len()), (2, 2));
    assert!(!fault.hints.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_refused_access_token_is_said_and_not_renewed() {
    let fake = api(|_| Reply::json(401, &json!({"code": "bad.credentials"}))).await;
    let fault = open_with(&given("given-token", &fake.url)).0.directory.organization().await.unwrap_err();
    assert_eq!((fault.kind, fake.log().len()), (DirectoryErrorKind::Unauthorized, 1));
    assert!(fault.hints[0].contains("GENESYSCLOUD_ACCESS_TOKEN"));
}

#[tokio::test(start_paused = true)]
async fn refused_client_credentials_name_the_variables() {
    for status in [400, 401, 403] {
        let body = json!({"error": "invalid_client", "description": "client not found"});
        let fake = Fake::serve(move |_| Reply::json(status, &body)).await;
        let fault = open(&fake).0.directory.organization().await.unwrap_err();
        assert_eq!((fault.kind, fake.log().len()), (DirectoryErrorKind::Unauthorized, 1));
        assert!(fault.message.contains("client not found [invalid_client]"), "{fault}");
        assert!(fault.hints[0].contains("GENESYSCLOUD_OAUTHCLIENT_SECRET"));
        assert_eq!(fault.hints.len(), 1, "one advice, not two that contradict each other: {fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_token_is_malformed() {
    for body in
        ["<html>login</html>", "{}", r#"{"access_token":""}"#, r#"{"access_token":"a b"}"#, r#"{"access_token":7}"#]
    {
        let fake = Fake::serve(move |_| Reply::text(200, body)).await;
        let fault = open(&fake).0.directory.organization().await.unwrap_err();
        assert_eq!(fault.kind, DirectoryErrorKind::Malformed, "{body}");
        assert_eq!(fault.request.as_deref(), Some("POST /oauth/token"));
        assert!(fake.log().iter().all(|seen| seen.target == "/oauth/token"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_request_is_not_redirected_to_another_host() {
    let elsewhere = Fake::serve(|_| Reply::json(200, &json!({"access_token": "x"}))).await;
    let target = elsewhere.url.clone();
    let fake = Fake::serve(move |_| Reply::text(307, "").with("Location", &target)).await;
    let fault = open(&fake).0.directory.organization().await.unwrap_err();
    assert_eq!((fault.kind, elsewhere.log().len()), (DirectoryErrorKind::Rejected, 0));
}

#[tokio::test(start_paused = true)]
async fn no_secret_appears_in_any_debug_form_or_error() {
    let hidden = [SECRET, "Y2xpZW50LWlkOnMz", "token-1", "given-token"];
    let clean = |text: String| {
        for secret in hidden {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    };
    // A careless server that echoes what it was given, in every place that a fault takes words from.
    let echo = |seen: &Seen| {
        let auth = seen.header("authorization").unwrap().to_owned();
        let known = if auth.ends_with("given-token") { &auth } else { SECRET };
        let percent: String = known.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let odd = format!("{percent} {}", known.to_uppercase());
        let body = json!({"message": format!("bad {auth} {known} {odd}"), "code": auth, "contextId": known});
        Reply::json(400, &body).with("ININ-Correlation-Id", &auth)
    };
    let located = |seen: &Seen| {
        let auth = seen.header("authorization").unwrap().split(' ').nth(1).unwrap().to_lowercase();
        Reply::text(302, "").with("Location", format!("https://{auth}.evil.example/?{auth}"))
    };
    let shapeless = |seen: &Seen| Reply::json(200, &json!({"id": {"x": seen.header("authorization")}}));
    let mistyped = |seen: &Seen| Reply::json(200, &json!(seen.header("authorization")));

    let whole_echo = Fake::serve(echo).await;
    let fakes = [api(echo).await, api(located).await, api(shapeless).await, api(mistyped).await, whole_echo];
    for fake in &fakes {
        for connection in [connection(&fake.url), given("given-token", &fake.url)] {
            clean(format!("{connection:?}"));
            let (opened, ears) = open_with(&connection);
            clean(format!("{opened:?}"));
            let fault = opened.directory.organization().await.unwrap_err();
            clean(format!("{fault:?} {fault} {}", crate::error::Error::from(fault.clone())));
            clean(format!("{:?}", ears.0.lock().unwrap()));
        }
    }
    let broken = given("given-token\nX: y", &fakes[0].url);
    let fault = open_with(&broken).0.directory.organization().await.unwrap_err();
    clean(format!("{fault:?}"));
    assert!(fault.hints[0].contains("environment"));
}

/// A directory, once its token is requested and it answers several requests at once.
async fn warm(fake: &Fake) -> Arc<dyn Directory> {
    let directory = open(fake).0.directory;
    directory.organization().await.unwrap();
    directory
}

/// Eight requests at once, and the kinds of their faults.
async fn eight(directory: &Arc<dyn Directory>) -> Vec<Result<(), DirectoryErrorKind>> {
    let ask = |_| {
        let directory = directory.clone();
        tokio::spawn(async move { directory.organization().await.map(|_| ()).map_err(|fault| fault.kind) })
    };
    let mut answers = Vec::new();
    for asked in (0..8).map(ask).collect::<Vec<_>>() {
        answers.push(asked.await.unwrap());
    }
    answers
}

/// The first answer is good; then `token-1` is refused, the n-th time after n times `pace`. `login` answers requests
/// for another token.
async fn expiring(pace: Duration, login: impl Fn() -> Reply + Send + 'static) -> Fake {
    let (mut granted, mut refused, mut answered) = (0, 0, 0);
    Fake::serve(move |seen| {
        if seen.target == "/oauth/token" {
            granted += 1;
            return if granted == 1 { Reply::json(200, &json!({"access_token": "token-1"})) } else { login() };
        }
        if seen.header("authorization") == Some("Bearer token-1") && answered > 0 {
            refused += 1;
            return Reply::json(401, &json!({"code": "bad.credentials"})).after(pace * refused);
        }
        answered += 1;
        organization()
    })
    .await
}

#[tokio::test(start_paused = true)]
async fn eight_requests_whose_token_expires_share_one_renewal() {
    for pace in [Duration::from_millis(1), Duration::from_secs(1)] {
        let renewed = || Reply::json(200, &json!({"access_token": "token-2"})).after(Duration::from_millis(1500));
        let fake = expiring(pace, renewed).await;
        let directory = warm(&fake).await;
        assert_eq!(eight(&directory).await, [Ok(()); 8]);
        let bearing = |token| fake.log().iter().filter(|seen| seen.header("authorization") == Some(token)).count();
        assert_eq!((tokens_asked(&fake), bearing("Bearer token-1"), bearing("Bearer token-2")), (2, 9, 8));
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_cannot_be_renewed_is_said_to_each_and_asked_for_once() {
    for pace in [Duration::from_millis(1), Duration::from_secs(1)] {
        let refused = || Reply::json(401, &json!({"error": "invalid_client"})).after(Duration::from_millis(1500));
        let fake = expiring(pace, refused).await;
        let directory = warm(&fake).await;
        assert_eq!(eight(&directory).await, [Err(DirectoryErrorKind::Unauthorized); 8]);
        assert_eq!(eight(&directory).await, [Err(DirectoryErrorKind::Unauthorized); 8]);
        assert_eq!(tokens_asked(&fake), 2, "refused credentials are not sent again");
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_token_that_is_refused_too_is_not_renewed_for_each() {
    let mut answered = false;
    let fake = api(move |_| {
        let refused = Reply::json(401, &json!({"code": "bad.credentials"})).after(Duration::from_secs(1));
        if std::mem::replace(&mut answered, true) { refused } else { organization() }
    })
    .await;
    let directory = warm(&fake).await;
    assert_eq!(eight(&directory).await, [Err(DirectoryErrorKind::Unauthorized); 8]);
    assert_eq!(tokens_asked(&fake), 2);
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_while_the_login_host_fails_shares_that_failure() {
    let fake = expiring(Duration::from_millis(1), || Reply::text(503, "").after(Duration::from_secs(1))).await;
    let directory = warm(&fake).await;
    assert_eq!(eight(&directory).await, [Err(DirectoryErrorKind::Server); 8]);
    assert_eq!(tokens_asked(&fake), 1 + 5, "one renewal, tried five times");
    assert_eq!(directory.organization().await.unwrap_err().kind, DirectoryErrorKind::Server);
    assert_eq!(tokens_asked(&fake), 1 + 10, "what passes is tried again later");
}

#[tokio::test(start_paused = true)]
async fn a_secret_in_place_of_a_users_id_is_not_repeated() {
    for hidden in [SECRET, "token-1"] {
        let fake = api(move |seen| {
            let mut odd = user(1);
            odd["id"] = hidden.into();
            odd["state"] = if seen.query("state") == Some("any") { "active" } else { "inactive" }.into();
            Reply::json(200, &page(&[odd], 1, 100))
        })
        .await;
        let (opened, ears) = open(&fake);
        let listed = opened.directory.active_users().await.map(|read| read.users).unwrap_err();
        let read = opened.directory.read(&user_ids(&["u1"])).await.unwrap_err();
        for told in [format!("{listed:?}"), format!("{read:?}")] {
            assert!(told.contains("(id ***)") || told.contains("repeats the credentials"), "{told}");
            assert!(!told.contains(hidden), "{told}");
        }
        assert!(!format!("{:?}", ears.0.lock().unwrap()).contains(hidden));
    }
}
