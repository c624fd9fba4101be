//! Diagnostics and contradictions without people. They stay values, so that every format can print them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use crate::model::{Argument, Arguments, Email, FilePath, FreeText, PersonName};
use crate::plan::Contradiction;
use crate::roster::RosterErrors;

use super::{Redaction, address};

impl Redaction {
    /// The diagnostics of a roster without the lines that they quote, with their arguments replaced: e-mails by
    /// pseudonyms, other text of the roster by an ellipsis.
    #[must_use]
    pub fn mistakes(&self, mut found: RosterErrors) -> RosterErrors {
        for diagnostic in &mut found.diagnostics {
            diagnostic.visit_arguments(&mut |argument| self.roster_argument(argument));
        }
        RosterErrors { sources: BTreeMap::new(), ..found }
    }

    fn roster_argument(&self, argument: Argument<'_>) {
        match argument {
            Argument::Email(email) => *email = Email::reported(&self.email(email.as_str())),
            Argument::Name(PersonName(text)) | Argument::FreeText(FreeText(text)) | Argument::Path(FilePath(text)) => {
                *text = self.roster_text(text);
            }
        }
    }

    /// Text of a roster: an address becomes its pseudonym, and anything else that has a letter is withheld.
    fn roster_text(&self, text: &str) -> String {
        if address::next(text, 0).is_some_and(|address| address.len() == text.len()) {
            self.email(text)
        } else if text.contains(char::is_alphabetic) {
            "…".to_owned()
        } else {
            text.to_owned()
        }
    }

    /// The contradictions; divisions stay.
    #[must_use]
    pub fn contradictions(&self, found: Vec<Contradiction>) -> Vec<Contradiction> {
        let rewrite =
            |text: &str, code: &str| if code.contains("division") { self.addresses(text) } else { self.quoting(text) };
        let replaced = |found: Contradiction| Contradiction {
            message: rewrite(&found.message, found.code),
            help: rewrite(&found.help, found.code),
            ..found
        };
        found.into_iter().map(replaced).collect()
    }

    /// A sentence of ours that quotes the roster in backticks.
    pub(super) fn quoting(&self, sentence: &str) -> String {
        let (mut shown, mut rest) = (String::with_capacity(sentence.len()), sentence);
        while let Some(from) = rest.find('`') {
            let quote = &rest[from + 1..];
            let closes = |at: &usize| !quote[at + 1..].starts_with(|c: char| c.is_alphanumeric() || c == '`');
            let Some(to) = quote.match_indices('`').map(|(at, _)| at).find(closes) else { break };
            shown.push_str(&self.addresses(&rest[..from]));
            // An example of ours is nobody's.
            let is_example = ["such as ", "as in "].iter().any(|word| rest[..from].ends_with(word));
            let quoted = if is_example { quote[..to].to_owned() } else { self.quoted(&quote[..to]) };
            shown.push_str(&format!("`{quoted}`"));
            rest = &quote[to + 1..];
        }
        shown + &self.addresses(rest)
    }

    fn quoted(&self, quote: &str) -> String {
        let around = AROUND.iter().find(|(before, after)| quote.starts_with(before) && quote.ends_with(after));
        let (before, after) = around.copied().unwrap_or_default();
        let value = quote.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).unwrap_or(quote);
        if address::next(value, 0).is_some_and(|address| address.len() == value.len()) {
            format!("{before}{}{after}", self.email(value))
        } else if WORDS.contains(quote) || !quote.contains(char::is_alphabetic) {
            quote.to_owned()
        } else {
            "…".to_owned()
        }
    }
}

/// What stands before and after an address where a finding says how to write it.
const AROUND: [(&str, &str); 4] = [("email: ", ""), ("was: ", ""), ("- {email: ", ", reason: WHY}"), ("- ", "")];

/// The words of the roster's language: its keys and fixed values, and what a message shows as an example of a line.
static WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let ours = [
        "true",
        "false",
        "https://",
        "http://",
        "users: []",
        "leavers: []",
        "version: 1",
        "users:",
        "leavers:",
        "directory:",
        "was:",
    ];
    let mut words: BTreeSet<String> = ours.map(str::to_owned).into();
    collect(&crate::roster::schema(), &mut words);
    words
});

fn collect(schema: &Value, words: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            for (key, member) in members {
                match (key.as_str(), member) {
                    ("properties", Value::Object(properties)) => words.extend(properties.keys().cloned()),
                    ("enum", Value::Array(values)) => {
                        words.extend(values.iter().filter_map(Value::as_str).map(str::to_owned))
                    }
                    ("const", Value::String(value)) => drop(words.insert(value.clone())),
                    _ => {}
                }
                collect(member, words);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Place, SAMPLE_MARK, Sample};
    use crate::render::diagnostics::{DiagnosticsReport, github, json, sarif, text};
    use crate::roster::{Diagnostic, DiagnosticKind, RelatedInfo, RelatedLabel};

    /// Every kind of diagnostic, with a line that quotes the mark.
    fn samples() -> RosterErrors {
        let at = Place { file: Arc::from("roster.yaml"), line: 1, column: 1 };
        let also = vec![RelatedInfo { at: at.clone(), label: RelatedLabel::First }];
        let kinds = DiagnosticKind::samples();
        let diagnostics: Vec<Diagnostic> =
            kinds.into_iter().map(|kind| Diagnostic { kind, at: at.clone(), width: 1, also: also.clone() }).collect();
        let sources = BTreeMap::from([("roster.yaml".to_owned(), format!("users: [{SAMPLE_MARK}]"))]);
        RosterErrors { count: diagnostics.len(), errors: diagnostics.len(), diagnostics, sources }
    }

    fn forms(found: RosterErrors) -> [String; 4] {
        let report = DiagnosticsReport::of_errors("roster.yaml".to_owned(), found);
        [text(&report), json(&report), github(&report), sarif(&report, "rosterctl validate")]
    }

    #[test]
    fn no_argument_of_any_diagnostic_survives_redaction_in_any_format() {
        let marked = |text: &str| text.to_lowercase().contains(SAMPLE_MARK);
        let redaction = Redaction::new(b"key");
        // GitHub keeps ten annotations of a kind, so each diagnostic is printed alone.
        for diagnostic in samples().diagnostics {
            let alone = || RosterErrors { diagnostics: vec![diagnostic.clone()], count: 1, errors: 1, ..samples() };
            for form in forms(redaction.mistakes(alone())) {
                assert!(!marked(&form), "{form}");
            }
            assert!(marked(&text(&DiagnosticsReport::of_errors(String::new(), alone()))), "the samples are marked");
        }
    }

    #[test]
    fn every_diagnostic_says_what_is_wrong_and_what_to_do_without_a_final_full_stop() {
        for diagnostic in DiagnosticsReport::of_errors(String::new(), samples()).diagnostics {
            for sentence in [&diagnostic.message, &diagnostic.help] {
                assert!(!sentence.is_empty() && !sentence.ends_with('.'), "{diagnostic:?}");
            }
        }
    }

    #[test]
    fn every_code_of_a_diagnostic_has_a_summary_and_an_advice() {
        for code in crate::roster::DiagnosticCode::ALL {
            assert!(code.summary().ends_with('.') && code.advice().ends_with('.'), "{code:?}");
        }
    }
}
