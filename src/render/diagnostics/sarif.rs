//! For code scanning: errors and warnings on the lines of the roster.

use serde_json::Value;

use super::super::sarif::{SarifLevel, SarifRegion, SarifResult, log};
use super::{Diagnosis, Problem};
use crate::model::Place;
use crate::roster::Severity;

/// SARIF 2.1.0, also when nothing is wrong: then it says so of every rule. `category` is the command that looked.
#[must_use]
pub fn sarif(found: &Diagnosis, category: &str) -> String {
    log(category, found.problems.iter().map(|problem| finding(problem, found)).collect(), Value::Null)
}

fn finding(problem: &Problem, found: &Diagnosis) -> SarifResult {
    let region = |at: &Place, width| SarifRegion { file: at.file.to_string(), line: at.line, column: at.column, width };
    // Lines move; what they hold tells a problem from others of its sort. Without it, the message does.
    let line = problem.at.as_ref().and_then(|at| found.line(at)).map(str::trim).filter(|line| !line.is_empty());
    SarifResult {
        rule: problem.code.to_owned(),
        level: match problem.severity {
            Severity::Error => SarifLevel::Error,
            Severity::Warning => SarifLevel::Warning,
        },
        message: format!("{}.\n{}", problem.message, problem.help),
        at: problem.at.as_ref().map_or_else(|| SarifRegion::start_of(&found.roster), |at| region(at, problem.width)),
        also: problem.also.iter().map(|also| (region(&also.at, 1), also.label.clone())).collect(),
        about: line.unwrap_or(&problem.message).to_owned(),
    }
}
