//! The state machine of an apply: it decides the next effect and judges each completion. It has no clock, no network
//! and no files.
//!
//! Each user is in exactly one [`Stage`]; `Users::enqueue` alone moves them. These are all the transitions; a test walks
//! through each row.
//!
//! | # | from | event | to |
//! |---|---|---|---|
//! | 1 | Unread, `ReadAgain`, `ReadSingly` | a reading starts | Reading |
//! | 2 | Reading | found as planned | Ready |
//! | 3 | Reading | found on an interaction, and `--wait` is given | Busy |
//! | 4 | Reading | found otherwise, or not found | Settled |
//! | 5 | Reading | the reading fails | Settled |
//! | 6 | Reading | a reading of several users fails because of its content | `ReadSingly` |
//! | 7 | Busy | the pause has elapsed | Unread |
//! | 8 | Busy | the time to wait is up | Settled |
//! | 9 | Ready | the roles are requested | `ReadingRoles` |
//! | 10 | Ready | the directory has refused to show roles before | Recorded |
//! | 11 | `ReadingRoles` | the roles are read, or cannot be read at all | Recorded |
//! | 12 | `ReadingRoles` | the roles cannot be read now, or must be recorded | Settled |
//! | 13 | `ReadingRoles` | the roles must be recorded and may not be read: the apply stops | Ready |
//! | 14 | Recorded | the intent is sent to the journal | Journalling |
//! | 15 | Journalling | the intent is on the disk, and the write names a version | Intended |
//! | 16 | Journalling | the intent is on the disk, and the write names no version | Recheck |
//! | 17 | Journalling | the journal cannot be written: the apply stops | Settled |
//! | 18 | Recheck | the second reading starts | Rechecking |
//! | 19 | Rechecking | found as planned at the same version, with the same record | Intended |
//! | 20 | Rechecking | found as planned at another version or with another record, or on an interaction | `ReadAgain` |
//! | 21 | Rechecking | found otherwise, not found, or the reading fails | Settled |
//! | 22 | Intended | the write is sent | Writing |
//! | 23 | Writing | accepted, perhaps with an answer that cannot be read | Accepted |
//! | 24 | Writing | a conflict, not found, not carried out for the rate limit, no answer that settles it, or any refusal where terms are known | `ReadAgain` |
//! | 25 | Writing | refused, or not carried out for the rate limit for the last time | Settled |
//! | 26 | Accepted, `ReadBackSingly` | a reading starts | `ReadingBack` |
//! | 27 | `ReadingBack` | found inactive | Settled |
//! | 28 | `ReadingBack` | not found inactive otherwise | `ReadBackLater` |
//! | 29 | `ReadingBack` | not found inactive for the last time | Settled |
//! | 30 | `ReadingBack` | a reading of several users fails because of its content | `ReadBackSingly` |
//! | 31 | `ReadBackLater` | the pause is over | Accepted |
//! | 32 | Recheck, Intended | the apply stops | Settled |
//! | 33 | any stage before Journalling, of a user whose write has begun | the apply has stopped, and no write is in flight | Settled |
//! | 34 | Reading | not found after a write where terms are known, and not for the last time | `ReadAgain` |
//!
//! Where the terms of a deactivation are known ([`Consequences`]), users are written one by one, and each is read back
//! before the next is read: only then is there an outcome, after a refusal too. A user who is not found after a write, or
//! whose other attributes changed with it, stops the apply, unless the terms explain it; so does a user of whom the journal
//! has that of an earlier apply. So does another user of the plan, the [`Witness`], who was active before the first write
//! and is not after it. So does a user who cannot be read back, as long as no write was seen to have its effect.

mod account;
mod breaker;
mod consequences;
mod end;
mod stage;
mod task;
#[cfg(test)]
mod tests;
mod transitions;
mod types;
mod users;
mod witness;

use crate::model::{Earlier, Outcome, Reported, UserId, Version, WriteProtection};

use self::breaker::CircuitBreaker;
use self::stage::{Stage, StageKind};
use self::task::Task;
use self::users::Users;
use self::witness::Witness;

pub use consequences::Consequences;
pub use end::ApplyEnd;
pub use types::{
    ApplyOptions, ApplyProgress, ApplyWarning, Completion, Effect, JournalEntry, OnInteraction, Pause, PauseEnd,
    StopReason, Target, UserOutcome,
};

