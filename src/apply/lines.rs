//! A journal read line by line: at no time is more of it in memory than one line.

use std::io::{self, BufRead, Read};

use crate::model::UserId;

use super::journal::{Event, Line};

/// The longest line that is read, in bytes: an intent with many thousand roles.
pub const LONGEST: usize = 16 * 1024 * 1024;

/// The most characters that are told of what is wrong with a line.
const MOST_SAID: usize = 200;

/// One line of a file that should be a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A line of a journal.
    Line(Box<Line>),
    /// Something else, with its line break.
    Bad(Unreadable),
    /// The last line, without its line break, as after a power failure.
    Torn(Torn),
}

/// Why something is no line of a journal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Unreadable {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub what: String,
}

/// What a torn last line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Torn {
    /// Whole, but for its line break.
    Whole(Box<Line>),
    /// The beginning of an intent. The write is sent once the line is whole on the disk, so this one never was.
    Intent,
    /// Anything else: perhaps the outcome of a write.
    Other,
}

/// The lines of a journal, in order.
#[derive(Debug)]
pub struct Lines<R> {
    from: R,
    number: u64,
    bytes: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    /// The lines of what `from` gives.
    pub fn of(from: R) -> Self {
        Self { from, number: 0, bytes: Vec::new() }
    }

    /// How many bytes the last entry has.
    pub fn last_length(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read(&mut self) -> io::Result<Option<Entry>> {
        self.bytes.clear();
        self.number += 1;
        let most = u64::try_from(LONGEST).unwrap_or(u64::MAX);
        (&mut self.from).take(most.saturating_add(1)).read_until(b'\n', &mut self.bytes)?;
        Ok(match self.bytes.split_last() {
            None => None,
            Some((b'\n', text)) => Some(match parse(text) {
                Ok(line) => Entry::Line(line),
                Err(what) => self.bad(what),
            }),
            Some(_) if self.bytes.len() > LONGEST => {
                let what = format!("longer than {} MiB", LONGEST / 1024 / 1024);
                self.skip()?;
                Some(self.bad(what))
            }
            Some(_) => Some(Entry::Torn(torn(&self.bytes))),
        })
    }

    fn bad(&self, what: String) -> Entry {
        Entry::Bad(Unreadable { line: self.number, what })
    }

    /// Passes over the rest of a line that is too long.
    fn skip(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.from.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let (used, is_over) = (end.map_or(buffer.len(), |at| at + 1), end.is_some() || buffer.is_empty());
            self.from.consume(used);
            if is_over {
                return Ok(());
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// One line without its line break.
fn parse(text: &[u8]) -> Result<Box<Line>, String> {
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err("an empty line".to_owned());
    }
    let line: Line = serde_json::from_slice(text).map_err(|error| {
        let said = error.to_string();
        said.char_indices().nth(MOST_SAID).map_or(said.clone(), |(at, _)| format!("{}…", &said[..at]))
    })?;
    match &line.event {
        Event::Intent { user, .. } | Event::Outcome { user, .. } if UserId::new(&user.id).is_none() => {
            Err("the user's id has characters that no id has".to_owned())
        }
        _ => Ok(Box::new(line)),
    }
}

fn torn(text: &[u8]) -> Torn {
    // The type stands before everything that a directory or a roster can choose.
    const INTENT: &[u8] = br#""type":"intent""#;
    match parse(text) {
        Ok(line) => Torn::Whole(line),
        Err(_) if text.windows(INTENT.len()).any(|window| window == INTENT) => Torn::Intent,
        Err(_) => Torn::Other,
    }
}
