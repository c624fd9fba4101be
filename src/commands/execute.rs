//! Executes an approved plan: journal, signals, state machine, totals.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::apply::journal::undo::ApplySite;
use crate::apply::journal::{JournalEvent, JournalFile, JournalLine};
use crate::apply::{
    ApplyContext, ApplyOptions, ApplyProgress, ApplyWarning, Consequences, InteractionWait, Machine, OnInteraction,
    StopReason, Target, drive,
};
use crate::directory::{self, Deactivator};
use crate::error::{Error, Exit, Kind, Result};
use crate::model::{Email, FreeText, PersonName, Totals, UserId};
use crate::plan::SavedPlan;
use crate::render;
use crate::settings::ApplySettings;
use crate::text::printed_path;
use crate::ui::{Progress, Ui};

use super::LOG;
use super::apply_reporter::ApplyReporter;
use super::connect::Connected;
use super::signals::Signals;
use super::time::with_reminders;

/// The folder of journals that nobody named.
const JOURNAL_FOLDER: &str = ".rosterctl";

/// What accompanies an apply on this machine.
pub(super) struct Session<'a> {
    pub(super) ui: &'a Ui,
    pub(super) signals: Signals,
    pub(super) progress: Arc<Progress>,
    pub(super) reporter: &'a ApplyReporter<'a>,
}

/// Opens the journal of an apply: the one given with `--journal`, or a new one. Where a write may do more than end access,
/// what an earlier apply of the same plan saw is continued rather than forgotten.
///
/// # Errors
/// When it cannot be written, or another apply writes it.
pub(super) fn open_journal(plan: &SavedPlan, applying: &ApplySettings) -> Result<JournalFile> {
    let digest = plan.digest.trim_start_matches("sha256:").get(..8).unwrap_or_default();
    let earlier = || plan.directory.terms.as_ref().and_then(|_| last_journal(Path::new(JOURNAL_FOLDER), digest));
    let path = applying.journal.clone().or_else(earlier).unwrap_or_else(|| {
        let time = Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
        PathBuf::from(format!("{JOURNAL_FOLDER}/apply-{time}-{digest}.jsonl"))
    });
    JournalFile::open(&path)
}

/// The last journal of a plan in a folder, by the beginning of its digest.
fn last_journal(folder: &Path, digest: &str) -> Option<PathBuf> {
    let end = format!("-{digest}.jsonl");
    let names = fs::read_dir(folder).ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let last = names.filter(|name| name.starts_with("apply-") && name.ends_with(&end)).max()?;
    Some(folder.join(last))
}

