//! What answers say beside their content: the server's clock, and how much of the rate limit is used.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use reqwest::header::{self, HeaderMap};

use super::patience;
use super::word::Reading;

/// The latest that a server said; what it has never said is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Vitals {
    /// How far this machine's clock is ahead of the server's, negative when it is behind, as far as the second in the
    /// header `Date` (RFC 9110 section 6.6.1) and the way of the answer allow: zero when they agree.
    pub(crate) ahead: Option<SignedDuration>,
    /// Requests a minute.
    pub(crate) allowed: Option<u64>,
    /// Those of them that are used.
    pub(crate) count: Option<u64>,
    /// Seconds until the count starts again.
    pub(crate) reset: Option<u64>,
    /// For how many seconds the server wants to hear nothing, when its latest answer was a 429; 0 when it did not say.
    pub(crate) silence: Option<u64>,
}

/// Keeps the latest.
#[derive(Debug, Default)]
pub(super) struct Listener(Mutex<Vitals>);

impl Listener {
    /// Takes note of an answer that is heard now, `took` after its request was sent.
    pub(super) fn note(&self, status: StatusCode, headers: &HeaderMap, took: Duration) {
        let now = Timestamp::now();
        let sent = now.checked_sub(took).unwrap_or(now);
        let after = headers
            .get(header::RETRY_AFTER)
            .and_then(|value| patience::retry_after(value.to_str().ok()?, Timestamp::now()));
        let date = headers.get(header::DATE).and_then(|value| value.to_str().ok());
        let ahead = date.and_then(|date| ahead(date, sent, now));
        let Reading { allowed, count, reset } = Reading::of(headers);
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *latest = Vitals {
            ahead: ahead.or(latest.ahead),
            allowed: allowed.or(latest.allowed),
            count: count.or(latest.count),
            reset: reset.or(latest.reset),
            silence: (status == StatusCode::TOO_MANY_REQUESTS).then(|| after.or(reset).unwrap_or_default()),
        };
    }

    /// The latest.
    pub(super) fn vitals(&self) -> Vitals {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How far this machine is ahead of a server that wrote this date between the two times of this machine.
fn ahead(date: &str, sent: Timestamp, heard: Timestamp) -> Option<SignedDuration> {
    let from = DateTimeParser::new().parse_timestamp(date.trim()).ok()?;
    let until = from.checked_add(SignedDuration::from_secs(1)).ok()?;
    Some(if sent > until {
        sent.duration_since(until)
    } else if heard < from {
        heard.duration_since(from)
    } else {
        SignedDuration::ZERO
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_agree_as_far_as_a_second_and_the_way_of_the_answer_can_tell() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let noon = "Sat, 21 Nov 2026 12:00:00 GMT";
        let between = |sent: &str, heard: &str| ahead(noon, at(sent), at(heard)).map(|by| by.as_secs());
        assert_eq!(between("2026-11-21T11:59:59Z", "2026-11-21T12:00:02Z"), Some(0));
        assert_eq!(between("2026-11-21T12:00:00.9Z", "2026-11-21T12:00:01Z"), Some(0));
        assert_eq!(between("2026-11-21T13:00:01Z", "2026-11-21T13:00:02Z"), Some(3600));
        assert_eq!(between("2026-11-21T10:59:58Z", "2026-11-21T11:00:00Z"), Some(-3600));
        for nothing in ["", "now", "Sat, 21 Nov 20266 12:00:00 GMT", "2026-11-21T12:00:00Z"] {
            assert_eq!(ahead(nothing, at("2026-11-21T12:00:00Z"), at("2026-11-21T12:00:00Z")), None, "{nothing}");
        }
    }
}
