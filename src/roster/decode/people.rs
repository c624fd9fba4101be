//! `users`, `leavers` and `guards.protected`: who they are and where each of their marks stands.

use crate::model::{Declared, Email, Leaver, Protected, UserId};

use super::super::node::{Node, Spot, Value};
use super::fields::{Field, Fields};
use super::{Page, scalar};

/// The keys of a user.
pub(crate) const USER_KEYS: &[&str] = &["email", "id", "until", "was", "note"];
/// The keys of a leaver.
pub(crate) const LEAVER_KEYS: &[&str] = &["email", "reason", "ticket", "id"];
/// The keys of a protected user.
pub(crate) const PROTECTED_KEYS: &[&str] = &["email", "reason", "id"];

/// Everybody that the files name so far, in the order of the files.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// Who should be active.
    pub(crate) users: Vec<Entry<Declared>>,
    /// Who should not be.
    pub(crate) leavers: Vec<Entry<Leaver>>,
    /// Who is never touched.
    pub(crate) protected: Vec<Entry<Protected>>,
}

/// A person, and where what identifies them is written.
#[derive(Debug)]
pub(crate) struct Entry<T> {
    /// The person.
    pub(crate) value: T,
    /// Where.
    pub(crate) marks: Marks,
}

/// Where the marks of a person stand, in the file of their entry.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Marks {
    /// The e-mail.
    pub(crate) email: Spot,
    /// The id, when there is one.
    pub(crate) id: Spot,
    /// The former e-mail, when there is one.
    pub(crate) was: Spot,
    /// The last day, when there is one.
    pub(crate) until: Spot,
}

/// Decodes a list of users into `people`.
pub(crate) fn users(page: &mut Page<'_>, field: &Field<'_, '_>, people: &mut People) {
    let nodes = page.list(field);
    people.users.reserve(nodes.len());
    for node in nodes {
        people.users.extend(user(page, node));
    }
}

fn user(page: &mut Page<'_>, node: &Node<'_>) -> Option<Entry<Declared>> {
    let spot = page.spot(node);
    let at = page.place(spot);
    if !matches!(node.value, Value::Map(_)) {
        let email = alone(page, node, "this user", "write an address, or a map with `email`")?;
        let value = Declared { email, id: None, was: None, until: None, note: None, at };
        return Some(Entry { value, marks: Marks { email: spot, ..Marks::default() } });
    }
    let mut fields = Fields::open(page, node, "a user", USER_KEYS, |key| {
        let help = "a reason belongs to an entry of `leavers` or `protected`; for a user write `note`";
        matches!(key, "reason" | "ticket").then(|| (format!("a user has no key `{key}`"), help.to_owned()))
    })?;
    let mut marks = Marks::default();
    let email = address(page, &mut fields, &mut marks);
    let id = identity(page, &mut fields, &mut marks);
    let until = fields.optional(page, "until").and_then(|field| {
        marks.until = page.spot(field.node);
        scalar::date(page, field.node)
    });
    let was = fields.optional(page, "was").and_then(|field| {
        marks.was = page.spot(field.node);
        scalar::email(page, "`was`", field.node)
    });
    let was = was.filter(|was| {
        let same = Some(was) == email.as_ref();
        if same {
            let help = "write the former address after `was`, or remove it";
            page.mistake_at("was-is-email", marks.was, format!("`was` is the same address as `email`: `{was}`"), help);
        }
        !same
    });
    let note = fields.optional(page, "note").and_then(|field| scalar::text(page, "`note`", field.node));
    Some(Entry { value: Declared { email: email?, id, was: was.map(Box::new), until, note, at }, marks })
}

/// Decodes a list of leavers into `people`.
pub(crate) fn leavers(page: &mut Page<'_>, field: &Field<'_, '_>, people: &mut People) {
    for node in page.list(field) {
        people.leavers.extend(leaver(page, node));
    }
}

