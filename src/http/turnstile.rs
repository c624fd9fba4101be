//! Where requests wait for their place in the budget: one after the other, in the order in which they came.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::budget::{Budget, Step, Ticket};
use super::word::Reading;

/// For so long an answer under way is waited for without a word.
const QUIETLY: Duration = Duration::from_secs(1);

/// The one way out for requests to an address. Whoever gives up waiting leaves no trace.
#[derive(Debug)]
pub(super) struct Turnstile {
    budget: Mutex<Budget>,
    /// Held by the first in the line.
    turn: tokio::sync::Mutex<()>,
    /// Wakes the first in the line: an answer has come.
    answered: Notify,
}

/// A request on its way. Dropped without an answer, it still counts: the server may have heard it.
#[derive(Debug)]
pub(super) struct Place<'a> {
    turnstile: &'a Turnstile,
    ticket: Ticket,
}

/// The server wants so many seconds of silence, more than anybody waits for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong(pub(super) u64);

impl Turnstile {
    /// Nobody waits, and every place is free.
    pub(super) fn new() -> Self {
        let budget = Mutex::new(Budget::new(Instant::now()));
        Self { budget, turn: tokio::sync::Mutex::default(), answered: Notify::new() }
    }

    /// Waits for a place. `tell` hears of each wait that the first in the line has before it.
    ///
    /// # Errors
    /// [`TooLong`].
    pub(super) async fn pass(&self, tell: impl Fn(Duration)) -> Result<Place<'_>, TooLong> {
        let _turn = self.turn.lock().await;
        let came = Instant::now();
        let mut told = came;
        loop {
            let now = Instant::now();
            let step = self.budget().take(now);
            let (until, is_quiet) = match step {
                Step::Go(ticket) => return Ok(Place { turnstile: self, ticket }),
                Step::GiveUp(seconds) => return Err(TooLong(seconds)),
                Step::Wait(until) => (until, false),
                Step::Listen(until) => (until, now < came + QUIETLY),
            };
            if !is_quiet && until >= told + QUIETLY {
                tell(until - now);
                told = until;
            }
            let until = if is_quiet { until.min(came + QUIETLY) } else { until };
            // Whether time or an answer ended it, the budget is asked again.
            let _ = timeout_at(until, self.answered.notified()).await;
        }
    }

    fn budget(&self) -> MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place<'_> {
    /// The answer has come. `refusal` is how long everybody must be silent, when it is a 429.
    pub(super) fn answered(self, reading: Reading, refusal: Option<Duration>) {
        self.turnstile.budget().answered(self.ticket, Instant::now(), reading, refusal);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.turnstile.budget().abandoned(self.ticket, Instant::now());
        self.turnstile.answered.notify_one();
    }
}
