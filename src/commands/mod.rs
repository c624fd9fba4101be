//! A file per command, named like the command: gather, call, print.

mod apply;
mod apply_reporter;
mod artifact;
mod completions;
mod connect;
mod context;
mod diagnostics_output;
mod directory_record;
mod doctor;
mod execute;
mod export;
mod fleet_list;
mod fleet_report;
mod fmt;
mod live_source;
mod man;
mod organization;
mod organization_plan;
mod organization_result;
mod plan;
mod plan_file;
mod plan_options;
mod provenance;
mod rendered_plan;
mod replacement;
mod sandbox;
mod schema;
mod services;
mod show;
mod signals;
mod snapshot;
mod snapshot_source;
#[cfg(test)]
mod tests;
mod time;
mod undo;
mod validate;
mod why;

use std::time::Duration;

use crate::error::{Exit, Result};
use crate::settings::Settings;
use crate::ui::Ui;

use self::apply::ApplyRun;
pub use self::organization::remove_former_result;

use self::context::{LOG, block_on, block_on_within};

/// Runs the command of these settings.
///
/// # Errors
/// The command's error, for [`Ui::error`].
pub fn run(settings: Settings, ui: &Ui) -> Result<Exit> {
    run_within(settings, None, ui)
}

fn run_within(settings: Settings, limit: Option<Duration>, ui: &Ui) -> Result<Exit> {
    match settings {
        Settings::Within(limit, settings) => run_within(*settings, Some(limit), ui),
        Settings::Help(text) => {
            ui.result(&text);
            Ok(Exit::Done)
        }
        Settings::Validate { file, format, redact } => validate::run(&file, format, redact.as_ref(), ui),
        Settings::Organization(organization) => {
            organization::run(organization, ui, |settings| run_within(settings, limit, ui))
        }
        Settings::FleetList(list) => fleet_list::run(&list, ui),
        Settings::FleetReport(report) => fleet_report::run(&report, ui),
        Settings::Schema(of) => schema::run(of, ui),
        Settings::Services { name, output } => services::run(name.as_deref(), output, ui),
        Settings::Show { plan, format } => show::run(&plan, &format, ui),
        Settings::Plan { planning, from, out, format, exit } => {
            block_on_within(plan::run(&planning, from, out.as_deref(), &format, exit, ui), limit, ui)
        }
        Settings::Snapshot { file, out, access } => {
            block_on_within(snapshot::run(&file, out.as_deref(), access, ui), limit, ui)
        }
        Settings::ApplySaved { plan, expect, applying, access } => {
            let run = ApplyRun::new(&applying, expect.as_deref(), ui);
            block_on(run.saved(&plan, access))
        }
        Settings::ApplyFresh { planning, expect, applying, access, approval } => {
            let run = ApplyRun::new(&applying, expect.as_deref(), ui);
            block_on(run.fresh(&planning, access, approval))
        }
        Settings::Why { planning, from, user } => block_on_within(why::run(&planning, from, &user, ui), limit, ui),
        Settings::Completions(shell) => completions::run(shell, ui),
        Settings::Man(out) => man::run(out.as_deref(), ui),
        Settings::Doctor { file, access, mistake, output } => {
            block_on(doctor::run(file, access, mistake, limit, output, ui))
        }
        Settings::Undo(journal) => undo::run(&journal, ui),
        Settings::Serve(serve) => block_on(sandbox::serve(serve, ui)),
        Settings::Export(exporting) => block_on_within(export::run(exporting, ui), limit, ui),
        Settings::Fmt { files, mode } => fmt::run(&files, mode, ui),
    }
}
