//! YAML → what is desired, and every mistake found on the way.
//!
//! A file becomes text (`source`), a tree of nodes with places (`yaml`, `node`), typed values (`decode`); then
//! the `checks` look at all files together. Each step reports what it finds and goes on, so that one run names
//! everything. Deliberately absent: any network, any environment variable, any file outside the roster's folder.

mod checks;
pub(crate) mod decode;
pub(crate) mod findings;
pub(crate) mod folder;
pub(crate) mod include;
pub(crate) mod node;
mod schema;
pub(crate) mod source;
mod walk;
pub(crate) mod yaml;

use std::path::Path;
use std::sync::Arc;

use crate::model::{Desired, DirectorySpec, Place, Scope};

use self::decode::{Page, People};
use self::findings::Findings;
use self::folder::Folder;
use self::node::{Node, Spot, Value};
use self::source::Source;

pub use self::schema::schema;

/// A roster that has no mistakes.
#[derive(Debug)]
pub struct Roster {
    /// Which directory it speaks of.
    pub directory: DirectorySpec,
    /// What it declares.
    pub desired: Desired,
    /// The time zone in which `until` ends a day; UTC unless the roster says otherwise.
    pub timezone: jiff::tz::TimeZone,
    /// The files read, the roster itself first, then its includes in the order of their paths.
    pub files: Vec<RosterFile>,
    /// What may be meant as it is written, and should be looked at; no error.
    pub warnings: RosterErrors,
}

/// One file of a roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterFile {
    /// The path as it is printed: relative paths stay relative, with `/`.
    pub path: String,
    /// Lower-case hexadecimal SHA-256 of the bytes.
    pub sha256: String,
}

/// Another place that a diagnostic speaks of, such as the first of two duplicates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedInfo {
    /// Where.
    pub at: Place,
    /// What is there: "first declared here".
    pub label: String,
}

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Severity {
    /// The roster cannot be used.
    #[default]
    Error,
    /// It can be used, and may not say what was meant.
    Warning,
}

/// One mistake, or what may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// A stable name: `unknown-key`, `duplicate`, …
    pub code: &'static str,
    /// What is wrong, without a final full stop.
    pub message: String,
    /// Where it starts.
    pub at: Place,
    /// How many characters of that line it covers, at least 1.
    pub width: u32,
    /// Other places that matter.
    pub also: Vec<RelatedInfo>,
    /// What to do.
    pub help: String,
}

/// What was wrong, with the texts of the files that are quoted.
#[derive(Debug, Default)]
pub struct RosterErrors {
    /// Every mistake, by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// How many there are, also of those that are only counted.
    pub count: usize,
    /// How many of them are errors.
    pub errors: usize,
    /// Path as printed → text, for the source lines.
    pub sources: std::collections::BTreeMap<String, String>,
}

/// Reads the roster at `path` and what it includes.
///
/// # Errors
/// Every mistake found, not the first one; of one sort no more than 100, and how many there are beyond.
pub fn load(path: &Path) -> Result<Roster, RosterErrors> {
    let mut found = Findings::default();
    let mut sources = Vec::new();
    let name: Arc<str> = folder::printed(path).into();
    let read = read(path, &name, &mut sources, &mut found);
    match read {
        Some(parts) if !found.has_errors() => {
            let files = sources.iter().map(Source::file).collect();
            let warnings = found.into_errors(&name, texts(&sources));
            Ok(Roster { directory: parts.directory, desired: parts.desired, timezone: parts.timezone, files, warnings })
        }
        _ => Err(found.into_errors(&name, texts(&sources))),
    }
}

fn texts(sources: &[Source]) -> impl Iterator<Item = (&Arc<str>, &str)> {
    sources.iter().map(|source| (&source.path, source.text.as_str()))
}

pub(crate) struct Parts {
    directory: DirectorySpec,
    pub(crate) desired: Desired,
    timezone: jiff::tz::TimeZone,
}

/// `None` only with a mistake in `found`; what was read is in `sources` either way.
fn read(path: &Path, name: &Arc<str>, sources: &mut Vec<Source>, found: &mut Findings) -> Option<Parts> {
    let mut left = source::BYTES;
    let mut people = People::default();
    sources.push(Source::read(path, Arc::clone(name), &mut left, found)?);
    let folder = Folder::of(path).map_err(|error| found.push(unreadable_folder(name, &error))).ok()?;
    let help = "a roster starts with `version: 1`, `directory:` and `users:`";
    let part = page(sources, found, help, |page, root| decode::roster(page, root, &folder, &mut people))?;
    for file in include::files(path, name, &folder, &part.include, found) {
        let printed = folder::printed(&file).into();
        if let Some(source) = Source::read(&file, printed, &mut left, found) {
            sources.push(source);
            let help = "a team without people is written `users: []`";
            page(sources, found, help, |page, root| decode::included(page, root, &mut people));
        }
    }
    assembled(part, people, found)
}

/// Looks at all files together, and puts together what they declare; `None` when the directory was not understood.
pub(crate) fn assembled(part: decode::RosterPart, people: People, found: &mut Findings) -> Option<Parts> {
    let whole = checks::Whole { people: &people, divisions: &part.divisions, email_domains: &part.email_domains };
    checks::run(&whole, found);
    let names = |list: Vec<decode::Named>| list.into_iter().map(|named| named.name).collect();
    let scope = Scope { divisions: names(part.divisions), email_domains: names(part.email_domains) };
    let desired = Desired {
        users: people.users.into_iter().map(|entry| entry.value).collect(),
        leavers: people.leavers.into_iter().map(|entry| entry.value).collect(),
        protected: people.protected.into_iter().map(|entry| entry.value).collect(),
        scope,
        undeclared: part.undeclared,
        limits: part.limits,
        caution: part.caution,
    };
    Some(Parts { directory: part.directory?, desired, timezone: part.timezone.unwrap_or(jiff::tz::TimeZone::UTC) })
}

/// Parses the last file read and hands its tree to `decode`; `None`, with a mistake, when it has no tree.
pub(crate) fn page<T>(
    sources: &[Source],
    found: &mut Findings,
    empty: &str,
    decode: impl FnOnce(&mut Page<'_>, &Node<'_>) -> T,
) -> Option<T> {
    let source = sources.last().filter(|source| source.readable)?;
    match yaml::parse(&source.text) {
        Ok(root) => {
            let mut page = Page { source, found };
            if matches!(root.value, Value::Null) && root.span.length == 0 {
                decode::empty_file(&mut page, empty);
                return None;
            }
            Some(decode(&mut page, &root))
        }
        Err(trouble) => {
            let spot = Spot { line: trouble.line, column: trouble.column, width: 1 };
            found.push(Diagnostic::new(trouble.code, &source.path, spot, trouble.message).help(trouble.help));
            None
        }
    }
}

pub(crate) fn unreadable_folder(name: &Arc<str>, error: &std::io::Error) -> Diagnostic {
    let message = format!("the roster's folder cannot be read: {error}");
    Diagnostic::new("file-unreadable", name, source::START, message).help(crate::fs::remedy(error))
}
