//! What several commands share: the roster, the redaction, the runtime, the log target.

use std::borrow::Cow;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::time::Duration;

use crate::error::{Error, Exit, Kind, Result};
use crate::plan::SavedPlan;
use crate::redact::Redaction;
use crate::roster::{Roster, load};
use crate::settings::RedactKey;
use crate::text::{counted, printed_path};
use crate::ui::Ui;

use super::diagnostics_output::DiagnosticSink;
use super::time::TimeLimit;

/// The log target of commands.
pub(super) const LOG: &str = "rosterctl::commands";

/// Loads the roster at `file` and prints its warnings.
///
/// # Errors
/// When the roster has errors, after printing each of them.
pub(super) fn load_roster(file: &Path, sink: &DiagnosticSink, ui: &Ui) -> Result<Roster> {
    let mut roster = load_with_warnings(file, sink, ui)?;
    sink.warnings(file, std::mem::take(&mut roster.warnings), ui);
    Ok(roster)
}

/// Loads the roster at `file`; the caller prints its warnings.
///
/// # Errors
/// As [`load_roster`].
pub(super) fn load_with_warnings(file: &Path, sink: &DiagnosticSink, ui: &Ui) -> Result<Roster> {
    let loaded = load(file).inspect(|roster| {
        let desired = &roster.desired;
        let (users, leavers) = (desired.users.len(), desired.leavers.len());
        tracing::info!(target: LOG, files = roster.files.len(), users, leavers, "roster read");
    });
    loaded.map_err(|found| {
        let errors = counted(found.errors as u64, "error");
        sink.roster_errors(file, found, ui);
        Error::new(Kind::Roster, format!("{errors} in the roster {}", printed_path(file)))
            .hint(format!("fix the errors {} and run `rosterctl validate` again; nothing was sent", sink.location()))
    })
}

/// The redaction of this key; `None` prints real names.
pub(super) fn redaction(key: Option<&RedactKey>) -> Option<Redaction> {
    key.map(|key| Redaction::new(key.as_bytes()))
}

/// The plan as it may be printed: redacted if there is a redaction.
pub(super) fn printable<'p>(plan: &'p SavedPlan, redaction: Option<&mut Redaction>) -> Cow<'p, SavedPlan> {
    redaction.map_or(Cow::Borrowed(plan), |redaction| Cow::Owned(redaction.plan(plan)))
}

/// Leaks a roster or a reading until the process exits: freeing 100,000 texts one by one takes longer than any work on
/// them.
pub(super) fn leak_until_exit<T>(large: T) -> ManuallyDrop<T> {
    ManuallyDrop::new(large)
}

/// Runs a command that writes no user, within its time limit.
pub(super) fn block_on_within(
    command: impl Future<Output = Result<Exit>>,
    limit: Option<Duration>,
    ui: &Ui,
) -> Result<Exit> {
    block_on(async { TimeLimit::from_now(limit).hold(command, ui).await })
}

/// Runs a command on a runtime of its own.
pub(super) fn block_on(command: impl Future<Output = Result<Exit>>) -> Result<Exit> {
    /// A name lookup that is still in flight blocks a thread; the exit does not wait for it any longer than this.
    const MAX_SHUTDOWN: Duration = Duration::from_secs(5);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Error::new(Kind::Usage, "the program could not start its threads").because(error))?;
    let done = runtime.block_on(command);
    runtime.shutdown_timeout(MAX_SHUTDOWN);
    done
}
