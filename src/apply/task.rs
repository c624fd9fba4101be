//! One user of the plan, on the way from unread to settled.

use crate::directory::{Fault, FaultKind};
use crate::model::{Fresh, Grant, Known, Outcome, State, Version, WhenUnknown};

use super::words::{Rules, Target, WhenBusy};

/// How often a user who changes between reading and writing is read and judged again.
const CONFLICTS: u8 = 3;

/// How far one user has come.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) target: Target,
    pub(super) stage: Stage,
    /// Whether the user counts as begun.
    pub(super) begun: bool,
    /// Why it is open whether a write took effect.
    pub(super) doubt: Option<String>,
    /// What was unknown when the user was written.
    pub(super) notes: Vec<&'static str>,
    /// The version that the last write named.
    pub(super) sent: Option<Version>,
    /// How often the user was read back without being found inactive.
    pub(super) read_back: u32,
    /// Whether the outcome was told.
    pub(super) is_told: bool,
    conflicts: u8,
    /// Whether a write whose answer was lost may be why the last one met a conflict.
    may_be_done: bool,
}

/// Where a user stands. What is under way is not in any queue of the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// To be read, or being read.
    Unread,
    /// On an interaction; to be looked at again.
    Busy,
    /// Still what the plan says, at this version.
    Ready(Version),
    /// The roles are recorded as far as they can be; the intent is to be journalled, or being journalled.
    Recorded(Version, Known<Vec<Grant>>),
    /// The intent is on the disk; to be read once more, or being read.
    Rechecked(Version),
    /// The intent is on the disk; to be written, or being written.
    Intended(Version),
    /// Written, as the directory answered; to be read back.
    Unconfirmed,
    /// Over.
    Settled(Outcome),
}

impl Task {
    pub(super) fn new(target: Target) -> Self {
        Self {
            target,
            stage: Stage::Unread,
            begun: false,
            doubt: None,
            notes: Vec::new(),
            sent: None,
            read_back: 0,
            is_told: false,
            conflicts: 0,
            may_be_done: false,
        }
    }

    /// Judges a user who was just read: who is no longer what the plan says is left alone.
    pub(super) fn judge(&mut self, found: Option<&Fresh>, rules: &Rules) -> Stage {
        let Some(Fresh { user, interaction }) = found else { return changed("no longer in the directory") };
        match user.state {
            State::Deleted => return changed("deleted meanwhile, and a write would restore them"),
            State::Inactive if self.doubt.is_some() || self.may_be_done => return Stage::Settled(Outcome::Done),
            State::Inactive => return Stage::Settled(Outcome::AlreadyInactive),
            State::Active => {}
        }
        if let Some(why) = self.doubt.take() {
            return Stage::Settled(Outcome::Failed(why));
        }
        if user.email != self.target.email {
            return changed(&format!("the e-mail is now `{}`", user.email));
        }
        match (interaction, rules.busy, rules.caution.interaction_unknown) {
            (Known::Known(true), WhenBusy::Wait, _) => Stage::Busy,
            (Known::Known(true), WhenBusy::Defer, _) => deferred("on an interaction"),
            (Known::Unknown, _, WhenUnknown::Defer) => deferred("whether they are on an interaction is unknown"),
            (Known::Unknown, _, WhenUnknown::Write) => {
                self.note("whether they were on an interaction is unknown");
                Stage::Ready(user.version)
            }
            (Known::Known(false), _, _) => Stage::Ready(user.version),
        }
    }

    /// What a failed write means: a conflict is judged again, and what may have taken effect is looked at.
    pub(super) fn after(&mut self, fault: &Fault) -> Stage {
        match fault.kind {
            FaultKind::Conflict | FaultKind::LateConflict => {
                self.may_be_done |= fault.kind == FaultKind::LateConflict;
                self.conflicts += 1;
                if self.conflicts < CONFLICTS {
                    Stage::Unread
                } else {
                    Stage::Settled(Outcome::Failed(format!("changed {CONFLICTS} times while being written: {fault}")))
                }
            }
            FaultKind::NotFound => changed("no longer in the directory"),
            // Accepted, with an answer that cannot be read: the directory itself is asked.
            FaultKind::Malformed => Stage::Unconfirmed,
            FaultKind::Unreachable | FaultKind::Server => {
                self.doubt = Some(fault.to_string());
                Stage::Unread
            }
            FaultKind::Unauthorized
            | FaultKind::Forbidden
            | FaultKind::RateLimited
            | FaultKind::Rejected
            | FaultKind::Incomplete
            | FaultKind::Forbade => Stage::Settled(Outcome::Failed(fault.to_string())),
        }
    }

    /// What it means that a user could not be read before a write, or after one in doubt.
    pub(super) fn unreadable(&self, fault: &Fault) -> Stage {
        Stage::Settled(match &self.doubt {
            Some(why) => Outcome::Unverified(format!("{why}; and then the user could not be read: {fault}")),
            None => Outcome::Failed(format!("could not be read, so nothing was sent: {fault}")),
        })
    }

    /// Whether a user who should be inactive is; `None` when it is too early to say.
    pub(super) fn confirm(&mut self, found: Result<Option<&Fresh>, &Fault>, patience: u32) -> Option<Outcome> {
        let why = match found {
            Ok(Some(fresh)) if fresh.user.state != State::Active => return Some(Outcome::Done),
            Ok(Some(_)) => "the directory accepted the change, but the user is still active".to_owned(),
            Ok(None) => "the directory accepted the change, but no longer shows the user".to_owned(),
            Err(fault) => format!("the directory accepted the change, but the user could not be read back: {fault}"),
        };
        self.read_back += 1;
        (self.read_back >= patience).then_some(Outcome::Unverified(why))
    }

    pub(super) fn note(&mut self, note: &'static str) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

fn changed(what: &str) -> Stage {
    Stage::Settled(Outcome::Changed(what.to_owned()))
}

fn deferred(what: &str) -> Stage {
    Stage::Settled(Outcome::Deferred(what.to_owned()))
}
