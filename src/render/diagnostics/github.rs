//! For a workflow of GitHub Actions: errors on the lines of the roster.

use super::super::annotation::{Kind, Note, Spot, push};
use super::{Diagnosis, Problem};

/// One workflow command a problem, ten of them at most; the last one counts those left out. Empty when nothing is
/// wrong.
#[must_use]
pub fn github(found: &Diagnosis) -> String {
    let mut text = String::new();
    let unlisted = found.count.saturating_sub(found.problems.len()) as u64;
    push(Kind::Error, found.problems.iter().map(note), unlisted, Some(&found.roster), &mut text);
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
