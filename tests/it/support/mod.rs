//! What the promises share.

pub mod wire;
