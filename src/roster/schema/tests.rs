//! The types describe what the decoder reads.

use super::*;
use crate::model::{directory_keys, directory_type_names};
use crate::roster::decode::{GUARD_KEYS, LEAVER_KEYS, PROTECTED_KEYS, ROSTER_KEYS, SCOPE_KEYS, USER_KEYS};

fn keys(schema: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn the_schema_has_the_keys_that_the_decoder_knows() {
    let schema = schema();
    let sorted = |known: &[&'static str]| {
        let mut known = known.to_vec();
        known.sort_unstable();
        known
    };
    assert_eq!(keys(&schema), sorted(ROSTER_KEYS));
    let directory: Vec<&str> = ["type"].into_iter().chain(directory_keys().iter().map(|key| key.name)).collect();
    let definitions = [
        ("Directory", &directory[..]),
        ("Scope", SCOPE_KEYS),
        ("Guards", GUARD_KEYS),
        ("UserEntry", USER_KEYS),
        ("Leaver", LEAVER_KEYS),
        ("Protected", PROTECTED_KEYS),
    ];
    for (name, known) in definitions {
        let definition = &schema["definitions"][name];
        assert_eq!(keys(definition), sorted(known), "{name}");
        assert_eq!(definition["additionalProperties"], json!(false), "{name}");
    }
    assert_eq!(schema["definitions"]["Directory"]["properties"]["type"]["enum"], json!(directory_type_names()));
    assert!(!schema.to_string().contains("uniqueItems"));
}
