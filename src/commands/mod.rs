//! One short file a command: gather, call, print.

mod apply;
mod carry_out;
mod connect;
mod export;
mod fmt;
mod live;
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
mod teller;
mod undo;
mod validate;

use crate::error::{Error, Exit, Kind, Result};
use crate::settings::Settings;
use crate::ui::Ui;

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
        Settings::Validate(file) => validate::run(&file, ui),
        Settings::Schema(of) => schema::run(of, ui),
        Settings::Show { plan, printing } => show::run(&plan, &printing, ui),
        Settings::Plan { planning, out, printing, exit } => {
            wait_for(plan::run(planning, out.as_deref(), &printing, exit, ui))
        }
        Settings::ApplySaved { plan, expect, applying, access } => {
            wait_for(apply::saved(&plan, expect.as_deref(), &applying, access, ui))
        }
        Settings::ApplyFresh { planning, expect, applying, approval } => {
            wait_for(apply::fresh(planning, expect.as_deref(), &applying, approval, ui))
        }
        Settings::Undo(journal) => undo::run(&journal, ui),
        Settings::Serve(serve) => wait_for(sandbox::serve(serve, ui)),
        Settings::Export(exporting) => wait_for(export::run(exporting, ui)),
        Settings::Fmt { files, formatting } => fmt::run(&files, formatting, ui),
    }
}

fn wait_for(command: impl Future<Output = Result<Exit>>) -> Result<Exit> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Error::new(Kind::Usage, "the program could not start its threads").because(error))?
        .block_on(command)
}
