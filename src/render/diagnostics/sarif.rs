//! For code scanning: errors and warnings on the lines of the roster.

use serde_json::Value;

use super::super::sarif::{SarifLevel, SarifRegion, SarifResult, log};
use super::{DiagnosticsReport, ReportedDiagnostic};
use crate::model::Place;
use crate::roster::DiagnosticSeverity;

/// A SARIF 2.1.0 log, even without diagnostics: a log without results reports that every rule passed. `category` is the
/// command that ran.
#[must_use]
pub fn sarif(found: &DiagnosticsReport, category: &str) -> String {
    log(category, found.diagnostics.iter().map(|diagnostic| finding(diagnostic, found)).collect(), Value::Null)
}

fn finding(diagnostic: &ReportedDiagnostic, found: &DiagnosticsReport) -> SarifResult {
    let region = |at: &Place, width| SarifRegion { file: at.file.to_string(), line: at.line, column: at.column, width };
    // Line numbers change; the text of the line, or else the message, identifies a diagnostic.
    let line = diagnostic.at.as_ref().and_then(|at| found.line(at)).map(str::trim).filter(|line| !line.is_empty());
    SarifResult {
        rule: diagnostic.code.to_owned(),
        level: match diagnostic.severity {
            DiagnosticSeverity::Error => SarifLevel::Error,
            DiagnosticSeverity::Warning => SarifLevel::Warning,
        },
        message: format!("{}.\n{}", diagnostic.message, diagnostic.help),
        at: diagnostic
            .at
            .as_ref()
            .map_or_else(|| SarifRegion::start_of(&found.roster), |at| region(at, diagnostic.width)),
        also: diagnostic.also.iter().map(|(at, label)| (region(at, 1), (*label).to_owned())).collect(),
        about: line.unwrap_or(&diagnostic.message).to_owned(),
    }
}
