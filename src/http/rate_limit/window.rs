//! What the server reports of its own count: the headers of a response, and the window that they describe.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use tokio::time::Instant;

use crate::http::protocol::RateLimitHeaderNames;
use crate::http::retry;

/// The length of a window when a response does not report its end, in seconds.
const DEFAULT_RESET_SECONDS: u64 = 60;
/// A window that ends later than this does not belong to a limit of a minute, and is not believed.
const MAX_RESET_SECONDS: u64 = 180;

/// The rate limit as one response reports it; what is absent or not a number is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::http) struct RateLimitHeaders {
    /// Requests a minute, at least 1.
    pub(in crate::http) limit: Option<u64>,
    /// Requests counted in the window, those of other users of the token included.
    pub(in crate::http) used: Option<u64>,
    /// Seconds until the window ends.
    pub(in crate::http) reset: Option<u64>,
}

impl RateLimitHeaders {
    /// Reads the headers of a response.
    pub(in crate::http) fn read(headers: &HeaderMap, names: &RateLimitHeaderNames) -> Self {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse().ok();
        Self {
            // A server that allows nothing would not have answered.
            limit: number(names.limit).filter(|limit| *limit > 0),
            used: number(names.used),
            reset: number(names.reset),
        }
    }

    /// The pause in seconds after the `attempt`-th answer 429 to a request: what `Retry-After` asks for, and no less than
    /// the rest of the server's window while its own count is at its limit. Without a `Retry-After` and an end of the
    /// window, the pauses of one request together outlast a minute.
    pub(in crate::http) fn pause_after_429(self, attempt: u32, retry_after: Option<u64>) -> u64 {
        let reset = self.reset.filter(|seconds| *seconds <= MAX_RESET_SECONDS);
        let is_used_up = matches!((self.used, self.limit), (Some(used), Some(limit)) if used >= limit);
        let rest_of_window = match (is_used_up, reset) {
            (false, _) => 0,
            (true, Some(seconds)) => seconds,
            // A first `Retry-After` is believed; one that proved too short is not believed again.
            (true, None) if attempt > 1 => DEFAULT_RESET_SECONDS,
            (true, None) => 0,
        };
        retry_after.or(self.reset).unwrap_or_else(|| retry::backoff_for_429(attempt)).max(rest_of_window)
    }
}

/// The seconds until the server accepts more requests, when a response says that none is left: never more than three
/// minutes, since a longer window belongs to another limit than that of a minute.
pub(in crate::http) fn seconds_until_more(
    headers: &HeaderMap,
    names: &RateLimitHeaderNames,
    now: Timestamp,
) -> Option<u64> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    let (_, reset) = names.remaining.iter().find(|(left, _)| number(left) == Some(0))?;
    let reset = number(reset)?;
    let since_epoch = u64::try_from(now.as_second()).unwrap_or(0);
    let seconds = if reset > MAX_RESET_SECONDS { reset.checked_sub(since_epoch)? } else { reset };
    (seconds <= MAX_RESET_SECONDS).then_some(seconds)
}

/// The server's current window, from the responses so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct ServerWindow {
    /// Requests counted so far, those of other users of the token included.
    pub(super) used: u64,
    /// When the window has ended for certain.
    pub(super) resets_at: Instant,
    /// The earliest moment at which it can end.
    earliest_end: Instant,
    /// When the request was sent whose response showed this window first.
    sent: Instant,
}

impl ServerWindow {
    /// The window that one response describes; `None` without a count, or with an end too far away.
    ///
    /// The server counted at some moment between `sent` and `received`, and whether it rounds its seconds up or down is
    /// not documented, so the end is known to within that time and a second to both sides.
    pub(super) fn read(headers: RateLimitHeaders, sent: Instant, received: Instant) -> Option<Self> {
        let seconds = headers.reset.unwrap_or(DEFAULT_RESET_SECONDS).max(1);
        let used = headers.used.filter(|_| seconds <= MAX_RESET_SECONDS)?;
        let resets_at = received + Duration::from_secs(seconds + 1);
        Some(Self { used, resets_at, earliest_end: sent + Duration::from_secs(seconds - 1), sent })
    }

