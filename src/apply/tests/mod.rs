//! The state machine's promises, on worlds that do everything a real one does, and at the worst moment.

mod laws;
mod random;
mod simulation;
mod world;
