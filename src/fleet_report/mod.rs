//! The results of all organizations of a fleet, joined: what became of each, the guards over the sum of their plans, and
//! who leaves where.
//!
//! Deliberately absent: files, clocks, the environment, English. An organization whose result nobody added is missing by
//! construction, and nothing in a report but the times of [`PlanFacts`] depends on when its results were made.

mod evidence;
mod organization;
mod people;
mod problem;
mod report;
mod status;
mod sum;
#[cfg(test)]
pub(crate) mod tests;
mod trace;

pub use evidence::{Evidence, JudgedResult, PlanEvidence, RosterIdentity};
pub use organization::{OrganizationReport, PlanFacts, PlanPreview};
pub use people::{Departure, LeavingPerson};
pub use problem::ResultProblem;
pub use report::{FleetReport, FleetTotals, ReportBuilder, UnknownFolders};
pub use status::OrganizationStatus;
pub use sum::PlanSum;
pub use trace::ApplyTrace;
