//! The promises of the state machine: examples of single rules, and a simulation of everything that can happen at the
//! worst moment.

mod consequences;
mod examples;
mod model;
mod random;
mod service;
mod simulation;
