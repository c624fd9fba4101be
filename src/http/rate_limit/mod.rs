//! The rate limit of one server: whether a request may be sent now, and how long it waits otherwise.
//!
//! [`RateLimiter`] decides and is pure: the time comes in as an argument. [`RequestQueue`] does the waiting. Four rules
//! hold, checked in this order:
//!
//! 1. **Hold**: after a 429 nothing is sent until its `Retry-After` has passed, and the rest of the window if the server
//!    counts as many requests as it allows. A hold of more than three minutes makes
//!    requests fail instead of waiting.
//! 2. **Allowance**: at most `limit` requests in any minute. A request takes its place when it is sent and gives it back
//!    a minute after its response, so no window of the server, wherever it begins, contains more than `limit`.
//! 3. **Server window**: the requests that the server has counted and those in flight stay within `limit` until the
//!    server's window resets. Only this rule sees other users of the same token.
//! 4. **Probe**: while nothing is known of the server's window (at the start and after a 429), one request goes alone
//!    until it is answered, for at most [`PROBE_WAIT`].
//!
//! Deliberately absent: any guess at what the server does not report, such as the pace of other users of the token.
//! When they take the last places between two responses, the server answers 429, and rule 1 applies.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::retry;

mod queue;
#[cfg(test)]
mod tests;
mod window;

pub(super) use queue::{Permit, RequestQueue, WaitTooLong};
pub(super) use window::{RateLimitHeaders, seconds_until_more};

use window::ServerWindow;

/// A minute, and a little for two clocks that do not run alike.
const MINUTE: Duration = Duration::from_millis(60_050);
/// How long the other requests wait for the response to a probe.
const PROBE_WAIT: Duration = Duration::from_secs(2);
/// A longer hold is shortened to this: it ends no wait, and adding it to a time does not overflow.
const MAX_HOLD: Duration = Duration::from_secs(365 * 24 * 3600);

/// Decides when the requests to one server are sent.
#[derive(Debug)]
pub(super) struct RateLimiter {
    /// Requests a minute.
    limit: u64,
    in_flight: Vec<Ticket>,
    /// When the requests that still occupy a place have ended, oldest first.
    ended: VecDeque<Instant>,
    window: Option<ServerWindow>,
    hold_until: Option<Instant>,
    /// Requests sent from this moment on are probes, until one of them is answered.
    probing_since: Option<Instant>,
    tickets: u64,
}

/// Identifies a request that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket {
    number: u64,
    sent: Instant,
}

/// What a request does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// It is sent; it counts as in flight from now on.
    Send(Ticket),
    /// It waits until this moment: no response changes that.
    Wait(Instant),
    /// It waits for a response to another request, until this moment at most.
    AwaitResponse(Instant),
    /// It fails: the server asks for a pause of this many seconds, more than is waited for.
    GiveUp(u64),
}

impl RateLimiter {
    /// A limiter that has sent nothing and knows nothing of the server. `limit` requests a minute hold until the server
    /// reports another number.
    pub(super) fn new(now: Instant, limit: u64) -> Self {
        Self {
            limit: limit.max(1),
            in_flight: Vec::new(),
            ended: VecDeque::new(),
            window: None,
            hold_until: None,
            probing_since: Some(now),
            tickets: 0,
        }
    }

    /// Admits one request, or returns how long to wait before asking again.
    pub(super) fn admit(&mut self, now: Instant) -> Admission {
        while self.ended.front().is_some_and(|ended| now >= *ended + MINUTE) {
            self.ended.pop_front();
        }
        if let Some(wait) = self.blocked_by(now) {
            return wait;
        }
        let ticket = Ticket { number: self.tickets, sent: now };
        self.tickets += 1;
        self.in_flight.push(ticket);
        Admission::Send(ticket)
    }

    /// Records a response. `hold` is the pause that a 429 asks for.
    pub(super) fn on_response(
        &mut self,
        ticket: Ticket,
        now: Instant,
        headers: RateLimitHeaders,
        hold: Option<Duration>,
    ) {
        self.end(ticket, now);
        self.limit = headers.limit.unwrap_or(self.limit);
        if self.probing_since.is_some_and(|since| ticket.sent >= since) {
            self.probing_since = None;
        }
        match ServerWindow::read(headers, ticket.sent, now) {
            Some(seen) => self.window = Some(self.window.map_or(seen, |known| known.merge(seen, now))),
            None => self.count_unreported(),
        }
        if let Some(hold) = hold {
            self.hold_until = self.hold_until.max(Some(now + hold.min(MAX_HOLD)));
            self.probing_since = self.hold_until;
            self.window = None;
        }
    }

    /// Records that the caller gave up on this response. Does nothing after [`Self::on_response`].
    pub(super) fn on_abandoned(&mut self, ticket: Ticket, now: Instant) {
        if self.end(ticket, now) {
            self.count_unreported();
        }
    }

    /// Ends a request; returns whether it was in flight.
    fn end(&mut self, ticket: Ticket, now: Instant) -> bool {
        let Some(at) = self.in_flight.iter().position(|sent| *sent == ticket) else { return false };
        self.in_flight.swap_remove(at);
        self.ended.push_back(now);
        true
    }

    /// Counts a request whose response reports no count: the server may have counted it.
    fn count_unreported(&mut self) {
        if let Some(window) = &mut self.window {
            window.used = window.used.saturating_add(1);
        }
    }

    /// The wait that keeps a request from being sent now, by the first rule that applies.
    fn blocked_by(&mut self, now: Instant) -> Option<Admission> {
        let in_flight = self.in_flight.len() as u64;
        if let Some(until) = self.hold_until.filter(|until| now < *until) {
            let seconds = retry::whole_seconds(until - now);
            let is_too_long = seconds > retry::MAX_WAIT_SECONDS;
            return Some(if is_too_long { Admission::GiveUp(seconds) } else { Admission::Wait(until) });
        }
        if in_flight + self.ended.len() as u64 >= self.limit {
            let next_place = self.ended.front().map(|ended| Admission::Wait(*ended + MINUTE));
            return Some(next_place.unwrap_or(Admission::AwaitResponse(now + MINUTE)));
        }
        if let Some(window) = self.window.filter(|window| now < window.resets_at)
            && window.used.saturating_add(in_flight) >= self.limit
        {
            // A response in flight may show that its request was counted already, so that one more fits.
            let wait = if in_flight == 0 { Admission::Wait } else { Admission::AwaitResponse };
            return Some(wait(window.resets_at));
        }
        let since = self.probing_since?;
        let probe = self.in_flight.iter().map(|ticket| ticket.sent).filter(|sent| *sent >= since).max()?;
        if now < probe + PROBE_WAIT {
            return Some(Admission::AwaitResponse(probe + PROBE_WAIT));
        }
        self.probing_since = None;
        None
    }
}
