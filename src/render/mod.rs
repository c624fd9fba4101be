//! Values → text for people and programs. Every remote string is made harmless here.
//!
//! Deliberately absent: writing anywhere. What is returned may hold ANSI colours; `ui.rs` strips them where they do
//! not belong.

mod diagnostics;
mod diff;
pub mod events;
mod exported;
mod github;
mod gitlab;
mod harmless;
mod layout;
mod markdown;
mod next;
mod numbers;
mod outcomes;
mod paint;
mod text;
mod undo;

pub use diagnostics::{contradictions, mistakes};
pub use diff::diff;
pub use exported::{exported, unlistable};
pub use github::github;
pub use gitlab::gitlab;
pub use harmless::{harmless, harmless_text};
pub use layout::{layout, moved};
pub use markdown::{TooSmall, markdown};
pub use next::{next_steps, question};
pub use outcomes::{settled, totals, warning};
pub use text::{plan, summary};
pub use undo::undo;
