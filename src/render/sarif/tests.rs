//! What a SARIF log promises: it is taken, each result stays the same result, and it says no more than it should.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::{MAX_RESULTS, sarif};
use crate::model::Place;
use crate::plan::Severity;
use crate::render::diagnostics::{self, DiagnosticsReport, ReportedDiagnostic};
use crate::render::tests::fixtures::plan;

fn results(log: &str) -> Vec<Value> {
    let log: Value = serde_json::from_str(log).unwrap();
    log["runs"][0]["results"].as_array().unwrap().clone()
}

#[test]
fn no_run_has_more_results_than_are_taken_and_the_last_counts_the_others() {
    let mut saved = plan(30_000, 10, "a");
    for finding in &mut saved.plan.findings[..3] {
        finding.severity = Severity::Error;
    }
    let results = results(&sarif(&saved));
    assert_eq!(results.len(), MAX_RESULTS);
    let levels: Vec<&str> = results.iter().map(|result| result["level"].as_str().unwrap()).collect();
    assert_eq!(
        levels[..10],
        ["error", "error", "error", "warning", "warning", "warning", "warning", "warning", "warning", "warning"]
    );
    assert!(levels[10..].iter().all(|level| *level == "note"));
    let last = results[MAX_RESULTS - 1]["message"]["text"].as_str().unwrap();
    assert!(last.ends_with("\n+5,010 more, not listed"), "{last}");
    assert!(!results[MAX_RESULTS - 2]["message"]["text"].as_str().unwrap().contains("not listed"));
}

#[test]
fn two_people_of_one_line_are_two_results() {
    let results = results(&sarif(&plan(500, 0, "a")));
    let hashes: HashSet<&str> = results
        .iter()
        .map(|result| result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap())
        .collect();
    assert_eq!(hashes.len(), 500);
}

fn problem(line: u32) -> ReportedDiagnostic {
    let at = Some(Place { file: Arc::from("roster.yaml"), line, column: 5 });
    let (severity, code) = (crate::roster::DiagnosticSeverity::Error, "bad-email");
    ReportedDiagnostic {
        severity,
        code,
        message: "no".to_owned(),
        at,
        width: 3,
        also: Vec::new(),
        help: "fix it".to_owned(),
    }
}

fn diagnosis(source: &str, lines: &[u32]) -> DiagnosticsReport {
    let diagnostics: Vec<ReportedDiagnostic> = lines.iter().map(|line| problem(*line)).collect();
    let sources = BTreeMap::from([("roster.yaml".to_owned(), source.to_owned())]);
    DiagnosticsReport {
        roster: "roster.yaml".to_owned(),
        count: diagnostics.len(),
        errors: diagnostics.len(),
        diagnostics,
        sources,
    }
}

#[test]
fn a_line_that_moves_keeps_its_fingerprint_and_equal_lines_have_two() {
    let hashes = |source: &str, lines: &[u32]| -> Vec<Value> {
        let log = diagnostics::sarif(&diagnosis(source, lines), "rosterctl validate");
        results(&log)
            .into_iter()
            .map(|result| result["partialFingerprints"]["primaryLocationLineHash"].clone())
            .collect()
    };
    let before = hashes("users:\n  - a\n  - b\n  - a\n", &[2, 3, 4]);
    let after = hashes("# a comment\n\nusers:\n    - a\n    - b\n    - a\n", &[4, 5, 6]);
    assert_eq!(before, after);
    assert_eq!(before.iter().map(Value::to_string).collect::<HashSet<_>>().len(), 3);
    assert_ne!(hashes("users:\n  - c\n", &[2])[0], before[0]);
}

#[test]
fn what_no_line_says_stands_on_the_first_one() {
    let nowhere = ReportedDiagnostic { at: None, ..problem(1) };
    let found = DiagnosticsReport { diagnostics: vec![nowhere], sources: BTreeMap::new(), ..diagnosis("", &[1]) };
    let result = &results(&diagnostics::sarif(&found, "rosterctl plan"))[0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"], json!({"uri": "roster.yaml", "uriBaseId": "%SRCROOT%"}));
    assert_eq!(place["region"], json!({"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}));
}

#[test]
fn every_result_names_a_rule_by_its_place() {
    let log: Value = serde_json::from_str(&sarif(&plan(3, 3, "a"))).unwrap();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 6);
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
}
