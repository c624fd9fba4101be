//! For a workflow of GitHub Actions: errors and warnings on the lines of the roster.

use super::super::annotation::{Kind, Note, Spot, push};
use super::{Diagnosis, Problem};
use crate::roster::Severity;

/// One workflow command a problem, the errors first and ten of each kind at most; the last one counts those left out.
/// Empty when nothing is wrong.
#[must_use]
pub fn github(found: &Diagnosis) -> String {
    let mut text = String::new();
    for (kind, severity) in [(Kind::Error, Severity::Error), (Kind::Warning, Severity::Warning)] {
        let (problems, unlisted) = found.of(severity);
        push(kind, problems.map(note), unlisted as u64, Some(&found.roster), &mut text);
    }
    text
}

fn note(problem: &Problem) -> Note<'_> {
    let at = problem.at.as_ref().map(|at| Spot {
        file: &at.file,
        line: at.line,
        column: at.column,
        end: Some(at.column.saturating_add(problem.width)),
    });
    let also = problem.also.iter().map(|also| format!("\n{} at {}", also.label, also.at));
    let message = format!("{}{}\n{}", problem.message, also.collect::<String>(), problem.help);
    Note { at, title: problem.code.to_owned(), message }
}