/// The most users read at once before a write: few, so that little time passes until the last of them is written.
const MAX_READ_USERS: usize = 50;
/// The most users read back at once: an API answers 400 above 100 ids.
const MAX_READ_BACK_USERS: usize = 100;

/// An apply in progress.
#[derive(Clone, Debug)]
pub struct Machine {
    users: Users,
    options: ApplyOptions,
    breaker: CircuitBreaker,
    in_flight: InFlight,
    /// Outcomes to be journalled.
    entries: Vec<JournalEntry>,
    /// Whether the directory has refused to show roles.
    roles_refused: bool,
    witness: Witness,
}

/// The effects that are in flight at most once at a time.
#[derive(Clone, Debug, Default)]
struct InFlight {
    read: bool,
    journal: bool,
    pause: bool,
}

impl Machine {
    /// An apply of these targets. An id that comes twice is one user.
    #[must_use]
    pub fn new(targets: impl IntoIterator<Item = Target>, options: ApplyOptions) -> Self {
        Self {
            users: Users::new(targets),
            breaker: CircuitBreaker::new(&options),
            options,
            in_flight: InFlight::default(),
            entries: Vec::new(),
            roles_refused: false,
            witness: Witness::default(),
        }
    }

    /// Adds the writes that earlier applies of the same journal began for these users, and whose results are not in it:
    /// a user of these who is found inactive was written by one of them.
    #[must_use]
    pub fn remembering(mut self, earlier: impl IntoIterator<Item = (UserId, Earlier)>) -> Self {
        for (id, earlier) in earlier {
            if let Some(at) = self.users.position(&id) {
                self.users.task_mut(at).remember(earlier);
            }
        }
        self
    }

    /// The next effect, beside those in flight. `None` when there is none before the next completion, and, when nothing
    /// is in flight, none at all any more.
    pub fn next_effect(&mut self) -> Option<Effect> {
        self.judge_canary();
        self.journal_unstarted();
        self.skip_refused_roles();
        self.next_journal()
            .or_else(|| self.next_write())
            .or_else(|| self.next_roles())
            .or_else(|| self.next_witness())
            .or_else(|| self.next_read())
            .or_else(|| self.next_read_back())
            .or_else(|| self.next_pause())
    }

    /// Starts no new write from now on; writes in flight are finished. The first reason stays.
    pub fn stop(&mut self, reason: StopReason) {
        self.breaker.stop(reason);
        self.drop_intended();
    }

    /// Why no new write starts, if so.
    #[must_use]
    pub fn stopped(&self) -> Option<&StopReason> {
        self.breaker.stopped()
    }

    /// Whether the apply was interrupted, and the effects in flight can be abandoned: no write is open, every written
    /// user was read back, no user is in doubt, and everything is in the journal.
    #[must_use]
    pub fn is_drained(&self) -> bool {
        self.stopped() == Some(&StopReason::Interrupted)
            && !self.in_flight.journal
            // A pause ends by itself, and settles the users who were waited for.
            && !self.in_flight.pause
            && self.entries.is_empty()
            && !self.users.any(&StageKind::OPEN)
            && !self.users.any(&StageKind::UNCONFIRMED)
            && !self.users.iter().any(|(task, _)| task.is_in_doubt())
    }

