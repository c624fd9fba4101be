//! Live users → a roster that declares exactly these users, in canonical layout.
//!
//! The settings come from an existing roster or from a few default lines. The result is read back and compared before it
//! is returned. Deliberately absent: files and the directory.

mod file_names;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use crate::model::{Desired, Division, Email, FreeText, LiveUser, Unnameable};

use crate::roster::decode::{self, People};
use crate::roster::diagnostics::Diagnostics;
use crate::roster::folder::{self, Folder};
use crate::roster::source::{START, SourceFile};
use crate::roster::{Diagnostic, ExpectedContent, FileProblem, RosterErrors, assembled, parse_last, yaml};
use crate::roster_fmt::{self as fmt, ExportContext};
use crate::text::is_hostile;

/// The folder of the files of the divisions, beside the roster.
pub const FOLDER: &str = "divisions";
/// Where a roster without a modeline expects its schema: beside it.
pub const SCHEMA: &str = "roster.schema.json";

/// What to export.
#[derive(Debug)]
pub struct ExportRequest<'a> {
    /// The future path of the roster; the paths in it are relative to its folder.
    pub path: &'a Path,
    /// The text of the roster whose settings are kept.
    pub settings: &'a str,
    /// The organization that was read, in a directory whose rosters may name it.
    pub organization_id: Option<&'a str>,
    /// The path of the sandbox's org file, when it differs from the one in the settings.
    pub org: Option<&'a str>,
    /// The users to declare.
    pub users: &'a [ExportedUser<'a>],
    /// The files to write.
    pub layout: ExportLayout,
}

/// The files that an export writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportLayout {
    /// One file.
    One,
    /// A file for the settings and one for each division.
    ByDivision,
}

/// An exported roster, not yet written.
#[derive(Debug)]
pub struct Exported {
    /// The roster's own text.
    pub roster: String,
    /// The files in [`FOLDER`]: name and text.
    pub divisions: BTreeMap<String, String>,
    /// The desired state of all files, read back.
    pub desired: Desired,
}

/// The roster that declares these users.
///
/// # Errors
/// The problems of the result, which the settings may have caused.
pub fn export(export: &ExportRequest<'_>) -> Result<Exported, RosterErrors> {
    let name: Arc<str> = folder::printed(export.path).into();
    let (mut settings, modeline) = settings(export, &name)?;
    let mut divisions = BTreeMap::new();
    match export.layout {
        ExportLayout::One => {
            _ = write!(settings, "\n{}", users(export.users));
        }
        ExportLayout::ByDivision => {
            _ = write!(settings, "\ninclude:\n  - {FOLDER}/*.yaml\n");
            for (file, division, members) in file_names::by_division(export.users) {
                let text = format!("{}\n# {division}\n\n{}", beneath(&modeline), users(members));
                divisions.insert(file, canonical(&name, text)?);
            }
        }
    }
    let roster = canonical(&name, settings)?;
    let desired = read_back(export.path, &name, &roster, &divisions)?;
    Ok(Exported { roster, divisions, desired })
}

/// The settings' text, and the modeline in it.
fn settings(export: &ExportRequest<'_>, name: &Arc<str>) -> Result<(String, String), RosterErrors> {
    let text = export.settings.trim_start_matches('\u{feff}');
    let root = yaml::parse(text).map_err(|error| rejected(name, text, format!("{:?}", error.problem)))?;
    let modeline = format!("# yaml-language-server: $schema={SCHEMA}");
    let given = ExportContext { organization_id: export.organization_id, org: export.org, modeline: &modeline };
    Ok(fmt::settings(text, &root, given))
}

fn users<'l>(users: impl IntoIterator<Item = &'l ExportedUser<'l>>) -> String {
    let mut text = "users:\n".to_owned();
    for user in users {
        text.push_str("  - ");
        text.push_str(&user.line());
        text.push('\n');
    }
    text
}

/// The modeline as it is written in a file of [`FOLDER`].
fn beneath(modeline: &str) -> String {
    match modeline.split_once("$schema=") {
        Some((before, path)) if !path.contains("://") && !path.starts_with('/') => format!("{before}$schema=../{path}"),
        _ => modeline.to_owned(),
    }
}

