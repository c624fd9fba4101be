//! Canonical JSON, the digest that stands for a decision, and the checksum that shows any alteration.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::records::DirectoryRecord;
use super::types::Plan;

/// `sha256:` and the hexadecimal SHA-256 of a decision: the directory's type, host and organization, each action's
/// user id, e-mail and reason, and the overrides. Times, versions and counts are left out, so that planning again on
/// unchanged facts gives the same digest.
pub(super) fn digest(directory: &DirectoryRecord, plan: &Plan) -> String {
    let actions: Vec<Value> = plan
        .actions
        .iter()
        .map(|action| json!([action.action, action.user.id, action.user.email, action.reason.code]))
        .collect();
    hash(&json!({
        "directory": [directory.kind, directory.host(), directory.organization.id],
        "actions": actions,
        "overrides": plan.overrides,
    }))
}

/// `sha256:` and the hexadecimal SHA-256 of the canonical JSON of a saved plan without its key `checksum`.
pub(super) fn checksum(mut saved: Value) -> String {
    if let Some(object) = saved.as_object_mut() {
        object.remove("checksum");
    }
    hash(&saved)
}

fn hash(value: &Value) -> String {
    let mut text = String::new();
    canonical(value, &mut text);
    let hexadecimal: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hexadecimal}")
}

/// Keys in the order of their code points, no white space, numbers and texts as `serde_json` writes them. The order
/// is made here and not left to the map, whose order depends on a feature that any dependency may turn on.
fn canonical(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                canonical(item, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
            sorted.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (at, (key, member)) in sorted.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                canonical(member, text);
            }
            text.push('}');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_does_not_depend_on_the_order_of_keys() {
        let mut text = String::new();
        canonical(&json!({"b": [1, 2.5, {"y": null, "x": "é\n"}], "a": true}), &mut text);
        assert_eq!(text, r#"{"a":true,"b":[1,2.5,{"x":"é\n","y":null}]}"#);
    }
}
