//! What is known of the attributes of users who are not active.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Values that inactive users have of the attributes that a scope may name: a value that no active user has any more is not
/// misspelled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct InactiveAttributes {
    /// Types of users.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub user_types: BTreeSet<String>,
    /// Departments.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub departments: BTreeSet<String>,
}

impl InactiveAttributes {
    /// Adds those of one user.
    pub fn add(&mut self, user_type: Option<&str>, department: Option<&str>) {
        for (values, value) in [(&mut self.user_types, user_type), (&mut self.departments, department)] {
            if let Some(value) = value.filter(|value| !values.contains(*value)) {
                values.insert(value.to_owned());
            }
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.user_types.is_empty() && self.departments.is_empty()
    }
}
