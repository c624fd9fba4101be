//! The settings of `fleet report`.

use std::path::PathBuf;

use super::format::redact_key;
use super::{Environment, ExitDetail, RedactKey};
use crate::cli::{FleetReportArgs, FleetReportFormat};

/// Which results are reported, and how.
#[derive(Debug)]
pub struct FleetReportSettings {
    /// The fleet.
    pub fleet: PathBuf,
    /// The folder of the results.
    pub results: PathBuf,
    /// How they are printed.
    pub format: FleetReportFormat,
    /// The key of the pseudonyms; `None` prints real e-mails.
    pub redact: Option<RedactKey>,
    /// What the exit code reports.
    pub exit: ExitDetail,
}

pub(super) fn fleet_report_settings(arguments: FleetReportArgs, environment: Environment<'_>) -> FleetReportSettings {
    let FleetReportArgs { results, fleet, format, redact, detailed_exitcode } = arguments;
    let exit = if detailed_exitcode { ExitDetail::Changes } else { ExitDetail::Success };
    FleetReportSettings { fleet, results, format, redact: redact_key(redact, environment), exit }
}
