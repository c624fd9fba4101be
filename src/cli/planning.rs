//! What reads and shows: `validate`, `plan`, `show`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Live, Time, number};

/// `validate`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl validate
  rosterctl validate teams/roster.yaml
  rosterctl validate --format github
  rosterctl validate --format sarif > roster.sarif")]
pub struct Validate {
    /// The roster
    #[arg(value_name = "FILE", default_value = "roster.yaml")]
    pub file: PathBuf,
    /// How to report mistakes
    #[arg(long, value_enum, default_value_t = DiagnosticFormat::Text)]
    pub format: DiagnosticFormat,
    /// Print no names and no e-mails: mistakes are reported without their source lines
    #[arg(long)]
    pub redact: bool,
}

/// `plan`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl plan
  rosterctl plan roster.yaml --out plan.json
  rosterctl plan --format github --out plan.json
  rosterctl plan --format markdown --redact > comment.md
  rosterctl plan --as-of 2027-01-01
  rosterctl plan --live live.json --max-age 8h
  rosterctl plan --override max_deactivations=40 --reason OPS-7 --out plan.json")]
pub struct Plan {
    /// The roster
    #[arg(value_name = "FILE", default_value = "roster.yaml")]
    pub file: PathBuf,
    /// Save the plan here, for `rosterctl apply PLAN`
    #[arg(long, value_name = "PLAN")]
    pub out: Option<PathBuf>,
    /// How the plan looks.
    #[command(flatten)]
    pub looks: Looks,
    /// End with 2 when there are changes and 0 when there are none
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Plan for this day instead of today (YYYY-MM-DD); such a plan cannot be applied
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub as_of: Option<String>,
    /// How long the plan may be applied, such as 30m, 8h or 48h
    #[arg(long, value_name = "TIME", default_value = "24h", allow_hyphen_values = true)]
    pub expires_in: String,
    /// Where live users are read.
    #[command(flatten)]
    pub live: Live,
    /// How long it may take.
    #[command(flatten)]
    pub time: Time,
    /// What to plan for and which guards to lift.
    #[command(flatten)]
    pub policy: Policy,
}

/// Options that `plan` and `apply` share.
#[derive(Debug, Default, Args)]
pub struct Policy {
    /// Plan for this user alone, by e-mail or id; may be repeated. The guards judge the plan that would be made without it
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
  rosterctl show plan.json --format markdown > comment.md
  rosterctl show plan.json --format html > plan.html
  rosterctl show plan.json --redact")]
pub struct Show {
    /// The saved plan
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// How the plan looks.
    #[command(flatten)]
    pub looks: Looks,
}

/// Options of all who print a plan.
#[derive(Debug, Args)]
pub struct Looks {
    /// How to print the plan
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The most bytes of Markdown; what does not fit is counted [default: 65000]
    #[arg(long, value_name = "N", value_parser = number::whole::<usize>, allow_negative_numbers = true)]
    pub max_bytes: Option<usize>,
    /// Print pseudonyms instead of names and e-mails; a saved plan keeps the real ones
    #[arg(long)]
    pub redact: bool,
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
    /// One page for a browser or for paper: searchable, sortable, and needing nothing else
    Html,
    /// SARIF 2.1.0, for code scanning: findings, and actions as notes, on the lines of the roster
    Sarif,
}

/// How it is told what is wrong with a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiagnosticFormat {
    /// For people, with the source lines
    Text,
    /// One document, also when nothing is wrong
    Json,
    /// Workflow commands: errors on the lines of the roster
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

impl From<Format> for DiagnosticFormat {
    /// Formats that have no form of their own for what is wrong tell it as text.
    fn from(format: Format) -> Self {
        match format {
            Format::Json => Self::Json,
            Format::Github => Self::Github,
            Format::Sarif => Self::Sarif,
            Format::Text | Format::Markdown | Format::Diff | Format::Gitlab | Format::Html => Self::Text,
        }
    }
}
