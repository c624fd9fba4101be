//! `man`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `man`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl man | man -l -
  rosterctl man --out ~/.local/share/man/man1")]
pub struct ManArgs {
    /// Write one page per command into this folder, which is created if it is missing
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}