fn leaver(page: &mut Page<'_>, node: &Node<'_>) -> Option<Entry<Leaver>> {
    if without_reason(page, node, "a leaver") {
        return None;
    }
    let mut fields = Fields::open(page, node, "a leaver", LEAVER_KEYS, |_| None)?;
    let mut marks = Marks::default();
    let at = page.place(page.spot(node));
    let email = address(page, &mut fields, &mut marks);
    let id = identity(page, &mut fields, &mut marks);
    let reason = fields.required(page, "reason").and_then(|field| scalar::text(page, "`reason`", field.node));
    let ticket = fields.optional(page, "ticket").and_then(|field| scalar::text(page, "`ticket`", field.node));
    // A leaver whose reason is missing is still compared with the users: one run shows both mistakes.
    let reason = reason.unwrap_or_default();
    Some(Entry { value: Leaver { email: email?, id, reason, ticket, at }, marks })
}

/// Decodes `guards.protected` into `people`.
pub(crate) fn protected(page: &mut Page<'_>, field: &Field<'_, '_>, people: &mut People) {
    for node in page.list(field) {
        if without_reason(page, node, "a protected user") {
            continue;
        }
        let Some(mut fields) = Fields::open(page, node, "a protected user", PROTECTED_KEYS, |_| None) else { continue };
        let mut marks = Marks::default();
        let at = page.place(page.spot(node));
        if !fields.has("email") && !fields.has("id") {
            let help = "add `email: ana@acme.example`, or `id:` with the directory's id of the user";
            page.mistake("missing-key", node, "a protected user needs the key `email` or the key `id`", help);
        }
        let email = fields.optional(page, "email").and_then(|field| written_address(page, &field, &mut marks));
        let id = identity(page, &mut fields, &mut marks);
        let reason = fields.required(page, "reason").and_then(|field| scalar::text(page, "`reason`", field.node));
        let reason = reason.unwrap_or_default();
        if email.is_some() || id.is_some() {
            people.protected.push(Entry { value: Protected { email, id, reason, at }, marks });
        }
    }
}

fn address(page: &mut Page<'_>, fields: &mut Fields<'_, '_>, marks: &mut Marks) -> Option<Email> {
    let field = fields.required(page, "email")?;
    written_address(page, &field, marks)
}

fn written_address(page: &mut Page<'_>, field: &Field<'_, '_>, marks: &mut Marks) -> Option<Email> {
    marks.email = page.spot(field.node);
    scalar::email(page, "`email`", field.node)
}

fn identity(page: &mut Page<'_>, fields: &mut Fields<'_, '_>, marks: &mut Marks) -> Option<UserId> {
    let field = fields.optional(page, "id")?;
    marks.id = page.spot(field.node);
    scalar::id(page, "`id`", field.node)
}

/// An entry that is an address alone.
fn alone(page: &mut Page<'_>, node: &Node<'_>, owner: &str, help: &str) -> Option<Email> {
    if matches!(node.value, Value::Text(_)) {
        return scalar::email(page, "this e-mail", node);
    }
    let message = match node.value {
        Value::Null => "this entry is empty".to_owned(),
        _ => format!("{owner} should be an e-mail address or a map, but is {}", page.what(node)),
    };
    let code = if matches!(node.value, Value::Null) { "empty-value" } else { "wrong-type" };
    page.mistake(code, node, message, help);
    None
}

/// Whether the entry is an address alone, or nothing, where a reason is due.
fn without_reason(page: &mut Page<'_>, node: &Node<'_>, owner: &str) -> bool {
    match &node.value {
        Value::Text(text) => {
            let message = format!("{owner} needs a reason, but this is {}", super::quote(text));
            page.mistake("missing-key", node, message, "write `- email: …` and below it `reason: …`");
        }
        Value::Null => {
            page.mistake("empty-value", node, "this entry is empty", "remove it, or write `email` and `reason`")
        }
        _ => return false,
    }
    true
}
