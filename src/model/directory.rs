//! Which directory a roster names, and what a type of directory brings with it as far as rosters, settings and help need
//! it: plain facts. What the settings of a directory mean is known to its backend alone (`directory/<backend>/`).

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::capabilities::Capabilities;

/// A type of directory. Each is a constant in the folder of its backend, and listed in
/// [`DIRECTORY_TYPES`](super::DIRECTORY_TYPES).
pub struct DirectoryType {
    /// The value of `type:` in a roster.
    pub name: &'static str,
    /// What it is for, as the end of a sentence that begins with its name; mostly empty.
    pub note: &'static str,
    /// The keys that a roster may have under `directory` beside `type`.
    pub keys: &'static [DirectoryKey],
    /// Which environment variables are read for it.
    pub environment: DirectoryEnvironment,
    /// Who serves it.
    pub hosting: Hosting,
    /// What a directory with these settings can do.
    pub capabilities: fn(&DirectorySpec) -> Capabilities,
}

/// Who serves a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosting {
    /// The vendor or a gateway, at an address.
    Remote,
    /// rosterctl itself, for as long as a command runs; its address is another one each time.
    Embedded,
}

/// A key of `directory` in a roster.
#[derive(Debug)]
pub struct DirectoryKey {
    /// The name.
    pub name: &'static str,
    /// The description in the roster's JSON Schema.
    pub description: &'static str,
    /// What its value is.
    pub form: KeyForm,
    /// Whether it may be left out.
    pub presence: Presence,
    /// The other key that it needs, with its value and a help for a roster where it has another one.
    pub only_with: Option<(&'static str, &'static str, &'static str)>,
}

/// Whether a key may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It may.
    Optional,
    /// It may not; this is an example of it, as a clause: "`org: org.yaml`, the file of …".
    Required(&'static str),
}

/// What the value of a key is.
#[derive(Debug)]
pub enum KeyForm {
    /// The id of the only organization that is accepted: [`DirectorySpec::organization_id`].
    OrganizationId,
    /// A text that `check` accepts.
    Text {
        /// Its regular expression in the JSON Schema.
        pattern: &'static str,
        /// Its greatest length.
        max_bytes: usize,
        /// Examples for the JSON Schema.
        examples: &'static [&'static str],
        /// Whether it can be meant.
        check: fn(&str) -> Result<(), KeyProblem>,
    },
    /// The address of a server, such as this one.
    Url(&'static str),
    /// One of these words; the first is the default.
    Word {
        /// The words.
        words: &'static [&'static str],
        /// What to write in place of any other word.
        help: &'static str,
    },
    /// `true` or `false`, the default.
    Flag,
    /// An existing file below the roster's folder, such as this one.
    File(&'static str),
}

/// What is wrong with the value of a key, in the words of its type of directory: `problem` completes a sentence that begins
/// with the value, and `help` is what to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are described above")]
pub enum KeyProblem {
    /// It cannot be a value of this key.
    Malformed { problem: &'static str, help: &'static str },
    /// It is not one of the values that there are; perhaps `suggestion` was meant.
    Unknown { problem: &'static str, help: &'static str, suggestion: Option<&'static str> },
}

/// Environment variables of a type of directory, each with its meaning; a type without one has `None`.
#[derive(Debug)]
pub struct DirectoryEnvironment {
    /// The id of an OAuth client, and its secret.
    pub client: Option<[EnvironmentVariable; 2]>,
    /// An access token.
    pub token: Option<EnvironmentVariable>,
    /// The region, used when the roster names no place.
    pub region: Option<EnvironmentVariable>,
}

/// An environment variable and its meaning, for the help.
pub type EnvironmentVariable = (&'static str, &'static str);

impl DirectoryEnvironment {
    /// Every variable with its meaning.
    pub fn variables(&self) -> impl Iterator<Item = EnvironmentVariable> {
        self.client.into_iter().flatten().chain(self.token).chain(self.region)
    }
}

impl DirectoryType {
    /// The key with this name, if the type has it.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static DirectoryKey> {
        self.keys.iter().find(|key| key.name == name)
    }
}

impl PartialEq for DirectoryType {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for DirectoryType {}

impl fmt::Debug for DirectoryType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A directory as a roster or a saved plan names it. Only its backend reads the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectorySpec {
    /// Its type.
    pub kind: &'static DirectoryType,
    /// The only organization that is accepted.
    pub organization_id: Option<String>,
    settings: BTreeMap<&'static str, DirectorySetting>,
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DirectorySetting {
    /// A text, a word or an address.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A file, from the current folder.
    File(PathBuf),
}

impl DirectorySpec {
    /// A directory of this type without any setting.
    #[must_use]
    pub fn new(kind: &'static DirectoryType) -> Self {
        Self { kind, organization_id: None, settings: BTreeMap::new() }
    }

    /// Sets the value of a key.
    pub fn set(&mut self, key: &'static str, value: DirectorySetting) {
        self.settings.insert(key, value);
    }

    /// The same directory with a text as the value of a key.
    #[must_use]
    pub fn with_text(mut self, key: &'static str, text: impl Into<String>) -> Self {
        self.set(key, DirectorySetting::Text(text.into()));
        self
    }

    /// The text, word or address of a key; a word that is not set has its default.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.settings.get(key) {
            Some(DirectorySetting::Text(text)) => Some(text),
            Some(_) => None,
            None => match self.kind.key(key).map(|key| &key.form) {
                Some(KeyForm::Word { words, .. }) => words.first().copied(),
                _ => None,
            },
        }
    }

    /// Whether a key is set to `true`.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.settings.get(key), Some(DirectorySetting::Flag(true)))
    }

    /// The file of a key.
    #[must_use]
    pub fn file(&self, key: &str) -> Option<&Path> {
        match self.settings.get(key) {
            Some(DirectorySetting::File(path)) => Some(path),
            _ => None,
        }
    }

    /// What this directory can do.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        (self.kind.capabilities)(self)
    }
}

/// Where a directory is, as saved plans and snapshots keep it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectoryLocation {
    /// Where users are read and written, without a slash at the end.
    pub api_url: Option<String>,
    /// Where tokens are requested, without a slash at the end.
    pub login_url: Option<String>,
    /// The sandbox's org file.
    pub org: Option<String>,
}
