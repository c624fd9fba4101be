//! The driver: performs the effects of the state machine, several at once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::directory::{self, Deactivator, Directory};
use crate::model::Outcome;

use super::journal::{JournalEvent, JournalFile, JournalLine};
use super::machine::{ApplyProgress, ApplyWarning, Completion, Effect, Machine, Pause, PauseEnd, StopReason};

/// A changed clock goes unnoticed for this long at most.
const MAX_CLOCK_CHECK_INTERVAL: Duration = Duration::from_secs(30);
/// The wait before a written user is read back a second time; it doubles with each further reading.
const READ_BACK_INTERVAL: Duration = Duration::from_millis(250);

/// What the driver works with.
#[derive(Clone)]
pub struct ApplyContext {
    /// Reads.
    pub directory: Arc<dyn Directory>,
    /// Writes.
    pub deactivator: Arc<dyn Deactivator>,
    /// The record of what is done.
    pub journal: Arc<Mutex<JournalFile>>,
    /// The digest of the plan, for the journal.
    pub plan_digest: String,
    /// The sentence of an outcome, for the journal.
    pub describe: fn(&Outcome) -> Option<String>,
    /// The wait for users on an interaction, if any.
    pub interaction_wait: Option<InteractionWait>,
    /// From when on no user is written any more.
    pub expires_at: Timestamp,
    /// The request to stop, once there is one.
    pub shutdown: watch::Receiver<Option<Shutdown>>,
}

/// The wait for users on an interaction.
#[derive(Clone, Copy, Debug)]
pub struct InteractionWait {
    /// Its end; `None` when it has none.
    pub until: Option<Instant>,
    /// The time between two readings of these users.
    pub poll_interval: Duration,
}

/// A request to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Writes in flight are finished.
    Graceful,
    /// Nothing is waited for.
    Immediate,
}

/// Runs an apply to its end, or until it is stopped, and passes what happens to `report`. A user whose write fails does
/// not stop the others.
pub async fn drive(machine: &mut Machine, context: &ApplyContext, mut report: impl FnMut(ApplyProgress)) {
    let mut shutdown = context.shutdown.clone();
    let mut in_flight = JoinSet::new();
    let mut is_stop_reported = false;
    loop {
        // By the wall clock, before every write: time passes while the computer is suspended, too.
        let now = Timestamp::now();
        if now >= context.expires_at {
            machine.stop(StopReason::Expired { at: context.expires_at });
        }
        while let Some(effect) = machine.next_effect() {
            in_flight.spawn(perform(context.clone(), effect));
        }
        if let (false, Some(reason)) = (is_stop_reported, machine.stopped()) {
            is_stop_reported = true;
            report(ApplyProgress::Warning { warning: ApplyWarning::Stopped { reason: reason.clone() } });
        }
        // A reading or a wait may take minutes, and its completion no longer matters.
        if machine.is_drained() {
            return;
        }
        tokio::select! {
            biased;
            Ok(()) = shutdown.changed() => {
                if *shutdown.borrow_and_update() == Some(Shutdown::Immediate) {
                    return;
                }
                machine.stop(StopReason::Interrupted);
            }
            () = sleep(until_clock_check(now, context.expires_at)), if machine.stopped().is_none() => {}
            completion = in_flight.join_next() => match completion {
                Some(Ok(completion)) => machine.handle(completion).into_iter().for_each(&mut report),
                // An effect that ended without a completion: its users are unverified.
                Some(Err(_)) | None => return,
            },
        }
    }
}

/// The time until the plan expires, or until the clock must be read again.
fn until_clock_check(now: Timestamp, expires_at: Timestamp) -> Duration {
    let left = Duration::try_from(expires_at.duration_since(now)).unwrap_or(Duration::ZERO);
    left.min(MAX_CLOCK_CHECK_INTERVAL)
}

async fn perform(context: ApplyContext, effect: Effect) -> Completion {
    match effect {
        Effect::Read(ids) => {
            let found = context.directory.read(&ids).await;
            Completion::Read(ids, found)
        }
        Effect::ReadRoles(id) => {
            let roles = directory::grants(&*context.directory, &id).await;
            Completion::Roles(id, roles)
        }
        Effect::Deactivate(id, version) => {
            let result = context.deactivator.deactivate(&id, version).await;
            Completion::Deactivate(id, result)
        }
        Effect::Journal(entries) => {
            let time = Timestamp::now();
            let line = |entry| JournalLine {
                time,
                plan: context.plan_digest.clone(),
                event: JournalEvent::new(entry, context.describe),
            };
            let lines: Vec<JournalLine> = entries.into_iter().map(line).collect();
            // On a thread of its own, so that a slow disk delays no completion, and a line once begun is finished.
            let written = tokio::task::spawn_blocking(move || {
                context.journal.lock().unwrap_or_else(PoisonError::into_inner).append(&lines)
            });
            Completion::Journal(match written.await {
                Ok(written) => written.map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            })
        }
        Effect::Pause(pause) => Completion::Pause(pause, wait(context, pause).await),
    }
}

/// Ends when the plan expires.
async fn expired(expires_at: Timestamp) {
    loop {
        let now = Timestamp::now();
        if now >= expires_at {
            return;
        }
        sleep(until_clock_check(now, expires_at)).await;
    }
}

async fn wait(mut context: ApplyContext, pause: Pause) -> PauseEnd {
    let now = Instant::now();
    let (length, end) = match (pause, context.interaction_wait) {
        (Pause::ReadBack(round), _) => (READ_BACK_INTERVAL * 2_u32.pow(round.min(6)), PauseEnd::Elapsed),
        (Pause::Busy, Some(InteractionWait { until: None, poll_interval })) => (poll_interval, PauseEnd::Elapsed),
        (Pause::Busy, Some(InteractionWait { until: Some(until), poll_interval })) if now < until => {
            (poll_interval.min(until - now), PauseEnd::Elapsed)
        }
        (Pause::Busy, _) => (Duration::ZERO, PauseEnd::TimeUp),
    };
    tokio::select! {
        () = sleep(length) => end,
        () = expired(context.expires_at), if pause == Pause::Busy => PauseEnd::TimeUp,
        Ok(()) = context.shutdown.changed() => PauseEnd::TimeUp,
    }
}
