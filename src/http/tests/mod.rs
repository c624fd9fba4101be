//! The rate budget against models of a server, on a paused clock.

mod model;
mod rate;
mod turns;
