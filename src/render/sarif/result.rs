//! One result: a message on a line, with a fingerprint that stays when the line moves.

use std::collections::HashMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::rules;
use crate::plan::Severity;
use crate::text::{hex, sanitize_multiline};

/// The level of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::render) enum SarifLevel {
    Error,
    Warning,
    Note,
}

/// One result, on one line.
#[derive(Clone, Debug)]
pub(in crate::render) struct SarifResult {
    /// One of the rules.
    pub(in crate::render) rule: String,
    pub(in crate::render) level: SarifLevel,
    /// Of several lines, perhaps; not yet sanitized.
    pub(in crate::render) message: String,
    pub(in crate::render) at: SarifRegion,
    /// Other places, each with what is there.
    pub(in crate::render) also: Vec<(SarifRegion, String)>,
    /// The key of what it is about, whatever its line is: with the rule and the file it identifies the result.
    pub(in crate::render) about: String,
}

impl SarifLevel {
    /// The word of the format.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl From<Severity> for SarifLevel {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Info => Self::Note,
        }
    }
}

/// A part of a line, counted from 1.
#[derive(Clone, Debug)]
pub(in crate::render) struct SarifRegion {
    pub(in crate::render) file: String,
    pub(in crate::render) line: u32,
    pub(in crate::render) column: u32,
    /// In characters.
    pub(in crate::render) width: u32,
}

impl SarifRegion {
    /// The start of the roster: the place of what no line caused.
    pub(in crate::render) fn start_of(file: &str) -> Self {
        Self { file: file.to_owned(), line: 1, column: 1, width: 1 }
    }

    fn value(&self) -> Value {
        json!({
            "artifactLocation": artifact(&self.file),
            "region": {
                "startLine": self.line.max(1),
                "startColumn": self.column.max(1),
                "endLine": self.line.max(1),
                "endColumn": self.column.max(1).saturating_add(self.width.max(1)),
            },
        })
    }
}

/// The results in their order. Equal ones in one file are distinguished by their number.
pub(super) fn values(results: &[SarifResult]) -> Vec<Value> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let value = |result: &SarifResult| {
        let hash = fingerprint(result);
        let number = seen.entry(hash.clone()).and_modify(|number| *number += 1).or_insert(1);
        let hash = format!("{hash}:{number}");
        let mut value = json!({
            "ruleId": result.rule,
            "level": result.level.as_str(),
            "message": {"text": message(&result.message)},
            "locations": [{"physicalLocation": result.at.value()}],
            // The first is the only one that GitHub reads, and the form is that of its own.
            "partialFingerprints": {"primaryLocationLineHash": hash, "rosterctl/v1": hash},
        });
        if let Some(index) = rules::index(&result.rule) {
            value["ruleIndex"] = json!(index);
        }
        if !result.also.is_empty() {
            let related = result.also.iter().enumerate().map(|(id, (at, label))| {
                json!({"id": id + 1, "physicalLocation": at.value(), "message": {"text": message(label)}})
            });
            value["relatedLocations"] = related.collect();
        }
        value
    };
    results.iter().map(value).collect()
}

/// Sixteen hexadecimal digits of rule, file and what it is about.
fn fingerprint(result: &SarifResult) -> String {
    let text = [&result.rule, &result.at.file, &result.about].map(|part| format!("{}:{part}", part.len())).concat();
    hex(&Sha256::digest(text.as_bytes())[..8])
}

/// A text as a message: in SARIF a brace is the start of a placeholder unless it is doubled, and `](` may be the middle
/// of a link.
fn message(text: &str) -> String {
    sanitize_multiline(text).replace('{', "{{").replace('}', "}}").replace("](", "]\\(")
}

/// A file as a URI: below the folder in which the program ran, or wherever it is.
fn artifact(file: &str) -> Value {
    let parts: Vec<&str> = file.split('/').filter(|part| *part != ".").collect();
    let uri = parts.iter().map(|part| encoded(part)).collect::<Vec<_>>().join("/");
    if file.starts_with('/') {
        return json!({"uri": format!("file://{uri}")});
    }
    // `C:` and what begins with it is a scheme to readers of a URI.
    if file.as_bytes().get(1) == Some(&b':') {
        return json!({"uri": format!("file:///{}", uri.replacen("%3A", ":", 1))});
    }
    if parts.contains(&"..") {
        return json!({"uri": uri});
    }
    json!({"uri": uri, "uriBaseId": "%SRCROOT%"})
}

/// A part of a path, percent-encoded but for what RFC 3986 section 2.3 calls unreserved.
fn encoded(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    for byte in part.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_uri_whatever_it_holds() {
        let of = |file| artifact(file);
        assert_eq!(of("teams/a b#1%.yaml"), json!({"uri": "teams/a%20b%231%25.yaml", "uriBaseId": "%SRCROOT%"}));
        assert_eq!(of("./tëams/x:y.yaml"), json!({"uri": "t%C3%ABams/x%3Ay.yaml", "uriBaseId": "%SRCROOT%"}));
        assert_eq!(of("../roster.yaml"), json!({"uri": "../roster.yaml"}));
        assert_eq!(of("/srv/roster.yaml"), json!({"uri": "file:///srv/roster.yaml"}));
        assert_eq!(of("C:/rosters/a.yaml"), json!({"uri": "file:///C:/rosters/a.yaml"}));
    }

    #[test]
    fn a_message_holds_no_placeholder_and_no_link() {
        assert_eq!(message("{0} [here](https://x.example)\u{202e}"), "{{0}} [here]\\(https://x.example)\\u{{202e}}");
    }
}