fn canonical(name: &Arc<str>, text: String) -> Result<String, RosterErrors> {
    let root = yaml::parse(&text).map_err(|error| rejected(name, &text, format!("{:?}", error.problem)))?;
    let formatted = fmt::formatted(&text, &root).map_err(|error| rejected(name, &text, format!("{error:?}")))?;
    Ok(formatted.text)
}

/// Reads the result as [`crate::roster::load`] will.
fn read_back(
    path: &Path,
    name: &Arc<str>,
    roster: &str,
    divisions: &BTreeMap<String, String>,
) -> Result<Desired, RosterErrors> {
    let mut found = Diagnostics::default();
    let mut people = People::default();
    let mut sources = vec![SourceFile::unwritten(Arc::clone(name), roster.to_owned())];
    let folder = Folder::of(path).map_err(|error| rejected(name, roster, error.to_string()))?;
    let part = parse_last(&sources, &mut found, ExpectedContent::Roster, |cx, root| {
        decode::roster(cx, root, &folder, &mut people)
    });
    for (file, text) in divisions {
        sources.push(SourceFile::unwritten(format!("{FOLDER}/{file}").into(), text.clone()));
        let expected = ExpectedContent::IncludedFile;
        parse_last(&sources, &mut found, expected, |cx, root| decode::included(cx, root, &mut people));
    }
    let loaded = part.and_then(|part| assembled(part, people, &mut found));
    match loaded {
        Some(loaded) if !found.has_errors() => Ok(loaded.desired),
        _ => Err(found.into_errors(name, sources.iter().map(|source| (&source.path, source.text.as_str())))),
    }
}

/// An exported text that is not a roster: an error in rosterctl.
fn rejected(name: &Arc<str>, text: &str, reason: String) -> RosterErrors {
    let mut found = Diagnostics::default();
    found.push(Diagnostic::new(name, START, FileProblem::ExportRejected { reason: FreeText(reason) }));
    found.into_errors(name, std::iter::once((name, text)))
}

/// A user who is declared.
#[derive(Clone, Debug)]
pub struct ExportedUser<'a> {
    /// The live user.
    pub user: &'a LiveUser,
    /// The display name, sanitized.
    pub name: String,
}

/// A live user that no roster can declare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotExportable<'a> {
    /// The live user.
    pub user: &'a LiveUser,
    /// The reason.
    pub why: Unnameable,
}

/// The users among `users` that no roster can declare. Users who share an e-mail with another of the `active` users are
/// among them: even an entry with an id is refused when its e-mail matches several users.
#[must_use]
pub fn not_exportable<'a>(users: &[&'a LiveUser], active: &[LiveUser]) -> Vec<NotExportable<'a>> {
    let mut with_email: HashMap<&Email, usize> = HashMap::with_capacity(active.len());
    for user in active {
        *with_email.entry(&user.email).or_default() += 1;
    }
    let why = |user: &LiveUser| match Email::parse(user.email.as_str()) {
        Err(fault) => Some(Unnameable::Email(fault)),
        Ok(_) => with_email.get(&user.email).filter(|count| **count > 1).map(|count| Unnameable::Shared(count - 1)),
    };
    users.iter().filter_map(|user| why(user).map(|why| NotExportable { user, why })).collect()
}

impl<'a> ExportedUser<'a> {
    /// The division, when the directory reports it.
    fn division(&self) -> Option<&'a Division> {
        self.user.division.as_deref()
    }

    /// The entry as a line, with the name as a trailing comment.
    fn line(&self) -> String {
        let email = self.user.email.as_str();
        // Text always serializes; an empty line would be rejected when the result is read back.
        let email = serde_yaml::to_string(email).unwrap_or_default();
        let name = comment(&self.name);
        if name.is_empty() { email.trim_end().to_owned() } else { format!("{}  # {name}", email.trim_end()) }
    }
}

/// A text for a comment, without line breaks and without characters that YAML does not allow.
fn comment(text: &str) -> String {
    let kept = |c| if is_hostile(c) || matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c };
    text.chars().map(kept).collect::<String>().trim().to_owned()
}
