//! Values → text for people and programs. Every remote string is made harmless here.
//!
//! Deliberately absent: writing anywhere. What is returned may hold ANSI colours; `ui.rs` strips them where they do
//! not belong.

mod annotation;
pub mod diagnostics;
mod diff;
mod doctor;
pub mod events;
mod explanation;
mod exported;
mod github;
mod gitlab;
mod html;
mod layout;
mod markdown;
mod next_steps;
mod numbers;
mod outcomes;
mod sarif;
mod snapshot;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod text;
mod undo;
pub mod wording;

pub use diff::diff;
pub use doctor::checkup;
pub use explanation::explanations;
pub use exported::{exported, unlistable};
pub use github::github;
pub use gitlab::gitlab;
pub use html::html;
pub use layout::{layout, moved};
pub use markdown::{TooSmall, markdown};
pub use next_steps::{next_steps, question};
pub use outcomes::{settled, totals, unverified, warning};
pub use sarif::sarif;
pub use snapshot::{age, snapshot_age, snapshot_taken};
pub use text::{plan, summary};
pub use undo::undo;
pub use wording::record;
