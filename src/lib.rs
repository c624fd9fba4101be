//! rosterctl (map to be written).

pub mod directory;
pub mod error;
pub mod model;
pub mod plan;
pub mod roster;
pub mod sandbox;
pub mod settings;
