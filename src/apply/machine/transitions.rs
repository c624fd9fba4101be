//! The state machine of an apply: what each completion means.

use std::collections::HashMap;

use crate::model::{
    CurrentUser, DeferralReason, DirectoryError, DirectoryErrorKind, FailureReason, FreeText, Grant, Outcome,
    OutcomeNote, Reported, State, UnverifiedReason, UserId, Version, WriteProtection, WriteReceipt,
};

use super::Machine;
use super::stage::{Stage, StageKind};
use super::types::{ApplyProgress, ApplyWarning, Completion, Pause, PauseEnd, StopReason};

type FoundUser<'a> = Result<Option<&'a CurrentUser>, &'a DirectoryError>;

impl Machine {
    /// Takes a completion, and returns what to report.
    pub fn handle(&mut self, completion: Completion) -> Vec<ApplyProgress> {
        match completion {
            Completion::Read(ids, found) => self.on_read(&ids, found),
            Completion::Roles(id, roles) => self.on_roles(&id, roles).into_iter().collect(),
            Completion::Journal(result) => {
                self.on_journal(result);
                Vec::new()
            }
            Completion::Deactivate(id, result) => self.on_write(&id, result).into_iter().collect(),
            Completion::Pause(pause, end) => self.on_pause(pause, end),
        }
    }

    fn on_read(&mut self, ids: &[UserId], found: Result<Vec<CurrentUser>, DirectoryError>) -> Vec<ApplyProgress> {
        self.in_flight.read = false;
        self.note_failure(found.as_ref().err());
        if self.is_of_witness(&found) {
            return Vec::new();
        }
        let positions: Vec<usize> = ids.iter().filter_map(|id| self.users.position(id)).collect();
        match found {
            Ok(users) => {
                let users: HashMap<UserId, CurrentUser> =
                    users.into_iter().map(|current| (current.user.id.clone(), current)).collect();
                positions.into_iter().filter_map(|at| self.on_user(at, Ok(users.get(&self.id(at))))).collect()
            }
            // One unusable user must not keep the others from being read.
            Err(error) if positions.len() > 1 && is_about_content(&error) => {
                for at in positions {
                    match self.users.stage(at) {
                        Stage::Reading => self.users.enqueue(at, Stage::ReadSingly),
                        Stage::ReadingBack => self.users.enqueue(at, Stage::ReadBackSingly),
                        _ => {}
                    }
                }
                Vec::new()
            }
            Err(error) => positions.into_iter().filter_map(|at| self.on_user(at, Err(&error))).collect(),
        }
    }

    /// The reading of one user, by its purpose. A user who was settled meanwhile stays so.
    fn on_user(&mut self, at: usize, found: FoundUser<'_>) -> Option<ApplyProgress> {
        match self.users.stage(at).clone() {
            Stage::Reading => {
                let task = self.users.task(at);
                if let Ok(Some(current)) = found
                    && (task.may_have_changed_more() || (task.is_written() && current.user.state == State::Inactive))
                {
                    self.note_side_effects(at, current);
                }
                let stage = self.users.task_mut(at).judge(found, &self.options);
                if let Stage::Settled(outcome) = &stage {
                    self.judge_effect(at, outcome);
                }
                self.move_to(at, stage)
            }
            Stage::Rechecking(version) => self.on_recheck(at, version, found),
            Stage::ReadingBack => self.on_read_back(at, found),
            _ => None,
        }
    }

    /// A user whose intent is in the journal, just before a write that names no version.
    fn on_recheck(&mut self, at: usize, version: Version, found: FoundUser<'_>) -> Option<ApplyProgress> {
        let intended = self.users.task(at).record().cloned();
        let stage = self.users.task_mut(at).judge(found, &self.options);
        let is_unchanged = stage == Stage::Ready(version.clone()) && self.users.task(at).record() == intended.as_ref();
        let stage = match (stage, self.stopped()) {
            (Stage::Settled(outcome), _) => Stage::Settled(outcome),
            (_, Some(_)) => Stage::Settled(Outcome::NotStarted),
            (_, None) if is_unchanged => Stage::Intended(version),
            // Changed, or on an interaction: judged again from the start, up to a limit.
            (_, None) => {
                let error = DirectoryError::new(DirectoryErrorKind::Conflict, "changed between two readings");
                self.users.task_mut(at).on_conflict(&error)
            }
        };
        self.move_to(at, stage)
    }

    fn on_read_back(&mut self, at: usize, found: FoundUser<'_>) -> Option<ApplyProgress> {
        if let Ok(Some(current)) = found {
            self.note_side_effects(at, current);
        }
        let task = self.users.task_mut(at);
        let is_reported = task.is_reported();
        let outcome = task.verify(found, self.options.consequences.as_ref());
        if let Some(outcome) = &outcome {
            self.judge_effect(at, outcome);
        }
        match outcome {
            None => self.move_to(at, Stage::ReadBackLater),
            Some(Outcome::Done) if is_reported => {
                self.users.enqueue(at, Stage::Settled(Outcome::Done));
                None
            }
            Some(outcome) if is_reported => {
                if let Some(reason) = self.breaker.on_verification_failed() {
                    self.stop(reason);
                }
                Some(self.report(at, outcome, None))
            }
            Some(outcome) => {
                let is_known = self.options.consequences.is_some() && outcome == Outcome::Done;
                let receipt = is_known.then(|| self.users.task(at).receipt(found.ok().flatten()));
                Some(self.settle(at, outcome, receipt.as_ref()))
            }
        }
    }

