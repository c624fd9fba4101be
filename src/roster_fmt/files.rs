//! The files to format: those named, and those that the rosters among them include.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{FmtError, Formatted, formatted};
use crate::roster::decode::{self, DecodeCx, People};
use crate::roster::diagnostics::Diagnostics;
use crate::roster::folder::{self, Folder};
use crate::roster::node::{Node, Spot, Value};
use crate::roster::source::{MAX_ROSTER_BYTES, SourceFile};
use crate::roster::{Diagnostic, ExpectedContent, RosterErrors, YamlProblem, include, parse_last, unreadable_folder};

/// A file and its canonical layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The path to open.
    pub path: PathBuf,
    /// The path as it is printed.
    pub name: String,
    /// The text as it is, with its byte-order mark if it has one.
    pub before: String,
    /// The canonical layout.
    pub after: Formatted,
}

/// Why files are not formatted.
#[derive(Debug)]
pub enum Unformatted {
    /// They have errors.
    Mistaken(RosterErrors),
    /// Formatting would change the meaning: an error in rosterctl. Holds the path as it is printed.
    Changed(String),
}

/// What a file is expected to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileRole {
    /// A roster if it has a key that only a roster has; otherwise a file that a roster includes.
    Named,
    /// A file that a roster includes.
    Included,
}

/// The layouts of these files and of those that the rosters among them include, each file once and in that order, and the
/// reasons why some have none.
#[must_use]
pub fn layouts(paths: &[PathBuf]) -> (Vec<Layout>, Vec<Unformatted>) {
    let mut reader = LayoutReader::default();
    for path in paths {
        for included in reader.read(path, FileRole::Named) {
            reader.read(&included, FileRole::Included);
        }
    }
    (reader.layouts, reader.unformatted)
}

#[derive(Default)]
struct LayoutReader {
    /// The files seen so far, with every link resolved.
    seen: HashSet<PathBuf>,
    layouts: Vec<Layout>,
    unformatted: Vec<Unformatted>,
}

impl LayoutReader {
    /// Reads one file; returns the files that it includes.
    fn read(&mut self, path: &Path, role: FileRole) -> Vec<PathBuf> {
        if fs::canonicalize(path).is_ok_and(|real| !self.seen.insert(real)) {
            return Vec::new();
        }
        let name: Arc<str> = folder::printed(path).into();
        let mut found = Diagnostics::default();
        let mut left = MAX_ROSTER_BYTES;
        let expected = match role {
            FileRole::Named => ExpectedContent::Either,
            FileRole::Included => ExpectedContent::IncludedFile,
        };
        let Some(source) = SourceFile::read(path, Arc::clone(&name), expected, &mut left, &mut found) else {
            self.reject(found, &name, None);
            return Vec::new();
        };
        let included = self.lay_out(path, role, &source, &mut found);
        if found.has_errors() {
            self.reject(found, &name, Some(&source));
        }
        included
    }

    fn lay_out(&mut self, path: &Path, role: FileRole, source: &SourceFile, found: &mut Diagnostics) -> Vec<PathBuf> {
        let (mut after, mut included) = (None, Vec::new());
        parse_last(std::slice::from_ref(source), found, ExpectedContent::Either, |cx, root| {
            let entries = decoded(cx, root, path, role);
            if cx.found.has_errors() {
                return;
            }
            if let Ok(folder) = Folder::of(path) {
                included = include::files(path, &source.path, &folder, &entries, cx.found);
            }
            after = Some(formatted(&source.text, root));
        });
        match after {
            None => (),
            Some(Ok(after)) => {
                let before = if source.has_bom() { format!("\u{feff}{}", source.text) } else { source.text.clone() };
                self.layouts.push(Layout { path: path.to_owned(), name: source.path.to_string(), before, after });
            }
            Some(Err(FmtError::Changed)) => self.unformatted.push(Unformatted::Changed(source.path.to_string())),
            Some(Err(FmtError::Directive(at))) => found.push(directive(source, at)),
        }
        included
    }

    fn reject(&mut self, found: Diagnostics, name: &Arc<str>, source: Option<&SourceFile>) {
        let texts = source.map(|source| (&source.path, source.text.as_str())).into_iter();
        self.unformatted.push(Unformatted::Mistaken(found.into_errors(name, texts)));
    }
}

/// Checks a file as loading does, and returns the entries of its `include`.
fn decoded(cx: &mut DecodeCx<'_>, root: &Node<'_>, path: &Path, role: FileRole) -> Vec<include::IncludeEntry> {
    let mut people = People::default();
    if role == FileRole::Named && is_roster(root) {
        match Folder::of(path) {
            Ok(folder) => return decode::roster(cx, root, &folder, &mut people).include,
            Err(error) => cx.found.push(unreadable_folder(&cx.source.path, &error)),
        }
    } else {
        decode::included(cx, root, &mut people);
    }
    Vec::new()
}

fn is_roster(root: &Node<'_>) -> bool {
    let Value::Map(entries) = &root.value else { return true };
    let only_here = |key: &str| decode::ROSTER_KEYS.contains(&key) && !decode::INCLUDED_KEYS.contains(&key);
    entries.iter().any(|(key, _)| matches!(&key.value, Value::Text(name) if only_here(name)))
}

fn directive(source: &SourceFile, at: usize) -> Diagnostic {
    let line = u32::try_from(source.text[..at].matches('\n').count() + 1).unwrap_or(u32::MAX);
    Diagnostic::new(&source.path, Spot { line, column: 1, width: 1 }, YamlProblem::Directive)
}
