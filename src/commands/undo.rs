//! `undo`: prints the inverse of an apply, and never runs it.

use std::path::Path;

use crate::apply::{journal, undo};
use crate::error::{Error, Exit, Kind, Result};
use crate::fs::shown;
use crate::render;
use crate::ui::Ui;

pub(super) fn run(path: &Path, ui: &Ui) -> Result<Exit> {
    let wrong = |what: &str| Error::new(Kind::File, format!("the journal {} {what}", shown(path)));
    let bytes = std::fs::read(path).map_err(|error| {
        wrong("could not be read").because(error).hint("give the journal that `rosterctl apply` named when it began")
    })?;
    let journal = journal::read(&bytes).map_err(|error| {
        wrong("is not one that rosterctl wrote").because(error).hint("give the file as `rosterctl apply` wrote it")
    })?;
    if journal.is_torn {
        ui.alarm(&render::warning("the last line is torn and left out; its write was never sent"));
    }
    ui.result(&render::undo(&undo::inverse(&journal)));
    Ok(Exit::Done)
}
