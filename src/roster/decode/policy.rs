//! `scope`, `undeclared`, `guards`, `include` and `timezone`.

use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::model::{ApplyPolicy, Limits, OnUnknown, Spanned, Undeclared};
use crate::text::fold;

use super::super::include;
use super::super::node::{Spot, Value};
use super::fields::{Field, Fields};
use super::people::{self, People};
use super::{Page, RosterPart, scalar};
use crate::text::{nearest, quote};

/// The keys of `scope`.
pub(crate) const SCOPE_KEYS: &[&str] = &["divisions", "email_domains"];
/// The keys of `guards`.
pub(crate) const GUARD_KEYS: &[&str] = &[
    "max_deactivations",
    "max_deactivation_percent",
    "protected",
    "require_leaver_entry",
    "interaction_unknown",
    "require_role_record",
];

/// The words that `undeclared` takes.
const UNDECLARED: [&str; 2] = ["deactivate", "report"];

/// A name in a list, and how much of its line it covers.
#[derive(Debug)]
pub(crate) struct Named {
    /// The name.
    pub(crate) name: Spanned<String>,
    /// Where.
    pub(crate) spot: Spot,
}

/// Decodes `scope` into the roster's part.
pub(crate) fn scope(page: &mut Page<'_>, field: &Field<'_, '_>, part: &mut RosterPart) {
    let Some(mut fields) = Fields::open(page, field.node, "`scope`", SCOPE_KEYS, |_| None) else { return };
    if let Some(field) = fields.optional(page, "divisions") {
        not_empty(page, &field);
        for node in page.list(&field) {
            let name = scalar::text(page, "a division", node);
            part.divisions.extend(name.map(|name| named(page, page.spot(node), name)));
        }
    }
    if let Some(field) = fields.optional(page, "email_domains") {
        not_empty(page, &field);
        for node in page.list(&field) {
            let Some(text) = scalar::string(page, "an e-mail domain", node) else { continue };
            let help = if let Some(bare) = text.strip_prefix('@').filter(|bare| is_domain(bare)) {
                format!("drop the `@`: `{bare}`")
            } else if is_domain(text) {
                part.email_domains.push(named(page, page.spot(node), fold(text)));
                continue;
            } else {
                "write what stands after the `@` of an address, such as `acme.example`".to_owned()
            };
            page.mistake("bad-domain", node, format!("{} is not an e-mail domain", quote(text)), help);
        }
    }
}

/// A list that narrows the scope and holds nothing would widen it to everybody.
fn not_empty(page: &mut Page<'_>, field: &Field<'_, '_>) {
    if matches!(&field.node.value, Value::List(nodes) if nodes.is_empty()) {
        let message = format!("`{}` is empty, and does not narrow the scope", field.key);
        page.mistake(
            "empty-scope",
            field.node,
            message,
            "name what is governed, or remove the key to govern everybody",
        );
    }
}

fn named(page: &Page<'_>, spot: Spot, name: String) -> Named {
    Named { name: Spanned { value: name, at: page.place(spot) }, spot }
}

/// Dots between labels of letters, digits and hyphens, in any script.
fn is_domain(text: &str) -> bool {
    let label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || !c.is_ascii());
    let plain = !text.chars().any(|c| c.is_whitespace() || crate::text::is_invisible(c));
    plain && text.len() <= 253 && text.split('.').all(label)
}

/// Decodes `undeclared`. What is not understood is a mistake, so that what comes back for it decides nothing.
pub(crate) fn undeclared(page: &mut Page<'_>, field: &Field<'_, '_>) -> Undeclared {
    match scalar::string(page, "`undeclared`", field.node) {
        Some("deactivate") | None => Undeclared::Deactivate,
        Some("report") => Undeclared::Report,
        Some(other) => {
            let help = match nearest(other, UNDECLARED) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "write `deactivate` (active users whom the roster does not name are deactivated; the default) or \
                         `report` (they are kept, and the plan lists them)"
                        .to_owned()
                }
            };
            page.mistake("unknown-value", field.node, format!("`undeclared` does not take {}", quote(other)), help);
            Undeclared::Report
        }
    }
}

