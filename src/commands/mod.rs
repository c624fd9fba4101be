//! One short file a command: gather, call, print.

mod apply;
mod carry_out;
mod completions;
mod connect;
mod diagnose;
mod doctor;
mod export;
mod file;
mod fmt;
mod kept;
mod live;
mod man;
mod plan;
mod policy;
mod print;
mod provenance;
mod roster;
mod sandbox;
mod saved;
mod schema;
mod show;
mod signals;
mod snapshot;
mod teller;
mod undo;
mod validate;
mod why;

use crate::error::{Error, Exit, Kind, Result};
use crate::settings::Settings;
use crate::ui::Ui;

/// The name by which the log's readers ask for the lines of commands.
const LOG: &str = "rosterctl::commands";

/// Does what the settings say.
///
/// # Errors
/// Whatever went wrong, for [`Ui::error`].
pub fn run(settings: Settings, ui: &Ui) -> Result<Exit> {
    match settings {
        Settings::Help(text) => {
            ui.result(&text);
            Ok(Exit::Done)
        }
        Settings::Validate { file, format, redact } => validate::run(&file, format, redact.as_ref(), ui),
        Settings::Schema(of) => schema::run(of, ui),
        Settings::Show { plan, printing } => show::run(&plan, &printing, ui),
        Settings::Plan { planning, origin, out, printing, exit } => {
            wait_for(plan::run(&planning, origin, out.as_deref(), &printing, exit, ui))
        }
        Settings::Snapshot { file, out, access } => wait_for(snapshot::run(&file, out.as_deref(), access, ui)),
        Settings::ApplySaved { plan, expect, applying, access } => {
            wait_for(apply::saved(&plan, expect.as_deref(), &applying, access, ui))
        }
        Settings::ApplyFresh { planning, expect, applying, access, approval } => {
            wait_for(apply::fresh(&planning, expect.as_deref(), &applying, access, approval, ui))
        }
        Settings::Why { planning, origin, user } => wait_for(why::run(&planning, origin, &user, ui)),
        Settings::Completions(shell) => completions::run(shell, ui),
        Settings::Man(out) => man::run(out.as_deref(), ui),
        Settings::Doctor { file, access, mistake } => wait_for(doctor::run(file, access, mistake, ui)),
        Settings::Undo(journal) => undo::run(&journal, ui),
        Settings::Serve(serve) => wait_for(sandbox::serve(serve, ui)),
        Settings::Export(exporting) => wait_for(export::run(exporting, ui)),
        Settings::Fmt { files, formatting } => fmt::run(&files, formatting, ui),
    }
}

/// Leaves a roster or a reading to the end of the process: giving 100,000 texts back one by one takes longer than anything
/// that is done with them.
fn at_the_end<T>(large: T) -> std::mem::ManuallyDrop<T> {
    std::mem::ManuallyDrop::new(large)
}

fn wait_for(command: impl Future<Output = Result<Exit>>) -> Result<Exit> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Error::new(Kind::Usage, "the program could not start its threads").because(error))?
        .block_on(command)
}
