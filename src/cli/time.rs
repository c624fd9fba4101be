//! How long a run may take.

use clap::Args;

/// Options of those who ask the directory and write nobody.
#[derive(Clone, Debug, Default, Args)]
pub struct Time {
    /// Give up after so long, such as 90s or 10m
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub timeout: Option<String>,
}
