//! An include's pattern → the files it matches, walking only where the pattern leads.
//!
//! The walk is hand-written because each link has to be resolved before it is followed, a pattern's parts decide which
//! folders are entered, and everything that cannot be used is reported. `walkdir` follows links before they can be checked,
//! and does not know the pattern: the same checks around it are as long.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use super::folder::Folder;
use super::{ExternalMessage, IncludeRefusal, PatternError};

/// The most folders that a pattern descends.
const MAX_DEPTH: usize = 16;
/// The most names that are examined for one pattern.
const MAX_NAMES: usize = 100_000;

/// One part of a pattern, between slashes.
#[derive(Debug)]
enum PatternPart {
    /// A name.
    Name(String),
    /// Names that match; a wildcard never matches a leading dot.
    Glob(GlobMatcher),
    /// `**`: any number of folders, none that is hidden.
    Folders,
}

/// A parsed pattern.
#[derive(Debug)]
pub(super) struct GlobPattern(Vec<PatternPart>);

/// The result of a walk.
#[derive(Debug, Default)]
pub(super) struct GlobWalk {
    /// The files, by the path from the roster's folder.
    pub(super) files: BTreeSet<PathBuf>,
    /// The folders that the whole pattern matches: nothing in them is included.
    pub(super) folders: BTreeSet<PathBuf>,
    /// Paths that the walk met and could not use, each with the reason.
    pub(super) refused: Vec<(PathBuf, IncludeRefusal)>,
    names: usize,
}

impl GlobPattern {
    /// Parses a pattern whose spelling is a path inside the folder.
    ///
    /// # Errors
    /// What is wrong with the pattern.
    pub(super) fn parse(text: &str) -> Result<Self, PatternError> {
        let parts = text.split('/').filter(|part| *part != ".").map(PatternPart::parse);
        let mut parts: Vec<PatternPart> = parts.collect::<Result<_, _>>()?;
        if let Some(PatternPart::Folders) = parts.last() {
            parts.push(PatternPart::parse("*")?);
        }
        if parts.len() > MAX_DEPTH {
            return Err(PatternError::TooDeep { limit: MAX_DEPTH });
        }
        Ok(Self(parts))
    }

    /// Whether the pattern names one file and no others.
    pub(super) fn is_name(&self) -> bool {
        self.0.iter().all(|part| matches!(part, PatternPart::Name(_)))
    }

    /// Whether a matching folder is searched as well: `**` precedes the last part.
    pub(super) fn enters_what_it_matches(&self) -> bool {
        matches!(self.0.as_slice(), [.., PatternPart::Folders, _])
    }

    /// The files that match.
    pub(super) fn walk(&self, folder: &Folder) -> GlobWalk {
        let mut walk = GlobWalk::default();
        walk.enter(folder, &self.0, Path::new(""), &mut Vec::new());
        if walk.names > MAX_NAMES {
            walk.refused.push((PathBuf::new(), IncludeRefusal::TooManyNames { limit: MAX_NAMES }));
        }
        walk
    }
}

impl PatternPart {
    fn parse(text: &str) -> Result<Self, PatternError> {
        if text == "**" {
            return Ok(Self::Folders);
        }
        if text.contains("**") {
            return Err(PatternError::DoubleStar);
        }
        if !text.contains(['*', '?', '[', '{']) {
            return Ok(Self::Name(text.to_owned()));
        }
        let glob = GlobBuilder::new(text).literal_separator(true).build();
        glob.map(|glob| Self::Glob(glob.compile_matcher()))
            .map_err(|error| PatternError::Syntax { error: ExternalMessage(error.kind().to_string()) })
    }
}

impl GlobWalk {
    /// Follows `parts` from `at`; `above` holds the real paths of the folders entered by `**`, so that a link to one of
    /// them is not followed in a circle.
    fn enter(&mut self, folder: &Folder, parts: &[PatternPart], at: &Path, above: &mut Vec<PathBuf>) {
        let Some((part, rest)) = parts.split_first() else { return };
        match part {
            PatternPart::Name(name) => {
                let next = at.join(name);
                if fs::symlink_metadata(folder.join(&next)).is_ok() {
                    self.step(folder, rest, &next, above);
                }
            }
            PatternPart::Glob(matcher) => {
                let dots = matcher.glob().glob().starts_with('.');
                for name in self.names_in(folder, at) {
                    if (dots || !name.starts_with('.')) && matcher.is_match(&name) {
                        self.step(folder, rest, &at.join(name), above);
                    }
                }
            }
            PatternPart::Folders => {
                self.enter(folder, rest, at, above);
                if at.components().count() >= MAX_DEPTH {
                    return self.refused.push((at.to_owned(), IncludeRefusal::TooDeep { limit: MAX_DEPTH }));
                }
                for name in self.names_in(folder, at) {
                    let next = at.join(&name);
                    if name.starts_with('.') || !folder.join(&next).is_dir() {
                        continue;
                    }
                    match folder.resolve(&next) {
                        Ok(Some(real)) if above.contains(&real) => (),
                        Ok(Some(real)) => {
                            above.push(real);
                            self.enter(folder, parts, &next, above);
                            above.pop();
                        }
                        Ok(None) => self.refused.push((next, IncludeRefusal::OutsideFolder)),
                        Err(error) => self.refused.push((next, unreadable(&error))),
                    }
                }
            }
        }
    }

    /// Takes a name that matched: a file at the end of the pattern, a folder before it.
    fn step(&mut self, folder: &Folder, rest: &[PatternPart], next: &Path, above: &mut Vec<PathBuf>) {
        match folder.resolve(next) {
            Ok(None) => self.refused.push((next.to_owned(), IncludeRefusal::OutsideFolder)),
            Err(error) => self.refused.push((next.to_owned(), unreadable(&error))),
            Ok(Some(real)) => match (rest.is_empty(), real.is_dir()) {
                (true, true) => _ = self.folders.insert(next.to_owned()),
                (true, false) => _ = self.files.insert(next.to_owned()),
                (false, true) => self.enter(folder, rest, next, above),
                (false, false) => (),
            },
        }
    }

    fn names_in(&mut self, folder: &Folder, at: &Path) -> Vec<String> {
        if self.names > MAX_NAMES {
            return Vec::new();
        }
        let path = folder.join(at);
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { &path };
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => {
                self.refused.push((at.to_owned(), unreadable(&error)));
                return Vec::new();
            }
        };
        let mut names = Vec::new();
        for entry in entries.take(MAX_NAMES + 1) {
            match entry.map(|entry| entry.file_name().into_string()) {
                Ok(Ok(name)) => names.push(name),
                Ok(Err(name)) => self.refused.push((at.join(name), IncludeRefusal::NameNotUtf8)),
                Err(error) => self.refused.push((at.to_owned(), unreadable(&error))),
            }
        }
        self.names += names.len();
        names.sort();
        names
    }
}

fn unreadable(error: &io::Error) -> IncludeRefusal {
    IncludeRefusal::Unreadable { error: ExternalMessage(error.to_string()) }
}
