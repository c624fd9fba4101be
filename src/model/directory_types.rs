//! Every type of directory: the one list of what a roster may name. A new directory adds its folder below `directory/`,
//! a line here for its facts, and a line in `directory/registry.rs` for what reads and writes it.
//!
//! The facts of a vendor are a file in the vendor's folder. It is included here because rosters, settings and help are read
//! before any connection is made, and may not depend on code that makes one.

use std::sync::LazyLock;

use super::directory::DirectoryType;
use super::directory_key::{DirectoryKey, KeyForm, Presence};

#[path = "../directory/genesys/facts/mod.rs"]
pub(crate) mod genesys;
#[cfg(test)]
#[path = "../directory/memory/facts.rs"]
pub(crate) mod memory;
#[path = "../directory/scim/facts/mod.rs"]
pub(crate) mod scim;

/// Every type of directory. The first is the one that the environment alone can name.
pub const DIRECTORY_TYPES: &[&DirectoryType] = &[
    &genesys::CLOUD,
    &genesys::SANDBOX,
    &scim::SANDBOX,
    &scim::SCIM,
    #[cfg(test)]
    &memory::MEMORY,
];

/// The protocols that the embedded directory speaks, the default first.
pub(crate) const SANDBOX_PROTOCOLS: [&str; 2] = ["genesys-cloud", "scim"];

/// Which protocol the embedded directory speaks.
pub(crate) const SANDBOX_PROTOCOL: DirectoryKey = DirectoryKey {
    name: "protocol",
    description: "With `type: sandbox`, the protocol that it speaks.",
    form: KeyForm::Word { words: &SANDBOX_PROTOCOLS, help: "write `genesys-cloud` (the default) or `scim`" },
    presence: Presence::Optional,
    only_with: None,
};

/// What the embedded directory serves.
pub(crate) const SANDBOX_ORG: DirectoryKey = DirectoryKey {
    name: "org",
    description: "With `type: sandbox`, the file of the sandbox's organization, below this file's folder.",
    form: KeyForm::File("org.yaml"),
    presence: Presence::Required("`org: org.yaml`, the file of the sandbox's organization"),
    only_with: None,
};

/// Every key that a roster may have under `directory` beside `type`, each once.
#[must_use]
pub fn directory_keys() -> Vec<&'static DirectoryKey> {
    let mut keys: Vec<&DirectoryKey> = Vec::new();
    for key in DIRECTORY_TYPES.iter().flat_map(|kind| kind.keys) {
        if keys.iter().all(|known| known.name != key.name) {
            keys.push(key);
        }
    }
    keys
}

/// The names of the types, each once: types that differ by their protocol alone follow each other.
#[must_use]
pub fn directory_type_names() -> &'static [&'static str] {
    static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let mut names: Vec<&str> = DIRECTORY_TYPES.iter().map(|kind| kind.name).collect();
        names.dedup();
        names
    });
    &NAMES
}

/// The keys under `directory`, `type` first.
#[must_use]
pub fn directory_key_names() -> &'static [&'static str] {
    static NAMES: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| ["type"].into_iter().chain(directory_keys().into_iter().map(|key| key.name)).collect());
    &NAMES
}
