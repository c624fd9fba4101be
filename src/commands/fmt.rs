//! `fmt`: puts rosters into their canonical layout, or says what would change.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Exit, Kind, Result};
use crate::render;
use crate::roster_fmt::{Layout, Unformatted, layouts};
use crate::settings::Formatting;
use crate::ui::Ui;

use super::diagnose::Form;

pub(super) fn run(files: &[PathBuf], formatting: Formatting, ui: &Ui) -> Result<Exit> {
    let (layouts, unformatted) = layouts(files);
    let mut left = unformatted.len();
    let mut others = Vec::new();
    for layout in &layouts {
        if layout.before == layout.after.text {
            continue;
        }
        others.push(crate::text::sanitize_multiline(&layout.name));
        match formatting {
            Formatting::Check => ui.result(&render::fmt_diff(layout)),
            Formatting::Write => match replace(layout) {
                Ok(()) => ui.result(&format!("{}\n", crate::text::sanitize_multiline(&layout.name))),
                Err(error) => {
                    left += 1;
                    ui.error(&error);
                }
            },
        }
        ui.note(&render::moved_comments(layout));
    }
    for reason in unformatted {
        match reason {
            // Each mistake has its place, so that no roster stands for all.
            Unformatted::Mistaken(found) => Form::text(None).mistakes(Path::new(""), found, ui),
            Unformatted::Changed(name) => ui.error(&changed(&name)),
        }
    }
    if left > 0 {
        let files = if left == 1 { "1 file was".to_owned() } else { format!("{left} files were") };
        return Err(Error::new(Kind::Roster, format!("{files} left alone"))
            .hint("fix the mistakes listed above and run `rosterctl fmt` again"));
    }
    if formatting == Formatting::Check && !others.is_empty() {
        let need = if others.len() == 1 { "needs" } else { "need" };
        ui.note(&format!("{} {need} formatting: run `rosterctl fmt`\n", others.join(", ")));
        return Ok(Exit::Refused);
    }
    Ok(Exit::Done)
}

/// Replaces a file as a whole, keeping its mode. Behind a link, the file that it leads to is replaced.
fn replace(layout: &Layout) -> Result<()> {
    let failed = |error: io::Error| {
        Error::new(Kind::File, format!("{} could not be written and is unchanged", layout.name))
            .because(error)
            .hint("make the file and its folder writable, then run `rosterctl fmt` again")
    };
    let path = fs::canonicalize(&layout.path).map_err(failed)?;
    // A file that may not be written is not replaced either.
    let existing = File::options().write(true).open(&path).map_err(failed)?;
    if fs::read(&path).map_err(failed)? != layout.before.as_bytes() {
        return Err(Error::new(Kind::File, format!("{} was changed while it was formatted", layout.name))
            .hint("run `rosterctl fmt` again"));
    }
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new("."))).map_err(failed)?;
    file.write_all(layout.after.text.as_bytes()).map_err(failed)?;
    let mode = existing.metadata().map_err(failed)?.permissions();
    file.as_file().set_permissions(mode).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(&path).map_err(|error| failed(error.error))?;
    Ok(())
}

fn changed(name: &str) -> Error {
    Error::new(
        Kind::File,
        format!("internal error: formatting would change the meaning of {name}, which was left as it is"),
    )
    .hint("this is a bug in rosterctl: please report it with the lines around your comments")
}
