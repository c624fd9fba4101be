//! Formats in which plans and diagnostics are printed.

use clap::{Args, ValueEnum};

use super::number;

/// How a plan is printed.
#[derive(Debug, Args)]
pub struct FormatArgs {
    /// Output format
    #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
    pub format: PlanFormat,
    /// Maximum size of Markdown in bytes; what does not fit is counted [default: 65000]
    #[arg(long, value_name = "N", value_parser = number::non_negative::<usize>, allow_negative_numbers = true)]
    pub max_bytes: Option<usize>,
    /// Print pseudonyms instead of names and e-mails; a saved plan keeps the real ones
    #[arg(long)]
    pub redact: bool,
}

/// The format of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
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
    /// One self-contained page for a browser or for print, searchable and sortable
    Html,
    /// SARIF 2.1.0, for code scanning: findings, and actions as notes, on the lines of the roster
    Sarif,
}

/// The format of diagnostics about a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiagnosticFormat {
    /// For people, with the source lines
    Text,
    /// One document, also when there are no diagnostics
    Json,
    /// Workflow commands: errors on the lines of the roster
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

impl From<PlanFormat> for DiagnosticFormat {
    /// Plan formats without a diagnostics format of their own report errors as text.
    fn from(format: PlanFormat) -> Self {
        match format {
            PlanFormat::Json => Self::Json,
            PlanFormat::Github => Self::Github,
            PlanFormat::Sarif => Self::Sarif,
            PlanFormat::Text | PlanFormat::Markdown | PlanFormat::Diff | PlanFormat::Gitlab | PlanFormat::Html => {
                Self::Text
            }
        }
    }
}
