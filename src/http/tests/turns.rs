//! The line before the turnstile: its order, who is held back, and what somebody who leaves it takes along.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, advance, sleep, timeout};

use crate::http::turnstile::{Place, TooLong, Turnstile};
use crate::http::word::Reading;

const SILENT: Reading = Reading { allowed: None, count: None, reset: None };

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn said(allowed: u64, count: u64, reset: u64) -> Reading {
    Reading { allowed: Some(allowed), count: Some(count), reset: Some(reset) }
}

async fn place(turnstile: &Turnstile) -> Place<'_> {
    turnstile.pass(|_| {}).await.unwrap()
}

async fn must_wait(turnstile: &Turnstile, wait: Duration) {
    assert!(timeout(wait, turnstile.pass(|_| {})).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_429_seen_by_one_holds_back_all_the_others() {
    let turnstile = Arc::new(Turnstile::new());
    place(&turnstile).await.answered(said(300, 290, 42), None);
    let refused = place(&turnstile).await;
    let under_way = place(&turnstile).await;
    let start = Instant::now();
    refused.answered(said(300, 300, 42), Some(seconds(42)));
    let left = Arc::new(Mutex::new(Vec::new()));
    let others = (0..8).map(|n| {
        let (turnstile, left) = (turnstile.clone(), left.clone());
        tokio::spawn(async move {
            // They come one after the other, some of them long after the refusal.
            sleep(seconds(n * 5)).await;
            let place = place(&turnstile).await;
            left.lock().unwrap().push((n, start.elapsed()));
            sleep(Duration::from_millis(100)).await;
            place.answered(said(300, 4 + n, 60), None);
        })
    });
    let others: Vec<_> = others.collect();
    sleep(seconds(1)).await;
    under_way.answered(said(300, 299, 41), None);
    for other in others {
        other.await.unwrap();
    }
    let left = left.lock().unwrap().clone();
    assert_eq!(
        left.iter().map(|(n, _)| *n).collect::<Vec<_>>(),
        (0..8).collect::<Vec<_>>(),
        "first come, first served"
    );
    assert!(left.iter().all(|(_, at)| (42_000..42_300).contains(&at.as_millis())), "{left:?}");
    assert!(left[1].1 > left[0].1, "the first one back goes alone");
}

#[tokio::test(start_paused = true)]
async fn a_429_of_hours_ends_every_request_and_keeps_no_place() {
    let turnstile = Turnstile::new();
    let (first, second) = (place(&turnstile).await, turnstile.pass(|_| {}));
    let refused = async {
        sleep(seconds(1)).await;
        first.answered(SILENT, Some(seconds(7200)));
    };
    let (second, ()) = tokio::join!(second, refused);
    assert_eq!(second.err(), Some(TooLong(7200)));
    assert_eq!(turnstile.pass(|_| {}).await.err(), Some(TooLong(7200)));
    advance(seconds(7021)).await;
    place(&turnstile).await.answered(SILENT, None);
}

#[tokio::test(start_paused = true)]
async fn a_line_tells_of_its_wait_once() {
    let turnstile = Turnstile::new();
    place(&turnstile).await.answered(said(300, 300, 40), None);
    let told = Mutex::new(Vec::new());
    let wait = || turnstile.pass(|wait| told.lock().unwrap().push(wait));
    let answer = |place: Place<'_>| place.answered(said(300, 1, 60), None);
    tokio::join!(async { answer(wait().await.unwrap()) }, async { answer(wait().await.unwrap()) }, async {
        answer(wait().await.unwrap())
    },);
    assert_eq!(*told.lock().unwrap(), [seconds(41)]);
}

#[tokio::test(start_paused = true)]
async fn whoever_stops_waiting_leaves_no_place_behind() {
    let turnstile = Turnstile::new();
    place(&turnstile).await.answered(said(3, 0, 1), None);
    place(&turnstile).await.answered(SILENT, None);
    place(&turnstile).await.answered(SILENT, None);
    for _ in 0..100 {
        must_wait(&turnstile, Duration::from_millis(100)).await;
    }
    advance(seconds(55)).await;
    for _ in 0..3 {
        timeout(seconds(3), place(&turnstile)).await.expect("a place is free again").answered(SILENT, None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_dropped_counts_for_a_minute_and_no_longer() {
    let turnstile = Turnstile::new();
    place(&turnstile).await.answered(said(3, 0, 1), None);
    for _ in 0..2 {
        drop(timeout(seconds(3), place(&turnstile)).await.unwrap());
    }
    must_wait(&turnstile, seconds(50)).await;
    for _ in 0..3 {
        timeout(seconds(15), place(&turnstile)).await.expect("a place is free again").answered(SILENT, None);
    }
}

#[tokio::test(start_paused = true)]
async fn dropping_the_first_in_the_line_lets_the_next_one_forward() {
    let turnstile = Turnstile::new();
    place(&turnstile).await.answered(said(300, 300, 10), None);
    let first = timeout(seconds(2), turnstile.pass(|_| {}));
    let second = timeout(seconds(12), turnstile.pass(|_| {}));
    let (first, second) = tokio::join!(first, second);
    assert!(first.is_err() && second.is_ok());
}
