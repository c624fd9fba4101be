//! `snapshot`.

use std::path::PathBuf;

use clap::Args;

use super::{OrganizationArgs, TimeoutArgs};

/// Arguments of `snapshot`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl snapshot --out live.json
  rosterctl snapshot teams/roster.yaml --out live.json
  rosterctl plan --live live.json

A snapshot contains the name and e-mail of every active user, and no secrets. Store it where only
people with directory access can read it.")]
pub struct SnapshotArgs {
    /// The roster
    #[arg(value_name = "FILE", default_value = "roster.yaml")]
    pub file: PathBuf,
    /// Save the snapshot to this file; `-` prints it on standard output
    #[arg(long, value_name = "SNAPSHOT")]
    pub out: PathBuf,
    /// One organization of a fleet.
    #[command(flatten)]
    pub organization: OrganizationArgs,
    /// The time limit.
    #[command(flatten)]
    pub time: TimeoutArgs,
}
