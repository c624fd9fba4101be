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

#[cfg(test)]
mod tests;

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
        self.allowed = reading.allowed.unwrap_or(self.allowed);
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
