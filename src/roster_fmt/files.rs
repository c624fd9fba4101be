//! Which files are formatted: those named, and what the rosters among them include.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Formatted, Unsafe, formatted};
use crate::roster::decode::{self, Page, People};
use crate::roster::findings::Findings;
use crate::roster::folder::{self, Folder};
use crate::roster::node::{Node, Spot, Value};
use crate::roster::source::{self, Source};
use crate::roster::{Diagnostic, RosterErrors, include};

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

/// Why files are left as they are.
#[derive(Debug)]
pub enum Unformatted {
    /// They have mistakes.
    Mistaken(RosterErrors),
    /// The result would not have said the same: an error in this program. Holds the path as it is printed.
    Changed(String),
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A roster if it has a key that only a roster has; otherwise a file that a roster includes.
    Named,
    /// A file that a roster includes.
    Included,
}

/// The layouts of these files and of what the rosters among them include, each file once, in that order; and why some
/// have none.
#[must_use]
pub fn layouts(paths: &[PathBuf]) -> (Vec<Layout>, Vec<Unformatted>) {
    let mut reading = Reading::default();
    for path in paths {
        for included in reading.read(path, Part::Named) {
            reading.read(&included, Part::Included);
        }
    }
    (reading.layouts, reading.unformatted)
}

#[derive(Default)]
struct Reading {
    /// The files seen so far, with every link resolved.
    seen: HashSet<PathBuf>,
    layouts: Vec<Layout>,
    unformatted: Vec<Unformatted>,
}

impl Reading {
    /// Reads one file; gives what it includes.
    fn read(&mut self, path: &Path, part: Part) -> Vec<PathBuf> {
        if fs::canonicalize(path).is_ok_and(|real| !self.seen.insert(real)) {
            return Vec::new();
        }
        let name: Arc<str> = folder::printed(path).into();
        let mut found = Findings::default();
        let mut left = source::BYTES;
        let Some(source) = Source::read(path, Arc::clone(&name), &mut left, &mut found) else {
            self.mistaken(found, &name, None);
            return Vec::new();
        };
        let included = self.lay_out(path, part, &source, &mut found);
        if found.has_errors() {
            self.mistaken(found, &name, Some(&source));
        }
        included
    }

    fn lay_out(&mut self, path: &Path, part: Part, source: &Source, found: &mut Findings) -> Vec<PathBuf> {
        let (mut after, mut included) = (None, Vec::new());
        crate::roster::page(std::slice::from_ref(source), found, "a roster has `users:`", |page, root| {
            let entries = decoded(page, root, path, part);
            if page.found.has_errors() {
                return;
            }
            if let Ok(folder) = Folder::of(path) {
                included = include::files(path, &source.path, &folder, &entries, page.found);
            }
            after = Some(formatted(&source.text, root));
        });
        match after {
            None => (),
            Some(Ok(after)) => {
                let before = if source.is_marked() { format!("\u{feff}{}", source.text) } else { source.text.clone() };
                self.layouts.push(Layout { path: path.to_owned(), name: source.path.to_string(), before, after });
            }
            Some(Err(Unsafe::Changed)) => self.unformatted.push(Unformatted::Changed(source.path.to_string())),
            Some(Err(Unsafe::Directive(at))) => found.push(directive(source, at)),
        }
        included
    }

    fn mistaken(&mut self, found: Findings, name: &Arc<str>, source: Option<&Source>) {
        let texts = source.map(|source| (&source.path, source.text.as_str())).into_iter();
        self.unformatted.push(Unformatted::Mistaken(found.into_errors(name, texts)));
    }
}

/// Checks a file as if it were loaded, and gives the entries of its `include`.
fn decoded(page: &mut Page<'_>, root: &Node<'_>, path: &Path, part: Part) -> Vec<include::Entry> {
    let mut people = People::default();
    if part == Part::Named && is_roster(root) {
        match Folder::of(path) {
            Ok(folder) => return decode::roster(page, root, &folder, &mut people).include,
            Err(error) => page.found.push(crate::roster::unreadable_folder(&page.source.path, &error)),
        }
    } else {
        decode::included(page, root, &mut people);
    }
    Vec::new()
}

fn is_roster(root: &Node<'_>) -> bool {
    let Value::Map(entries) = &root.value else { return true };
    let only_here = |key: &str| decode::ROSTER_KEYS.contains(&key) && !decode::INCLUDED_KEYS.contains(&key);
    entries.iter().any(|(key, _)| matches!(&key.value, Value::Text(name) if only_here(name)))
}

fn directive(source: &Source, at: usize) -> Diagnostic {
    let line = u32::try_from(source.text[..at].matches('\n').count() + 1).unwrap_or(u32::MAX);
    let message = "a line that starts with `%` tells YAML readers how to read the file, and would be lost";
    Diagnostic::new("yaml-feature", &source.path, Spot { line, column: 1, width: 1 }, message)
        .help("remove this line and the `---` below it: a roster needs neither")
}
