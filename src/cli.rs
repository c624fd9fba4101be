//! The command line exactly as typed, a file per command. Doc comments are the help text.

mod apply;
mod completions;
mod doctor;
mod export;
mod fleet;
mod fleet_report;
mod fmt;
mod format;
mod global;
mod help;
mod man;
mod number;
mod plan;
mod sandbox;
mod schema;
mod services;
mod show;
mod snapshot;
mod undo;
mod validate;
mod why;

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub use apply::ApplyArgs;
pub use completions::CompletionsArgs;
pub use doctor::DoctorArgs;
pub use export::{ExportArgs, ExportBy};
pub use fleet::{FleetArgs, FleetCommand, FleetListArgs, FleetListFormat, OrganizationArgs};
pub use fleet_report::{FleetReportArgs, FleetReportFormat};
pub use fmt::FmtArgs;
pub use format::{DiagnosticFormat, FormatArgs, PlanFormat};
pub use global::{GlobalArgs, LogFormat, TimeoutArgs};
pub use help::{EXIT_CODES, FILES, environment};
pub use man::ManArgs;
pub use plan::{LiveArgs, PlanArgs, PolicyArgs};
pub use sandbox::{SandboxArgs, SandboxCommand, ServeArgs, ServedProtocol};
pub use schema::{SchemaArgs, SchemaOf};
pub use services::ServicesArgs;
pub use show::ShowArgs;
pub use snapshot::SnapshotArgs;
pub use undo::UndoArgs;
pub use validate::ValidateArgs;
pub use why::WhyArgs;

/// Keeps a directory's active users to what a YAML roster declares. The only change that it can make is to deactivate
/// a user; it never deletes, creates or reactivates users.
#[derive(Debug, Parser)]
#[command(name = "rosterctl", version, max_term_width = 100, after_help = help::EXAMPLES)]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
    /// Arguments of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

impl Cli {
    /// Every command with its help.
    #[must_use]
    pub fn command_with_help() -> clap::Command {
        Self::command().after_long_help(help::ending())
    }

    /// Parses a command line.
    ///
    /// # Errors
    /// A usage error; requests for help and for the version are returned in the same way.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        match Self::read_once(arguments.clone()) {
            Err(error) if is_help_of_help(&error) => {
                Self::read_once(arguments.into_iter().filter(|argument| argument != "--help" && argument != "-h"))
            }
            read => read,
        }
    }

    fn read_once(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut command = Self::command_with_help();
        let typed = command.try_get_matches_from_mut(arguments)?;
        Self::from_arg_matches(&typed).map_err(|error| error.format(&mut command))
    }
}

/// Whether `help` was asked for its own help: clap's `help` accepts only names of commands.
fn is_help_of_help(error: &clap::Error) -> bool {
    let command = error.get(ContextKind::InvalidSubcommand);
    matches!(command, Some(ContextValue::String(name)) if name == "--help" || name == "-h")
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a roster: no network, no credentials
    Validate(ValidateArgs),
    /// Format rosters in their canonical order and layout; comments are kept
    Fmt(FmtArgs),
    /// Show what would change, and why
    Plan(PlanArgs),
    /// Explain, rule by rule, what a plan does with one user
    Why(WhyArgs),
    /// Print a saved plan
    Show(ShowArgs),
    /// Apply a saved plan, or make a plan, ask for approval and apply it
    Apply(ApplyArgs),
    /// Print the reversal of an apply for an administrator; nothing is sent
    Undo(UndoArgs),
    /// Save the live users, so that a job without credentials can plan
    Snapshot(SnapshotArgs),
    /// Write a roster from the live directory; a plan with it changes nothing
    Export(ExportArgs),
    /// Check credentials, region, organization, permissions, clock and rate limit; nothing is written
    Doctor(DoctorArgs),
    /// Work with many organizations, each with a roster and credentials of its own
    Fleet(FleetArgs),
    /// List the SCIM services that are known, and what a deactivation does in each
    Services(ServicesArgs),
    /// Print a JSON Schema
    Schema(SchemaArgs),
    /// Print a shell completion script
    Completions(CompletionsArgs),
    /// Print the manual, or write one page per command
    Man(ManArgs),
    /// Run the embedded directory, for trials and tests
    Sandbox(SandboxArgs),
}
