//! An include's pattern → the files it matches, walking only where the pattern leads.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use super::folder::Folder;

/// How deep a pattern leads at most.
const DEPTH: usize = 16;
/// How many names are looked at for one pattern at most.
const NAMES: usize = 100_000;

/// One part of a pattern, between slashes.
#[derive(Debug)]
enum Part {
    /// A name.
    Name(String),
    /// Names that match; a leading dot is never matched by a sign that stands for others.
    Some(GlobMatcher),
    /// `**`: any number of folders, none that is hidden.
    Folders,
}

/// A pattern that was understood.
#[derive(Debug)]
pub(super) struct Pattern(Vec<Part>);

/// What became of a walk.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The files, by the path from the roster's folder.
    pub(super) files: BTreeSet<PathBuf>,
    /// The folders that the whole pattern matches: nothing in them is included.
    pub(super) folders: BTreeSet<PathBuf>,
    /// What the walk came across and could not use: a path and what is wrong with it.
    pub(super) refused: Vec<(PathBuf, String)>,
    names: usize,
}

impl Pattern {
    /// Understands a pattern whose spelling is a path inside the folder.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split('/').filter(|part| *part != ".").map(Part::parse);
        let mut parts: Vec<Part> = parts.collect::<Result<_, _>>()?;
        if let Some(Part::Folders) = parts.last() {
            parts.push(Part::parse("*")?);
        }
        if parts.len() > DEPTH {
            return Err(format!("it leads more than {DEPTH} folders deep"));
        }
        Ok(Self(parts))
    }

    /// Whether the pattern names one file and no others.
    pub(super) fn is_name(&self) -> bool {
        self.0.iter().all(|part| matches!(part, Part::Name(_)))
    }

    /// Whether a folder that matches is walked into all the same: `**` stands before the last part.
    pub(super) fn enters_what_it_matches(&self) -> bool {
        matches!(self.0.as_slice(), [.., Part::Folders, _])
    }

    /// The files that match.
    pub(super) fn walk(&self, folder: &Folder) -> Walk {
        let mut walk = Walk::default();
        walk.enter(folder, &self.0, Path::new(""), &mut Vec::new());
        if walk.names > NAMES {
            walk.refused.push((PathBuf::new(), format!("it leads past more than {NAMES} files")));
        }
        walk
    }
}

impl Part {
    fn parse(text: &str) -> Result<Self, String> {
        if text == "**" {
            return Ok(Self::Folders);
        }
        if text.contains("**") {
            return Err("`**` stands alone between slashes".to_owned());
        }
        if !text.contains(['*', '?', '[', '{']) {
            return Ok(Self::Name(text.to_owned()));
        }
        let glob = GlobBuilder::new(text).literal_separator(true).build();
        glob.map(|glob| Self::Some(glob.compile_matcher())).map_err(|error| error.kind().to_string())
    }
}

impl Walk {
    /// Follows `parts` from `at`; `above` holds the real paths of the folders entered by `**`, so that a link to one of
    /// them is not followed in a circle.
    fn enter(&mut self, folder: &Folder, parts: &[Part], at: &Path, above: &mut Vec<PathBuf>) {
        let Some((part, rest)) = parts.split_first() else { return };
        match part {
            Part::Name(name) => {
                let next = at.join(name);
                if fs::symlink_metadata(folder.join(&next)).is_ok() {
                    self.step(folder, rest, &next, above);
                }
            }
            Part::Some(matcher) => {
                let dots = matcher.glob().glob().starts_with('.');
                for name in self.names_in(folder, at) {
                    if (dots || !name.starts_with('.')) && matcher.is_match(&name) {
                        self.step(folder, rest, &at.join(name), above);
                    }
                }
            }
            Part::Folders => {
                self.enter(folder, rest, at, above);
                if at.components().count() >= DEPTH {
                    return self.refused.push((at.to_owned(), format!("it leads more than {DEPTH} folders deep")));
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
                        Ok(None) => self.refused.push((next, OUTSIDE.to_owned())),
                        Err(error) => self.refused.push((next, error.to_string())),
                    }
                }
            }
        }
    }

    /// Takes a name that matched: a file at the end of the pattern, a folder before it.
    fn step(&mut self, folder: &Folder, rest: &[Part], next: &Path, above: &mut Vec<PathBuf>) {
        match folder.resolve(next) {
            Ok(None) => self.refused.push((next.to_owned(), OUTSIDE.to_owned())),
            Err(error) => self.refused.push((next.to_owned(), error.to_string())),
            Ok(Some(real)) => match (rest.is_empty(), real.is_dir()) {
                (true, true) => _ = self.folders.insert(next.to_owned()),
                (true, false) => _ = self.files.insert(next.to_owned()),
                (false, true) => self.enter(folder, rest, next, above),
                (false, false) => (),
            },
        }
    }

    fn names_in(&mut self, folder: &Folder, at: &Path) -> Vec<String> {
        if self.names > NAMES {
            return Vec::new();
        }
        let path = folder.join(at);
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { &path };
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => {
                self.refused.push((at.to_owned(), error.to_string()));
                return Vec::new();
            }
        };
        let mut names = Vec::new();
        for entry in entries.take(NAMES + 1) {
            match entry.map(|entry| entry.file_name().into_string()) {
                Ok(Ok(name)) => names.push(name),
                Ok(Err(name)) => self.refused.push((at.join(name), "its name is not UTF-8".to_owned())),
                Err(error) => self.refused.push((at.to_owned(), error.to_string())),
            }
        }
        self.names += names.len();
        names.sort();
        names
    }
}

const OUTSIDE: &str = "it is a link that leads out of the roster's folder";
