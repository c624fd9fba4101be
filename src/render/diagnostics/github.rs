//! For a workflow of GitHub Actions: errors and warnings on the lines of the roster.

use super::super::annotation::{Annotation, AnnotationLevel, AnnotationPlace, push};
use super::{DiagnosticsReport, ReportedDiagnostic};
use crate::roster::DiagnosticSeverity;

/// One workflow command a diagnostic, the errors first and ten of each kind at most; the last one counts those left out.
/// Empty when nothing is wrong.
#[must_use]
pub fn github(found: &DiagnosticsReport) -> String {
    let mut text = String::new();
    for (kind, severity) in
        [(AnnotationLevel::Error, DiagnosticSeverity::Error), (AnnotationLevel::Warning, DiagnosticSeverity::Warning)]
    {
        let (diagnostics, unlisted) = found.of(severity);
        push(kind, diagnostics.map(annotation), unlisted as u64, Some(&found.roster), &mut text);
    }
    text
}

fn annotation(diagnostic: &ReportedDiagnostic) -> Annotation<'_> {
    let at = diagnostic.at.as_ref().map(|at| AnnotationPlace {
        file: &at.file,
        line: at.line,
        column: at.column,
        end: Some(at.column.saturating_add(diagnostic.width)),
    });
    let also = diagnostic.also.iter().map(|(at, label)| format!("\n{label} at {at}"));
    let message = format!("{}{}\n{}", diagnostic.message, also.collect::<String>(), diagnostic.help);
    Annotation { at, title: diagnostic.code.to_owned(), message }
}
