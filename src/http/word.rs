//! What the server says of the rate limit, and which of two answers knows better.
//!
//! The API says where a token stands in `inin-ratelimit-allowed`, `inin-ratelimit-count` and `inin-ratelimit-reset`
//! (seconds). Answers overtake each other, so the one heard last need not be the one that knows most. Whether windows
//! start afresh or slide is not documented; how their ends follow each other shows it.

use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::time::Instant;

/// The length of a window.
const MINUTE: Duration = Duration::from_secs(60);
/// Whoever names a longer window does not speak of this limit, and is not believed at all.
const LONGEST: u64 = 180;
/// Rounding and travel may make a window seem to end so much earlier or later.
const BLUR: Duration = Duration::from_secs(2);
/// Others are not taken to go on as they do in the first moments of a window.
const FIRST_MOMENTS: Duration = Duration::from_secs(15);

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
            // An answer from a server that allows nothing cannot be.
            allowed: number("inin-ratelimit-allowed").filter(|allowed| *allowed > 0),
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
    pub(super) heard: Instant,
    /// The window ends between these two.
    ends: (Instant, Instant),
    /// Whether the window moves on with time, each request counting for a minute, in place of starting afresh.
    pub(super) slides: bool,
    /// How many requests of ours have left a sliding window since.
    pub(super) gone: u64,
    /// How many requests others send in a second.
    pace: f64,
}

impl Word {
    /// What an answer says of the window; nothing without a count, or with an end that is too far away. The server counted at some moment between the two
    /// times, and whether it rounds its seconds up or down is not documented.
    pub(super) fn of(reading: Reading, sent: Instant, heard: Instant) -> Option<Self> {
        let seconds = reading.reset.unwrap_or(MINUTE.as_secs()).max(1);
        if seconds > LONGEST {
            return None;
        }
        let ends = (sent + Duration::from_secs(seconds - 1), heard + Duration::from_secs(seconds + 1));
        reading.count.map(|count| Self { count, sent, heard, ends, slides: false, gone: 0, pace: 0.0 })
    }

    /// When the window has surely ended.
    pub(super) fn ends(&self) -> Instant {
        self.ends.1
    }

    /// The same from a 429, which says to the moment when to come back.
    pub(super) fn until(self, moment: Instant) -> Self {
        Self { ends: (self.ends.0.min(moment), moment), ..self }
    }

    /// The better of this word and another one, heard just now. An answer that may be older than this word, because
    /// its request was under way already, lowers no count and opens no window; only a later window does.
    pub(super) fn or(self, new: Self) -> Self {
        let is_newer = new.sent >= self.heard;
        let is_later = self.ends.1 <= new.ends.0;
        let is_apart = new.heard >= self.ends.1 || new.ends.1 < self.ends.0;
        let new = Self { slides: self.slides_into(&new, is_later), pace: self.pace, ..new };
        if is_later || (is_newer && is_apart) {
            return new;
        }
        if is_apart && !new.slides {
            return self;
        }
        let narrowed = (self.ends.0.max(new.ends.0), self.ends.1.min(new.ends.1));
        let known = if is_newer || new.count >= self.count { new } else { self };
        Self { ends: if new.slides { new.ends } else { narrowed }, slides: new.slides, ..known }
    }

    /// A window that ends less than a minute after the one before slides, unless its count shows a fresh start.
    fn slides_into(&self, new: &Self, is_later: bool) -> bool {
        let moved_on = is_later && new.ends.0 + BLUR < self.ends.0 + MINUTE;
        (self.slides || moved_on) && new.count >= self.count / 2
    }

    /// When the window began, at the earliest.
    pub(super) fn begin(&self) -> Option<Instant> {
        if self.slides { self.sent } else { self.ends.0 }.checked_sub(MINUTE)
    }

    /// Learns the pace of others: at most `ours` of the requests counted are not theirs, and fewer are when some of
    /// ours are still under way.
    pub(super) fn learn_pace(&mut self, ours: u64, is_exact: bool) {
        let took = self.begin().map_or(MINUTE, |begin| self.sent - begin);
        let pace = self.count.saturating_sub(ours) as f64 / took.max(FIRST_MOMENTS).as_secs_f64();
        self.pace = if is_exact && took >= FIRST_MOMENTS { pace } else { pace.max(self.pace) };
    }

