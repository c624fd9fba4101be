//! What would give a user back what an apply took.

use jiff::Timestamp;

use super::live::{Grant, UserId, Version};

/// What an administrator would do to give a user back what an apply took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inverse {
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
    /// Whether the write took effect.
    pub effect: Effect,
}

/// Whether a write took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The directory said so, or the user was found inactive afterwards.
    Done,
    /// The write may have left this machine, and nothing more is known: the user must be looked up first.
    Possible,
}
