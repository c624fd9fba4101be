//! Files that are written as a whole or not at all.

use std::fs::{File, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// Who can read a new file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileMode {
    /// Its owner.
    Private,
    /// Everyone.
    Public,
    /// As the file that it replaces.
    Same(Permissions),
}

/// A file that is not visible under its name until it is complete. Dropped before that, it leaves nothing behind.
#[derive(Debug)]
pub struct AtomicFile {
    file: NamedTempFile,
    path: PathBuf,
}

impl AtomicFile {
    /// Writes a file for `path`, in the same folder and under a temporary name, and syncs it to the disk.
    ///
    /// # Errors
    /// The system's.
    pub fn write(path: &Path, mode: &FileMode, content: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<Self> {
        let mut builder = Builder::new();
        builder.prefix(".rosterctl-");
        #[cfg(unix)]
        if *mode == FileMode::Public {
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        }
        // By default a temporary file has the mode 0600.
        let mut file = builder.tempfile_in(parent_folder(path))?;
        content(file.as_file_mut())?;
        if let FileMode::Same(permissions) = mode {
            file.as_file().set_permissions(permissions.clone())?;
        }
        file.as_file().sync_all()?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Gives the file its name; an existing file is replaced.
    ///
    /// # Errors
    /// The system's; the existing file is unchanged then.
    pub fn replace(self) -> io::Result<()> {
        self.file.persist(&self.path).map(drop).map_err(|error| error.error)
    }

    /// Gives the file its name unless it is taken.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when it is taken, and the system's.
    pub fn create(self) -> io::Result<()> {
        self.file.persist_noclobber(&self.path).map(drop).map_err(|error| error.error)
    }
}

/// Replaces the file at `path` with this text, as a whole or not at all.
///
/// # Errors
/// The system's; an existing file is unchanged then.
pub fn write_atomically(path: &Path, mode: &FileMode, text: &[u8]) -> io::Result<()> {
    AtomicFile::write(path, mode, |file| file.write_all(text))?.replace()
}

/// The folder of a file.
#[must_use]
pub fn parent_folder(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_that_could_not_be_completed_leaves_the_old_one_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.json");
        fs::write(&path, "old").unwrap();
        let full = AtomicFile::write(&path, &FileMode::Private, |file| {
            file.write_all(b"half")?;
            Err(io::Error::other("the disk is full"))
        });
        assert!(full.is_err());
        let taken = AtomicFile::write(&path, &FileMode::Private, |file| file.write_all(b"new")).unwrap().create();
        assert_eq!(taken.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        write_atomically(&path, &FileMode::Private, b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    #[cfg(unix)]
    fn a_file_has_the_requested_mode() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for (mode, bits) in [
            (FileMode::Private, 0o600),
            (FileMode::Public, 0o644),
            (FileMode::Same(Permissions::from_mode(0o640)), 0o640),
        ] {
            write_atomically(&path, &mode, b"text").unwrap();
            // The umask of the test may take bits away from what everyone gets.
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777 & !0o044, bits & !0o044, "{mode:?}");
        }
    }
}
