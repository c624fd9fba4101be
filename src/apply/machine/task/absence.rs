//! What it means that the directory does not show a user.

use crate::apply::machine::consequences::Consequences;
use crate::model::{ChangeReason, Outcome, OutcomeNote, UnverifiedReason};

use super::Task;

/// A user who is not found after a write counts as gone when they are not found this number of times in a row: one of
/// several servers may lag behind.
const MAX_ABSENCES: u8 = 3;

impl Task {
    /// Notes that the user was not found; whether that is believed already.
    pub(super) fn is_absence_believed(&mut self, consequences: Option<&Consequences>) -> bool {
        self.absences += 1;
        consequences.is_none() || !self.is_written() || self.absences >= MAX_ABSENCES
    }

    /// Whether the user was not found at the last reading that was answered, and no deactivation explains that.
    pub(super) fn is_missed(&self, consequences: Option<&Consequences>) -> bool {
        let is_explained = consequences.is_none_or(Consequences::explain_absence);
        self.absences > 0 && self.is_written() && !is_explained
    }

    /// The outcome of a user whom the directory does not show. Before any write that says nothing of their access. After
    /// one it may be its effect: where a deactivation explains that, they are inactive as far as is known.
    pub(super) fn missing(&mut self, consequences: Option<&Consequences>) -> Outcome {
        match consequences.filter(|_| self.is_written()) {
            Some(known) if known.explain_absence() => {
                self.note(OutcomeNote::Gone);
                self.inactive()
            }
            Some(_) => Outcome::Unverified { reason: UnverifiedReason::Vanished },
            None => Outcome::Changed { reason: ChangeReason::Missing },
        }
    }
}
