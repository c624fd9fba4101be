//! The committed JSON Schemas as validators.

use std::path::Path;

use jsonschema::Validator;
use serde_json::Value;

/// The validator of `schema/NAME.schema.json`; a test of its own compares that file with `rosterctl schema NAME`.
pub(crate) fn validator(name: &str) -> Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schema/{name}.schema.json"));
    let schema: Value = serde_json::from_slice(&std::fs::read(path).expect("a schema")).expect("JSON");
    jsonschema::validator_for(&schema).expect("a JSON Schema")
}

/// Asserts that a value is valid, and names every violation otherwise.
pub(crate) fn assert_valid(validator: &Validator, value: &Value) {
    let errors: Vec<String> = validator.iter_errors(value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?} in {value}");
}
