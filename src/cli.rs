//! Exactly what was typed. The doc comments are the help.

mod adoption;
mod applying;
mod planning;
mod reference;
mod sandbox;

use clap::{Parser, Subcommand};

pub use adoption::{By, Export, Fmt};
pub use applying::{Apply, Undo};
pub use planning::{Format, Plan, Policy, Show, Validate};
pub use reference::{Schema, SchemaOf};
pub use sandbox::{Sandbox, SandboxCommand, Serve};

/// Keeps a directory's active users to what a YAML roster declares. The only change that it can make is to deactivate
/// a user; it never deletes, never creates and never reactivates.
#[derive(Debug, Parser)]
#[command(name = "rosterctl", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done; with `plan --detailed-exitcode`: no changes
  1  error: usage, roster, network, credentials, incomplete reading
  2  `plan --detailed-exitcode`: there are changes
  3  a guard refused; `fmt --check`: needs formatting
  4  the saved plan cannot be applied: altered, expired, other organization, digest differs
  5  apply ended with users failed, changed, deferred, unverified or not started
  130, 143  interrupted; writes in flight were finished and journalled

Credentials come from the environment: GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET,
or GENESYSCLOUD_ACCESS_TOKEN. GENESYSCLOUD_REGION names the region when the roster does not.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a roster: no network, no credentials
    Validate(Validate),
    /// Show what would change, and why
    Plan(Plan),
    /// Print a saved plan
    Show(Show),
    /// Carry out a saved plan, or plan, ask and carry out
    Apply(Apply),
    /// Print the inverse of an apply for an administrator; nothing is sent
    Undo(Undo),
    /// Print a JSON Schema
    Schema(Schema),
    /// The embedded directory, for trials and tests
    Sandbox(Sandbox),
    /// Write a roster from the live directory; planning with it changes nothing
    Export(Export),
    /// Put rosters into their canonical order and layout, comments kept
    Fmt(Fmt),
}
