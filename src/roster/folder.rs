//! The roster's folder: every path that a roster names is inside it, links resolved.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::{ExpectedContent, FileProblem, PathProblem, PathSuggestion};
use crate::model::FilePath;
use crate::text::nearest;

/// The folder that holds the roster.
#[derive(Debug)]
pub(crate) struct Folder {
    /// As it is opened: a relative path stays relative.
    path: PathBuf,
    /// With every link resolved.
    real: PathBuf,
}

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

/// Folders whose files are made by the system, among them the environment of this process. Files may be kept in `/dev/shm`.
const SYSTEM_FOLDERS: [&str; 3] = ["/proc", "/sys", "/dev"];

/// Checks that the file at `path` may be read and quoted: it is not one of the system's, and not a link that leaves its
/// folder, which a pull request could add.
///
/// # Errors
/// Where it leads instead. What is not a file is reported by reading it.
pub(crate) fn check_place(path: &Path, expected: ExpectedContent) -> Result<(), FileProblem> {
    let Ok(real) = fs::canonicalize(path) else { return Ok(()) };
    if !real.is_file() {
        return Ok(());
    }
    if SYSTEM_FOLDERS.iter().any(|folder| real.starts_with(folder)) && !real.starts_with("/dev/shm") {
        return Err(FileProblem::SystemFile);
    }
    let is_inside = |folder: Folder| real.starts_with(folder.real);
    // What a roster includes is inside the roster's folder, and may be a link to another folder there.
    if expected != ExpectedContent::IncludedFile && !Folder::of(path).is_ok_and(is_inside) {
        return Err(FileProblem::LinkOutside);
    }
    Ok(())
}

/// Checks the spelling of a path that a roster names: relative, with `/`, without `..`.
///
/// # Errors
/// The first problem of the path.
pub(crate) fn check_spelling(text: &str) -> Result<(), PathProblem> {
    let path = || FilePath(text.to_owned());
    let drive = text.as_bytes().get(1) == Some(&b':');
    if text.contains('\\') {
        Err(PathProblem::Backslash { path: path() })
    } else if drive || text.starts_with(['/', '~']) || Path::new(text).has_root() {
        Err(PathProblem::Absolute { path: path() })
    } else if Path::new(text).components().any(|part| part == Component::ParentDir) {
        Err(PathProblem::ParentFolder { path: path() })
    } else if text.split('/').any(str::is_empty) {
        Err(PathProblem::EmptyPart { path: path() })
    } else {
        Ok(())
    }
}

/// A hint about a path at which there is no file: a broken link, or a file beside it with a similar name.
pub(crate) fn suggestion(path: &Path) -> Option<PathSuggestion> {
    if path.is_symlink() {
        return Some(PathSuggestion::BrokenLink);
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = fs::read_dir(parent).into_iter().flatten().flatten().take(1000);
    let names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let wanted = path.file_name()?.to_string_lossy();
    // A name that exists and is not a file is not suggested again.
    let others = names.iter().map(String::as_str).filter(|name| !name.starts_with('.') && **name != *wanted);
    let near = nearest(&wanted, others)?;
    Some(PathSuggestion::SimilarFile { path: FilePath(printed(&path.with_file_name(near))) })
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
