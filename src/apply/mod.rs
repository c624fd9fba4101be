//! plan → directory and journal. A pure state machine says what to ask next and judges what comes back; a driver asks.
//!
//! Deliberately absent: any way to write a user whom the plan does not hold, or one whose intent is not in the journal.
//!
//! `words` are what machine and driver say to each other; `task` is one user on the way from unread to settled, and
//! `account` whether they are still the person of the plan; `brake` knows how many more writes may start; `machine`
//! decides what to ask next, and `hearing` what an answer means. `journal` is the record, `lines` its reading, `file` the
//! one on the disk, `tail` the end that grows, `undo` its inverse.

mod account;
mod brake;
mod drive;
mod file;
mod hearing;
pub mod journal;
pub mod lines;
mod machine;
mod tail;
mod task;
#[cfg(test)]
mod tests;
pub mod undo;

mod words;

pub use drive::{Hand, Interruption, drive};
pub use file::JournalFile;
pub use machine::Machine;
pub use words::{Answered, HeldBy, News, Pause, Record, Request, Rules, Settled, Stop, Target, Waited, WhenBusy};
