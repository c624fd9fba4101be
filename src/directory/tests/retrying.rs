//! When a request is sent again, how long is waited, and what a fault says.

use std::time::Duration;

use tokio::time::Instant;

use super::*;

/// Answers `replies` in turn, then with the organization.
async fn scripted(replies: Vec<Reply>) -> Fake {
    let mut replies = replies.into_iter();
    api(move |_| replies.next().unwrap_or_else(organization)).await
}

async fn ask(fake: &Fake) -> (Result<Organization, Fault>, Duration, Vec<u64>) {
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
        (400, FaultKind::Rejected),
        (403, FaultKind::Forbidden),
        (404, FaultKind::NotFound),
        (409, FaultKind::Conflict),
        (410, FaultKind::NotFound),
        (501, FaultKind::Server),
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
    assert_eq!((fault.kind, fake.lines().len()), (FaultKind::Server, 5));
    assert!(fault.message.ends_with("; tried 5 times"), "{fault}");
    assert!((7_400..=12_600).contains(&elapsed.as_millis()), "{elapsed:?}");
    assert_eq!(waits.len(), 2, "only waits of a second and more are announced: {waits:?}");
}

#[tokio::test(start_paused = true)]
async fn the_kind_of_the_last_failure_is_kept() {
    let endings = [
        (Reply::hang_up(), FaultKind::Unreachable),
        (organization().cut_off(), FaultKind::Unreachable),
        (Reply::text(200, "<html>"), FaultKind::Malformed),
        (Reply::json(200, &json!({"id": 7})), FaultKind::Malformed),
        (Reply::text(429, ""), FaultKind::RateLimited),
        (Reply::text(504, ""), FaultKind::Server),
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
    assert_eq!((fault.kind, elapsed, fake.lines().len()), (FaultKind::RateLimited, Duration::ZERO, 1));
    assert!(fault.message.contains("asks to wait 2 h 5 min, longer than 3 min"), "{fault}");
    assert_eq!((fault.hints, waits), (vec!["run again in 2 h 5 min".to_owned()], vec![]));
}

#[tokio::test(start_paused = true)]
async fn a_full_budget_waits_for_the_servers_reset() {
    let full = |reply: Reply| {
        reply.with("inin-ratelimit-allowed", 300).with("inin-ratelimit-count", 300).with("inin-ratelimit-reset", 17)
    };
    let fake = api(move |_| full(organization())).await;
    let (opened, ears) = open(&fake);
    let start = Instant::now();
    opened.directory.organization().await.unwrap();
    assert_eq!(start.elapsed(), Duration::ZERO);
    opened.directory.organization().await.unwrap();
    // A second is added: whether the seconds are rounded up or down is not documented.
    assert!((18_000..18_100).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
    assert_eq!(ears.waits(), [18]);
}

#[tokio::test(start_paused = true)]
async fn three_hundred_requests_a_minute_are_not_exceeded_when_the_server_is_silent() {
    let fake = api(|_| organization()).await;
    let (opened, _) = open(&fake);
    let start = Instant::now();
    for _ in 0..300 {
        opened.directory.organization().await.unwrap();
    }
    assert!(start.elapsed() < Duration::from_secs(1));
    opened.directory.organization().await.unwrap();
    assert!((59_000..61_500).contains(&start.elapsed().as_millis()));
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
        assert_eq!(fault.kind, FaultKind::Rejected);
        assert!(fault.message.contains("pointed to http://127.0.0.1; redirects are not followed"), "{fault}");
        assert!(!fault.to_string().contains("steal"));
    }
    let fake = scripted(vec![Reply::text(302, "").with("Location", "/elsewhere")]).await;
    assert!(ask(&fake).await.0.unwrap_err().message.contains("another path of its own"));
    assert!(elsewhere.log().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_end_is_not_read_without_end() {
    let fake = scripted(vec![Reply::text(200, &" ".repeat(65 * 1024 * 1024))]).await;
    let fault = ask(&fake).await.0.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Malformed);
    assert!(fault.message.contains("more than 64 MiB"), "{fault}");
}

#[tokio::test(start_paused = true)]
async fn a_closed_port_is_unreachable_and_the_message_names_the_place() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap().to_string();
    drop(listener);
    let (opened, _) = open_with(&connection(&format!("http://{place}")));
    let fault = opened.directory.organization().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unreachable);
    assert!(fault.message.starts_with(&format!("no connection to {place}: ")), "{fault}");
    assert_eq!(fault.request.as_deref(), Some("POST /oauth/token"));
}

/// So many mebibytes of blanks, compressed to a thousandth: a block of fixed codes (RFC 1951 section 3.2.6) that says
/// one blank and then, again and again, "the last byte 258 times more".
fn bomb(mebibytes: usize) -> Vec<u8> {
    let mut bytes = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03".to_vec();
    let (mut pending, mut count) = (0_u32, 0);
    let mut write = |bits: &str| {
        for bit in bits.bytes() {
            pending |= u32::from(bit == b'1') << count;
            count += 1;
            if count == 8 {
                bytes.push(pending as u8);
                (pending, count) = (0, 0);
            }
        }
    };
    // A last block of fixed codes; the literal 32; then length 258, distance 1.
    write("110");
    write("01010000");
    for _ in 0..mebibytes * 1024 * 1024 / 258 {
        write("1100010100000");
    }
    bytes
}

