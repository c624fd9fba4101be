//! The circuit breaker: how many more writes may start, and when none may.

use crate::model::{DirectoryError, DirectoryErrorKind, OutcomeKind};

use super::types::{ApplyOptions, StopReason};

/// The apply stops after this number of authorization errors in a row.
const MAX_CONSECUTIVE_AUTH_FAILURES: u32 = 3;
/// The share of failures counts from this number of tried users on.
const MIN_TRIED_USERS: u64 = 5;
/// The apply stops after this number of refused writes in a row, in a directory where terms are known.
const MAX_CONSECUTIVE_REFUSED_WRITES: u32 = 3;
/// The apply stops after this number of accepted writes in a row without an effect, in a directory of which that is known.
const MAX_CONSECUTIVE_INEFFECTIVE_WRITES: u32 = 3;
/// The apply stops when more than one tried user in this number failed.
const MAX_FAILED_ONE_IN: u64 = 5;

/// Counts writes and their outcomes.
#[derive(Clone, Debug, Default)]
pub(super) struct CircuitBreaker {
    /// Users whose write has begun; a user who is written again counts once.
    begun: u64,
    limit: Option<u64>,
    /// The size of the canary, until it has passed.
    canary: Option<u64>,
    consecutive_auth_failures: u32,
    /// Accepted writes whose users were found active, since the last one whose user was not.
    consecutive_ineffective_writes: u32,
    /// Whether any user who was written was found inactive.
    is_any_effective: bool,
    /// Writes that were refused for good, since the last one that was accepted.
    consecutive_refused_writes: u32,
    /// Whether the directory accepted any write.
    is_any_accepted: bool,
    /// Writes that succeeded since the last one that did not.
    consecutive_successes: usize,
    tried: u64,
    failed: u64,
    stopped: Option<StopReason>,
}

impl CircuitBreaker {
    pub(super) fn new(options: &ApplyOptions) -> Self {
        Self { limit: options.limit, canary: options.canary, ..Self::default() }
    }

    /// How many more users may begin now.
    pub(super) fn allowance(&self) -> u64 {
        if self.stopped.is_some() {
            return 0;
        }
        [self.limit, self.canary].into_iter().flatten().min().map_or(u64::MAX, |max| max.saturating_sub(self.begun))
    }

    /// How many writes may be in flight at once: one, and one more for each success since the last failure. A directory
    /// that refuses every write gets them one by one.
    pub(super) fn concurrency_limit(&self, max: usize) -> usize {
        max.clamp(1, 1 + self.consecutive_successes)
    }

    pub(super) fn begin(&mut self) {
        self.begun += 1;
    }

    /// Whether every user of the canary has begun, and it has not passed yet.
    pub(super) fn is_canary_due(&self) -> bool {
        self.stopped.is_none() && self.canary.is_some_and(|canary| self.begun >= canary)
    }

    pub(super) fn release_canary(&mut self) {
        self.canary = None;
    }

    /// Stops, unless stopped before.
    pub(super) fn stop(&mut self, reason: StopReason) {
        self.stopped.get_or_insert(reason);
    }

    pub(super) fn stopped(&self) -> Option<&StopReason> {
        self.stopped.as_ref()
    }

    /// Notes the result of a request; a reason to stop, if it is one.
    pub(super) fn on_response(&mut self, error: Option<&DirectoryError>) -> Option<StopReason> {
        match error {
            Some(error) if matches!(error.kind, DirectoryErrorKind::Unauthorized | DirectoryErrorKind::Forbidden) => {
                self.consecutive_auth_failures += 1;
                if self.consecutive_auth_failures >= MAX_CONSECUTIVE_AUTH_FAILURES {
                    return Some(StopReason::Authorization { error: Box::new(error.clone()) });
                }
            }
            Some(error) if error.kind == DirectoryErrorKind::RateLimited => {
                return Some(StopReason::RateLimited { error: Box::new(error.clone()) });
            }
            Some(_) => {}
            None => self.consecutive_auth_failures = 0,
        }
        None
    }

    /// Notes the answer to a write where terms are known: there each user is read in between, so that authorization errors
    /// are never in a row. A reason to stop, if it is one.
    pub(super) fn on_write(&mut self, error: Option<&DirectoryError>) -> Option<StopReason> {
        use DirectoryErrorKind::{Forbidden, Rejected, Unauthorized, Unsupported};
        let Some(error) = error else {
            self.is_any_accepted = true;
            self.consecutive_refused_writes = 0;
            return None;
        };
        if !matches!(error.kind, Unauthorized | Forbidden | Rejected | Unsupported) {
            return None;
        }
        self.consecutive_refused_writes += 1;
        let writes = self.consecutive_refused_writes;
        let error = Box::new(error.clone());
        // Once a write was accepted, no refusal holds for every user.
        if error.kind == Unsupported && !self.is_any_accepted {
            return Some(StopReason::Unsupported { error });
        }
        (writes >= MAX_CONSECUTIVE_REFUSED_WRITES).then_some(StopReason::Refused { writes, error })
    }

    /// Notes the outcome of a user; a reason to stop, if it is one.
    pub(super) fn on_outcome(&mut self, outcome: OutcomeKind) -> Option<StopReason> {
        match outcome {
            OutcomeKind::Done => {
                self.tried += 1;
                self.consecutive_successes += 1;
            }
            OutcomeKind::Failed | OutcomeKind::Unverified => {
                self.consecutive_successes = 0;
                self.tried += 1;
                self.failed += 1;
            }
            OutcomeKind::AlreadyInactive | OutcomeKind::Changed | OutcomeKind::Deferred | OutcomeKind::NotStarted => {}
        }
        self.judge_failures()
    }

    /// Notes that a user who counts as done was not found inactive; a reason to stop, if it is one.
    pub(super) fn on_verification_failed(&mut self) -> Option<StopReason> {
        self.failed += 1;
        self.judge_failures()
    }

    /// Notes that a user who was written was found inactive.
    pub(super) fn on_effect(&mut self) {
        self.consecutive_ineffective_writes = 0;
        self.is_any_effective = true;
    }

    /// Whether the effect of a write is known: until it is, the first one stands alone.
    pub(super) fn is_any_effective(&self) -> bool {
        self.is_any_effective
    }

    /// Notes that a write was accepted and had no effect; a reason to stop, if it is one.
    pub(super) fn on_no_effect(&mut self) -> Option<StopReason> {
        self.consecutive_ineffective_writes += 1;
        let writes = self.consecutive_ineffective_writes;
        (writes >= MAX_CONSECUTIVE_INEFFECTIVE_WRITES).then_some(StopReason::Ineffective { writes })
    }

    fn judge_failures(&self) -> Option<StopReason> {
        let too_many = self.tried >= MIN_TRIED_USERS && self.failed * MAX_FAILED_ONE_IN > self.tried;
        too_many.then_some(StopReason::Failures { failed: self.failed, tried: self.tried })
    }
}
