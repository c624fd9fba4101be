//! What is wrong with a roster, or between it and the directory, in each form in which it can be told.

mod github;
mod json;
mod sarif;
mod text;

use std::collections::BTreeMap;

use crate::model::Place;
use crate::plan::Contradiction;
use crate::render::wording::{contradiction_help, contradiction_message};
use crate::roster::{Diagnostic, RelatedInfo, RosterErrors, Severity};

pub use github::github;
pub use json::{json, schema};
pub use sarif::sarif;
pub use text::text;

/// Everything that is wrong. Each form takes it as it is: whoever must hide something does so before.
#[derive(Clone, Debug, Default)]
pub struct Diagnosis {
    /// The roster's path as printed: what no line caused is about this file.
    pub roster: String,
    /// What is wrong, by file and place.
    pub problems: Vec<Problem>,
    /// How many problems there are, also of those that are only counted.
    pub count: usize,
    /// How many of them are errors.
    pub errors: usize,
    /// Path as printed → text, for the source lines.
    pub sources: BTreeMap<String, String>,
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// A stable name.
    pub code: &'static str,
    /// What is wrong, without a final full stop.
    pub message: String,
    /// Where it starts; `None` when no line says it.
    pub at: Option<Place>,
    /// How many characters of that line it covers, at least 1.
    pub width: u32,
    /// Other places that matter.
    pub also: Vec<RelatedInfo>,
    /// What to do.
    pub help: String,
}

impl Diagnosis {
    /// The mistakes of the roster at this path.
    #[must_use]
    pub fn of_mistakes(roster: String, found: RosterErrors) -> Self {
        let RosterErrors { diagnostics, count, errors, sources } = found;
        Self { roster, problems: diagnostics.into_iter().map(Problem::from).collect(), count, errors, sources }
    }

    /// Where the roster at this path and the directory contradict each other.
    #[must_use]
    pub fn of_contradictions(roster: String, found: Vec<Contradiction>) -> Self {
        let count = found.len();
        let problems = found.into_iter().map(Problem::from).collect();
        Self { roster, problems, count, errors: count, sources: BTreeMap::new() }
    }

    /// The problems of this severity, and how many more there are that are only counted.
    fn of(&self, severity: Severity) -> (impl Iterator<Item = &Problem>, usize) {
        let of_it = move |problem: &&Problem| problem.severity == severity;
        let all = if severity == Severity::Error { self.errors } else { self.count.saturating_sub(self.errors) };
        let listed = self.problems.iter().filter(of_it).count();
        (self.problems.iter().filter(of_it), all.saturating_sub(listed))
    }

    /// The line of a place, when the file's text is known.
    fn line(&self, at: &Place) -> Option<&str> {
        let line = self.sources.get(&*at.file)?.lines().nth(at.line.checked_sub(1)? as usize)?;
        Some(line.strip_prefix('\u{feff}').unwrap_or(line))
    }
}

impl From<Diagnostic> for Problem {
    fn from(diagnostic: Diagnostic) -> Self {
        let Diagnostic { severity, code, message, at, width, also, help } = diagnostic;
        Self { severity, code, message, at: Some(at), width, also, help }
    }
}

impl From<Contradiction> for Problem {
    fn from(contradiction: Contradiction) -> Self {
        let Contradiction { at, kind } = contradiction;
        let (message, help) = (contradiction_message(&kind), contradiction_help(&kind));
        Self { severity: Severity::Error, code: kind.code(), message, at, width: 1, also: Vec::new(), help }
    }
}
