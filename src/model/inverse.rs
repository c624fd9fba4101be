//! What would give a user back what an apply took.

use jiff::Timestamp;

use super::live::{Grant, UserId};
use super::version::Version;

/// What an administrator would do to give a user back what an apply took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversal {
    /// Whom, by id.
    pub id: UserId,
    /// Whom, by the e-mail of the plan.
    pub email: String,
    /// The API's host, or `sandbox`.
    pub host: String,
    /// When they were written.
    pub time: Timestamp,
    /// The version that the directory answered with, when that was recorded.
    pub version: Option<Version>,
    /// The roles to grant again; `None` when they are unknown.
    pub roles: Option<Vec<Grant>>,
    /// Whether there may have been roles beside these.
    pub beside: Beside,
    /// Whether the write took effect.
    pub effect: Effect,
}

/// What is known of the roles that are not listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// There were none.
    Nothing,
    /// One of several writes ended roles that could not be read.
    PerhapsMore,
}

/// Whether a write took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The directory said so, or the user was found inactive afterwards.
    Done,
    /// The write may have left this machine, and nothing more is known: the user must be looked up first.
    Possible,
}
