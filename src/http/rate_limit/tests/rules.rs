//! The four rules of the limiter, step by step.

use super::super::*;
use super::{SECOND, SILENT, reported};

fn send(limiter: &mut RateLimiter, now: Instant) -> Ticket {
    match limiter.admit(now) {
        Admission::Send(ticket) => ticket,
        wait => panic!("{wait:?}"),
    }
}

/// One request, answered at once.
fn exchange(limiter: &mut RateLimiter, now: Instant, headers: RateLimitHeaders) {
    let ticket = send(limiter, now);
    limiter.on_response(ticket, now, headers, None);
}

fn limiter() -> (RateLimiter, Instant) {
    let now = Instant::now();
    (RateLimiter::new(now, 300), now)
}

// Rule 1: hold.

#[test]
fn after_a_429_nothing_is_sent_until_its_retry_after_has_passed() {
    let (mut limiter, now) = limiter();
    exchange(&mut limiter, now, SILENT);
    let (first, second) = (send(&mut limiter, now), send(&mut limiter, now));
    limiter.on_response(first, now, SILENT, Some(42 * SECOND));
    limiter.on_response(second, now, SILENT, Some(7 * SECOND));
    assert_eq!(limiter.admit(now), Admission::Wait(now + 42 * SECOND), "a shorter pause does not end a longer one");
    send(&mut limiter, now + 42 * SECOND);
}

#[test]
fn a_hold_of_more_than_three_minutes_makes_requests_fail() {
    for (retry_after, seconds) in [(7200, 7180), (u64::MAX, MAX_HOLD.as_secs() - 20)] {
        let (mut limiter, now) = limiter();
        let ticket = send(&mut limiter, now);
        limiter.on_response(ticket, now, SILENT, Some(Duration::from_secs(retry_after)));
        assert_eq!(limiter.admit(now + 20 * SECOND), Admission::GiveUp(seconds));
    }
    let (mut limiter, now) = limiter();
    let ticket = send(&mut limiter, now);
    limiter.on_response(ticket, now, SILENT, Some(7200 * SECOND));
    assert_eq!(limiter.admit(now + 7020 * SECOND), Admission::Wait(now + 7200 * SECOND));
}

// Rule 2: allowance.

#[test]
fn three_hundred_requests_are_sent_in_a_minute_when_the_server_reports_nothing() {
    let (mut limiter, now) = limiter();
    for tenth in 0..300 {
        exchange(&mut limiter, now + SECOND * tenth / 10, SILENT);
    }
    assert_eq!(limiter.admit(now + 31 * SECOND), Admission::Wait(now + MINUTE));
    send(&mut limiter, now + MINUTE);
    assert_eq!(limiter.admit(now + MINUTE), Admission::Wait(now + MINUTE + SECOND / 10), "one place at a time");
}

#[test]
fn a_place_is_taken_from_sending_until_a_minute_after_the_response() {
    let (mut limiter, now) = limiter();
    exchange(&mut limiter, now, reported(2, 0, 1));
    let slow = send(&mut limiter, now + 2 * SECOND);
    assert_eq!(limiter.admit(now + 3 * SECOND), Admission::Wait(now + MINUTE));
    let abandoned = send(&mut limiter, now + 70 * SECOND);
    let wait = limiter.admit(now + 99 * SECOND);
    assert!(matches!(wait, Admission::AwaitResponse(_)), "both places are in flight: {wait:?}");
    limiter.on_response(slow, now + 100 * SECOND, SILENT, None);
    limiter.on_abandoned(abandoned, now + 101 * SECOND);
    assert_eq!(limiter.admit(now + 102 * SECOND), Admission::Wait(now + 100 * SECOND + MINUTE));
}

#[test]
fn no_reported_number_stops_requests_for_good() {
    for headers in [reported(1, u64::MAX, u64::MAX), reported(1, u64::MAX, 180), reported(u64::MAX, u64::MAX, 0)] {
        let (mut limiter, now) = limiter();
        exchange(&mut limiter, now, headers);
        send(&mut limiter, now + 181 * SECOND);
    }
}

