//! Which files a roster includes: each once, in the order of their paths.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Diagnostic;
use super::findings::Findings;
use super::folder::{Folder, check_spelling, printed};
use super::node::Spot;
use super::walk::Pattern;
use crate::text::quote;

/// The most files of a roster.
const FILES: usize = 10_000;

/// An entry of `include`, and where it stands.
#[derive(Debug)]
pub(crate) struct Entry {
    /// As it was written.
    pub(crate) pattern: String,
    /// Where.
    pub(crate) spot: Spot,
}

/// What the entries match, as paths to open. A file that several match, or that has several names by links, is there
/// once. The roster, at `roster`, does not include itself.
pub(crate) fn files(
    roster: &Path,
    name: &Arc<str>,
    folder: &Folder,
    entries: &[Entry],
    found: &mut Findings,
) -> Vec<PathBuf> {
    let itself = fs::canonicalize(roster).ok();
    let mut real_files: HashSet<PathBuf> = itself.iter().cloned().collect();
    let mut matched: BTreeMap<String, PathBuf> = BTreeMap::new();
    for entry in entries {
        let mistake = |code, message: String| Diagnostic::new(code, name, entry.spot, message);
        let shown = quote(&entry.pattern);
        let parsed = check_spelling(&entry.pattern).and_then(|()| {
            let said =
                |error| ("bad-path", format!("{shown} is not a pattern: {error}"), "write it as in `teams/*.yaml`");
            Pattern::parse(&entry.pattern).map_err(said)
        });
        let pattern = match parsed {
            Ok(pattern) => pattern,
            Err((code, message, help)) => {
                found.push(mistake(code, message).help(help));
                continue;
            }
        };
        let walk = pattern.walk(folder);
        for (path, why) in &walk.refused {
            let path = quote(&printed(&folder.join(path)));
            let message = format!("{shown} meets {path}, which cannot be included: {why}");
            found.push(
                mistake("include-refused", message).help("remove it, or include what it should be by its own path"),
            );
        }
        if !pattern.is_name() && !pattern.enters_what_it_matches() {
            for path in &walk.folders {
                let path = printed(&folder.join(path));
                let message =
                    format!("{shown} matches the folder {}, and nothing in it would be included", quote(&path));
                let inside = format!("{}/*.yaml", path.rsplit('/').next().unwrap_or_default());
                let help = format!(
                    "include what is in it with a pattern of its own that ends in {}, or write a pattern that matches files alone",
                    quote(&inside)
                );
                found.push(mistake("include-refused", message).help(help));
            }
        }
        let is_itself = |file: &PathBuf| itself.is_some() && folder.resolve(file).ok().flatten() == itself;
        let itself_only = !walk.files.is_empty() && walk.files.iter().all(is_itself);
        if itself_only && pattern.is_name() {
            found.push(mistake("include-self", format!("{shown} is this roster itself")).help("remove the entry"));
        } else if pattern.is_name() && !walk.folders.is_empty() {
            let help = format!("include what is in it, as in `{}/*.yaml`", entry.pattern.trim_end_matches('/'));
            found.push(mistake("include-nothing", format!("{shown} is a folder")).help(help));
        } else if walk.files.is_empty() && walk.refused.is_empty() && walk.folders.is_empty() || itself_only {
            let others = if itself_only { "no file but this roster" } else { "no file" };
            let help =
                "correct the path or remove the entry; names that start with a dot are matched only when written out";
            found.push(mistake("include-nothing", format!("{shown} matches {others}")).help(help));
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
    if files.len() > FILES {
        let spot = entries.first().map(|entry| entry.spot).unwrap_or_default();
        let message = format!("the patterns match {} files, over the limit of {FILES}", files.len());
        found.push(Diagnostic::new("include-refused", name, spot, message).help("write narrower patterns"));
        files.truncate(FILES);
    }
    files
}
