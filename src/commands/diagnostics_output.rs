//! Prints diagnostics about a roster in the requested format.

use std::path::Path;

use crate::cli::DiagnosticFormat;
use crate::error::Error;
use crate::plan::Contradiction;
use crate::redact::Redaction;
use crate::render::diagnostics::{self, DiagnosticsReport};
use crate::roster::RosterErrors;
use crate::ui::Ui;

/// Where and how a command prints diagnostics.
pub(super) struct DiagnosticSink {
    /// The format.
    pub(super) format: DiagnosticFormat,
    /// The command, by which code scanning separates its results from those of another.
    pub(super) command: &'static str,
    /// The redaction; `None` prints real names.
    pub(super) redaction: Option<Redaction>,
}

impl DiagnosticSink {
    /// Diagnostics as text, for people.
    pub(super) fn text(redaction: Option<Redaction>) -> Self {
        Self { format: DiagnosticFormat::Text, command: "rosterctl", redaction }
    }

    /// An error without the people that the redaction knows.
    pub(super) fn redacted(&self, error: Error) -> Error {
        match &self.redaction {
            Some(redaction) => redaction.error(error),
            None => error,
        }
    }

    /// Prints the errors and warnings of the roster at `file`.
    pub(super) fn roster_errors(&self, file: &Path, found: RosterErrors, ui: &Ui) {
        let found = match &self.redaction {
            Some(redaction) => redaction.roster_errors(found),
            None => found,
        };
        self.print(&DiagnosticsReport::of_errors(printed(file), found), ui);
    }

    /// Prints where the roster at `file` and the directory contradict each other.
    pub(super) fn contradictions(&self, file: &Path, found: Vec<Contradiction>, ui: &Ui) {
        let found = match &self.redaction {
            Some(redaction) => redaction.contradictions(found),
            None => found,
        };
        self.print(&DiagnosticsReport::of_contradictions(printed(file), found), ui);
    }

    /// Prints the warnings about a valid roster as text on standard error, whatever the format of the result.
    pub(super) fn warnings(&self, file: &Path, found: RosterErrors, ui: &Ui) {
        if found.count > 0 {
            let Self { command, ref redaction, .. } = *self;
            Self { command, ..Self::text(redaction.clone()) }.roster_errors(file, found, ui);
        }
    }

    /// Text is printed on standard error; the other formats are the result.
    fn print(&self, found: &DiagnosticsReport, ui: &Ui) {
        match self.format {
            DiagnosticFormat::Text => ui.print_always(&diagnostics::text(found)),
            DiagnosticFormat::Json => ui.result(&diagnostics::json(found)),
            DiagnosticFormat::Github => ui.result(&diagnostics::github(found)),
            DiagnosticFormat::Sarif => ui.result(&diagnostics::sarif(found, self.command)),
        }
    }

    /// Where the user finds the diagnostics, for a hint.
    pub(super) fn location(&self) -> &'static str {
        if self.format == DiagnosticFormat::Text { "shown above" } else { "listed on standard output" }
    }
}

/// A roster's path as it is printed: with `/` on every system.
fn printed(file: &Path) -> String {
    let text = file.to_string_lossy().into_owned();
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}
