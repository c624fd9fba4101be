//! Appends complete lines to a file, for as long as the disk can be trusted.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// The file of a journal.
pub(super) trait Disk {
    /// Writes all of these bytes at the end.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Returns when everything written is on the disk.
    fn flush(&mut self) -> io::Result<()>;
    /// Removes everything behind this length.
    fn truncate(&mut self, length: u64) -> io::Result<()>;
}

impl Disk for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sync_data()
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)?;
        self.seek(SeekFrom::End(0)).map(drop)
    }
}

/// Appends to a file, which only ever grows by complete lines.
#[derive(Debug)]
pub(super) struct Appender<D> {
    disk: D,
    /// The length of the file in bytes, complete lines only.
    length: u64,
    /// Whether a failure could not be undone: nothing is written after that.
    is_broken: bool,
}

impl<D: Disk> Appender<D> {
    /// Appends to a file with this number of bytes of complete lines.
    pub(super) fn new(disk: D, length: u64) -> Self {
        Self { disk, length, is_broken: false }
    }

    /// Appends complete lines, and returns when they are on the disk.
    ///
    /// # Errors
    /// When they are not. A part that was written is removed, and the next lines may be tried. Where that fails as well,
    /// and where it is unknown what is on the disk, nothing is written any more: a line that begins in the middle of
    /// another one would make both unreadable.
    pub(super) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.is_broken {
            return Err(io::Error::other("an earlier line could not be written, so no more are"));
        }
        // Only this program's own last lines, which no write has followed, are removed.
        if let Err(error) = self.disk.write(lines) {
            self.is_broken = self.disk.truncate(self.length).is_err();
            return Err(error);
        }
        // After a failed flush the system may count lost pages as written, so that a second flush proves nothing.
        if let Err(error) = self.disk.flush() {
            self.is_broken = true;
            return Err(error);
        }
        self.length += lines.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk whose next calls fail: a write after some bytes, or a call as a whole.
    #[derive(Default)]
    struct FaultyDisk {
        kept: Vec<u8>,
        short: Option<usize>,
        truncates_fail: Vec<bool>,
        flushes_fail: Vec<bool>,
    }

    impl Disk for &mut FaultyDisk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
            let arrived = self.short.take();
            self.kept.extend(&bytes[..arrived.unwrap_or(bytes.len())]);
            if arrived.is_some() { Err(io::Error::other("no space left")) } else { Ok(()) }
        }

        fn flush(&mut self) -> io::Result<()> {
            if self.flushes_fail.pop() == Some(true) { Err(io::Error::other("input/output error")) } else { Ok(()) }
        }

        fn truncate(&mut self, length: u64) -> io::Result<()> {
            if self.truncates_fail.pop() == Some(true) {
                return Err(io::Error::other("read-only file system"));
            }
            self.kept.truncate(usize::try_from(length).unwrap());
            Ok(())
        }
    }

    #[test]
    fn a_line_written_in_part_is_removed_and_the_next_one_is_written() {
        let mut disk = FaultyDisk { short: Some(3), ..FaultyDisk::default() };
        let mut appender = Appender::new(&mut disk, 0);
        assert!(appender.append(b"first\n").is_err());
        appender.append(b"second\n").unwrap();
        assert_eq!(disk.kept, b"second\n");
    }

    #[test]
    fn after_a_torn_line_that_cannot_be_removed_nothing_is_written_any_more() {
        let mut disk = FaultyDisk { short: Some(3), truncates_fail: vec![true], ..FaultyDisk::default() };
        let mut appender = Appender::new(&mut disk, 0);
        for _ in 0..3 {
            assert!(appender.append(b"first\n").is_err());
        }
        assert_eq!(disk.kept, b"fir");
    }

    #[test]
    fn after_a_failed_flush_nothing_is_written_any_more() {
        let mut disk = FaultyDisk { flushes_fail: vec![true], ..FaultyDisk::default() };
        let mut appender = Appender::new(&mut disk, 0);
        assert!(appender.append(b"first\n").unwrap_err().to_string().contains("input/output"));
        assert!(appender.append(b"second\n").is_err());
        assert_eq!(disk.kept, b"first\n", "the content stays");
    }
}
