//! Tree → organizations. A problem is reported and decoding continues.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::FleetGuards;
use super::names::{is_device, is_label, is_prefix};
use crate::model::{FilePath, FreeText};
use crate::roster::decode::fields::{Field, MapFields};
use crate::roster::decode::{DecodeCx, check_version, scalar};
use crate::roster::folder::Folder;
use crate::roster::node::{Node, Spot, Value};
use crate::roster::{FleetProblem, MapOwner, ValueProblem, ValueRole};
use crate::text::is_invisible;

/// The keys of a fleet.
pub(super) const FLEET_KEYS: &[&str] = &["version", "organizations", "guards"];
/// The keys of an organization.
pub(super) const ORGANIZATION_KEYS: &[&str] = &["name", "roster", "prefix", "labels"];
/// The keys of `guards`.
pub(super) const FLEET_GUARD_KEYS: &[&str] = &["max_deactivations", "max_deactivation_percent"];

/// A fleet, decoded. What could not be understood is absent here and reported as a diagnostic.
#[derive(Debug, Default)]
pub(super) struct FleetPart {
    /// The entries of `organizations`.
    pub(super) entries: Vec<EntryPart>,
    /// The guards over all plans.
    pub(super) guards: FleetGuards,
}

/// An entry of `organizations`.
#[derive(Debug, Default)]
pub(super) struct EntryPart {
    /// The name.
    pub(super) name: Option<SpottedText>,
    /// The roster.
    pub(super) roster: Option<SpottedPath>,
    /// The prefix of its environment variables.
    pub(super) prefix: Option<SpottedText>,
    /// Its labels.
    pub(super) labels: BTreeMap<String, String>,
}

/// A text and its place in the file.
#[derive(Debug)]
pub(super) struct SpottedText {
    /// The text.
    pub(super) value: String,
    /// The place.
    pub(super) spot: Spot,
}

/// A path and its place in the file.
#[derive(Debug)]
pub(super) struct SpottedPath {
    /// The path from the folder of the fleet, as it is written.
    pub(super) written: String,
    /// The path from the current folder.
    pub(super) path: PathBuf,
    /// The place.
    pub(super) spot: Spot,
}

/// Decodes the root of a fleet in this folder.
pub(super) fn fleet(cx: &mut DecodeCx<'_>, root: &Node<'_>, folder: &Folder) -> FleetPart {
    let mut part = FleetPart::default();
    let Some(mut fields) = MapFields::open(cx, root, MapOwner::Fleet, FLEET_KEYS, |_| None) else { return part };
    if let Some(version) = fields.required(cx, "version") {
        check_version(cx, &version);
    }
    if let Some(field) = fields.required(cx, "organizations") {
        if matches!(&field.node.value, Value::List(nodes) if nodes.is_empty()) {
            cx.report(field.node, FleetProblem::NoOrganizations);
        }
        let nodes = cx.list(&field);
        part.entries = nodes.iter().map(|node| entry(cx, node, folder)).collect();
    }
    if let Some(field) = fields.optional(cx, "guards") {
        part.guards = guards(cx, &field);
    }
    part
}

fn entry(cx: &mut DecodeCx<'_>, node: &Node<'_>, folder: &Folder) -> EntryPart {
    let mut part = EntryPart::default();
    let Some(mut fields) = MapFields::open(cx, node, MapOwner::Organization, ORGANIZATION_KEYS, |_| None) else {
        return part;
    };
    part.name = fields.required(cx, "name").and_then(|field| name(cx, &field));
    part.roster = fields.required(cx, "roster").and_then(|field| roster(cx, &field, folder));
    part.prefix = fields.required(cx, "prefix").and_then(|field| prefix(cx, &field));
    if let Some(field) = fields.optional(cx, "labels") {
        part.labels = labels(cx, &field);
    }
    part
}

fn name(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>) -> Option<SpottedText> {
    let text = scalar::text(cx, ValueRole::Key { key: field.key }, field.node)?;
    let problem = if !is_label(&text) {
        FleetProblem::BadName { name: FreeText(text) }
    } else if is_device(&text) {
        FleetProblem::DeviceName { name: FreeText(text) }
    } else {
        return Some(SpottedText { value: text, spot: cx.spot(field.node) });
    };
    cx.report(field.node, problem);
    None
}

fn prefix(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>) -> Option<SpottedText> {
    let text = scalar::text(cx, ValueRole::Key { key: field.key }, field.node)?;
    if is_prefix(&text) {
        return Some(SpottedText { value: text, spot: cx.spot(field.node) });
    }
    cx.report(field.node, FleetProblem::BadPrefix { prefix: FreeText(text) });
    None
}

/// The path of a roster, which is inside the fleet's folder: it is read, and its mistakes are quoted, in a process with
/// credentials.
fn roster(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>, folder: &Folder) -> Option<SpottedPath> {
    let text = scalar::text(cx, ValueRole::Key { key: field.key }, field.node)?;
    // Scripts get the path as it is, so it must be what a reviewer sees.
    if let Some(character) = text.chars().find(|c| is_invisible(*c)) {
        cx.report(field.node, ValueProblem::HostileCharacter { role: ValueRole::Key { key: field.key }, character });
        return None;
    }
    let drive = text.as_bytes().get(1) == Some(&b':');
    let shown = FilePath(text.clone());
    let problem = if text.contains('\\') {
        FleetProblem::RosterBackslash { path: shown }
    } else if drive || text.starts_with(['/', '~']) || Path::new(&text).has_root() {
        FleetProblem::RosterAbsolute { path: shown }
    } else if Path::new(&text).components().any(|part| part == Component::ParentDir) {
        FleetProblem::RosterParentFolder { path: shown }
    } else {
        let path = folder.join(Path::new(&text));
        return Some(SpottedPath { path, written: text, spot: cx.spot(field.node) });
    };
    cx.report(field.node, problem);
    None
}

fn labels(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    let Value::Map(entries) = &field.node.value else {
        let found = cx.found_value(field.node);
        cx.report(field.node, FleetProblem::LabelsNotAMap { found });
        return labels;
    };
    for (key_node, node) in entries {
        let Some(key) = key_node.as_text() else {
            let found = cx.found_value(key_node);
            cx.report(key_node, FleetProblem::LabelKeyNotText { found });
            continue;
        };
        let shown = || FreeText(key.to_owned());
        if !is_label(key) {
            cx.report(key_node, FleetProblem::BadLabelKey { key: shown() });
            continue;
        }
        let Some(value) = scalar::text(cx, ValueRole::Label, node) else { continue };
        if !is_label(&value) {
            cx.report(node, FleetProblem::BadLabelValue { key: shown(), value: FreeText(value) });
        } else if labels.insert(key.to_owned(), value).is_some() {
            cx.report(key_node, FleetProblem::DuplicateLabel { key: shown() });
        }
    }
    labels
}

fn guards(cx: &mut DecodeCx<'_>, field: &Field<'_, '_>) -> FleetGuards {
    let mut guards = FleetGuards::default();
    let owner = MapOwner::Key { key: "guards" };
    let Some(mut fields) = MapFields::open(cx, field.node, owner, FLEET_GUARD_KEYS, |_| None) else { return guards };
    if let Some(field) = fields.optional(cx, "max_deactivations") {
        guards.max_deactivations = scalar::whole(cx, field.key, field.node).unwrap_or(guards.max_deactivations);
    }
    if let Some(field) = fields.optional(cx, "max_deactivation_percent") {
        let percent = scalar::percent(cx, field.key, field.node);
        guards.max_deactivation_percent = percent.unwrap_or(guards.max_deactivation_percent);
    }
    guards
}
