//! The queue before the limiter: its order, and what a request that leaves it leaves behind.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, advance, sleep, timeout};

use super::super::{Permit, RequestQueue, WaitTooLong};
use super::{SILENT, reported};

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

async fn permit(queue: &RequestQueue) -> Permit<'_> {
    queue.acquire(|_| {}).await.unwrap()
}

async fn must_wait(queue: &RequestQueue, wait: Duration) {
    assert!(timeout(wait, queue.acquire(|_| {})).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_429_to_one_request_holds_back_all_others_in_their_order() {
    let queue = Arc::new(RequestQueue::new(300));
    permit(&queue).await.on_response(reported(300, 290, 42), None);
    let refused = permit(&queue).await;
    let in_flight = permit(&queue).await;
    let start = Instant::now();
    refused.on_response(reported(300, 300, 42), Some(seconds(42)));
    let left = Arc::new(Mutex::new(Vec::new()));
    let others = (0..8).map(|n| {
        let (queue, left) = (queue.clone(), left.clone());
        tokio::spawn(async move {
            // They come one after the other, some of them long after the 429.
            sleep(seconds(n * 5)).await;
            let permit = permit(&queue).await;
            left.lock().unwrap().push((n, start.elapsed()));
            sleep(Duration::from_millis(100)).await;
            permit.on_response(reported(300, 4 + n, 60), None);
        })
    });
    let others: Vec<_> = others.collect();
    sleep(seconds(1)).await;
    in_flight.on_response(reported(300, 299, 41), None);
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
async fn a_429_of_hours_ends_every_request_and_blocks_none_afterwards() {
    let queue = RequestQueue::new(300);
    let (first, second) = (permit(&queue).await, queue.acquire(|_| {}));
    let refused = async {
        sleep(seconds(1)).await;
        first.on_response(SILENT, Some(seconds(7200)));
    };
    let (second, ()) = tokio::join!(second, refused);
    assert_eq!(second.err(), Some(WaitTooLong(7200)));
    assert_eq!(queue.acquire(|_| {}).await.err(), Some(WaitTooLong(7200)));
    advance(seconds(7021)).await;
    permit(&queue).await.on_response(SILENT, None);
}

#[tokio::test(start_paused = true)]
async fn a_queue_reports_its_wait_once() {
    let queue = RequestQueue::new(300);
    permit(&queue).await.on_response(reported(300, 300, 40), None);
    let reported_waits = Mutex::new(Vec::new());
    let wait = || queue.acquire(|wait| reported_waits.lock().unwrap().push(wait));
    let answer = |permit: Permit<'_>| permit.on_response(reported(300, 1, 60), None);
    tokio::join!(async { answer(wait().await.unwrap()) }, async { answer(wait().await.unwrap()) }, async {
        answer(wait().await.unwrap())
    },);
    assert_eq!(*reported_waits.lock().unwrap(), [seconds(41)]);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_stops_waiting_takes_no_place() {
    let queue = RequestQueue::new(300);
    permit(&queue).await.on_response(reported(3, 0, 1), None);
    permit(&queue).await.on_response(SILENT, None);
    permit(&queue).await.on_response(SILENT, None);
    for _ in 0..100 {
        must_wait(&queue, Duration::from_millis(100)).await;
    }
    advance(seconds(55)).await;
    for _ in 0..3 {
        timeout(seconds(3), permit(&queue)).await.expect("a place is free again").on_response(SILENT, None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_dropped_counts_for_a_minute_and_no_longer() {
    let queue = RequestQueue::new(300);
    permit(&queue).await.on_response(reported(3, 0, 1), None);
    for _ in 0..2 {
        drop(timeout(seconds(3), permit(&queue)).await.unwrap());
    }
    must_wait(&queue, seconds(50)).await;
    for _ in 0..3 {
        timeout(seconds(15), permit(&queue)).await.expect("a place is free again").on_response(SILENT, None);
    }
}

#[tokio::test(start_paused = true)]
async fn when_the_first_in_the_queue_stops_waiting_the_next_one_moves_up() {
    let queue = RequestQueue::new(300);
    permit(&queue).await.on_response(reported(300, 300, 10), None);
    let first = timeout(seconds(2), queue.acquire(|_| {}));
    let second = timeout(seconds(12), queue.acquire(|_| {}));
    let (first, second) = tokio::join!(first, second);
    assert!(first.is_err() && second.is_ok());
}
