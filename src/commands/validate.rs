//! `validate`: checks a roster, or a fleet with all of its rosters, with no network and no credentials.

use std::path::Path;

use crate::cli::DiagnosticFormat;
use crate::error::{Error, Exit, Kind, Result};
use crate::fleet::{self, ValidFleet, is_fleet};
use crate::roster::RosterErrors;
use crate::settings::RedactKey;
use crate::text::{counted, printed_path};
use crate::ui::Ui;

use super::context::{leak_until_exit, load_with_warnings, redaction};
use super::diagnostics_output::DiagnosticSink;

pub(super) fn run(file: &Path, format: DiagnosticFormat, redact: Option<&RedactKey>, ui: &Ui) -> Result<Exit> {
    let sink = DiagnosticSink { format, command: "rosterctl validate", redaction: redaction(redact) };
    let (warnings, valid) = if is_fleet(file) { whole_fleet(file, &sink, ui)? } else { roster(file, &sink, ui)? };
    let warned = match warnings.count {
        0 => String::new(),
        count => format!("; {}", counted(count as u64, "warning")),
    };
    sink.roster_errors(file, warnings, ui);
    if !matches!(format, DiagnosticFormat::Json | DiagnosticFormat::Sarif) {
        ui.result(&format!("{valid}{warned}.\n"));
    }
    Ok(Exit::Done)
}

/// The warnings about a roster, and the sentence that it is valid.
fn roster(file: &Path, sink: &DiagnosticSink, ui: &Ui) -> Result<(RosterErrors, String)> {
    let mut roster = leak_until_exit(load_with_warnings(file, sink, ui)?);
    let files = match roster.files.len() {
        1 => String::new(),
        count => format!(" in {}", counted(count as u64, "file")),
    };
    let desired = &roster.desired;
    let people = people(desired.users.len(), desired.leavers.len(), desired.protected.len());
    let valid = format!("The roster {} is valid: {people}{files}", printed_path(file));
    Ok((std::mem::take(&mut roster.warnings), valid))
}

/// The warnings about a fleet and its rosters, and the sentence that they are valid.
fn whole_fleet(file: &Path, sink: &DiagnosticSink, ui: &Ui) -> Result<(RosterErrors, String)> {
    let ValidFleet { fleet, users, leavers, protected, warnings } = fleet::validate(file).map_err(|found| {
        let errors = counted(found.errors as u64, "error");
        sink.roster_errors(file, found, ui);
        Error::new(Kind::Roster, format!("{errors} in the fleet {} and its rosters", printed_path(file)))
            .hint(format!("fix the errors {} and run `rosterctl validate` again; nothing was sent", sink.location()))
    })?;
    let organizations = counted(fleet.organizations.len() as u64, "organization");
    let people = people(users, leavers, protected);
    Ok((warnings, format!("The fleet {} is valid: {organizations} with {people}", printed_path(file))))
}

fn people(users: usize, leavers: usize, protected: usize) -> String {
    format!("{}, {}, {protected} protected", counted(users as u64, "user"), counted(leavers as u64, "leaver"))
}