    /// Notes which other attributes a write changed, and stops where that is not known of a deactivation.
    fn note_side_effects(&mut self, at: usize, found: &CurrentUser) {
        let Some(known) = &self.options.consequences else { return };
        let task = self.users.task_mut(at);
        let attributes = task.note_side_effects(found, known);
        if !attributes.is_empty() {
            let email = task.target().email.clone();
            self.stop(StopReason::SideEffects { email, attributes });
        }
    }

    /// Judges whether the writes have the effect that is known of them, and no other.
    fn judge_effect(&mut self, at: usize, outcome: &Outcome) {
        let reason = match outcome {
            _ if self.options.consequences.is_none() => None,
            Outcome::Done if self.users.task(at).is_begun() => {
                self.breaker.on_effect();
                None
            }
            Outcome::Unverified { reason: UnverifiedReason::AcceptedAndActive } => self.breaker.on_no_effect(),
            Outcome::Unverified {
                reason:
                    UnverifiedReason::AcceptedAndUnreadable { error }
                    | UnverifiedReason::UnreadableAfterWrite { read: error, .. },
            } if !self.breaker.is_any_effective() => {
                let email = self.users.task(at).target().email.clone();
                Some(StopReason::FirstWriteUnread { email, error: error.clone() })
            }
            Outcome::Unverified { reason: UnverifiedReason::Vanished } => {
                Some(StopReason::Vanished { email: self.users.task(at).target().email.clone() })
            }
            _ => None,
        };
        if let Some(reason) = reason {
            self.stop(reason);
        }
    }

    fn on_roles(&mut self, id: &UserId, roles: Result<Vec<Grant>, DirectoryError>) -> Option<ApplyProgress> {
        let at = self.users.position(id)?;
        let Stage::ReadingRoles(version) = self.users.stage(at).clone() else { return None };
        match (roles, self.options.policy.require_role_record) {
            (Ok(grants), _) => {
                self.record_roles(at, version, Reported::Known(grants));
                None
            }
            (Err(error), true) if error.kind == DirectoryErrorKind::Forbidden => {
                self.users.enqueue(at, Stage::Ready(version));
                self.stop(StopReason::RoleRecord { error: Box::new(error) });
                None
            }
            // The roles that a write removes are lost for good, so after a transient error another apply tries again.
            (Err(error), is_required) if is_required || is_transient(&error) => {
                self.note_failure(Some(&error));
                let reason = FailureReason::RolesUnreadable { error: Box::new(error) };
                self.move_to(at, Stage::Settled(Outcome::Failed { reason }))
            }
            (Err(error), _) => {
                let is_first = error.kind == DirectoryErrorKind::Forbidden && !self.roles_refused;
                self.roles_refused |= is_first;
                self.record_roles(at, version, Reported::Unknown);
                let warning = ApplyWarning::RolesUnknown { error: Box::new(error) };
                is_first.then_some(ApplyProgress::Warning { warning })
            }
        }
    }

    /// Records the roles of a user as far as they are known.
    pub(super) fn record_roles(&mut self, at: usize, version: Version, roles: Reported<Vec<Grant>>) {
        if roles == Reported::Unknown {
            self.users.task_mut(at).note(OutcomeNote::RolesUnknown);
        }
        self.users.enqueue(at, Stage::Recorded(version, roles));
    }

    fn on_journal(&mut self, result: Result<(), String>) {
        self.in_flight.journal = false;
        let is_written = result.is_ok();
        for at in self.users.of(StageKind::Journalling).collect::<Vec<_>>() {
            let Stage::Journalling(version) = self.users.stage(at).clone() else { continue };
            if !is_written {
                self.conclude(at, Outcome::NotStarted, None);
            } else if self.options.concurrency == WriteProtection::Versioned && !version.is_absent() {
                self.users.enqueue(at, Stage::Intended(version));
            } else {
                self.users.enqueue(at, Stage::Recheck(version));
            }
        }
        if let Err(error) = result {
            self.stop(StopReason::Journal { error: FreeText(error) });
        } else if self.stopped().is_some() {
            // Stopped while the intents were on their way to the disk.
            self.drop_intended();
        }
    }

