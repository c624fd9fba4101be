//! `scope`, `undeclared`, `guards`, `include` and `timezone`.

use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::model::{
    ApplyPolicy, Capabilities, DirectorySpec, FreeText, Limits, OnUnknown, Spanned, Support, Undeclared,
};
use crate::text::fold;

use super::super::include;
use super::super::node::{Spot, Value};
use super::super::{DirectoryProblem, MapOwner, ValueProblem, ValueRole};
use super::fields::{Field, MapFields, nearest_static};
use super::people::{self, People};
use super::{DecodeCx, RosterPart, scalar};
use crate::text::nearest;

/// The keys of `scope`.
pub(crate) const SCOPE_KEYS: &[&str] = &["divisions", "email_domains", "user_types", "departments"];
/// The keys of `guards`.
pub(crate) const GUARD_KEYS: &[&str] = &[
    "max_deactivations",
    "max_deactivation_percent",
    "protected",
    "require_leaver_entry",
    "interaction_unknown",
    "require_role_record",
];

/// The values of `undeclared`.
const UNDECLARED: &[&str] = &["deactivate", "report"];

/// A name in a list, and how much of its line it covers.
#[derive(Debug)]
pub(crate) struct SpannedName {
    /// The name.
    pub(crate) name: Spanned<String>,
    /// The place of the name.
    pub(crate) spot: Spot,
}

/// Decodes `scope` into the roster's part.
pub(crate) fn scope(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>, part: &mut RosterPart) {
    let Some(mut fields) = MapFields::open(cx, field.node, MapOwner::Key { key: "scope" }, SCOPE_KEYS, |_| None) else {
        return;
    };
    let directory = part.directory.as_ref();
    let divisions = fields.optional(cx, "divisions");
    part.divisions = names(cx, directory, divisions);
    if let Some(field) = fields.optional(cx, "email_domains") {
        not_empty(cx, &field);
        for node in cx.list(&field) {
            let Some(text) = scalar::string(cx, ValueRole::EmailDomain, node) else { continue };
            if is_domain(text) {
                part.email_domains.push(named(cx, cx.spot(node), fold(text)));
                continue;
            }
            let bare = text.strip_prefix('@').filter(|bare| is_domain(bare)).map(|bare| FreeText(bare.to_owned()));
            cx.report(node, ValueProblem::BadDomain { text: FreeText(text.to_owned()), bare });
        }
    }
    let user_types = fields.optional(cx, "user_types");
    part.user_types = names(cx, directory, user_types);
    let departments = fields.optional(cx, "departments");
    part.departments = names(cx, directory, departments);
}

/// The names of a list in `scope`, which the directory has to know; a directory that was not understood may know any.
fn names(cx: &mut DecodeCx<'_>, directory: Option<&DirectorySpec>, field: Option<Field<'_, '_>>) -> Vec<SpannedName> {
    let Some(field) = field else { return Vec::new() };
    let role = match field.key {
        "divisions" => ValueRole::Division,
        "user_types" => ValueRole::UserType,
        _ => ValueRole::Department,
    };
    if let Some(spec) = directory.filter(|spec| scope_support(field.key, &spec.capabilities()) == Support::Absent) {
        cx.report(field.key_node, DirectoryProblem::KeyOfOtherType { key: field.key, kind: spec.kind.name });
        return Vec::new();
    }
    not_empty(cx, &field);
    let mut found = Vec::new();
    for node in cx.list(&field) {
        let name = scalar::text(cx, role, node);
        found.extend(name.map(|name| named(cx, cx.spot(node), name)));
    }
    found
}

/// Whether a directory with these capabilities has what a key of `scope` lists.
pub(crate) fn scope_support(key: &str, capabilities: &Capabilities) -> Support {
    match key {
        "divisions" => capabilities.divisions,
        "user_types" | "departments" => capabilities.attributes,
        _ => Support::Supported,
    }
}

/// Reports an empty list in `scope`: it would mean all users instead of none.
fn not_empty(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>) {
    if matches!(&field.node.value, Value::List(nodes) if nodes.is_empty()) {
        cx.report(field.node, ValueProblem::EmptyScope { key: field.key });
    }
}

fn named(cx: &DecodeCx<'_>, spot: Spot, name: String) -> SpannedName {
    SpannedName { name: Spanned { value: name, at: cx.place(spot) }, spot }
}

/// Dots between labels of letters, digits and hyphens, in any script.
fn is_domain(text: &str) -> bool {
    let label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || !c.is_ascii());
    let plain = !text.chars().any(|c| c.is_whitespace() || crate::text::is_invisible(c));
    plain && text.len() <= 253 && text.split('.').all(label)
}

