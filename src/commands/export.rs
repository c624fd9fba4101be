//! `export`: writes a roster from the live directory. A plan with it changes nothing, or it is not written.

mod origin;
mod write;

use std::collections::HashSet;
use std::path::Path;

use jiff::Timestamp;

use crate::cli::ExportBy;
use crate::error::{Error, Exit, Kind, Result};
use crate::model::{Desired, Live, LiveUser, Support, UserId};
use crate::plan::{Contradiction, PlanOptions, decide};
use crate::render;
use crate::roster::Roster;
use crate::roster_fmt::{ExportLayout, ExportRequest, Exported, ExportedUser, not_exportable};
use crate::settings::ExportSettings;
use crate::text::{counted, sanitize_inline};
use crate::ui::Ui;

use super::diagnostics_output::DiagnosticSink;
use super::{connect, live_source};

pub(super) async fn run(exporting: ExportSettings, ui: &Ui) -> Result<Exit> {
    let layout = match exporting.by {
        Some(ExportBy::Division) => ExportLayout::ByDivision,
        None => ExportLayout::One,
    };
    let origin = origin::find(&exporting, ui)?;
    let spec = &origin.roster.directory;
    if layout == ExportLayout::ByDivision && spec.capabilities().divisions == Support::Absent {
        return Err(Error::new(Kind::Usage, "--by division: users of this directory are in no divisions")
            .hint("omit --by: the roster is then one file"));
    }
    if let Some(out) = &exporting.out {
        write::check(out, layout)?;
    }
    let progress = ui.progress("Reading the directory:");
    let connected = connect::to_read(&origin.roster.directory, exporting.access.clone(), progress.clone()).await?;
    let live = live_source::read(&connected, &origin.roster).await?.live;
    progress.end();

    let governed = governed(&origin.path, &origin.roster, &live, ui)?;
    let users: Vec<ExportedUser<'_>> =
        governed.iter().map(|user| ExportedUser { user, name: sanitize_inline(&user.name).into_owned() }).collect();
    let names_organization = origin.roster.directory.kind.key("organization_id").is_some();
    let exported = crate::roster_fmt::export(&ExportRequest {
        path: exporting.out.as_deref().unwrap_or(&origin.path),
        settings: &origin.text,
        organization_id: names_organization.then_some(&live.organization.id),
        org: origin.org.as_deref(),
        users: &users,
        layout,
    })
    .map_err(|found| {
        DiagnosticSink::text(None).roster_errors(exporting.out.as_deref().unwrap_or(&origin.path), found, ui);
        Error::new(Kind::Roster, "the roster could not be exported; nothing was written")
            .hint("fix the errors shown above and export again")
    })?;
    changes_nothing(&origin.path, &origin.roster, &exported, &live, ui)?;
    match &exporting.out {
        None => ui.result(&exported.roster),
        Some(out) => write::write(out, &exported)?,
    }
    ui.note(&render::export_summary(&live, &exported, exporting.out.as_deref()));
    ui.note(&origin.left_out);
    Ok(Exit::Done)
}

/// The users that the export declares: those that a plan without any entry would deactivate.
fn governed<'l>(file: &Path, roster: &Roster, live: &'l Live, ui: &Ui) -> Result<Vec<&'l LiveUser>> {
    let empty = Desired { scope: roster.desired.scope.clone(), ..Desired::default() };
    let decision = decide(&empty, live, &today(roster)).map_err(|found| contradicted(file, found, ui))?;
    let ids: HashSet<&str> = decision.actions.iter().map(|action| action.user.id.as_str()).collect();
    let governed: Vec<&LiveUser> = live.active.iter().filter(|user| ids.contains(user.id.as_str())).collect();
    if governed.is_empty() {
        let scope = &roster.desired.scope;
        let who =
            if scope.is_everybody() { "the directory has no active user" } else { "no active user is in the scope" };
        return Err(Error::new(Kind::Roster, format!("there is no user to export: {who}")).hint(
            "check that the credentials can read users, and the roster's `scope` if it has one; nothing was written",
        ));
    }
    // A user who is protected by id needs no entry.
    let protected: HashSet<&UserId> = roster.desired.protected.iter().filter_map(|entry| entry.id.as_ref()).collect();
    let (kept, odd): (Vec<_>, Vec<_>) =
        not_exportable(&governed, &live.active).into_iter().partition(|odd| protected.contains(&odd.user.id));
    let kept: HashSet<&UserId> = kept.into_iter().map(|odd| &odd.user.id).collect();
    let governed: Vec<&LiveUser> = governed.into_iter().filter(|user| !kept.contains(&user.id)).collect();
    if !odd.is_empty() {
        ui.note(&render::not_exportable(&odd));
        let users = counted(odd.len() as u64, "active user");
        return Err(Error::new(
            Kind::Reading,
            format!("{users} cannot be declared in a roster, so a plan with it would deactivate them"),
        )
        .hint("have an administrator correct the e-mails listed above in the directory, then export again")
        .hint(
            "or protect them by id in a roster (`guards: {protected: [{id: ID, reason: WHY}]}`), or narrow its `scope` so \
             that it leaves them out, and export that roster; nothing was written",
        ));
    }
    Ok(governed)
}

/// Checks that a plan with the exported roster changes nothing.
fn changes_nothing(file: &Path, roster: &Roster, exported: &Exported, live: &Live, ui: &Ui) -> Result<()> {
    let decision = decide(&exported.desired, live, &today(roster)).map_err(|found| contradicted(file, found, ui))?;
    match decision.actions.len() {
        0 => Ok(()),
        count => Err(Error::new(
            Kind::Reading,
            format!(
                "internal error: planning with the exported roster would deactivate {}",
                counted(count as u64, "user")
            ),
        )
        .hint("nothing was written; this is a bug in rosterctl: please report it")),
    }
}

fn contradicted(file: &Path, found: Vec<Contradiction>, ui: &Ui) -> Error {
    DiagnosticSink::text(None).contradictions(file, found, ui);
    Error::new(Kind::Roster, "the roster's settings and the directory contradict each other")
        .hint("fix the errors shown above and export again; nothing was written")
}

fn today(roster: &Roster) -> PlanOptions {
    let date = Timestamp::now().to_zoned(roster.timezone.clone()).date();
    PlanOptions {
        date,
        only: Vec::new(),
        overrides: Vec::new(),
        capabilities: roster.directory.capabilities(),
        terms: None,
        notes: Vec::new(),
        pinned: None,
    }
}
