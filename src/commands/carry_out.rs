//! Carries out a plan that was approved: journal, signals, state machine, totals.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::apply::journal::{Event, Line};
use crate::apply::{Hand, HeldBy, JournalFile, Machine, News, Rules, Stop, Target, WhenBusy, drive};
use crate::directory::Deactivator;
use crate::error::{Error, Exit, Kind, Result};
use crate::fs::shown;
use crate::model::{Email, Totals, UserId};
use crate::plan::SavedPlan;
use crate::settings::Applying;
use crate::ui::{Progress, Ui};

use super::LOG;
use super::connect::Connected;
use super::signals::Signals;
use super::teller::Teller;
use super::time::aloud;

/// How many writes are open at once.
const AT_ONCE: usize = 8;

/// Opens the journal of an apply: the one that was named, or a new one.
///
/// # Errors
/// When it cannot be written, or another apply writes it.
pub(super) fn open_journal(plan: &SavedPlan, applying: &Applying) -> Result<JournalFile> {
    let path = applying.journal.clone().unwrap_or_else(|| {
        let time = Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
        let digest = plan.digest.trim_start_matches("sha256:").get(..8).unwrap_or_default();
        PathBuf::from(format!(".rosterctl/apply-{time}-{digest}.jsonl"))
    });
    JournalFile::open(&path)
}

/// Writes what the plan says, and returns the exit code. Totals are told whatever happens after the first write.
///
/// # Errors
/// When nothing could be started.
pub(super) async fn carry_out(
    plan: &SavedPlan,
    applying: &Applying,
    (connected, deactivator): (&Connected, Arc<dyn Deactivator>),
    mut journal: JournalFile,
    (signals, progress, teller, ui): (&Signals, &Progress, &Teller<'_>, &Ui),
) -> Result<Exit> {
    let start = Event::Apply {
        rosterctl_version: env!("CARGO_PKG_VERSION").to_owned(),
        host: plan.directory.host(),
        organization: plan.directory.organization.id.clone(),
        by: connected.by.clone(),
        actions: plan.plan.summary.deactivate,
    };
    append(&mut journal, plan, start)?;
    let earlier = journal.possible(&plan.directory.host(), &plan.directory.organization.id).collect::<Vec<_>>();
    let path = journal.path().to_owned();
    ui.note(&format!("Journal: {}\n", shown(&path)));
    if journal.was_torn() {
        teller.warn("the last line of the journal was torn, as after a power failure; it is whole again");
    }
    let journal = Arc::new(Mutex::new(journal));
    let hand = Hand {
        directory: connected.directory.clone(),
        deactivator,
        journal: journal.clone(),
        plan: plan.digest.clone(),
        // A time too long for a clock is as good as none: the plan expires first.
        patience: applying.wait.map(|wait| (Instant::now().checked_add(wait), poll_every(wait))),
        expires_at: plan.expires_at,
        interruption: signals.interruption.clone(),
    };
    let mut machine = Machine::new(targets(plan), rules(plan, applying)).remembering(earlier);
    let (total, mut settled) = (plan.plan.summary.deactivate, 0);
    tracing::info!(target: LOG, actions = plan.plan.summary.deactivate, digest = plan.digest, "apply begins");
    ui.carries_out();
    progress.begin("Deactivating:");
    progress.step(settled, total);
    let driven = drive(&mut machine, &hand, |news| {
        if let News::Settled(_) = &news {
            settled += 1;
            progress.step(settled.min(total), total);
        }
        match news {
            News::Stopped(Stop::Interrupted) if signals.is_late() => {
                teller.warn(
                    "stopping: the time of --timeout is up; writes in flight are finished, and no new one is sent",
                );
            }
            news => teller.news(&news),
        }
    });
    aloud(driven, progress).await;
    progress.end();
    if let Some(limit) = applying.limit.filter(|_| machine.is_at_its_limit()) {
        teller.warn(&format!("--limit {limit} is reached; apply the same plan again for the others"));
    }
    machine.untold().for_each(|settled| teller.untold(settled));
    let outcomes: Vec<_> = machine.outcomes().map(|settled| settled.outcome).collect();
    let totals = Totals::of(outcomes.iter());
    let mut journal = journal.lock().unwrap_or_else(PoisonError::into_inner);
    if let Err(error) = append(&mut journal, plan, Event::Summary(totals.into())) {
        teller.warn(&format!("{error}; the totals are not in it"));
    }
    teller.totals(&totals);
    let Totals { done, already_inactive, changed, deferred, failed, unverified, not_started } = totals;
    tracing::info!(target: LOG, done, already_inactive, changed, deferred, failed, unverified, not_started, "apply ended");
    Ok(match machine.stopped() {
        Some(Stop::Interrupted) if signals.is_late() && totals.is_complete() => Exit::Done,
        Some(Stop::Interrupted) => signals.exit(),
        Some(Stop::RoleRecord(_)) => Exit::Refused,
        _ if totals.is_complete() => Exit::Done,
        _ => Exit::Unfinished,
    })
}

fn targets(plan: &SavedPlan) -> Vec<Target> {
    plan.plan
        .actions
        .iter()
        .filter_map(|action| {
            let id = UserId::new(&action.user.id)?;
            Some(Target {
                id,
                email: Email::reported(&action.user.email),
                name: action.user.name.clone(),
                division: action.user.division.as_ref().map(|division| division.id.clone()),
            })
        })
        .collect()
}

fn rules(plan: &SavedPlan, applying: &Applying) -> Rules {
    Rules {
        at_once: AT_ONCE,
        limit: applying.limit,
        canary: applying.canary,
        busy: if applying.wait.is_some() { WhenBusy::Wait } else { WhenBusy::Defer },
        caution: plan.apply,
        held_by: if plan.directory.deactivation == "state" { HeldBy::Version } else { HeldBy::Reading },
    }
}

/// Often enough that a short wait notices somebody who hangs up, seldom enough that a long one costs few requests.
fn poll_every(wait: Duration) -> Duration {
    (wait / 20).clamp(Duration::from_secs(1), Duration::from_secs(30))
}

fn append(journal: &mut JournalFile, plan: &SavedPlan, event: Event) -> Result<()> {
    let line = Line { time: Timestamp::now(), plan: plan.digest.clone(), event };
    journal.append(&[line]).map_err(|error| {
        Error::new(Kind::File, format!("the journal {} could not be written", shown(journal.path())))
            .because(error)
            .hint("make room, or name another one with --journal; no user is written without it")
    })
}
