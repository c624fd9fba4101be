//! How long a run may take, and a word now and then while it does.

use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use crate::error::{Error, Kind, Result};
use crate::ui::{Progress, Ui};

/// How long writes in flight are waited for once the time is up.
pub(super) const GRACE: Duration = Duration::from_secs(30);
/// The longest silence of work that says nothing by itself.
const SILENCE: Duration = Duration::from_secs(30);

/// Until when a run may go on.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeLimit(Option<Instant>);

impl TimeLimit {
    /// So much time from now on; without end when it is none, or longer than any clock runs.
    pub(super) fn from_now(limit: Option<Duration>) -> Self {
        Self(limit.and_then(|limit| Instant::now().checked_add(limit)))
    }

    /// The end.
    pub(super) fn end(self) -> Option<Instant> {
        self.0
    }

    /// What `work` gives, unless the time is up first. Only for work that writes nobody: it is dropped where it is.
    ///
    /// # Errors
    /// Those of `work`, and that the time is up.
    pub(super) async fn hold<T>(self, work: impl Future<Output = Result<T>>, ui: &Ui) -> Result<T> {
        let Some(end) = self.0 else { return work.await };
        timeout_at(end, work).await.unwrap_or_else(|_| Err(time_is_up(ui)))
    }
}

/// What ends a run whose time was up before anybody was written.
pub(super) fn time_is_up(ui: &Ui) -> Error {
    let doing = ui.current_step();
    let so_far = if doing.is_empty() { String::new() } else { format!(" (it came to: {doing})") };
    Error::new(Kind::TimeUp, format!("the time of --timeout was up{so_far}; nothing was changed")).hint(
        "give it a longer --timeout, or leave that out; `rosterctl doctor --timeout 60s` shows what does not answer",
    )
}

/// Does the work, and reminds of it every half minute, where nothing else shows that it goes on.
pub(super) async fn aloud<T>(work: impl Future<Output = T>, progress: &Progress) -> T {
    let mut work = pin!(work);
    loop {
        match timeout(SILENCE, work.as_mut()).await {
            Ok(done) => return done,
            Err(_) => progress.remind(),
        }
    }
}
