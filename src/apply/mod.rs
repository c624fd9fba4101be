//! plan → directory. A pure state machine says what to ask next and judges what comes back; a driver asks.
//!
//! Deliberately absent: any way to write a user whom the plan does not hold.

mod drive;
mod machine;

pub use drive::drive;
pub use machine::{Answered, Machine, Request, Settled, Target};
