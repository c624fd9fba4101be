//! `validate`: checks a roster with no network and no credentials.

use std::path::Path;

use crate::cli::DiagnosticFormat;
use crate::error::{Exit, Result};
use crate::settings::RedactKey;
use crate::text::{counted, printed_path};
use crate::ui::Ui;

use super::context::{leak_until_exit, load_with_warnings, redaction};
use super::diagnostics_output::DiagnosticSink;

pub(super) fn run(file: &Path, format: DiagnosticFormat, redact: Option<&RedactKey>, ui: &Ui) -> Result<Exit> {
    let sink = DiagnosticSink { format, command: "rosterctl validate", redaction: redaction(redact) };
    let mut roster = leak_until_exit(load_with_warnings(file, &sink, ui)?);
    let warnings = std::mem::take(&mut roster.warnings);
    let warned = match warnings.count {
        0 => String::new(),
        count => format!("; {}", counted(count as u64, "warning")),
    };
    sink.roster_errors(file, warnings, ui);
    if matches!(format, DiagnosticFormat::Json | DiagnosticFormat::Sarif) {
        return Ok(Exit::Done);
    }
    let files = match roster.files.len() {
        1 => String::new(),
        count => format!(" in {}", counted(count as u64, "file")),
    };
    ui.result(&format!(
        "The roster {} is valid: {}, {}, {} protected{files}{warned}.\n",
        printed_path(file),
        counted(roster.desired.users.len() as u64, "user"),
        counted(roster.desired.leavers.len() as u64, "leaver"),
        roster.desired.protected.len(),
    ));
    Ok(Exit::Done)
}
