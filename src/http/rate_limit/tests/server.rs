//! Models of servers that limit requests, each in another way, and a trial of minutes against one of them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

use super::super::{RateLimitHeaders, RequestQueue};

pub(super) const MINUTE: Duration = Duration::from_secs(60);

/// When a server begins a new window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Windows {
    /// Each minute, the first time after this many seconds.
    Fixed(u64),
    /// A minute after the first request of a window.
    FromFirst,
    /// Each request counts for a minute.
    Sliding,
}

/// How a server reports the seconds until its window ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reporting {
    RoundedUp,
    RoundedDown,
    /// Only a 429 reports something: its `Retry-After`.
    Silent,
}

/// The other user of the token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Other {
    None,
    /// One request each second.
    Steady,
    /// One request a second on average, at any time.
    Random,
    /// This many requests at once, three times a minute.
    Bursts(u32),
}

/// From the request to its response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Latency {
    Millis(u64),
    UpTo(u64),
}

/// What is simulated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    pub(super) windows: Windows,
    pub(super) reporting: Reporting,
    pub(super) other: Other,
    pub(super) latency: Latency,
    pub(super) in_flight: usize,
    pub(super) allowed: u64,
    pub(super) minutes: u32,
    pub(super) seed: u64,
}

/// The result of a trial.
#[derive(Debug)]
pub(super) struct Outcome {
    /// What the server would have accepted, less what the other client got.
    pub(super) allowed: u64,
    pub(super) used: u64,
    pub(super) refused: u64,
    /// The most requests of ours that were accepted in any minute of the server's.
    pub(super) most_in_a_minute: usize,
}

impl Outcome {
    /// The part of the allowance that was used; over 1 where it was taken from the other client.
    pub(super) fn share(&self) -> f64 {
        self.used as f64 / self.allowed as f64
    }
}

/// A reproducible sequence of numbers (Knuth's MMIX constants).
#[derive(Debug)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if end == 0 { 0 } else { (self.0 >> 33) % end }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Ours,
    Other,
}

#[derive(Debug)]
struct Server {
    trial: Trial,
    start: Instant,
    /// The requests that were accepted.
    accepted: Vec<(Instant, Who)>,
    /// Where its window begins, by index of `accepted` and by time.
    window: (usize, Instant),
    refused: u64,
}

/// A response: its headers, and the `Retry-After` of a 429.
type Reply = (RateLimitHeaders, Option<Duration>);

impl Server {
    /// Counts one request.
    fn receive(&mut self, who: Who) -> Reply {
        let now = Instant::now();
        let ends = self.turn_window(now);
        let count = (self.accepted.len() - self.window.0) as u64;
        let is_refused = count >= self.trial.allowed;
        if is_refused {
            self.refused += u64::from(who == Who::Ours);
        } else {
            self.accepted.push((now, who));
        }
        let ends = if self.trial.windows == Windows::Sliding { self.accepted[self.window.0].0 + MINUTE } else { ends };
        let left = ends - now;
        let up = u64::try_from(left.as_millis().div_ceil(1000)).unwrap().max(1);
        let reset = if self.trial.reporting == Reporting::RoundedDown { left.as_secs() } else { up };
        let is_reported = self.trial.reporting != Reporting::Silent;
        let count = count + u64::from(!is_refused);
        let headers = RateLimitHeaders {
            limit: is_reported.then_some(self.trial.allowed),
            used: is_reported.then_some(count),
            reset: is_reported.then_some(reset),
        };
        (headers, is_refused.then(|| Duration::from_secs(up)))
    }

    /// Moves the window to where it is now, and returns when it ends.
    fn turn_window(&mut self, now: Instant) -> Instant {
        match self.trial.windows {
            Windows::Sliding => self.window.0 = self.accepted.partition_point(|(at, _)| *at + MINUTE <= now),
            Windows::Fixed(_) => {
                while now >= self.window.1 + MINUTE {
                    self.window = (self.accepted.len(), self.window.1 + MINUTE);
                }
            }
            Windows::FromFirst if now >= self.window.1 + MINUTE => self.window = (self.accepted.len(), now),
            Windows::FromFirst => {}
        }
        self.window.1 + MINUTE
    }
}

impl Trial {
    /// Sends requests as fast as the limiter admits them.
    pub(super) async fn run(self) -> Outcome {
        let start = Instant::now() + MINUTE;
        let begins = match self.windows {
            Windows::Fixed(phase) => start - MINUTE + Duration::from_secs(phase),
            Windows::FromFirst | Windows::Sliding => start - MINUTE,
        };
        sleep_until(start).await;
        let server = Server { trial: self, start, accepted: Vec::new(), window: (0, begins), refused: 0 };
        let server = Arc::new(Mutex::new(server));
        let queue = Arc::new(RequestQueue::new(300));
        let ends = start + MINUTE * self.minutes;
        let ours = (0..self.in_flight as u64).map(|n| {
            let dice = Dice(self.seed.wrapping_mul(1000).wrapping_add(n));
            tokio::spawn(self.ask(server.clone(), queue.clone(), dice, ends))
        });
        let tasks: Vec<_> = ours.chain([tokio::spawn(self.interfere(server.clone(), ends))]).collect();
        for task in tasks {
            task.await.unwrap();
        }
        let server = server.lock().unwrap();
        server.outcome()
    }

    async fn ask(self, server: Arc<Mutex<Server>>, queue: Arc<RequestQueue>, mut dice: Dice, ends: Instant) {
        loop {
            let permit = queue.acquire(|_| {}).await.unwrap();
            if Instant::now() >= ends {
                return;
            }
            let whole = match self.latency {
                Latency::Millis(millis) => millis,
                Latency::UpTo(most) => dice.below(most + 1),
            };
            let there = dice.below(whole + 1);
            sleep(Duration::from_millis(there)).await;
            let (headers, hold) = server.lock().unwrap().receive(Who::Ours);
            sleep(Duration::from_millis(whole - there)).await;
            permit.on_response(headers, hold);
            // With no latency at all, everything would happen before any time passes.
            if whole == 0 {
                tokio::task::yield_now().await;
            }
        }
    }

    async fn interfere(self, server: Arc<Mutex<Server>>, ends: Instant) {
        let mut dice = Dice(self.seed ^ 0xabcd);
        while Instant::now() < ends {
            let (pause, count) = match self.other {
                Other::None => return,
                Other::Steady => (1000, 1),
                Other::Random => (dice.below(2000), 1),
                Other::Bursts(count) => (20_000, count),
            };
            sleep(Duration::from_millis(pause)).await;
            for _ in 0..count {
                server.lock().unwrap().receive(Who::Other);
            }
        }
    }
}

impl Server {
    fn outcome(&self) -> Outcome {
        let ours: Vec<Instant> = self.accepted.iter().filter(|(_, who)| *who == Who::Ours).map(|(at, _)| *at).collect();
        assert!(ours.iter().all(|at| *at >= self.start));
        let others = (self.accepted.len() - ours.len()) as u64;
        let in_the_minute = |(n, at): (usize, &Instant)| ours.partition_point(|other| *other < *at + MINUTE) - n;
        Outcome {
            allowed: (self.trial.allowed * u64::from(self.trial.minutes)).saturating_sub(others),
            used: ours.len() as u64,
            refused: self.refused,
            most_in_a_minute: ours.iter().enumerate().map(in_the_minute).max().unwrap_or(0),
        }
    }
}
