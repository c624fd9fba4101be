//! `export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{OrganizationArgs, TimeoutArgs};

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = "\
The exported roster declares every active user, or every active user in the scope of FILE, so that
a plan with it changes nothing. FILE provides the directory, scope, timezone and guards with their
comments; its users, leavers and included files are not copied. Without FILE and without a
roster.yaml, --region or the region of the environment is enough.

Examples:
  rosterctl export --region eu-central-1 --out roster.yaml
  rosterctl export roster.yaml --out everybody.yaml
  rosterctl export --by division --out everybody.yaml
  rosterctl export > everybody.yaml")]
pub struct ExportArgs {
    /// The roster that names the directory and its scope [default: roster.yaml, if it exists]
    #[arg(value_name = "FILE", conflicts_with = "region")]
    pub file: Option<PathBuf>,
    /// The directory's region, to start without a roster [default: that of the environment]
    #[arg(long, value_name = "REGION", conflicts_with = "fleet")]
    pub region: Option<String>,
    /// Write the roster to this new file; an existing file is never overwritten [default: standard output]
    #[arg(long, value_name = "ROSTER")]
    pub out: Option<PathBuf>,
    /// Also write one file per division, in divisions/ next to the roster
    #[arg(long, value_enum, value_name = "WHAT", requires = "out")]
    pub by: Option<ExportBy>,
    /// One organization of a fleet.
    #[command(flatten)]
    pub organization: OrganizationArgs,
    /// The time limit.
    #[command(flatten)]
    pub time: TimeoutArgs,
}

/// How an exported roster is split into files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportBy {
    /// One file per division
    Division,
}
