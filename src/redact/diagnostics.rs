//! What is wrong with a roster, said without its people. A diagnostic stays one, so that every format can show it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use crate::roster::{Diagnostic, RosterErrors};

use super::{Redaction, address};

impl Redaction {
    /// The mistakes without the lines that they quote.
    #[must_use]
    pub fn mistakes(&self, found: RosterErrors) -> RosterErrors {
        let diagnostics = found.diagnostics.into_iter().map(|diagnostic| self.diagnostic(diagnostic)).collect();
        RosterErrors { diagnostics, sources: BTreeMap::new(), ..found }
    }

    /// One mistake: what it quotes of the roster is replaced, unless it is a word of the roster's own language.
    #[must_use]
    pub fn diagnostic(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        diagnostic.message = self.quoting(&diagnostic.message);
        diagnostic.help = self.quoting(&diagnostic.help);
        for also in &mut diagnostic.also {
            also.label = self.quoting(&also.label);
        }
        diagnostic
    }

    /// A sentence of ours that quotes the roster in backticks.
    fn quoting(&self, sentence: &str) -> String {
        let (mut shown, mut rest) = (String::with_capacity(sentence.len()), sentence);
        while let Some(from) = rest.find('`') {
            let quote = &rest[from + 1..];
            let closes = |at: &usize| !quote[at + 1..].starts_with(|c: char| c.is_alphanumeric() || c == '`');
            let Some(to) = quote.match_indices('`').map(|(at, _)| at).find(closes) else { break };
            shown.push_str(&self.addresses(&rest[..from]));
            // An example of the program names no person.
            let is_example = ["such as ", "as in "].iter().any(|word| rest[..from].ends_with(word));
            let quoted = if is_example { quote[..to].to_owned() } else { self.quoted(&quote[..to]) };
            shown.push_str(&format!("`{quoted}`"));
            rest = &quote[to + 1..];
        }
        shown + &self.addresses(rest)
    }

    fn quoted(&self, quote: &str) -> String {
        if address::next(quote, 0).is_some_and(|address| address.len() == quote.len()) {
            self.email(quote)
        } else if WORDS.contains(quote) || !quote.contains(char::is_alphabetic) {
            quote.to_owned()
        } else {
            "…".to_owned()
        }
    }
}

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
