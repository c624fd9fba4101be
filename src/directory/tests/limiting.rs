//! The rate limit, as one request and as many at once meet it.

use std::time::Duration;

use tokio::time::Instant;

use super::retrying::{ask, scripted};
use super::*;

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

/// Asks eight times at once, of a directory that has answered before; says how many succeeded.
async fn eight(fake: &Fake) -> (usize, Vec<DirectoryError>, Vec<u64>) {
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
    assert_eq!(opened.directory.organization().await.unwrap_err().kind, DirectoryErrorKind::RateLimited);
    let fault = opened.directory.organization().await.unwrap_err();
    assert_eq!((fault.kind, fake.lines().len()), (DirectoryErrorKind::RateLimited, 2));
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
