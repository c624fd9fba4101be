//! `show`.

use std::path::PathBuf;

use clap::Args;

use super::FormatArgs;

/// Arguments of `show`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rosterctl show plan.json\n  rosterctl show plan.json --format json
  rosterctl show plan.json --format markdown > comment.md
  rosterctl show plan.json --format html > plan.html
  rosterctl show plan.json --redact")]
pub struct ShowArgs {
    /// The saved plan
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// How the plan is printed.
    #[command(flatten)]
    pub format: FormatArgs,
}
