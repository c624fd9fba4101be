//! `doctor`.

use std::path::PathBuf;

use clap::Args;

use super::{OrganizationArgs, TimeoutArgs};

/// Arguments of `doctor`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl doctor
  rosterctl doctor teams/roster.yaml
  rosterctl doctor --json

It only reads. The exit code is 1 if a check failed and 0 otherwise; a check that could not run does
not count as failed.")]
pub struct DoctorArgs {
    /// The roster [default: roster.yaml, if it exists]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Print the checks as JSON
    #[arg(long)]
    pub json: bool,
    /// One organization of a fleet.
    #[command(flatten)]
    pub organization: OrganizationArgs,
    /// The time limit.
    #[command(flatten)]
    pub time: TimeoutArgs,
}
