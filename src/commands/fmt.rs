//! `fmt`: formats rosters in their canonical layout, or prints what would change.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Exit, Kind, Result};
use crate::fs::{FileMode, write_atomically};
use crate::render;
use crate::roster_fmt::{Layout, Unformatted, layouts};
use crate::settings::FmtMode;
use crate::text::{counted, sanitize_multiline};
use crate::ui::Ui;

use super::diagnostics_output::DiagnosticSink;

pub(super) fn run(files: &[PathBuf], mode: FmtMode, ui: &Ui) -> Result<Exit> {
    let (layouts, unformatted) = layouts(files);
    let mut unchanged = unformatted.len();
    let mut unformatted_names = Vec::new();
    for layout in &layouts {
        if layout.before == layout.after.text {
            continue;
        }
        unformatted_names.push(sanitize_multiline(&layout.name));
        match mode {
            FmtMode::Check => ui.result(&render::fmt_diff(layout)),
            FmtMode::Write => match replace(layout) {
                Ok(()) => ui.result(&format!("{}\n", sanitize_multiline(&layout.name))),
                Err(error) => {
                    unchanged += 1;
                    ui.error(&error);
                }
            },
        }
        ui.note(&render::moved_comments(layout));
    }
    for reason in unformatted {
        match reason {
            // Each error has its own location, so no roster is named for all of them.
            Unformatted::Mistaken(found) => DiagnosticSink::text(None).roster_errors(Path::new(""), found, ui),
            Unformatted::Changed(name) => ui.error(&changed(&name)),
        }
    }
    if unchanged > 0 {
        let files = counted(unchanged as u64, "file");
        return Err(Error::new(Kind::Roster, format!("{files} left unchanged"))
            .hint("fix the errors shown above and run `rosterctl fmt` again"));
    }
    if mode == FmtMode::Check && !unformatted_names.is_empty() {
        let need = if unformatted_names.len() == 1 { "needs" } else { "need" };
        ui.note(&format!("{} {need} formatting: run `rosterctl fmt`\n", unformatted_names.join(", ")));
        return Ok(Exit::Refused);
    }
    Ok(Exit::Done)
}

/// Replaces a file as a whole, keeping its mode. Behind a link, the file that it points to is replaced.
fn replace(layout: &Layout) -> Result<()> {
    let failed = |error: io::Error| {
        Error::new(Kind::File, format!("{} could not be written and is unchanged", layout.name))
            .because(error)
            .hint("make the file and its folder writable, then run `rosterctl fmt` again")
    };
    let path = fs::canonicalize(&layout.path).map_err(failed)?;
    // A read-only file is not replaced either.
    let existing = File::options().write(true).open(&path).map_err(failed)?;
    if fs::read(&path).map_err(failed)? != layout.before.as_bytes() {
        return Err(Error::new(Kind::File, format!("{} was changed while it was formatted", layout.name))
            .hint("run `rosterctl fmt` again"));
    }
    let mode = FileMode::Same(existing.metadata().map_err(failed)?.permissions());
    write_atomically(&path, &mode, layout.after.text.as_bytes()).map_err(failed)
}

fn changed(name: &str) -> Error {
    Error::new(
        Kind::File,
        format!("internal error: formatting would change the meaning of {name}; the file was left unchanged"),
    )
    .hint("this is a bug in rosterctl: please report it, with the lines around your comments")
}
