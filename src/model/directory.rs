//! Which directory a roster names, and what a type of directory brings with it as far as rosters, settings and help need
//! it: plain facts. What the settings of a directory mean is known to its backend alone (`directory/<backend>/`).

use std::fmt;
use std::path::Path;

use super::capabilities::Capabilities;
use super::directory_key::{DirectoryKey, KeyForm};
use super::directory_settings::{DirectorySetting, DirectorySettings};
use super::live::UserId;
use super::reading_note::ReadingNote;
use super::settings_conflict::SettingsConflict;
use super::terms::DeactivationTerms;

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
    /// The type of directory whose environment variables have the credentials for a directory with these settings: mostly
    /// itself.
    pub account: fn(&DirectorySpec) -> &'static DirectoryType,
    /// The value of `protocol:` in a roster, for a type that speaks one of several.
    pub protocol: Option<&'static str>,
    /// Whether this can be the id of a user of such a directory.
    pub accepts_id: fn(&str) -> bool,
    /// On which terms users of a directory with these settings are deactivated; `None` where a deactivation ends access and
    /// does nothing else.
    pub terms: fn(&DirectorySpec) -> Option<DeactivationTerms>,
    /// What is worth knowing of these settings, whatever the directory holds.
    pub notes: fn(&DirectorySpec) -> Vec<ReadingNote>,
    /// The keys whose values decide, beside the address, which users a reading finds and whose they are.
    pub reading_keys: &'static [&'static str],
    /// Which of these settings do not go together.
    pub conflicts: fn(&DirectorySpec) -> Vec<SettingsConflict>,
    /// The user who proves that a directory with these settings is the right one, where a roster names one.
    pub pinned: fn(&DirectorySpec) -> Option<PinnedUser>,
    /// Which credentials a directory with these settings takes, where the environment has several.
    pub sign_in: fn(&DirectorySpec) -> SignIn,
    /// What a directory with these settings can do.
    pub capabilities: fn(&DirectorySpec) -> Capabilities,
}

/// A user who proves that a directory is the right one: ids alone may be the same in another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinnedUser {
    /// The directory's id.
    pub id: UserId,
    /// What the user logs in with.
    pub user_name: String,
}

/// Which credentials a directory takes, where the environment has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// A token, or else an OAuth client.
    Token,
    /// An OAuth client alone.
    Client,
}

/// Who serves a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosting {
    /// The vendor or a gateway, at an address.
    Remote,
    /// rosterctl itself, for as long as a command runs; its address is another one each time.
    Embedded,
}

/// Environment variables of a type of directory, each with its meaning; a type without one has `None`.
#[derive(Debug)]
pub struct DirectoryEnvironment {
    /// The id of an OAuth client, and its secret.
    pub client: Option<[EnvironmentVariable; 2]>,
    /// An access token.
    pub token: Option<EnvironmentVariable>,
    /// An access token that may only read, used in place of every other by what only reads.
    pub read_token: Option<EnvironmentVariable>,
    /// The region, used when the roster names no place.
    pub region: Option<EnvironmentVariable>,
}

/// An environment variable and its meaning, for the help.
pub type EnvironmentVariable = (&'static str, &'static str);

impl DirectoryEnvironment {
    /// Every variable with its meaning.
    pub fn variables(&self) -> impl Iterator<Item = EnvironmentVariable> {
        self.client.into_iter().flatten().chain(self.token).chain(self.read_token).chain(self.region)
    }
}

impl DirectoryType {
    /// The protocol as saved plans and snapshots hold it: absent for the one that a roster need not name.
    #[must_use]
    pub fn saved_protocol(&self) -> Option<&'static str> {
        let default = self.key("protocol").and_then(|key| match &key.form {
            KeyForm::Word { words, .. } => words.first().copied(),
            _ => None,
        });
        self.protocol.filter(|protocol| default != Some(protocol))
    }

    /// The key by which a roster names the one organization that it is about: `organization_id`; a pinned user where the
    /// directory does not report which organization it is; the org file of an embedded directory that has neither.
    #[must_use]
    pub fn organization_key(&self) -> &'static str {
        ["organization_id", "pin"].into_iter().find(|name| self.key(name).is_some()).unwrap_or("org")
    }

    /// The key with this name, if the type has it.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static DirectoryKey> {
        self.keys.iter().find(|key| key.name == name)
    }
}

impl PartialEq for DirectoryType {
    fn eq(&self, other: &Self) -> bool {
        (self.name, self.protocol) == (other.name, other.protocol)
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
    settings: DirectorySettings,
}

impl DirectorySpec {
    /// A directory of this type without any setting.
    #[must_use]
    pub fn new(kind: &'static DirectoryType) -> Self {
        Self { kind, organization_id: None, settings: DirectorySettings::default() }
    }

    /// The settings, without the default values of words.
    #[must_use]
    pub fn settings(&self) -> &DirectorySettings {
        &self.settings
    }

    /// Sets the value of a key.
    pub fn set(&mut self, key: &'static str, value: DirectorySetting) {
        self.settings.set(key, value);
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
        self.settings.text(key).or_else(|| match self.kind.key(key).map(|key| &key.form) {
            Some(KeyForm::Word { words, .. }) => words.first().copied(),
            _ => None,
        })
    }

    /// Whether a key is set to `true`.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        self.settings.flag(key)
    }

    /// The file of a key.
    #[must_use]
    pub fn file(&self, key: &str) -> Option<&Path> {
        self.settings.file(key)
    }

    /// Which organization these settings are about, as a text that differs for each one; `None` where they do not say it.
    #[must_use]
    pub fn organization_identity(&self) -> Option<String> {
        match self.kind.organization_key() {
            "organization_id" => self.organization_id.as_ref().map(|id| id.trim().to_ascii_lowercase()),
            // Services differ in whether the case of a path counts: in doubt it is the same organization. A user has one id
            // in a tenant, and a user name in any case.
            "pin" => self.pinned().map(|pinned| {
                let url = self.settings.text("url").unwrap_or_default();
                let url = url::Url::parse(url).map_or_else(|_| url.to_owned(), String::from).to_lowercase();
                format!("{} {}", url.trim_end_matches('/'), pinned.id.as_str())
            }),
            file => self.settings.file(file).map(|file| file.to_string_lossy().into_owned()),
        }
    }

    /// The type of directory whose environment variables have its credentials.
    #[must_use]
    pub fn account(&self) -> &'static DirectoryType {
        (self.kind.account)(self)
    }

    /// What this directory can do.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        (self.kind.capabilities)(self)
    }

    /// The user who proves that it is the right one, if one is named.
    #[must_use]
    pub fn pinned(&self) -> Option<PinnedUser> {
        (self.kind.pinned)(self)
    }

    /// Which credentials it takes, where the environment has several.
    #[must_use]
    pub fn sign_in(&self) -> SignIn {
        (self.kind.sign_in)(self)
    }

    /// What is worth knowing of its settings.
    #[must_use]
    pub fn notes(&self) -> Vec<ReadingNote> {
        (self.kind.notes)(self)
    }

    /// Which of its settings do not go together.
    #[must_use]
    pub fn conflicts(&self) -> Vec<SettingsConflict> {
        (self.kind.conflicts)(self)
    }

    /// On which terms its users are deactivated; `None` where a deactivation ends access and does nothing else.
    #[must_use]
    pub fn terms(&self) -> Option<DeactivationTerms> {
        (self.kind.terms)(self)
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