    /// The most that the server has counted by now, but for requests of ours under way, if others go on as they did.
    /// From a window that slides as many of theirs leave as come.
    pub(super) fn expected(&self, now: Instant) -> u64 {
        if self.slides {
            return self.count.saturating_sub(self.gone);
        }
        let growth = (self.pace * (now - self.sent).as_secs_f64()).ceil() as u64;
        self.count.saturating_add(growth)
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
        headers.insert("inin-ratelimit-allowed", "0".parse().unwrap());
        headers.insert("inin-ratelimit-reset", "NaN".parse().unwrap());
        assert_eq!(Reading::of(&headers), Reading { count: Some(7), ..Reading::default() });
    }

    #[test]
    fn an_overtaken_answer_lowers_no_count_and_opens_no_window() {
        let start = Instant::now();
        let known = word(start, (100, 200), 290, 40);
        let overtaken = word(start, (0, 300), 7, 40);
        assert_eq!(known.or(overtaken).count, 290);
        assert_eq!(known.or(overtaken).ends(), at(start, 41_200));
        let of_the_window_before = word(start, (0, 300), 299, 1);
        assert_eq!(known.or(of_the_window_before).count, 290);
        assert_eq!(known.or(of_the_window_before).ends(), at(start, 41_200));
        let higher = word(start, (0, 300), 291, 40);
        assert_eq!(known.or(higher).count, 291);
    }

    #[test]
    fn an_answer_to_a_later_request_is_believed_whatever_it_says() {
        let start = Instant::now();
        let known = word(start, (100, 200), 290, 40);
        assert_eq!(known.or(word(start, (200, 300), 280, 40)).count, 280, "a window that slides");
        assert_eq!(known.or(word(start, (200, 300), 5, 3)).ends(), at(start, 4_300));
    }

    #[test]
    fn a_later_window_is_a_new_one_even_when_its_answer_overtook() {
        let start = Instant::now();
        let known = word(start, (0, 500), 299, 1);
        let renewed = known.or(word(start, (100, 600), 1, 60));
        assert_eq!((renewed.count, renewed.ends()), (1, at(start, 61_600)));
        assert!(!renewed.slides);
    }

    #[test]
    fn every_answer_narrows_down_when_the_window_ends() {
        let start = Instant::now();
        // The true end is at 10 000. What is left is said rounded up, or rounded down.
        let up = word(start, (0, 150), 1, 10).or(word(start, (800, 950), 2, 10)).or(word(start, (2_000, 2_150), 3, 8));
        assert_eq!((up.count, up.ends), (3, (at(start, 9_800), at(start, 11_150))));
        let down = word(start, (0, 150), 1, 9).or(word(start, (800, 950), 2, 9)).or(word(start, (2_900, 3_050), 3, 7));
        assert_eq!((down.count, down.ends), (3, (at(start, 8_900), at(start, 10_150))));
    }

    #[test]
    fn windows_that_end_too_soon_after_each_other_slide_until_a_count_starts_afresh() {
        let start = Instant::now();
        let first = word(start, (0, 100), 200, 5);
        let slid = first.or(word(start, (9_000, 9_100), 198, 3));
        assert!(slid.slides);
        assert!(slid.or(word(start, (12_000, 12_100), 197, 4)).slides);
        assert!(!slid.or(word(start, (12_000, 12_100), 1, 60)).slides);
        assert!(!first.or(word(start, (9_000, 9_100), 198, 57)).slides, "a minute later: a window like the first");
    }

    #[test]
    fn the_pace_of_others_is_learned_from_what_is_not_ours() {
        let start = Instant::now();
        let mut word = word(start, (30_000, 30_000), 100, 31);
        word.learn_pace(70, true);
        assert_eq!([0, 1, 10].map(|s| word.expected(at(start, 30_000 + s * 1000))), [100, 101, 110]);
        word.learn_pace(90, false);
        assert_eq!(word.expected(at(start, 40_000)), 110, "some of ours may not be counted yet");
        word.learn_pace(100, true);
        assert_eq!(word.expected(at(start, 40_000)), 100);
    }

    #[test]
    fn a_window_that_no_limit_of_a_minute_has_is_not_believed() {
        let start = Instant::now();
        let said = |reset| Word::of(Reading { allowed: None, count: Some(300), reset: Some(reset) }, start, start);
        assert!(said(181).is_none());
        assert!(said(u64::MAX).is_none());
        assert_eq!(said(180).map(|word| word.ends()), Some(at(start, 181_000)));
    }
}
