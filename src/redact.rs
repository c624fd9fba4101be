//! Replaces people's names and e-mails by pseudonyms, in values and not in what is printed of them: every format then
//! shows the same.
//!
//! The arguments of messages are replaced one by one, and the sentences are worded anew. Free text is withheld whole: a
//! person can be named in more ways than can be searched for. Only errors and outcomes, whose text comes from elsewhere,
//! are searched for people ([`Redaction::text`]). What stays as it is: ids, divisions, roles, organization, files and their
//! lines, counts, the digest. Anyone who may read the directory can identify users by their ids; an id that is an e-mail or a
//! name itself is replaced.

mod address;
mod diagnostics;
mod directory;
mod fleet_report;
mod ids;
mod known;
mod outcomes;
mod pseudonym;
mod text;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ffi::OsString;

use crate::error::Error;
use crate::model::{AccountMarks, Argument, Arguments, Division, Email};
use crate::plan::{Action, Contradiction, Finding, Reason, RolesRecord, SavedPlan};
use crate::render::wording::{finding_summary, finding_text, general_reason, reason_text};
use crate::text::{one_line, percent_decoded};

use self::known::KnownPeople;
use self::pseudonym::{Pseudonym, pseudonym};

/// What replaces free text.
const WITHHELD: &str = "withheld by --redact";

/// What replaces free text inside a sentence that quotes it.
const ELLIPSIS: &str = "…";

/// Replaces the people that it knows, and whatever else looks like an e-mail address.
#[derive(Clone)]
pub struct Redaction {
    key: Box<[u8]>,
    known: KnownPeople,
    /// Whose ids say who they are.
    ids: HashMap<String, Pseudonym>,
    /// What was typed that may be a person's name, as errors quote it, and what replaces it.
    typed: Vec<(String, &'static str)>,
}

impl Redaction {
    /// A redaction that knows no person yet. Without the `key`, a pseudonym cannot be resolved by trying addresses; with an
    /// empty key, it can. The same address has the same pseudonym under the same key, in every plan of
    /// every organization.
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        Self { key: key.into(), known: KnownPeople::default(), ids: HashMap::new(), typed: Vec::new() }
    }

    /// A redaction that knows the people named by an e-mail on a command line, however it is misspelled there. Other words
    /// may be names too: what is typed for `--only` is withheld, and so are unexpected arguments.
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

    /// Makes a person known: their e-mail, and their name when it has several words, are replaced in the text of errors
    /// and outcomes. A single word may be one of our own sentences, and would reveal its pseudonym.
    pub fn learn(&mut self, email: &str, name: &str) {
        let pseudonym = pseudonym(&self.key, email, name);
        self.known.insert(email, name, &pseudonym);
    }

    /// Makes every person in a plan known.
    pub fn learn_plan(&mut self, saved: &SavedPlan) {
        // Where terms are known, ids are whatever the service makes of them.
        let has_free_ids = saved.directory.terms.is_some();
        for action in &saved.plan.actions {
            let user = &action.user;
            self.learn(&user.email, &user.name);
            if has_free_ids {
                self.learn_id(&user.id, &user.email, &user.name);
                let login = user.account.user_name.as_deref().unwrap_or_default();
                self.learn_id(&user.id, &user.email, login);
            }
        }
        for finding in &saved.plan.findings {
            let user = &finding.user;
            let name = user.name.as_deref().unwrap_or_default();
            self.learn(&user.email, name);
            if let Some(id) = user.id.as_deref().filter(|_| has_free_ids) {
                self.learn_id(id, &user.email, name);
            }
        }
    }

    /// The plan without its people, in the order of their pseudonyms, marked as redacted. Its digest is that of the plan
    /// as it was.
    #[must_use]
    pub fn plan(&mut self, saved: &SavedPlan) -> SavedPlan {
        self.learn_plan(saved);
        let mut shown = saved.clone();
        self.directory(&mut shown.directory);
        for action in &mut shown.plan.actions {
            self.action(action);
        }
        // The order of their e-mails would reveal something of them.
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

    /// A text without the people who are known, and without anything that looks like an e-mail address, percent-encoded as
    /// in the line of a request or not.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        let decoded = percent_decoded(text);
        let has_encoded_address = decoded.matches('@').count() > text.matches('@').count();
        self.rewrite(if has_encoded_address { &decoded } else { text })
    }

    /// An error with its text redacted, causes and hints included.
    #[must_use]
    pub fn error(&self, error: Error) -> Error {
        error.reworded(|text| {
            let withheld = self.typed.iter().fold(text.to_owned(), |text, (typed, said)| text.replace(typed, said));
            self.text(&withheld)
        })
    }

    fn action(&self, action: &mut Action) {
        let user = &mut action.user;
        user.id = self.id(&user.id);
        self.user(&mut user.email, Some(&mut user.name));
        // A redacted plan is never applied, and nothing else asks for them.
        user.account = AccountMarks::default();
        self.division(user.division.as_mut());
        self.reason(&mut action.reason);
        if let Some(RolesRecord::Names(names)) = action.impact.as_mut().map(|impact| &mut impact.roles) {
            names.iter_mut().for_each(|name| *name = self.addresses(name));
        }
    }

    fn finding(&self, finding: &mut Finding) {
        let user = &mut finding.user;
        user.id = user.id.as_deref().map(|id| self.id(id));
        self.user(&mut user.email, user.name.as_mut());
        finding.text = match &mut finding.details {
            Some(kind) => {
                self.replace_arguments(kind, WITHHELD);
                finding_text(kind, &finding.user)
            }
            // A plan of an earlier build holds the sentence alone.
            None => finding_summary(finding.code).to_owned(),
        };
    }

    fn reason(&self, reason: &mut Reason) {
        reason.text = match &mut reason.details {
            Some(kind) => {
                self.replace_arguments(kind, WITHHELD);
                reason_text(kind)
            }
            None => general_reason(reason.code).unwrap_or(WITHHELD).to_owned(),
        };
    }

    /// The contradictions without their people.
    #[must_use]
    pub fn contradictions(&self, mut found: Vec<Contradiction>) -> Vec<Contradiction> {
        for contradiction in &mut found {
            self.replace_arguments(&mut contradiction.kind, ELLIPSIS);
        }
        found
    }

    /// Replaces what the arguments of a message reveal about people; `withheld` replaces free text.
    fn replace_arguments(&self, message: &mut impl Arguments, withheld: &str) {
        message.visit_arguments(&mut |argument| match argument {
            Argument::Email(email) => *email = Email::reported(&self.email(email.as_str())),
            Argument::Name(name) => name.0 = self.known.short(&self.pseudonym("", &name.0)).name(),
            Argument::FreeText(text) => withheld.clone_into(&mut text.0),
            Argument::Path(path) => path.0 = self.addresses(&path.0),
            Argument::Label(label) => label.0 = self.addresses(&label.0),
            Argument::Id(id) => self.user_id(id),
        });
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

    fn division(&self, division: Option<&mut Division>) {
        if let Some(division) = division {
            division.name = self.addresses(&division.name);
        }
    }

    fn pseudonym(&self, email: &str, name: &str) -> Pseudonym {
        pseudonym(&self.key, email, name)
    }
}

impl std::fmt::Debug for Redaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redaction")
    }
}
