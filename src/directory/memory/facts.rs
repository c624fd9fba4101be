//! A directory that exists only in the tests: users in memory, no divisions, no roles, versions that are texts.

use crate::model::{
    Capabilities, DirectoryEnvironment, DirectoryKey, DirectoryType, Hosting, KeyForm, Presence, Support,
};

/// Users in memory.
pub(crate) const MEMORY: DirectoryType = DirectoryType {
    name: "memory",
    note: " in tests",
    keys: &[DirectoryKey {
        name: "tenant",
        description: "The name of the list of users.",
        form: KeyForm::Text { pattern: "^[a-z]+$", max_bytes: 50, examples: &["acme"], check: |_| Ok(()) },
        presence: Presence::Required("`tenant: acme`"),
        only_with: None,
    }],
    environment: DirectoryEnvironment { client: None, token: None, region: None },
    hosting: Hosting::Remote,
    protocol: None,
    accepts_id: |_| true,
    terms: |_| None,
    capabilities: |_| Capabilities {
        divisions: Support::Absent,
        roles: Support::Absent,
        interactions: Support::Absent,
        deleted_state: Support::Absent,
        read_batch: 1,
        ..Capabilities::ALL
    },
};
