//! Arguments and environment → settings. The only reader of the environment.

mod access;
mod apply;
mod credential;
mod export;
mod fleet_list;
mod fleet_report;
mod format;
mod global;
mod named_results;
mod organization;
mod organization_variables;
mod plan;
mod proxy;
mod usage;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use crate::cli::{Cli, Command, DiagnosticFormat, FleetCommand, PolicyArgs, SandboxCommand, SchemaOf, ServeArgs};
use crate::error::{Error, Result};

use self::access::{access, inspected};
use self::apply::apply_settings;
use self::export::export_settings;
use self::fleet_list::fleet_list_settings;
use self::fleet_report::fleet_report_settings;
use self::format::format_settings;
use self::global::ui_settings;
use self::plan::{plan_settings, read_from};
use self::values::{duration, file_or_stdout, output_file, time_limit};

pub use self::access::{Access, Account, Credentials, Purpose};
pub use self::apply::{ApplySettings, Approval, OutputMode};
pub use self::export::{ExportSettings, ExportSource};
pub use self::fleet_list::{FleetListSettings, FleetSelection, Shard};
pub use self::fleet_report::FleetReportSettings;
pub use self::format::{FormatSettings, RedactKey};
pub use self::global::{LogDirective, LogLevel, UiSettings, Verbosity};
pub use self::named_results::{NamedResults, named_results};
pub use self::organization::{OrganizationChoice, OrganizationSettings, ResultPaths};
pub use self::organization_variables::{OrganizationVariables, Replacement};
pub use self::plan::{ExitDetail, NamedOrganization, PlanSettings, ReadFrom};

/// One environment variable. A value that is not UTF-8 is set all the same, and is refused for what it contains.
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// The environment of a program that is started: where programs and its own settings are. Deliberately absent: every
/// credential.
pub fn child_environment() -> impl Iterator<Item = (&'static str, OsString)> {
    const PASSED_ON: [&str; 4] = ["PATH", "HOME", "USERPROFILE", "SYSTEMROOT"];
    PASSED_ON.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)))
}

/// Looks up one environment variable.
type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What `fmt` does with files in another than the canonical layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FmtMode {
    /// Rewrites them.
    Write,
    /// Prints what would change.
    Check,
}

/// What to do, checked as far as possible without files and network.
#[derive(Debug)]
pub enum Settings {
    /// Print this text and succeed: a help page or the version.
    Help(String),
    /// Check a roster.
    Validate {
        /// The roster.
        file: PathBuf,
        /// The format of the diagnostics.
        format: DiagnosticFormat,
        /// The key of the pseudonyms; `None` prints real names.
        redact: Option<RedactKey>,
    },
    /// Make a plan and print it.
    Plan {
        /// What to plan.
        planning: PlanSettings,
        /// Where the live users are read.
        from: ReadFrom,
        /// Where to save the plan.
        out: Option<PathBuf>,
        /// How to print it.
        format: FormatSettings,
        /// What the exit code reports.
        exit: ExitDetail,
    },
    /// Print a saved plan.
    Show {
        /// The saved plan.
        plan: PathBuf,
        /// How to print it.
        format: FormatSettings,
    },
    /// Save a snapshot of the directory.
    Snapshot {
        /// The roster.
        file: PathBuf,
        /// Where to save it; `None` for standard output.
        out: Option<PathBuf>,
        /// The credentials.
        access: Access,
    },
    /// Apply a saved plan.
    ApplySaved {
        /// The saved plan.
        plan: PathBuf,
        /// The digest that it must have.
        expect: Option<String>,
        /// How to apply it.
        applying: ApplySettings,
        /// The credentials.
        access: Access,
    },
    /// Make a plan, ask for approval and apply it.
    ApplyFresh {
        /// What to plan.
        planning: PlanSettings,
        /// The digest that the plan must have.
        expect: Option<String>,
        /// How to apply it.
        applying: ApplySettings,
        /// The credentials.
        access: Access,
        /// Who approves it.
        approval: Approval,
    },
    /// Explain what a plan does with one user.
    Why {
        /// What to plan.
        planning: PlanSettings,
        /// Where the live users are read.
        from: ReadFrom,
        /// The user, as typed.
        user: String,
    },
    /// Check everything that plan and apply depend on.
    Doctor {
        /// The roster; `None` for roster.yaml, if it exists.
        file: Option<PathBuf>,
        /// The credentials.
        access: Access,
        /// Why there are no credentials, when that is an error of its own.
        mistake: Option<Error>,
        /// The form of the report.
        output: OutputMode,
    },
    /// Print the reversal of an apply.
    Undo(PathBuf),
    /// Run a command for one organization of a fleet.
    Organization(OrganizationSettings),
    /// List the organizations of a fleet.
    FleetList(FleetListSettings),
    /// Report on the results of all organizations.
    FleetReport(FleetReportSettings),
    /// Print a JSON Schema, or list them.
    Schema(Option<SchemaOf>),
    /// Print the catalogue of services, or one of them.
    Services {
        /// The name of the service; `None` for all.
        name: Option<String>,
        /// Whether to print text or JSON.
        output: OutputMode,
    },
    /// Print a completion script.
    Completions(clap_complete::Shell),
    /// Print the manual, or write it into a folder.
    Man(Option<PathBuf>),
    /// Serve the sandbox.
    Serve(ServeArgs),
    /// Run this with a time limit.
    Within(Duration, Box<Settings>),
    /// Write a roster from the live directory.
    Export(ExportSettings),
    /// Format rosters.
    Fmt {
        /// The files.
        files: Vec<PathBuf>,
        /// What to do with those in another layout.
        mode: FmtMode,
    },
}

