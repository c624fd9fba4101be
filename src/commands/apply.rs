//! `apply`: applies a saved plan; or plans, asks for approval, and applies that plan.

use std::borrow::Cow;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use crate::error::{Error, Exit, Kind, Result};
use crate::model::Identity;
use crate::plan::{GuardName, PlanRejected, SavedPlan, Verdict, check_expected};
use crate::redact::Redaction;
use crate::render;
use crate::settings::{Access, ApplySettings, Approval, OrganizationVariables, PlanSettings};
use crate::ui::Ui;

use super::apply_reporter::ApplyReporter;
use super::connect::Connected;
use super::context::{printable, redaction};
use super::diagnostics_output::DiagnosticSink;
use super::execute::{Session, execute, open_journal};
use super::signals::Signals;
use super::time::TimeLimit;
use super::{connect, context, directory_record, live_source, plan, plan_file};

/// One run of `apply`.
pub(super) struct ApplyRun<'a> {
    ui: &'a Ui,
    applying: &'a ApplySettings,
    expect: Option<&'a str>,
    reporter: ApplyReporter<'a>,
    limit: TimeLimit,
}

impl<'a> ApplyRun<'a> {
    pub(super) fn new(applying: &'a ApplySettings, expect: Option<&'a str>, ui: &'a Ui) -> Self {
        let (reporter, limit) = (ApplyReporter::new(ui, applying), TimeLimit::from_now(applying.timeout));
        Self { ui, applying, expect, reporter, limit }
    }

    /// Applies the saved plan at `path`. It was approved when it was reviewed, so no approval is asked for.
    ///
    /// # Errors
    /// Every error before the first write.
    pub(super) async fn saved(&self, path: &Path, access: Access) -> Result<Exit> {
        let variables = access.organization.clone();
        self.try_saved(path, access).await.map_err(|error| self.failed(error, variables.as_ref()))
    }

    /// Plans, asks for approval, and applies the plan that was shown.
    ///
    /// # Errors
    /// Every error before the first write.
    pub(super) async fn fresh(&self, planning: &PlanSettings, access: Access, approval: Approval) -> Result<Exit> {
        let variables = access.organization.clone();
        self.try_fresh(planning, access, approval).await.map_err(|error| self.failed(error, variables.as_ref()))
    }

    /// Reports the error that ended the apply before it began.
    fn failed(&self, error: Error, variables: Option<&OrganizationVariables>) -> Error {
        let error = match variables {
            Some(variables) => variables.named_in_error(error),
            None => error,
        };
        self.reporter.failed(&error);
        error
    }

    async fn try_saved(&self, path: &Path, access: Access) -> Result<Exit> {
        let Self { ui, applying, .. } = *self;
        let plan = plan_file::read(path)?;
        self.show(&plan, redaction(applying.redact.as_ref()), render::summary);
        let now = Timestamp::now();
        plan.check_usable(now, self.expect)?;
        self.check_wait(plan.expires_at.duration_since(now), "plan again with a longer --expires-in")?;
        if !self.is_needed(&plan)? {
            return Ok(Exit::Done);
        }
        let signals = Signals::listen(ui, self.limit)?;
        let journal = open_journal(&plan, applying)?;
        let progress = ui.progress("Reading the organization");
        let spec = directory_record::spec(&plan.directory)?;
        let (connected, deactivator) = connect::to_write(&spec, access, progress.clone()).await?;
        let redacted = |error| self.reporter.redacted_error(error);
        let organization = signals.unless_stopped(connected.organization(), ui).await.map_err(redacted)?;
        if organization.id != plan.directory.organization.id {
            let planned = plan.directory.organization.id.clone();
            return Err(PlanRejected::OtherOrganization { planned, actual: organization.id }.into());
        }
        if plan.directory.terms.is_some() {
            signals.unless_stopped(check_owner(&plan, &connected), ui).await.map_err(redacted)?;
        }
        let session = Session { ui, signals, progress, reporter: &self.reporter };
        execute(&plan, applying, (&connected, deactivator), journal, session).await
    }

