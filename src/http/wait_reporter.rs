//! Reports long waits: at least every half minute, users see what the program waits for.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::log;
use crate::model::{Notice, Observer, WaitCause};

/// The longest time without a report.
const REPORT_INTERVAL: Duration = Duration::from_secs(30);

/// Shared by all requests to a server: while many wait at once, one report is enough.
pub(super) struct WaitReporter {
    observer: Arc<dyn Observer>,
    last_report: Mutex<Option<Instant>>,
}

impl WaitReporter {
    /// A reporter that has reported nothing yet.
    pub(super) fn new(observer: Arc<dyn Observer>) -> Self {
        Self { observer, last_report: Mutex::default() }
    }

    /// Does the work. As long as it goes on, every half minute since `began` is reported with its cause.
    pub(super) async fn during<T>(
        &self,
        began: Instant,
        work: impl Future<Output = T>,
        cause: impl Fn() -> WaitCause,
    ) -> T {
        let mut work = pin!(work);
        loop {
            let last = *self.last_report.lock().unwrap_or_else(PoisonError::into_inner);
            let quiet_since = last.map_or(began, |last| last.max(began));
            if let Ok(done) = timeout_at(quiet_since + REPORT_INTERVAL, work.as_mut()).await {
                return done;
            }
            if self.is_due() {
                let (seconds, cause) = (began.elapsed().as_secs(), cause());
                log::still_waiting(began.elapsed(), &cause);
                self.observer.notice(Notice::Pending { seconds, cause });
            }
        }
    }

    /// Whether no other request has just reported; from now on one has.
    fn is_due(&self) -> bool {
        let (mut last, now) = (self.last_report.lock().unwrap_or_else(PoisonError::into_inner), Instant::now());
        let is_due = last.is_none_or(|last| now >= last + REPORT_INTERVAL);
        if is_due {
            *last = Some(now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    const LIMITED: WaitCause = WaitCause::RateLimit { server: "the directory" };
    const UNREADABLE: WaitCause = WaitCause::UnreadableResponse { server: "the directory" };

    /// Keeps each notice, and the second in which it came.
    struct Notices(Mutex<Vec<(u64, Notice)>>, Instant);

    impl Observer for Notices {
        fn notice(&self, notice: Notice) {
            self.0.lock().unwrap().push((self.1.elapsed().as_secs(), notice));
        }
    }

    impl Notices {
        fn seconds(&self) -> Vec<u64> {
            self.0.lock().unwrap().iter().map(|(at, _)| *at).collect()
        }
    }

    fn reporter() -> (WaitReporter, Arc<Notices>) {
        let notices = Arc::new(Notices(Mutex::default(), Instant::now()));
        (WaitReporter::new(notices.clone()), notices)
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_is_reported_every_thirty_seconds_and_a_short_one_never() {
        let (reporter, notices) = reporter();
        reporter.during(Instant::now(), sleep(Duration::from_secs(29)), || UNREADABLE).await;
        reporter.during(Instant::now(), sleep(Duration::from_secs(100)), || LIMITED).await;
        let pending = |seconds| Notice::Pending { seconds, cause: LIMITED };
        assert_eq!(*notices.0.lock().unwrap(), [(59, pending(30)), (89, pending(60)), (119, pending(90))]);
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_that_follow_each_other_are_one_wait() {
        let (reporter, notices) = reporter();
        let began = Instant::now();
        for _ in 0..6 {
            reporter.during(began, sleep(Duration::from_secs(20)), || LIMITED).await;
        }
        assert_eq!(notices.seconds(), [30, 60, 90]);
    }

    #[tokio::test(start_paused = true)]
    async fn requests_that_wait_at_once_share_one_report_and_leave_no_gap() {
        let (reporter, notices) = reporter();
        let wait = |begin, end| {
            let reporter = &reporter;
            async move {
                sleep(Duration::from_secs(begin)).await;
                reporter.during(Instant::now(), sleep(Duration::from_secs(end - begin)), || LIMITED).await;
            }
        };
        tokio::join!(wait(0, 61), wait(0, 95), wait(1, 40), wait(45, 200), wait(46, 200));
        assert_eq!(notices.seconds(), [30, 60, 90, 120, 150, 180]);
    }
}
