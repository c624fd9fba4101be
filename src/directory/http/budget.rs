//! How many requests may leave in a minute. Pure: time comes in, waiting times go out.
//!
//! Two rules hold at once. By our own count, a request has its place from when it is sent until a minute after its
//! answer: whenever the server counted it, no minute of the server's holds more requests than there are places. By the
//! server's word, what it has counted, what it may not have counted yet and what others go on sending stay below the
//! limit: only this rule sees who else uses the token.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::patience;
use super::word::{Reading, Word};

/// Places in a minute when the server says nothing (the API's limit for a client-credentials token).
const ALLOWED: u64 = 300;
/// A minute, and a little for two clocks that do not run alike.
const MINUTE: Duration = Duration::from_millis(60_050);
/// One place of so many stays free, by the server's word, for those who share the token and ask between two answers.
const SPARED: u64 = 64;
/// For so long the first request of a window goes alone, to learn how the window stands.
const ALONE: Duration = Duration::from_secs(2);

/// The places of one address.
#[derive(Debug)]
pub(super) struct Budget {
    allowed: u64,
    under_way: Vec<Place>,
    /// Requests that ended less than a minute ago, in the order in which they did.
    ended: VecDeque<Ended>,
    known: Known,
    held_until: Option<Instant>,
    tickets: u64,
}

/// Names a place.
pub(super) type Ticket = u64;

#[derive(Debug)]
struct Place {
    ticket: Ticket,
    sent: Instant,
}

#[derive(Debug)]
struct Ended {
    sent: Instant,
    at: Instant,
    /// Whether its answer said how many the server has counted.
    counted: bool,
}

/// What is known of the server's window.
#[derive(Debug)]
enum Known {
    /// Nothing since this moment. One request goes alone and asks.
    Unasked(Instant),
    /// The server does not say.
    Untold,
    /// This, until its window ends.
    Told(Word),
}

/// What a request that wants to leave must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Leave.
    Go(Ticket),
    /// Wait until this moment: no answer can change it.
    Wait(Instant),
    /// Wait for an answer that is under way, and until this moment at most.
    Listen(Instant),
    /// Give up: the server wants so many seconds of silence.
    GiveUp(u64),
}