    async fn try_fresh(&self, planning: &PlanSettings, access: Access, approval: Approval) -> Result<Exit> {
        let Self { ui, applying, .. } = *self;
        check_expected(self.expect)?;
        if approval == Approval::Ask && !ui.can_ask() {
            return Err(Error::new(
                Kind::Usage,
                "the plan cannot be approved here: standard input or standard error is not a terminal",
            )
            .hint("save a plan with `rosterctl plan --out PLAN`, have it reviewed, and run `rosterctl apply PLAN`")
            .hint("or approve any plan with --auto-approve"));
        }
        self.check_wait(planning.lifetime, "save a plan with `rosterctl plan --out PLAN --expires-in TIME`")?;
        let mut form = DiagnosticSink::text(redaction(applying.redact.as_ref()));
        let roster = context::load_roster(&planning.file, &form, ui)?;
        // At the prompt a signal ends the program by itself, as at any other prompt.
        let early = if approval == Approval::Given { Some(Signals::listen(ui, self.limit)?) } else { None };
        let progress = ui.progress("Reading the directory:");
        let (connected, deactivator) = connect::to_write(&roster.directory, access, progress.clone()).await?;
        let make = plan::make(planning, &roster, live_source::read(&connected, &roster), &mut form, ui);
        let plan = match &early {
            Some(signals) => signals.unless_stopped(make, ui).await?,
            None => self.limit.hold(make, ui).await?,
        };
        progress.end();
        let shown = self.show(&plan, form.redaction, render::plan);
        // A plan made just now has not expired; only the digest can differ.
        plan.check_usable(plan.created_at, self.expect)?;
        if !self.is_needed(&plan)? {
            return Ok(Exit::Done);
        }
        if approval == Approval::Ask {
            ui.show_before_asking(&render::plan(&shown));
            if ui.ask(&render::question(&shown))? != "yes" {
                return Err(Error::new(Kind::Usage, "apply cancelled; nothing was changed"));
            }
        }
        let signals = early.map_or_else(|| Signals::listen(ui, self.limit), Ok)?;
        let journal = open_journal(&plan, applying)?;
        let session = Session { ui, signals, progress, reporter: &self.reporter };
        execute(&plan, applying, (&connected, deactivator), journal, session).await
    }

    /// Prints the plan, and returns it as it may be shown.
    fn show<'p>(
        &self,
        plan: &'p SavedPlan,
        mut redaction: Option<Redaction>,
        render: impl FnOnce(&SavedPlan) -> String,
    ) -> Cow<'p, SavedPlan> {
        let shown = printable(plan, redaction.as_mut());
        self.reporter.plan(&shown, &render(&shown), redaction);
        shown
    }

    /// Whether the plan has actions; where it has none, the run ends here.
    ///
    /// # Errors
    /// When a guard refuses the plan.
    fn is_needed(&self, plan: &SavedPlan) -> Result<bool> {
        check_guards(plan)?;
        let has_actions = !plan.plan.actions.is_empty();
        if !has_actions {
            self.reporter.nothing_to_do();
        }
        Ok(has_actions)
    }

    /// An expired plan is not applied, so a longer `--wait` than its remaining time cannot be kept.
    fn check_wait(&self, left: SignedDuration, longer: &str) -> Result<()> {
        let is_too_long = |wait| SignedDuration::try_from(wait).map_or(true, |wait| wait > left);
        if !self.applying.wait.is_some_and(is_too_long) {
            return Ok(());
        }
        let left = SignedDuration::from_secs(left.as_secs());
        Err(Error::new(Kind::Plan, format!("--wait is longer than the remaining time of the plan, which is {left:#}"))
            .hint(format!("wait for a shorter time, or {longer}; nothing was changed")))
    }
}

/// Checks that a plan does not deactivate the owner of the credentials: they may be others than those that planned.
async fn check_owner(plan: &SavedPlan, connected: &Connected) -> Result<()> {
    match connected.directory.identity().await? {
        Identity::User(owner) if plan.plan.actions.iter().any(|action| action.user.id == owner.as_str()) => {
            Err(PlanRejected::OwnerOfCredentials(owner.to_string()).into())
        }
        _ => Ok(()),
    }
}

fn check_guards(plan: &SavedPlan) -> Result<()> {
    let guards = plan.plan.guards.iter().filter(|guard| guard.verdict == Verdict::Refused);
    let refused: Vec<GuardName> = guards.map(|guard| guard.name).collect();
    if refused.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = refused.iter().map(|name| name.as_str()).collect();
    let error = Error::new(Kind::Guard, format!("the plan is refused by its guards: {}", names.join(", ")));
    let hint = if refused.iter().all(|name| name.can_be_lifted()) {
        "fix the roster and plan again, or lift a guard with --override GUARD=VALUE --reason TEXT"
    } else {
        "fix the roster as the plan describes and plan again: not every guard that refuses can be lifted with --override"
    };
    Err(error.hint(hint).hint("nothing was changed"))
}
