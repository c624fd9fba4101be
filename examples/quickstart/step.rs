//! The steps of a story.

use rosterctl::error::Exit;

/// A step: told, run or edited.
pub(crate) enum Step {
    /// A sentence to the reader.
    Say(&'static str),
    /// A command, and the exit code that it must have.
    Run(&'static str, Exit),
    /// Lines of `roster.yaml` that are replaced by others.
    Edit {
        /// The lines as they are.
        before: &'static str,
        /// The lines that take their place.
        after: &'static str,
    },
}
