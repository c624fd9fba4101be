//! `why`.

use std::path::PathBuf;

use clap::Args;

use super::{LiveArgs, OrganizationArgs, TimeoutArgs};

/// Arguments of `why`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl why di@acme.example
  rosterctl why 5c5ee2c3-7f0a-4d5a-9a53-0a6c2b0c7f11 teams/roster.yaml
  rosterctl why bo@acme.example --as-of 2027-01-01
  rosterctl why bo@acme.example --live live.json")]
pub struct WhyArgs {
    /// The user, by e-mail (current or former) or by the directory's id
    #[arg(value_name = "USER")]
    pub user: String,
    /// The roster
    #[arg(value_name = "FILE", default_value = "roster.yaml")]
    pub file: PathBuf,
    /// Explain the plan for this day instead of today (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub as_of: Option<String>,
    /// Where the live users are read.
    #[command(flatten)]
    pub live: LiveArgs,
    /// One organization of a fleet.
    #[command(flatten)]
    pub organization: OrganizationArgs,
    /// The time limit.
    #[command(flatten)]
    pub time: TimeoutArgs,
}
