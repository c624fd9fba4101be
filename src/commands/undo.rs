//! `undo`: prints how to reverse an apply, and never runs it.

use std::fs::{self, File, TryLockError};
use std::io::BufReader;
use std::path::Path;

use crate::apply::journal::undo::JournalledWrites;
use crate::apply::journal::{InvalidLine, JournalReader, ReadLine, TornLine};
use crate::directory;
use crate::error::{Error, Exit, Kind, Result};
use crate::model::Reversal;
use crate::render;
use crate::text::printed_path;
use crate::ui::Ui;

/// The most invalid lines that are reported one by one.
const MAX_REPORTED_LINES: usize = 10;

/// The content of a file that should be a journal.
#[derive(Default)]
struct JournalContent {
    writes: JournalledWrites,
    /// The number of valid lines.
    valid: u64,
    /// The first invalid lines.
    invalid: Vec<InvalidLine>,
    /// The number of invalid lines.
    invalid_count: u64,
    torn: Option<TornLine>,
    /// Whether an apply has the journal open.
    is_growing: bool,
}

pub(super) fn run(path: &Path, ui: &Ui) -> Result<Exit> {
    let wrong = |what: &str| Error::new(Kind::File, format!("the journal {} {what}", printed_path(path)));
    let which = "give the journal that `rosterctl apply` named when it began";
    let content = read(path, which)?;
    if content.valid == 0 {
        return Err(match content.invalid.into_iter().next() {
            Some(line) => wrong("is not a rosterctl journal").because(line).hint(which),
            None if content.torn.is_some() => {
                wrong("is not a rosterctl journal: it has no complete line").hint(which).hint(
                    "if it is one, the disk was full or the computer stopped at the very beginning, and no user was written",
                )
            }
            None => wrong("is empty: no apply has written to it").hint(which),
        });
    }
    if content.is_growing {
        ui.print_always(&render::warning(
            "an apply is still writing this journal: what it does from now on is not listed",
        ));
    } else if let Some(text) = content.torn.as_ref().and_then(torn_warning) {
        ui.print_always(&render::warning(text));
    }
    for line in &content.invalid {
        ui.print_always(&render::warning(&format!("{line}; left out")));
    }
    let mut unknown = None;
    for (directory, reversals) in by_directory(content.writes.reversals()) {
        match directory::backend_of_journal(directory.as_deref()) {
            Some(backend) => ui.result(&(backend.undo_script)(&reversals, content.invalid_count)),
            None => unknown = directory,
        }
    }
    if let Some(directory) = unknown {
        return Err(wrong(&format!("names the directory `{directory}`, which this rosterctl does not know"))
            .hint("run `undo` with the version of rosterctl that wrote it; its users there are not printed above"));
    }
    if content.invalid_count > 0 {
        let lines = line_numbers(content.invalid_count, &content.invalid);
        return Err(wrong(&format!("could not be read completely: {lines}"))
            .hint("the users of the other lines are printed above; look up in the directory who the rest is about")
            .hint("if this is a copy, give the file as `rosterctl apply` wrote it"));
    }
    Ok(Exit::Done)
}

/// The reversals of each directory, in the order of its first one. Without any, the first backend's script says so.
fn by_directory(reversals: Vec<Reversal>) -> Vec<(Option<String>, Vec<Reversal>)> {
    let mut directories: Vec<(Option<String>, Vec<Reversal>)> = Vec::new();
    for reversal in reversals {
        match directories.iter_mut().find(|(directory, _)| *directory == reversal.directory) {
            Some((_, of_directory)) => of_directory.push(reversal),
            None => directories.push((reversal.directory.clone(), vec![reversal])),
        }
    }
    if directories.is_empty() {
        directories.push((None, Vec::new()));
    }
    directories
}

/// Reads a journal line by line, past invalid lines.
///
/// # Errors
/// When there is no regular file, or it cannot be read.
fn read(path: &Path, which: &str) -> Result<JournalContent> {
    let wrong = |what: &str| Error::new(Kind::File, format!("the journal {} {what}", printed_path(path))).hint(which);
    let unreadable = |error: std::io::Error| wrong("could not be read").because(error);
    // Opening a pipe waits until a process writes to it.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(wrong("could not be read: it is not a regular file"));
    }
    let file = File::open(path).map_err(unreadable)?;
    // On a file system without locks this is unknown.
    let is_growing = matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock));
    let mut content = JournalContent { is_growing, ..JournalContent::default() };
    for line in JournalReader::new(BufReader::new(file)) {
        match line.map_err(unreadable)? {
            ReadLine::Valid(line) => {
                content.valid += 1;
                content.writes.add(&line);
            }
            ReadLine::Invalid(line) => {
                content.invalid_count += 1;
                if content.invalid.len() < MAX_REPORTED_LINES {
                    content.invalid.push(line);
                }
            }
            ReadLine::Torn(torn) => {
                if let TornLine::Complete(line) = &torn {
                    content.valid += 1;
                    content.writes.add(line);
                }
                content.torn = Some(torn);
            }
        }
    }
    Ok(content)
}

/// The warning about a torn last line; none when only its line break is missing.
fn torn_warning(torn: &TornLine) -> Option<&'static str> {
    match torn {
        TornLine::Complete(_) => None,
        TornLine::Intent => Some(
            "the last line is torn and left out: it is the beginning of an intent, and its write was never sent, since \
             an intent is complete on the disk before that",
        ),
        TornLine::Other => Some(
            "the last line is torn and left out: it may be the outcome of a write, so a user without an outcome is listed \
             as possible",
        ),
    }
}

fn line_numbers(count: u64, lines: &[InvalidLine]) -> String {
    let numbers: Vec<String> = lines.iter().map(|line| line.line.to_string()).collect();
    let more = count.saturating_sub(lines.len() as u64);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{} {}{more}", if count == 1 { "line" } else { "lines" }, numbers.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OtherRoles, UserId, Visibility, WriteEffect};

    fn reversal(id: &str, directory: Option<&str>) -> Reversal {
        Reversal {
            id: UserId::new(id).unwrap(),
            email: format!("{id}@acme.example"),
            directory: directory.map(str::to_owned),
            host: "api.acme.example".to_owned(),
            api_url: None,
            time: jiff::Timestamp::UNIX_EPOCH,
            version: None,
            roles: None,
            other_roles: OtherRoles::None,
            effect: WriteEffect::Done,
            record: None,
            side_effects: Vec::new(),
            visibility: Visibility::Shown,
        }
    }

    #[test]
    fn the_users_of_each_directory_are_in_one_script_in_their_order() {
        let all = [("u1", None), ("u2", Some("scim")), ("u3", None), ("u4", Some("scim"))];
        let groups = by_directory(all.map(|(id, directory)| reversal(id, directory)).to_vec());
        let ids = |reversals: &[Reversal]| reversals.iter().map(|one| one.id.to_string()).collect::<Vec<_>>();
        let found: Vec<_> = groups.iter().map(|(name, reversals)| (name.as_deref(), ids(reversals))).collect();
        let of = |ids: [&str; 2]| ids.map(str::to_owned).to_vec();
        assert_eq!(found, [(None, of(["u1", "u3"])), (Some("scim"), of(["u2", "u4"]))]);
        assert_eq!(by_directory(Vec::new()), [(None, Vec::new())], "the script that says so");
    }
}
