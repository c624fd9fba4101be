//! How an apply came out.

use jiff::Timestamp;

use super::live::{Grant, Known};

/// How one user of a plan came out of an apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Deactivated, and the directory's answer says so; or found inactive after a write that got no answer.
    Done,
    /// Inactive before anything was sent, or after a write that the directory refused.
    AlreadyInactive,
    /// No longer what the plan says; nothing was sent. Holds what changed.
    Changed(String),
    /// On an interaction, or perhaps on one; nothing was sent. Holds what is known.
    Deferred(String),
    /// The write was refused, or never sent: it did not take effect and cannot any more. Holds why.
    Failed(String),
    /// Sent, but whether it took effect, or still will, could not be established. Holds why.
    Unverified(String),
    /// Not tried.
    NotStarted,
}

impl Outcome {
    /// The word in journals and events.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::AlreadyInactive => "already_inactive",
            Self::Changed(_) => "changed",
            Self::Deferred(_) => "deferred",
            Self::Failed(_) => "failed",
            Self::Unverified(_) => "unverified",
            Self::NotStarted => "not_started",
        }
    }

    /// Why, when there is something to say.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Changed(why) | Self::Deferred(why) | Self::Failed(why) | Self::Unverified(why) => Some(why),
            Self::Done | Self::AlreadyInactive | Self::NotStarted => None,
        }
    }

    /// The same with what there is to say in other words.
    #[must_use]
    pub fn reworded(mut self, reword: impl Fn(&str) -> String) -> Self {
        if let Self::Changed(why) | Self::Deferred(why) | Self::Failed(why) | Self::Unverified(why) = &mut self {
            *why = reword(why);
        }
        self
    }
}

/// What is known of the writes of one user in one apply. The later of two kinds outweighs the earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sent {
    /// None was sent.
    #[default]
    Nothing,
    /// Every one was answered with a refusal: nothing took effect, and nothing will.
    Refused,
    /// At least one left the machine without an answer that settles it: it may have taken effect, or may still do so.
    Unanswered,
    /// The directory answered that it carried one out.
    Accepted,
}

/// What is worth knowing of a user beside the outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The directory did not say whether they were on an interaction.
    InteractionUnknown,
    /// The roles that ended could not be read.
    RolesUnknown,
    /// They were found inactive, and an earlier apply of the same journal had begun a write that may have done it.
    EarlierWrite(Earlier),
}

/// A write that an earlier apply of the same journal began, and of which it never learnt what came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// When it was about to be sent.
    pub time: Timestamp,
    /// The roles that it ended.
    pub roles: Known<Vec<Grant>>,
}

/// How many users came out how. The counts sum to the plan's actions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// [`Outcome::Done`].
    pub done: u64,
    /// [`Outcome::AlreadyInactive`].
    pub already_inactive: u64,
    /// [`Outcome::Changed`].
    pub changed: u64,
    /// [`Outcome::Deferred`].
    pub deferred: u64,
    /// [`Outcome::Failed`].
    pub failed: u64,
    /// [`Outcome::Unverified`].
    pub unverified: u64,
    /// [`Outcome::NotStarted`].
    pub not_started: u64,
}

impl Totals {
    /// Counts outcomes.
    #[must_use]
    pub fn of<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Self {
        let mut totals = Self::default();
        for outcome in outcomes {
            *match outcome {
                Outcome::Done => &mut totals.done,
                Outcome::AlreadyInactive => &mut totals.already_inactive,
                Outcome::Changed(_) => &mut totals.changed,
                Outcome::Deferred(_) => &mut totals.deferred,
                Outcome::Failed(_) => &mut totals.failed,
                Outcome::Unverified(_) => &mut totals.unverified,
                Outcome::NotStarted => &mut totals.not_started,
            } += 1;
        }
        totals
    }

    /// Whether every user is inactive now.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.changed + self.deferred + self.failed + self.unverified + self.not_started == 0
    }

    /// Everybody.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.done
            + self.already_inactive
            + self.changed
            + self.deferred
            + self.failed
            + self.unverified
            + self.not_started
    }
}
