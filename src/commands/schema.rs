//! `schema`: prints a JSON Schema.

use crate::cli::SchemaOf;
use crate::error::{Exit, Result};
use crate::ui::Ui;

pub(super) fn run(of: SchemaOf, ui: &Ui) -> Result<Exit> {
    let schema = match of {
        SchemaOf::Roster => crate::roster::schema(),
        SchemaOf::Plan => crate::plan::schema(),
        SchemaOf::Journal => crate::apply::journal::schema(),
        SchemaOf::Diagnostics => crate::render::diagnostics::schema(),
    };
    ui.result(&format!("{schema:#}\n"));
    Ok(Exit::Done)
}
