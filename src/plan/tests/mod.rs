//! The planner's promises, on worlds made by hand and at random.

mod answers;
mod examples;
mod lookalikes;
mod properties;
mod protection;
mod resemblance;
mod saved;
mod snapshot;
mod tampered;
mod undeclarable;
mod undeclared;
mod whole;
mod why;
mod world;
