//! No silence is longer than half a minute: whoever waits that long says what for.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::tell;
use crate::model::{Notice, Observer};

/// The longest silence.
const LONGEST: Duration = Duration::from_secs(30);

/// What many requests that wait at once share: one word from one of them is enough.
pub(super) struct Silence {
    observer: Arc<dyn Observer>,
    /// When one of them last said something.
    broken: Mutex<Option<Instant>>,
}

impl Silence {
    pub(super) fn new(observer: Arc<dyn Observer>) -> Self {
        Self { observer, broken: Mutex::default() }
    }

    /// Does the work. As long as it goes on, every half minute since `began` is told what is waited for.
    pub(super) async fn broken_while<T>(
        &self,
        began: Instant,
        work: impl Future<Output = T>,
        what: impl Fn() -> String,
    ) -> T {
        let mut work = pin!(work);
        loop {
            let silent_since = self.last().map_or(began, |last| last.max(began));
            if let Ok(done) = timeout_at(silent_since + LONGEST, work.as_mut()).await {
                return done;
            }
            if self.is_due() {
                let (seconds, what) = (began.elapsed().as_secs(), what());
                tell::pending(began.elapsed(), &what);
                self.observer.notice(Notice::Pending { seconds, what });
            }
        }
    }

    fn last(&self) -> Option<Instant> {
        *self.broken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nobody else has just spoken; from now on somebody has.
    fn is_due(&self) -> bool {
        let (mut broken, now) = (self.broken.lock().unwrap_or_else(PoisonError::into_inner), Instant::now());
        let is_due = broken.is_none_or(|last| now >= last + LONGEST);
        if is_due {
            *broken = Some(now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    #[derive(Default)]
    struct Ears(Mutex<Vec<(u64, Notice)>>, Option<Instant>);

    impl Observer for Ears {
        fn notice(&self, notice: Notice) {
            let since = self.1.map_or(0, |began| began.elapsed().as_secs());
            self.0.lock().unwrap().push((since, notice));
        }
    }

    fn silence() -> (Silence, Arc<Ears>) {
        let ears = Arc::new(Ears(Mutex::default(), Some(Instant::now())));
        (Silence::new(ears.clone()), ears)
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_is_told_every_thirty_seconds_and_a_short_one_never() {
        let (silence, ears) = silence();
        silence.broken_while(Instant::now(), sleep(Duration::from_secs(29)), || "short".to_owned()).await;
        silence.broken_while(Instant::now(), sleep(Duration::from_secs(100)), || "long".to_owned()).await;
        let pending = |seconds| Notice::Pending { seconds, what: "long".to_owned() };
        assert_eq!(*ears.0.lock().unwrap(), [(59, pending(30)), (89, pending(60)), (119, pending(90))]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_tried_again_and_again_is_one_wait() {
        let (silence, ears) = silence();
        let began = Instant::now();
        for _ in 0..6 {
            silence.broken_while(began, sleep(Duration::from_secs(20)), || "x".to_owned()).await;
        }
        let told: Vec<u64> = ears.0.lock().unwrap().iter().map(|(at, _)| *at).collect();
        assert_eq!(told, [30, 60, 90]);
    }

    #[tokio::test(start_paused = true)]
    async fn many_who_wait_at_once_say_one_word_and_leave_no_gap() {
        let (silence, ears) = silence();
        let wait = |begin, end| {
            let silence = &silence;
            async move {
                sleep(Duration::from_secs(begin)).await;
                let wait = sleep(Duration::from_secs(end - begin));
                silence.broken_while(Instant::now(), wait, || "x".to_owned()).await;
            }
        };
        tokio::join!(wait(0, 61), wait(0, 95), wait(1, 40), wait(45, 200), wait(46, 200));
        let told: Vec<u64> = ears.0.lock().unwrap().iter().map(|(at, _)| *at).collect();
        assert_eq!(told, [30, 60, 90, 120, 150, 180]);
    }
}
