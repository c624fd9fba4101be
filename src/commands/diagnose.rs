//! Tells what is wrong with a roster, in the form that was asked for.

use std::path::Path;

use crate::cli::DiagnosticFormat;
use crate::render::diagnostics::{self, Diagnosis};
use crate::ui::Ui;

/// How a command tells what is wrong.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// As what.
    pub(super) format: DiagnosticFormat,
    /// The command, by which code scanning tells its results from those of another.
    pub(super) command: &'static str,
}

impl Form {
    /// For people alone.
    pub(super) const TEXT: Self = Self { format: DiagnosticFormat::Text, command: "rosterctl" };

    /// Tells everything that is wrong: text is an error and goes beside the result, the other forms are the result.
    pub(super) fn tell(self, found: &Diagnosis, ui: &Ui) {
        match self.format {
            DiagnosticFormat::Text => ui.alarm(&diagnostics::text(found)),
            DiagnosticFormat::Json => ui.result(&diagnostics::json(found)),
            DiagnosticFormat::Github => ui.result(&diagnostics::github(found)),
            DiagnosticFormat::Sarif => ui.result(&diagnostics::sarif(found, self.command)),
        }
    }

    /// Where a person finds what was told.
    pub(super) fn place(self) -> &'static str {
        if self.format == DiagnosticFormat::Text { "marked above" } else { "listed on standard output" }
    }
}

/// A roster's path as it is printed: with `/` on every system.
pub(super) fn printed(file: &Path) -> String {
    let text = file.display().to_string();
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}
