//! YAML → desired state, with every problem found on the way.
//!
//! A file becomes text (`source`), a tree of nodes with places (`yaml`, `node`) and typed values (`decode`); then the
//! `checks` compare all files. Each step reports problems as [`DiagnosticKind`]s and continues, so that one run reports
//! all of them. Deliberately absent: sentences (`render` makes them), the network, environment variables, files outside
//! the roster's folder.

mod checks;
pub(crate) mod decode;
pub(crate) mod diagnostics;
pub(crate) mod folder;
mod glob;
pub(crate) mod include;
pub(crate) mod node;
mod schema;
pub(crate) mod source;
pub(crate) mod yaml;

use std::path::Path;
use std::sync::Arc;

use crate::model::{DIRECTORY_TYPES, Desired, DirectorySpec, Protected, Scope};

use self::decode::{DecodeCx, People};
use self::diagnostics::Diagnostics;
use self::folder::Folder;
use self::node::{Node, Spot, Value};
use self::source::SourceFile;

pub use self::diagnostics::{
    ConflictProblem, Diagnostic, DiagnosticCode, DiagnosticKind, DiagnosticSeverity, DirectoryProblem, ExpectedContent,
    ExternalMessage, FileProblem, FleetProblem, FoundValue, IncludeRefusal, MapOwner, PathProblem, PathSuggestion,
    PatternError, PeopleList, PersonReference, RelatedInfo, RelatedLabel, RosterErrors, ValueProblem, ValueRole,
    YamlProblem,
};
pub(crate) use self::schema::{text, without_null};

pub use self::schema::schema;

/// A roster without errors.
#[derive(Debug)]
pub struct Roster {
    /// The directory that it is about.
    pub directory: DirectorySpec,
    /// The desired state.
    pub desired: Desired,
    /// The time zone in which `until` ends a day; the default is UTC.
    pub timezone: jiff::tz::TimeZone,
    /// The files read, the roster itself first, then its includes in the order of their paths.
    pub files: Vec<RosterFile>,
    /// Problems that do not keep it from being used.
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

/// Reads the roster at `path` and what it includes.
///
/// # Errors
/// Every problem found, but no more than 100 with one code, and the number of the others.
pub fn load(path: &Path) -> Result<Roster, RosterErrors> {
    let mut found = Diagnostics::default();
    let mut sources = Vec::new();
    let name: Arc<str> = folder::printed(path).into();
    let read = read(path, &name, &mut sources, &mut found);
    match read {
        Some(loaded) if !found.has_errors() => {
            let files = sources.iter().map(SourceFile::file).collect();
            let warnings = found.into_errors(&name, texts(&sources));
            Ok(Roster {
                directory: loaded.directory,
                desired: loaded.desired,
                timezone: loaded.timezone,
                files,
                warnings,
            })
        }
        _ => Err(found.into_errors(&name, texts(&sources))),
    }
}

pub(crate) fn texts(sources: &[SourceFile]) -> impl Iterator<Item = (&Arc<str>, &str)> {
    sources.iter().map(|source| (&source.path, source.text.as_str()))
}

/// A roster without its files and warnings.
pub(crate) struct Loaded {
    directory: DirectorySpec,
    pub(crate) desired: Desired,
    timezone: jiff::tz::TimeZone,
}

/// `None` only with a diagnostic in `found`; the texts read are in `sources` either way.
fn read(path: &Path, name: &Arc<str>, sources: &mut Vec<SourceFile>, found: &mut Diagnostics) -> Option<Loaded> {
    let mut left = source::MAX_ROSTER_BYTES;
    let mut people = People::default();
    sources.push(SourceFile::read(path, Arc::clone(name), ExpectedContent::Roster, &mut left, found)?);
    let folder = Folder::of(path).map_err(|error| found.push(unreadable_folder(name, &error))).ok()?;
    let part =
        parse_last(sources, found, ExpectedContent::Roster, |cx, root| decode::roster(cx, root, &folder, &mut people))?;
    for file in include::files(path, name, &folder, &part.include, found) {
        let printed = folder::printed(&file).into();
        let expected = ExpectedContent::IncludedFile;
        if let Some(source) = SourceFile::read(&file, printed, expected, &mut left, found) {
            sources.push(source);
            let accepts_id = part.directory.as_ref().map(|spec| spec.kind.accepts_id);
            parse_last(sources, found, expected, |cx, root| {
                cx.accepts_id = accepts_id.unwrap_or(cx.accepts_id);
                decode::included(cx, root, &mut people);
            });
        }
    }
    assembled(part, people, found)
}

/// Checks all files together and assembles what they declare; `None` when the directory was not understood.
pub(crate) fn assembled(part: decode::RosterPart, mut people: People, found: &mut Diagnostics) -> Option<Loaded> {
    // An entry of `guards.protected` for the owner of the token says it already.
    let is_owner = |entry: &decode::PersonEntry<Protected>, owner: &Protected| {
        (owner.email.is_some() && entry.value.email == owner.email)
            || (owner.id.is_some() && entry.value.id == owner.id)
    };
    if let Some(owner) = people.owner.take()
        && !people.protected.iter().any(|entry| is_owner(entry, &owner.value))
    {
        people.protected.push(owner);
    }
    let whole = checks::AllFiles {
        people: &people,
        divisions: &part.divisions,
        email_domains: &part.email_domains,
        attributes: [&part.user_types, &part.departments],
    };
    checks::run(&whole, found);
    let names = |list: Vec<decode::SpannedName>| list.into_iter().map(|named| named.name).collect();
    let scope = Scope {
        divisions: names(part.divisions),
        email_domains: names(part.email_domains),
        user_types: names(part.user_types),
        departments: names(part.departments),
    };
    let desired = Desired {
        users: people.users.into_iter().map(|entry| entry.value).collect(),
        leavers: people.leavers.into_iter().map(|entry| entry.value).collect(),
        protected: people.protected.into_iter().map(|entry| entry.value).collect(),
        scope,
        undeclared: part.undeclared,
        limits: part.limits,
        caution: part.caution,
    };
    Some(Loaded { directory: part.directory?, desired, timezone: part.timezone.unwrap_or(jiff::tz::TimeZone::UTC) })
}

/// Parses the last file read and passes its tree to `decode`; `None`, with a diagnostic, when it has no tree.
pub(crate) fn parse_last<T>(
    sources: &[SourceFile],
    found: &mut Diagnostics,
    expected: ExpectedContent,
    decode: impl FnOnce(&mut DecodeCx<'_>, &Node<'_>) -> T,
) -> Option<T> {
    let source = sources.last().filter(|source| source.readable)?;
    match yaml::parse(&source.text) {
        Ok(root) => {
            let mut cx = DecodeCx { source, found, accepts_id: DIRECTORY_TYPES[0].accepts_id };
            if matches!(root.value, Value::Null) && root.span.length == 0 {
                cx.report_at(source::START, FileProblem::Empty { expected });
                return None;
            }
            Some(decode(&mut cx, &root))
        }
        Err(error) => {
            let spot = Spot { line: error.line, column: error.column, width: 1 };
            found.push(Diagnostic::new(&source.path, spot, error.problem));
            None
        }
    }
}

pub(crate) fn unreadable_folder(name: &Arc<str>, error: &std::io::Error) -> Diagnostic {
    let remedy = ExternalMessage(crate::fs::remedy(error).to_owned());
    let problem = FileProblem::FolderUnreadable { error: ExternalMessage(error.to_string()), remedy };
    Diagnostic::new(name, source::START, problem)
}
