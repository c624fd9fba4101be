//! `plan`: reads, compares, prints, saves.

use std::path::Path;

use crate::error::{Error, Exit, Kind, Result};
use crate::model::{Live, UserId};
use crate::plan::{Contradiction, LiveRecord, PlanContext, ReadingSource, SavedPlan, decide, verify};
use crate::redact::Redaction;
use crate::render;
use crate::roster::Roster;
use crate::settings::{ExitDetail, FormatSettings, PlanSettings, ReadFrom};
use crate::ui::Ui;

use super::context::leak_until_exit;
use super::context::redaction;
use super::diagnostics_output::DiagnosticSink;
use super::live_source::{self, LiveReading};
use super::rendered_plan::RenderedPlan;
use super::{LOG, context, plan_file, plan_options, provenance};

pub(super) async fn run(
    planning: &PlanSettings,
    from: ReadFrom,
    out: Option<&Path>,
    format: &FormatSettings,
    detail: ExitDetail,
    ui: &Ui,
) -> Result<Exit> {
    let redaction = redaction(format.redact.as_ref());
    let mut sink = DiagnosticSink { format: format.format.into(), command: "rosterctl plan", redaction };
    let roster = leak_until_exit(context::load_roster(&planning.file, &sink, ui)?);
    let progress = ui.progress("Reading the directory:");
    let opened = live_source::open(from, &roster, progress.clone()).await?;
    let made = make(planning, &roster, opened.read(&roster), &mut sink, ui).await?;
    progress.end();
    let rendered = RenderedPlan::new(&made, sink.redaction.as_mut(), format)?;
    if let Some(out) = out {
        plan_file::write(out, &made)?;
    }
    if made.live.source == ReadingSource::Snapshot {
        ui.note(&render::snapshot_age(made.live.read_at, made.created_at));
    }
    rendered.print(ui);
    let summary = &made.plan.summary;
    let next = render::next_steps(&made, out, planning.organization.as_ref());
    if summary.guards_refused > 0 {
        ui.print_always(&next)
    } else {
        ui.note(&next)
    }
    if format.redact.is_some() && out.is_some() {
        ui.note("\nThe output is redacted; the saved plan contains the real names and e-mails. Keep it private.\n");
    }
    Ok(match (summary.guards_refused, detail, summary.deactivate) {
        (1.., _, _) => Exit::Refused,
        (0, ExitDetail::Changes, 1..) => Exit::Changes,
        (0, _, _) => Exit::Done,
    })
}

/// Makes a plan from a roster and a reading, which starts only once the command line is valid. The redaction learns all
/// names: a reason may name a user who is not otherwise in the plan.
///
/// # Errors
/// The errors of the reading, and contradictions between roster and directory.
pub(super) async fn make(
    planning: &PlanSettings,
    roster: &Roster,
    reading: impl Future<Output = Result<LiveReading>>,
    sink: &mut DiagnosticSink,
    ui: &Ui,
) -> Result<SavedPlan> {
    let created_at = live_source::now();
    let options = plan_options::plan_options(planning, roster, created_at)?;
    if let Some(redaction) = &mut sink.redaction {
        learn_roster(redaction, roster);
    }
    let reading = reading.await.map_err(|error| sink.redacted(error))?;
    if let Some(redaction) = &mut sink.redaction {
        learn_users(redaction, &reading.live);
    }
    let decision = decide(&roster.desired, &reading.live, &options)
        .map_err(|found| contradictory(&planning.file, found, sink, ui))?;
    let plan = render::record(&decision);
    verify(&plan, decision.in_scope)
        .map_err(|broken| Error::new(Kind::Plan, format!("internal error: the plan is inconsistent: {broken}")))?;
    let leaving: Vec<UserId> = plan.actions.iter().filter_map(|action| UserId::new(&action.user.id)).collect();
    let impacts = reading.impacts(&leaving).await.map_err(|error| sink.redacted(error))?;
    let LiveReading { directory, source, read_at, live, .. } = reading;
    let _live = leak_until_exit(live);
    let plan_context = PlanContext {
        created_at,
        lifetime: planning.lifetime,
        date: options.date,
        as_of: planning.as_of.is_some(),
        directory,
        roster: provenance::record(&planning.file, roster, source),
        live: LiveRecord { source, read_at, active: decision.active, in_scope: decision.in_scope },
        caution: roster.desired.caution,
    };
    let plan = if options.capabilities.has_impacts() { plan.with_impacts(&impacts) } else { plan };
    let made = SavedPlan::seal(plan_context, plan);
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

/// The error of a plan whose roster and directory contradict each other, after printing each contradiction.
pub(super) fn contradictory(file: &Path, found: Vec<Contradiction>, sink: &DiagnosticSink, ui: &Ui) -> Error {
    sink.contradictions(file, found, ui);
    Error::new(Kind::Roster, "the roster and the directory contradict each other, so no plan was made")
        .hint(format!("fix the errors {} and plan again; no changes were made", sink.location()))
}

fn learn_roster(redaction: &mut Redaction, roster: &Roster) {
    let desired = &roster.desired;
    let declared = desired.users.iter().flat_map(|user| [Some(&user.email), user.was.as_deref()]).flatten();
    let others = desired.leavers.iter().map(|leaver| &leaver.email);
    let others = others.chain(desired.protected.iter().flat_map(|protected| &protected.email));
    declared.chain(others).for_each(|email| redaction.learn(email.as_str(), ""));
    if let Some(pinned) = roster.directory.pinned() {
        redaction.learn_pinned(pinned.id.as_str(), &pinned.user_name);
    }
}

fn learn_users(redaction: &mut Redaction, live: &Live) {
    live.unaddressed.iter().for_each(|user| redaction.learn("", &user.name));
    live.active.iter().chain(&live.others).for_each(|user| redaction.learn_user(user));
}