#[tokio::test(start_paused = true)]
async fn a_compressed_answer_is_not_unpacked_without_end() {
    let bomb = bomb(1024);
    assert!(bomb.len() < 8 * 1024 * 1024);
    let fake = scripted(vec![Reply::bytes(200, &bomb).with("Content-Encoding", "gzip")]).await;
    let fault = ask(&fake).await.0.unwrap_err();
    assert_eq!((fault.kind, fake.lines().len()), (FaultKind::Malformed, 1));
    assert!(fault.message.contains("more than 64 MiB"), "{fault}");
    let fake = scripted(vec![Reply::bytes(403, &bomb).with("Content-Encoding", "gzip")]).await;
    assert_eq!(ask(&fake).await.0.unwrap_err().kind, FaultKind::Forbidden);
}

/// Asks eight times at once, of a directory that has answered before; says how many succeeded.
async fn eight(fake: &Fake) -> (usize, Vec<Fault>, Vec<u64>) {
    let (opened, ears) = open(fake);
    opened.directory.organization().await.unwrap();
    let ask = |_| {
        let directory = opened.directory.clone();
        tokio::spawn(async move { directory.organization().await })
    };
    let (mut good, mut faults) = (0, Vec::new());
    for asked in (0..8).map(ask).collect::<Vec<_>>() {
        match asked.await.unwrap() {
            Ok(_) => good += 1,
            Err(fault) => faults.push(fault),
        }
    }
    (good, faults, ears.waits())
}

/// The first answer is good, the second one is `refusal`, and all others are good and a second late.
async fn refusing_once(refusal: Reply) -> (Fake, Arc<Mutex<Vec<Instant>>>) {
    let arrivals = Arc::new(Mutex::new(Vec::new()));
    let kept = arrivals.clone();
    let fake = api(move |_| {
        let mut arrivals = kept.lock().unwrap();
        arrivals.push(Instant::now());
        match arrivals.len() {
            1 => organization(),
            2 => refusal.clone(),
            _ => organization().after(Duration::from_secs(1)),
        }
    })
    .await;
    (fake, arrivals)
}

#[tokio::test(start_paused = true)]
async fn a_429_to_one_request_holds_back_all_that_are_not_under_way() {
    let (fake, arrivals) = refusing_once(Reply::text(429, "").with("Retry-After", 42)).await;
    let (good, faults, waits) = eight(&fake).await;
    assert_eq!((good, faults.len()), (8, 0));
    let arrivals = arrivals.lock().unwrap().clone();
    let late: Vec<u128> = arrivals.iter().map(|at| at.duration_since(arrivals[0]).as_millis()).collect();
    assert_eq!(late.len(), 10);
    assert!(late.iter().all(|late| !(1_500..42_000).contains(late)), "{late:?}");
    assert!(late.iter().any(|late| *late >= 42_000), "{late:?}");
    assert!(waits.iter().filter(|wait| **wait > 1).count() <= 1, "one wait is said once: {waits:?}");
}

#[tokio::test(start_paused = true)]
async fn a_429_of_hours_ends_the_others_without_a_request() {
    let (fake, _) = refusing_once(Reply::text(429, "").with("Retry-After", 7500)).await;
    let (opened, _) = open(&fake);
    opened.directory.organization().await.unwrap();
    assert_eq!(opened.directory.organization().await.unwrap_err().kind, FaultKind::RateLimited);
    let fault = opened.directory.organization().await.unwrap_err();
    assert_eq!((fault.kind, fake.lines().len()), (FaultKind::RateLimited, 2));
    assert!(fault.message.contains("nothing was sent; the directory asks to wait 2 h 5 min"), "{fault}");
    assert_eq!(fault.hints, ["run again in 2 h 5 min"]);
    assert_eq!(fault.request.as_deref(), Some("GET /api/v2/organizations/me"));
}

#[tokio::test(start_paused = true)]
async fn a_429_that_does_not_say_is_outlasted() {
    let fake = scripted(vec![Reply::text(429, ""); 4]).await;
    let (answer, elapsed, waits) = ask(&fake).await;
    assert!(answer.is_ok());
    assert_eq!((elapsed.as_secs(), waits), (75, vec![5, 10, 20, 40]));
    let fake = scripted(vec![Reply::text(429, "").with("inin-ratelimit-reset", 23)]).await;
    assert_eq!(ask(&fake).await.1.as_secs(), 23);
}

/// The organization, compressed.
const GZIPPED: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\xca\x4c\x51\xb2\x52\xca\x2f\x4a\xd7\x35\x54\xd2\x51\xca\x4b\xcc\x4d\x05\x72\x1d\x93\x81\x54\x2d\x00\xf9\x52\x6a\xbd\x1c\x00\x00\x00";

#[tokio::test(start_paused = true)]
async fn compressed_answers_are_asked_for_and_read() {
    let fake = scripted(vec![Reply::bytes(200, GZIPPED).with("Content-Encoding", "gzip")]).await;
    assert_eq!(ask(&fake).await.0.unwrap().id, "org-1");
    assert_eq!(fake.log()[1].header("accept-encoding"), Some("gzip"));
    let fake = scripted(vec![Reply::bytes(200, &GZIPPED[..20]).with("Content-Encoding", "gzip")]).await;
    assert!(ask(&fake).await.0.is_ok());
    assert_eq!(fake.lines().len(), 2, "a compressed answer that breaks off is asked for again");
}
