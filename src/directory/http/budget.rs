//! How many requests may leave in a minute. Pure: time comes in, waiting times go out.
//!
//! The API allows 300 requests a minute a token and says where a client stands in `inin-ratelimit-allowed`,
//! `inin-ratelimit-count` and `inin-ratelimit-reset` (seconds).

use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::time::Instant;

/// What counts when the server says nothing.
const ALLOWED: u64 = 300;
const WINDOW: Duration = Duration::from_secs(60);
/// A server that names a longer window is not believed.
const LONGEST: u64 = 180;

/// The current window.
#[derive(Debug)]
pub(super) struct Budget {
    allowed: u64,
    used: u64,
    ends: Instant,
}

/// What an answer said of the budget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    allowed: Option<u64>,
    count: Option<u64>,
    reset: Option<u64>,
}

impl Budget {
    /// A fresh window.
    pub(super) fn new(now: Instant) -> Self {
        Self { allowed: ALLOWED, used: 0, ends: now + WINDOW }
    }

    /// Takes one place in the window, or says how long to wait before asking again.
    pub(super) fn take(&mut self, now: Instant) -> Option<Duration> {
        if now >= self.ends {
            self.used = 0;
            self.ends = now + WINDOW;
        }
        if self.used >= self.allowed {
            return Some(self.ends - now);
        }
        self.used += 1;
        None
    }

    /// Takes the server's word. Others may use the same token, so its count is believed when it is the higher one,
    /// or when its window ends later and is therefore a new one.
    pub(super) fn hear(&mut self, now: Instant, reading: Reading) {
        if let Some(allowed) = reading.allowed {
            self.allowed = allowed.max(1);
        }
        let ends = reading.reset.map_or(self.ends, |seconds| now + Duration::from_secs(seconds.min(LONGEST)));
        let renewed = ends > self.ends + Duration::from_secs(1);
        if let Some(count) = reading.count {
            self.used = if renewed { count } else { self.used.max(count) };
        }
        self.ends = ends;
    }
}

impl Reading {
    /// From an answer's headers; what is absent or no number is not said.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse().ok();
        Self {
            allowed: number("inin-ratelimit-allowed"),
            count: number("inin-ratelimit-count"),
            reset: number("inin-ratelimit-reset"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn reading(allowed: u64, count: u64, reset: u64) -> Reading {
        Reading { allowed: Some(allowed), count: Some(count), reset: Some(reset) }
    }

    #[test]
    fn three_hundred_requests_leave_in_a_minute_when_the_server_says_nothing() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        for _ in 0..300 {
            assert_eq!(budget.take(now + SECOND), None);
        }
        assert_eq!(budget.take(now + SECOND), Some(59 * SECOND));
        assert_eq!(budget.take(now + 60 * SECOND), None);
    }

    #[test]
    fn the_servers_count_is_believed_when_it_is_higher() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        assert_eq!(budget.take(now), None);
        budget.hear(now, reading(300, 300, 40));
        assert_eq!(budget.take(now), Some(40 * SECOND));
        budget.hear(now, reading(300, 12, 40));
        assert_eq!(budget.take(now), Some(40 * SECOND), "an answer that was under way is not a new window");
    }

    #[test]
    fn a_window_that_ends_later_is_a_new_one() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        budget.hear(now, reading(300, 300, 10));
        budget.hear(now + 10 * SECOND, reading(300, 1, 60));
        assert_eq!(budget.take(now + 10 * SECOND), None);
    }

    #[test]
    fn no_number_stops_the_program_for_good() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        budget.hear(now, reading(0, u64::MAX, u64::MAX));
        assert_eq!(budget.take(now), Some(180 * SECOND));
        assert_eq!(budget.take(now + 180 * SECOND), None);
    }

    #[test]
    fn headers_that_are_no_numbers_say_nothing() {
        let mut headers = HeaderMap::new();
        headers.insert("inin-ratelimit-allowed", "many".parse().unwrap());
        headers.insert("inin-ratelimit-count", " 7 ".parse().unwrap());
        assert_eq!(Reading::of(&headers), Reading { count: Some(7), ..Reading::default() });
    }
}