// Rule 3: the server's window.

#[test]
fn a_window_that_is_used_up_is_waited_for() {
    let (mut limiter, now) = limiter();
    exchange(&mut limiter, now, reported(300, 299, 40));
    exchange(&mut limiter, now, reported(300, 300, 40));
    // A second is added: whether the server rounds up or down is not documented.
    assert_eq!(limiter.admit(now), Admission::Wait(now + 41 * SECOND));
    send(&mut limiter, now + 41 * SECOND);
}

#[test]
fn requests_in_flight_count_although_the_server_may_not_have_counted_them() {
    let (mut limiter, now) = limiter();
    exchange(&mut limiter, now, reported(300, 290, 40));
    let tickets: Vec<Ticket> = (0..10).map(|_| send(&mut limiter, now)).collect();
    assert_eq!(limiter.admit(now), Admission::AwaitResponse(now + 41 * SECOND));
    limiter.on_response(tickets[9], now, reported(300, 291, 40), None);
    assert_eq!(limiter.admit(now), Admission::AwaitResponse(now + 41 * SECOND), "9 in flight and 291 counted");
    for (ticket, used) in tickets.iter().zip(292..300) {
        limiter.on_response(*ticket, now, reported(300, used, 40), None);
    }
    limiter.on_abandoned(tickets[8], now);
    assert_eq!(limiter.admit(now), Admission::Wait(now + 41 * SECOND), "an abandoned request may have been counted");
}

#[test]
fn requests_of_other_clients_are_seen_in_the_servers_count() {
    let (mut limiter, now) = limiter();
    exchange(&mut limiter, now, reported(300, 1, 60));
    exchange(&mut limiter, now + 10 * SECOND, reported(300, 299, 50));
    exchange(&mut limiter, now + 11 * SECOND, reported(300, 300, 49));
    assert_eq!(limiter.admit(now + 12 * SECOND), Admission::Wait(now + 61 * SECOND));
}

// Rule 4: probe.

#[test]
fn one_request_goes_alone_while_nothing_is_known_of_the_server() {
    let (mut limiter, now) = limiter();
    let probe = send(&mut limiter, now);
    assert_eq!(limiter.admit(now), Admission::AwaitResponse(now + PROBE_WAIT));
    limiter.on_response(probe, now, SILENT, None);
    send(&mut limiter, now);
    send(&mut limiter, now);
}

#[test]
fn a_probe_is_not_waited_for_longer_than_two_seconds() {
    let (mut limiter, now) = limiter();
    send(&mut limiter, now);
    for _ in 0..8 {
        send(&mut limiter, now + PROBE_WAIT);
    }
}

#[test]
fn an_abandoned_probe_is_followed_by_another() {
    let (mut limiter, now) = limiter();
    let probe = send(&mut limiter, now);
    limiter.on_abandoned(probe, now + SECOND);
    send(&mut limiter, now + SECOND);
    assert_eq!(limiter.admit(now + SECOND), Admission::AwaitResponse(now + SECOND + PROBE_WAIT));
}

#[test]
fn after_a_429_one_request_goes_alone_whatever_was_in_flight() {
    let (mut limiter, now) = limiter();
    exchange(&mut limiter, now, reported(300, 290, 42));
    let (refused, in_flight) = (send(&mut limiter, now), send(&mut limiter, now));
    limiter.on_response(refused, now, reported(300, 300, 42), Some(42 * SECOND));
    limiter.on_response(in_flight, now + SECOND, reported(300, 299, 41), None);
    let later = now + 43 * SECOND;
    let probe = send(&mut limiter, later);
    assert_eq!(limiter.admit(later), Admission::AwaitResponse(later + PROBE_WAIT));
    limiter.on_response(probe, later, reported(300, 1, 60), None);
    send(&mut limiter, later);
}
