//! What tells of the program itself: `schema`.

use clap::{Args, ValueEnum};

/// `schema`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  rosterctl schema\n  rosterctl schema roster > roster.schema.json\n  rosterctl schema plan"
)]
pub struct Schema {
    /// Of what; without it, which there are
    #[arg(value_enum)]
    pub of: Option<SchemaOf>,
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
    /// A snapshot of the directory
    Snapshot,
    /// What `validate --format json` prints
    Diagnostics,
    /// A line of `apply --json`
    Event,
}
