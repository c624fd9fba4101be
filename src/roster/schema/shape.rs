//! Rules that the types cannot express: which keys go together, and that no value is `null`.

use schemars::Schema;
use serde_json::{Value, json};

use super::directory;
use crate::roster::decode::{INCLUDED_KEYS, ROSTER_KEYS};

/// A key that only rosters have makes the file a roster, which requires more keys.
pub(super) fn roster_or_included(schema: &mut Schema) {
    let own = ROSTER_KEYS.iter().filter(|key| !INCLUDED_KEYS.contains(key));
    let own: Vec<Value> = own.map(|key| json!({"required": [key]})).collect();
    schema.remove("required");
    schema.insert("if".into(), json!({"anyOf": own}));
    schema.insert(
        "then".into(),
        json!({"required": ["version", "directory"], "anyOf": [{"required": ["users"]}, {"required": ["include"]}]}),
    );
    schema.insert("else".into(), json!({"anyOf": [{"required": ["users"]}, {"required": ["leavers"]}]}));
    schema.insert("allOf".into(), json!(directory::foreign_scopes()));
}

/// A protected user is identified by address, by id or by both.
pub(super) fn email_or_id(schema: &mut Schema) {
    schema.insert("anyOf".into(), json!([{"required": ["email"]}, {"required": ["id"]}]));
}

/// A key without a value is an error, not a missing key: no type accepts `null`.
pub(crate) fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| *choice != json!({"type": "null"}));
        if let [only] = choices.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            // Draft 7 ignores siblings of `$ref`, and the description must not be ignored.
            schema.insert("allOf".into(), json!([only]));
        }
    }
}
