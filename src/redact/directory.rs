//! The directory of a plan: its settings and the attestation of its terms can name people.

use serde_json::Value;

use super::{Redaction, WITHHELD};
use crate::plan::DirectoryRecord;

/// The settings whose texts name people, or may.
const PERSONAL: [&str; 4] = ["user_name", "token_owner", "evidence", "by"];

impl Redaction {
    /// Replaces the people in a directory's record; ids, addresses of servers and words stay.
    pub(super) fn directory(&mut self, directory: &mut DirectoryRecord) {
        if let Some(pinned) = directory.settings.get("pin").and_then(|pin| pin.get("user")) {
            let text = |key| pinned.get(key).and_then(Value::as_str).unwrap_or_default();
            let (id, user_name) = (text("id").to_owned(), text("user_name").to_owned());
            self.learn_pinned(&id, &user_name);
        }
        directory.organization.name = self.addresses(&directory.organization.name);
        directory.organization.id = self.id(&directory.organization.id);
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
            Value::String(text) if key == "id" => *text = self.id(text),
            Value::String(text) => *text = self.addresses(text),
            _ => {}
        }
    }

    /// An address as its pseudonym; another text may be a name, and is withheld.
    fn owner(&self, text: &str) -> String {
        if text.contains('@') { self.addresses(text) } else { WITHHELD.to_owned() }
    }
}
