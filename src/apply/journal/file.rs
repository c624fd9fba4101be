//! The journal on the disk: opened for appending by one apply at a time, and flushed line by line. Only the torn end of
//! a line is ever removed.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::error::{Error, Kind, Result};
use crate::fs;
use crate::model::{Earlier, UserId};

use super::append::Appender;
use super::undo::{ApplySite, JournalledWrites};
use super::{JournalLine, JournalReader, MAX_LINE_BYTES, ReadLine, TornLine};

/// A journal open for appending. No other process can append to it until it is dropped.
#[derive(Debug)]
pub struct JournalFile {
    appender: Appender<File>,
    path: PathBuf,
    /// The writes in it when it was opened.
    writes: JournalledWrites,
    /// Whether its last line was torn, and was repaired.
    was_repaired: bool,
}

/// How often the lock is tried, and how long apart: a report on a fleet has it for a moment to see whether it is free.
const LOCK_TRIES: usize = 10;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

impl JournalFile {
    /// Opens the journal at `path`, or creates it, readable by its owner alone. A torn last line, as after a power
    /// failure, is completed when only its line break is missing, and removed otherwise. Nothing is lost with it: an
    /// intent is complete on the disk before its write, and a write without an outcome counts as possible.
    ///
    /// # Errors
    /// When it cannot be opened, another apply writes it, or it is not a journal.
    pub fn open(path: &Path) -> Result<Self> {
        let wrong =
            |what: &str| Error::new(Kind::File, format!("the journal {} {what}", crate::text::printed_path(path)));
        let other = "name another journal with --journal; nothing was changed";
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::make_private_folder(folder)
                .map_err(|error| wrong("could not be created").because(error).hint(other))?;
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| wrong("could not be opened").because(error).hint(other))?;
        if !file.metadata().is_ok_and(|about| about.is_file()) {
            return Err(wrong("is not a regular file").hint(other));
        }
        lock(&file).map_err(|error| match error {
            TryLockError::WouldBlock => {
                wrong("is being written by another apply").hint("wait until that apply has ended").hint(other)
            }
            TryLockError::Error(error) => wrong("could not be locked").because(error).hint(other),
        })?;
        let (mut writes, mut torn, mut count) = (JournalledWrites::default(), None, 0_u64);
        let mut lines = JournalReader::new(BufReader::new(&file));
        while let Some(line) = lines.next() {
            match line.map_err(|error| wrong("could not be read").because(error).hint(other))? {
                ReadLine::Valid(line) => {
                    count += 1;
                    writes.add(&line);
                }
                ReadLine::Invalid(error) => {
                    return Err(wrong("is not a rosterctl journal").because(error).hint(other));
                }
                ReadLine::Torn(found) if count > 0 => torn = Some((found, lines.last_length())),
                ReadLine::Torn(_) => {
                    return Err(wrong("is not a rosterctl journal: it has no complete line").hint(other));
                }
            }
        }
        drop(lines);
        let mut length = file.metadata().map_err(|error| wrong("could not be read").because(error).hint(other))?.len();
        let was_repaired = torn.is_some();
        if let Some((torn, torn_length)) = torn {
            let repaired = match &torn {
                TornLine::Complete(line) => {
                    writes.add(line);
                    length += 1;
                    (&file).write_all(b"\n")
                }
                TornLine::Intent | TornLine::Other => {
                    length -= torn_length;
                    file.set_len(length)
                }
            };
            repaired
                .and_then(|()| file.sync_all())
                .map_err(|error| wrong("ends in a torn line that could not be repaired").because(error).hint(other))?;
        }
        let opened = Self { appender: Appender::new(file, length), path: path.to_owned(), writes, was_repaired };
        opened.flush_folder();
        Ok(opened)
    }

    /// The writes of earlier applies in this organization whose results are not in the journal.
    pub fn unresolved(&self, site: &ApplySite) -> impl Iterator<Item = (UserId, Earlier)> {
        self.writes.unresolved(site)
    }

    /// Whether its last line was torn when it was opened, and was repaired.
    #[must_use]
    pub fn was_repaired(&self) -> bool {
        self.was_repaired
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends lines, and returns when they are on the disk.
    ///
    /// # Errors
    /// When they are not; the part of them that was written is removed. Where that is not possible, nothing is ever
    /// written to the journal again. A line that is too long to be read again is refused before anything is written.
    pub fn append(&mut self, lines: &[JournalLine]) -> io::Result<()> {
        let lines: Vec<String> = lines.iter().map(JournalLine::to_json).collect();
        if lines.iter().any(|line| line.len() > MAX_LINE_BYTES) {
            return Err(io::Error::other("the record of a user is too large for a line of the journal"));
        }
        self.appender.append(lines.concat().as_bytes())
    }

    /// A new file survives a power failure only when its folder was flushed too. Some systems cannot flush folders.
    fn flush_folder(&self) {
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// Locks the journal against other applies.
fn lock(file: &File) -> std::result::Result<(), TryLockError> {
    for _ in 1..LOCK_TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
            locked => return locked,
        }
    }
    file.try_lock()
}
