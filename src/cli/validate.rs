//! `validate`.

use std::path::PathBuf;

use clap::Args;

use super::DiagnosticFormat;

/// Arguments of `validate`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl validate
  rosterctl validate teams/roster.yaml
  rosterctl validate --format github
  rosterctl validate --format sarif > roster.sarif")]
pub struct ValidateArgs {
    /// The roster
    #[arg(value_name = "FILE", default_value = "roster.yaml")]
    pub file: PathBuf,
    /// Diagnostics format
    #[arg(long, value_enum, default_value_t = DiagnosticFormat::Text)]
    pub format: DiagnosticFormat,
    /// Print no names and no e-mails; source lines are left out
    #[arg(long)]
    pub redact: bool,
}
