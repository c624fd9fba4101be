//! `undo`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `undo`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rosterctl undo .rosterctl/apply-20261121T170000Z-9f2c1a2b.jsonl")]
pub struct UndoArgs {
    /// The journal of one apply or of several
    #[arg(value_name = "JOURNAL")]
    pub journal: PathBuf,
}
