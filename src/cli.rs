//! Exactly what was typed. The doc comments are the help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
  3  a guard refused
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
}

/// `validate`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rosterctl validate\n  rosterctl validate teams/roster.yaml")]
pub struct Validate {
    /// The roster
    #[arg(value_name = "FILE", default_value = "roster.yaml")]
    pub file: PathBuf,
}

/// `plan`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl plan
  rosterctl plan roster.yaml --out plan.json
  rosterctl plan --format github --out plan.json
  rosterctl plan --as-of 2027-01-01
  rosterctl plan --override max_deactivations=40 --reason OPS-7 --out plan.json")]
pub struct Plan {
    /// The roster
    #[arg(value_name = "FILE", default_value = "roster.yaml")]
    pub file: PathBuf,
    /// Save the plan here, for `rosterctl apply PLAN`
    #[arg(long, value_name = "PLAN")]
    pub out: Option<PathBuf>,
    /// How to print the plan
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The most bytes of Markdown; what does not fit is counted [default: 65000]
    #[arg(long, value_name = "N")]
    pub max_bytes: Option<usize>,
    /// End with 2 when there are changes and 0 when there are none
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Plan for this day instead of today (YYYY-MM-DD); such a plan cannot be applied
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// How long the plan may be applied, such as 30m, 8h or 48h
    #[arg(long, value_name = "TIME", default_value = "24h")]
    pub expires_in: String,
    /// What to plan for and which guards to lift.
    #[command(flatten)]
    pub policy: Policy,
}

/// Options that `plan` and `apply` share.
#[derive(Debug, Default, Args)]
pub struct Policy {
    /// Plan for this user alone, by e-mail or id; may be repeated
    #[arg(long, value_name = "USER")]
    pub only: Vec<String>,
    /// Lift one guard to VALUE; recorded in the plan and part of its digest; may be repeated
    #[arg(long = "override", value_name = "GUARD=VALUE", requires = "reason")]
    pub overrides: Vec<String>,
    /// Why guards are lifted
    #[arg(long, value_name = "TEXT", requires = "overrides")]
    pub reason: Option<String>,
}

/// `show`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rosterctl show plan.json\n  rosterctl show plan.json --format json
  rosterctl show plan.json --format markdown > comment.md")]
pub struct Show {
    /// The saved plan
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// How to print the plan
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The most bytes of Markdown; what does not fit is counted [default: 65000]
    #[arg(long, value_name = "N")]
    pub max_bytes: Option<usize>,
}

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
    /// The journal to append to [default: a new one in .rosterctl/]
    #[arg(long, value_name = "FILE")]
    pub journal: Option<PathBuf>,
    /// Print one JSON event a line instead of text, the summary last
    #[arg(long)]
    pub json: bool,
    /// Wait so long for users who are on an interaction, such as 30m; without it they are deferred
    #[arg(long, value_name = "TIME")]
    pub wait: Option<String>,
    /// Deactivate at most so many users
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,
    /// Deactivate so many users first, and go on only when all of them are found inactive
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub canary: Option<u64>,
    /// What to plan for and which guards to lift.
    #[command(flatten)]
    pub policy: Policy,
}

/// `undo`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rosterctl undo .rosterctl/apply-20261121T170000Z-9f2c1a2b.jsonl")]
pub struct Undo {
    /// The journal of the apply
    #[arg(value_name = "JOURNAL")]
    pub journal: PathBuf,
}

/// `schema`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rosterctl schema roster > roster.schema.json\n  rosterctl schema plan")]
pub struct Schema {
    /// Of what
    #[arg(value_enum)]
    pub of: SchemaOf,
}

/// What has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// The roster
    Roster,
    /// The saved plan
    Plan,
    /// A line of a journal
    Journal,
}

/// `sandbox`.
#[derive(Debug, Args)]
pub struct Sandbox {
    /// What to do with it.
    #[command(subcommand)]
    pub command: SandboxCommand,
}

/// The commands of `sandbox`.
#[derive(Debug, Subcommand)]
pub enum SandboxCommand {
    /// Serve until interrupted
    Serve(Serve),
}

/// `sandbox serve`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl sandbox serve --users 1000
  rosterctl sandbox serve --org examples/quickstart/org.yaml --port 8080
The request log is at GET /sandbox/requests.")]
pub struct Serve {
    /// The org file; what is changed is kept in .rosterctl/ beside it
    #[arg(long, value_name = "FILE", conflicts_with = "users")]
    pub org: Option<PathBuf>,
    /// Generate so many users; what is changed is forgotten at the end
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub users: u32,
    /// The port on 127.0.0.1; 0 for a free one
    #[arg(long, value_name = "P", default_value_t = 0)]
    pub port: u16,
    /// A file of scripted faults
    #[arg(long, value_name = "FILE")]
    pub faults: Option<PathBuf>,
}

/// How a plan is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// The saved plan
    Json,
    /// A comment for a pull request, at most --max-bytes long
    Markdown,
    /// A unified diff of the active users before and after
    Diff,
    /// Workflow commands: annotations on the roster, and a step summary
    Github,
    /// A report for a merge request: create, update, delete
    Gitlab,
}
