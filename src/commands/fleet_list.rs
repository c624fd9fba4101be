//! `fleet list`: the organizations of a fleet.

use std::path::Path;

use crate::cli::FleetListFormat;
use crate::error::{Error, Exit, Kind, Result};
use crate::fleet::{check_matrix, load_with_rosters};
use crate::render;
use crate::roster::RosterErrors;
use crate::settings::FleetListSettings;
use crate::text::{counted, printed_path};
use crate::ui::Ui;

use super::diagnostics_output::DiagnosticSink;

pub(super) fn run(settings: &FleetListSettings, ui: &Ui) -> Result<Exit> {
    let sink = DiagnosticSink::text(None);
    let fleet = load_with_rosters(&settings.file).map_err(|found| invalid(&settings.file, found, &sink, ui))?;
    let selected = fleet.select(&settings.selection)?;
    if settings.format == FleetListFormat::Matrix {
        check_matrix(selected.len())?;
    }
    ui.result(&match settings.format {
        FleetListFormat::Text => render::fleet_table(&selected, fleet.organizations.len()),
        FleetListFormat::Matrix => render::fleet_matrix(&selected),
        FleetListFormat::Index => render::fleet_index(&selected),
    });
    Ok(Exit::Done)
}

/// The error of a fleet that has some, after printing each of them.
pub(super) fn invalid(file: &Path, found: RosterErrors, sink: &DiagnosticSink, ui: &Ui) -> Error {
    let errors = counted(found.errors as u64, "error");
    sink.roster_errors(file, found, ui);
    Error::new(Kind::Roster, format!("{errors} in the fleet {}", printed_path(file)))
        .hint("fix the errors shown above and run `rosterctl validate` on it")
}
