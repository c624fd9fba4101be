//! `show`: prints a saved plan.

use std::path::Path;

use crate::cli::Format;
use crate::error::{Exit, Result};
use crate::ui::Ui;

pub(super) fn run(path: &Path, format: Format, ui: &Ui) -> Result<Exit> {
    let saved = super::saved::read(path)?;
    super::plan::print(&saved, format, ui);
    if format == Format::Text {
        ui.result(&format!("It may be applied until {}.\n", saved.expires_at));
    }
    Ok(Exit::Done)
}
