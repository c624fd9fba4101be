//! Writes an exported roster: all files or none, and never over an existing one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::fs::{AtomicFile, FileMode, parent_folder};
use crate::roster_fmt::{ExportLayout, Exported, FOLDER};
use crate::text::printed_path;

/// Checks that the paths of the files are free.
///
/// # Errors
/// When one exists, or the folder is missing.
pub(super) fn check(out: &Path, files: ExportLayout) -> Result<()> {
    let folder = parent_folder(out);
    if !folder.is_dir() {
        return Err(Error::new(Kind::File, format!("the folder {} does not exist", printed_path(folder)))
            .hint("create it, or choose another path with --out"));
    }
    if fs::symlink_metadata(out).is_ok() {
        return Err(exists(out));
    }
    let divisions = folder.join(FOLDER);
    if files == ExportLayout::ByDivision && fs::symlink_metadata(&divisions).is_ok() {
        return Err(exists(&divisions));
    }
    Ok(())
}

/// Writes the files.
///
/// # Errors
/// When one of them cannot be written; then none is.
pub(super) fn write(out: &Path, exported: &Exported) -> Result<()> {
    let failed = |error: io::Error| {
        Error::new(Kind::File, format!("the roster could not be written to {}; nothing was written", printed_path(out)))
            .because(error)
            .hint("choose a writable path with --out")
    };
    let folder = parent_folder(out);
    let roster = AtomicFile::write(out, &FileMode::Private, |file| file.write_all(exported.roster.as_bytes()));
    let roster = roster.map_err(failed)?;
    let divisions = folder.join(FOLDER);
    if !exported.divisions.is_empty() {
        let draft = private_folder().tempdir_in(folder).map_err(failed)?;
        for (name, text) in &exported.divisions {
            create_private(&draft.path().join(name)).and_then(|mut file| fill(&mut file, text)).map_err(failed)?;
        }
        check(out, ExportLayout::ByDivision)?;
        fs::rename(draft.path(), &divisions).map_err(failed)?;
    }
    roster.create().map_err(|error| {
        if !exported.divisions.is_empty() {
            // It was created just now and is useless without the roster.
            let _ = fs::remove_dir_all(&divisions);
        }
        if error.kind() == io::ErrorKind::AlreadyExists { exists(out) } else { failed(error) }
    })?;
    Ok(())
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn fill(file: &mut File, text: &str) -> io::Result<()> {
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all())
}

/// A folder that only its owner can read: it contains every user's name and e-mail.
fn private_folder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rosterctl-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder
}

fn exists(path: &Path) -> Error {
    Error::new(Kind::File, format!("{} exists, and export never overwrites a file", printed_path(path)))
        .hint("choose another path with --out, or move it away")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::Desired;

    fn exported() -> Exported {
        let divisions = BTreeMap::from([("a.yaml".to_owned(), "a".to_owned()), ("b.yaml".to_owned(), "b".to_owned())]);
        Exported { roster: "roster".to_owned(), divisions, desired: Desired::default() }
    }

    /// The names in a folder.
    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    #[cfg(unix)]
    fn an_exported_roster_is_readable_by_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;

        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("roster.yaml");
        write(&out, &exported()).unwrap();
        assert_eq!(names(place.path()), ["divisions", "roster.yaml"]);
        assert_eq!(names(&place.path().join(FOLDER)), ["a.yaml", "b.yaml"]);
        let mode = |name: &str| fs::metadata(place.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!([mode("roster.yaml"), mode("divisions"), mode("divisions/a.yaml")], [0o600, 0o700, 0o600]);
    }

    #[test]
    fn a_file_that_appeared_meanwhile_is_kept_and_nothing_is_left_next_to_it() {
        for taken in ["roster.yaml", FOLDER] {
            let place = tempfile::tempdir().unwrap();
            let out = place.path().join("roster.yaml");
            fs::write(place.path().join(taken), "mine").unwrap();
            assert!(write(&out, &exported()).is_err());
            assert_eq!(names(place.path()), [taken]);
            assert_eq!(fs::read_to_string(place.path().join(taken)).unwrap(), "mine");
        }
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("roster.yaml");
        fs::write(&out, "mine").unwrap();
        assert!(write(&out, &Exported { divisions: BTreeMap::new(), ..exported() }).is_err());
        assert_eq!(
            (names(place.path()), fs::read_to_string(&out).unwrap()),
            (vec!["roster.yaml".to_owned()], "mine".to_owned())
        );
    }
}
