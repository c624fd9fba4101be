//! rosterctl keeps a directory's active users to what a YAML roster declares.
//!
//! Data flows one way: files → [`roster`]; [`directory`] → live users; (roster, live users, options, date) →
//! [`plan`]; plan → text ([`render`]); plan → directory ([`apply`]).
//!
//! The modules, in order: each imports only modules above it, and no files import each other in a circle.
//!
//! | module | what is in it |
//! |---|---|
//! | `main.rs` | arguments in, [`run`], exit code out |
//! | [`error`] | error kind + source + hints; kind → exit code |
//! | [`text`] | sanitizing, escaping, quoting, folding, suggestions, numbers |
//! | [`fs`] | files opened without waiting, private folders, atomic writes, paths as they are printed |
//! | [`model`] | the shared nouns, plain data; messages as kinds with typed arguments |
//! | [`cli`] | exactly what was typed, a file a command; its doc comments are the help |
//! | [`settings`] | arguments + environment → settings; the only reader of the environment |
//! | [`roster`] | YAML → desired state and every diagnostic; `yaml` alone imports the YAML reader |
//! | [`fleet`] | many organizations: the file that lists them, selections, the folder of their results |
//! | [`roster_fmt`] | rosters written: canonical layout with every comment, and the export |
//! | `http` | a vendor-free client: hosts, retries, rate limits, tokens; the only importer of the HTTP client |
//! | [`directory`] | reading, and the one write; the registry, paging and its completeness proof, snapshots; a folder a vendor |
//! | [`plan`] | the decision, its findings and guards, its saved form, its explanation |
//! | [`apply`] | a pure state machine, the driver that performs its effects, the journal and its reversal |
//! | [`fleet_report`] | the results of a fleet's organizations: judged, joined, and the guards over their sum |
//! | [`render`] | values → text: English is made here and nowhere else |
//! | [`redact`] | arguments of messages → pseudonyms |
//! | [`sandbox`] | the embedded directory, with its own wire types |
//! | [`ui`] | the only writer of standard output and standard error |
//! | [`commands`] | a file a command, named like the command: gather, call, print |
//!
//! What never bends:
//!
//! 1. The write side is one operation, `deactivate`. One file sends a `PATCH`; nothing can express `DELETE` or `PUT` to
//!    a directory.
//! 2. Nothing is written that the plan shown to a person did not contain.
//! 3. A plan is made from a complete reading of the directory or not at all.
//! 4. "Unknown" is never read as "fine".
//! 5. Identity is the directory's id. An e-mail finds a user; the id is what is acted on.
//! 6. Secrets come from the environment only, and appear in no file, plan, log, error or panic.
//! 7. The same roster, live users, options and date give the same plan, byte for byte but for its times.
//! 8. Files are data, not authority: credentials go to known hosts only, redirects are not followed, and `include` stays
//!    inside the roster's folder.

pub mod apply;
pub mod cli;
pub mod commands;
pub mod directory;
pub mod error;
pub mod fleet;
pub mod fleet_report;
pub mod fs;
pub(crate) mod http;
pub mod model;
pub mod plan;
pub mod redact;
pub mod render;
pub mod roster;
pub mod roster_fmt;
pub mod sandbox;
pub mod settings;
pub mod text;
pub mod ui;

// What the fuzz targets check, over their corpus.
#[cfg(test)]
extern crate self as rosterctl;
#[cfg(test)]
#[path = "../fuzz/replay.rs"]
mod corpus;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::error::Exit;
use crate::redact::Redaction;
use crate::settings::Settings;
use crate::ui::Ui;

/// Runs the program with the process's arguments and environment, and returns its exit code.
#[must_use]
pub fn run() -> ExitCode {
    ExitCode::from(run_with(std::env::args_os()).code())
}

/// Runs the program with these arguments (the first is its name) and the process's environment.
#[must_use]
pub fn run_with(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let mut ui = Ui::default();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let redaction = settings::redact_key(&arguments).map(|key| Redaction::of_command_line(key.as_bytes(), &arguments));
    let cleared = commands::remove_former_result(&arguments);
    let outcome = cleared.and_then(|()| Settings::read(arguments)).and_then(|(ui_settings, settings)| {
        ui.configure(&ui_settings);
        commands::run(settings, &ui)
    });
    let (error, exit) = match outcome {
        Ok(exit) => match ui.finish() {
            Ok(()) => return exit,
            // A lost result is an error, but never hides that an apply is incomplete.
            Err(error) if exit.is_of_an_unfinished_apply() => (error, exit),
            Err(error) => {
                let exit = error.kind().exit();
                let is_applied = exit == Exit::Unprinted;
                (
                    if is_applied {
                        error.hint("the plan was applied: do not treat this as a failed apply")
                    } else {
                        error
                    },
                    exit,
                )
            }
        },
        Err(error) => {
            let exit = error.kind().exit();
            (error, exit)
        }
    };
    let error = match &redaction {
        Some(redaction) => redaction.error(error),
        None => error,
    };
    ui.error(&error);
    exit
}
