//! An exported roster as files: all of them or none, and never over one that exists.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::fs::shown;
use crate::roster_fmt::{ExportLayout, Exported, FOLDER};

/// That nothing stands where the files will go.
///
/// # Errors
/// When something does, or the folder is missing.
pub(super) fn check(out: &Path, files: ExportLayout) -> Result<()> {
    let folder = folder(out);
    if !folder.is_dir() {
        return Err(Error::new(Kind::File, format!("there is no folder {}", shown(folder)))
            .hint("make it, or choose another place with --out"));
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
/// When one of them cannot be written; then none is there.
pub(super) fn write(out: &Path, exported: &Exported) -> Result<()> {
    let failed = |error: io::Error| {
        Error::new(Kind::File, format!("the roster could not be written to {}, and nothing was", shown(out)))
            .because(error)
            .hint("choose a place that can be written with --out")
    };
    let folder = folder(out);
    let mut roster = temporary(0o600).tempfile_in(folder).map_err(failed)?;
    fill(roster.as_file_mut(), &exported.roster).map_err(failed)?;
    let divisions = folder.join(FOLDER);
    if !exported.divisions.is_empty() {
        let draft = temporary(0o700).tempdir_in(folder).map_err(failed)?;
        for (name, text) in &exported.divisions {
            create_private(&draft.path().join(name)).and_then(|mut file| fill(&mut file, text)).map_err(failed)?;
        }
        check(out, ExportLayout::ByDivision)?;
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

/// It holds everybody's name and e-mail: whoever exports decides who else reads it.
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
    Error::new(Kind::File, format!("{} exists, and an export overwrites nothing", shown(path)))
        .hint("choose another place with --out, or move it away")
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

    /// What is in a folder, by name.
    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    #[cfg(unix)]
    fn what_is_exported_can_be_read_by_its_owner_alone() {
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
    fn what_appeared_meanwhile_stays_and_nothing_is_left_beside_it() {
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
