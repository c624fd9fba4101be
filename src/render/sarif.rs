//! SARIF 2.1.0: what code scanning shows on the lines of the roster.
//!
//! Of GitHub's "SARIF support for code scanning" everything that it requires is there: each result has one location of
//! four numbers and a fingerprint, each rule a description and a help, and no run more results than are taken.

mod plan;
mod result;
mod rules;
#[cfg(test)]
mod tests;

use serde_json::{Value, json};

use crate::text::visible;

pub use plan::sarif;
pub(super) use result::{SarifLevel, SarifRegion, SarifResult};

use crate::text::grouped;

/// The most results of a run: a file with more is refused whole.
const MAX_RESULTS: usize = 25_000;

/// One run as a log of its own, with a line break at the end; the last of [`MAX_RESULTS`] results counts those left out.
///
/// `category` distinguishes the runs of the program: code scanning replaces the results of an earlier run with the same one.
pub(super) fn log(category: &str, mut results: Vec<SarifResult>, properties: Value) -> String {
    let left_out = results.len().saturating_sub(MAX_RESULTS);
    results.truncate(MAX_RESULTS);
    if let Some(last) = results.last_mut().filter(|_| left_out > 0) {
        last.message.push_str(&format!("\n+{} more, not listed", grouped(left_out as u64)));
    }
    let mut run = json!({
        "tool": {"driver": {
            "name": "rosterctl",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules::descriptors(),
        }},
        "automationDetails": {"id": format!("{category}/")},
        "invocations": [{"executionSuccessful": true}],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {
            "description": {"text": "The folder in which rosterctl ran: the root of the repository."},
        }},
        "results": result::values(&results),
    });
    if !properties.is_null() {
        run["properties"] = properties;
    }
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    visible(&format!("{log:#}\n"))
}
