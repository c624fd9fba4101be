//! What rosterctl saves as files: read whole, written whole or not at all, for their owner's eyes.

use std::fs::{self as std_fs, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Kind, Result};
use crate::fs::{self, Accepts, FileFault};

/// More than a plan of a million actions, or a snapshot of a few million users, takes.
const LARGEST: u64 = 1 << 30;

/// A sort of files that are saved.
pub(super) struct Sort {
    /// What people call one of it.
    pub(super) name: &'static str,
    /// The command that saves one.
    pub(super) command: &'static str,
    /// Whether a file is one, whole or not: only those are replaced.
    pub(super) is_one: fn(File) -> io::Result<bool>,
}

/// A place where a file may be saved.
pub(super) struct Target {
    sort: &'static Sort,
    path: PathBuf,
}

impl Sort {
    /// Opens a file that should be one of this sort.
    ///
    /// # Errors
    /// When it cannot be read, or is no file with an end that comes soon enough.
    pub(super) fn open(&self, path: &Path) -> Result<io::Take<File>> {
        let opened = fs::open(path, Accepts::Pipes).and_then(|file| {
            let length = file.metadata()?.len();
            if length > LARGEST { Err(FileFault::Large(LARGEST)) } else { Ok(file.take(LARGEST)) }
        });
        opened.map_err(|fault| self.unreadable(path, fault))
    }

    fn unreadable(&self, path: &Path, fault: FileFault) -> Error {
        let (Self { name, command, .. }, path) = (self, fs::shown(path));
        match fault {
            FileFault::System(error) => Error::new(Kind::File, format!("the {name} {path} could not be read"))
                .because(error)
                .hint(format!("save one with `{command}`")),
            FileFault::Folder | FileFault::Special(_) | FileFault::Large(_) => {
                Error::new(Kind::File, format!("{path} is not a {name}: {fault}"))
                    .hint(format!("give the file that `{command}` wrote"))
            }
        }
    }

    /// A place for one of this sort. What exists there is replaced only if it is empty or one as well.
    ///
    /// # Errors
    /// When something else stands there, or nothing can.
    pub(super) fn target(&'static self, path: &Path) -> Result<Target> {
        // Behind a link, the file that it leads to is replaced, and the link stays.
        let target = Target { sort: self, path: std_fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()) };
        match std_fs::metadata(&target.path) {
            Ok(about) if about.is_file() && about.len() == 0 => Ok(target),
            Ok(about) => {
                let is_one = about.is_file()
                    && about.len() <= LARGEST
                    && fs::open(&target.path, Accepts::Files)
                        .and_then(|file| Ok((self.is_one)(file)?))
                        .map_err(|error| target.failed(io::Error::other(error)))?;
                if is_one { Ok(target) } else { Err(target.taken()) }
            }
            Err(error) if error.kind() != ErrorKind::NotFound => Err(target.failed(error)),
            Err(_) if target.folder().is_dir() => Ok(target),
            Err(error) => Err(target.failed(error)),
        }
    }
}

impl Target {
    /// Saves what `content` writes, readable by its owner alone.
    ///
    /// # Errors
    /// When it cannot be written; nothing is left behind then, and what was there stays.
    pub(super) fn write(&self, content: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
        let failed = |error| self.failed(error);
        // A temporary file is made with mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(self.folder()).map_err(failed)?;
        content(file.as_file_mut()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        file.persist(&self.path).map_err(|error| failed(error.error))?;
        Ok(())
    }

    fn folder(&self) -> &Path {
        match self.path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        }
    }

    fn taken(&self) -> Error {
        Error::new(Kind::File, format!("{} exists and is not a {}", fs::shown(&self.path), self.sort.name))
            .hint("give --out another name; rosterctl only replaces what it wrote itself")
    }

    fn failed(&self, error: io::Error) -> Error {
        Error::new(Kind::File, format!("the {} could not be saved to {}", self.sort.name, fs::shown(&self.path)))
            .because(error)
            .hint("choose a place that can be written with --out")
    }
}
