//! The witness: another user of the plan, who shows whether a write ends the access of its own user alone.
//!
//! Where little is known of a directory, its first write could reach further than the user it names. The witness is read
//! before it, and again as soon as it has had its effect: whoever was active before and is not afterwards, without a write
//! of this apply, stops it.

use crate::model::{CurrentUser, DirectoryError, State};

use super::Machine;
use super::stage::StageKind;
use super::types::{Effect, StopReason};

/// How far the witness has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Witness {
    /// Nobody was chosen yet.
    #[default]
    Unchosen,
    /// This user is being read before the first write.
    ReadBefore(usize),
    /// This user was active before the first write.
    Active(usize),
    /// This user is being read after the first write.
    ReadAfter(usize),
    /// Nothing more is asked of anybody.
    Dismissed,
}

impl Machine {
    /// Reads the witness, where it is time to.
    pub(super) fn next_witness(&mut self) -> Option<Effect> {
        if self.options.consequences.is_none() || self.in_flight.read || self.stopped().is_some() {
            return None;
        }
        let (at, next) = match self.witness {
            Witness::Unchosen => {
                // The user whose turn comes last.
                let mut unread: Vec<usize> = self.users.of(StageKind::Unread).collect();
                let Some(at) = unread.pop().filter(|_| !unread.is_empty()) else {
                    self.witness = Witness::Dismissed;
                    return None;
                };
                (at, Witness::ReadBefore(at))
            }
            Witness::Active(at) if self.users.stage(at).kind() != StageKind::Unread => {
                self.witness = Witness::Dismissed;
                return None;
            }
            Witness::Active(at) if self.breaker.is_any_effective() => (at, Witness::ReadAfter(at)),
            _ => return None,
        };
        self.witness = next;
        self.in_flight.read = true;
        Some(Effect::Read(vec![self.id(at)]))
    }

    /// Takes a reading, if it is the witness's.
    pub(super) fn is_of_witness(&mut self, found: &Result<Vec<CurrentUser>, DirectoryError>) -> bool {
        let (at, is_after) = match self.witness {
            Witness::ReadBefore(at) => (at, false),
            Witness::ReadAfter(at) => (at, true),
            Witness::Unchosen | Witness::Active(_) | Witness::Dismissed => return false,
        };
        let target = self.users.task(at).target();
        let users = found.as_deref().unwrap_or_default();
        let state = users.iter().find(|current| current.user.id == target.id).map(|current| current.user.state);
        let email = target.email.clone();
        self.witness = match (state, is_after) {
            (Some(State::Active), false) => Witness::Active(at),
            _ => Witness::Dismissed,
        };
        if is_after && matches!(state, Some(State::Inactive | State::Deleted)) {
            self.stop(StopReason::WriteReachedOthers { email });
        }
        true
    }
}
