//! What `fmt` is told.

/// What to do with files in another layout than the canonical one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formatting {
    /// Replace them.
    Write,
    /// Say what would change.
    Check,
}
