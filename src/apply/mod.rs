//! Applies a plan: plan → directory and journal.
//!
//! [`Machine`] is a pure state machine: it decides the next effect and judges each completion. [`drive`] performs the
//! effects, several at once. `journal` is the record of both, on the disk.
//!
//! Deliberately absent: any way to write a user that the plan does not contain, or one whose intent is not in the
//! journal.

mod driver;
pub mod journal;
mod machine;
#[cfg(test)]
mod tests;

pub use driver::{ApplyContext, InteractionWait, Shutdown, drive};
pub use machine::{
    ApplyEnd, ApplyOptions, ApplyProgress, ApplyWarning, Completion, Consequences, Effect, JournalEntry, Machine,
    OnInteraction, Pause, PauseEnd, StopReason, Target, UserOutcome,
};
