//! What the promises share.

pub(crate) mod wire;
