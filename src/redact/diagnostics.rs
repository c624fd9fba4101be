//! Diagnostics and contradictions without people. They stay values, so that every format can print them.

use std::collections::BTreeMap;

use crate::model::{Argument, Arguments, Email, FilePath, FreeText, Label, PersonName};
use crate::roster::RosterErrors;

use super::{Redaction, address};

impl Redaction {
    /// The diagnostics of a roster without the lines that they quote, with their arguments replaced: e-mails by
    /// pseudonyms, other text of the roster by an ellipsis.
    #[must_use]
    pub fn roster_errors(&self, mut found: RosterErrors) -> RosterErrors {
        for diagnostic in &mut found.diagnostics {
            diagnostic.visit_arguments(&mut |argument| self.roster_argument(argument));
        }
        RosterErrors { sources: BTreeMap::new(), ..found }
    }

    fn roster_argument(&self, argument: Argument<'_>) {
        match argument {
            Argument::Email(email) => *email = Email::reported(&self.email(email.as_str())),
            Argument::Id(id) => self.user_id(id),
            Argument::Name(PersonName(text))
            | Argument::FreeText(FreeText(text))
            | Argument::Path(FilePath(text))
            | Argument::Label(Label(text)) => {
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
            for form in forms(redaction.roster_errors(alone())) {
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
