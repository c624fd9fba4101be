//! Texts about snapshots.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use crate::model::Live;
use crate::plan::{ReadingSource, SavedPlan};
use crate::text::printed_path;

use super::export_summary::unaddressed;
use super::next_steps::shell_word;
use crate::text::{BOLD, counted, format_duration, paint, sanitize_inline, sanitize_line};

/// The note that a snapshot was taken with the roster `file` and saved at `out` or printed, and how to use it.
#[must_use]
pub fn snapshot_taken(live: &Live, read_at: Timestamp, file: &Path, out: Option<&Path>) -> String {
    let users = counted(live.active.len() as u64, "active user");
    let organization = sanitize_inline(&live.organization.name);
    let missing = unaddressed(live);
    let Some(out) = out else { return format!("{users} of \"{organization}\", read at {read_at}.\n{missing}") };
    let roster = if file == Path::new("roster.yaml") { String::new() } else { format!("{} ", shell_word(file)) };
    format!(
        "Saved the snapshot to: {}\n{users} of \"{organization}\", read at {read_at}.\n{missing}\nTo plan from it \
         without credentials, run:\n    {}\n",
        printed_path(out),
        paint(BOLD, sanitize_line(&format!("rosterctl plan {roster}--live {}", shell_word(out)))),
    )
}

/// The note that a plan was made from a snapshot, with its age; `None` when it was made from the directory itself.
pub(super) fn from_snapshot(saved: &SavedPlan) -> Option<String> {
    let (read_at, made) = (saved.live.read_at, saved.created_at);
    (saved.live.source == ReadingSource::Snapshot).then(|| {
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

/// A length of time in its two largest units, rounded down: `3 h 12 min`; a negative one is `0 s`.
#[must_use]
pub fn age(time: SignedDuration) -> String {
    format_duration(u64::try_from(time.as_secs()).unwrap_or(0))
}