/// Decodes `guards`: the limits and the caution come back, the protected go to `people`.
pub(crate) fn guards(page: &mut Page<'_>, field: &Field<'_, '_>, people: &mut People) -> (Limits, ApplyPolicy) {
    let (mut limits, mut caution) = (Limits::default(), ApplyPolicy::default());
    let Some(mut fields) = Fields::open(page, field.node, "`guards`", GUARD_KEYS, |_| None) else {
        return (limits, caution);
    };
    if let Some(field) = fields.optional(page, "max_deactivations") {
        limits.max_deactivations = scalar::whole(page, field.key, field.node).unwrap_or(limits.max_deactivations);
    }
    if let Some(field) = fields.optional(page, "max_deactivation_percent") {
        let percent = scalar::percent(page, field.key, field.node);
        limits.max_deactivation_percent = percent.unwrap_or(limits.max_deactivation_percent);
    }
    if let Some(field) = fields.optional(page, "protected") {
        people::protected(page, &field, people);
    }
    if let Some(field) = fields.optional(page, "require_leaver_entry") {
        let required = scalar::boolean(page, field.key, field.node);
        limits.require_leaver_entry = required.unwrap_or(limits.require_leaver_entry);
    }
    if let Some(field) = fields.optional(page, "interaction_unknown") {
        caution.interaction_unknown = interaction_unknown(page, &field);
    }
    if let Some(field) = fields.optional(page, "require_role_record")
        && scalar::boolean(page, field.key, field.node) == Some(true)
    {
        caution.require_role_record = true;
    }
    (limits, caution)
}

fn interaction_unknown(page: &mut Page<'_>, field: &Field<'_, '_>) -> OnUnknown {
    match scalar::string(page, "`interaction_unknown`", field.node) {
        Some("defer") => OnUnknown::Defer,
        Some("write") | None => OnUnknown::Write,
        Some(other) => {
            let help = "write `write` (the user is deactivated with a note that it was unknown; the default) or \
                        `defer` (the user is left for another apply)";
            let message = format!("there is no way {} to deal with an unknown interaction", quote(other));
            page.mistake("unknown-value", field.node, message, help);
            OnUnknown::Write
        }
    }
}

/// Decodes `include`.
pub(crate) fn include(page: &mut Page<'_>, field: &Field<'_, '_>) -> Vec<include::Entry> {
    let mut entries = Vec::new();
    for node in page.list(field) {
        let pattern = scalar::text(page, "an include", node);
        entries.extend(pattern.map(|pattern| include::Entry { pattern, spot: page.spot(node) }));
    }
    entries
}

/// The zone whose place was probably meant. An offset or an abbreviation is nearest to a zone that it does not mean, and a
/// guess at it would move every last day: for those there is none.
fn place_meant(typed: &str, zones: &TimeZoneDatabase) -> Option<String> {
    let is_short = typed.len() <= 5 && typed.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_short || typed.contains(|c: char| c.is_ascii_digit() || matches!(c, '+' | ':')) {
        return None;
    }
    let names: Vec<String> = zones.available().map(|zone| zone.as_str().to_owned()).collect();
    let places = names.iter().map(String::as_str).filter(|name| name.contains('/') && !name.starts_with("Etc/"));
    nearest(typed, places).map(str::to_owned)
}

/// Decodes `timezone` with the zones that come with the program, so that a roster means the same on every machine.
pub(crate) fn timezone(page: &mut Page<'_>, field: &Field<'_, '_>) -> Option<TimeZone> {
    let name = scalar::string(page, "`timezone`", field.node)?;
    let zones = TimeZoneDatabase::bundled();
    let zone = zones.get(name).ok().filter(|zone| !zone.is_unknown());
    if zone.is_none() {
        let help = match place_meant(name, &zones) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the IANA name of a place, such as `Europe/Berlin`, or `UTC`; offsets (`GMT+5`) and \
                     abbreviations (`CEST`) are not read, because they do not say when clocks change"
                .to_owned(),
        };
        page.mistake("bad-timezone", field.node, format!("{} is not a time zone", quote(name)), help);
    }
    zone
}
