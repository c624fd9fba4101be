//! Where a roster comes from: its files by content, and the git commit when there is one.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::fs::parent_folder;
use crate::plan::{FileRecord, ReadingSource, RosterRecord};
use crate::roster::Roster;
use crate::settings;

/// The time limit of git. It reads one small file; it takes longer only on a network drive, or if it is not git.
const GIT_TIMEOUT: Duration = Duration::from_secs(3);
/// Longer than any object name.
const MAX_STDOUT_BYTES: u64 = 200;

/// The record of the roster in a saved plan. Planning from a snapshot starts no other program.
pub(super) fn record(file: &Path, roster: &Roster, live: ReadingSource) -> RosterRecord {
    let files =
        roster.files.iter().map(|file| FileRecord { path: file.path.clone(), sha256: file.sha256.clone() }).collect();
    let commit = match live {
        ReadingSource::Directory => commit(file),
        ReadingSource::Snapshot => None,
    };
    RosterRecord { files, commit }
}

/// The commit checked out in the repository of `file`, if git is installed and answers in time.
///
/// The repository is data, not authority: git gets no credentials, does not prompt, starts nothing that the repository's
/// own settings name, and fetches nothing. `-C` rather than a current folder: a relative entry of `PATH` must not be
/// looked up in the repository.
fn commit(file: &Path) -> Option<String> {
    let folder = parent_folder(file);
    let mut git = Command::new("git");
    git.arg("-C")
        .arg(folder)
        .args(["--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"])
        .args(["rev-parse", "--verify", "HEAD"])
        .env_clear()
        .envs(settings::child_environment())
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
    let text = output_within(git.spawn().ok()?, GIT_TIMEOUT)?;
    let commit = text.trim();
    (commit.len() >= 40 && commit.chars().all(|c| c.is_ascii_hexdigit())).then(|| commit.to_owned())
}

/// The output of a program that exits successfully within the time limit; otherwise the program is killed.
fn output_within(mut child: Child, timeout: Duration) -> Option<String> {
    let (sender, receiver) = mpsc::channel();
    let stdout = child.stdout.take()?;
    let until = Instant::now() + timeout;
    // On a thread of its own: a process that the program leaves behind may hold its output open forever.
    thread::spawn(move || {
        let mut text = String::new();
        let read = stdout.take(MAX_STDOUT_BYTES).read_to_string(&mut text);
        // The receiver is gone once the time is up.
        let _ = sender.send(read.map(|_| text));
    });
    let text = receiver.recv_timeout(timeout);
    while text.is_ok() && Instant::now() < until {
        if let Ok(Some(status)) = child.try_wait() {
            return text.ok()?.ok().filter(|_| status.success());
        }
        thread::sleep(Duration::from_millis(2));
    }
    // It may have exited just now: killing it fails then.
    let _ = child.kill();
    let _ = child.wait();
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(script: &str, timeout: Duration) -> Option<String> {
        let mut shell = Command::new("sh");
        let child = shell.args(["-c", script]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        output_within(child.expect("a shell"), timeout)
    }

    #[test]
    fn a_git_that_does_not_exit_in_time_is_killed() {
        let (began, short) = (Instant::now(), Duration::from_millis(100));
        for script in
            ["exec sleep 60", "echo abc; exec sleep 60", "echo abc; exec >&-; exec sleep 60", "sleep 2 & echo abc"]
        {
            assert_eq!(run(script, short), None, "{script}");
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
        let long = Duration::from_secs(60);
        assert_eq!(run("echo abc", long).as_deref(), Some("abc\n"));
        assert_eq!(run("echo abc; exit 1", long), None);
    }
}
