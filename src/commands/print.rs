//! Prints a plan in the format that was asked for.

use std::borrow::Cow;
use std::path::Path;

use crate::cli::Format;
use crate::error::{Error, Kind, Result};
use crate::fs;
use crate::plan::SavedPlan;
use crate::redact::Redaction;
use crate::render;
use crate::settings::{Printing, RedactKey};
use crate::ui::Ui;

/// A plan that is ready to be printed: whether it can be is known before it is saved.
pub(super) struct Printed<'a> {
    text: String,
    /// Markdown for the summary of the workflow's step, and where it belongs.
    step: Option<(String, &'a Path)>,
}

impl<'a> Printed<'a> {
    /// The plan in its format, and without its people if there is a redaction.
    ///
    /// # Errors
    /// When `--max-bytes` is too small for what is always kept.
    pub(super) fn new(plan: &SavedPlan, redaction: Option<&mut Redaction>, printing: &'a Printing) -> Result<Self> {
        let plan = &*shown(plan, redaction);
        let mut step = None;
        let text = match printing.format {
            Format::Text => render::plan(plan),
            Format::Json => plan.to_json(),
            Format::Markdown => markdown(plan, printing.max_bytes)?,
            Format::Diff => render::diff(plan),
            Format::Github => {
                if let Some(path) = &printing.step_summary {
                    step = Some((markdown(plan, printing.max_bytes)?, path.as_path()));
                }
                render::github(plan)
            }
            Format::Gitlab => render::gitlab(plan),
            Format::Html => render::html(plan),
            Format::Sarif => render::sarif(plan),
        };
        Ok(Self { text, step })
    }

    /// Prints it. A step summary that cannot be written is said and is no error: the plan stands in the log.
    pub(super) fn show(&self, ui: &Ui) {
        ui.result(&self.text);
        if let Some((text, path)) = &self.step
            && let Err(error) = fs::append(path, text)
        {
            let path = fs::shown(path);
            ui.alarm(&render::warning(&format!(
                "the step summary {path} (GITHUB_STEP_SUMMARY) was not written: {error}"
            )));
        }
    }
}

/// What replaces people, when that is asked for.
pub(super) fn redaction(key: Option<&RedactKey>) -> Option<Redaction> {
    key.map(|key| Redaction::new(key.as_bytes()))
}

/// A plan as it may be shown.
pub(super) fn shown<'p>(plan: &'p SavedPlan, redaction: Option<&mut Redaction>) -> Cow<'p, SavedPlan> {
    redaction.map_or(Cow::Borrowed(plan), |redaction| Cow::Owned(redaction.plan(plan)))
}

fn markdown(plan: &SavedPlan, max_bytes: usize) -> Result<String> {
    render::markdown(plan, max_bytes).map_err(|small| {
        Error::new(
            Kind::Usage,
            format!("--max-bytes {max_bytes}: too small for the parts of this plan that are never left out"),
        )
        .hint(format!("give at least {}", small.least))
    })
}
