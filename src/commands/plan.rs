//! `plan`: reads, compares, prints, saves.

use std::path::Path;

use crate::error::{Error, Exit, Kind, Result};
use crate::model::{Live, UserId};
use crate::plan::{Contradiction, LiveRecord, SavedPlan, Setting, Source, decide, inspect};
use crate::redact::Redaction;
use crate::render;
use crate::roster::Roster;
use crate::settings::{ExitDetail, Origin, Planning, Printing};
use crate::ui::Ui;

use super::LOG;
use super::at_the_end;
use super::diagnose::Form;
use super::live::{self, Reading};
use super::print::{Printed, redaction};
use super::{plan_file, policy, provenance, roster};

pub(super) async fn run(
    planning: &Planning,
    origin: Origin,
    out: Option<&Path>,
    printing: &Printing,
    detail: ExitDetail,
    ui: &Ui,
) -> Result<Exit> {
    let redaction = redaction(printing.redact.as_ref());
    let mut form = Form { format: printing.format.into(), command: "rosterctl plan", redaction };
    let roster = at_the_end(roster::read(&planning.file, &form, ui)?);
    let progress = ui.progress("Reading the directory:");
    let opened = live::open(origin, &roster, progress.clone()).await?;
    let made = make(planning, &roster, opened.read(&roster), &mut form, ui).await?;
    progress.end();
    let printed = Printed::new(&made, form.redaction.as_mut(), printing)?;
    if let Some(out) = out {
        plan_file::write(out, &made)?;
    }
    if made.live.source == Source::Snapshot {
        ui.note(&render::snapshot_age(made.live.read_at, made.created_at));
    }
    printed.show(ui);
    let summary = &made.plan.summary;
    let next = render::next_steps(&made, out);
    if summary.guards_refused > 0 {
        ui.alarm(&next)
    } else {
        ui.note(&next)
    }
    if printing.redact.is_some() && out.is_some() {
        ui.note("\nWhat is printed is redacted; the saved plan holds the real names and e-mails. Keep it private.\n");
    }
    Ok(match (summary.guards_refused, detail, summary.deactivate) {
        (1.., _, _) => Exit::Refused,
        (0, ExitDetail::Changes, 1..) => Exit::Changes,
        (0, _, _) => Exit::Done,
    })
}

/// Makes a plan from a roster and a reading, which begins only once the command line makes sense. A redaction learns
/// who there is: a reason may name somebody of whom the plan says nothing else.
///
/// # Errors
/// Those of the reading, and contradictions between the two.
pub(super) async fn make(
    planning: &Planning,
    roster: &Roster,
    reading: impl Future<Output = Result<Reading>>,
    form: &mut Form,
    ui: &Ui,
) -> Result<SavedPlan> {
    let created_at = live::now();
    let policy = policy::policy(planning, roster, created_at)?;
    let reading = reading.await?;
    if let Some(redaction) = &mut form.redaction {
        learn(redaction, roster, &reading.live);
    }
    let decision = decide(&roster.desired, &reading.live, &policy)
        .map_err(|found| contradictory(&planning.file, found, form, ui))?;
    inspect(&decision.plan, decision.in_scope)
        .map_err(|broken| Error::new(Kind::Plan, format!("the plan does not hold together: {broken}")))?;
    let leaving: Vec<UserId> = decision.plan.actions.iter().filter_map(|action| UserId::new(&action.user.id)).collect();
    let impacts = reading.impacts(&leaving).await?;
    let Reading { directory, source, read_at, live, .. } = reading;
    let _live = at_the_end(live);
    let setting = Setting {
        created_at,
        lifetime: planning.lifetime,
        date: policy.date,
        as_of: planning.as_of.is_some(),
        directory,
        roster: provenance::record(&planning.file, roster, source),
        live: LiveRecord { source, read_at, active: decision.active, in_scope: decision.in_scope },
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

/// What ends a plan whose roster and directory say things that cannot both hold, each of which is printed.
pub(super) fn contradictory(file: &Path, found: Vec<Contradiction>, form: &Form, ui: &Ui) -> Error {
    form.contradictions(file, found, ui);
    Error::new(Kind::Roster, "roster and directory contradict each other, so there is no plan")
        .hint(format!("fix what is {} and plan again; nothing was changed", form.place()))
}

fn learn(redaction: &mut Redaction, roster: &Roster, live: &Live) {
    let desired = &roster.desired;
    let declared = desired.users.iter().flat_map(|user| [Some(&user.email), user.was.as_deref()]).flatten();
    let others = desired.leavers.iter().map(|leaver| &leaver.email);
    let others = others.chain(desired.protected.iter().flat_map(|protected| &protected.email));
    declared.chain(others).for_each(|email| redaction.learn(email.as_str(), ""));
    live.active.iter().chain(&live.others).for_each(|user| redaction.learn(user.email.as_str(), &user.name));
}
