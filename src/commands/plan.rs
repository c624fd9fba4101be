//! `plan`: reads, compares, prints, saves.

use std::path::Path;

use jiff::Timestamp;

use crate::error::{Error, Exit, Kind, Result};
use crate::model::UserId;
use crate::plan::{LiveRecord, SavedPlan, Setting, Source, decide, inspect};
use crate::render;
use crate::render::diagnostics::Diagnosis;
use crate::roster::Roster;
use crate::settings::{ExitDetail, Planning, Printing};
use crate::ui::Ui;

use super::LOG;
use super::connect::{self, Connected};
use super::diagnose::{Form, printed};
use super::print::Printed;
use super::{live, policy, provenance, roster, saved};

pub(super) async fn run(
    planning: Planning,
    out: Option<&Path>,
    printing: &Printing,
    detail: ExitDetail,
    ui: &Ui,
) -> Result<Exit> {
    let form = Form { format: printing.format.into(), command: "rosterctl plan" };
    let roster = roster::read(&planning.file, form, ui)?;
    let progress = ui.progress("Reading the directory:");
    let connected = connect::to_read(&roster.directory, planning.access.clone(), progress.clone()).await?;
    let made = make(&planning, &roster, &connected, form, ui).await?;
    progress.end();
    let printed = Printed::new(&made, printing)?;
    if let Some(out) = out {
        saved::write(out, &made)?;
    }
    printed.show(ui);
    let summary = &made.plan.summary;
    let next = render::next_steps(&made, out);
    if summary.guards_refused > 0 {
        ui.alarm(&next)
    } else {
        ui.note(&next)
    }
    Ok(match (summary.guards_refused, detail, summary.deactivate) {
        (1.., _, _) => Exit::Refused,
        (0, ExitDetail::Changes, 1..) => Exit::Changes,
        (0, _, _) => Exit::Done,
    })
}

/// Makes a plan from a roster and the directory that it speaks of.
///
/// # Errors
/// A reading that is not complete, and contradictions between the two.
pub(super) async fn make(
    planning: &Planning,
    roster: &Roster,
    connected: &Connected,
    form: Form,
    ui: &Ui,
) -> Result<SavedPlan> {
    let created_at = now();
    let policy = policy::policy(planning, roster, created_at)?;
    let live = live::read(connected, roster).await?;
    let read_at = now();
    let decision = decide(&roster.desired, &live, &policy).map_err(|found| {
        form.tell(&Diagnosis::of_contradictions(printed(&planning.file), found), ui);
        Error::new(Kind::Roster, "roster and directory contradict each other, so there is no plan")
            .hint(format!("mend what is {} and plan again; nothing was changed", form.place()))
    })?;
    inspect(&decision.plan, decision.in_scope)
        .map_err(|broken| Error::new(Kind::Plan, format!("the plan does not hold together: {broken}")))?;
    let leaving: Vec<UserId> = decision.plan.actions.iter().filter_map(|action| UserId::new(&action.user.id)).collect();
    let impacts = connected.directory.impacts(&leaving).await?;
    let setting = Setting {
        created_at,
        lifetime: planning.lifetime,
        date: policy.date,
        as_of: planning.as_of.is_some(),
        directory: connected.record(&live.organization),
        roster: provenance::record(&planning.file, roster),
        live: LiveRecord { source: Source::Directory, read_at, active: decision.active, in_scope: decision.in_scope },
        caution: roster.desired.caution,
    };
    let made = SavedPlan::seal(setting, decision.plan.with_impacts(&impacts));
    let (live, summary) = (&made.live, &made.plan.summary);
    tracing::info!(
        target: LOG,
        active = live.active,
        in_scope = live.in_scope,
        deactivate = summary.deactivate,
        findings = summary.findings,
        guards_refused = summary.guards_refused,
        digest = made.digest,
        "plan made"
    );
    Ok(made)
}

/// The time in whole seconds: what a plan says of its times.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
