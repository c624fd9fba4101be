//! Collects diagnostics, in the order of the files and their lines, and no more of one sort than a person reads.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::model::Place;
use crate::text::{masked_line, without_passwords};

use super::node::Spot;
use super::{Diagnostic, RelatedInfo, RosterErrors, Severity};
use crate::text::is_hostile;

/// The most diagnostics of one code that are reported in full; one more says how many there are beyond them.
pub(crate) const SHOWN: usize = 100;

/// Everything that was found wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    kept: Vec<Diagnostic>,
    counts: HashMap<&'static str, Count>,
}

#[derive(Debug, Default)]
struct Count {
    /// That of each of them: a code has one.
    severity: Severity,
    kept: usize,
    beyond: usize,
    /// Where the first one stands that was not kept.
    first_beyond: Option<Place>,
}

impl Diagnostic {
    /// A mistake in `file` at `spot`.
    pub(crate) fn new(code: &'static str, file: &Arc<str>, spot: Spot, message: impl Into<String>) -> Self {
        let at = Place { file: Arc::clone(file), line: spot.line.max(1), column: spot.column.max(1) };
        let (severity, message) = (Severity::Error, message.into());
        Self { severity, code, message, at, width: spot.width.max(1), also: Vec::new(), help: String::new() }
    }

    /// The same with what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The same with another place that matters.
    pub(crate) fn also(mut self, at: Place, label: impl Into<String>) -> Self {
        self.also.push(RelatedInfo { at, label: label.into() });
        self
    }
}

impl Findings {
    /// Takes one more.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        let count = self.counts.entry(diagnostic.code).or_default();
        count.severity = diagnostic.severity;
        if count.kept < SHOWN {
            count.kept += 1;
            self.kept.push(diagnostic);
        } else {
            count.beyond += 1;
            count.first_beyond.get_or_insert(diagnostic.at);
        }
    }

    /// Whether one more of `code` would be shown: what is costly to say need not be said otherwise.
    pub(crate) fn shows(&self, code: &'static str) -> bool {
        self.counts.get(code).is_none_or(|count| count.kept < SHOWN)
    }

    /// Whether anything was found that keeps the roster from being used.
    pub(crate) fn has_errors(&self) -> bool {
        self.counts.values().any(|count| count.severity == Severity::Error)
    }

    /// The mistakes, the roster's own first, then those of the included files by path; `texts` are the files read.
    pub(crate) fn into_errors<'t>(
        mut self,
        roster: &str,
        texts: impl Iterator<Item = (&'t Arc<str>, &'t str)>,
    ) -> RosterErrors {
        let (mut all, mut errors) = (0, 0);
        for (code, count) in self.counts {
            let of_it = count.kept + count.beyond;
            all += of_it;
            errors += if count.severity == Severity::Error { of_it } else { 0 };
            if let Some(at) = count.first_beyond {
                let message = format!("{} more of this sort (`{code}`) not shown", count.beyond);
                let help = "fix those above, then check again".to_owned();
                let severity = count.severity;
                self.kept.push(Diagnostic { severity, code, message, at, width: 1, also: Vec::new(), help });
            }
        }
        for found in &mut self.kept {
            for text in [&mut found.message, &mut found.help] {
                *text = without_passwords(text).into_owned();
            }
        }
        self.kept.sort_by(|a, b| {
            let key = |d: &Diagnostic| (&*d.at.file != roster, d.at.clone());
            key(a).cmp(&key(b)).then_with(|| a.code.cmp(b.code))
        });
        let quoted: HashSet<&Arc<str>> =
            self.kept.iter().flat_map(|d| d.also.iter().map(|also| &also.at.file).chain([&d.at.file])).collect();
        let texts = texts.filter(|(file, _)| quoted.contains(file));
        let sources: BTreeMap<String, String> =
            texts.map(|(file, text)| (file.to_string(), sanitize_inline(text))).collect();
        RosterErrors { diagnostics: self.kept, sources, count: all, errors }
    }
}

/// The text with each character that would act on a terminal, and each that may be of a password in an address, replaced
/// by one that is not: columns stay right.
fn sanitize_inline(text: &str) -> String {
    let shown = |c| if is_hostile(c) && !matches!(c, '\n' | '\r' | '\t') { '\u{fffd}' } else { c };
    text.split_inclusive('\n').flat_map(|line| masked_line(line).chars().map(shown).collect::<Vec<_>>()).collect()
}