/// Decodes `undeclared`. The result for an unknown value decides nothing, because it is an error.
pub(crate) fn undeclared(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>) -> Undeclared {
    match scalar::string(cx, ValueRole::Key { key: "undeclared" }, field.node) {
        Some("deactivate") | None => Undeclared::Deactivate,
        Some("report") => Undeclared::Report,
        Some(other) => {
            let (key, suggestion) = (field.key, nearest_static(other, UNDECLARED));
            cx.report(field.node, ValueProblem::UnknownValue { key, text: FreeText(other.to_owned()), suggestion });
            Undeclared::Report
        }
    }
}

/// Decodes `guards` into limits and rules for an apply; protected users go to `people`.
pub(crate) fn guards(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>, people: &mut People) -> (Limits, ApplyPolicy) {
    let (mut limits, mut caution) = (Limits::default(), ApplyPolicy::default());
    let Some(mut fields) = MapFields::open(cx, field.node, MapOwner::Key { key: "guards" }, GUARD_KEYS, |_| None)
    else {
        return (limits, caution);
    };
    if let Some(field) = fields.optional(cx, "max_deactivations") {
        limits.max_deactivations = scalar::whole(cx, field.key, field.node).unwrap_or(limits.max_deactivations);
    }
    if let Some(field) = fields.optional(cx, "max_deactivation_percent") {
        let percent = scalar::percent(cx, field.key, field.node);
        limits.max_deactivation_percent = percent.unwrap_or(limits.max_deactivation_percent);
    }
    if let Some(field) = fields.optional(cx, "protected") {
        people::protected(cx, &field, people);
    }
    if let Some(field) = fields.optional(cx, "require_leaver_entry") {
        let required = scalar::boolean(cx, field.key, field.node);
        limits.require_leaver_entry = required.unwrap_or(limits.require_leaver_entry);
    }
    if let Some(field) = fields.optional(cx, "interaction_unknown") {
        caution.interaction_unknown = interaction_unknown(cx, &field);
    }
    if let Some(field) = fields.optional(cx, "require_role_record")
        && scalar::boolean(cx, field.key, field.node) == Some(true)
    {
        caution.require_role_record = true;
    }
    (limits, caution)
}

fn interaction_unknown(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>) -> OnUnknown {
    match scalar::string(cx, ValueRole::Key { key: "interaction_unknown" }, field.node) {
        Some("defer") => OnUnknown::Defer,
        Some("write") | None => OnUnknown::Write,
        Some(other) => {
            let (key, text) = (field.key, FreeText(other.to_owned()));
            cx.report(field.node, ValueProblem::UnknownValue { key, text, suggestion: None });
            OnUnknown::Write
        }
    }
}

/// Decodes `include`.
pub(crate) fn include(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>) -> Vec<include::IncludeEntry> {
    let mut entries = Vec::new();
    for node in cx.list(field) {
        let pattern = scalar::text(cx, ValueRole::Include, node);
        entries.extend(pattern.map(|pattern| include::IncludeEntry { pattern, spot: cx.spot(node) }));
    }
    entries
}

/// The zone that was probably meant. `None` for offsets and abbreviations: they resemble zones that they do not mean, and
/// a wrong guess would move every last day.
fn similar_zone(typed: &str, zones: &TimeZoneDatabase) -> Option<String> {
    let is_short = typed.len() <= 5 && typed.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_short || typed.contains(|c: char| c.is_ascii_digit() || matches!(c, '+' | ':')) {
        return None;
    }
    let names: Vec<String> = zones.available().map(|zone| zone.as_str().to_owned()).collect();
    let places = names.iter().map(String::as_str).filter(|name| name.contains('/') && !name.starts_with("Etc/"));
    nearest(typed, places).map(str::to_owned)
}

/// Decodes `timezone` with the zones that come with the program, so that a roster means the same on every machine.
pub(crate) fn timezone(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>) -> Option<TimeZone> {
    let name = scalar::string(cx, ValueRole::Key { key: "timezone" }, field.node)?;
    let zones = TimeZoneDatabase::bundled();
    let zone = zones.get(name).ok().filter(|zone| !zone.is_unknown());
    if zone.is_none() {
        let suggestion = similar_zone(name, &zones).map(FreeText);
        cx.report(field.node, ValueProblem::BadTimezone { text: FreeText(name.to_owned()), suggestion });
    }
    zone
}
