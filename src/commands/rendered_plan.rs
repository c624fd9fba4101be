//! A plan in the requested format.

use std::path::Path;

use crate::cli::PlanFormat;
use crate::error::{Error, Kind, Result};
use crate::fs;
use crate::plan::SavedPlan;
use crate::redact::Redaction;
use crate::render;
use crate::settings::FormatSettings;
use crate::ui::Ui;

use super::context::printable;

/// A rendered plan. It is rendered before the plan is saved, so that an error leaves no file behind.
pub(super) struct RenderedPlan<'a> {
    text: String,
    /// The Markdown of the workflow's step summary, and its file.
    step: Option<(String, &'a Path)>,
}

impl<'a> RenderedPlan<'a> {
    /// Renders the plan, redacted if there is a redaction.
    ///
    /// # Errors
    /// When `--max-bytes` is too small for the parts that are never left out.
    pub(super) fn new(plan: &SavedPlan, redaction: Option<&mut Redaction>, format: &'a FormatSettings) -> Result<Self> {
        let plan = &*printable(plan, redaction);
        let mut step = None;
        let text = match format.format {
            PlanFormat::Text => render::plan(plan),
            PlanFormat::Json => plan.to_json(),
            PlanFormat::Markdown => markdown(plan, format.max_bytes)?,
            PlanFormat::Diff => render::diff(plan),
            PlanFormat::Github => {
                if let Some(path) = &format.step_summary {
                    step = Some((markdown(plan, format.max_bytes)?, path.as_path()));
                }
                render::github(plan)
            }
            PlanFormat::Gitlab => render::gitlab(plan),
            PlanFormat::Html => render::html(plan),
            PlanFormat::Sarif => render::sarif(plan),
        };
        Ok(Self { text, step })
    }

    /// Prints it. A step summary that cannot be written is a warning: the plan is in the log anyway.
    pub(super) fn print(&self, ui: &Ui) {
        ui.result(&self.text);
        if let Some((text, path)) = &self.step
            && let Err(error) = fs::append(path, text)
        {
            let path = crate::text::printed_path(path);
            ui.print_always(&render::warning(&format!(
                "the step summary {path} (GITHUB_STEP_SUMMARY) was not written: {error}"
            )));
        }
    }
}

fn markdown(plan: &SavedPlan, max_bytes: usize) -> Result<String> {
    render::markdown(plan, max_bytes).map_err(|small| {
        Error::new(
            Kind::Usage,
            format!("--max-bytes {max_bytes}: too small for the parts of this plan that are never left out"),
        )
        .hint(format!("set it to at least {}", small.least))
    })
}
