//! Exactly what was typed. The doc comments are the help.

mod adoption;
mod answers;
mod applying;
mod help;
mod live;
mod manner;
mod number;
mod planning;
mod reference;
mod sandbox;
mod time;

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub use adoption::{By, Export, Fmt};
pub use answers::{Doctor, Why};
pub use applying::{Apply, Undo};
pub use help::{EXIT_CODES, FILES, environment};
pub use live::{Live, Snapshot};
pub use manner::{LogFormat, Manner};
pub use planning::{DiagnosticFormat, Format, Looks, Plan, Policy, Show, Validate};
pub use reference::{Completions, Man, Schema, SchemaOf};
pub use sandbox::{Sandbox, SandboxCommand, Serve};
pub use time::Time;

/// Keeps a directory's active users to what a YAML roster declares. The only change that it can make is to deactivate
/// a user; it never deletes, never creates and never reactivates.
#[derive(Debug, Parser)]
#[command(name = "rosterctl", version, max_term_width = 100, after_help = help::EXAMPLES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How much is said beside the result.
    #[command(flatten)]
    pub manner: Manner,
}

impl Cli {
    /// Every command with its help.
    #[must_use]
    pub fn whole() -> clap::Command {
        Self::command().after_long_help(help::ending())
    }

    /// What was typed.
    ///
    /// # Errors
    /// What cannot be meant; help and version too come this way.
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
        let mut whole = Self::whole();
        let typed = whole.try_get_matches_from_mut(arguments)?;
        Self::from_arg_matches(&typed).map_err(|error| error.format(&mut whole))
    }
}

/// Whether `help` was asked for help: it knows the names of commands alone.
fn is_help_of_help(error: &clap::Error) -> bool {
    let command = error.get(ContextKind::InvalidSubcommand);
    matches!(command, Some(ContextValue::String(name)) if name == "--help" || name == "-h")
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a roster: no network, no credentials
    Validate(Validate),
    /// Put rosters into their canonical order and layout, comments kept
    Fmt(Fmt),
    /// Show what would change, and why
    Plan(Plan),
    /// Show every rule that decides about one user, in order, and the verdict
    Why(Why),
    /// Print a saved plan
    Show(Show),
    /// Carry out a saved plan, or plan, ask and carry out
    Apply(Apply),
    /// Print the inverse of an apply for an administrator; nothing is sent
    Undo(Undo),
    /// Save the live users, so that a job without credentials can plan
    Snapshot(Snapshot),
    /// Write a roster from the live directory; planning with it changes nothing
    Export(Export),
    /// Check credentials, region, organization, permissions, clock and rate limit; nothing is written
    Doctor(Doctor),
    /// Print a JSON Schema
    Schema(Schema),
    /// Print what a shell needs to complete the command line
    Completions(Completions),
    /// Print the manual, or write a page for each command
    Man(Man),
    /// The embedded directory, for trials and tests
    Sandbox(Sandbox),
}
