//! One file: opened with care, checked to be text, digested.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::findings::Findings;
use super::node::Spot;
use super::{Diagnostic, RosterFile};
use crate::fs::{Accepts, FileFault, remedy};
use crate::text::is_all;
use crate::text::{is_hostile, quote};

/// The most bytes of a roster and its includes together: a million users with their notes fit.
pub(crate) const BYTES: u64 = 64 * 1024 * 1024;

/// A file's text, without the byte-order mark.
#[derive(Debug)]
pub(crate) struct Source {
    /// The path as it is printed.
    pub(crate) path: Arc<str>,
    /// The text; with marks in place of what is no UTF-8 when `readable` is false.
    pub(crate) text: String,
    /// Whether the text may be parsed.
    pub(crate) readable: bool,
    marked: bool,
    sha256: String,
}

/// A mistake that concerns a whole file stands at its start.
pub(crate) const START: Spot = Spot { line: 1, column: 1, width: 1 };

impl Source {
    /// Reads the file at `path`, printed as `printed`, and takes its size from what is `left`. `None` when there is no
    /// text at all; what is wrong goes to `found`.
    pub(crate) fn read(path: &Path, printed: Arc<str>, left: &mut u64, found: &mut Findings) -> Option<Self> {
        let bytes = match crate::fs::read(path, Accepts::Files, *left) {
            Ok(bytes) => bytes,
            Err(fault) => {
                found.push(refusal(&fault, path, &printed));
                return None;
            }
        };
        *left = left.saturating_sub(bytes.len() as u64);
        let sha256 = hexadecimal(&Sha256::digest(&bytes));
        if let Some(encoding) = foreign_encoding(&bytes) {
            found.push(
                Diagnostic::new("not-utf8", &printed, START, format!("the file is written in {encoding}"))
                    .help("save it as UTF-8"),
            );
            return None;
        }
        let (mut text, mut readable) = match String::from_utf8(bytes) {
            Ok(text) => (text, true),
            Err(error) => {
                found.push(not_utf8(&printed, error.as_bytes(), error.utf8_error().valid_up_to()));
                (String::from_utf8_lossy(error.as_bytes()).into_owned(), false)
            }
        };
        let marked = text.starts_with('\u{feff}');
        if marked {
            text.drain(..'\u{feff}'.len_utf8());
        }
        if readable {
            let before = hostile_characters(&printed, &text, found);
            readable = before == 0;
        }
        Some(Self { path: printed, text, readable, marked, sha256 })
    }

    /// A file that is not written yet.
    pub(crate) fn unwritten(path: Arc<str>, text: String) -> Self {
        let sha256 = hexadecimal(&Sha256::digest(text.as_bytes()));
        Self { path, text, readable: true, marked: false, sha256 }
    }

    /// Whether a byte-order mark stood before the text.
    pub(crate) fn is_marked(&self) -> bool {
        self.marked
    }

    /// What a plan says of the file.
    pub(crate) fn file(&self) -> RosterFile {
        RosterFile { path: self.path.to_string(), sha256: self.sha256.clone() }
    }
}

/// Why a file was not read. A pipe is refused too: what a roster includes, and its place in git, is looked up beside it.
fn refusal(fault: &FileFault, path: &Path, printed: &Arc<str>) -> Diagnostic {
    let (code, message, help) = match fault {
        missing if missing.is_missing() => {
            let create = "create it with `version: 1`, `directory:` and `users:`, or name another file";
            let help = super::folder::did_you_mean(path).unwrap_or_else(|| create.to_owned());
            ("file-missing", "there is no such file".to_owned(), help)
        }
        FileFault::Folder => {
            ("not-a-file", "this is a folder, not a file".to_owned(), "name the roster file inside it".to_owned())
        }
        FileFault::Special(what) => (
            "not-a-file",
            format!("this is {what}, not a file"),
            "save it as a file: included files and the git commit are looked up beside it".to_owned(),
        ),
        FileFault::Large(_) => (
            "file-too-large",
            format!("the roster and its includes hold more than {} MiB", BYTES / 1024 / 1024),
            "divide it into several rosters, or look for what does not belong there".to_owned(),
        ),
        FileFault::System(error) => {
            ("file-unreadable", format!("the file cannot be read: {error}"), remedy(error).to_owned())
        }
    };
    Diagnostic::new(code, printed, START, message).help(help)
}

