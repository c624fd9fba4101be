//! Reads a journal line by line, with at most one line in memory.

use std::io::{self, BufRead, Read};

use crate::model::UserId;

use super::{JournalEvent, JournalLine};

/// The longest line that is read, in bytes: an intent with many thousand roles.
pub const MAX_LINE_BYTES: usize = 16 * 1024 * 1024;

/// What is wrong with a line is reported in this number of characters at most.
const MAX_REPORTED_CHARS: usize = 200;

/// One line of a file that should be a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadLine {
    /// A line of a journal.
    Valid(Box<JournalLine>),
    /// Anything else with a line break.
    Invalid(InvalidLine),
    /// The last line, without its line break, as after a power failure.
    Torn(TornLine),
}

/// Why a line is not a line of a journal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct InvalidLine {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: String,
}

/// The content of a torn last line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TornLine {
    /// Complete except for the line break.
    Complete(Box<JournalLine>),
    /// The beginning of an intent. A write is sent once its intent is complete on the disk, so this one never was.
    Intent,
    /// Anything else: perhaps the outcome of a write.
    Other,
}

/// The lines of a journal, in order.
#[derive(Debug)]
pub struct JournalReader<R> {
    source: R,
    number: u64,
    bytes: Vec<u8>,
}

impl<R: BufRead> JournalReader<R> {
    /// The lines of `source`.
    pub fn new(source: R) -> Self {
        Self { source, number: 0, bytes: Vec::new() }
    }

    /// The length of the last line in bytes.
    pub fn last_length(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read(&mut self) -> io::Result<Option<ReadLine>> {
        self.bytes.clear();
        self.number += 1;
        let max = u64::try_from(MAX_LINE_BYTES).unwrap_or(u64::MAX);
        (&mut self.source).take(max.saturating_add(1)).read_until(b'\n', &mut self.bytes)?;
        Ok(match self.bytes.split_last() {
            None => None,
            Some((b'\n', text)) => Some(match parse(text) {
                Ok(line) => ReadLine::Valid(line),
                Err(problem) => self.invalid(problem),
            }),
            Some(_) if self.bytes.len() > MAX_LINE_BYTES => {
                self.skip()?;
                Some(self.invalid(format!("longer than {} MiB", MAX_LINE_BYTES / 1024 / 1024)))
            }
            Some(_) => Some(ReadLine::Torn(torn(&self.bytes))),
        })
    }

    fn invalid(&self, problem: String) -> ReadLine {
        ReadLine::Invalid(InvalidLine { line: self.number, problem })
    }

    /// Skips the rest of a line that is too long.
    fn skip(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.source.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let (used, is_over) = (end.map_or(buffer.len(), |at| at + 1), end.is_some() || buffer.is_empty());
            self.source.consume(used);
            if is_over {
                return Ok(());
            }
        }
    }
}

impl<R: BufRead> Iterator for JournalReader<R> {
    type Item = io::Result<ReadLine>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// Parses one line without its line break.
fn parse(text: &[u8]) -> Result<Box<JournalLine>, String> {
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err("an empty line".to_owned());
    }
    let line: JournalLine = serde_json::from_slice(text).map_err(|error| {
        let problem = error.to_string();
        match problem.char_indices().nth(MAX_REPORTED_CHARS) {
            Some((at, _)) => format!("{}…", &problem[..at]),
            None => problem,
        }
    })?;
    match &line.event {
        JournalEvent::Intent { user, .. } | JournalEvent::Outcome { user, .. } if UserId::new(&user.id).is_none() => {
            Err("the user's id has a character that no id has".to_owned())
        }
        _ => Ok(Box::new(line)),
    }
}

fn torn(text: &[u8]) -> TornLine {
    // The type precedes everything that a directory or a roster can choose.
    const INTENT: &[u8] = br#""type":"intent""#;
    match parse(text) {
        Ok(line) => TornLine::Complete(line),
        Err(_) if text.windows(INTENT.len()).any(|window| window == INTENT) => TornLine::Intent,
        Err(_) => TornLine::Other,
    }
}
