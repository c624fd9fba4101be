//! Live users → a roster that declares exactly them, in canonical layout.
//!
//! The settings come from a roster that exists or from a few lines made for the occasion. What was written is read
//! again before anybody sees it. Deliberately absent: files, and the directory.

mod names;
mod people;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use crate::model::Desired;

use super::{self as fmt, Given};
use crate::roster::decode::{self, People};
use crate::roster::findings::Findings;
use crate::roster::folder::{self, Folder};
use crate::roster::source::{START, Source};
use crate::roster::{Diagnostic, RosterErrors, yaml};

pub use self::people::{Listed, Unlistable, unlistable};

/// The folder of the files of the divisions, beside the roster.
pub const FOLDER: &str = "divisions";
/// Where a roster without a modeline expects its schema: beside it.
pub const SCHEMA: &str = "roster.schema.json";

/// What to export.
#[derive(Debug)]
pub struct Export<'a> {
    /// Where the roster will be: what it names lies in that folder.
    pub path: &'a Path,
    /// The roster whose settings are taken over.
    pub settings: &'a str,
    /// The organization that was read.
    pub organization_id: &'a str,
    /// The sandbox's org file, when it goes by another path from where the roster will be.
    pub org: Option<&'a str>,
    /// Who is declared.
    pub users: &'a [Listed<'a>],
    /// Into how many files.
    pub layout: Files,
}

/// Into how many files a roster goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// One.
    One,
    /// The settings, and a file for each division beside it.
    ByDivision,
}

/// A roster that is not written yet.
#[derive(Debug)]
pub struct Exported {
    /// The roster's own text.
    pub roster: String,
    /// The files in [`FOLDER`]: name and text.
    pub divisions: BTreeMap<String, String>,
    /// What all of it declares, read back.
    pub desired: Desired,
}

/// The roster that declares these users.
///
/// # Errors
/// What is wrong with what was written, which the settings can be to blame for.
pub fn export(export: &Export<'_>) -> Result<Exported, RosterErrors> {
    let name: Arc<str> = folder::printed(export.path).into();
    let (mut settings, modeline) = settings(export, &name)?;
    let mut divisions = BTreeMap::new();
    match export.layout {
        Files::One => {
            _ = write!(settings, "\n{}", users(export.users));
        }
        Files::ByDivision => {
            _ = write!(settings, "\ninclude:\n  - {FOLDER}/*.yaml\n");
            for (file, division, members) in names::by_division(export.users) {
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
fn settings(export: &Export<'_>, name: &Arc<str>) -> Result<(String, String), RosterErrors> {
    let text = export.settings.trim_start_matches('\u{feff}');
    let root = yaml::parse(text).map_err(|trouble| broken(name, text, &trouble.message))?;
    let modeline = format!("# yaml-language-server: $schema={SCHEMA}");
    let given = Given { organization_id: export.organization_id, org: export.org, modeline: &modeline };
    Ok(fmt::settings(text, &root, given))
}

fn users<'l>(users: impl IntoIterator<Item = &'l Listed<'l>>) -> String {
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
    let root = yaml::parse(&text).map_err(|trouble| broken(name, &text, &trouble.message))?;
    let formatted = fmt::formatted(&text, &root).map_err(|reason| broken(name, &text, &format!("{reason:?}")))?;
    Ok(formatted.text)
}

/// Reads what was written as [`crate::roster::load`] will.
fn read_back(
    path: &Path,
    name: &Arc<str>,
    roster: &str,
    divisions: &BTreeMap<String, String>,
) -> Result<Desired, RosterErrors> {
    let mut found = Findings::default();
    let mut people = People::default();
    let mut sources = vec![Source::unwritten(Arc::clone(name), roster.to_owned())];
    let folder = Folder::of(path).map_err(|error| broken(name, roster, &error.to_string()))?;
    let mut part =
        crate::roster::page(&sources, &mut found, "", |page, root| decode::roster(page, root, &folder, &mut people));
    for (file, text) in divisions {
        sources.push(Source::unwritten(format!("{FOLDER}/{file}").into(), text.clone()));
        crate::roster::page(&sources, &mut found, "", |page, root| decode::included(page, root, &mut people));
    }
    let parts = part.take().and_then(|part| crate::roster::assembled(part, people, &mut found));
    match parts {
        Some(parts) if !found.has_errors() => Ok(parts.desired),
        _ => Err(found.into_errors(name, sources.iter().map(|source| (&source.path, source.text.as_str())))),
    }
}

/// What cannot come from a directory or a roster that was read: an error in this program.
fn broken(name: &Arc<str>, text: &str, why: &str) -> RosterErrors {
    let mut found = Findings::default();
    let message = format!("internal error: the exported text is not a roster: {why}");
    let help = "nothing was written; this is a mistake in rosterctl: please report it";
    found.push(Diagnostic::new("internal", name, START, message).help(help));
    found.into_errors(name, std::iter::once((name, text)))
}
