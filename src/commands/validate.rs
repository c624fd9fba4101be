//! `validate`: checks a roster with no network and no credentials.

use std::path::Path;

use crate::error::{Exit, Result};
use crate::ui::Ui;

pub(super) fn run(file: &Path, ui: &Ui) -> Result<Exit> {
    let roster = super::roster::read(file, ui)?;
    let files = match roster.files.len() {
        1 => String::new(),
        several => format!(" in {several} files"),
    };
    ui.result(&format!(
        "The roster {} is valid: {} users, {} leavers, {} protected{files}.\n",
        file.display(),
        roster.desired.users.len(),
        roster.desired.leavers.len(),
        roster.desired.protected.len(),
    ));
    Ok(Exit::Done)
}
