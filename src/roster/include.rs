//! Which files a roster includes: each once, in the order of their paths.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::diagnostics::Diagnostics;
use super::folder::{Folder, check_spelling, printed};
use super::glob::GlobPattern;
use super::node::Spot;
use super::{Diagnostic, PathProblem};
use crate::model::FilePath;

/// The most files of a roster.
const MAX_FILES: usize = 10_000;

/// An entry of `include`.
#[derive(Debug)]
pub(crate) struct IncludeEntry {
    /// The pattern as it is written.
    pub(crate) pattern: String,
    /// The place of the entry.
    pub(crate) spot: Spot,
}

/// The files that the entries match, as paths to open, in the order of their paths. A file that several entries match, or
/// to which several links lead, is listed once. The roster, at `roster`, does not include itself.
pub(crate) fn files(
    roster: &Path,
    name: &Arc<str>,
    folder: &Folder,
    entries: &[IncludeEntry],
    found: &mut Diagnostics,
) -> Vec<PathBuf> {
    let itself = fs::canonicalize(roster).ok();
    let mut real_files: HashSet<PathBuf> = itself.iter().cloned().collect();
    let mut matched: BTreeMap<String, PathBuf> = BTreeMap::new();
    for entry in entries {
        let mut report = |problem| found.push(Diagnostic::new(name, entry.spot, problem));
        let shown = || FilePath(entry.pattern.clone());
        let bad_pattern = |error| PathProblem::BadPattern { pattern: shown(), error };
        let parsed =
            check_spelling(&entry.pattern).and_then(|()| GlobPattern::parse(&entry.pattern).map_err(bad_pattern));
        let pattern = match parsed {
            Ok(pattern) => pattern,
            Err(problem) => {
                report(problem);
                continue;
            }
        };
        let walk = pattern.walk(folder);
        let has_refused = !walk.refused.is_empty();
        for (path, reason) in walk.refused {
            report(PathProblem::IncludeRefused {
                pattern: shown(),
                path: FilePath(printed(&folder.join(&path))),
                reason,
            });
        }
        if !pattern.is_name() && !pattern.enters_what_it_matches() {
            for path in &walk.folders {
                report(PathProblem::IncludeMatchesFolder {
                    pattern: shown(),
                    folder: FilePath(printed(&folder.join(path))),
                });
            }
        }
        let is_itself = |file: &PathBuf| itself.is_some() && folder.resolve(file).ok().flatten() == itself;
        let only_itself = !walk.files.is_empty() && walk.files.iter().all(is_itself);
        if only_itself {
            report(match pattern.is_name() {
                true => PathProblem::IncludesItself { pattern: shown() },
                false => PathProblem::IncludeMatchesOnlyItself { pattern: shown() },
            });
        } else if pattern.is_name() && !walk.folders.is_empty() {
            report(PathProblem::IncludeIsFolder { pattern: shown() });
        } else if walk.files.is_empty() && walk.folders.is_empty() && !has_refused {
            report(PathProblem::IncludeMatchesNothing { pattern: shown() });
        }
        for file in walk.files {
            matched.insert(printed(&file), file);
        }
    }
    let mut files = Vec::new();
    for file in matched.into_values() {
        // A file that vanished meanwhile is reported when it is opened.
        let known = folder.resolve(&file).ok().flatten().is_some_and(|real| !real_files.insert(real));
        if !known {
            files.push(folder.join(&file));
        }
    }
    if files.len() > MAX_FILES {
        let spot = entries.first().map(|entry| entry.spot).unwrap_or_default();
        found.push(Diagnostic::new(name, spot, PathProblem::TooManyFiles { count: files.len(), limit: MAX_FILES }));
        files.truncate(MAX_FILES);
    }
    files
}
