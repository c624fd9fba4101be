//! `show`: prints a saved plan.

use std::path::Path;

use crate::cli::Format;
use crate::error::{Exit, Result};
use crate::settings::Printing;
use crate::ui::Ui;

use super::print::{Printed, redaction};

pub(super) fn run(path: &Path, printing: &Printing, ui: &Ui) -> Result<Exit> {
    let saved = super::plan_file::read(path)?;
    let mut redaction = redaction(printing.redact.as_ref());
    Printed::new(&saved, redaction.as_mut(), printing)?.show(ui);
    // What was only ever for looking at says so itself.
    if printing.format == Format::Text && saved.check_usable(saved.created_at, None).is_ok() {
        ui.result(&format!("It may be applied until {}.\n", saved.expires_at));
    }
    Ok(Exit::Done)
}
