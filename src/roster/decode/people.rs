//! `users`, `leavers` and `guards.protected`: people, and where each of their identifiers is written.

use crate::model::{Declared, Email, FreeText, Leaver, Protected, UserId};

use super::super::node::{Node, Spot, Value};
use super::super::{MapOwner, ValueProblem, ValueRole};
use super::fields::{Field, MapFields};
use super::{DecodeCx, scalar};

/// The keys of a user.
pub(crate) const USER_KEYS: &[&str] = &["email", "id", "until", "was", "note"];
/// The keys of a leaver.
pub(crate) const LEAVER_KEYS: &[&str] = &["email", "reason", "ticket", "id"];
/// The keys of a protected user.
pub(crate) const PROTECTED_KEYS: &[&str] = &["email", "reason", "id"];

/// The people in the files read so far, in the order of the files.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// Users who should be active.
    pub(crate) users: Vec<PersonEntry<Declared>>,
    /// Users who should not be active.
    pub(crate) leavers: Vec<PersonEntry<Leaver>>,
    /// Users who are never deactivated.
    pub(crate) protected: Vec<PersonEntry<Protected>>,
    /// The owner of the token in use, who is not deactivated either.
    pub(crate) owner: Option<PersonEntry<Protected>>,
}

/// A person, and where their identifiers are written.
#[derive(Debug)]
pub(crate) struct PersonEntry<T> {
    /// The person.
    pub(crate) value: T,
    /// The places of the identifiers.
    pub(crate) spans: IdentifierSpans,
}

/// Where the identifiers of a person are written, in the file of their entry.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct IdentifierSpans {
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
pub(crate) fn users(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>, people: &mut People) {
    let nodes = cx.list(field);
    people.users.reserve(nodes.len());
    for node in nodes {
        people.users.extend(user(cx, node));
    }
}

fn user(cx: &mut DecodeCx<'_>, node: &Node<'_>) -> Option<PersonEntry<Declared>> {
    let spot = cx.spot(node);
    let at = cx.place(spot);
    if !matches!(node.value, Value::Map(_)) {
        let email = bare_address(cx, node)?;
        let value = Declared { email, id: None, was: None, until: None, note: None, at };
        return Some(PersonEntry { value, spans: IdentifierSpans { email: spot, ..IdentifierSpans::default() } });
    }
    let mut fields = MapFields::open(cx, node, MapOwner::User, USER_KEYS, |key| {
        let key = ["reason", "ticket"].into_iter().find(|other| *other == key)?;
        Some(ValueProblem::ReasonOfUser { key })
    })?;
    let mut spans = IdentifierSpans::default();
    let email = address(cx, &mut fields, &mut spans);
    let id = identity(cx, &mut fields, &mut spans);
    let until = fields.optional(cx, "until").and_then(|field| {
        spans.until = cx.spot(field.node);
        scalar::date(cx, field.node)
    });
    let was = fields.optional(cx, "was").and_then(|field| {
        spans.was = cx.spot(field.node);
        scalar::email(cx, ValueRole::Key { key: "was" }, field.node)
    });
    let was = was.filter(|was| {
        let same = Some(was) == email.as_ref();
        if same {
            cx.report_at(spans.was, ValueProblem::FormerIsPresent { email: was.clone() });
        }
        !same
    });
    let note =
        fields.optional(cx, "note").and_then(|field| scalar::text(cx, ValueRole::Key { key: "note" }, field.node));
    Some(PersonEntry { value: Declared { email: email?, id, was: was.map(Box::new), until, note, at }, spans })
}

/// Decodes a list of leavers into `people`.
pub(crate) fn leavers(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>, people: &mut People) {
    for node in cx.list(field) {
        people.leavers.extend(leaver(cx, node));
    }
}

fn leaver(cx: &mut DecodeCx<'_>, node: &Node<'_>) -> Option<PersonEntry<Leaver>> {
    if without_reason(cx, node, MapOwner::Leaver) {
        return None;
    }
    let mut fields = MapFields::open(cx, node, MapOwner::Leaver, LEAVER_KEYS, |_| None)?;
    let mut spans = IdentifierSpans::default();
    let at = cx.place(cx.spot(node));
    let email = address(cx, &mut fields, &mut spans);
    let id = identity(cx, &mut fields, &mut spans);
    let reason =
        fields.required(cx, "reason").and_then(|field| scalar::text(cx, ValueRole::Key { key: "reason" }, field.node));
    let ticket =
        fields.optional(cx, "ticket").and_then(|field| scalar::text(cx, ValueRole::Key { key: "ticket" }, field.node));
    // A leaver whose reason is missing is still compared with the users: one run shows both mistakes.
    let reason = reason.unwrap_or_default();
    Some(PersonEntry { value: Leaver { email: email?, id, reason, ticket, at }, spans })
}

/// Decodes `guards.protected` into `people`.
pub(crate) fn protected(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>, people: &mut People) {
    for node in cx.list(field) {
        if without_reason(cx, node, MapOwner::ProtectedUser) {
            continue;
        }
        let Some(mut fields) = MapFields::open(cx, node, MapOwner::ProtectedUser, PROTECTED_KEYS, |_| None) else {
            continue;
        };
        let mut spans = IdentifierSpans::default();
        let at = cx.place(cx.spot(node));
        if !fields.has("email") && !fields.has("id") {
            cx.report(node, ValueProblem::MissingIdentifier);
        }
        let email = fields.optional(cx, "email").and_then(|field| written_address(cx, &field, &mut spans));
        let id = identity(cx, &mut fields, &mut spans);
        let reason = fields
            .required(cx, "reason")
            .and_then(|field| scalar::text(cx, ValueRole::Key { key: "reason" }, field.node));
        let reason = reason.unwrap_or_default();
        if email.is_some() || id.is_some() {
            people.protected.push(PersonEntry { value: Protected { email, id, reason, at }, spans });
        }
    }
}

fn address(cx: &mut DecodeCx<'_>, fields: &mut MapFields<'_, '_>, spans: &mut IdentifierSpans) -> Option<Email> {
    let field = fields.required(cx, "email")?;
    written_address(cx, &field, spans)
}

fn written_address(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>, spans: &mut IdentifierSpans) -> Option<Email> {
    spans.email = cx.spot(field.node);
    scalar::email(cx, ValueRole::Key { key: "email" }, field.node)
}

fn identity(cx: &mut DecodeCx<'_>, fields: &mut MapFields<'_, '_>, spans: &mut IdentifierSpans) -> Option<UserId> {
    let field = fields.optional(cx, "id")?;
    spans.id = cx.spot(field.node);
    scalar::id(cx, ValueRole::Key { key: "id" }, field.node)
}

/// An entry that is an address alone.
fn bare_address(cx: &mut DecodeCx<'_>, node: &Node<'_>) -> Option<Email> {
    match node.value {
        Value::Text(_) => return scalar::email(cx, ValueRole::Address, node),
        Value::Null => cx.report(node, ValueProblem::EmptyUser),
        _ => {
            let found = cx.found_value(node);
            cx.report(node, ValueProblem::NotAUser { found });
        }
    }
    None
}

/// Whether the entry is an address alone, or empty, where a reason is required.
fn without_reason(cx: &mut DecodeCx<'_>, node: &Node<'_>, owner: MapOwner) -> bool {
    match &node.value {
        Value::Text(text) => {
            cx.report(node, ValueProblem::MissingReason { owner, text: FreeText(text.to_string()) });
        }
        Value::Null => cx.report(node, ValueProblem::EmptyEntry),
        _ => return false,
    }
    true
}
