//! Arguments and environment → settings. The only reader of the environment.

mod access;
mod adoption;
mod types;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Parser;
use clap::error::ErrorKind;
use jiff::SignedDuration;

use crate::cli::{self, Cli, Command, SandboxCommand, SchemaOf};
use crate::error::{Error, Kind, Result};

use self::access::access;
use self::values::{lifetime, planning, printing};

pub use self::access::{Access, Credentials};
pub use self::adoption::{Basis, Exporting, Formatting};
pub use self::types::{Applying, Approval, ExitDetail, Planning, Printing, Telling};

/// Looks up one variable of the environment.
type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What to do, checked as far as it can be without files and network.
#[derive(Debug)]
pub enum Settings {
    /// Print this text and end well: a help page or the version.
    Help(String),
    /// Check a roster.
    Validate(PathBuf),
    /// Make a plan and print it.
    Plan {
        /// What to plan.
        planning: Planning,
        /// Where to save the plan.
        out: Option<PathBuf>,
        /// How to print it.
        printing: Printing,
        /// What the exit code tells.
        exit: ExitDetail,
    },
    /// Print a saved plan.
    Show {
        /// The saved plan.
        plan: PathBuf,
        /// How to print it.
        printing: Printing,
    },
    /// Carry out a saved plan.
    ApplySaved {
        /// The saved plan.
        plan: PathBuf,
        /// The digest that it must have.
        expect: Option<String>,
        /// How to carry it out.
        applying: Applying,
        /// Who asks.
        access: Access,
    },
    /// Plan, ask, and carry out.
    ApplyFresh {
        /// What to plan.
        planning: Planning,
        /// The digest that the plan must have.
        expect: Option<String>,
        /// How to carry it out.
        applying: Applying,
        /// Who says yes.
        approval: Approval,
    },
    /// Print the inverse of an apply.
    Undo(PathBuf),
    /// Print a JSON Schema.
    Schema(SchemaOf),
    /// Serve the sandbox.
    Serve(cli::Serve),
    /// Write a roster from the live directory.
    Export(Exporting),
    /// Put rosters into their canonical layout.
    Fmt {
        /// The files.
        files: Vec<PathBuf>,
        /// What to do with those that have another layout.
        formatting: Formatting,
    },
}

impl Settings {
    /// Reads these arguments, and the process's environment.
    ///
    /// # Errors
    /// Usage errors, each with what to type instead.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self> {
        Self::from(arguments, &|name| std::env::var(name).ok())
    }

    /// Reads these arguments and this environment.
    ///
    /// # Errors
    /// The same as [`Self::read`].
    pub fn from(arguments: impl IntoIterator<Item = OsString>, environment: Environment<'_>) -> Result<Self> {
        let cli = match Cli::try_parse_from(arguments) {
            Ok(cli) => cli,
            Err(error) => return help_or_usage(&error),
        };
        Ok(match cli.command {
            Command::Validate(validate) => Self::Validate(validate.file),
            Command::Plan(plan) => Self::Plan {
                planning: Planning {
                    lifetime: lifetime("--expires-in", &plan.expires_in)?,
                    ..planning(plan.file, plan.as_of.as_deref(), plan.policy, environment)?
                },
                out: plan.out,
                printing: printing(plan.format, plan.max_bytes, environment)?,
                exit: if plan.detailed_exitcode { ExitDetail::Changes } else { ExitDetail::Success },
            },
            Command::Show(show) => {
                Self::Show { plan: show.plan, printing: printing(show.format, show.max_bytes, environment)? }
            }
            Command::Apply(apply) => {
                let applying = Applying {
                    journal: apply.journal,
                    telling: if apply.json { Telling::Json } else { Telling::Text },
                    wait: apply
                        .wait
                        .map(|text| lifetime("--wait", &text))
                        .transpose()?
                        .map(SignedDuration::unsigned_abs),
                    limit: apply.limit,
                    canary: apply.canary,
                };
                match apply.plan {
                    Some(plan) => {
                        Self::ApplySaved { plan, expect: apply.expect, applying, access: access(environment)? }
                    }
                    None => Self::ApplyFresh {
                        planning: planning(apply.file, None, apply.policy, environment)?,
                        expect: apply.expect,
                        applying,
                        approval: if apply.auto_approve { Approval::Given } else { Approval::Ask },
                    },
                }
            }
            Command::Undo(undo) => Self::Undo(undo.journal),
            Command::Schema(schema) => Self::Schema(schema.of),
            Command::Sandbox(sandbox) => match sandbox.command {
                SandboxCommand::Serve(serve) => Self::Serve(serve),
            },
            Command::Export(export) => Self::Export(adoption::exporting(export, environment)?),
            Command::Fmt(fmt) => Self::Fmt {
                files: fmt.files,
                formatting: if fmt.check { Formatting::Check } else { Formatting::Write },
            },
        })
    }
}

fn help_or_usage(error: &clap::Error) -> Result<Settings> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Settings::Help(error.render().ansi().to_string())),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let help = error.render().to_string();
            let usage = help.lines().find(|line| line.starts_with("Usage:")).unwrap_or("Usage: rosterctl <COMMAND>");
            Err(Error::new(Kind::Usage, format!("a command is missing\n\n{usage}"))
                .hint("`rosterctl --help` lists the commands"))
        }
        _ => {
            let text = error.render().to_string();
            let text = text.strip_prefix("error: ").unwrap_or(&text).trim_end().to_owned();
            Err(Error::new(Kind::Usage, text))
        }
    }
}
