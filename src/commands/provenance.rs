//! Where a roster comes from: its files by content, and the git commit when there is one.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::plan::{FileRecord, ReadingSource, RosterRecord};
use crate::roster::Roster;
use crate::settings;

/// How long git may take. It reads one small file; more is a network drive, or something that is not git.
const PATIENCE: Duration = Duration::from_secs(3);
/// Longer than any object name.
const LONGEST: u64 = 200;

/// What a saved plan says of its roster. Planning from a snapshot starts no other program.
pub(super) fn record(file: &Path, roster: &Roster, live: ReadingSource) -> RosterRecord {
    let files =
        roster.files.iter().map(|file| FileRecord { path: file.path.clone(), sha256: file.sha256.clone() }).collect();
    let commit = match live {
        ReadingSource::Directory => commit(file),
        ReadingSource::Snapshot => None,
    };
    RosterRecord { files, commit }
}

/// The commit that is checked out around `file`, if git is there and says so in time.
///
/// The repository is data, not authority: git gets no credential, asks nobody, starts nothing that the repository's
/// own settings name, and fetches nothing. `-C` rather than a current folder: a relative entry of `PATH` must not be
/// looked up in the repository.
fn commit(file: &Path) -> Option<String> {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut git = Command::new("git");
    git.arg("-C")
        .arg(folder)
        .args(["--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"])
        .args(["rev-parse", "--verify", "HEAD"])
        .env_clear()
        .envs(settings::surroundings())
        .envs([
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("GIT_OPTIONAL_LOCKS", "0"),
            ("GIT_NO_LAZY_FETCH", "1"),
            ("GIT_ALLOW_PROTOCOL", ""),
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let text = answer(git.spawn().ok()?, PATIENCE)?;
    let commit = text.trim();
    (commit.len() >= 40 && commit.chars().all(|c| c.is_ascii_hexdigit())).then(|| commit.to_owned())
}

/// What a program prints, if it ends well within the time; otherwise it is ended.
fn answer(mut child: Child, patience: Duration) -> Option<String> {
    let (tell, told) = mpsc::channel();
    let stdout = child.stdout.take()?;
    let until = Instant::now() + patience;
    // On a thread of its own: somebody whom the program leaves behind may hold its output open for ever.
    thread::spawn(move || {
        let mut text = String::new();
        let read = stdout.take(LONGEST).read_to_string(&mut text);
        // Nobody listens any more when the time is up.
        let _ = tell.send(read.map(|_| text));
    });
    let text = told.recv_timeout(patience);
    while text.is_ok() && Instant::now() < until {
        if let Ok(Some(status)) = child.try_wait() {
            return text.ok()?.ok().filter(|_| status.success());
        }
        thread::sleep(Duration::from_millis(2));
    }
    // It may have ended just now: there is nothing left to end then.
    let _ = child.kill();
    let _ = child.wait();
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(script: &str, patience: Duration) -> Option<String> {
        let mut shell = Command::new("sh");
        let child = shell.args(["-c", script]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        answer(child.expect("a shell"), patience)
    }

    #[test]
    fn a_git_that_does_not_end_is_ended() {
        let (began, short) = (Instant::now(), Duration::from_millis(100));
        for script in
            ["exec sleep 60", "echo abc; exec sleep 60", "echo abc; exec >&-; exec sleep 60", "sleep 2 & echo abc"]
        {
            assert_eq!(said(script, short), None, "{script}");
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
        let long = Duration::from_secs(60);
        assert_eq!(said("echo abc", long).as_deref(), Some("abc\n"));
        assert_eq!(said("echo abc; exit 1", long), None);
    }
}
