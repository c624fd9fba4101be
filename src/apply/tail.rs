//! The end of a file that only grows by whole lines, and only for as long as the disk can be trusted.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// What a journal is kept on.
pub(super) trait Disk {
    /// Writes all of this behind what is there.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Returns when what was written is on the disk.
    fn flush(&mut self) -> io::Result<()>;
    /// Takes back what is behind this length.
    fn cut(&mut self, length: u64) -> io::Result<()>;
}

impl Disk for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sync_data()
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)?;
        self.seek(SeekFrom::End(0)).map(drop)
    }
}

/// The end of a journal.
#[derive(Debug)]
pub(super) struct Tail<D> {
    disk: D,
    /// How long the file is with whole lines only.
    length: u64,
    /// Whether something failed that could not be taken back: from then on nothing is written any more.
    is_broken: bool,
}

impl<D: Disk> Tail<D> {
    /// The end of a file that holds so many bytes of whole lines.
    pub(super) fn new(disk: D, length: u64) -> Self {
        Self { disk, length, is_broken: false }
    }

    /// Appends whole lines, and returns when they are on the disk.
    ///
    /// # Errors
    /// When they are not. What was cut short is taken back, and the next lines may be tried. Where that fails as well,
    /// and where it cannot be known what is on the disk, nothing is written behind it any more: a line that begins in
    /// the middle of another one would make both unreadable.
    pub(super) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.is_broken {
            return Err(io::Error::other("an earlier line could not be written, and nothing is written after that"));
        }
        // Only this program's own last lines, of which no write has followed, go again.
        if let Err(error) = self.disk.write(lines) {
            self.is_broken = self.disk.cut(self.length).is_err();
            return Err(error);
        }
        // After a failed flush the system may take lost pages for written, so that a second one proves nothing.
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

    /// What a disk does with the next calls: whole, or how many bytes of the write arrive.
    #[derive(Default)]
    struct Faulty {
        kept: Vec<u8>,
        short: Option<usize>,
        cuts_fail: Vec<bool>,
        flushes_fail: Vec<bool>,
    }

    impl Disk for &mut Faulty {
        fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
            let arrived = self.short.take();
            self.kept.extend(&bytes[..arrived.unwrap_or(bytes.len())]);
            if arrived.is_some() { Err(io::Error::other("no space left")) } else { Ok(()) }
        }

        fn flush(&mut self) -> io::Result<()> {
            if self.flushes_fail.pop() == Some(true) { Err(io::Error::other("input/output error")) } else { Ok(()) }
        }

        fn cut(&mut self, length: u64) -> io::Result<()> {
            if self.cuts_fail.pop() == Some(true) {
                return Err(io::Error::other("read-only file system"));
            }
            self.kept.truncate(usize::try_from(length).unwrap());
            Ok(())
        }
    }

    #[test]
    fn a_line_cut_short_is_taken_back_and_the_next_one_is_written() {
        let mut disk = Faulty { short: Some(3), ..Faulty::default() };
        let mut tail = Tail::new(&mut disk, 0);
        assert!(tail.append(b"first\n").is_err());
        tail.append(b"second\n").unwrap();
        assert_eq!(disk.kept, b"second\n");
    }

    #[test]
    fn after_a_torn_line_that_stays_nothing_is_written_any_more() {
        let mut disk = Faulty { short: Some(3), cuts_fail: vec![true], ..Faulty::default() };
        let mut tail = Tail::new(&mut disk, 0);
        for _ in 0..3 {
            assert!(tail.append(b"first\n").is_err());
        }
        assert_eq!(disk.kept, b"fir");
    }

    #[test]
    fn after_a_failed_flush_nothing_is_written_any_more() {
        let mut disk = Faulty { flushes_fail: vec![true], ..Faulty::default() };
        let mut tail = Tail::new(&mut disk, 0);
        assert!(tail.append(b"first\n").unwrap_err().to_string().contains("input/output"));
        assert!(tail.append(b"second\n").is_err());
        assert_eq!(disk.kept, b"first\n", "what is there is left as it is");
    }
}
