//! `show`: prints a saved plan.

use std::path::Path;

use crate::cli::PlanFormat;
use crate::error::{Exit, Result};
use crate::settings::FormatSettings;
use crate::ui::Ui;

use super::context::redaction;
use super::rendered_plan::RenderedPlan;

pub(super) fn run(path: &Path, format: &FormatSettings, ui: &Ui) -> Result<Exit> {
    let saved = super::plan_file::read(path)?;
    let mut redaction = redaction(format.redact.as_ref());
    RenderedPlan::new(&saved, redaction.as_mut(), format)?.print(ui);
    // A plan that never could be applied says so in its own text.
    if format.format == PlanFormat::Text && saved.check_usable(saved.created_at, None).is_ok() {
        ui.result(&format!("It can be applied until {}.\n", saved.expires_at));
    }
    Ok(Exit::Done)
}