/// Writes what the plan says, and returns the exit code. The totals are printed whatever happens after the first write.
///
/// # Errors
/// When nothing could be started.
pub(super) async fn execute(
    plan: &SavedPlan,
    applying: &ApplySettings,
    (connected, deactivator): (&Connected, Arc<dyn Deactivator>),
    mut journal: JournalFile,
    Session { ui, signals, progress, reporter }: Session<'_>,
) -> Result<Exit> {
    let site = ApplySite {
        directory: directory::journal_name(connected.spec.kind).map(str::to_owned),
        host: plan.directory.host(),
        organization: plan.directory.organization.id.clone(),
    };
    let earlier: Vec<_> = journal.unresolved(&site).collect();
    let total = plan.plan.summary.deactivate;
    let start = JournalEvent::Apply {
        rosterctl_version: env!("CARGO_PKG_VERSION").to_owned(),
        api_url: site.directory.as_ref().and(plan.directory.api_url.clone()),
        directory: site.directory,
        host: site.host,
        organization: site.organization,
        by: connected.by.clone(),
        actions: total,
    };
    append(&mut journal, plan, start)?;
    ui.note(&format!("Journal: {}\n", printed_path(journal.path())));
    if journal.was_repaired() {
        reporter.warn(&ApplyWarning::JournalRepaired);
    }
    let journal = Arc::new(Mutex::new(journal));
    let context = ApplyContext {
        directory: connected.directory.clone(),
        deactivator,
        journal: journal.clone(),
        plan_digest: plan.digest.clone(),
        describe: render::outcome_reason,
        // A time beyond the range of the clock is no limit: the plan expires before that.
        interaction_wait: applying.wait.map(|wait| InteractionWait {
            until: Instant::now().checked_add(wait),
            poll_interval: poll_interval(wait),
        }),
        expires_at: plan.expires_at,
        shutdown: signals.shutdown(),
    };
    let mut machine = Machine::new(targets(plan), options(plan, applying, connected)).remembering(earlier);
    tracing::info!(target: LOG, actions = total, digest = plan.digest, "apply begins");
    ui.begin_apply();
    progress.begin("Deactivating:");
    progress.step(0, total);
    let mut settled = 0;
    let driven = drive(&mut machine, &context, |news| match news {
        ApplyProgress::Warning { warning: ApplyWarning::Stopped { reason: StopReason::Interrupted } }
            if signals.is_time_up() =>
        {
            reporter.warn(&ApplyWarning::TimeUp);
        }
        news => {
            if let ApplyProgress::Settled { .. } = news {
                settled += 1;
                progress.step(settled.min(total), total);
            }
            reporter.progress(&news);
        }
    });
    with_reminders(driven, &progress).await;
    progress.end();
    if let Some(limit) = applying.limit.filter(|_| machine.is_at_its_limit()) {
        reporter.warn(&ApplyWarning::LimitReached { limit });
    }
    machine.unreported().for_each(|user| reporter.unreported(&user));
    let totals = Totals::of(machine.outcomes().map(|user| user.outcome.kind()));
    let mut journal = journal.lock().unwrap_or_else(PoisonError::into_inner);
    if let Err(error) = append(&mut journal, plan, JournalEvent::Summary(totals)) {
        reporter.warn(&ApplyWarning::TotalsNotJournalled { error: FreeText(error.to_string()) });
    }
    reporter.totals(&totals, &machine.end());
    let [done, already_inactive, changed, deferred, failed, unverified, not_started] = totals.counts();
    tracing::info!(target: LOG, done, already_inactive, changed, deferred, failed, unverified, not_started, "apply ended");
    Ok(match machine.stopped() {
        Some(StopReason::Interrupted) if signals.is_time_up() && totals.is_complete() => Exit::Done,
        Some(StopReason::Interrupted) => signals.exit(),
        Some(StopReason::RoleRecord { .. }) => Exit::Refused,
        // Every user may be inactive, and yet more happened than was approved.
        Some(StopReason::SideEffects { .. } | StopReason::WriteReachedOthers { .. }) => Exit::Unfinished,
        _ if totals.is_complete() => Exit::Done,
        _ => Exit::Unfinished,
    })
}

fn targets(plan: &SavedPlan) -> Vec<Target> {
    let target = |user: &crate::plan::ActionUser| {
        Some(Target {
            id: UserId::new(&user.id)?,
            email: Email::reported(&user.email),
            name: PersonName(user.name.clone()),
            division: user.division.as_ref().map(|division| division.id.clone()),
            account: user.account.clone(),
        })
    };
    plan.plan.actions.iter().filter_map(|action| target(&action.user)).collect()
}

fn options(plan: &SavedPlan, applying: &ApplySettings, connected: &Connected) -> ApplyOptions {
    let capabilities = connected.directory.capabilities();
    ApplyOptions {
        max_concurrent_writes: capabilities.concurrent_writes,
        limit: applying.limit,
        canary: applying.canary,
        on_interaction: if applying.wait.is_some() { OnInteraction::Wait } else { OnInteraction::Defer },
        policy: plan.apply,
        concurrency: capabilities.write,
        read_batch: capabilities.read_batch,
        // Of the plan that was approved, and not of what the directory reports now.
        consequences: plan.directory.terms.as_ref().map(Consequences::of),
    }
}

/// Often enough that a short wait notices the end of an interaction, rarely enough that a long one costs few requests.
fn poll_interval(wait: Duration) -> Duration {
    (wait / 20).clamp(Duration::from_secs(1), Duration::from_secs(30))
}

fn append(journal: &mut JournalFile, plan: &SavedPlan, event: JournalEvent) -> Result<()> {
    let line = JournalLine { time: Timestamp::now(), plan: plan.digest.clone(), event };
    journal.append(&[line]).map_err(|error| {
        Error::new(Kind::File, format!("the journal {} could not be written", printed_path(journal.path())))
            .because(error)
            .hint("free some space, or name another journal with --journal; no user is written without a journal")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_journal_of_the_same_plan_is_continued_and_no_other() {
        let folder = tempfile::TempDir::new().unwrap();
        assert_eq!(last_journal(&folder.path().join("missing"), "0a1b2c3d"), None);
        for name in
            ["apply-20261122T090000Z-0a1b2c3d.jsonl", "apply-20261121T090000Z-0a1b2c3d.jsonl", "other-0a1b2c3d.jsonl"]
        {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let last = folder.path().join("apply-20261122T090000Z-0a1b2c3d.jsonl");
        assert_eq!(last_journal(folder.path(), "0a1b2c3d"), Some(last));
        assert_eq!(last_journal(folder.path(), "ffffffff"), None);
    }
}
