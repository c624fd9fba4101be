//! Servers that keep a request waiting. Every wait ends by itself, after a time that is known beforehand.

use std::time::Duration;

use tokio::time::Instant;

use super::*;

/// What came of reading the organization, and after how many seconds.
async fn ask(reply: Reply) -> (DirectoryError, u64, Fake) {
    let fake = api(move |_| reply.clone()).await;
    let start = Instant::now();
    let fault = open(&fake).0.directory.organization().await.unwrap_err();
    (fault, start.elapsed().as_secs(), fake)
}

#[tokio::test(start_paused = true)]
async fn a_server_that_accepts_and_never_answers_is_left_after_a_minute_five_times() {
    let (fault, seconds, fake) = ask(Reply::silence()).await;
    assert_eq!((fault.kind, fake.lines().len()), (DirectoryErrorKind::Unreachable, 5));
    assert!((300..=313).contains(&seconds), "{seconds}");
    assert!(fault.message.ends_with("did not answer in time; tried 5 times"), "{fault}");
}

#[tokio::test(start_paused = true)]
async fn headers_and_then_nothing_are_left_after_a_minute_as_well() {
    let (fault, seconds, fake) = ask(organization().then_silence()).await;
    assert_eq!((fault.kind, fake.lines().len()), (DirectoryErrorKind::Unreachable, 5));
    assert!((300..=313).contains(&seconds), "{seconds}");
    assert!(fault.message.contains("the response broke off"), "{fault}");
}

#[tokio::test(start_paused = true)]
async fn bytes_that_drip_for_ever_are_left_after_two_minutes() {
    let (fault, seconds, fake) = ask(Reply::dripping(200)).await;
    assert_eq!((fault.kind, fake.lines().len()), (DirectoryErrorKind::Unreachable, 5));
    assert!((600..=613).contains(&seconds), "{seconds}");
    assert!(fault.message.contains("the response broke off"), "{fault}");
}

#[tokio::test(start_paused = true)]
async fn whatever_is_waited_for_is_told_every_half_minute() {
    let silent = "no response from 127.0.0.1:PORT to GET /api/v2/organizations/me, attempt 1 of 5";
    let dripping = "the rest of the response from 127.0.0.1:PORT to GET /api/v2/organizations/me, attempt 1 of 5";
    let limited = "the directory answered 503";
    for (reply, first, at_least) in [
        (Reply::silence(), silent, 9),
        (organization().then_silence(), dripping, 9),
        (Reply::dripping(200), dripping, 19),
        (Reply::text(503, "").with("Retry-After", 170), limited, 19),
    ] {
        let fake = api(move |_| reply.clone()).await;
        let (opened, ears) = open(&fake);
        let start = Instant::now();
        opened.directory.organization().await.unwrap_err();
        let (pending, port) = (ears.pending(), fake.url.rsplit(':').next().unwrap());
        assert_eq!(pending[0], (30, first.replace("PORT", port)));
        assert!(pending.len() >= at_least && start.elapsed().as_secs() / 30 >= at_least as u64, "{pending:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_that_drips_is_still_that_error() {
    let (fault, seconds, _) = ask(Reply::dripping(404)).await;
    assert_eq!((fault.kind, seconds), (DirectoryErrorKind::NotFound, 120));
}

#[tokio::test(start_paused = true)]
async fn a_write_that_is_not_answered_stays_open_and_one_that_is_half_answered_is_not_sent_again() {
    let write = |reply: Reply| async move {
        let fake = api(move |_| reply.clone()).await;
        let start = Instant::now();
        let answer = open(&fake).0.deactivator.deactivate(&UserId::new("u7").unwrap(), Version::number(8)).await;
        (answer.unwrap_err().kind, fake.lines().len(), start.elapsed().as_secs() / 60)
    };
    assert_eq!(write(Reply::silence()).await, (DirectoryErrorKind::Unreachable, 5, 5));
    assert_eq!(write(organization().then_silence()).await, (DirectoryErrorKind::Malformed, 1, 1));
    assert_eq!(write(Reply::dripping(200)).await, (DirectoryErrorKind::Malformed, 1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_login_host_that_never_answers_is_left_as_well() {
    let fake = Fake::serve(|_| Reply::silence()).await;
    let start = Instant::now();
    let fault = open(&fake).0.directory.organization().await.unwrap_err();
    assert_eq!((fault.kind, fake.log().len()), (DirectoryErrorKind::Unreachable, 5));
    assert!((300..=313).contains(&start.elapsed().as_secs()));
}

/// A socket whose queue of connections is full takes no further one and refuses none.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_connection_that_does_not_come_about_is_left_after_ten_seconds() {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let connect = || std::net::TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok();
    let full: Vec<_> = std::iter::from_fn(connect).take(64).collect();
    assert!(full.len() < 64, "the queue has no end");

    tokio::time::pause();
    let (opened, _) = open_with(&connection(&format!("http://{address}")));
    let start = Instant::now();
    let fault = opened.directory.organization().await.unwrap_err();
    assert_eq!(fault.kind, DirectoryErrorKind::Unreachable);
    assert!(fault.message.ends_with("could not be reached in time; tried 5 times"), "{fault}");
    assert!((50..=63).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}
