//! What would restore the access that an apply ended.

use jiff::Timestamp;

use super::live::{Grant, UserId};
use super::version::Version;

/// What an administrator would do to restore a user's access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversal {
    /// The user's id.
    pub id: UserId,
    /// The user's e-mail in the plan.
    pub email: String,
    /// The API's host, or `sandbox`.
    pub host: String,
    /// When the user was written.
    pub time: Timestamp,
    /// The version that the directory answered with, when that was recorded.
    pub version: Option<Version>,
    /// The roles to grant again; `None` when they are unknown.
    pub roles: Option<Vec<Grant>>,
    /// Whether there may have been roles beside these.
    pub other_roles: OtherRoles,
    /// Whether the write took effect.
    pub effect: WriteEffect,
}

/// What is known of roles that are not listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherRoles {
    /// There were none.
    None,
    /// One of several writes removed roles that could not be read.
    Possible,
}

/// Whether a write took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteEffect {
    /// It did: the directory's answer shows it, or the user was found inactive afterwards.
    Done,
    /// The write may have been sent, and nothing more is known: the user must be looked up first.
    Possible,
}
