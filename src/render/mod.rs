//! Values → text for people and programs. Every remote string is made harmless here.
//!
//! Deliberately absent: writing anywhere. What is returned may hold ANSI colours; `ui.rs` strips them where they do
//! not belong.

mod annotation;
pub mod diagnostics;
mod diff;
mod doctor;
pub mod events;
mod exported;
mod github;
mod gitlab;
mod html;
mod layout;
mod markdown;
mod next;
mod numbers;
mod outcomes;
mod sarif;
mod snapshot;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod text;
mod undo;
mod why;

pub use diff::diff;
pub use doctor::checkup;
pub use exported::{exported, unlistable};
pub use github::github;
pub use gitlab::gitlab;
pub use html::html;
pub use layout::{layout, moved};
pub use markdown::{TooSmall, markdown};
pub use next::{next_steps, question};
pub use outcomes::{apply_warning, outcome_reason, totals, user_outcome, warning};
pub use sarif::sarif;
pub use snapshot::{age, snapshot_age, snapshot_taken};
pub use text::{plan, summary};
pub use undo::undo;
pub use why::why;
