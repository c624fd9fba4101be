//! Tells what is wrong with a roster, in the form that was asked for.

use std::path::Path;

use crate::cli::DiagnosticFormat;
use crate::plan::Contradiction;
use crate::redact::Redaction;
use crate::render::diagnostics::{self, DiagnosticsReport};
use crate::roster::RosterErrors;
use crate::ui::Ui;

/// How a command tells what is wrong.
pub(super) struct Form {
    /// As what.
    pub(super) format: DiagnosticFormat,
    /// The command, by which code scanning tells its results from those of another.
    pub(super) command: &'static str,
    /// What replaces people, when that is asked for.
    pub(super) redaction: Option<Redaction>,
}

impl Form {
    /// For people alone.
    pub(super) fn text(redaction: Option<Redaction>) -> Self {
        Self { format: DiagnosticFormat::Text, command: "rosterctl", redaction }
    }

    /// Tells the mistakes of the roster at `file`.
    pub(super) fn mistakes(&self, file: &Path, found: RosterErrors, ui: &Ui) {
        let found = match &self.redaction {
            Some(redaction) => redaction.mistakes(found),
            None => found,
        };
        self.tell(&DiagnosticsReport::of_errors(printed(file), found), ui);
    }

    /// Tells where the roster at `file` and the directory contradict each other.
    pub(super) fn contradictions(&self, file: &Path, found: Vec<Contradiction>, ui: &Ui) {
        let found = match &self.redaction {
            Some(redaction) => redaction.contradictions(found),
            None => found,
        };
        self.tell(&DiagnosticsReport::of_contradictions(printed(file), found), ui);
    }

    /// Tells the warnings about a roster that is used all the same: beside the result, whatever its format.
    pub(super) fn warnings(&self, file: &Path, found: RosterErrors, ui: &Ui) {
        if found.count > 0 {
            let Self { command, ref redaction, .. } = *self;
            Self { command, ..Self::text(redaction.clone()) }.mistakes(file, found, ui);
        }
    }

    /// Text is an error and goes beside the result, the other forms are the result.
    fn tell(&self, found: &DiagnosticsReport, ui: &Ui) {
        match self.format {
            DiagnosticFormat::Text => ui.alarm(&diagnostics::text(found)),
            DiagnosticFormat::Json => ui.result(&diagnostics::json(found)),
            DiagnosticFormat::Github => ui.result(&diagnostics::github(found)),
            DiagnosticFormat::Sarif => ui.result(&diagnostics::sarif(found, self.command)),
        }
    }

    /// Where a person finds what was told.
    pub(super) fn place(&self) -> &'static str {
        if self.format == DiagnosticFormat::Text { "marked above" } else { "listed on standard output" }
    }
}

/// A roster's path as it is printed: with `/` on every system.
fn printed(file: &Path) -> String {
    let text = file.to_string_lossy().into_owned();
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}
