//! `plan`, and the arguments that it shares with `apply` and `why`.

use std::path::PathBuf;

use clap::Args;

use super::{FormatArgs, OrganizationArgs, TimeoutArgs};

/// Arguments of `plan`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl plan
  rosterctl plan roster.yaml --out plan.json
  rosterctl plan --format github --out plan.json
  rosterctl plan --format markdown --redact > comment.md
  rosterctl plan --as-of 2027-01-01
  rosterctl plan --live live.json --max-age 8h
  rosterctl plan --fleet fleet.yaml --index 7 --results results
  rosterctl plan --override max_deactivations=40 --reason OPS-7 --out plan.json")]
pub struct PlanArgs {
    /// The roster
    #[arg(value_name = "FILE", default_value = "roster.yaml")]
    pub file: PathBuf,
    /// Save the plan to this file, for `rosterctl apply PLAN`
    #[arg(long, value_name = "PLAN")]
    pub out: Option<PathBuf>,
    /// How the plan is printed.
    #[command(flatten)]
    pub format: FormatArgs,
    /// Exit with 2 when there are changes and with 0 when there are none
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Plan for this day instead of today (YYYY-MM-DD); such a plan cannot be applied
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub as_of: Option<String>,
    /// How long the plan can be applied (e.g. 30m, 8h, 48h)
    #[arg(long, value_name = "TIME", default_value = "24h", allow_hyphen_values = true)]
    pub expires_in: String,
    /// Where the live users are read.
    #[command(flatten)]
    pub live: LiveArgs,
    /// The time limit.
    #[command(flatten)]
    pub time: TimeoutArgs,
    /// One organization of a fleet.
    #[command(flatten)]
    pub organization: OrganizationArgs,
    /// Save the plan to plan.json in a folder of this one that has the name of the organization, and how the run ended to result.json
    #[arg(
        long,
        value_name = "DIR",
        requires = "fleet",
        conflicts_with = "out",
        help_heading = "Organization of a fleet"
    )]
    pub results: Option<PathBuf>,
    /// Which users to plan for, and which guards to lift.
    #[command(flatten)]
    pub policy: PolicyArgs,
}

/// Where the live users are read.
#[derive(Debug, Default, Args)]
pub struct LiveArgs {
    /// Read this snapshot instead of the directory: no network, no credentials; such a plan cannot be applied
    #[arg(long, value_name = "SNAPSHOT")]
    pub live: Option<PathBuf>,
    /// Maximum age of the snapshot (e.g. 30m, 8h, 48h) [default: 24h]
    #[arg(long, value_name = "TIME", requires = "live", allow_hyphen_values = true)]
    pub max_age: Option<String>,
}

/// Which users to plan for, and which guards to lift.
#[derive(Debug, Default, Args)]
pub struct PolicyArgs {
    /// Plan only for this user, by e-mail or id; repeatable. The guards check the plan for all users
    #[arg(long, value_name = "USER")]
    pub only: Vec<String>,
    /// Raise the limit of one guard to VALUE; recorded in the plan and part of its digest; repeatable
    #[arg(long = "override", value_name = "GUARD=VALUE", requires = "reason")]
    pub overrides: Vec<String>,
    /// Why the guards are overridden
    #[arg(long, value_name = "TEXT", requires = "overrides")]
    pub reason: Option<String>,
}
