//! What writes, and its inverse: `apply`, `undo`.

use std::path::PathBuf;

use clap::Args;

use super::{Policy, number};

/// `apply`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl apply plan.json
  rosterctl apply plan.json --expect sha256:9f2c...
  rosterctl apply plan.json --canary 5 --wait 30m --journal apply.jsonl
  rosterctl apply -f roster.yaml
  rosterctl apply -f roster.yaml --expect sha256:9f2c... --auto-approve")]
pub struct Apply {
    /// The saved plan; without it a plan is made from the roster
    #[arg(value_name = "PLAN", conflicts_with_all = ["file", "only", "overrides", "reason"])]
    pub plan: Option<PathBuf>,
    /// The roster to plan from
    #[arg(short, long, value_name = "FILE", default_value = "roster.yaml")]
    pub file: PathBuf,
    /// Refuse any plan whose digest is not this one
    #[arg(long, value_name = "DIGEST")]
    pub expect: Option<String>,
    /// Do not ask; a saved plan is carried out without asking anyway
    #[arg(long)]
    pub auto_approve: bool,
    /// The journal to append to; it knows the roles of whoever was perhaps written before [default: a new one in .rosterctl/]
    #[arg(long, value_name = "FILE")]
    pub journal: Option<PathBuf>,
    /// Print one JSON event a line instead of text, the summary last
    #[arg(long)]
    pub json: bool,
    /// Print pseudonyms instead of names and e-mails; the journal keeps the real ones
    #[arg(long)]
    pub redact: bool,
    /// Wait this long for users who are on an interaction, such as 30m, and no longer than the plan may be applied;
    /// without it they are deferred
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub wait: Option<String>,
    /// Begin no write after this long, such as 10m; those in flight are finished, for 30 s at most, and the rest is not started
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub timeout: Option<String>,
    /// Deactivate at most N users
    #[arg(long, value_name = "N", value_parser = number::whole::<u64>, allow_negative_numbers = true)]
    pub limit: Option<u64>,
    /// Deactivate N users first, and go on only when all of them are found inactive
    #[arg(long, value_name = "N", value_parser = number::counted::<u64>, allow_negative_numbers = true)]
    pub canary: Option<u64>,
    /// What to plan for and which guards to lift.
    #[command(flatten)]
    pub policy: Policy,
}

/// `undo`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rosterctl undo .rosterctl/apply-20261121T170000Z-9f2c1a2b.jsonl")]
pub struct Undo {
    /// The journal of the apply, or of several
    #[arg(value_name = "JOURNAL")]
    pub journal: PathBuf,
}