impl Budget {
    /// Every place is free, and nothing is known of the server.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            allowed: ALLOWED,
            under_way: Vec::new(),
            ended: VecDeque::new(),
            known: Known::Unasked(now),
            held_until: None,
            tickets: 0,
        }
    }

    /// Takes a place, or says how long to wait before asking again.
    pub(super) fn take(&mut self, now: Instant) -> Step {
        self.forget(now);
        let step = self.hindrance(now).unwrap_or(Step::Go(self.tickets));
        if let Step::Go(ticket) = step {
            self.under_way.push(Place { ticket, sent: now });
            self.tickets += 1;
        }
        step
    }

    /// Takes an answer. `refusal` is how long everybody must be silent, when it was a 429.
    pub(super) fn answered(&mut self, ticket: Ticket, now: Instant, reading: Reading, refusal: Option<Duration>) {
        let Some(sent) = self.end(ticket, now, reading.count.is_some()) else { return };
        self.allowed = reading.allowed.unwrap_or(self.allowed).max(1);
        let held_until = refusal.and_then(|silence| now.checked_add(silence));
        self.held_until = self.held_until.max(held_until);
        let word = Word::of(reading, sent, now);
        let word = word.map(|word| held_until.map_or(word, |until| word.until(until)));
        self.known = match (&self.known, word) {
            (Known::Told(known), Some(word)) => Known::Told(known.or(word)),
            (_, Some(word)) => Known::Told(word),
            (_, None) if refusal.is_some() => Known::Unasked(held_until.unwrap_or(now)),
            (Known::Told(known), None) if now < known.ends() => Known::Told(*known),
            (_, None) => Known::Untold,
        };
        if let Known::Told(word) = &mut self.known {
            let begin = word.begin();
            let is_in = |sent: Instant| begin.is_none_or(|begin| sent >= begin);
            let ended = self.ended.iter().filter(|ended| is_in(ended.sent)).count();
            word.learn_pace((ended + self.under_way.len()) as u64, self.under_way.is_empty());
        }
    }

    /// Takes note that nobody waits for this answer any more. The server may have counted the request all the same.
    pub(super) fn abandoned(&mut self, ticket: Ticket, now: Instant) {
        self.end(ticket, now, false);
    }

    /// Ends a request that is under way, and says when it was sent.
    fn end(&mut self, ticket: Ticket, at: Instant, counted: bool) -> Option<Instant> {
        let place = self.under_way.iter().position(|place| place.ticket == ticket)?;
        let Place { sent, .. } = self.under_way.swap_remove(place);
        self.ended.push_back(Ended { sent, at, counted });
        Some(sent)
    }

    /// Frees the places of a minute ago. From a window that slides, their requests are gone too.
    fn forget(&mut self, now: Instant) {
        while let Some(ended) = self.ended.front().filter(|ended| now >= ended.at + MINUTE) {
            if let Known::Told(word) = &mut self.known {
                let was_there = ended.counted && ended.sent + MINUTE > word.heard;
                word.gone += u64::from(was_there);
            }
            self.ended.pop_front();
        }
    }

    /// Why no request may leave now, if so.
    fn hindrance(&mut self, now: Instant) -> Option<Step> {
        if let Some(until) = self.held_until.filter(|until| now < *until) {
            let seconds = patience::rounded_up(until - now);
            return Some(if seconds > patience::LONGEST { Step::GiveUp(seconds) } else { Step::Wait(until) });
        }
        if (self.under_way.len() + self.ended.len()) as u64 >= self.allowed {
            return Some(self.next_free().map_or(Step::Listen(now + MINUTE), Step::Wait));
        }
        let since = match &self.known {
            Known::Untold => return None,
            Known::Told(word) if now < word.ends() || (word.slides && !self.ended.is_empty()) => {
                return self.is_full(word, now).then(|| self.until(word));
            }
            Known::Told(word) => word.ends(),
            Known::Unasked(since) => *since,
        };
        let alone = self.under_way.iter().map(|place| place.sent).filter(|sent| *sent >= since).max()? + ALONE;
        if now < alone {
            return Some(Step::Listen(alone));
        }
        self.known = Known::Untold;
        None
    }

    /// Whether, by the server's word, no more may leave: what it may not have counted yet is added.
    fn is_full(&self, word: &Word, now: Instant) -> bool {
        let since = self.ended.iter().rev().take_while(|ended| ended.at > word.sent);
        let uncounted = self.under_way.len() + since.filter(|ended| !ended.counted).count();
        word.expected(now).saturating_add(uncounted as u64) >= self.allowed - self.allowed / SPARED
    }

    /// While answers are under way they may still show that there is room.
    fn until(&self, word: &Word) -> Step {
        let next = if word.slides { self.next_free() } else { None };
        let until = next.unwrap_or(word.ends());
        if self.under_way.is_empty() { Step::Wait(until) } else { Step::Listen(until) }
    }

    /// When the first of the places that have ended is free again.
    fn next_free(&self) -> Option<Instant> {
        self.ended.front().map(|ended| ended.at + MINUTE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const SILENT: Reading = Reading { allowed: None, count: None, reset: None };

    fn said(allowed: u64, count: u64, reset: u64) -> Reading {
        Reading { allowed: Some(allowed), count: Some(count), reset: Some(reset) }
    }

    fn go(budget: &mut Budget, now: Instant) -> Ticket {
        match budget.take(now) {
            Step::Go(ticket) => ticket,
            step => panic!("{step:?}"),
        }
    }

    /// One request and its answer, at the same moment.
    fn ask(budget: &mut Budget, now: Instant, reading: Reading) {
        let ticket = go(budget, now);
        budget.answered(ticket, now, reading, None);
    }

    #[test]
    fn three_hundred_requests_leave_in_a_minute_when_the_server_says_nothing() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        for second in 0..300 {
            ask(&mut budget, now + SECOND * second / 10, SILENT);
        }
        assert_eq!(budget.take(now + 31 * SECOND), Step::Wait(now + MINUTE));
        go(&mut budget, now + MINUTE);
        assert_eq!(budget.take(now + MINUTE), Step::Wait(now + MINUTE + SECOND / 10), "one place at a time");
    }

    #[test]
    fn a_place_is_held_for_a_minute_from_the_answer_on_and_for_as_long_as_there_is_none() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        ask(&mut budget, now, said(2, 0, 1));
        let slow = go(&mut budget, now + 2 * SECOND);
        assert_eq!(budget.take(now + 3 * SECOND), Step::Wait(now + MINUTE));
        let later = go(&mut budget, now + 70 * SECOND);
        assert!(matches!(budget.take(now + 99 * SECOND), Step::Listen(_)), "both places are on their way");
        budget.answered(slow, now + 100 * SECOND, SILENT, None);
        budget.abandoned(later, now + 101 * SECOND);
        assert_eq!(budget.take(now + 102 * SECOND), Step::Wait(now + 100 * SECOND + MINUTE));
    }

    #[test]
    fn what_is_under_way_counts_though_the_server_has_not_counted_it_yet() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        ask(&mut budget, now, said(300, 290, 40));
        let tickets: Vec<Ticket> = (0..6).map(|_| go(&mut budget, now)).collect();
        assert_eq!(budget.take(now), Step::Listen(now + 41 * SECOND), "4 of 300 are spared");
        budget.answered(tickets[5], now + SECOND / 5, said(300, 291, 40), None);
        assert_eq!(budget.take(now + SECOND / 5), Step::Listen(now + 41 * SECOND));
        for (ticket, count) in [(0, 292), (1, 293), (2, 294), (3, 295)] {
            budget.answered(tickets[ticket], now + SECOND / 5, said(300, count, 40), None);
        }
        budget.abandoned(tickets[4], now + SECOND / 4);
        assert_eq!(budget.take(now + SECOND / 4), Step::Wait(now + 41 * SECOND), "nobody knows of the sixth");
    }

    #[test]
    fn one_request_goes_alone_to_learn_how_a_window_stands() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        let first = go(&mut budget, now);
        assert_eq!(budget.take(now), Step::Listen(now + ALONE));
        budget.answered(first, now, said(300, 296, 10), None);
        let ends = now + 11 * SECOND;
        assert_eq!(budget.take(now), Step::Wait(ends));
        let first = go(&mut budget, ends);
        assert_eq!(budget.take(ends), Step::Listen(ends + ALONE));
        budget.abandoned(first, ends + SECOND);
        go(&mut budget, ends + SECOND);
        assert_eq!(budget.take(ends + SECOND), Step::Listen(ends + SECOND + ALONE));
        go(&mut budget, ends + SECOND + ALONE);
    }

    #[test]
    fn others_are_expected_to_go_on_while_nothing_is_heard() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        let ticket = go(&mut budget, now);
        budget.answered(ticket, now, said(300, 100, 30), None);
        go(&mut budget, now + 20 * SECOND);
        let mut budget = Budget::new(now);
        let ticket = go(&mut budget, now);
        budget.answered(ticket, now, said(300, 270, 30), None);
        assert!(matches!(budget.take(now + 20 * SECOND), Step::Wait(_)), "nine a second, for all that is known");
    }

    #[test]
    fn a_429_holds_everybody_back_and_a_shorter_one_does_not_let_go() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        ask(&mut budget, now, SILENT);
        let (first, second) = (go(&mut budget, now), go(&mut budget, now));
        budget.answered(first, now, SILENT, Some(42 * SECOND));
        budget.answered(second, now, SILENT, Some(7 * SECOND));
        assert_eq!(budget.take(now), Step::Wait(now + 42 * SECOND));
        go(&mut budget, now + 42 * SECOND);
        assert!(matches!(budget.take(now + 42 * SECOND), Step::Listen(_)), "the first one back goes alone");
    }

    #[test]
    fn a_429_of_hours_is_not_waited_for_by_anybody() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        let ticket = go(&mut budget, now);
        budget.answered(ticket, now, SILENT, Some(7200 * SECOND));
        assert_eq!(budget.take(now + 20 * SECOND), Step::GiveUp(7180));
        assert_eq!(budget.take(now + 7020 * SECOND), Step::Wait(now + 7200 * SECOND));
    }

    #[test]
    fn no_number_stops_the_program_for_good() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        ask(&mut budget, now, said(0, u64::MAX, u64::MAX));
        assert_eq!(budget.take(now + MINUTE), Step::Wait(now + 181 * SECOND));
        go(&mut budget, now + 181 * SECOND);
    }
}