/// The key of the pseudonyms if these arguments contain `--redact`, whatever else is wrong with them: the error about
/// them must not name users either.
#[must_use]
pub fn redact_key(arguments: &[OsString]) -> Option<RedactKey> {
    let options = arguments.iter().take_while(|argument| *argument != "--");
    format::redact_key(options.into_iter().any(|argument| argument == "--redact"), &variable)
}

impl Settings {
    /// The settings of these arguments and the process's environment.
    ///
    /// # Errors
    /// Usage errors, each with what to type instead.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<(UiSettings, Self)> {
        Self::from(arguments, &variable)
    }

    /// The settings of these arguments and this environment.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn from(
        arguments: impl IntoIterator<Item = OsString>,
        environment: Environment<'_>,
    ) -> Result<(UiSettings, Self)> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        match Cli::read(arguments.iter().cloned()) {
            Ok(cli) => {
                let ui = ui_settings(&cli.global, environment)?;
                let settings = match OrganizationSettings::of(cli.command, &arguments, environment) {
                    Ok(organization) => Self::Organization(organization),
                    Err(command) => Self::with_time_limit(*command, environment)?,
                };
                Ok((ui, settings))
            }
            Err(error) => Ok((UiSettings::default(), usage::help_or_usage(error)?)),
        }
    }

    /// `apply` has its time limit in its own settings: it must finish the writes in flight.
    fn with_time_limit(command: Command, environment: Environment<'_>) -> Result<Self> {
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

    /// Notes the organization that the settings are for, with its variables, for what is printed of both.
    fn note_organization(&mut self, organization: NamedOrganization, variables: &OrganizationVariables) {
        match self {
            Self::Within(_, settings) => settings.note_organization(organization, variables),
            Self::Plan { planning, .. } => planning.organization = Some(organization),
            Self::ApplySaved { access, .. } | Self::ApplyFresh { access, .. } | Self::Doctor { access, .. } => {
                access.organization = Some(variables.clone());
            }
            _ => {}
        }
    }

    fn of(command: Command, environment: Environment<'_>) -> Result<Self> {
        Ok(match command {
            Command::Validate(validate) => Self::Validate {
                file: validate.file,
                format: validate.format,
                redact: format::redact_key(validate.redact, environment),
            },
            Command::Plan(plan) => Self::Plan {
                planning: PlanSettings {
                    lifetime: duration("--expires-in", &plan.expires_in)?,
                    ..plan_settings(plan.file, plan.as_of.as_deref(), plan.policy)?
                },
                from: read_from(plan.live, environment)?,
                out: plan
                    .out
                    .map(|out| output_file("--out", out, "print the saved form with `--format json > PLAN`"))
                    .transpose()?,
                format: format_settings(&plan.format, environment)?,
                exit: if plan.detailed_exitcode { ExitDetail::Changes } else { ExitDetail::Success },
            },
            Command::Show(show) => Self::Show { plan: show.plan, format: format_settings(&show.format, environment)? },
            Command::Snapshot(snapshot) => {
                let out = file_or_stdout(snapshot.out);
                Self::Snapshot { file: snapshot.file, out, access: access(environment)? }
            }
            Command::Apply(apply) => apply_settings(apply, environment)?,
            Command::Why(why) => Self::Why {
                planning: plan_settings(why.file, why.as_of.as_deref(), PolicyArgs::default())?,
                from: read_from(why.live, environment)?,
                user: why.user,
            },
            Command::Doctor(doctor) => {
                let (access, mistake) = inspected(environment)?;
                let output = if doctor.json { OutputMode::Json } else { OutputMode::Text };
                Self::Doctor { file: doctor.file, access, mistake, output }
            }
            Command::Undo(undo) => Self::Undo(undo.journal),
            Command::Fleet(fleet) => match fleet.command {
                FleetCommand::List(list) => Self::FleetList(fleet_list_settings(list)?),
                FleetCommand::Report(report) => Self::FleetReport(fleet_report_settings(report, environment)),
            },
            Command::Schema(schema) => Self::Schema(schema.of),
            Command::Services(services) => Self::Services {
                name: services.name,
                output: if services.json { OutputMode::Json } else { OutputMode::Text },
            },
            Command::Completions(completions) => Self::Completions(completions.shell),
            Command::Man(man) => {
                let instead = "omit --out: the manual is then printed on standard output";
                Self::Man(man.out.map(|out| output_file("--out", out, instead)).transpose()?)
            }
            Command::Sandbox(sandbox) => match sandbox.command {
                SandboxCommand::Serve(serve) => Self::Serve(serve),
            },
            Command::Export(export) => Self::Export(export_settings(export, environment)?),
            Command::Fmt(fmt) => {
                Self::Fmt { files: fmt.files, mode: if fmt.check { FmtMode::Check } else { FmtMode::Write } }
            }
        })
    }
}