/// UTF-16 and UTF-32, by their marks or by the zero bytes that their ASCII is full of.
fn foreign_encoding(bytes: &[u8]) -> Option<&'static str> {
    let set = |index: usize| bytes.get(index).is_some_and(|byte| *byte != 0);
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0, 0, 0, _, ..] if set(3) => Some("UTF-32"),
        [_, 0, 0, 0, ..] if set(0) => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        [0, _, 0, _, ..] if set(1) && set(3) => Some("UTF-16"),
        [_, 0, _, 0, ..] if set(0) && set(2) => Some("UTF-16"),
        _ => None,
    }
}

fn not_utf8(printed: &Arc<str>, bytes: &[u8], valid: usize) -> Diagnostic {
    let (before, rest) = bytes.split_at(valid);
    let before = String::from_utf8_lossy(before);
    let message = format!("the byte 0x{:02X} is not UTF-8", rest.first().copied().unwrap_or_default());
    Diagnostic::new("not-utf8", printed, end_of(before.trim_start_matches('\u{feff}')), message)
        .help("save the file as UTF-8; if it is in another encoding, such as Windows-1252, convert it")
}

/// The place just after `text`.
fn end_of(text: &str) -> Spot {
    let line = text.matches('\n').count() + 1;
    let column = text.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Spot { line: small(line), column: small(column), width: 1 }
}

/// Reports the characters that no roster needs and that change what a reviewer sees; how many there are comes back.
/// A carriage return is one of them unless it ends a line.
fn hostile_characters(printed: &Arc<str>, text: &str, found: &mut Findings) -> usize {
    let mut count = 0;
    let shows = |byte: u8| byte.is_ascii_graphic() | (byte == b' ') | (byte == b'\n') | (byte == b'\t');
    if text.as_bytes().chunks(4096).all(|chunk| is_all(chunk, shows)) {
        return 0;
    }
    for (line, content) in text.split('\n').enumerate() {
        let content = content.strip_suffix('\r').unwrap_or(content);
        for (column, c) in content.chars().enumerate().filter(|(_, c)| is_hostile(*c) && *c != '\t') {
            count += 1;
            let small = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
            let spot = Spot { line: small(line), column: small(column), width: 1 };
            let (message, help) = match c {
                '\r' => (
                    "a carriage return without a line feed is not allowed here".to_owned(),
                    "save the file with line feeds",
                ),
                _ => (format!("the character {} does not show as what it is", quote(&c.to_string())), "remove it"),
            };
            found.push(Diagnostic::new("control-character", printed, spot, message).help(help));
        }
    }
    count
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_after_a_text_counts_characters_not_bytes() {
        assert_eq!(end_of(""), START);
        assert_eq!(end_of("é日\nü"), Spot { line: 2, column: 2, width: 1 });
    }

    #[test]
    fn utf_16_and_utf_32_are_named_with_and_without_a_mark() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        assert_eq!(foreign_encoding(&utf16("version: 1")), Some("UTF-16"));
        assert_eq!(foreign_encoding(&utf16("\u{feff}version: 1")), Some("UTF-16"));
        assert_eq!(foreign_encoding(&[0, b'v', 0, b'e']), Some("UTF-16"));
        assert_eq!(foreign_encoding(&[0, 0, 0xfe, 0xff, 0, 0, 0, b'v']), Some("UTF-32"));
        assert_eq!(foreign_encoding(b"version: 1"), None);
        assert_eq!(foreign_encoding(b"v"), None);
    }
}
