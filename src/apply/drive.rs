//! The driver: performs what the state machine asks for, several requests at once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::directory::{self, Deactivator, Directory};

use super::file::JournalFile;
use super::journal;
use super::machine::Machine;
use super::words::{Answered, News, Pause, Request, Stop, Waited};

/// What the driver acts with.
#[derive(Clone)]
pub struct Hand {
    /// Reads.
    pub directory: Arc<dyn Directory>,
    /// Writes.
    pub deactivator: Arc<dyn Deactivator>,
    /// Records.
    pub journal: Arc<Mutex<JournalFile>>,
    /// The digest of the plan, for the journal.
    pub plan: String,
    /// Until when users on an interaction are waited for, and how often they are looked at; `None` for ever.
    pub patience: Option<(Option<Instant>, Duration)>,
    /// From when on nobody is written any more.
    pub expires_at: Timestamp,
    /// How often the person has asked to stop.
    pub interruption: watch::Receiver<Interruption>,
}

/// How often the person has asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Interruption {
    /// Never.
    None,
    /// Once: what is under way is finished.
    Drain,
    /// Again: nothing is waited for any more.
    Now,
}

/// Carries an apply through to its end, or to where it is stopped, and tells `news` what is worth telling. A user who
/// fails does not stop the rest.
pub async fn drive(machine: &mut Machine, hand: &Hand, mut news: impl FnMut(News)) {
    let mut interruption = hand.interruption.clone();
    let mut under_way = JoinSet::new();
    let mut is_stop_told = false;
    loop {
        // Looked at before every write, and by the clock of the wall: a machine that slept has slept through it.
        let now = Timestamp::now();
        if now >= hand.expires_at {
            machine.stop(Stop::Expired(hand.expires_at));
        }
        while let Some(request) = machine.ask() {
            under_way.spawn(perform(hand.clone(), request));
        }
        if let (false, Some(why)) = (is_stop_told, machine.stopped()) {
            is_stop_told = true;
            news(News::Stopped(why.clone()));
        }
        // A reading or a wait may take minutes, and nobody who asked to stop needs its answer.
        if machine.is_drained() {
            return;
        }
        tokio::select! {
            biased;
            Ok(()) = interruption.changed() => {
                if *interruption.borrow_and_update() == Interruption::Now {
                    return;
                }
                machine.stop(Stop::Interrupted);
            }
            () = sleep(until_next_look(now, hand.expires_at)), if machine.stopped().is_none() => {}
            answered = under_way.join_next() => match answered {
                Some(Ok(answered)) => machine.take(answered).into_iter().for_each(&mut news),
                // A request that ended without an answer: whoever it was about is unverified.
                Some(Err(_)) => return,
                None => return,
            },
        }
    }
}

/// How long nothing but the clock can matter: until the plan expires, and never so long that a changed clock goes
/// unnoticed.
fn until_next_look(now: Timestamp, expires_at: Timestamp) -> Duration {
    const OFTEN: Duration = Duration::from_secs(30);
    Duration::try_from(expires_at.duration_since(now)).map_or(Duration::ZERO, |left| left.min(OFTEN))
}

async fn perform(hand: Hand, request: Request) -> Answered {
    match request {
        Request::Read(ids) => {
            let found = hand.directory.read(&ids).await;
            Answered::Read(ids, found)
        }
        Request::Grants(id) => {
            let grants = directory::grants(&*hand.directory, &id).await;
            Answered::Grants(id, grants)
        }
        Request::Deactivate(id, version) => {
            let answer = hand.deactivator.deactivate(&id, version).await;
            Answered::Deactivate(id, answer)
        }
        Request::Record(records) => {
            let lines = journal::lines(Timestamp::now(), &hand.plan, records);
            // On a thread of its own, so that a slow disk holds up no answer, and a line once begun is finished.
            let written = tokio::task::spawn_blocking(move || {
                hand.journal.lock().unwrap_or_else(PoisonError::into_inner).append(&lines)
            });
            Answered::Record(match written.await {
                Ok(written) => written.map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            })
        }
        Request::Pause(pause) => Answered::Pause(pause, wait(hand, pause).await),
    }
}

/// Ends when the plan expires.
async fn expired(expires_at: Timestamp) {
    loop {
        let now = Timestamp::now();
        if now >= expires_at {
            return;
        }
        sleep(until_next_look(now, expires_at)).await;
    }
}

async fn wait(mut hand: Hand, pause: Pause) -> Waited {
    let now = Instant::now();
    let (length, answer) = match (pause, hand.patience) {
        (Pause::ReadBack(round), _) => (Duration::from_millis(250) * 2_u32.pow(round.min(6)), Waited::Again),
        (Pause::Busy, Some((None, every))) => (every, Waited::Again),
        (Pause::Busy, Some((Some(until), every))) if now < until => (every.min(until - now), Waited::Again),
        (Pause::Busy, _) => (Duration::ZERO, Waited::TimeUp),
    };
    tokio::select! {
        () = sleep(length) => answer,
        () = expired(hand.expires_at), if pause == Pause::Busy => Waited::TimeUp,
        Ok(()) = hand.interruption.changed() => Waited::TimeUp,
    }
}
