//! What responses report beside their content: the server's clock, and how much of the rate limit is used.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use reqwest::header::{self, HeaderMap};

use super::rate_limit::RateLimitHeaders;

/// The latest that a server reported; what it has never reported is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ServerStatus {
    /// How far this machine's clock is ahead of the server's, negative when it is behind, as far as the second in the
    /// header `Date` (RFC 9110 section 6.6.1) and the time of the response allow: zero when they agree.
    pub(crate) clock_skew: Option<SignedDuration>,
    /// Requests a minute.
    pub(crate) limit: Option<u64>,
    /// Requests used in the current window.
    pub(crate) used: Option<u64>,
    /// Seconds until the current window ends.
    pub(crate) reset: Option<u64>,
    /// The pause in seconds that the latest response asks for, when it was a 429; 0 when it names none.
    pub(crate) retry_after: Option<u64>,
}

/// Keeps the latest status of a server.
#[derive(Debug, Default)]
pub(super) struct StatusRecorder(Mutex<ServerStatus>);

impl StatusRecorder {
    /// Records a response that is received now, `took` after its request was sent. `retry_after` is in seconds.
    pub(super) fn record(
        &self,
        (status, headers): (StatusCode, &HeaderMap),
        RateLimitHeaders { limit, used, reset }: RateLimitHeaders,
        retry_after: Option<u64>,
        took: Duration,
    ) {
        let now = Timestamp::now();
        let sent = now.checked_sub(took).unwrap_or(now);
        let date = headers.get(header::DATE).and_then(|value| value.to_str().ok());
        let skew = date.and_then(|date| clock_skew(date, sent, now));
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *latest = ServerStatus {
            clock_skew: skew.or(latest.clock_skew),
            limit: limit.or(latest.limit),
            used: used.or(latest.used),
            reset: reset.or(latest.reset),
            retry_after: (status == StatusCode::TOO_MANY_REQUESTS).then(|| retry_after.or(reset).unwrap_or_default()),
        };
    }

    /// The latest status.
    pub(super) fn latest(&self) -> ServerStatus {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How far this machine is ahead of a server that wrote this date between two times of this machine.
fn clock_skew(date: &str, sent: Timestamp, received: Timestamp) -> Option<SignedDuration> {
    let from = DateTimeParser::new().parse_timestamp(date.trim()).ok()?;
    let until = from.checked_add(SignedDuration::from_secs(1)).ok()?;
    Some(if sent > until {
        sent.duration_since(until)
    } else if received < from {
        received.duration_since(from)
    } else {
        SignedDuration::ZERO
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_compared_to_within_a_second_and_the_time_of_the_response() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let noon = "Sat, 21 Nov 2026 12:00:00 GMT";
        let between = |sent: &str, received: &str| clock_skew(noon, at(sent), at(received)).map(|by| by.as_secs());
        assert_eq!(between("2026-11-21T11:59:59Z", "2026-11-21T12:00:02Z"), Some(0));
        assert_eq!(between("2026-11-21T12:00:00.9Z", "2026-11-21T12:00:01Z"), Some(0));
        assert_eq!(between("2026-11-21T13:00:01Z", "2026-11-21T13:00:02Z"), Some(3600));
        assert_eq!(between("2026-11-21T10:59:58Z", "2026-11-21T11:00:00Z"), Some(-3600));
        for date in ["", "now", "Sat, 21 Nov 20266 12:00:00 GMT", "2026-11-21T12:00:00Z"] {
            let noon = at("2026-11-21T12:00:00Z");
            assert_eq!(clock_skew(date, noon, noon), None, "{date}");
        }
    }
}
