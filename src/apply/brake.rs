//! How many more writes may start, and when none may.

use crate::model::Outcome;
use crate::model::{DirectoryError, DirectoryErrorKind};

use super::words::{Rules, Stop};

/// After so many authorization failures in a row nothing more is tried.
const AUTHORIZATION_FAILURES: u32 = 3;
/// From so many tried on the share of failures counts.
const ENOUGH_TRIED: u64 = 5;
/// Over one in so many may not fail.
const FAILURE_SHARE: u64 = 5;

/// Counts what was tried and how it went.
#[derive(Clone, Debug, Default)]
pub(super) struct Brake {
    /// Users whose write was begun; a user who is begun again counts once.
    started: u64,
    limit: Option<u64>,
    /// The size of the canary, until it has passed.
    canary: Option<u64>,
    refused_in_a_row: u32,
    /// How many writes have succeeded since the last one that did not.
    succeeded_in_a_row: usize,
    tried: u64,
    failed: u64,
    stopped: Option<Stop>,
}

impl Brake {
    pub(super) fn new(rules: &Rules) -> Self {
        Self { limit: rules.limit, canary: rules.canary, ..Self::default() }
    }

    /// How many more users may be begun now.
    pub(super) fn allowance(&self) -> u64 {
        if self.stopped.is_some() {
            return 0;
        }
        [self.limit, self.canary].into_iter().flatten().min().map_or(u64::MAX, |most| most.saturating_sub(self.started))
    }

    /// How many writes may be open at once: one, and one more for each that succeeded since one did not. So a
    /// directory that refuses everything is asked one by one.
    pub(super) fn width(&self, at_once: usize) -> usize {
        at_once.clamp(1, 1 + self.succeeded_in_a_row)
    }

    pub(super) fn begin(&mut self) {
        self.started += 1;
    }

    /// Whether as many users are begun as the canary holds, and it has not passed yet.
    pub(super) fn is_canary_due(&self) -> bool {
        self.stopped.is_none() && self.canary.is_some_and(|canary| self.started >= canary)
    }

    pub(super) fn release_canary(&mut self) {
        self.canary = None;
    }

    pub(super) fn stop(&mut self, why: Stop) -> Option<Stop> {
        if self.stopped.is_some() {
            return None;
        }
        self.stopped = Some(why.clone());
        Some(why)
    }

    pub(super) fn stopped(&self) -> Option<&Stop> {
        self.stopped.as_ref()
    }

    /// Hears how a request to the directory went, and says whether that is a reason to stop.
    pub(super) fn heard(&mut self, fault: Option<&DirectoryError>) -> Option<Stop> {
        match fault {
            Some(fault) if matches!(fault.kind, DirectoryErrorKind::Unauthorized | DirectoryErrorKind::Forbidden) => {
                self.refused_in_a_row += 1;
                if self.refused_in_a_row >= AUTHORIZATION_FAILURES {
                    return Some(Stop::Authorization(fault.to_string()));
                }
            }
            Some(fault) if fault.kind == DirectoryErrorKind::RateLimited => {
                return Some(Stop::RateLimit(fault.to_string()));
            }
            Some(_) => {}
            None => self.refused_in_a_row = 0,
        }
        None
    }

    /// Hears how a user came out who was tried, and says whether that is a reason to stop.
    pub(super) fn concluded(&mut self, outcome: &Outcome) -> Option<Stop> {
        match outcome {
            Outcome::Done => {
                self.tried += 1;
                self.succeeded_in_a_row += 1;
            }
            Outcome::Failed(_) | Outcome::Unverified(_) => {
                self.succeeded_in_a_row = 0;
                self.tried += 1;
                self.failed += 1;
            }
            Outcome::AlreadyInactive | Outcome::Changed(_) | Outcome::Deferred(_) | Outcome::NotStarted => {}
        }
        self.judge_failures()
    }

    /// A user counted as done turned out not to be.
    pub(super) fn undone(&mut self) -> Option<Stop> {
        self.failed += 1;
        self.judge_failures()
    }

    fn judge_failures(&self) -> Option<Stop> {
        let too_many = self.tried >= ENOUGH_TRIED && self.failed * FAILURE_SHARE > self.tried;
        too_many.then_some(Stop::Failures { failed: self.failed, tried: self.tried })
    }
}
