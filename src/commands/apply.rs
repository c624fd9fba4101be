//! `apply`: carries out a saved plan, or plans, asks and carries out.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use crate::error::{Error, Exit, Kind, Result};
use crate::plan::{PlanRejected, SavedPlan, Verdict, check_expected};
use crate::render;
use crate::settings::{Access, ApplySettings, Approval, PlanSettings};
use crate::ui::Ui;

use super::carry_out::{carry_out, open_journal};
use super::context::{printable, redaction};
use super::diagnostics_output::DiagnosticSink;
use super::signals::Signals;
use super::teller::Teller;
use super::time::TimeLimit;
use super::{connect, context, live_source, plan, saved};

/// Carries out the saved plan at `path`. Whoever saved and reviewed it has approved it, so nobody is asked.
pub(super) async fn saved(
    path: &Path,
    expect: Option<&str>,
    applying: &ApplySettings,
    access: Access,
    ui: &Ui,
) -> Result<Exit> {
    let (teller, limit) = (Teller::new(ui, applying), TimeLimit::from_now(applying.timeout));
    let run = async {
        let plan = saved::read(path)?;
        let mut redaction = redaction(applying.redact.as_ref());
        let shown = printable(&plan, redaction.as_mut());
        teller.plan(&shown, &render::summary(&shown), redaction);
        let now = Timestamp::now();
        plan.check_usable(now, expect)?;
        check_wait(applying, plan.expires_at.duration_since(now), "plan again with a longer --expires-in")?;
        check_guards(&plan)?;
        if plan.plan.actions.is_empty() {
            teller.nothing_to_do();
            return Ok(Exit::Done);
        }
        let signals = Signals::listen(ui, limit)?;
        let journal = open_journal(&plan, applying)?;
        let progress = ui.progress("Reading the organization");
        let (connected, deactivator) =
            connect::to_write(&connect::spec(&plan.directory)?, access, progress.clone()).await?;
        let organization = signals.unless_stopped(connected.organization(), ui).await?;
        if organization.id != plan.directory.organization.id {
            let planned = plan.directory.organization.id.clone();
            return Err(PlanRejected::OtherOrganization { planned, actual: organization.id }.into());
        }
        carry_out(&plan, applying, (&connected, deactivator), journal, (&signals, &progress, &teller, ui)).await
    };
    run.await.inspect_err(|error| teller.failed(error))
}

/// Plans, asks, and carries out what was shown.
pub(super) async fn fresh(
    planning: &PlanSettings,
    expect: Option<&str>,
    applying: &ApplySettings,
    access: Access,
    approval: Approval,
    ui: &Ui,
) -> Result<Exit> {
    let (teller, limit) = (Teller::new(ui, applying), TimeLimit::from_now(applying.timeout));
    let run = async {
        check_expected(expect)?;
        if approval == Approval::Ask && !ui.can_ask() {
            return Err(Error::new(
                Kind::Usage,
                "the plan cannot be approved here: standard input or standard error is not a terminal",
            )
            .hint("save a plan with `rosterctl plan --out PLAN`, have it reviewed, and run `rosterctl apply PLAN`")
            .hint("or approve any plan with --auto-approve"));
        }
        check_wait(applying, planning.lifetime, "save a plan with `rosterctl plan --out PLAN --expires-in TIME`")?;
        let mut form = DiagnosticSink::text(redaction(applying.redact.as_ref()));
        let roster = context::load_roster(&planning.file, &form, ui)?;
        // While somebody can be asked, a signal ends the program by itself, as at any other prompt.
        let early = if approval == Approval::Given { Some(Signals::listen(ui, limit)?) } else { None };
        let progress = ui.progress("Reading the directory:");
        let (connected, deactivator) = connect::to_write(&roster.directory, access, progress.clone()).await?;
        let make = plan::make(planning, &roster, live_source::read(&connected, &roster), &mut form, ui);
        let plan = match &early {
            Some(signals) => signals.unless_stopped(make, ui).await?,
            None => limit.hold(make, ui).await?,
        };
        progress.end();
        let shown = printable(&plan, form.redaction.as_mut());
        teller.plan(&shown, &render::plan(&shown), form.redaction);
        // A plan made just now is fresh by nature; what can differ is the digest.
        plan.check_usable(plan.created_at, expect)?;
        check_guards(&plan)?;
        if plan.plan.actions.is_empty() {
            teller.nothing_to_do();
            return Ok(Exit::Done);
        }
        if approval == Approval::Ask {
            ui.show_before_asking(&render::plan(&shown));
        }
        if approval == Approval::Ask && ui.ask(&render::question(&shown))? != "yes" {
            return Err(Error::new(Kind::Usage, "apply cancelled; nothing was changed"));
        }
        let signals = early.map_or_else(|| Signals::listen(ui, limit), Ok)?;
        let journal = open_journal(&plan, applying)?;
        carry_out(&plan, applying, (&connected, deactivator), journal, (&signals, &progress, &teller, ui)).await
    };
    run.await.inspect_err(|error| teller.failed(error))
}

/// A plan is not applied after it has expired, so a longer wait than that is a promise that would not be kept.
fn check_wait(applying: &ApplySettings, left: SignedDuration, longer: &str) -> Result<()> {
    let is_too_long = |wait| SignedDuration::try_from(wait).map_or(true, |wait| wait > left);
    if !applying.wait.is_some_and(is_too_long) {
        return Ok(());
    }
    let left = SignedDuration::from_secs(left.as_secs());
    Err(Error::new(Kind::Plan, format!("--wait is longer than the plan may still be applied, which is {left:#}"))
        .hint(format!("wait for a shorter time, or {longer}; nothing was changed")))
}

fn check_guards(plan: &SavedPlan) -> Result<()> {
    let refused: Vec<&str> = plan
        .plan
        .guards
        .iter()
        .filter(|guard| guard.verdict == Verdict::Refused)
        .map(|guard| guard.name.as_str())
        .collect();
    if refused.is_empty() {
        return Ok(());
    }
    Err(Error::new(Kind::Guard, format!("the plan is refused by its guards: {}", refused.join(", ")))
        .hint("fix the roster and plan again, or lift a guard with --override GUARD=VALUE --reason TEXT")
        .hint("nothing was changed"))
}
