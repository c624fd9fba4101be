//! When to try again. Pure: what happened comes in, a waiting time or an end goes out.

use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// How often one request is sent at most.
pub(super) const TRIES: u32 = 5;
/// The longest wait that a server may ask for, in seconds.
pub(super) const LONGEST: u64 = 180;
/// Who asks for a longer wait than this, in seconds, speaks of no limit that there is: the longest are of a day.
pub(super) const NEVER: u64 = 7 * 24 * 3600;

const FIRST: Duration = Duration::from_millis(250);
const CAP: Duration = Duration::from_secs(8);

/// What to do after a failed try.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Next {
    /// Wait so long, then send again.
    Wait(Duration),
    /// Enough tries.
    GiveUp,
    /// The server asks for a longer wait than anybody sits through; in seconds.
    TooLong(u64),
}

/// Judges after `tried` tries. `asked` is the server's `Retry-After` in seconds; `jitter` lies in `0.0..1.0` and
/// spreads the waits by a quarter to both sides, so that many clients do not return at the same moment.
pub(super) fn next(tried: u32, asked: Option<u64>, jitter: f64) -> Next {
    if let Some(seconds) = asked.filter(|seconds| *seconds > LONGEST) {
        return Next::TooLong(seconds);
    }
    if tried >= TRIES {
        return Next::GiveUp;
    }
    let own = FIRST.saturating_mul(3_u32.saturating_pow(tried.saturating_sub(1))).min(CAP).mul_f64(0.75 + jitter / 2.0);
    Next::Wait(asked.map_or(own, |seconds| Duration::from_secs(seconds).max(own.min(FIRST))))
}

/// How long everybody is silent after a 429 that does not say: together, the waits of one request outlast a minute.
pub(super) fn silence(tried: u32) -> u64 {
    5 << tried.saturating_sub(1).min(3)
}

/// A length of time in whole seconds, none of them cut short.
pub(super) fn rounded_up(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0))
}

/// The seconds of a `Retry-After` (RFC 9110, section 10.2.3): a number, or a date from `now` on. Digits too many for a
/// number stand for "for ever".
pub(super) fn retry_after(text: &str, now: Timestamp) -> Option<u64> {
    let text = text.trim();
    if let Ok(then) = rfc2822::parse(text) {
        return Some(u64::try_from(then.timestamp().duration_since(now).as_secs()).unwrap_or(0));
    }
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

/// A number in `0.0..1.0` that differs from call to call. Spreading needs no better randomness.
pub(super) fn jitter() -> f64 {
    let bits = std::hash::RandomState::new().build_hasher().finish();
    f64::from((bits >> 32) as u32) / (f64::from(u32::MAX) + 1.0)
}

/// A length of time for people: `42 s`, `3 min`, `2 h 5 min`, `3 days`.
pub(crate) fn in_words(seconds: u64) -> String {
    if seconds >= 48 * 3600 {
        return format!("{} days", seconds / (24 * 3600));
    }
    match (seconds / 3600, seconds % 3600 / 60, seconds % 60) {
        (0, 0, s) => format!("{s} s"),
        (0, m, 0) => format!("{m} min"),
        (0, m, s) => format!("{m} min {s} s"),
        (h, 0, _) => format!("{h} h"),
        (h, m, _) => format!("{h} h {m} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_a_quarter_second_to_about_eight() {
        let waits: Vec<_> = (1..=5).map(|tried| next(tried, None, 0.5)).collect();
        let millis = [250, 750, 2250, 6750].map(|ms| Next::Wait(Duration::from_millis(ms)));
        assert_eq!(waits, [millis.as_slice(), &[Next::GiveUp]].concat());
    }

    #[test]
    fn a_wait_that_the_server_asks_for_is_never_cut_short() {
        assert_eq!(next(1, Some(42), 0.9), Next::Wait(Duration::from_secs(42)));
        assert_eq!(next(4, Some(180), 0.0), Next::Wait(Duration::from_secs(180)));
        assert_eq!(next(1, Some(181), 0.0), Next::TooLong(181));
        assert_eq!(next(5, Some(1), 0.0), Next::GiveUp);
        assert!(matches!(next(1, Some(0), 0.0), Next::Wait(wait) if wait > Duration::from_millis(100)));
    }

    #[test]
    fn a_429_that_does_not_say_is_outlasted() {
        let silences: Vec<u64> = (1..TRIES).map(silence).collect();
        assert_eq!(silences, [5, 10, 20, 40]);
        assert!(silences.iter().sum::<u64>() > 60);
    }

    #[test]
    fn whole_seconds_and_dates_are_a_retry_after() {
        let now: Timestamp = "2026-11-21T18:59:00Z".parse().unwrap();
        let retry_after = |text| retry_after(text, now);
        assert_eq!(retry_after(" 42 "), Some(42));
        assert_eq!(retry_after("Sat, 21 Nov 2026 19:00:00 GMT"), Some(60));
        assert_eq!(retry_after("Sat, 21 Nov 2026 18:00:00 GMT"), Some(0));
        assert_eq!(retry_after("Sat, 28 Nov 2037 20:00:00 GMT").map(|seconds| seconds > 300_000_000), Some(true));
        assert_eq!(retry_after("99999999999999999999999"), Some(u64::MAX));
        for text in ["", "-1", "1.5", "soon", "Fri, 21 Nov 2026 19:00:00 GMT and more"] {
            assert_eq!(retry_after(text), None, "{text}");
        }
    }

    #[test]
    fn jitter_stays_in_its_range_and_varies() {
        let many: Vec<f64> = (0..64).map(|_| jitter()).collect();
        assert!(many.iter().all(|j| (0.0..1.0).contains(j)));
        assert!(many.iter().any(|j| (j - many[0]).abs() > 0.01));
    }

    #[test]
    fn times_read_well() {
        assert_eq!(
            ["42 s", "3 min", "3 min 1 s", "2 h", "2 h 5 min", "47 h 59 min", "3 days"].map(String::from),
            [42, 180, 181, 7200, 7500, 172_799, 3 * 86_400 + 5].map(in_words)
        );
    }
}
