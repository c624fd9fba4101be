//! The report of a fleet as text, JSON and OpenMetrics, and the sentences of all its formats.

mod json;
mod openmetrics;
mod text;
pub(super) mod wording;

pub use json::{fleet_report_json, fleet_report_schema};
pub use openmetrics::fleet_report_openmetrics;
pub use text::fleet_report_text;
