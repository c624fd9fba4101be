//! `undo`: prints the inverse of an apply, and never runs it.

use std::fs::{self, File, TryLockError};
use std::io::BufReader;
use std::path::Path;

use crate::apply::lines::{Entry, Lines, Torn, Unreadable};
use crate::apply::undo::Writes;
use crate::directory;
use crate::error::{Error, Exit, Kind, Result};
use crate::fs::shown;
use crate::render;
use crate::ui::Ui;

/// So many lines that cannot be read are told one by one.
const TOLD: usize = 10;

/// What a file says that should be a journal.
#[derive(Default)]
struct Found {
    writes: Writes,
    /// How many lines are lines of a journal.
    lines: u64,
    /// The first lines that are not.
    bad: Vec<Unreadable>,
    /// How many are not.
    unread: u64,
    torn: Option<Torn>,
    /// Whether an apply holds the journal open.
    is_growing: bool,
}

pub(super) fn run(path: &Path, ui: &Ui) -> Result<Exit> {
    let wrong = |what: &str| Error::new(Kind::File, format!("the journal {} {what}", shown(path)));
    let which = "give the journal that `rosterctl apply` named when it began";
    let found = read(path, which)?;
    if found.lines == 0 {
        return Err(match found.bad.into_iter().next() {
            Some(bad) => wrong("is not one that rosterctl wrote").because(bad).hint(which),
            None if found.torn.is_some() => {
                wrong("is not one that rosterctl wrote: it holds no whole line").hint(which).hint(
                    "if it is one, the disk was full or the machine stopped at the very beginning, and nobody was written",
                )
            }
            None => wrong("is empty: no apply has written to it").hint(which),
        });
    }
    if found.is_growing {
        ui.print_always(&render::warning(
            "an apply is still writing this journal: what it does from now on is not listed",
        ));
    } else if let Some(said) = found.torn.as_ref().and_then(torn) {
        ui.print_always(&render::warning(said));
    }
    for bad in &found.bad {
        ui.print_always(&render::warning(&format!("{bad}; left out")));
    }
    ui.result(&(directory::backend_of_journals().undo_script)(&found.writes.inverse(), found.unread));
    if found.unread > 0 {
        return Err(wrong(&format!("could not be read whole: {}", lines(found.unread, &found.bad)))
            .hint("everybody in the other lines is printed above; look up in the directory whom the rest is about")
            .hint("if this is a copy, give the file as `rosterctl apply` wrote it"));
    }
    Ok(Exit::Done)
}

/// Reads a journal line by line, and around what is none.
///
/// # Errors
/// When there is no file that ends, or it cannot be read.
fn read(path: &Path, which: &str) -> Result<Found> {
    let wrong = |what: &str| Error::new(Kind::File, format!("the journal {} {what}", shown(path))).hint(which);
    let unreadable = |error: std::io::Error| wrong("could not be read").because(error);
    // Opening a pipe waits until somebody writes to it.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(wrong("could not be read: it is not a regular file"));
    }
    let file = File::open(path).map_err(unreadable)?;
    // Where there are no locks, nobody can tell.
    let is_growing = matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock));
    let mut found = Found { is_growing, ..Found::default() };
    for entry in Lines::of(BufReader::new(file)) {
        match entry.map_err(unreadable)? {
            Entry::Line(line) => {
                found.lines += 1;
                found.writes.take(&line);
            }
            Entry::Bad(bad) => {
                found.unread += 1;
                if found.bad.len() < TOLD {
                    found.bad.push(bad);
                }
            }
            Entry::Torn(torn) => {
                if let Torn::Whole(line) = &torn {
                    found.lines += 1;
                    found.writes.take(line);
                }
                found.torn = Some(torn);
            }
        }
    }
    Ok(found)
}

/// What there is to say of the end of a journal; nothing, when only its line break is missing.
fn torn(torn: &Torn) -> Option<&'static str> {
    match torn {
        Torn::Whole(_) => None,
        Torn::Intent => Some(
            "the last line is torn and left out: it is the beginning of an intent, and its write was never sent, since \
             an intent is whole on the disk before that",
        ),
        Torn::Other => Some(
            "the last line is torn and left out: it may be the outcome of a write, so whoever has none is listed as possible",
        ),
    }
}

fn lines(unread: u64, bad: &[Unreadable]) -> String {
    let numbers: Vec<String> = bad.iter().map(|bad| bad.line.to_string()).collect();
    let more = unread.saturating_sub(bad.len() as u64);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{} {}{more}", if unread == 1 { "line" } else { "lines" }, numbers.join(", "))
}
