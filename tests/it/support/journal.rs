//! A journal as the tests read it: every line fits the committed schema, and the last one is whole.

use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/journal.schema.json");
    let schema: Value = serde_json::from_slice(&std::fs::read(path).expect("a schema")).expect("JSON");
    jsonschema::validator_for(&schema).expect("a JSON Schema")
});

/// The lines of a journal.
#[derive(Debug)]
pub(crate) struct Journal(pub(crate) Vec<Value>);

impl Journal {
    /// Reads a journal that nobody writes; there is none when there is no file.
    pub(crate) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        assert!(text.is_empty() || text.ends_with('\n'), "the last line is torn: {text}");
        Self(text.lines().map(line).collect())
    }

    /// Reads a journal that is being written: a last line without its end is not there yet.
    pub(crate) fn peek(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        Self(whole.lines().map(line).collect())
    }

    /// Whether a line fits the schema.
    pub(crate) fn fits(line: &Value) -> bool {
        SCHEMA.is_valid(line)
    }

    /// The versions of a user's intents, in their order.
    pub(crate) fn intents(&self, id: &str) -> Vec<u64> {
        self.of(id, "intent").map(|line| line["version"].as_u64().expect("a version")).collect()
    }

    /// A user's outcomes, in their order.
    pub(crate) fn outcomes<'a>(&'a self, id: &'a str) -> Vec<&'a str> {
        self.of(id, "outcome").map(|line| line["outcome"].as_str().expect("an outcome")).collect()
    }

    /// The lines of this type about a user.
    pub(crate) fn of<'a>(&'a self, id: &'a str, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.0.iter().filter(move |line| line["type"] == kind && line["user"]["id"] == id)
    }

    /// How many lines of this type there are.
    pub(crate) fn count(&self, kind: &str) -> usize {
        self.0.iter().filter(|line| line["type"] == kind).count()
    }
}

fn line(text: &str) -> Value {
    let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let errors: Vec<String> = SCHEMA.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{text}: {errors:?}");
    value
}
