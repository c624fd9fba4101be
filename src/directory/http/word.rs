//! What the server says of the rate limit, and which of two answers knows better.
//!
//! The API says where a token stands in `inin-ratelimit-allowed`, `inin-ratelimit-count` and `inin-ratelimit-reset`
//! (seconds). Answers overtake each other, so the one heard last need not be the one that knows most.

use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::time::Instant;

/// What holds for a count that comes without the time of its end.
const UNSAID: u64 = 60;
/// A server that names a longer window is not believed.
const LONGEST: u64 = 180;

/// What one answer said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) allowed: Option<u64>,
    pub(super) count: Option<u64>,
    /// Seconds.
    pub(super) reset: Option<u64>,
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

/// The best that is known of the server's window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Requests of this token in the window, those of others included.
    pub(super) count: u64,
    /// When the request whose answer says so was sent: later ones may not be counted.
    pub(super) sent: Instant,
    heard: Instant,
    /// The window ends between these two.
    ends: (Instant, Instant),
}

impl Word {
    /// What an answer says of the window; nothing without a count. The server counted at some moment between the two
    /// times and rounded its seconds, so the window's end is known to a second and the answer's travel.
    pub(super) fn of(reading: Reading, sent: Instant, heard: Instant) -> Option<Self> {
        let seconds = reading.reset.unwrap_or(UNSAID).clamp(1, LONGEST);
        let ends = (sent + Duration::from_secs(seconds - 1), heard + Duration::from_secs(seconds));
        reading.count.map(|count| Self { count, sent, heard, ends })
    }

    /// When the window has surely ended.
    pub(super) fn ends(&self) -> Instant {
        self.ends.1
    }

    /// The better of this word and another one, heard just now. An answer that may be older than this word, because
    /// its request was under way already, lowers no count and opens no window; only a later window does.
    pub(super) fn or(self, new: Self) -> Self {
        let is_newer = new.sent >= self.heard;
        let is_over = new.heard >= self.ends.1;
        if self.ends.1 < new.ends.0 || (is_newer && (is_over || new.ends.1 < self.ends.0)) {
            return new;
        }
        if is_over || new.ends.1 < self.ends.0 {
            return self;
        }
        let ends = (self.ends.0.max(new.ends.0), self.ends.1.min(new.ends.1));
        let known = if is_newer || new.count >= self.count { new } else { self };
        Self { ends, ..known }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: Instant, millis: u64) -> Instant {
        start + Duration::from_millis(millis)
    }

    fn word(start: Instant, (sent, heard): (u64, u64), count: u64, reset: u64) -> Word {
        let reading = Reading { allowed: None, count: Some(count), reset: Some(reset) };
        Word::of(reading, at(start, sent), at(start, heard)).unwrap()
    }

    #[test]
    fn headers_that_are_no_numbers_say_nothing() {
        let mut headers = HeaderMap::new();
        headers.insert("inin-ratelimit-allowed", "many".parse().unwrap());
        headers.insert("inin-ratelimit-count", " 7 ".parse().unwrap());
        assert_eq!(Reading::of(&headers), Reading { count: Some(7), ..Reading::default() });
    }

    #[test]
    fn an_overtaken_answer_lowers_no_count_and_opens_no_window() {
        let start = Instant::now();
        let known = word(start, (100, 200), 290, 40);
        let overtaken = word(start, (0, 300), 7, 40);
        assert_eq!(known.or(overtaken).count, 290);
        assert_eq!(known.or(overtaken).ends(), at(start, 40_200));
        let of_the_window_before = word(start, (0, 300), 299, 1);
        assert_eq!(known.or(of_the_window_before).count, 290);
        assert_eq!(known.or(of_the_window_before).ends(), at(start, 40_200));
        let higher = word(start, (0, 300), 291, 40);
        assert_eq!(known.or(higher).count, 291);
    }

    #[test]
    fn an_answer_to_a_later_request_is_believed_whatever_it_says() {
        let start = Instant::now();
        let known = word(start, (100, 200), 290, 40);
        assert_eq!(known.or(word(start, (200, 300), 280, 40)).count, 280, "a window that slides");
        assert_eq!(known.or(word(start, (200, 300), 5, 3)).ends(), at(start, 3_300));
    }

    #[test]
    fn a_later_window_is_a_new_one_even_when_its_answer_overtook() {
        let start = Instant::now();
        let known = word(start, (0, 500), 299, 1);
        let renewed = known.or(word(start, (100, 600), 1, 60));
        assert_eq!((renewed.count, renewed.ends()), (1, at(start, 60_600)));
    }

    #[test]
    fn every_answer_narrows_down_when_the_window_ends() {
        let start = Instant::now();
        // The true end is at 10 000: what is left is said rounded up.
        let known = word(start, (0, 150), 1, 10).or(word(start, (800, 950), 2, 10)).or(word(start, (2_000, 2_150), 3, 8));
        assert_eq!((known.count, known.ends()), (3, at(start, 10_150)));
    }

    #[test]
    fn what_the_server_says_stops_nobody_for_longer_than_three_minutes() {
        let start = Instant::now();
        let word = word(start, (0, 0), u64::MAX, u64::MAX);
        assert_eq!(word.ends(), at(start, 180_000));
    }
}
