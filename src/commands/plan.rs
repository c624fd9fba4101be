//! `plan`: reads, compares, prints, saves.

use std::path::Path;

use jiff::Timestamp;

use crate::error::{Error, Exit, Kind, Result};
use crate::model::{Live, UserId};
use crate::plan::{LiveRecord, SavedPlan, Setting, Source, decide, inspect};
use crate::render::{self, Redaction};
use crate::roster::Roster;
use crate::settings::{ExitDetail, Planning, Printing};
use crate::ui::Ui;

use super::connect::{self, Connected};
use super::print::{Printed, redaction};
use super::{live, policy, provenance, roster, saved};

pub(super) async fn run(
    planning: Planning,
    out: Option<&Path>,
    printing: &Printing,
    detail: ExitDetail,
    ui: &Ui,
) -> Result<Exit> {
    let mut redaction = redaction(printing.redact.as_ref());
    let roster = roster::read(&planning.file, redaction.as_ref(), ui)?;
    let progress = ui.progress("Reading the directory:");
    let connected = connect::to_read(&roster.directory, planning.access.clone(), progress.clone()).await?;
    let made = make(&planning, &roster, &connected, redaction.as_mut(), ui).await?;
    progress.end();
    let printed = Printed::new(&made, redaction.as_mut(), printing)?;
    if let Some(out) = out {
        saved::write(out, &made)?;
    }
    printed.show(ui);
    ui.note(&render::next_steps(&made, out));
    if printing.redact.is_some() && out.is_some() {
        ui.note("\nWhat is printed is redacted; the saved plan holds the real names and e-mails. Keep it private.\n");
    }
    let summary = &made.plan.summary;
    Ok(match (summary.guards_refused, detail, summary.deactivate) {
        (1.., _, _) => Exit::Refused,
        (0, ExitDetail::Changes, 1..) => Exit::Changes,
        (0, _, _) => Exit::Done,
    })
}

/// Makes a plan from a roster and the directory that it speaks of. A redaction learns who there is: a reason may name
/// somebody of whom the plan says nothing else.
///
/// # Errors
/// A reading that is not complete, and contradictions between the two.
pub(super) async fn make(
    planning: &Planning,
    roster: &Roster,
    connected: &Connected,
    mut redaction: Option<&mut Redaction>,
    ui: &Ui,
) -> Result<SavedPlan> {
    let created_at = now();
    let policy = policy::policy(planning, roster, created_at)?;
    let live = live::read(connected, roster).await?;
    let read_at = now();
    if let Some(redaction) = &mut redaction {
        learn(redaction, roster, &live);
    }
    let decision = decide(&roster.desired, &live, &policy).map_err(|found| {
        let found = match redaction {
            Some(redaction) => redaction.contradictions(found),
            None => found,
        };
        ui.note(&render::contradictions(&found));
        Error::new(Kind::Roster, "roster and directory contradict each other, so there is no plan")
            .hint("mend what is listed above and plan again; nothing was changed")
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
    Ok(SavedPlan::seal(setting, decision.plan.with_impacts(&impacts)))
}

fn learn(redaction: &mut Redaction, roster: &Roster, live: &Live) {
    let desired = &roster.desired;
    let declared = desired.users.iter().flat_map(|user| [Some(&user.email), user.was.as_ref()]).flatten();
    let others = desired.leavers.iter().map(|leaver| &leaver.email);
    let others = others.chain(desired.protected.iter().map(|protected| &protected.email));
    declared.chain(others).for_each(|email| redaction.learn(email.as_str(), ""));
    live.active.iter().chain(&live.others).for_each(|user| redaction.learn(user.email.as_str(), &user.name));
}

/// The time in whole seconds: what a plan says of its times.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
