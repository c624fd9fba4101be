//! Files that rosterctl saves and reads back: written whole or not at all, readable by their owner alone.

use std::fs::{self as std_fs, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Kind, Result};
use crate::fs::{self, Accepts, AtomicFile, FileFault, FileMode, parent_folder};

/// More than a plan of a million actions, or a snapshot of a few million users, takes.
pub(super) const MAX_ARTIFACT_BYTES: u64 = 1 << 30;

/// A kind of file that is saved.
pub(super) struct ArtifactKind {
    /// Its name in messages.
    pub(super) name: &'static str,
    /// The command that saves one.
    pub(super) command: &'static str,
    /// Whether a file is of this kind, complete or not: no other file is replaced.
    pub(super) is_one: fn(File) -> io::Result<bool>,
}

/// A path at which a file of a kind can be saved.
pub(super) struct ArtifactPath {
    kind: &'static ArtifactKind,
    path: PathBuf,
}

impl ArtifactKind {
    /// Opens a file that should be of this kind.
    ///
    /// # Errors
    /// When it cannot be read, or is not a file of a plausible size.
    pub(super) fn open(&self, path: &Path) -> Result<io::Take<File>> {
        let opened = fs::open(path, Accepts::Pipes).and_then(|file| {
            let length = file.metadata()?.len();
            if length > MAX_ARTIFACT_BYTES {
                Err(FileFault::Large(MAX_ARTIFACT_BYTES))
            } else {
                Ok(file.take(MAX_ARTIFACT_BYTES))
            }
        });
        opened.map_err(|fault| self.unreadable(path, fault))
    }

    fn unreadable(&self, path: &Path, fault: FileFault) -> Error {
        let (Self { name, command, .. }, path) = (self, crate::text::printed_path(path));
        match fault {
            FileFault::System(error) => Error::new(Kind::File, format!("the {name} {path} could not be read"))
                .because(error)
                .hint(format!("save one with `{command}`")),
            FileFault::Folder | FileFault::Special(_) | FileFault::Large(_) => {
                Error::new(Kind::File, format!("{path} is not a {name}: {fault}"))
                    .hint(format!("use a file that `{command}` wrote"))
            }
        }
    }

    /// A path for a file of this kind. An existing file is replaced only if it is empty or of this kind.
    ///
    /// # Errors
    /// When there is another file, or none can be created.
    pub(super) fn target(&'static self, path: &Path) -> Result<ArtifactPath> {
        // Behind a link, the file that it points to is replaced, and the link stays.
        let target = ArtifactPath { kind: self, path: std_fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()) };
        match std_fs::metadata(&target.path) {
            Ok(about) if about.is_file() && about.len() == 0 => Ok(target),
            Ok(about) => {
                let is_one = about.is_file()
                    && about.len() <= MAX_ARTIFACT_BYTES
                    && fs::open(&target.path, Accepts::Files)
                        .and_then(|file| Ok((self.is_one)(file)?))
                        .map_err(|error| target.failed(io::Error::other(error)))?;
                if is_one { Ok(target) } else { Err(target.taken()) }
            }
            Err(error) if error.kind() != ErrorKind::NotFound => Err(target.failed(error)),
            Err(_) if parent_folder(&target.path).is_dir() => Ok(target),
            Err(error) => Err(target.failed(error)),
        }
    }
}

impl ArtifactPath {
    /// Saves what `content` writes, readable by its owner alone.
    ///
    /// # Errors
    /// When it cannot be written; an existing file is unchanged then, and nothing else is left behind.
    pub(super) fn write(&self, content: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
        AtomicFile::write(&self.path, &FileMode::Private, content)
            .and_then(AtomicFile::replace)
            .map_err(|error| self.failed(error))
    }

    fn taken(&self) -> Error {
        Error::new(
            Kind::File,
            format!("{} exists and is not a {}", crate::text::printed_path(&self.path), self.kind.name),
        )
        .hint("choose another file with --out; rosterctl only replaces files that it wrote itself")
    }

    fn failed(&self, error: io::Error) -> Error {
        Error::new(
            Kind::File,
            format!("the {} could not be saved to {}", self.kind.name, crate::text::printed_path(&self.path)),
        )
        .because(error)
        .hint("choose a writable path with --out")
    }
}
