//! What is read of the directory, or was: `snapshot`, and the options of those who plan from one.

use std::path::PathBuf;

use clap::Args;

use super::Time;

/// `snapshot`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl snapshot --out live.json
  rosterctl snapshot teams/roster.yaml --out live.json
  rosterctl plan --live live.json

A snapshot holds the names and e-mails of every active user, and no secret. Keep it where only \
those may read it who may read the directory.")]
pub struct Snapshot {
    /// The roster
    #[arg(value_name = "FILE", default_value = "roster.yaml")]
    pub file: PathBuf,
    /// Save the snapshot here; `-` is standard output
    #[arg(long, value_name = "SNAPSHOT")]
    pub out: PathBuf,
    /// How long it may take.
    #[command(flatten)]
    pub time: Time,
}

/// Where live users are read, for those who need them.
#[derive(Debug, Default, Args)]
pub struct Live {
    /// Read this snapshot instead of the directory: no network, no credentials; such a plan cannot be applied
    #[arg(long, value_name = "SNAPSHOT")]
    pub live: Option<PathBuf>,
    /// How old the snapshot may be, such as 30m, 8h or 48h [default: 24h]
    #[arg(long, value_name = "TIME", requires = "live", allow_hyphen_values = true)]
    pub max_age: Option<String>,
}
