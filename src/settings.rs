//! Arguments and environment → settings. The only reader of the environment.

mod access;
mod adoption;
mod manner;
mod proxy;
mod types;
mod usage;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;

use crate::cli::{self, Cli, Command, DiagnosticFormat, Policy, SandboxCommand, SchemaOf};
use crate::error::{Error, Result};

use self::access::{access, inspected};
use self::manner::manner;
use self::values::{lifetime, origin, place, place_or_output, planning, printing, redact, time_limit};

pub use self::access::{Access, Account, Credentials};
pub use self::adoption::{Basis, Exporting, Formatting};
pub use self::manner::{Directive, LogLevel, Loudness, Manner};
pub use self::types::{Applying, Approval, ExitDetail, Origin, Planning, Printing, RedactKey, Telling};

/// One variable of the process's environment. What is no UTF-8 is there all the same, and then refused for what it says.
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// What a program that is started gets of the environment: where programs and its own settings are. Deliberately absent:
/// every credential.
pub fn surroundings() -> impl Iterator<Item = (&'static str, OsString)> {
    const PASSED_ON: [&str; 4] = ["PATH", "HOME", "USERPROFILE", "SYSTEMROOT"];
    PASSED_ON.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)))
}

/// Looks up one variable of the environment.
type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What to do, checked as far as it can be without files and network.
#[derive(Debug)]
pub enum Settings {
    /// Print this text and end well: a help page or the version.
    Help(String),
    /// Check a roster.
    Validate {
        /// The roster.
        file: PathBuf,
        /// How to tell what is wrong.
        format: DiagnosticFormat,
        /// Whether people are replaced.
        redact: Option<RedactKey>,
    },
    /// Make a plan and print it.
    Plan {
        /// What to plan.
        planning: Planning,
        /// Where the live users are read.
        origin: Origin,
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
    /// Save a reading of the directory.
    Snapshot {
        /// The roster.
        file: PathBuf,
        /// Where to save it; standard output when it is not named.
        out: Option<PathBuf>,
        /// Who asks.
        access: Access,
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
        /// Who asks.
        access: Access,
        /// Who says yes.
        approval: Approval,
    },
    /// Say why the plan does with one user what it does.
    Why {
        /// What to plan.
        planning: Planning,
        /// Where the live users are read.
        origin: Origin,
        /// The user, as typed.
        user: String,
    },
    /// Look at everything that planning and applying rely on.
    Doctor {
        /// The roster; without it roster.yaml, if there is one.
        file: Option<PathBuf>,
        /// Who asks.
        access: Access,
        /// Why there are no credentials, when that is a mistake of its own.
        mistake: Option<Error>,
    },
    /// Print the inverse of an apply.
    Undo(PathBuf),
    /// Print a JSON Schema, or which there are.
    Schema(Option<SchemaOf>),
    /// Print what a shell needs.
    Completions(clap_complete::Shell),
    /// Print the manual, or write it into a folder.
    Man(Option<PathBuf>),
    /// Serve the sandbox.
    Serve(cli::Serve),
    /// Do this, and give up after so long.
    Within(Duration, Box<Settings>),
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

/// Whether these arguments ask for pseudonyms, however wrong they are otherwise: their error names people too.
#[must_use]
pub fn redact_key(arguments: &[OsString]) -> Option<RedactKey> {
    let options = arguments.iter().take_while(|argument| *argument != "--");
    redact(options.into_iter().any(|argument| argument == "--redact"), &variable)
}

impl Settings {
    /// Reads these arguments, and the process's environment: how to speak, and what to do.
    ///
    /// # Errors
    /// Usage errors, each with what to type instead.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<(Manner, Self)> {
        Self::from(arguments, &variable)
    }

    /// Reads these arguments and this environment.
    ///
    /// # Errors
    /// The same as [`Self::read`].
    pub fn from(arguments: impl IntoIterator<Item = OsString>, environment: Environment<'_>) -> Result<(Manner, Self)> {
        match Cli::read(arguments) {
            Ok(cli) => Ok((manner(&cli.manner, environment)?, Self::limited(cli.command, environment)?)),
            Err(error) => Ok((Manner::default(), usage::help_or_usage(error)?)),
        }
    }

    /// What writes has its time limit in its own settings.
    fn limited(command: Command, environment: Environment<'_>) -> Result<Self> {
        let limit = time_limit(match &command {
            Command::Plan(plan) => plan.time.timeout.as_deref(),
            Command::Why(why) => why.time.timeout.as_deref(),
            Command::Snapshot(snapshot) => snapshot.time.timeout.as_deref(),
            Command::Export(export) => export.time.timeout.as_deref(),
            Command::Doctor(doctor) => doctor.time.timeout.as_deref(),
            _ => None,
        })?;
        let settings = Self::of(command, environment)?;
        Ok(match limit {
            Some(limit) => Self::Within(limit, Box::new(settings)),
            None => settings,
        })
    }

    fn of(command: Command, environment: Environment<'_>) -> Result<Self> {
        Ok(match command {
            Command::Validate(validate) => Self::Validate {
                file: validate.file,
                format: validate.format,
                redact: redact(validate.redact, environment),
            },
            Command::Plan(plan) => Self::Plan {
                planning: Planning {
                    lifetime: lifetime("--expires-in", &plan.expires_in)?,
                    ..planning(plan.file, plan.as_of.as_deref(), plan.policy)?
                },
                origin: origin(plan.live, environment)?,
                out: plan
                    .out
                    .map(|out| place("--out", out, "print the plan as it is saved with `--format json > PLAN`"))
                    .transpose()?,
                printing: printing(&plan.looks, environment)?,
                exit: if plan.detailed_exitcode { ExitDetail::Changes } else { ExitDetail::Success },
            },
            Command::Show(show) => Self::Show { plan: show.plan, printing: printing(&show.looks, environment)? },
            Command::Snapshot(snapshot) => {
                let out = place_or_output(snapshot.out);
                Self::Snapshot { file: snapshot.file, out, access: access(environment)? }
            }
            Command::Apply(apply) => {
                let applying = Applying {
                    journal: apply
                        .journal
                        .map(|path| place("--journal", path, "name a file: a journal must outlast the run"))
                        .transpose()?,
                    telling: if apply.json { Telling::Json } else { Telling::Text },
                    redact: redact(apply.redact, environment),
                    wait: apply
                        .wait
                        .map(|text| lifetime("--wait", &text))
                        .transpose()?
                        .map(SignedDuration::unsigned_abs),
                    timeout: time_limit(apply.timeout.as_deref())?,
                    limit: apply.limit,
                    canary: apply.canary,
                };
                let expect = apply.expect.clone();
                match apply.plan {
                    Some(plan) => Self::ApplySaved { plan, expect, applying, access: access(environment)? },
                    None => Self::ApplyFresh {
                        planning: planning(apply.file, None, apply.policy)?,
                        expect,
                        applying,
                        access: access(environment)?,
                        approval: if apply.auto_approve { Approval::Given } else { Approval::Ask },
                    },
                }
            }
            Command::Why(why) => Self::Why {
                planning: planning(why.file, why.as_of.as_deref(), Policy::default())?,
                origin: origin(why.live, environment)?,
                user: why.user,
            },
            Command::Doctor(doctor) => {
                let (access, mistake) = inspected(environment)?;
                Self::Doctor { file: doctor.file, access, mistake }
            }
            Command::Undo(undo) => Self::Undo(undo.journal),
            Command::Schema(schema) => Self::Schema(schema.of),
            Command::Completions(completions) => Self::Completions(completions.shell),
            Command::Man(man) => {
                let instead = "leave --out out: without it the manual goes to standard output";
                Self::Man(man.out.map(|out| place("--out", out, instead)).transpose()?)
            }
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
