//! Loads a roster, or says everything that is wrong with it.

use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::render::{self, Redaction};
use crate::roster::{Roster, load};
use crate::ui::Ui;

/// The roster at `file`; its mistakes are told through the redaction, if there is one.
///
/// # Errors
/// That it has mistakes, after printing each of them.
pub(super) fn read(file: &Path, redaction: Option<&Redaction>, ui: &Ui) -> Result<Roster> {
    load(file).map_err(|found| {
        let found = match redaction {
            Some(redaction) => redaction.mistakes(found),
            None => found,
        };
        ui.note(&render::mistakes(&found));
        let count = found.count;
        let mistakes = if count == 1 { "1 mistake".to_owned() } else { format!("{count} mistakes") };
        Error::new(Kind::Roster, format!("{mistakes} in the roster {}", file.display()))
            .hint("mend what is marked above and run `rosterctl validate` again; nothing was sent anywhere")
    })
}
