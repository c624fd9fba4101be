//! Shared by the tests of all promises.

pub(crate) mod committed;
pub(crate) mod company;
pub(crate) mod events;
pub(crate) mod journal;
pub(crate) mod raw;
pub(crate) mod scene;
pub(crate) mod schema;
pub(crate) mod started;
pub(crate) mod wire;
