//! For programs: one JSON document, also when nothing is wrong.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Diagnosis;
use crate::plan::PlaceRecord;
use crate::roster::Severity;
use crate::text::visible;

/// What `validate --format json` prints, and `plan --format json` when there can be no plan.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Diagnostics of a rosterctl roster")]
struct Document<'a> {
    /// The version of this form. What is added keeps the number before the point.
    #[schemars(extend("const" = "1.0"))]
    format_version: &'static str,
    /// Always `diagnostics`: a saved plan has no `type`.
    #[schemars(extend("const" = "diagnostics"))]
    r#type: &'static str,
    /// The roster, as its path was given.
    roster: &'a str,
    /// Whether there is no error: with warnings alone the roster can be used.
    valid: bool,
    /// How many diagnostics there are, also of those beyond the first 100 of a code, which are only counted.
    count: usize,
    /// What is wrong, by file and place.
    diagnostics: Vec<Item<'a>>,
}

/// One thing that is wrong.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Diagnostic")]
struct Item<'a> {
    /// A stable name.
    #[schemars(example = "duplicate-user")]
    code: &'a str,
    /// How much it matters.
    severity: SeverityRecord,
    /// What is wrong, without a final full stop.
    message: &'a str,
    /// Where it starts; absent when no line says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<PlaceRecord>,
    /// How many characters of the line it covers; 1 when it has no line.
    #[schemars(range(min = 1))]
    width: u32,
    /// Other places that matter.
    also: Vec<AlsoRecord<'a>>,
    /// What to do.
    help: &'a str,
}

/// How much a diagnostic matters.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Severity")]
enum SeverityRecord {
    /// There can be no plan until it is fixed.
    Error,
    /// The roster can be used, and may not say what was meant.
    Warning,
}

/// Another place that a diagnostic speaks of.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RelatedInfo")]
struct AlsoRecord<'a> {
    /// Where.
    at: PlaceRecord,
    /// What is there.
    #[schemars(example = "first declared here")]
    label: &'a str,
}

/// The diagnostics as JSON with a line break at the end; invisible characters stand as escapes.
#[must_use]
pub fn json(found: &Diagnosis) -> String {
    let items = found.problems.iter().map(|problem| Item {
        code: problem.code,
        severity: match problem.severity {
            Severity::Error => SeverityRecord::Error,
            Severity::Warning => SeverityRecord::Warning,
        },
        message: &problem.message,
        at: problem.at.as_ref().map(PlaceRecord::from),
        width: problem.width,
        also: problem.also.iter().map(|also| AlsoRecord { at: (&also.at).into(), label: &also.label }).collect(),
        help: &problem.help,
    });
    let document = Document {
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
        .into_root_schema_for::<Document<'static>>()
        .to_value()
}
