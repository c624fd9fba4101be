//! Replaces people's names and e-mails by pseudonyms, in values and not in what is printed of them: every format then
//! shows the same.
//!
//! Free text is withheld whole: a person can be named in more ways than can be looked for. Sentences of ours stay, with
//! the e-mails in them replaced. What stays as it is: ids, divisions, roles, organization, files and their lines, counts, the digest. Whoever may read the
//! directory can tell by the ids who is meant.

mod address;
mod diagnostics;
mod known;
mod outcomes;
mod pseudonym;
mod text;

#[cfg(test)]
mod tests;

use std::ffi::OsString;

use jiff::civil::Date;

use crate::error::Error;
use crate::plan::{
    Action, DivisionRecord, Finding, FindingCode, LAST_DAY, NOT_DECLARED, Reason, ReasonCode, RolesRecord, SavedPlan,
};
use crate::text::one_line;

use self::known::Known;
use self::pseudonym::{Pseudonym, pseudonym};

/// What stands in for free text.
const WITHHELD: &str = "withheld by --redact";

/// What is said of somebody who is protected, without the reason that the roster gives.
const KEPT: &str = "kept, because they are protected";

/// Replaces the people whom it knows, and whatever else looks like an e-mail address.
#[derive(Clone)]
pub struct Redaction {
    key: Box<[u8]>,
    known: Known,
    /// What was typed that may be somebody's name, as errors quote it, and what is said instead.
    typed: Vec<(String, &'static str)>,
}

impl Redaction {
    /// A redaction that knows nobody yet. Without the `key`, nobody can tell a pseudonym's person by trying addresses;
    /// with an empty one, everybody can. The same address has the same pseudonym under the same key, in every plan of
    /// every organization.
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        Self { key: key.into(), known: Known::default(), typed: Vec::new() }
    }

    /// A redaction that knows whoever is named by an e-mail on a command line, however it is misspelled there. Of other
    /// words nobody can tell whether they are a name: what is typed for `--only` is withheld, and what stands where
    /// nothing is expected.
    #[must_use]
    pub fn of_command_line(key: &[u8], arguments: &[OsString]) -> Self {
        let mut redaction = Self::new(key);
        for text in arguments.iter().filter_map(|argument| argument.to_str()).filter(|text| text.contains('@')) {
            let value = text.split_once('=').filter(|(option, _)| option.starts_with("--"));
            let text = value.map_or(text, |(_, value)| value);
            redaction.learn(text, "");
            redaction.learn(&one_line(text), "");
        }
        let words: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
        let behind = words.windows(2).filter_map(|pair| (pair[0] == "--only").then_some(pair[1]));
        let of_only = behind.chain(words.iter().filter_map(|word| word.strip_prefix("--only=")));
        let is_name = |word: &&str| !word.contains('@') && !word.is_empty();
        redaction.typed = (of_only.filter(is_name).map(|name| (format!("--only `{}`", one_line(name)), "--only `…`")))
            .chain(
                words
                    .iter()
                    .copied()
                    .filter(is_name)
                    .filter(|word| !word.starts_with('-'))
                    .map(|word| (format!("unexpected argument '{}'", one_line(word)), "unexpected argument '…'")),
            )
            .collect();
        redaction
    }

    /// Makes somebody known: their e-mail, and their name when it has several words, are replaced in what a directory or
    /// an error says. A single word may be one of our own sentences, and would tell who its pseudonym is.
    pub fn learn(&mut self, email: &str, name: &str) {
        let pseudonym = pseudonym(&self.key, email, name);
        self.known.insert(email, name, &pseudonym);
    }

    /// Makes everybody known whom a plan speaks of.
    pub fn learn_plan(&mut self, saved: &SavedPlan) {
        for action in &saved.plan.actions {
            self.learn(&action.user.email, &action.user.name);
        }
        for finding in &saved.plan.findings {
            self.learn(&finding.user.email, finding.user.name.as_deref().unwrap_or_default());
        }
    }

