//! The roster's folder: what a roster names lies inside it, whatever links say.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::text::{nearest, quote};

/// The folder that holds the roster.
#[derive(Debug)]
pub(crate) struct Folder {
    /// As it is opened: a relative path stays relative.
    path: PathBuf,
    /// With every link resolved.
    real: PathBuf,
}

/// Why a path that a roster names is refused, as a message and what to do.
pub(crate) type Refused = (&'static str, String, &'static str);

const INSIDE: &str = "name a path inside the roster's folder, such as `teams/*.yaml`";

impl Folder {
    /// The folder of the roster at `roster`.
    ///
    /// # Errors
    /// The system's, when the folder cannot be looked at.
    pub(crate) fn of(roster: &Path) -> io::Result<Self> {
        let parent = roster.parent().unwrap_or(Path::new(""));
        let real = fs::canonicalize(if parent.as_os_str().is_empty() { Path::new(".") } else { parent })?;
        Ok(Self { path: parent.to_owned(), real })
    }

    /// `relative` as it is opened from the current folder.
    pub(crate) fn join(&self, relative: &Path) -> PathBuf {
        self.path.join(relative)
    }

    /// The file or folder with every link resolved, or `None` when that lies outside.
    ///
    /// # Errors
    /// The system's, when it is not there or cannot be looked at.
    pub(crate) fn resolve(&self, relative: &Path) -> io::Result<Option<PathBuf>> {
        let real = fs::canonicalize(self.real.join(relative))?;
        Ok(real.starts_with(&self.real).then_some(real))
    }
}

/// Checks the spelling of a path that a roster names: relative, with `/`, without `..`.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check_spelling(text: &str) -> Result<(), Refused> {
    if text.contains('\\') {
        return Err(("bad-path", format!("{} has a backslash in it", quote(text)), "write `/` between folders"));
    }
    let drive = text.as_bytes().get(1) == Some(&b':');
    if drive || text.starts_with(['/', '~']) || Path::new(text).has_root() {
        return Err(("bad-path", format!("{} is an absolute path", quote(text)), INSIDE));
    }
    if Path::new(text).components().any(|part| part == Component::ParentDir) {
        return Err(("bad-path", format!("{} leads out of the roster's folder with `..`", quote(text)), INSIDE));
    }
    if text.split('/').any(str::is_empty) {
        return Err(("bad-path", format!("{} has an empty part", quote(text)), "write one `/` between folders"));
    }
    Ok(())
}

/// What is wrong with a path at which no file is: a link that leads nowhere, or else a question about the file beside it
/// whose name is nearest, if one is near.
pub(crate) fn did_you_mean(path: &Path) -> Option<String> {
    if path.is_symlink() {
        return Some("it is a link to a file that is not there: correct the link, or name another file".to_owned());
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = fs::read_dir(parent).into_iter().flatten().flatten().take(1000);
    let names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let wanted = path.file_name()?.to_string_lossy();
    // A name that is there, and is no file all the same, is not proposed again.
    let others = names.iter().map(String::as_str).filter(|name| !name.starts_with('.') && **name != *wanted);
    let near = nearest(&wanted, others)?;
    Some(format!("did you mean {}?", quote(&printed(&path.with_file_name(near)))))
}

/// A path as it is printed: with `/`, and without characters that act on a terminal.
pub(crate) fn printed(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    text.chars().map(|c| if crate::text::is_hostile(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leaves_the_folder_is_refused_by_its_spelling() {
        for path in ["/etc/passwd", "../x.yaml", "a/../../x", "~/x", "C:/x", "a\\b", "a//b", "a/"] {
            assert!(check_spelling(path).is_err(), "{path}");
        }
        for path in ["teams/*.yaml", "a..b/c", "./x.yaml", "**/*.yaml"] {
            assert!(check_spelling(path).is_ok(), "{path}");
        }
    }
}
