//! Where a roster comes from: its files by content, and the git commit when there is one.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::plan::{FileRecord, RosterRecord};
use crate::roster::Roster;

/// What a saved plan says of its roster.
pub(super) fn record(file: &Path, roster: &Roster) -> RosterRecord {
    let files =
        roster.files.iter().map(|file| FileRecord { path: file.path.clone(), sha256: file.sha256.clone() }).collect();
    RosterRecord { files, commit: commit(file) }
}

/// The commit that is checked out around `file`, if git is there and says so.
fn commit(file: &Path) -> Option<String> {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let answer = Command::new("git")
        .args(["rev-parse", "--verify", "HEAD"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    let commit = text.trim();
    (answer.status.success() && commit.len() >= 40 && commit.chars().all(|c| c.is_ascii_hexdigit()))
        .then(|| commit.to_owned())
}
