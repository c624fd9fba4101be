//! The report of `doctor` for programs.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::model::{Check, Health};
use crate::text::visible;

/// What `doctor --json` prints.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Report of rosterctl doctor")]
struct DoctorDocument<'a> {
    /// The version of this format. Additions keep the number before the point.
    #[schemars(extend("const" = "1.0"))]
    format_version: &'static str,
    /// Always `doctor`.
    #[schemars(extend("const" = "doctor"))]
    r#type: &'static str,
    /// Whether no check failed.
    passed: bool,
    /// The checks in the order in which they were made.
    checks: Vec<CheckRecord<'a>>,
}

/// One check.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Check")]
struct CheckRecord<'a> {
    /// Its name.
    #[schemars(example = &"credentials")]
    name: &'a str,
    /// Its result.
    result: HealthRecord,
    /// What was found.
    found: &'a str,
    /// How to fix it; absent when all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

/// The result of a check.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Result")]
enum HealthRecord {
    /// All is well.
    Ok,
    /// Something is wrong.
    Failed,
    /// It could not be determined.
    Unknown,
    /// The check was not made, because of another one.
    Skipped,
}

/// Every check as JSON with a line break at the end; invisible characters are escaped.
#[must_use]
pub fn doctor_json(checks: &[Check]) -> String {
    let records = checks.iter().map(|check| CheckRecord {
        name: check.name,
        result: match check.health {
            Health::Ok => HealthRecord::Ok,
            Health::Failed => HealthRecord::Failed,
            Health::Unknown => HealthRecord::Unknown,
            Health::Skipped => HealthRecord::Skipped,
        },
        found: &check.found,
        help: check.fix.as_deref(),
    });
    let document = DoctorDocument {
        format_version: "1.0",
        r#type: "doctor",
        passed: checks.iter().all(|check| check.health != Health::Failed),
        checks: records.collect(),
    };
    // Texts alone: this cannot fail.
    visible(&serde_json::to_string_pretty(&document).unwrap_or_default()) + "\n"
}

/// The JSON Schema of the document.
#[must_use]
pub fn doctor_schema() -> Value {
    schemars::generate::SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<DoctorDocument<'static>>()
        .to_value()
}
