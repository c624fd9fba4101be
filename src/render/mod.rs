//! Values → text for people and programs. Every remote string is made harmless here.
//!
//! Deliberately absent: writing anywhere. What is returned may hold ANSI colours; `ui.rs` strips them where they do
//! not belong.

mod annotation;
pub mod diagnostics;
mod diff;
mod doctor;
mod doctor_json;
pub mod events;
mod explanation;
mod export_summary;
mod fleet_list;
mod fleet_report;
mod fmt_diff;
mod github;
mod gitlab;
mod html;
mod markdown;
mod next_steps;
mod numbers;
mod outcomes;
mod sarif;
mod services;
mod snapshot;
mod terms;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod text;
mod waits;
pub mod wording;
mod wrap;

pub use diff::diff;
pub use doctor::doctor_report;
pub use doctor_json::{doctor_json, doctor_schema};
pub use explanation::explanations;
pub use export_summary::{export_summary, not_exportable};
pub use fleet_list::{fleet_index, fleet_matrix, fleet_table};
pub use fleet_report::{fleet_report_json, fleet_report_openmetrics, fleet_report_schema, fleet_report_text};
pub use fmt_diff::{fmt_diff, moved_comments};
pub use github::github;
pub use gitlab::gitlab;
pub use html::{fleet_report_html, html};
pub use markdown::{LimitTooSmall, fleet_report_markdown, markdown};
pub use next_steps::{next_steps, organization_command, question};
pub use outcomes::{apply_warning, outcome_reason, totals, user_outcome, warning};
pub use sarif::sarif;
pub(crate) use services::{service, service_json, services, services_json};
pub use snapshot::{age, snapshot_age, snapshot_taken};
pub use text::{plan, summary};
pub use waits::wait_cause;
pub use wording::record;
