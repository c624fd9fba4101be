//! `fleet report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `fleet report`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rosterctl fleet report results
  rosterctl fleet report results --format markdown > comment.md
  rosterctl fleet report results --fleet fleets/emea.yaml --format html --redact > report.html
  rosterctl fleet report results --format openmetrics > rosterctl.prom

DIR is the folder that `plan` and `apply` got with --results. Nothing is sent, and no credentials are needed.

Exit codes, the first that is true: 1 an organization has no usable result, 3 a guard refused a plan or \
the sum of all plans, 4 a plan cannot be applied or leaves users out, 5 an apply ended with users who are \
not known to be inactive.")]
pub struct FleetReportArgs {
    /// The folder of the results
    #[arg(value_name = "DIR")]
    pub results: PathBuf,
    /// The fleet
    #[arg(long, value_name = "FILE", default_value = "fleet.yaml")]
    pub fleet: PathBuf,
    /// Output format
    #[arg(long, value_enum, default_value_t = FleetReportFormat::Text)]
    pub format: FleetReportFormat,
    /// Print pseudonyms instead of e-mails; a person has the same one in all organizations
    #[arg(long)]
    pub redact: bool,
    /// Exit with 2 if a plan that is not applied yet has changes
    #[arg(long)]
    pub detailed_exitcode: bool,
}

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FleetReportFormat {
    /// For people
    Text,
    /// For programs: everything
    Json,
    /// One self-contained page for a browser or for print, searchable and sortable
    Html,
    /// A comment for a pull request, within the limit of GitHub
    Markdown,
    /// Metrics for a file of the node exporter or a push gateway, without e-mails
    Openmetrics,
}
