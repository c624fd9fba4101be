//! A journal, read by a test: every line is valid by the committed schema, and the last one is complete.

use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use super::schema::{assert_valid, validator};

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| validator("journal"));

/// The lines of a journal.
#[derive(Debug)]
pub(crate) struct Journal(pub(crate) Vec<Value>);

impl Journal {
    /// Reads a journal that no program is writing; a missing file is an empty journal.
    pub(crate) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        assert!(text.is_empty() || text.ends_with('\n'), "the last line is torn: {text}");
        Self(text.lines().map(line).collect())
    }

    /// Reads a journal that is being written; an incomplete last line is ignored.
    pub(crate) fn peek(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        Self(whole.lines().map(line).collect())
    }

    /// Whether a line is valid by the schema.
    pub(crate) fn fits(line: &Value) -> bool {
        SCHEMA.is_valid(line)
    }

    /// The versions in a user's intents, in order.
    pub(crate) fn intents(&self, id: &str) -> Vec<u64> {
        self.of(id, "intent").map(|line| line["version"].as_u64().expect("a version")).collect()
    }

    /// A user's outcomes, in order.
    pub(crate) fn outcomes<'a>(&'a self, id: &'a str) -> Vec<&'a str> {
        self.of(id, "outcome").map(|line| line["outcome"].as_str().expect("an outcome")).collect()
    }

    /// The lines of this type about a user.
    pub(crate) fn of<'a>(&'a self, id: &'a str, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.0.iter().filter(move |line| line["type"] == kind && line["user"]["id"] == id)
    }

    /// The number of lines of this type.
    pub(crate) fn count(&self, kind: &str) -> usize {
        self.0.iter().filter(|line| line["type"] == kind).count()
    }
}

fn line(text: &str) -> Value {
    let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_valid(&SCHEMA, &value);
    value
}
