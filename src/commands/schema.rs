//! `schema`: prints a JSON Schema, or lists them.

use clap::ValueEnum;

use crate::cli::SchemaOf;
use crate::error::{Exit, Result};
use crate::ui::Ui;

pub(super) fn run(of: Option<SchemaOf>, ui: &Ui) -> Result<Exit> {
    let schema = match of {
        None => return list(ui),
        Some(SchemaOf::Roster) => crate::roster::schema(),
        Some(SchemaOf::Fleet) => crate::fleet::schema(),
        Some(SchemaOf::FleetResult) => crate::fleet::result_schema(),
        Some(SchemaOf::FleetReport) => crate::render::fleet_report_schema(),
        Some(SchemaOf::Plan) => crate::plan::schema(),
        Some(SchemaOf::Journal) => crate::apply::journal::schema(),
        Some(SchemaOf::Snapshot) => crate::directory::Snapshot::schema(),
        Some(SchemaOf::Doctor) => crate::render::doctor_schema(),
        Some(SchemaOf::Diagnostics) => crate::render::diagnostics::schema(),
        Some(SchemaOf::Event) => crate::render::events::schema(),
    };
    ui.result(&format!("{schema:#}\n"));
    Ok(Exit::Done)
}

/// One line per schema: its name and what it describes.
fn list(ui: &Ui) -> Result<Exit> {
    for value in SchemaOf::value_variants().iter().filter_map(ValueEnum::to_possible_value) {
        let help = value.get_help().map(ToString::to_string).unwrap_or_default();
        ui.result(&format!("{:<12} {help}\n", value.get_name()));
    }
    Ok(Exit::Done)
}
