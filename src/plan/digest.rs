//! Canonical JSON, the digest that stands for a decision, and the checksum that shows any alteration.

use serde::Serialize;
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
    let mut text = Vec::new();
    canonical(
        &json!({
            "directory": [directory.kind, directory.host(), directory.organization.id],
            "actions": actions,
            "overrides": plan.overrides,
        }),
        &mut text,
    );
    hash(&text)
}

/// `sha256:` and the hexadecimal SHA-256 of the canonical JSON of a saved plan without its key `checksum`.
pub(super) fn checksum(saved: &Value) -> String {
    let mut text = Vec::new();
    match saved {
        Value::Object(members) => object(members.iter().filter(|(key, _)| *key != "checksum"), &mut text),
        other => canonical(other, &mut text),
    }
    hash(&text)
}

fn hash(text: &[u8]) -> String {
    let hexadecimal: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hexadecimal}")
}

/// Keys in the order of their code points, no white space, numbers and texts as `serde_json` writes them. The order
/// is made here and not left to the map, whose order depends on a feature that any dependency may turn on.
fn canonical(value: &Value, text: &mut Vec<u8>) {
    match value {
        Value::Array(items) => {
            text.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(b',');
                }
                canonical(item, text);
            }
            text.push(b']');
        }
        Value::Object(members) => object(members.iter(), text),
        scalar => push(scalar, text),
    }
}

fn object<'v>(members: impl Iterator<Item = (&'v String, &'v Value)>, text: &mut Vec<u8>) {
    let mut sorted: Vec<(&String, &Value)> = members.collect();
    sorted.sort_by_key(|(key, _)| *key);
    text.push(b'{');
    for (at, (key, member)) in sorted.into_iter().enumerate() {
        if at > 0 {
            text.push(b',');
        }
        push(key, text);
        text.push(b':');
        canonical(member, text);
    }
    text.push(b'}');
}

fn push(scalar: &impl Serialize, text: &mut Vec<u8>) {
    // Neither a text nor a number can fail to be written, nor can the memory that it is written to.
    let _ = serde_json::to_writer(text, scalar);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_does_not_depend_on_the_order_of_keys() {
        let mut text = Vec::new();
        canonical(&json!({"b": [1, 2.5, {"y": null, "x": "é\n"}], "a": true}), &mut text);
        assert_eq!(String::from_utf8(text).unwrap(), r#"{"a":true,"b":[1,2.5,{"x":"é\n","y":null}]}"#);
    }
}
