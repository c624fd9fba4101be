//! The journal on the disk: opened for appending by one apply at a time, flushed line by line. Nothing of it goes again but the torn
//! end of a line.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Kind, Result};
use crate::fs;
use crate::model::{Earlier, UserId};

use super::journal::Line;
use super::lines::{Entry, Lines, Torn};
use super::tail::Tail;
use super::undo::Writes;

/// A journal open for appending. Nobody else can append to it until it is dropped.
#[derive(Debug)]
pub struct JournalFile {
    tail: Tail<File>,
    path: PathBuf,
    /// The writes of which it told when it was opened.
    writes: Writes,
    /// Whether its end was torn, and is whole again.
    was_torn: bool,
}

impl JournalFile {
    /// Opens the journal at `path`, or makes it, readable by its owner alone.
    ///
    /// # Errors
    /// When it cannot be opened, another apply writes it, or it is no journal. A torn last line, as after a power
    /// failure, is completed when nothing but its line break is missing, and cut off otherwise: what it began to say is
    /// known without it, for an intent is whole on the disk before its write, and without its outcome a write is possible.
    pub fn open(path: &Path) -> Result<Self> {
        let wrong = |what: &str| Error::new(Kind::File, format!("the journal {} {what}", fs::shown(path)));
        let other = "name another one with --journal; nothing was changed";
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::make_private_folder(folder).map_err(|error| wrong("could not be made").because(error).hint(other))?;
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| wrong("could not be opened").because(error).hint(other))?;
        if !file.metadata().is_ok_and(|about| about.is_file()) {
            return Err(wrong("is not a regular file").hint(other));
        }
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => {
                wrong("is being written by another apply").hint("wait until that one has ended").hint(other)
            }
            TryLockError::Error(error) => wrong("could not be locked").because(error).hint(other),
        })?;
        let (mut writes, mut torn, mut count) = (Writes::default(), None, 0_u64);
        let mut entries = Lines::of(BufReader::new(&file));
        while let Some(entry) = entries.next() {
            match entry.map_err(|error| wrong("could not be read").because(error).hint(other))? {
                Entry::Line(line) => {
                    count += 1;
                    writes.take(&line);
                }
                Entry::Bad(error) => {
                    return Err(wrong("is not one that rosterctl wrote").because(error).hint(other));
                }
                Entry::Torn(found) if count > 0 => torn = Some((found, entries.last_length())),
                Entry::Torn(_) => {
                    return Err(wrong("is not one that rosterctl wrote: it holds no whole line").hint(other));
                }
            }
        }
        drop(entries);
        let mut length = file.metadata().map_err(|error| wrong("could not be read").because(error).hint(other))?.len();
        let was_torn = torn.is_some();
        if let Some((torn, torn_length)) = torn {
            let mended = match &torn {
                Torn::Whole(line) => {
                    writes.take(line);
                    length += 1;
                    (&file).write_all(b"\n")
                }
                Torn::Intent | Torn::Other => {
                    length -= torn_length;
                    file.set_len(length)
                }
            };
            mended.and_then(|()| file.sync_all()).map_err(|error| {
                wrong("ends in a torn line that could not be taken away").because(error).hint(other)
            })?;
        }
        let opened = Self { tail: Tail::new(file, length), path: path.to_owned(), writes, was_torn };
        opened.flush_folder();
        Ok(opened)
    }

    /// The writes of earlier applies in this organization of which nobody knows what came.
    pub fn possible(&self, host: &str, organization: &str) -> impl Iterator<Item = (UserId, Earlier)> {
        self.writes.possible(host, organization)
    }

    /// Whether its last line was torn when it was opened; it is whole again.
    #[must_use]
    pub fn was_torn(&self) -> bool {
        self.was_torn
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends lines, and returns when they are on the disk.
    ///
    /// # Errors
    /// When they are not; what was written of them is taken back, so that the journal stays whole. Where that is not
    /// possible, nothing is ever written to it again.
    pub fn append(&mut self, lines: &[Line]) -> io::Result<()> {
        let text: String = lines.iter().map(Line::to_json).collect();
        self.tail.append(text.as_bytes())
    }

    /// A new file survives a power failure only when its folder was flushed too; where folders cannot be, so be it.
    fn flush_folder(&self) {
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}
