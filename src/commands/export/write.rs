//! An exported roster as files: all of them or none, and never over one that exists.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::roster::{Exported, FOLDER, Files};

/// That nothing stands where the files will go.
///
/// # Errors
/// When something does, or the folder is missing.
pub(super) fn check(out: &Path, files: Files) -> Result<()> {
    let folder = folder(out);
    if !folder.is_dir() {
        return Err(Error::new(Kind::File, format!("there is no folder {}", folder.display()))
            .hint("make it, or choose another place with --out"));
    }
    if fs::symlink_metadata(out).is_ok() {
        return Err(exists(out));
    }
    let divisions = folder.join(FOLDER);
    if files == Files::ByDivision && fs::symlink_metadata(&divisions).is_ok() {
        return Err(exists(&divisions));
    }
    Ok(())
}

/// Writes the files.
///
/// # Errors
/// When one of them cannot be written; then none is there.
pub(super) fn write(out: &Path, exported: &Exported) -> Result<()> {
    let failed = |error: io::Error| {
        Error::new(Kind::File, format!("the roster could not be written to {}, and nothing was", out.display()))
            .because(error)
            .hint("choose a place that can be written with --out")
    };
    let folder = folder(out);
    let mut roster = temporary(0o666).tempfile_in(folder).map_err(failed)?;
    fill(roster.as_file_mut(), &exported.roster).map_err(failed)?;
    let divisions = folder.join(FOLDER);
    if !exported.divisions.is_empty() {
        let draft = temporary(0o777).tempdir_in(folder).map_err(failed)?;
        for (name, text) in &exported.divisions {
            File::create_new(draft.path().join(name)).and_then(|mut file| fill(&mut file, text)).map_err(failed)?;
        }
        check(out, Files::ByDivision)?;
        fs::rename(draft.path(), &divisions).map_err(failed)?;
    }
    roster.persist_noclobber(out).map_err(|error| {
        if !exported.divisions.is_empty() {
            // It was made a moment ago, and without the roster it means nothing.
            let _ = fs::remove_dir_all(&divisions);
        }
        if error.error.kind() == io::ErrorKind::AlreadyExists { exists(out) } else { failed(error.error) }
    })?;
    Ok(())
}

/// The folder of a file.
pub(super) fn folder(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn fill(file: &mut File, text: &str) -> io::Result<()> {
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all())
}

/// A roster is no secret: its mode is that of any new file.
fn temporary(mode: u32) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rosterctl-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    builder
}

fn exists(path: &Path) -> Error {
    Error::new(Kind::File, format!("{} exists, and an export overwrites nothing", path.display()))
        .hint("choose another place with --out, or move it away")
}
