//! One file: read, checked to be text, and its digest.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::diagnostics::Diagnostics;
use super::node::Spot;
use super::{Diagnostic, ExpectedContent, ExternalMessage, FileProblem, RosterFile};
use crate::fs::{Accepts, FileFault, remedy};
use crate::text::{hex, is_all, is_hostile};

/// The most bytes of a roster and its includes together: a million users with their notes fit.
pub(crate) const MAX_ROSTER_BYTES: u64 = 64 * 1024 * 1024;

/// A file's text, without the byte-order mark.
#[derive(Debug)]
pub(crate) struct SourceFile {
    /// The path as it is printed.
    pub(crate) path: Arc<str>,
    /// The text; with U+FFFD in place of what is not UTF-8 when `readable` is false.
    pub(crate) text: String,
    /// Whether the text may be parsed.
    pub(crate) readable: bool,
    has_bom: bool,
    sha256: String,
}

/// Where a problem of a whole file is reported: at its start.
pub(crate) const START: Spot = Spot { line: 1, column: 1, width: 1 };

impl SourceFile {
    /// Reads the file at `path`, printed as `printed`, which should hold what is `expected`, and subtracts its size from the bytes `left`. `None` when there is
    /// no text at all; problems go to `found`.
    pub(crate) fn read(
        path: &Path,
        printed: Arc<str>,
        expected: ExpectedContent,
        left: &mut u64,
        found: &mut Diagnostics,
    ) -> Option<Self> {
        if let Err(problem) = super::folder::check_place(path, expected) {
            found.push(Diagnostic::new(&printed, START, problem));
            return None;
        }
        let bytes = match crate::fs::read(path, Accepts::Files, *left) {
            Ok(bytes) => bytes,
            Err(fault) => {
                found.push(refusal(&fault, path, &printed, expected));
                return None;
            }
        };
        *left = left.saturating_sub(bytes.len() as u64);
        let sha256 = hex(&Sha256::digest(&bytes));
        if let Some(encoding) = foreign_encoding(&bytes) {
            found.push(Diagnostic::new(&printed, START, FileProblem::Encoding { encoding }));
            return None;
        }
        let (mut text, mut readable) = match String::from_utf8(bytes) {
            Ok(text) => (text, true),
            Err(error) => {
                found.push(not_utf8(&printed, error.as_bytes(), error.utf8_error().valid_up_to()));
                (String::from_utf8_lossy(error.as_bytes()).into_owned(), false)
            }
        };
        let has_bom = text.starts_with('\u{feff}');
        if has_bom {
            text.drain(..'\u{feff}'.len_utf8());
        }
        if readable {
            let before = hostile_characters(&printed, &text, found);
            readable = before == 0;
        }
        // Such a file is not text, so none of it is quoted.
        if text.contains('\0') {
            return None;
        }
        Some(Self { path: printed, text, readable, has_bom, sha256 })
    }

    /// A file that is not written yet.
    pub(crate) fn unwritten(path: Arc<str>, text: String) -> Self {
        let sha256 = hex(&Sha256::digest(text.as_bytes()));
        Self { path, text, readable: true, has_bom: false, sha256 }
    }

    /// Whether the file starts with a byte-order mark.
    pub(crate) fn has_bom(&self) -> bool {
        self.has_bom
    }

    /// The path and digest that a plan records.
    pub(crate) fn file(&self) -> RosterFile {
        RosterFile { path: self.path.to_string(), sha256: self.sha256.clone() }
    }
}

/// Why a file was not read. A pipe is refused too: included files and the git commit are looked up beside the roster.
fn refusal(fault: &FileFault, path: &Path, printed: &Arc<str>, expected: ExpectedContent) -> Diagnostic {
    let problem = match fault {
        missing if missing.is_missing() => {
            FileProblem::Missing { expected, suggestion: super::folder::suggestion(path) }
        }
        FileFault::Folder => FileProblem::Folder { expected },
        FileFault::Special(what) => FileProblem::Special { what: ExternalMessage((*what).to_owned()) },
        FileFault::Large(_) => FileProblem::TooLarge { limit_mib: MAX_ROSTER_BYTES / 1024 / 1024 },
        FileFault::System(error) => FileProblem::Unreadable {
            error: ExternalMessage(error.to_string()),
            remedy: ExternalMessage(remedy(error).to_owned()),
        },
    };
    Diagnostic::new(printed, START, problem)
}

/// UTF-16 and UTF-32, recognized by byte-order mark or by the zero bytes of ASCII characters.
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
    let problem = FileProblem::NotUtf8 { byte: rest.first().copied().unwrap_or_default() };
    Diagnostic::new(printed, end_of(before.trim_start_matches('\u{feff}')), problem)
}

/// The place just after `text`.
fn end_of(text: &str) -> Spot {
    let line = text.matches('\n').count() + 1;
    let column = text.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Spot { line: small(line), column: small(column), width: 1 }
}

/// Reports characters that change what a reviewer sees, including carriage returns within a line; returns their number.
fn hostile_characters(printed: &Arc<str>, text: &str, found: &mut Diagnostics) -> usize {
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
            let problem = match c {
                '\r' => FileProblem::CarriageReturn,
                character => FileProblem::ControlCharacter { character },
            };
            found.push(Diagnostic::new(printed, spot, problem));
        }
    }
    count
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
