//! The directory of a plan: its settings and the attestation of its terms can name people.

use serde_json::Value;

use super::{Redaction, WITHHELD};
use crate::plan::DirectoryRecord;

/// The settings whose texts name people, or may.
const PERSONAL: [&str; 4] = ["user_name", "token_owner", "evidence", "by"];

impl Redaction {
    /// Replaces the people in a directory's record; ids, addresses of servers and words stay.
    pub(super) fn directory(&self, directory: &mut DirectoryRecord) {
        directory.organization.name = self.addresses(&directory.organization.name);
        if let Some(attestation) = directory.terms.as_mut().and_then(|terms| terms.attestation.as_mut()) {
            attestation.by = self.owner(&attestation.by);
            attestation.evidence = WITHHELD.to_owned();
        }
        for (key, value) in &mut directory.settings {
            self.setting(key, value);
        }
    }

    fn setting(&self, key: &str, value: &mut Value) {
        match value {
            Value::Object(members) => members.iter_mut().for_each(|(key, value)| self.setting(key, value)),
            Value::String(text) if key == "evidence" => WITHHELD.clone_into(text),
            Value::String(text) if PERSONAL.contains(&key) && text != "none" => *text = self.owner(text),
            Value::String(text) => *text = self.addresses(text),
            _ => {}
        }
    }

    /// An address as its pseudonym; another text may be a name, and is withheld.
    fn owner(&self, text: &str) -> String {
        if text.contains('@') { self.addresses(text) } else { WITHHELD.to_owned() }
    }
}
