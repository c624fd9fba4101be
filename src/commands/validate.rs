//! `validate`: checks a roster with no network and no credentials.

use std::path::Path;

use crate::cli::DiagnosticFormat;
use crate::error::{Exit, Result};
use crate::fs::shown;
use crate::settings::RedactKey;
use crate::text::counted;
use crate::ui::Ui;

use super::at_the_end;
use super::diagnose::Form;
use super::print::redaction;

pub(super) fn run(file: &Path, format: DiagnosticFormat, redact: Option<&RedactKey>, ui: &Ui) -> Result<Exit> {
    let form = Form { format, command: "rosterctl validate", redaction: redaction(redact) };
    let mut roster = at_the_end(super::roster::with_warnings(file, &form, ui)?);
    let warnings = std::mem::take(&mut roster.warnings);
    let warned = match warnings.count {
        0 => String::new(),
        1 => "; 1 warning".to_owned(),
        several => format!("; {several} warnings"),
    };
    form.mistakes(file, warnings, ui);
    if matches!(format, DiagnosticFormat::Json | DiagnosticFormat::Sarif) {
        return Ok(Exit::Done);
    }
    let files = match roster.files.len() {
        1 => String::new(),
        several => format!(" in {several} files"),
    };
    ui.result(&format!(
        "The roster {} is valid: {}, {}, {} protected{files}{warned}.\n",
        shown(file),
        counted(roster.desired.users.len() as u64, "user"),
        counted(roster.desired.leavers.len() as u64, "leaver"),
        roster.desired.protected.len(),
    ));
    Ok(Exit::Done)
}
