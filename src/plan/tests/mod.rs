//! The planner's promises, on worlds made by hand and at random.

mod answers;
mod examples;
mod lookalikes;
mod properties;
mod resemblance;
mod saved;
mod snapshot;
mod tampered;
mod why;
mod world;