    /// The window after one more response. Responses overtake each other, so within a window the highest count and the
    /// earliest end hold, and a request that was sent before the window was seen changes nothing.
    pub(super) fn merge(self, seen: Self, now: Instant) -> Self {
        if now >= self.resets_at || seen.earliest_end >= self.resets_at {
            seen
        } else if seen.sent < self.sent {
            self
        } else {
            Self { used: self.used.max(seen.used), resets_at: self.resets_at.min(seen.resets_at), ..self }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: Instant, millis: u64) -> Instant {
        start + Duration::from_millis(millis)
    }

    fn window(start: Instant, (sent, received): (u64, u64), used: u64, reset: u64) -> ServerWindow {
        let headers = RateLimitHeaders { limit: None, used: Some(used), reset: Some(reset) };
        ServerWindow::read(headers, at(start, sent), at(start, received)).unwrap()
    }

    #[test]
    fn while_the_servers_own_count_is_at_its_limit_the_rest_of_its_window_is_waited_for() {
        let limits = |used, reset| RateLimitHeaders { limit: Some(300), used: Some(used), reset };
        for (attempt, retry_after, limits, pause) in [
            (1, Some(3), limits(300, Some(60)), 60),
            (1, Some(90), limits(300, Some(60)), 90),
            (1, Some(3), limits(299, Some(60)), 3),
            (1, Some(1), limits(300, None), 1),
            (2, Some(1), limits(300, None), 60),
            (2, Some(1), limits(300, Some(9_999)), 60),
            (1, None, limits(300, Some(7)), 7),
            (1, None, RateLimitHeaders::default(), 5),
        ] {
            assert_eq!(limits.pause_after_429(attempt, retry_after), pause, "{attempt} {retry_after:?} {limits:?}");
        }
    }

    #[test]
    fn headers_that_are_not_numbers_report_nothing() {
        let names = RateLimitHeaderNames { limit: "x-limit", used: "x-used", reset: "x-reset", remaining: &[] };
        for limit in ["many", "0", "-1", "1.5", "99999999999999999999999", ""] {
            let mut headers = HeaderMap::new();
            headers.insert("x-limit", limit.parse().unwrap());
            headers.insert("x-used", " 7 ".parse().unwrap());
            headers.insert("x-reset", "NaN".parse().unwrap());
            let read = RateLimitHeaders::read(&headers, &names);
            assert_eq!(read, RateLimitHeaders { used: Some(7), ..RateLimitHeaders::default() }, "{limit}");
        }
    }

    #[test]
    fn a_server_with_no_request_left_is_not_asked_before_its_reset() {
        let names = RateLimitHeaderNames {
            limit: "",
            used: "",
            reset: "",
            remaining: &[("x-rate-left", "x-rate-reset"), ("x-left", "x-reset")],
        };
        let now: Timestamp = "2026-11-21T18:59:00Z".parse().unwrap();
        let in_a_minute = (now.as_second() + 60).to_string();
        let long_ago = (now.as_second() - 60).to_string();
        for (left, reset, wait) in [
            ("0", "42", Some(42)),
            ("0", in_a_minute.as_str(), Some(60)),
            ("1", "42", None),
            ("0", "3600", None),
            ("0", long_ago.as_str(), None),
            ("0", "soon", None),
            ("none", "42", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-left", left.parse().unwrap());
            headers.insert("x-reset", reset.parse().unwrap());
            assert_eq!(seconds_until_more(&headers, &names, now), wait, "{left} {reset}");
        }
        assert_eq!(seconds_until_more(&HeaderMap::new(), &names, now), None);
    }

    #[test]
    fn within_a_window_the_highest_count_and_the_earliest_end_hold() {
        let start = Instant::now();
        let known = window(start, (0, 150), 290, 40).merge(window(start, (200, 350), 289, 40), at(start, 350));
        assert_eq!((known.used, known.resets_at), (290, at(start, 41_150)));
        let known = known.merge(window(start, (900, 1_000), 292, 39), at(start, 1_000));
        assert_eq!((known.used, known.resets_at), (292, at(start, 41_000)));
    }

    #[test]
    fn a_response_of_the_window_before_changes_nothing() {
        let start = Instant::now();
        let known = window(start, (500, 600), 1, 60);
        let late = known.merge(window(start, (0, 700), 299, 1), at(start, 700));
        assert_eq!((late.used, late.resets_at), (1, at(start, 61_600)));
    }

    #[test]
    fn a_later_window_begins_anew_even_when_its_response_overtook() {
        let start = Instant::now();
        let known = window(start, (0, 500), 299, 1);
        let renewed = known.merge(window(start, (3_000, 3_100), 1, 60), at(start, 3_100));
        assert_eq!((renewed.used, renewed.resets_at), (1, at(start, 64_100)));
        let overtook = known.merge(window(start, (100, 600), 1, 60), at(start, 600));
        assert_eq!((overtook.used, overtook.resets_at), (1, at(start, 61_600)));
    }

    #[test]
    fn a_window_longer_than_three_minutes_is_not_believed() {
        let start = Instant::now();
        let read = |reset| {
            let headers = RateLimitHeaders { limit: None, used: Some(300), reset: Some(reset) };
            ServerWindow::read(headers, start, start)
        };
        assert!(read(181).is_none());
        assert!(read(u64::MAX).is_none());
        assert_eq!(read(180).map(|window| window.resets_at), Some(at(start, 181_000)));
    }
}
