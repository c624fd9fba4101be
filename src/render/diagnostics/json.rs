//! For programs: one JSON document, even without diagnostics.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::DiagnosticsReport;
use crate::plan::PlaceRecord;
use crate::roster::DiagnosticSeverity;
use crate::text::visible;

/// What `validate --format json` prints, and `plan --format json` when there can be no plan.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Diagnostics of a rosterctl roster")]
struct DiagnosticsDocument<'a> {
    /// The version of this format. Additions keep the number before the point.
    #[schemars(extend("const" = "1.0"))]
    format_version: &'static str,
    /// Always `diagnostics`; a saved plan has no `type`.
    #[schemars(extend("const" = "diagnostics"))]
    r#type: &'static str,
    /// The path of the roster, or of the fleet, as it was given.
    roster: &'a str,
    /// Whether there is no error; with warnings alone the roster, or the fleet, can be used.
    valid: bool,
    /// The number of diagnostics, including those beyond the first 100 with one code, which are only counted.
    count: usize,
    /// The diagnostics by file and place.
    diagnostics: Vec<DiagnosticRecord<'a>>,
}

/// One problem.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Diagnostic")]
struct DiagnosticRecord<'a> {
    /// A stable code.
    #[schemars(example = "duplicate-user")]
    code: &'a str,
    /// How much it matters.
    severity: SeverityRecord,
    /// What is wrong, without a final full stop.
    message: &'a str,
    /// Where it starts; absent when no line of a file causes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<PlaceRecord>,
    /// How many characters of the line it covers; 1 when it has no line.
    #[schemars(range(min = 1))]
    width: u32,
    /// Other places that matter.
    also: Vec<RelatedRecord<'a>>,
    /// What to do.
    help: &'a str,
}

/// How much a diagnostic matters.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Severity")]
enum SeverityRecord {
    /// No plan is made until it is fixed.
    Error,
    /// The roster can be used, but may not express what was intended.
    Warning,
}

/// Another place that a diagnostic refers to.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RelatedInfo")]
struct RelatedRecord<'a> {
    /// The place.
    at: PlaceRecord,
    /// What is there.
    #[schemars(example = "first declared here")]
    label: &'a str,
}

/// The diagnostics as JSON with a line break at the end; invisible characters are escaped.
#[must_use]
pub fn json(found: &DiagnosticsReport) -> String {
    let items = found.diagnostics.iter().map(|diagnostic| DiagnosticRecord {
        code: diagnostic.code,
        severity: match diagnostic.severity {
            DiagnosticSeverity::Error => SeverityRecord::Error,
            DiagnosticSeverity::Warning => SeverityRecord::Warning,
        },
        message: &diagnostic.message,
        at: diagnostic.at.as_ref().map(PlaceRecord::from),
        width: diagnostic.width,
        also: diagnostic.also.iter().map(|(at, label)| RelatedRecord { at: at.into(), label }).collect(),
        help: &diagnostic.help,
    });
    let document = DiagnosticsDocument {
        format_version: "1.0",
        r#type: "diagnostics",
        roster: &found.roster,
        valid: found.errors == 0,
        count: found.count,
        diagnostics: items.collect(),
    };
    // Texts and numbers alone: this cannot fail.
    visible(&serde_json::to_string_pretty(&document).unwrap_or_default()) + "\n"
}

/// The JSON Schema of the document.
#[must_use]
pub fn schema() -> Value {
    schemars::generate::SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<DiagnosticsDocument<'static>>()
        .to_value()
}
