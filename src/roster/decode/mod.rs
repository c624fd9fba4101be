//! Tree → typed values. A problem is reported and decoding continues.

mod directory;
pub(crate) mod fields;
mod people;
mod policy;
pub(crate) mod scalar;

use std::sync::Arc;

use crate::model::{ApplyPolicy, DirectorySpec, FreeText, Limits, Place, Undeclared};

use self::fields::{Field, MapFields};
use super::diagnostics::Diagnostics;
use super::folder::Folder;
use super::include;
use super::node::{Node, Spot, Value};
use super::source::SourceFile;
use super::{Diagnostic, DiagnosticKind, FoundValue, MapOwner, ValueProblem};

pub(crate) use self::people::{IdentifierSpans, People, PersonEntry};
pub(crate) use self::policy::{SCOPE_KEYS, SpannedName, scope_support};

#[cfg(test)]
pub(crate) use self::{
    people::{LEAVER_KEYS, PROTECTED_KEYS, USER_KEYS},
    policy::GUARD_KEYS,
};

/// The keys of the file that `rosterctl` is given.
pub(crate) const ROSTER_KEYS: &[&str] =
    &["version", "directory", "scope", "undeclared", "guards", "include", "timezone", "users", "leavers"];
/// The keys of a file that it includes.
pub(crate) const INCLUDED_KEYS: &[&str] = &["users", "leavers"];

/// The roster's own file, decoded. What could not be understood is absent here and reported as a diagnostic.
#[derive(Debug, Default)]
pub(crate) struct RosterPart {
    /// The directory that it is about.
    pub(crate) directory: Option<DirectorySpec>,
    /// Divisions of the scope.
    pub(crate) divisions: Vec<SpannedName>,
    /// E-mail domains of the scope, folded.
    pub(crate) email_domains: Vec<SpannedName>,
    /// Types of users of the scope.
    pub(crate) user_types: Vec<SpannedName>,
    /// Departments of the scope.
    pub(crate) departments: Vec<SpannedName>,
    /// What a plan does with users that the roster does not list.
    pub(crate) undeclared: Undeclared,
    /// The guards' limits.
    pub(crate) limits: Limits,
    /// The roster's rules for an apply.
    pub(crate) caution: ApplyPolicy,
    /// The other files to read.
    pub(crate) include: Vec<include::IncludeEntry>,
    /// The roster's time zone; the default is UTC.
    pub(crate) timezone: Option<jiff::tz::TimeZone>,
}

/// The context in which one file is decoded.
pub(crate) struct DecodeCx<'a> {
    pub(crate) source: &'a SourceFile,
    pub(crate) found: &'a mut Diagnostics,
    /// Whether this can be an id in the roster's directory.
    pub(crate) accepts_id: fn(&str) -> bool,
}

/// Decodes the roster's own file into its part and the `people` it names.
pub(crate) fn roster(cx: &mut DecodeCx<'_>, root: &Node<'_>, folder: &Folder, people: &mut People) -> RosterPart {
    if let Some(key) = key_of_fleet(root) {
        cx.report(key, ValueProblem::KeyOfFleet { key: "organizations" });
        return RosterPart::default();
    }
    let Some(mut fields) = MapFields::open(cx, root, MapOwner::Roster, ROSTER_KEYS, |_| None) else {
        return RosterPart::default();
    };
    let mut part = RosterPart::default();
    if let Some(version) = fields.required(cx, "version") {
        check_version(cx, &version);
    }
    if let Some(field) = fields.required(cx, "directory") {
        part.directory = directory::decode(cx, &field, folder, people);
        cx.accepts_id = part.directory.as_ref().map_or(cx.accepts_id, |spec| spec.kind.accepts_id);
    }
    if let Some(field) = fields.optional(cx, "scope") {
        policy::scope(cx, &field, &mut part);
    }
    if let Some(field) = fields.optional(cx, "undeclared") {
        part.undeclared = policy::undeclared(cx, &field);
    }
    if let Some(field) = fields.optional(cx, "guards") {
        (part.limits, part.caution) = policy::guards(cx, &field, people);
    }
    part.timezone = fields.optional(cx, "timezone").and_then(|field| policy::timezone(cx, &field));
    let included = fields.optional(cx, "include");
    // A roster that includes files may leave `users` to them.
    let users = if included.is_some() { fields.optional(cx, "users") } else { fields.required(cx, "users") };
    if let Some(field) = included {
        part.include = policy::include(cx, &field);
    }
    if let Some(field) = users {
        people::users(cx, &field, people);
    }
    if let Some(field) = fields.optional(cx, "leavers") {
        people::leavers(cx, &field, people);
    }
    part
}

