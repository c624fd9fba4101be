//! `schema`.

use clap::{Args, ValueEnum};

/// Arguments of `schema`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl schema
  rosterctl schema roster > roster.schema.json
  rosterctl schema plan")]
pub struct SchemaArgs {
    /// Which schema to print; omit to list them
    #[arg(value_enum)]
    pub of: Option<SchemaOf>,
}

/// Documents that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// The roster
    Roster,
    /// The fleet
    Fleet,
    /// How a run for one organization of a fleet ended: result.json in the folder of `--results`
    FleetResult,
    /// The output of `fleet report --format json`
    FleetReport,
    /// The saved plan
    Plan,
    /// A line of a journal
    Journal,
    /// A snapshot of the directory
    Snapshot,
    /// The output of `validate --format json`
    Diagnostics,
    /// A line of `apply --json`
    Event,
    /// The output of `doctor --json`
    Doctor,
}
