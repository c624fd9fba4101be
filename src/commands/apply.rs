//! `apply`: carries out a saved plan, or plans, asks and carries out.

use std::path::Path;

use jiff::Timestamp;

use crate::apply::{Machine, Target, drive};
use crate::directory::{Deactivator, Directory};
use crate::error::{Error, Exit, Kind, Result};
use crate::model::{Email, Totals, UserId};
use crate::plan::{SavedPlan, Unusable, Verdict};
use crate::render;
use crate::settings::{Access, Approval, Planning};
use crate::ui::{Progress, Ui};

use super::{connect, plan, roster, saved};

/// Carries out the saved plan at `path`. Whoever saved and reviewed it has approved it, so nobody is asked.
pub(super) async fn saved(path: &Path, expect: Option<&str>, access: Access, ui: &Ui) -> Result<Exit> {
    let plan = saved::read(path)?;
    plan.check_usable(Timestamp::now(), expect)?;
    check_guards(&plan)?;
    let spec = connect::spec(&plan.directory)?;
    ui.result(&render::summary(&plan));
    if plan.plan.actions.is_empty() {
        return Ok(Exit::Done);
    }
    let progress = ui.progress("Reading the organization");
    let (connected, deactivator) = connect::to_write(&spec, access, progress.clone()).await?;
    let organization = connected.organization().await?;
    if organization.id != plan.directory.organization.id {
        let planned = plan.directory.organization.id.clone();
        return Err(Unusable::OtherOrganization { planned, actual: organization.id }.into());
    }
    carry_out(&plan, &*connected.directory, &*deactivator, &progress, ui).await
}

/// Plans, asks, and carries out what was shown.
pub(super) async fn fresh(planning: Planning, expect: Option<&str>, approval: Approval, ui: &Ui) -> Result<Exit> {
    if approval == Approval::Ask && !ui.can_ask() {
        return Err(Error::new(Kind::Usage, "nobody can be asked to approve: standard input is not a terminal")
            .hint("save a plan with `rosterctl plan --out PLAN`, have it reviewed, and run `rosterctl apply PLAN`")
            .hint("or approve whatever the plan turns out to be with --auto-approve"));
    }
    let roster = roster::read(&planning.file, ui)?;
    let progress = ui.progress("Reading the directory:");
    let (connected, deactivator) =
        connect::to_write(&roster.directory, planning.access.clone(), progress.clone()).await?;
    let plan = plan::make(&planning, &roster, &connected, ui).await?;
    progress.end();
    ui.result(&render::plan(&plan));
    // A plan made just now is fresh by nature; what can differ is the digest.
    plan.check_usable(plan.created_at, expect)?;
    check_guards(&plan)?;
    if plan.plan.actions.is_empty() {
        return Ok(Exit::Done);
    }
    if approval == Approval::Ask && ui.ask(&render::question(&plan))? != "yes" {
        ui.note("\nApply cancelled. Nothing was changed.\n");
        return Ok(Exit::Error);
    }
    carry_out(&plan, &*connected.directory, &*deactivator, &progress, ui).await
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
        .hint("mend the roster and plan again, or lift a guard with --override GUARD=VALUE --reason TEXT")
        .hint("nothing was changed"))
}

async fn carry_out(
    plan: &SavedPlan,
    directory: &dyn Directory,
    deactivator: &dyn Deactivator,
    progress: &Progress,
    ui: &Ui,
) -> Result<Exit> {
    let targets: Vec<Target> = plan
        .plan
        .actions
        .iter()
        .filter_map(|action| {
            let id = UserId::new(&action.user.id)?;
            Some(Target { id, email: Email::reported(&action.user.email) })
        })
        .collect();
    let total = targets.len() as u64;
    let mut machine = Machine::new(targets);
    progress.begin("Deactivating:");
    let mut done = 0;
    progress.step(done, total);
    ui.result("\n");
    drive(&mut machine, directory, deactivator, |settled| {
        done += 1;
        progress.step(done, total);
        ui.result(&render::settled(&settled.target.email, &settled.target.id, &settled.outcome));
    })
    .await;
    progress.end();
    let outcomes: Vec<_> = machine.outcomes().map(|settled| settled.outcome).collect();
    let totals = Totals::of(outcomes.iter());
    ui.result(&render::totals(&totals));
    Ok(if totals.is_complete() { Exit::Done } else { Exit::Unfinished })
}
