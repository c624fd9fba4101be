//! The whole record of a user, for comparison and for the journal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The attributes of a user as the directory holds them, by name. Which attributes are left out, because they change with
/// every write, is known to the directory's backend.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserRecord(BTreeMap<String, Value>);

impl UserRecord {
    /// A record of these attributes.
    #[must_use]
    pub fn new(attributes: BTreeMap<String, Value>) -> Self {
        Self(attributes)
    }

    /// The value of an attribute.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// This record with the attributes that only an earlier one has.
    #[must_use]
    pub fn completed_by(mut self, earlier: Self) -> Self {
        for (name, value) in earlier.0 {
            self.0.entry(name).or_insert(value);
        }
        self
    }

    /// The names of the attributes that only one of the two has, or that differ, in order.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let names = self.0.keys().chain(other.0.keys().filter(|name| !self.0.contains_key(*name)));
        let mut names: Vec<String> = names.filter(|name| self.0.get(*name) != other.0.get(*name)).cloned().collect();
        names.sort_unstable();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(json: &str) -> UserRecord {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn attributes_that_were_added_removed_or_changed_differ() {
        let before = record(r#"{"a":1,"b":[1,{"x":2}],"d":"kept"}"#);
        let after = record(r#"{"a":2,"c":null,"d":"kept"}"#);
        assert_eq!(before.differences(&after), ["a", "b", "c"]);
        assert_eq!(after.differences(&before), ["a", "b", "c"]);
        assert_eq!(before.differences(&before), [""; 0]);
    }
}
