//! The retry policy. Pure: the error of an attempt comes in, a pause or an end comes out.

use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{self, HeaderMap};

/// How often one request is sent at most.
pub(super) const MAX_ATTEMPTS: u32 = 5;
/// The longest pause that a server may ask for.
pub(super) const MAX_WAIT_SECONDS: u64 = 180;
/// A longer pause than this belongs to no rate limit: the longest are of a day.
pub(super) const MAX_PLAUSIBLE_WAIT_SECONDS: u64 = 7 * 24 * 3600;

const FIRST_BACKOFF: Duration = Duration::from_millis(250);
const MAX_BACKOFF: Duration = Duration::from_secs(8);

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum RetryDecision {
    /// Another attempt, after this pause.
    RetryAfter(Duration),
    /// No other attempt: there were enough.
    GiveUp,
    /// No other attempt: the server asks for a longer pause than is waited for; in seconds.
    WaitTooLong(u64),
}

/// Decides after the `attempt`-th attempt. `retry_after` is the server's `Retry-After` in seconds; `jitter` is in
/// `0.0..1.0` and spreads the pauses by a quarter to both sides, so that many clients do not return at the same moment.
pub(super) fn decide(attempt: u32, retry_after: Option<u64>, jitter: f64) -> RetryDecision {
    if let Some(seconds) = retry_after.filter(|seconds| *seconds > MAX_WAIT_SECONDS) {
        return RetryDecision::WaitTooLong(seconds);
    }
    if attempt >= MAX_ATTEMPTS {
        return RetryDecision::GiveUp;
    }
    let backoff = FIRST_BACKOFF.saturating_mul(3_u32.saturating_pow(attempt.saturating_sub(1)));
    let backoff = backoff.min(MAX_BACKOFF).mul_f64(0.75 + jitter / 2.0);
    let asked = retry_after.map(|seconds| Duration::from_secs(seconds).max(backoff.min(FIRST_BACKOFF)));
    RetryDecision::RetryAfter(asked.unwrap_or(backoff))
}

/// The pause in seconds after a 429 that does not ask for one: together, the pauses of one request outlast a minute.
pub(super) fn backoff_for_429(attempt: u32) -> u64 {
    5 << attempt.saturating_sub(1).min(3)
}

/// A duration in whole seconds, rounded up.
pub(super) fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0))
}

/// The seconds of the header `Retry-After` (RFC 9110 section 10.2.3), when there is one that can be read.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<u64> {
    parse_retry_after(headers.get(header::RETRY_AFTER)?.to_str().ok()?, Timestamp::now())
}

/// A number, or a date from `now` on. More digits than a number has mean "for ever".
fn parse_retry_after(text: &str, now: Timestamp) -> Option<u64> {
    let text = text.trim();
    if let Ok(then) = rfc2822::parse(text) {
        return Some(u64::try_from(then.timestamp().duration_since(now).as_secs()).unwrap_or(0));
    }
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

/// A number in `0.0..1.0` that differs from call to call. Spreading needs no better randomness.
pub(super) fn jitter() -> f64 {
    let bits = std::hash::RandomState::new().build_hasher().finish();
    f64::from((bits >> 32) as u32) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_a_quarter_of_a_second_to_about_eight_seconds() {
        let pauses: Vec<_> = (1..=5).map(|attempt| decide(attempt, None, 0.5)).collect();
        let expected = [250, 750, 2250, 6750].map(|ms| RetryDecision::RetryAfter(Duration::from_millis(ms)));
        assert_eq!(pauses, [expected.as_slice(), &[RetryDecision::GiveUp]].concat());
    }

    #[test]
    fn a_pause_that_the_server_asks_for_is_never_cut_short() {
        assert_eq!(decide(1, Some(42), 0.9), RetryDecision::RetryAfter(Duration::from_secs(42)));
        assert_eq!(decide(4, Some(180), 0.0), RetryDecision::RetryAfter(Duration::from_secs(180)));
        assert_eq!(decide(1, Some(181), 0.0), RetryDecision::WaitTooLong(181));
        assert_eq!(decide(5, Some(1), 0.0), RetryDecision::GiveUp);
        let soon = decide(1, Some(0), 0.0);
        assert!(matches!(soon, RetryDecision::RetryAfter(wait) if wait > Duration::from_millis(100)));
    }

    #[test]
    fn a_429_that_asks_for_no_pause_is_outlasted() {
        let pauses: Vec<u64> = (1..MAX_ATTEMPTS).map(backoff_for_429).collect();
        assert_eq!(pauses, [5, 10, 20, 40]);
        assert!(pauses.iter().sum::<u64>() > 60);
    }

    #[test]
    fn retry_after_is_a_number_of_seconds_or_a_date() {
        let now: Timestamp = "2026-11-21T18:59:00Z".parse().unwrap();
        let parse = |text| parse_retry_after(text, now);
        assert_eq!(parse(" 42 "), Some(42));
        assert_eq!(parse("Sat, 21 Nov 2026 19:00:00 GMT"), Some(60));
        assert_eq!(parse("Sat, 21 Nov 2026 18:00:00 GMT"), Some(0));
        assert_eq!(parse("Sat, 28 Nov 2037 20:00:00 GMT").map(|seconds| seconds > 300_000_000), Some(true));
        assert_eq!(parse("99999999999999999999999"), Some(u64::MAX));
        for text in ["", "-1", "1.5", "soon", "Fri, 21 Nov 2026 19:00:00 GMT and more"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn jitter_stays_in_its_range_and_varies() {
        let many: Vec<f64> = (0..64).map(|_| jitter()).collect();
        assert!(many.iter().all(|j| (0.0..1.0).contains(j)));
        assert!(many.iter().any(|j| (j - many[0]).abs() > 0.01));
    }
}
