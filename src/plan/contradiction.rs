//! What roster and directory say that cannot both hold.

use crate::model::Place;

/// Roster and directory say things that cannot both hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// A stable name.
    pub code: &'static str,
    /// Where the roster says it; `None` for the command line.
    pub at: Option<Place>,
    /// What contradicts what.
    pub message: String,
    /// What to do.
    pub help: String,
}
