//! What is left to be said when an apply has ended.

use crate::model::{FailureReason, FreeText, Outcome, UnverifiedReason};

use super::Machine;
use super::types::{ApplyWarning, StopReason, UserOutcome};

/// The end of an apply, beside its totals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplyEnd {
    /// Why no new write started, if so.
    pub stopped: Option<StopReason>,
    /// What to do about users whose outcome is not settled.
    pub advice: Vec<ApplyWarning>,
}

impl Machine {
    /// The end of an apply whose effects have all been performed, or abandoned.
    #[must_use]
    pub fn end(&self) -> ApplyEnd {
        let outcomes: Vec<Outcome> = self.outcomes().map(|UserOutcome { outcome, .. }| outcome).collect();
        let is_vanished =
            |outcome: &&Outcome| matches!(outcome, Outcome::Unverified { reason: UnverifiedReason::Vanished });
        let vanished = outcomes.iter().filter(is_vanished).count() as u64;
        let unverified = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Unverified { .. })).count() as u64;
        let mut advice = Vec::new();
        if self.options.consequences.is_none() {
            if unverified > 0 {
                advice.push(ApplyWarning::Unverified { users: unverified });
            }
        } else {
            if vanished > 0 {
                advice.push(ApplyWarning::Vanished { users: vanished });
            }
            if unverified > vanished {
                advice.push(ApplyWarning::InDoubt { users: unverified - vanished });
            }
            advice.extend(hints(&outcomes).into_iter().map(|hint| ApplyWarning::Advice { hint }));
        }
        ApplyEnd { stopped: self.stopped().cloned(), advice }
    }
}

/// What to do about refusals, each thing once.
fn hints(outcomes: &[Outcome]) -> Vec<FreeText> {
    let errors = outcomes.iter().filter_map(|outcome| match outcome {
        Outcome::Failed {
            reason:
                FailureReason::Refused { error }
                | FailureReason::RateLimited { error, .. }
                | FailureReason::Unreadable { error },
        } => Some(error),
        _ => None,
    });
    let mut hints: Vec<FreeText> = Vec::new();
    for hint in errors.flat_map(|error| &error.hints) {
        if !hints.iter().any(|known| known.0 == *hint) {
            hints.push(FreeText(hint.clone()));
        }
    }
    hints
}
