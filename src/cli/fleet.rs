//! `fleet`, and the arguments by which other commands name one organization of a fleet.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{FleetReportArgs, number};

/// One organization of a fleet, in place of a roster.
#[derive(Clone, Debug, Default, Args)]
pub struct OrganizationArgs {
    /// The fleet: use the roster of one of its organizations in place of FILE, and its credentials alone, from variables
    /// with its prefix
    #[arg(
        long,
        value_name = "FLEET",
        requires = "entry",
        conflicts_with = "file",
        help_heading = "Organization of a fleet"
    )]
    pub fleet: Option<PathBuf>,
    /// The organization with this name
    #[arg(long, value_name = "NAME", requires = "fleet", group = "entry", help_heading = "Organization of a fleet")]
    pub organization: Option<String>,
    /// The organization at this position in the fleet, from 0, such as the index of a job
    #[arg(
        long,
        value_name = "N",
        requires = "fleet",
        group = "entry",
        allow_negative_numbers = true,
        value_parser = number::non_negative::<usize>,
        help_heading = "Organization of a fleet"
    )]
    pub index: Option<usize>,
}

/// Arguments of `fleet`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl fleet list
  rosterctl fleet report results")]
pub struct FleetArgs {
    /// The command.
    #[command(subcommand)]
    pub command: FleetCommand,
}

/// The commands of `fleet`.
#[derive(Debug, Subcommand)]
pub enum FleetCommand {
    /// List the organizations of a fleet, for people and for the engines that start jobs
    List(FleetListArgs),
    /// Join the results of all organizations into one report with one exit code
    Report(FleetReportArgs),
}

/// Arguments of `fleet list`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl fleet list
  rosterctl fleet list --format matrix
  rosterctl fleet list --format index --label region=eu --shard 1/4
  rosterctl fleet list fleets/emea.yaml --index 7

An index is the position in the file, whatever is selected. A selection of no organization is an error.")]
pub struct FleetListArgs {
    /// The fleet
    #[arg(value_name = "FILE", default_value = "fleet.yaml")]
    pub file: PathBuf,
    /// Format of the list
    #[arg(long, value_enum, default_value_t = FleetListFormat::Text)]
    pub format: FleetListFormat,
    /// Select organizations with this label; repeatable, and all of them must match
    #[arg(long = "label", value_name = "KEY=VALUE")]
    pub labels: Vec<String>,
    /// Select one part of several equal ones, such as 2/5: the 2nd, 7th, 12th, ... of the selection
    #[arg(long, value_name = "PART/PARTS")]
    pub shard: Option<String>,
    /// Select the organization at this position, from 0
    #[arg(
        long,
        value_name = "N",
        conflicts_with_all = ["labels", "shard"],
        allow_negative_numbers = true,
        value_parser = number::non_negative::<usize>
    )]
    pub index: Option<usize>,
}

/// The format of `fleet list`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FleetListFormat {
    /// A table for people
    Text,
    /// One line of JSON for a matrix of GitHub Actions: at most 256 organizations
    Matrix,
    /// One line per organization: index, name, roster and prefix, separated by tabs
    Index,
}