    /// Every user with the outcome so far, in the order of the plan.
    pub fn outcomes(&self) -> impl Iterator<Item = UserOutcome> + '_ {
        self.users.iter().map(|(task, stage)| task.outcome_at(stage))
    }

    /// Whether the apply ended because no more users may begin, and some have not.
    #[must_use]
    pub fn is_at_its_limit(&self) -> bool {
        self.stopped().is_none() && self.breaker.allowance() == 0 && self.users.any(&[StageKind::Unread])
    }

    /// Users whose outcome, or whose last outcome, was not reported while the apply ran, as after a stop.
    pub fn unreported(&self) -> impl Iterator<Item = UserOutcome> + '_ {
        let is_open = |(task, stage): &(&Task, &Stage)| !task.is_reported() || stage.is_unconfirmed();
        self.users.iter().filter(is_open).map(|(task, stage)| task.outcome_at(stage))
    }

    fn next_journal(&mut self) -> Option<Effect> {
        if self.in_flight.journal || matches!(self.stopped(), Some(StopReason::Journal { .. })) {
            return None;
        }
        let mut entries = std::mem::take(&mut self.entries);
        while !self.is_held_back()
            && self.users.count(&StageKind::OPEN) < self.max_concurrent_writes()
            && let Some(at) = self.users.first(StageKind::Recorded)
            && self.may_begin(at)
            && let Stage::Recorded(version, roles) = self.users.stage(at)
        {
            let (version, roles) = (version.clone(), roles.clone());
            if self.users.task_mut(at).begin() {
                self.breaker.begin();
            }
            self.users.enqueue(at, Stage::Journalling(version.clone()));
            let task = self.users.task(at);
            let (target, record) = (task.target().clone(), task.record().cloned());
            entries.push(JournalEntry::Intent { target, version, roles, record });
        }
        self.in_flight.journal = !entries.is_empty();
        self.in_flight.journal.then_some(Effect::Journal(entries))
    }

    fn next_write(&mut self) -> Option<Effect> {
        let at = self.users.first(StageKind::Intended)?;
        let Stage::Intended(version) = self.users.stage(at).clone() else { return None };
        self.users.enqueue(at, Stage::Writing(version.clone()));
        self.users.task_mut(at).on_sent(version.clone());
        Some(Effect::Deactivate(self.id(at), version))
    }

    fn next_roles(&mut self) -> Option<Effect> {
        let (at, version) = self.next_ready()?;
        self.users.enqueue(at, Stage::ReadingRoles(version));
        Some(Effect::ReadRoles(self.id(at)))
    }

    /// Once the directory has refused to show roles, no more are requested.
    fn skip_refused_roles(&mut self) {
        while self.roles_refused
            && let Some((at, version)) = self.next_ready()
        {
            self.record_roles(at, version, Reported::Unknown);
        }
    }

    /// The next user whose roles are due. No more are due than writes are about to begin: the rest would grow stale.
    fn next_ready(&self) -> Option<(usize, Version)> {
        let ahead = self.users.count(&[StageKind::ReadingRoles, StageKind::Recorded]);
        let at = self.users.first(StageKind::Ready)?;
        let Stage::Ready(version) = self.users.stage(at).clone() else { return None };
        let is_due = ahead < self.max_concurrent_writes()
            && self.stopped().is_none()
            && (self.users.task(at).is_begun() || self.breaker.allowance() > ahead as u64);
        is_due.then_some((at, version))
    }

    fn next_read(&mut self) -> Option<Effect> {
        if self.in_flight.read {
            return None;
        }
        let batch: Vec<usize> = if let Some(at) = self.users.first(StageKind::Recheck) {
            vec![at]
        } else if self.users.any(&[StageKind::ReadAgain]) {
            self.users.of(StageKind::ReadAgain).take(self.read_batch(MAX_READ_BACK_USERS)).collect()
        } else if let Some(at) = self.next_single() {
            vec![at]
        } else if !self.users.any(&[StageKind::Ready, StageKind::Recorded]) && !self.is_one_in_progress() {
            let ahead = self.users.count(&[StageKind::ReadingRoles]) as u64;
            let is_versioned = self.options.concurrency == WriteProtection::Versioned;
            let is_ahead = is_versioned && self.options.consequences.is_none();
            let max = if is_ahead { self.read_batch(MAX_READ_USERS) } else { 1 };
            let left = self.breaker.allowance().saturating_sub(ahead);
            self.users.of(StageKind::Unread).take(usize::try_from(left).map_or(max, |left| left.min(max))).collect()
        } else {
            return None;
        };
        self.read(&batch)
    }

    /// The next user to be read alone: to settle a doubt, to be read back, or because they may begin.
    fn next_single(&self) -> Option<usize> {
        let may_read = |at: &usize| self.users.task(*at).is_in_doubt() || self.may_begin(*at);
        let before_write = self.users.of(StageKind::ReadSingly).find(may_read);
        before_write.or_else(|| self.users.first(StageKind::ReadBackSingly))
    }

    /// Reads back when no write is open and none can begin.
    fn next_read_back(&mut self) -> Option<Effect> {
        if self.in_flight.read || !self.is_idle() {
            return None;
        }
        let batch: Vec<usize> = self.users.of(StageKind::Accepted).take(self.read_batch(MAX_READ_BACK_USERS)).collect();
        self.read(&batch)
    }

    fn next_pause(&mut self) -> Option<Effect> {
        let InFlight { read, journal, pause } = self.in_flight;
        if read || journal || pause || !self.is_idle() {
            return None;
        }
        let pause = if let Some(first) = self.users.first(StageKind::ReadBackLater) {
            Pause::ReadBack(self.users.task(first).read_backs())
        } else if self.users.any(&[StageKind::Busy]) && self.breaker.allowance() > 0 {
            Pause::Busy
        } else {
            return None;
        };
        self.in_flight.pause = true;
        Some(Effect::Pause(pause))
    }

    /// How many users are read at once, at most `most`.
    fn read_batch(&self, most: usize) -> usize {
        self.options.read_batch.clamp(1, most)
    }

    fn max_concurrent_writes(&self) -> usize {
        let is_versioned = self.options.concurrency == WriteProtection::Versioned;
        let is_concurrent = is_versioned && self.options.consequences.is_none();
        self.breaker.concurrency_limit(if is_concurrent { self.options.max_concurrent_writes } else { 1 })
    }

    /// Whether no other user may begin before a written one is read back: where a write may do more than end access, what
    /// it did to one user is known before it is sent for another.
    fn is_held_back(&self) -> bool {
        self.options.consequences.is_some() && self.users.any(&StageKind::UNCONFIRMED)
    }

    /// Whether a user is between their reading and their outcome, and no other is read meanwhile: the writes of such a
    /// directory take long, and a reading would grow stale.
    fn is_one_in_progress(&self) -> bool {
        self.options.consequences.is_some()
            && (self.is_held_back() || self.users.any(&StageKind::OPEN) || self.users.any(&[StageKind::ReadingRoles]))
    }

    fn read(&mut self, batch: &[usize]) -> Option<Effect> {
        if batch.is_empty() {
            return None;
        }
        for at in batch {
            let stage = match self.users.stage(*at) {
                Stage::Recheck(version) => Stage::Rechecking(version.clone()),
                stage if stage.is_unconfirmed() => Stage::ReadingBack,
                _ => Stage::Reading,
            };
            self.users.enqueue(*at, stage);
        }
        self.in_flight.read = true;
        Some(Effect::Read(batch.iter().map(|at| self.id(*at)).collect()))
    }

    fn id(&self, at: usize) -> UserId {
        self.users.task(at).target().id.clone()
    }

    /// Whether no write is open and none can begin before another completion.
    fn is_idle(&self) -> bool {
        const WAITING: [StageKind; 5] = [
            StageKind::Unread,
            StageKind::ReadSingly,
            StageKind::ReadBackSingly,
            StageKind::Ready,
            StageKind::Recorded,
        ];
        !self.users.any(&StageKind::OPEN)
            && !self.users.any(&[StageKind::ReadingRoles, StageKind::ReadAgain])
            && (!self.users.any(&WAITING) || self.breaker.allowance() == 0 || self.is_held_back())
    }

    /// Releases the other users when the canary succeeded, and stops when it did not.
    fn judge_canary(&mut self) {
        if !self.breaker.is_canary_due() || self.in_flight.read || !self.is_idle() {
            return;
        }
        if self.users.any(&StageKind::UNCONFIRMED) || self.users.iter().any(|(task, _)| task.is_in_doubt()) {
            return;
        }
        let is_bad =
            |stage: &Stage| matches!(stage, Stage::Settled(Outcome::Failed { .. } | Outcome::Unverified { .. }));
        if self.users.iter().any(|(task, stage)| task.is_begun() && is_bad(stage)) {
            self.stop(StopReason::Canary);
        } else {
            self.breaker.release_canary();
        }
    }

    /// Whether this user's write may begin: it has begun before, or one more may.
    fn may_begin(&self, at: usize) -> bool {
        self.stopped().is_none() && (self.users.task(at).is_begun() || self.breaker.allowance() > 0)
    }
}
