//! Collects diagnostics by file and line, and lists a limited number of each code.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::model::Place;
use crate::text::{is_hostile, masked_line};

use super::{Diagnostic, DiagnosticCode, DiagnosticKind, DiagnosticSeverity, RosterErrors};

/// The most diagnostics with one code that are listed; one more gives the number of the others.
pub(crate) const MAX_LISTED_PER_CODE: usize = 100;

/// Everything that was found wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    listed: Vec<Diagnostic>,
    counts: HashMap<DiagnosticCode, CodeCount>,
}

#[derive(Debug, Default)]
struct CodeCount {
    listed: usize,
    unlisted: usize,
    /// The place of the first one that is not listed.
    first_unlisted: Option<Place>,
}

impl Diagnostics {
    /// Adds a diagnostic.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        let code = diagnostic.code();
        if self.lists(code) {
            self.counts.entry(code).or_default().listed += 1;
            self.listed.push(diagnostic);
        } else {
            self.count(code, diagnostic.at);
        }
    }

    /// Whether one more diagnostic with this code would be listed: one that is not need not be made.
    pub(crate) fn lists(&self, code: DiagnosticCode) -> bool {
        self.counts.get(&code).is_none_or(|count| count.listed < MAX_LISTED_PER_CODE)
    }

    /// Counts a diagnostic that is not listed.
    pub(crate) fn count(&mut self, code: DiagnosticCode, at: Place) {
        let count = self.counts.entry(code).or_default();
        count.unlisted += 1;
        count.first_unlisted.get_or_insert(at);
    }

    /// Whether anything was found that keeps the roster from being used.
    pub(crate) fn has_errors(&self) -> bool {
        self.counts.keys().any(|code| code.severity() == DiagnosticSeverity::Error)
    }

    /// The diagnostics, first those of the roster itself, then those of the included files by path; `texts` are the
    /// files read.
    pub(crate) fn into_errors<'t>(
        mut self,
        roster: &str,
        texts: impl Iterator<Item = (&'t Arc<str>, &'t str)>,
    ) -> RosterErrors {
        let (mut all, mut errors) = (0, 0);
        for (code, count) in self.counts {
            let of_code = count.listed + count.unlisted;
            all += of_code;
            errors += if code.severity() == DiagnosticSeverity::Error { of_code } else { 0 };
            if let Some(at) = count.first_unlisted {
                let kind = DiagnosticKind::NotListed { code, count: count.unlisted };
                self.listed.push(Diagnostic { kind, at, width: 1, also: Vec::new() });
            }
        }
        self.listed.sort_by(|a, b| {
            let key = |d: &Diagnostic| (&*d.at.file != roster, d.at.clone());
            key(a).cmp(&key(b)).then_with(|| a.code().as_str().cmp(b.code().as_str()))
        });
        let quoted: HashSet<&Arc<str>> =
            self.listed.iter().flat_map(|d| d.also.iter().map(|also| &also.at.file).chain([&d.at.file])).collect();
        let texts = texts.filter(|(file, _)| quoted.contains(file));
        let sources: BTreeMap<String, String> = texts.map(|(file, text)| (file.to_string(), quotable(text))).collect();
        RosterErrors { diagnostics: self.listed, sources, count: all, errors }
    }
}

/// The text with replacements for characters that would act on a terminal and for characters that may belong to a
/// password in a URL. Columns stay correct.
fn quotable(text: &str) -> String {
    let shown = |c| if is_hostile(c) && !matches!(c, '\n' | '\r' | '\t') { '\u{fffd}' } else { c };
    text.split_inclusive('\n').flat_map(|line| masked_line(line).chars().map(shown).collect::<Vec<_>>()).collect()
}
