//! The queue in which requests wait for the rate limiter, in the order in which they came.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::{Admission, RateLimitHeaders, RateLimiter, Ticket};

/// How long a response in flight is waited for before the wait is reported.
const UNREPORTED_WAIT: Duration = Duration::from_secs(1);

/// The one way out for requests to a server. A request that stops waiting leaves nothing behind.
#[derive(Debug)]
pub(in crate::http) struct RequestQueue {
    limiter: Mutex<RateLimiter>,
    /// Held by the first in the queue.
    head: tokio::sync::Mutex<()>,
    /// Wakes the first in the queue: a request has ended.
    ended: Notify,
}

/// The right to send one request. Dropped without a response it still counts: the server may have received the request.
#[derive(Debug)]
pub(in crate::http) struct Permit<'a> {
    queue: &'a RequestQueue,
    ticket: Ticket,
}

/// The server asks for a pause of this many seconds, more than is waited for.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::http) struct WaitTooLong(pub(in crate::http) u64);

impl RequestQueue {
    /// An empty queue before a server of which nothing is known. `limit` requests a minute hold until the server reports
    /// another number.
    pub(in crate::http) fn new(limit: u64) -> Self {
        let limiter = Mutex::new(RateLimiter::new(Instant::now(), limit));
        Self { limiter, head: tokio::sync::Mutex::default(), ended: Notify::new() }
    }

    /// Waits for a permit. `on_wait` is called with each wait that the first in the queue has before it.
    ///
    /// # Errors
    /// [`WaitTooLong`] when the server asks for a pause of more than three minutes.
    pub(in crate::http) async fn acquire(&self, on_wait: impl Fn(Duration)) -> Result<Permit<'_>, WaitTooLong> {
        let _head = self.head.lock().await;
        let came = Instant::now();
        let mut reported_until = came;
        loop {
            let now = Instant::now();
            let admission = self.limiter().admit(now);
            let (until, is_reported) = match admission {
                Admission::Send(ticket) => return Ok(Permit { queue: self, ticket }),
                Admission::GiveUp(seconds) => return Err(WaitTooLong(seconds)),
                Admission::Wait(until) => (until, true),
                Admission::AwaitResponse(until) if now < came + UNREPORTED_WAIT => {
                    (until.min(came + UNREPORTED_WAIT), false)
                }
                Admission::AwaitResponse(until) => (until, true),
            };
            if is_reported && until >= reported_until + UNREPORTED_WAIT {
                on_wait(until - now);
                reported_until = until;
            }
            // Whether time or a response ended the wait, the limiter decides again.
            let _ = timeout_at(until, self.ended.notified()).await;
        }
    }

    fn limiter(&self) -> MutexGuard<'_, RateLimiter> {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// Gives the permit back with what the response reports. `hold` is the pause that a 429 asks for.
    pub(in crate::http) fn on_response(self, headers: RateLimitHeaders, hold: Option<Duration>) {
        self.queue.limiter().on_response(self.ticket, Instant::now(), headers, hold);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.queue.limiter().on_abandoned(self.ticket, Instant::now());
        self.queue.ended.notify_one();
    }
}
