//! rosterctl (map to be written).

pub mod model;
pub mod error;
pub mod settings;
pub mod roster;
pub mod directory;
pub mod plan;
pub mod sandbox;
