//! Tree → typed values, with every mistake on the way and none of them the last.

mod directory;
mod fields;
mod people;
mod policy;
mod scalar;

use std::sync::Arc;

use crate::model::{ApplyPolicy, DirectorySpec, Limits, Place, Undeclared};

use self::fields::{Field, Fields};
use super::findings::Findings;
use super::folder::Folder;
use super::include;
use super::node::{Node, Spot, Value};
use super::source::{START, Source};
use super::{Diagnostic, Severity};
use crate::text::quote;

pub(crate) use self::people::{Entry, Marks, People};
pub(crate) use self::policy::Named;

#[cfg(test)]
pub(crate) use self::{
    people::{LEAVER_KEYS, PROTECTED_KEYS, USER_KEYS},
    policy::{GUARD_KEYS, SCOPE_KEYS},
};

/// The keys of the file that `rosterctl` is given.
pub(crate) const ROSTER_KEYS: &[&str] =
    &["version", "directory", "scope", "undeclared", "guards", "include", "timezone", "users", "leavers"];
/// The keys of a file that it includes.
pub(crate) const INCLUDED_KEYS: &[&str] = &["users", "leavers"];

/// A roster's own file. What could not be understood is absent here and a mistake in the findings.
#[derive(Debug, Default)]
pub(crate) struct RosterPart {
    /// Which directory it speaks of.
    pub(crate) directory: Option<DirectorySpec>,
    /// Divisions of the scope.
    pub(crate) divisions: Vec<Named>,
    /// E-mail domains of the scope, folded.
    pub(crate) email_domains: Vec<Named>,
    /// What becomes of users whom nothing names.
    pub(crate) undeclared: Undeclared,
    /// The guards' limits.
    pub(crate) limits: Limits,
    /// How careful an apply is.
    pub(crate) caution: ApplyPolicy,
    /// What else to read.
    pub(crate) include: Vec<include::Entry>,
    /// UTC unless the roster says otherwise.
    pub(crate) timezone: Option<jiff::tz::TimeZone>,
}

/// One file while it is decoded.
pub(crate) struct Page<'a> {
    pub(crate) source: &'a Source,
    pub(crate) found: &'a mut Findings,
}

/// Decodes the roster's own file into its part and the `people` it names.
pub(crate) fn roster(page: &mut Page<'_>, root: &Node<'_>, folder: &Folder, people: &mut People) -> RosterPart {
    let Some(mut fields) = Fields::open(page, root, "a roster", ROSTER_KEYS, |_| None) else {
        return RosterPart::default();
    };
    let mut part = RosterPart::default();
    if let Some(version) = fields.required(page, "version") {
        check_version(page, &version);
    }
    if let Some(field) = fields.required(page, "directory") {
        part.directory = directory::decode(page, &field, folder);
    }
    if let Some(field) = fields.optional(page, "scope") {
        policy::scope(page, &field, &mut part);
    }
    if let Some(field) = fields.optional(page, "undeclared") {
        part.undeclared = policy::undeclared(page, &field);
    }
    if let Some(field) = fields.optional(page, "guards") {
        (part.limits, part.caution) = policy::guards(page, &field, people);
    }
    part.timezone = fields.optional(page, "timezone").and_then(|field| policy::timezone(page, &field));
    let included = fields.optional(page, "include");
    // Whoever includes files may leave `users` to them.
    let users = if included.is_some() { fields.optional(page, "users") } else { fields.required(page, "users") };
    if let Some(field) = included {
        part.include = policy::include(page, &field);
    }
    if let Some(field) = users {
        people::users(page, &field, people);
    }
    if let Some(field) = fields.optional(page, "leavers") {
        people::leavers(page, &field, people);
    }
    part
}

/// Decodes an included file: `users` and `leavers`, nothing else.
pub(crate) fn included(page: &mut Page<'_>, root: &Node<'_>, people: &mut People) {
    let elsewhere = |key: &str| {
        ROSTER_KEYS.contains(&key).then(|| {
            let message = format!("`{key}` is set in an included file");
            (message, "move it to the roster itself: included files hold `users` and `leavers` only".to_owned())
        })
    };
    let Some(mut fields) = Fields::open(page, root, "an included file", INCLUDED_KEYS, elsewhere) else { return };
    if let Some(field) = fields.optional(page, "users") {
        people::users(page, &field, people);
    }
    if let Some(field) = fields.optional(page, "leavers") {
        people::leavers(page, &field, people);
    }
}

fn check_version(page: &mut Page<'_>, field: &Field<'_, '_>) {
    let spelling = field.node.span.spelling(&page.source.text);
    if matches!(field.node.value, Value::Number) && spelling == "1" {
        return;
    }
    let message = match field.node.value {
        Value::Number => format!("the roster's version is {}, but this rosterctl reads version 1", quote(spelling)),
        _ => format!("`version` is the number 1, but this is {}", page.what(field.node)),
    };
    page.mistake("bad-version", field.node, message, "write `version: 1`");
}

impl Page<'_> {
    /// Reports a mistake that covers `node`.
    fn mistake(&mut self, code: &'static str, node: &Node<'_>, message: impl Into<String>, help: impl Into<String>) {
        self.mistake_at(code, self.spot(node), message, help);
    }

    /// Reports a mistake at a spot.
    fn mistake_at(&mut self, code: &'static str, spot: Spot, message: impl Into<String>, help: impl Into<String>) {
        self.found.push(Diagnostic::new(code, &self.source.path, spot, message).help(help));
    }

    /// Reports what may be meant as it is written, and does not keep the roster from being used.
    fn warning(&mut self, code: &'static str, node: &Node<'_>, message: impl Into<String>, help: impl Into<String>) {
        let diagnostic = Diagnostic::new(code, &self.source.path, self.spot(node), message).help(help);
        self.found.push(Diagnostic { severity: Severity::Warning, ..diagnostic });
    }

    fn spot(&self, node: &Node<'_>) -> Spot {
        node.spot(&self.source.text)
    }

    fn place(&self, spot: Spot) -> Place {
        Place { file: Arc::clone(&self.source.path), line: spot.line, column: spot.column }
    }

    /// What a node is, for a sentence: "the number `12`".
    fn what(&self, node: &Node<'_>) -> String {
        let spelling = quote(node.span.spelling(&self.source.text));
        match &node.value {
            Value::Null => "nothing".to_owned(),
            Value::Bool(_) => format!("the boolean {spelling}"),
            Value::Number => format!("the number {spelling}"),
            Value::Text(text) => format!("the text {}", quote(text)),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a map of keys".to_owned(),
        }
    }

    /// The entries of a list.
    fn list<'n, 't>(&mut self, field: &Field<'n, 't>) -> &'n [Node<'t>] {
        match &field.node.value {
            Value::List(nodes) => nodes,
            _ => {
                let key = field.key;
                let message = format!("`{key}` is a list, but this is {}", self.what(field.node));
                let help = format!("write one `- ` line an entry; an empty list is written `{key}: []`");
                self.mistake("wrong-type", field.node, message, help);
                &[]
            }
        }
    }
}

/// Says that a file holds nothing but perhaps comments.
pub(crate) fn empty_file(page: &mut Page<'_>, help: &str) {
    page.mistake_at("empty-file", START, "the file is empty", help);
}
