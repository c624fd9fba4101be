//! One user of the plan, on the way from unread to settled.

use crate::model::{CurrentUser, Earlier, Grant, Known, LiveUser, Note, OnUnknown, Outcome, Sent, State, Version};
use crate::model::{DirectoryError, DirectoryErrorKind};

use super::account;
use super::words::{Rules, Target, WhenBusy};

/// How often a user who changes between reading and writing is read and judged again.
const CONFLICTS: u8 = 3;

/// What a person must know of a write that got no answer.
const OPEN: &str = "the change may still take effect: look the user up before planning again";

/// How far one user has come.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) target: Target,
    pub(super) stage: Stage,
    /// Whether the user counts as begun.
    pub(super) begun: bool,
    /// Why it is open whether a write took effect.
    pub(super) doubt: Option<String>,
    /// What is worth knowing beside the outcome.
    pub(super) notes: Vec<Note>,
    /// What is known of the writes of this user.
    pub(super) sent: Sent,
    /// The version that the last write named.
    pub(super) named: Option<Version>,
    /// A write that an earlier apply began, and of which nobody knows what came.
    pub(super) earlier: Option<Earlier>,
    /// How often the user was read back without being found inactive.
    pub(super) read_back: u32,
    /// Whether the outcome was told.
    pub(super) is_told: bool,
    conflicts: u8,
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
    /// WriteReceipt, as the directory answered; to be read back.
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
            sent: Sent::Nothing,
            named: None,
            earlier: None,
            read_back: 0,
            is_told: false,
            conflicts: 0,
        }
    }

    /// Judges a user who was just read: who is no longer what the plan says is left alone.
    pub(super) fn judge(&mut self, found: Option<&CurrentUser>, rules: &Rules) -> Stage {
        let Some(CurrentUser { user, interaction }) = found else { return changed("no longer in the directory") };
        match user.state {
            State::Deleted => return changed("deleted meanwhile, and a write would restore them"),
            State::Inactive => return Stage::Settled(self.inactive()),
            State::Active => {}
        }
        if let Some(why) = self.doubt.take() {
            return Stage::Settled(Outcome::Unverified(format!("{why}; the user is still active, and {OPEN}")));
        }
        if let Some(what) = self.difference(user) {
            return changed(&what);
        }
        match (interaction, rules.busy, rules.caution.interaction_unknown) {
            (Known::Known(true), WhenBusy::Wait, _) => Stage::Busy,
            (Known::Known(true), WhenBusy::Defer, _) => deferred("on an interaction"),
            (Known::Unknown, _, OnUnknown::Defer) => deferred("whether they are on an interaction is unknown"),
            (Known::Unknown, _, OnUnknown::Write) => {
                self.note(Note::InteractionUnknown);
                Stage::Ready(user.version.clone())
            }
            (Known::Known(false), _, _) => Stage::Ready(user.version.clone()),
        }
    }

    /// What it means that a user is inactive: this apply's own write, an earlier one's, or somebody else's.
    fn inactive(&mut self) -> Outcome {
        if self.sent >= Sent::Unanswered {
            return Outcome::Done;
        }
        match self.earlier.clone() {
            Some(earlier) => {
                self.note(Note::EarlierWrite(earlier));
                Outcome::Done
            }
            None => Outcome::AlreadyInactive,
        }
    }

    /// What of an active user is no longer as the plan has it: they are in its scope no more, or may be somebody else.
    fn difference(&self, user: &LiveUser) -> Option<String> {
        if user.email != self.target.email {
            return Some(format!("the e-mail is now `{}`", user.email));
        }
        match (&self.target.division, &user.division) {
            (Some(planned), Some(now)) if *planned != now.id => {
                return Some(format!("moved to the division `{}` since the plan", now.name));
            }
            (Some(_), None) => return Some("the directory no longer says in which division they are".to_owned()),
            _ => {}
        }
        // The new name is not repeated: whoever redacts the output could not know it.
        (!account::may_be_one_person(&self.target.name, &user.name)).then(|| {
            "the name has no word of the planned one any more, so the account may be somebody else's now: look it up"
                .to_owned()
        })
    }

    /// Takes note of what a failed write says about whether it took effect.
    pub(super) fn answered(&mut self, fault: &DirectoryError) {
        self.sent = self.sent.max(match fault.kind {
            // Any 5xx: a gateway answers it too, in front of a server that goes on working.
            DirectoryErrorKind::Unreachable
            | DirectoryErrorKind::Server
            | DirectoryErrorKind::Malformed
            | DirectoryErrorKind::ConflictAfterRetry => Sent::Unanswered,
            DirectoryErrorKind::Unauthorized
            | DirectoryErrorKind::Forbidden
            | DirectoryErrorKind::NotFound
            | DirectoryErrorKind::Conflict
            | DirectoryErrorKind::RateLimited
            | DirectoryErrorKind::Rejected
            | DirectoryErrorKind::Incomplete
            | DirectoryErrorKind::DisallowedBySettings => Sent::Refused,
        });
    }

    /// The outcome as it can be vouched for. After a write without an answer, nothing but its effect is certain: whoever
    /// was renamed, deleted or refused since may still be deactivated by it.
    pub(super) fn vouched(&self, outcome: Outcome) -> Outcome {
        if self.sent < Sent::Unanswered {
            return outcome;
        }
        match outcome {
            Outcome::Done | Outcome::Unverified(_) => outcome,
            Outcome::AlreadyInactive => Outcome::Done,
            Outcome::Changed(why) | Outcome::Failed(why) | Outcome::Deferred(why) => {
                Outcome::Unverified(format!("{why}; a write got no answer before that, and {OPEN}"))
            }
            Outcome::NotStarted => Outcome::Unverified(format!("a write got no answer, and {OPEN}")),
        }
    }

    /// What a failed write means: a conflict is judged again, and what may have taken effect is looked at.
    pub(super) fn after(&mut self, fault: &DirectoryError) -> Stage {
        match fault.kind {
            // A 404 may come from what stands between: whether the user is there is what a reading says.
            DirectoryErrorKind::Conflict | DirectoryErrorKind::ConflictAfterRetry | DirectoryErrorKind::NotFound => {
                self.conflicts += 1;
                if self.conflicts < CONFLICTS {
                    return Stage::Unread;
                }
                if fault.kind == DirectoryErrorKind::NotFound {
                    return changed(&format!(
                        "not found when they were written, though the directory shows them: {fault}"
                    ));
                }
                Stage::Settled(Outcome::Failed(format!("changed {CONFLICTS} times while being written: {fault}")))
            }
            // Accepted, with an answer that cannot be read: the directory itself is asked.
            DirectoryErrorKind::Malformed => Stage::Unconfirmed,
            DirectoryErrorKind::Unreachable | DirectoryErrorKind::Server => {
                self.doubt = Some(fault.to_string());
                Stage::Unread
            }
            DirectoryErrorKind::Unauthorized
            | DirectoryErrorKind::Forbidden
            | DirectoryErrorKind::RateLimited
            | DirectoryErrorKind::Rejected
            | DirectoryErrorKind::Incomplete
            | DirectoryErrorKind::DisallowedBySettings => Stage::Settled(Outcome::Failed(fault.to_string())),
        }
    }

    /// What it means that a user could not be read before a write, or after one in doubt.
    pub(super) fn unreadable(&self, fault: &DirectoryError) -> Stage {
        Stage::Settled(match &self.doubt {
            Some(why) => Outcome::Unverified(format!("{why}; and then the user could not be read: {fault}; {OPEN}")),
            None => Outcome::Failed(format!("could not be read, so nothing was sent: {fault}")),
        })
    }

    /// Whether a user who should be inactive is; `None` when it is too early to say.
    pub(super) fn confirm(
        &mut self,
        found: Result<Option<&CurrentUser>, &DirectoryError>,
        patience: u32,
    ) -> Option<Outcome> {
        let why = match found {
            Ok(Some(fresh)) if fresh.user.state == State::Inactive => return Some(Outcome::Done),
            Ok(Some(fresh)) if fresh.user.state == State::Deleted => {
                "the directory accepted the change, but the user is deleted by now".to_owned()
            }
            Ok(Some(_)) => format!("the directory accepted the change, but the user is still active; {OPEN}"),
            Ok(None) => "the directory accepted the change, but no longer shows the user".to_owned(),
            Err(fault) => format!("the directory accepted the change, but the user could not be read back: {fault}"),
        };
        self.read_back += 1;
        (self.read_back >= patience).then_some(Outcome::Unverified(why))
    }

    pub(super) fn note(&mut self, note: Note) {
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