    /// The plan without its people, in the order of their pseudonyms, marked as redacted. Its digest is that of the plan
    /// as it was.
    #[must_use]
    pub fn plan(&mut self, saved: &SavedPlan) -> SavedPlan {
        self.learn_plan(saved);
        let mut shown = saved.clone();
        shown.directory.organization.name = self.addresses(&shown.directory.organization.name);
        for action in &mut shown.plan.actions {
            self.action(action);
        }
        // The order of their e-mails would tell something of them.
        shown.plan.actions.sort_by(|a, b| (&a.user.email, &a.user.id).cmp(&(&b.user.email, &b.user.id)));
        for finding in &mut shown.plan.findings {
            self.finding(finding);
        }
        let rank = |f: &Finding| (f.severity, f.code, f.at.clone(), f.user.email.clone(), f.user.id.clone());
        shown.plan.findings.sort_by_cached_key(rank);
        for lifted in &mut shown.plan.overrides {
            WITHHELD.clone_into(&mut lifted.reason);
        }
        shown.into_redacted()
    }

    /// The pseudonym of an e-mail address, itself an address: `user-3f9a1c2e4b7d@redacted.invalid`.
    #[must_use]
    pub fn email(&self, email: &str) -> String {
        if email.is_empty() { String::new() } else { self.known.short(&self.pseudonym(email, "")).address() }
    }

    /// A text without the people who are known, and without anything that looks like an e-mail address.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        self.rewrite(text)
    }

    /// An error without them, its causes and hints included.
    #[must_use]
    pub fn error(&self, error: Error) -> Error {
        error.reworded(|text| {
            let withheld = self.typed.iter().fold(text.to_owned(), |text, (typed, said)| text.replace(typed, said));
            self.text(&withheld)
        })
    }

    fn action(&self, action: &mut Action) {
        let user = &mut action.user;
        self.user(&mut user.email, Some(&mut user.name));
        self.division(user.division.as_mut());
        action.reason.text = known_words(&action.reason).unwrap_or(WITHHELD).to_owned();
        if let Some(RolesRecord::Names(names)) = action.impact.as_mut().map(|impact| &mut impact.roles) {
            names.iter_mut().for_each(|name| *name = self.addresses(name));
        }
    }

    fn finding(&self, finding: &mut Finding) {
        let user = &mut finding.user;
        self.user(&mut user.email, user.name.as_mut());
        finding.text = match finding.code {
            FindingCode::Protected => KEPT.to_owned(),
            _ => self.quoting(&finding.text),
        };
    }

    fn user(&self, email: &mut String, name: Option<&mut String>) {
        let pseudonym = self.known.short(&self.pseudonym(email, name.as_deref().map_or("", String::as_str)));
        if !email.is_empty() {
            *email = pseudonym.address();
        }
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            *name = pseudonym.name();
        }
    }

    fn division(&self, division: Option<&mut DivisionRecord>) {
        if let Some(division) = division {
            division.name = self.addresses(&division.name);
        }
    }

    fn pseudonym(&self, email: &str, name: &str) -> Pseudonym {
        pseudonym(&self.key, email, name)
    }
}

/// What of a reason is of our own making: the rule, and a day. `None` when people wrote it.
fn known_words(reason: &Reason) -> Option<&str> {
    match reason.code {
        ReasonCode::Leaver => None,
        ReasonCode::Expired => {
            let (day, _) = reason.text.split_at_checked(LAST_DAY.len() + "YYYY-MM-DD".len())?;
            day.strip_prefix(LAST_DAY)?.parse::<Date>().ok().map(|_| day)
        }
        ReasonCode::NotDeclared => Some(NOT_DECLARED).filter(|ours| *ours == reason.text),
    }
}

impl std::fmt::Debug for Redaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redaction")
    }
}
