//! What the promises share.

pub(crate) mod scene;
pub(crate) mod wire;
