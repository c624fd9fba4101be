//! Texts about snapshots.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use crate::fs::shown;
use crate::model::Live;
use crate::plan::{SavedPlan, Source};

use super::next::shell_word;
use crate::text::counted;
use crate::text::{BOLD, paint};
use crate::text::{sanitize_inline, sanitize_line};

/// The note that a snapshot was taken with the roster `file` and saved at `out` or printed, and how to use it.
#[must_use]
pub fn snapshot_taken(live: &Live, read_at: Timestamp, file: &Path, out: Option<&Path>) -> String {
    let users = counted(live.active.len() as u64, "active user");
    let organization = sanitize_inline(&live.organization.name);
    let Some(out) = out else { return format!("{users} of \"{organization}\", read at {read_at}.\n") };
    let roster = if file == Path::new("roster.yaml") { String::new() } else { format!("{} ", shell_word(file)) };
    format!(
        "Saved the snapshot to: {}\n{users} of \"{organization}\", read at {read_at}.\n\nTo plan from it without \
         credentials, run:\n    {}\n",
        shown(out),
        paint(BOLD, sanitize_line(&format!("rosterctl plan {roster}--live {}", shell_word(out)))),
    )
}

/// The note that a plan was made from a snapshot, with its age; `None` when it was made from the directory itself.
pub(super) fn from_snapshot(saved: &SavedPlan) -> Option<String> {
    let (read_at, made) = (saved.live.read_at, saved.created_at);
    (saved.live.source == Source::Snapshot).then(|| {
        format!(
            "Planned from a snapshot taken at {read_at}, {} before, for review only: this plan cannot be applied.",
            age(made.duration_since(read_at))
        )
    })
}

/// The note with the age of the snapshot that a plan is made from.
#[must_use]
pub fn snapshot_age(read_at: Timestamp, now: Timestamp) -> String {
    format!(
        "Planning from a snapshot: the directory as it was {} ago, at {read_at}.\n",
        age(now.duration_since(read_at))
    )
}

/// A length of time in its two largest units, rounded down: `3 h 12 min`. What is less than a second, or negative, is
/// `0 s`.
#[must_use]
pub fn age(time: SignedDuration) -> String {
    let seconds = time.as_secs().max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_has_the_units_that_matter() {
        for (seconds, text) in [
            (-5, "0 s"),
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (3_600, "1 h"),
            (11_520, "3 h 12 min"),
            (86_399, "23 h 59 min"),
            (86_400, "1 d"),
            (187_200, "2 d 4 h"),
        ] {
            assert_eq!(age(SignedDuration::from_secs(seconds)), text);
        }
    }
}
