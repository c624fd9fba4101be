//! Problems of a roster, or contradictions between it and the directory, in each format.

mod github;
mod json;
mod sarif;
mod text;
mod wording;

use std::collections::BTreeMap;

use crate::model::Place;
use crate::plan::Contradiction;
use crate::roster::{Diagnostic, DiagnosticSeverity, RelatedInfo, RosterErrors};

use self::wording::wording;
use super::wording::{contradiction_help, contradiction_message};

pub use github::github;
pub use json::{json, schema};
pub use sarif::sarif;
pub use text::text;

/// The diagnostics as they are printed. Redaction, if any, comes before.
#[derive(Clone, Debug, Default)]
pub struct DiagnosticsReport {
    /// The roster's path as printed: a diagnostic without a place is about this file.
    pub roster: String,
    /// The diagnostics by file and place.
    pub diagnostics: Vec<ReportedDiagnostic>,
    /// How many there are, including those that are only counted.
    pub count: usize,
    /// How many of them are errors.
    pub errors: usize,
    /// Path as printed → text, for the source lines.
    pub sources: BTreeMap<String, String>,
}

/// One diagnostic with its sentences.
#[derive(Clone, Debug)]
pub struct ReportedDiagnostic {
    /// How much it matters.
    pub severity: DiagnosticSeverity,
    /// A stable code.
    pub code: &'static str,
    /// What is wrong, without a final full stop.
    pub message: String,
    /// Where it starts; `None` when no line of a file causes it.
    pub at: Option<Place>,
    /// How many characters of that line it covers, at least 1.
    pub width: u32,
    /// Other places that matter, each with what is there.
    pub also: Vec<(Place, &'static str)>,
    /// What to do.
    pub help: String,
}

impl DiagnosticsReport {
    /// The problems of the roster at this path.
    #[must_use]
    pub fn of_errors(roster: String, found: RosterErrors) -> Self {
        let RosterErrors { diagnostics, count, errors, sources } = found;
        Self {
            roster,
            diagnostics: diagnostics.into_iter().map(ReportedDiagnostic::from).collect(),
            count,
            errors,
            sources,
        }
    }

    /// Where the roster at this path and the directory contradict each other.
    #[must_use]
    pub fn of_contradictions(roster: String, found: Vec<Contradiction>) -> Self {
        let count = found.len();
        let diagnostics = found.into_iter().map(ReportedDiagnostic::from).collect();
        Self { roster, diagnostics, count, errors: count, sources: BTreeMap::new() }
    }

    /// The diagnostics with this severity, and how many more are only counted.
    fn of(&self, severity: DiagnosticSeverity) -> (impl Iterator<Item = &ReportedDiagnostic>, usize) {
        let of_it = move |diagnostic: &&ReportedDiagnostic| diagnostic.severity == severity;
        let all =
            if severity == DiagnosticSeverity::Error { self.errors } else { self.count.saturating_sub(self.errors) };
        let listed = self.diagnostics.iter().filter(of_it).count();
        (self.diagnostics.iter().filter(of_it), all.saturating_sub(listed))
    }

    /// The line of a place, when the file's text is known.
    fn line(&self, at: &Place) -> Option<&str> {
        let line = self.sources.get(&*at.file)?.lines().nth(at.line.checked_sub(1)? as usize)?;
        Some(line.strip_prefix('\u{feff}').unwrap_or(line))
    }
}

/// The first error of a roster with its place, in one line; empty without errors.
#[must_use]
pub fn first_error(found: &RosterErrors) -> String {
    let first = found.diagnostics.first();
    first.map(|first| format!("{} ({})", wording(&first.kind).0, first.at)).unwrap_or_default()
}

impl From<Diagnostic> for ReportedDiagnostic {
    fn from(diagnostic: Diagnostic) -> Self {
        let (severity, code) = (diagnostic.severity(), diagnostic.code().as_str());
        let (message, help) = wording(&diagnostic.kind);
        let Diagnostic { at, width, also, .. } = diagnostic;
        let also = also.into_iter().map(|RelatedInfo { at, label }| (at, wording::label(label))).collect();
        Self { severity, code, message, at: Some(at), width, also, help }
    }
}

impl From<Contradiction> for ReportedDiagnostic {
    fn from(contradiction: Contradiction) -> Self {
        let Contradiction { at, kind } = contradiction;
        Self {
            severity: DiagnosticSeverity::Error,
            code: kind.code(),
            message: contradiction_message(&kind),
            at,
            width: 1,
            also: Vec::new(),
            help: contradiction_help(&kind),
        }
    }
}
