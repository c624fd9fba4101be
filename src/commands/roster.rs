//! Loads a roster, or says everything that is wrong with it.

use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::fs::shown;
use crate::roster::{Roster, load};
use crate::text::counted;
use crate::ui::Ui;

use super::LOG;
use super::diagnose::Form;

/// The roster at `file`, after telling what its warnings are.
///
/// # Errors
/// That it has mistakes, after telling each of them.
pub(super) fn read(file: &Path, form: &Form, ui: &Ui) -> Result<Roster> {
    let mut roster = with_warnings(file, form, ui)?;
    form.warnings(file, std::mem::take(&mut roster.warnings), ui);
    Ok(roster)
}

/// The roster at `file`; its warnings are left to the caller.
///
/// # Errors
/// As [`read`].
pub(super) fn with_warnings(file: &Path, form: &Form, ui: &Ui) -> Result<Roster> {
    let loaded = load(file).inspect(|roster| {
        let desired = &roster.desired;
        let (users, leavers) = (desired.users.len(), desired.leavers.len());
        tracing::info!(target: LOG, files = roster.files.len(), users, leavers, "roster read");
    });
    loaded.map_err(|found| {
        let count = found.errors;
        form.mistakes(file, found, ui);
        let mistakes = counted(count as u64, "mistake");
        Error::new(Kind::Roster, format!("{mistakes} in the roster {}", shown(file)))
            .hint(format!("fix what is {} and run `rosterctl validate` again; nothing was sent anywhere", form.place()))
    })
}
