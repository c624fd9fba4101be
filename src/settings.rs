//! Arguments and environment → settings. The only reader of the environment.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use clap::error::ErrorKind;
use jiff::SignedDuration;
use jiff::civil::Date;
use secrecy::SecretString;

use crate::cli::{self, Cli, Command, Format, SandboxCommand, SchemaOf};
use crate::error::{Error, Kind, Result};

/// The most bytes of a comment: GitHub takes 65,536 characters, and some are left for whoever posts it.
const COMMENT: usize = 65_000;

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
}

/// What a plan is made from.
#[derive(Debug)]
pub struct Planning {
    /// The roster.
    pub file: PathBuf,
    /// The day to plan for, when it is not today.
    pub as_of: Option<Date>,
    /// How long the plan may be applied.
    pub lifetime: SignedDuration,
    /// Users named on the command line, as typed.
    pub only: Vec<String>,
    /// Guards lifted, as typed on both sides of the `=`.
    pub overrides: Vec<(String, String)>,
    /// Why they are lifted.
    pub reason: Option<String>,
    /// Who asks.
    pub access: Access,
}

/// How a plan is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printing {
    /// As what.
    pub format: Format,
    /// The most bytes of Markdown.
    pub max_bytes: usize,
    /// `GITHUB_STEP_SUMMARY`: the file to which a step of a workflow appends Markdown.
    pub step_summary: Option<PathBuf>,
}

/// How a plan is carried out.
#[derive(Clone, Debug)]
pub struct Applying {
    /// The journal to append to; a new one when it is not named.
    pub journal: Option<PathBuf>,
    /// How to tell of it.
    pub telling: Telling,
    /// How long users on an interaction are waited for.
    pub wait: Option<Duration>,
    /// The most users to write.
    pub limit: Option<u64>,
    /// How many users to write first.
    pub canary: Option<u64>,
}

/// How an apply tells what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// Text for people.
    Text,
    /// A JSON event a line.
    Json,
}

/// What the exit code of `plan` tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitDetail {
    /// That it worked.
    Success,
    /// Also whether there are changes.
    Changes,
}

/// Who says yes to a fresh plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// The person at the terminal.
    Ask,
    /// Whoever wrote `--auto-approve`.
    Given,
}

/// Who asks the directory, and what the environment says of where it is.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// What proves who is asking.
    pub credentials: Option<Credentials>,
    /// `GENESYSCLOUD_REGION`.
    pub region: Option<String>,
    /// `ROSTERCTL_ALLOWED_HOSTS`: hosts beside those of the regions to which credentials may be sent.
    pub allowed_hosts: Vec<String>,
}

/// What proves who is asking. The secret parts never print.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// An OAuth client: a token is requested with it.
    Client {
        /// The client's id.
        id: String,
        /// The client's secret.
        secret: SecretString,
    },
    /// A token that somebody else requested.
    Token(SecretString),
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
    pub fn from(
        arguments: impl IntoIterator<Item = OsString>,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self> {
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

fn planning(
    file: PathBuf,
    as_of: Option<&str>,
    policy: cli::Policy,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Planning> {
    let as_of = as_of
        .map(|text| {
            // Only the one spelling: what is typed is what is planned for.
            text.parse::<Date>().ok().filter(|date| date.to_string() == text).ok_or_else(|| {
                Error::new(Kind::Usage, format!("--as-of {text}: not a date")).hint("write the date as YYYY-MM-DD")
            })
        })
        .transpose()?;
    let overrides = policy
        .overrides
        .iter()
        .map(|text| match text.split_once('=') {
            Some((guard, value)) => Ok((guard.trim().to_owned(), value.trim().to_owned())),
            None => Err(Error::new(Kind::Usage, format!("--override {text}: no value"))
                .hint("write it as GUARD=VALUE, for example --override max_deactivations=40")),
        })
        .collect::<Result<_>>()?;
    let (lifetime, access) = (SignedDuration::from_hours(24), access(environment)?);
    Ok(Planning { file, as_of, lifetime, only: policy.only, overrides, reason: policy.reason, access })
}

fn printing(
    format: Format,
    max_bytes: Option<usize>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Printing> {
    if max_bytes.is_some() && !matches!(format, Format::Markdown | Format::Github) {
        return Err(Error::new(Kind::Usage, "--max-bytes limits Markdown, and none is printed")
            .hint("add --format markdown, or leave --max-bytes out"));
    }
    let step_summary = environment("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from);
    Ok(Printing { format, max_bytes: max_bytes.unwrap_or(COMMENT), step_summary })
}

/// A length of time as typed: `30m`, `8h`, `1h 30m`.
fn lifetime(option: &str, typed: &str) -> Result<SignedDuration> {
    typed.parse::<SignedDuration>().ok().filter(|time| time.is_positive()).ok_or_else(|| {
        Error::new(Kind::Usage, format!("{option} {typed}: not a length of time"))
            .hint("write it with a unit, such as 30m, 8h or 1h30m")
    })
}

fn access(environment: &dyn Fn(&str) -> Option<String>) -> Result<Access> {
    const ID: &str = "GENESYSCLOUD_OAUTHCLIENT_ID";
    const SECRET: &str = "GENESYSCLOUD_OAUTHCLIENT_SECRET";
    let set = |name| environment(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let half = |there: &str, missing: &str| {
        Err(Error::new(Kind::Credentials, format!("{there} is set, but {missing} is not"))
            .hint(format!("set {missing} as well, or unset {there}")))
    };
    let credentials = match (set("GENESYSCLOUD_ACCESS_TOKEN"), set(ID), set(SECRET)) {
        (Some(token), _, _) => Some(Credentials::Token(token.into())),
        (None, Some(id), Some(secret)) => Some(Credentials::Client { id, secret: secret.into() }),
        (None, Some(_), None) => return half(ID, SECRET),
        (None, None, Some(_)) => return half(SECRET, ID),
        (None, None, None) => None,
    };
    let allowed_hosts = set("ROSTERCTL_ALLOWED_HOSTS")
        .map(|hosts| hosts.split(',').map(|host| host.trim().to_owned()).filter(|host| !host.is_empty()).collect())
        .unwrap_or_default();
    Ok(Access { credentials, region: set("GENESYSCLOUD_REGION"), allowed_hosts })
}
