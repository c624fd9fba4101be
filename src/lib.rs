//! rosterctl keeps a directory's active users to what a YAML roster declares.
//!
//! Data walks one way: files → [`roster`]; [`directory`] → live users; (roster, live users, policy, date) →
//! [`plan`]; plan → text ([`render`]); plan → directory ([`apply`]). The rooms, in reading order:
//!
//! | room | what lives there | what it does not import |
//! |---|---|---|
//! | `main.rs` | arguments in, [`run`], exit code out | anything but [`run`] |
//! | [`model`] | the shared nouns, plain data | every other room, serde, all I/O |
//! | [`error`] | kind + source + hints; kind → exit code | every other room |
//! | [`fs`] | files opened without waiting, private folders, paths as they are printed | every other room but [`model`] |
//! | [`cli`] | exactly what was typed; its doc comments are the help | every other room |
//! | [`settings`] | arguments + environment → settings; the only reader of the environment | directory, plan, apply, render |
//! | [`roster`] | YAML → what is desired, and every mistake; `yaml` alone imports the YAML reader | directory, plan, apply |
//! | [`directory`] | reading, and the one write; `http` alone imports the HTTP client | roster, plan, apply, render |
//! | [`plan`] | the decision, its findings and guards, its saved form | HTTP, tokio, files, clocks, the environment |
//! | [`render`] | plan → text; every remote string is sanitized here | directory, standard output |
//! | [`apply`] | a pure state machine, the driver that performs its effects, and the journal | roster, render |
//! | [`sandbox`] | the embedded directory, with its own wire types | plan, apply, roster, directory |
//! | [`ui`] | the only writer of standard output and standard error | the plan's inside, tokio |
//! | [`commands`] | one short file a command: gather, call, print | HTTP clients and servers, YAML |
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

/// Runs the program with the process's arguments and environment, and returns the code to end with.
#[must_use]
pub fn run() -> ExitCode {
    ExitCode::from(run_with(std::env::args_os()).code())
}

/// Runs the program with these arguments, the first of them its name, and the process's environment.
#[must_use]
pub fn run_with(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let mut ui = Ui::default();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let redaction = settings::redact_key(&arguments).map(|key| Redaction::of_command_line(key.as_bytes(), &arguments));
    let outcome = Settings::read(arguments).and_then(|(manner, settings)| {
        ui.adopt(&manner);
        commands::run(settings, &ui)
    });
    let (error, exit) = match outcome {
        Ok(exit) => match ui.finish() {
            Ok(()) => return exit,
            // A result that did not arrive is an error, but never hides how an apply came out.
            Err(error) if exit.is_of_an_unfinished_apply() => (error, exit),
            Err(error) => {
                let exit = error.kind().exit();
                let is_carried_out = exit == Exit::Unprinted;
                (
                    if is_carried_out {
                        error.hint("the plan was carried out: do not take this for a failure")
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
