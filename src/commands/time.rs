//! The time limit of a run, and reminders while it lasts.

use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use crate::error::{Error, Kind, Result};
use crate::ui::{Progress, Ui};

/// Writes in flight get this time to finish once the time is up.
pub(super) const GRACE_PERIOD: Duration = Duration::from_secs(30);
/// The longest time without output.
const REMINDER_INTERVAL: Duration = Duration::from_secs(30);

/// The time at which a run ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeLimit(Option<Instant>);

impl TimeLimit {
    /// This time from now; no limit when it is `None`, or beyond the range of the clock.
    pub(super) fn from_now(limit: Option<Duration>) -> Self {
        Self(limit.and_then(|limit| Instant::now().checked_add(limit)))
    }

    /// The end, if there is one.
    pub(super) fn end(self) -> Option<Instant> {
        self.0
    }

    /// The result of `work`, unless the time is up first. Only for work that writes no user: it is dropped midway.
    ///
    /// # Errors
    /// Those of `work`, and the end of the time.
    pub(super) async fn hold<T>(self, work: impl Future<Output = Result<T>>, ui: &Ui) -> Result<T> {
        let Some(end) = self.0 else { return work.await };
        timeout_at(end, work).await.unwrap_or_else(|_| Err(time_is_up(ui)))
    }
}

/// The error of a run whose time was up before any user was written.
pub(super) fn time_is_up(ui: &Ui) -> Error {
    let doing = ui.current_step();
    let so_far = if doing.is_empty() { String::new() } else { format!(" (during: {doing})") };
    Error::new(Kind::TimeUp, format!("the time of --timeout was up{so_far}; nothing was changed"))
        .hint("use a longer --timeout, or none; `rosterctl doctor --timeout 60s` shows what does not answer")
}

/// Does the work, and prints its progress every half minute where no progress line shows it.
pub(super) async fn with_reminders<T>(work: impl Future<Output = T>, progress: &Progress) -> T {
    let mut work = pin!(work);
    loop {
        match timeout(REMINDER_INTERVAL, work.as_mut()).await {
            Ok(done) => return done,
            Err(_) => progress.remind(),
        }
    }
}
