//! What answers a question: `why`, `doctor`.

use std::path::PathBuf;

use clap::Args;

use super::{Live, Time};

/// `why`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl why di@acme.example
  rosterctl why 5c5ee2c3-7f0a-4d5a-9a53-0a6c2b0c7f11 teams/roster.yaml
  rosterctl why bo@acme.example --as-of 2027-01-01
  rosterctl why bo@acme.example --live live.json")]
pub struct Why {
    /// The user, by e-mail (also a former one) or by the directory's id
    #[arg(value_name = "USER")]
    pub user: String,
    /// The roster
    #[arg(value_name = "FILE", default_value = "roster.yaml")]
    pub file: PathBuf,
    /// Answer for this day instead of today (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub as_of: Option<String>,
    /// Where live users are read.
    #[command(flatten)]
    pub live: Live,
    /// How long it may take.
    #[command(flatten)]
    pub time: Time,
}

/// `doctor`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl doctor
  rosterctl doctor teams/roster.yaml
It only reads. The exit code is 0 when no check failed and 1 otherwise; a check that could not run does not count as
failed.")]
pub struct Doctor {
    /// The roster [default: roster.yaml, if there is one]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// How long it may take.
    #[command(flatten)]
    pub time: Time,
}
