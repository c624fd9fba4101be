//! The schema of `directory`, made from the keys of every type of directory.

use schemars::{Schema, json_schema};
use serde_json::{Map, Value, json};

use crate::model::{
    DIRECTORY_TYPES, DirectoryKey, DirectorySpec, DirectoryType, KeyForm, Presence, Support, directory_keys,
    directory_type_names,
};
use crate::roster::decode::{SCOPE_KEYS, scope_support};

/// An address: encrypted or on this machine, with a host, and without user name, query and fragment.
const ADDRESS: &str = concat!(
    r"^(https://(?=[^/:])|http://(?=(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]*)?(/|$)))",
    r"[^\s\\?#@/]+(/[^\s\\?#]*)?$"
);

/// The schema; `id` is that of an id.
pub(super) fn schema(id: Schema) -> Schema {
    let mut types: Vec<String> = DIRECTORY_TYPES.iter().map(|kind| format!("`{}`{}", kind.name, kind.note)).collect();
    // One of several protocols has the same name.
    types.dedup();
    let mut properties = Map::new();
    properties.insert(
        "type".to_owned(),
        json!({
            "description": format!("{}.", types.join(", or ")),
            "type": "string",
            "enum": directory_type_names(),
        }),
    );
    for key in directory_keys() {
        properties.insert(key.name.to_owned(), property(key, &id));
    }
    let rules: Vec<Value> = DIRECTORY_TYPES
        .iter()
        .rev()
        .map(|kind| keys_of(kind))
        .chain(directory_keys().into_iter().filter_map(partner))
        .collect();
    json_schema!({
        "description": "Which directory, how it is reached, and what a deactivation sends.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "required": ["type"],
        "allOf": rules,
    })
}

fn property(key: &DirectoryKey, id: &Schema) -> Value {
    let mut property = match &key.form {
        KeyForm::OrganizationId => json!({"allOf": [id]}),
        KeyForm::Text { pattern, max_chars, examples, .. } => {
            json!({"type": "string", "pattern": pattern, "maxLength": max_chars, "examples": examples})
        }
        KeyForm::Url(example) => {
            json!({"type": "string", "format": "uri", "pattern": ADDRESS, "examples": [example]})
        }
        KeyForm::Owner { examples, .. } => {
            json!({"type": "string", "minLength": 1, "maxLength": 1024, "examples": examples})
        }
        KeyForm::Word { words, .. } => json!({"type": "string", "enum": words, "default": words.first()}),
        KeyForm::Flag => json!({"type": "boolean", "default": false}),
        KeyForm::File(example) => json!({"type": "string", "minLength": 1, "maxLength": 500, "examples": [example]}),
        KeyForm::Words(words) => {
            json!({"type": "array", "items": {"type": "string", "enum": words}})
        }
        KeyForm::Number(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        KeyForm::Day => json!({"type": "string", "format": "date"}),
        KeyForm::Map { keys, .. } => {
            let properties: Map<String, Value> =
                keys.iter().map(|key| (key.name.to_owned(), property(key, id))).collect();
            let required = keys.iter().filter(|key| matches!(key.presence, Presence::Required(_)));
            json!({
                "type": "object",
                "properties": properties,
                "additionalProperties": false,
                "required": required.map(|key| key.name).collect::<Vec<_>>(),
            })
        }
    };
    property["description"] = json!(key.description);
    property
}

/// Which keys a type needs, and which it does not have.
fn keys_of(kind: &DirectoryType) -> Value {
    let foreign: Map<String, Value> = directory_keys()
        .into_iter()
        .filter(|key| kind.key(key.name).is_none())
        .map(|key| (key.name.to_owned(), json!(false)))
        .collect();
    let required: Vec<&str> =
        kind.keys.iter().filter(|key| matches!(key.presence, Presence::Required(_))).map(|key| key.name).collect();
    let mut then = json!({"properties": foreign});
    if !required.is_empty() {
        then["required"] = json!(required);
    }
    json!({"if": is_kind(kind), "then": then})
}

/// Which keys of `scope` have no meaning for which types of directory, as rules of the whole roster.
pub(super) fn foreign_scopes() -> Vec<Value> {
    let rule = |kind: &&'static DirectoryType| {
        let capabilities = DirectorySpec::new(kind).capabilities();
        let foreign: Map<String, Value> = SCOPE_KEYS
            .iter()
            .filter(|key| scope_support(key, &capabilities) == Support::Absent)
            .map(|key| ((*key).to_owned(), json!(false)))
            .collect();
        let is_kind = json!({"required": ["directory"], "properties": {"directory": is_kind(kind)}});
        let then = json!({"properties": {"scope": {"properties": foreign}}});
        (!foreign.is_empty()).then(|| json!({"if": is_kind, "then": then}))
    };
    DIRECTORY_TYPES.iter().rev().filter_map(rule).collect()
}

/// When a directory is of a type; types of one name are told apart by their protocol.
fn is_kind(kind: &DirectoryType) -> Value {
    let mut condition = is("type", kind.name);
    let namesakes = DIRECTORY_TYPES.iter().filter(|other| other.name == kind.name);
    let others: Vec<&str> = namesakes.filter_map(|other| other.saved_protocol()).collect();
    match kind.saved_protocol() {
        Some(protocol) => {
            condition["required"] = json!(["type", "protocol"]);
            condition["properties"]["protocol"] = json!({"const": protocol});
        }
        None if !others.is_empty() => condition["properties"]["protocol"] = json!({"not": {"enum": others}}),
        None => {}
    }
    condition
}

/// Which value of another key a key needs.
fn partner(key: &DirectoryKey) -> Option<Value> {
    let (partner, word, _) = key.only_with?;
    Some(json!({"if": {"required": [key.name]}, "then": is(partner, word)}))
}

fn is(key: &str, value: &str) -> Value {
    json!({"required": [key], "properties": {key: {"const": value}}})
}
