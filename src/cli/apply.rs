//! `apply`.

use std::path::PathBuf;

use clap::Args;

use super::{OrganizationArgs, PolicyArgs, number};

/// Arguments of `apply`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl apply plan.json
  rosterctl apply plan.json --expect sha256:9f2c...
  rosterctl apply plan.json --canary 5 --wait 30m --journal apply.jsonl
  rosterctl apply -f roster.yaml
  rosterctl apply --fleet fleet.yaml --organization acme-de --results results
  rosterctl apply -f roster.yaml --expect sha256:9f2c... --auto-approve")]
pub struct ApplyArgs {
    /// The saved plan [default: make a plan from the roster]
    #[arg(value_name = "PLAN", conflicts_with_all = ["file", "only", "overrides", "reason"])]
    pub plan: Option<PathBuf>,
    /// The roster to plan from
    #[arg(short, long, value_name = "FILE", default_value = "roster.yaml")]
    pub file: PathBuf,
    /// Refuse any plan with another digest
    #[arg(long, value_name = "DIGEST")]
    pub expect: Option<String>,
    /// Do not ask for approval; a saved plan never needs it
    #[arg(long)]
    pub auto_approve: bool,
    /// The journal to append to; it has the roles of users that an earlier run may have deactivated [default: a new file in .rosterctl/]
    #[arg(long, value_name = "FILE")]
    pub journal: Option<PathBuf>,
    /// Print one JSON event per line instead of text, the summary last
    #[arg(long)]
    pub json: bool,
    /// Print pseudonyms instead of names and e-mails; the journal keeps the real ones
    #[arg(long)]
    pub redact: bool,
    /// How long to wait for users on an interaction (e.g. 30m), at most until the plan expires [default: defer them]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub wait: Option<String>,
    /// Start no write after this time (e.g. 10m); writes in flight get up to 30 s to finish, the others are not started
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub timeout: Option<String>,
    /// Deactivate at most N users
    #[arg(long, value_name = "N", value_parser = number::non_negative::<u64>, allow_negative_numbers = true)]
    pub limit: Option<u64>,
    /// Deactivate N users first; continue only once all N are verified inactive
    #[arg(long, value_name = "N", value_parser = number::positive::<u64>, allow_negative_numbers = true)]
    pub canary: Option<u64>,
    /// One organization of a fleet.
    #[command(flatten)]
    pub organization: OrganizationArgs,
    /// Apply plan.json of the folder of the organization in this one, with journal.jsonl as the journal, and save how the run ended to result.json
    #[arg(long, value_name = "DIR", requires = "fleet", conflicts_with_all = ["plan", "journal", "only", "overrides", "reason"], help_heading = "Organization of a fleet")]
    pub results: Option<PathBuf>,
    /// Which users to plan for, and which guards to lift.
    #[command(flatten)]
    pub policy: PolicyArgs,
}
