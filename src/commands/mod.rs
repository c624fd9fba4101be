//! One short file a command: gather, call, print.

mod apply;
mod apply_reporter;
mod completions;
mod connect;
mod diagnose;
mod doctor;
mod execute;
mod export;
mod file;
mod fmt;
mod kept;
mod live;
mod man;
mod plan;
mod plan_file;
mod policy;
mod print;
mod provenance;
mod roster;
mod sandbox;
mod schema;
mod show;
mod signals;
mod snapshot;
mod time;
mod undo;
mod validate;
mod why;

use std::time::Duration;

use crate::error::{Error, Exit, Kind, Result};
use crate::settings::Settings;
use crate::ui::Ui;

use self::apply::ApplyRun;
use self::time::TimeLimit;

/// The name by which the log's readers ask for the lines of commands.
const LOG: &str = "rosterctl::commands";

/// Does what the settings say.
///
/// # Errors
/// Whatever went wrong, for [`Ui::error`].
pub fn run(settings: Settings, ui: &Ui) -> Result<Exit> {
    perform(settings, None, ui)
}

fn perform(settings: Settings, limit: Option<Duration>, ui: &Ui) -> Result<Exit> {
    match settings {
        Settings::Within(limit, settings) => perform(*settings, Some(limit), ui),
        Settings::Help(text) => {
            ui.result(&text);
            Ok(Exit::Done)
        }
        Settings::Validate { file, format, redact } => validate::run(&file, format, redact.as_ref(), ui),
        Settings::Schema(of) => schema::run(of, ui),
        Settings::Show { plan, printing } => show::run(&plan, &printing, ui),
        Settings::Plan { planning, origin, out, printing, exit } => {
            ask(plan::run(&planning, origin, out.as_deref(), &printing, exit, ui), limit, ui)
        }
        Settings::Snapshot { file, out, access } => ask(snapshot::run(&file, out.as_deref(), access, ui), limit, ui),
        Settings::ApplySaved { plan, expect, applying, access } => {
            let run = ApplyRun::new(&applying, expect.as_deref(), ui);
            wait_for(run.saved(&plan, access))
        }
        Settings::ApplyFresh { planning, expect, applying, access, approval } => {
            let run = ApplyRun::new(&applying, expect.as_deref(), ui);
            wait_for(run.fresh(&planning, access, approval))
        }
        Settings::Why { planning, origin, user } => ask(why::run(&planning, origin, &user, ui), limit, ui),
        Settings::Completions(shell) => completions::run(shell, ui),
        Settings::Man(out) => man::run(out.as_deref(), ui),
        Settings::Doctor { file, access, mistake } => wait_for(doctor::run(file, access, mistake, limit, ui)),
        Settings::Undo(journal) => undo::run(&journal, ui),
        Settings::Serve(serve) => wait_for(sandbox::serve(serve, ui)),
        Settings::Export(exporting) => ask(export::run(exporting, ui), limit, ui),
        Settings::Fmt { files, formatting } => fmt::run(&files, formatting, ui),
    }
}

/// Leaves a roster or a reading to the end of the process: giving 100,000 texts back one by one takes longer than anything
/// that is done with them.
fn at_the_end<T>(large: T) -> std::mem::ManuallyDrop<T> {
    std::mem::ManuallyDrop::new(large)
}

/// Waits for a command that writes nobody, as long as it may take.
fn ask(command: impl Future<Output = Result<Exit>>, limit: Option<Duration>, ui: &Ui) -> Result<Exit> {
    wait_for(async { TimeLimit::from_now(limit).hold(command, ui).await })
}

fn wait_for(command: impl Future<Output = Result<Exit>>) -> Result<Exit> {
    /// A name that is still being looked up holds a thread, and up nobody.
    const FAREWELL: Duration = Duration::from_secs(5);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Error::new(Kind::Usage, "the program could not start its threads").because(error))?;
    let done = runtime.block_on(command);
    runtime.shutdown_timeout(FAREWELL);
    done
}
