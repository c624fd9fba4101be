//! For a workflow of GitHub Actions: errors and warnings on the lines of the roster.

use super::super::annotation::{Kind, Note, Spot, push};
use super::{DiagnosticsReport, ReportedDiagnostic};
use crate::roster::Severity;

/// One workflow command a diagnostic, the errors first and ten of each kind at most; the last one counts those left out.
/// Empty when nothing is wrong.
#[must_use]
pub fn github(found: &DiagnosticsReport) -> String {
    let mut text = String::new();
    for (kind, severity) in [(Kind::Error, Severity::Error), (Kind::Warning, Severity::Warning)] {
        let (diagnostics, unlisted) = found.of(severity);
        push(kind, diagnostics.map(note), unlisted as u64, Some(&found.roster), &mut text);
    }
    text
}

fn note(diagnostic: &ReportedDiagnostic) -> Note<'_> {
    let at = diagnostic.at.as_ref().map(|at| Spot {
        file: &at.file,
        line: at.line,
        column: at.column,
        end: Some(at.column.saturating_add(diagnostic.width)),
    });
    let also = diagnostic.also.iter().map(|(at, label)| format!("\n{label} at {at}"));
    let message = format!("{}{}\n{}", diagnostic.message, also.collect::<String>(), diagnostic.help);
    Note { at, title: diagnostic.code.to_owned(), message }
}