    fn on_write(&mut self, id: &UserId, result: Result<WriteReceipt, DirectoryError>) -> Option<ApplyProgress> {
        let at = self.users.position(id)?;
        self.note_failure(result.as_ref().err());
        if self.options.consequences.is_some()
            && let Some(reason) = self.breaker.on_write(result.as_ref().err())
        {
            self.stop(reason);
        }
        match result {
            Ok(written) => {
                self.users.task_mut(at).on_accepted(&written);
                // Where terms are known, nothing is said, journalled or counted before the reading that comes next.
                let progress = self.options.consequences.is_none().then(|| {
                    self.note_outcome(at, &Outcome::Done);
                    self.report(at, Outcome::Done, Some(&written))
                });
                // Done as far as the answer goes; only a reading proves it.
                self.users.enqueue(at, Stage::Accepted);
                progress
            }
            Err(error) => {
                let stage = self.users.task_mut(at).on_write_error(&error, self.options.consequences.as_ref());
                self.move_to(at, stage)
            }
        }
    }

    fn on_pause(&mut self, pause: Pause, end: PauseEnd) -> Vec<ApplyProgress> {
        self.in_flight.pause = false;
        let (from, to) = match (pause, end) {
            (Pause::ReadBack(_), _) => (StageKind::ReadBackLater, Stage::Accepted),
            (Pause::Busy, PauseEnd::Elapsed) => (StageKind::Busy, Stage::Unread),
            (Pause::Busy, PauseEnd::TimeUp) => {
                let reason = DeferralReason::StillOnInteraction;
                (StageKind::Busy, Stage::Settled(Outcome::Deferred { reason }))
            }
        };
        let waiting: Vec<usize> = self.users.of(from).collect();
        waiting.into_iter().filter_map(|at| self.move_to(at, to.clone())).collect()
    }

    /// Settles users who have an intent in the journal and were not written yet as not started.
    pub(super) fn drop_intended(&mut self) {
        let kinds = [StageKind::Intended, StageKind::Recheck];
        for at in kinds.into_iter().flat_map(|kind| self.users.of(kind)).collect::<Vec<_>>() {
            self.conclude(at, Outcome::NotStarted, None);
        }
    }

    /// Once no write is in flight after a stop, settles users who were begun and not written as not started.
    pub(super) fn journal_unstarted(&mut self) {
        if self.stopped().is_none() || self.in_flight.journal || self.users.any(&StageKind::OPEN) {
            return;
        }
        let is_unstarted = |at: &usize| {
            let task = self.users.task(*at);
            task.is_begun() && !task.is_in_doubt()
        };
        let unstarted: Vec<usize> =
            StageKind::UNSTARTED.into_iter().flat_map(|kind| self.users.of(kind)).filter(is_unstarted).collect();
        for at in unstarted {
            self.conclude(at, Outcome::NotStarted, None);
        }
    }

    /// Moves a user to a stage; an outcome is counted, journalled and reported.
    fn move_to(&mut self, at: usize, stage: Stage) -> Option<ApplyProgress> {
        let Stage::Settled(outcome) = stage else {
            self.users.enqueue(at, stage);
            return None;
        };
        Some(self.settle(at, outcome, None))
    }

    /// Counts, journals and reports an outcome.
    fn settle(&mut self, at: usize, outcome: Outcome, written: Option<&WriteReceipt>) -> ApplyProgress {
        let outcome = self.users.task(at).certain(outcome);
        self.note_outcome(at, &outcome);
        self.report(at, outcome, written)
    }

    /// Counts an outcome in the circuit breaker. A user who is done without having begun was written by an earlier
    /// apply, which is no evidence about this one.
    fn note_outcome(&mut self, at: usize, outcome: &Outcome) {
        if (self.users.task(at).is_begun() || *outcome != Outcome::Done)
            && let Some(reason) = self.breaker.on_outcome(outcome.kind())
        {
            self.stop(reason);
        }
    }

    fn report(&mut self, at: usize, outcome: Outcome, written: Option<&WriteReceipt>) -> ApplyProgress {
        self.conclude(at, outcome.clone(), written);
        ApplyProgress::Settled { user: self.users.task_mut(at).report(outcome) }
    }

    /// Settles and journals an outcome.
    fn conclude(&mut self, at: usize, outcome: Outcome, written: Option<&WriteReceipt>) {
        let task = self.users.task_mut(at);
        let outcome = task.certain(outcome);
        self.entries.push(task.conclude(outcome.clone(), written));
        self.users.enqueue(at, Stage::Settled(outcome));
    }

    fn note_failure(&mut self, error: Option<&DirectoryError>) {
        if let Some(reason) = self.breaker.on_response(error) {
            self.stop(reason);
        }
    }
}

/// Whether an error may be gone at another time. A missing permission, or a directory without such records, stays.
fn is_transient(error: &DirectoryError) -> bool {
    use DirectoryErrorKind::{Forbidden, NotFound, Rejected};
    !matches!(error.kind, Forbidden | NotFound | Rejected)
}

/// Whether an error is about the content of a request or an answer, rather than about reaching the directory.
fn is_about_content(error: &DirectoryError) -> bool {
    use DirectoryErrorKind::{Incomplete, Malformed, NotFound, Rejected};
    matches!(error.kind, Malformed | Incomplete | Rejected | NotFound)
}