/// The key by which a map without a directory is a fleet: what else a roster needs is not worth reporting then.
fn key_of_fleet<'n, 't>(root: &'n Node<'t>) -> Option<&'n Node<'t>> {
    let Value::Map(entries) = &root.value else { return None };
    let key = |name: &str| entries.iter().map(|(key, _)| key).find(|key| key.as_text() == Some(name));
    key("organizations").filter(|_| key("directory").is_none())
}

/// Decodes an included file: `users` and `leavers`, nothing else.
pub(crate) fn included(cx: &mut DecodeCx<'_>, root: &Node<'_>, people: &mut People) {
    let misplaced = |key: &str| {
        let key = ROSTER_KEYS.iter().find(|known| **known == key)?;
        Some(ValueProblem::KeyOfRoster { key })
    };
    let Some(mut fields) = MapFields::open(cx, root, MapOwner::IncludedFile, INCLUDED_KEYS, misplaced) else { return };
    if let Some(field) = fields.optional(cx, "users") {
        people::users(cx, &field, people);
    }
    if let Some(field) = fields.optional(cx, "leavers") {
        people::leavers(cx, &field, people);
    }
}

/// Checks that the value of `version` is the number 1.
pub(crate) fn check_version(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>) {
    let spelling = field.node.span.spelling(&cx.source.text);
    if matches!(field.node.value, Value::Number) && spelling == "1" {
        return;
    }
    let problem = match field.node.value {
        Value::Number => ValueProblem::UnsupportedVersion { version: FreeText(spelling.to_owned()) },
        _ => ValueProblem::NotVersion { found: cx.found_value(field.node) },
    };
    cx.report(field.node, problem);
}

impl DecodeCx<'_> {
    /// Reports a problem that covers `node`.
    pub(crate) fn report(&mut self, node: &Node<'_>, kind: impl Into<DiagnosticKind>) {
        self.report_at(self.spot(node), kind);
    }

    /// Reports a problem at a spot.
    pub(crate) fn report_at(&mut self, spot: Spot, kind: impl Into<DiagnosticKind>) {
        self.found.push(Diagnostic::new(&self.source.path, spot, kind));
    }

    pub(crate) fn spot(&self, node: &Node<'_>) -> Spot {
        node.spot(&self.source.text)
    }

    pub(crate) fn place(&self, spot: Spot) -> Place {
        Place { file: Arc::clone(&self.source.path), line: spot.line, column: spot.column }
    }

    /// The value of a node as a diagnostic reports it.
    pub(crate) fn found_value(&self, node: &Node<'_>) -> FoundValue {
        match &node.value {
            Value::Null => FoundValue::Nothing,
            Value::Bool(value) => FoundValue::Boolean { value: *value },
            Value::Number => {
                FoundValue::Number { spelling: FreeText(node.span.spelling(&self.source.text).to_owned()) }
            }
            Value::Text(text) => FoundValue::Text { text: FreeText(text.to_string()) },
            Value::List(_) => FoundValue::List,
            Value::Map(_) => FoundValue::Map,
        }
    }

    /// The entries of a list.
    pub(crate) fn list<'n, 't>(&mut self, field: &Field<'n, 't>) -> &'n [Node<'t>] {
        match &field.node.value {
            Value::List(nodes) => nodes,
            _ => {
                let found = self.found_value(field.node);
                self.report(field.node, ValueProblem::NotAList { key: field.key, found });
                &[]
            }
        }
    }
}
