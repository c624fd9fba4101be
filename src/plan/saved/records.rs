//! The facts that a plan was made from, as a saved plan records them.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::{DeactivationTerms, Impact, Organization, Reported};

/// The version of the format that this program writes, and the only one that it reads.
pub const FORMAT_VERSION: &str = "1.0";

/// The directory that a plan is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DirectoryRecord {
    /// `genesys-cloud`, `scim` or `sandbox`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The API's address; absent for a sandbox, which listens on another port each time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = "https://api.mypurecloud.de")]
    pub api_url: Option<String>,
    /// The login host's address; absent for a sandbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = "https://login.mypurecloud.de")]
    pub login_url: Option<String>,
    /// The sandbox's org file, from the folder in which the plan was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org: Option<String>,
    /// The body that a deactivation sends: `state` or `active`; absent in a directory with one body.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(extend("enum" = ["state", "active"]))]
    pub deactivation: String,
    /// Whether that body also holds `"roles": []`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strip_roles: bool,
    /// The organization that was read; no other one is written to.
    pub organization: Organization,
    /// The other settings of the roster, by their keys.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub settings: Map<String, Value>,
    /// On which terms users are deactivated there, as the roster's reviewers saw them; absent in a directory where a
    /// deactivation ends access and does nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<DeactivationTerms>,
}

impl DirectoryRecord {
    /// The API's host and port, or `sandbox:` and its org file: the directory as the digest identifies it.
    #[must_use]
    pub fn host(&self) -> String {
        let Some(url) = &self.api_url else { return format!("sandbox:{}", self.org.as_deref().unwrap_or_default()) };
        let after = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        after.split('/').next().unwrap_or(after).to_owned()
    }
}

/// The roster that a plan was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RosterRecord {
    /// The files that were read, the roster itself first.
    pub files: Vec<FileRecord>,
    /// The git commit that was checked out, when there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// One file by path and content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileRecord {
    /// The path as it was given.
    pub path: String,
    /// The SHA-256 of its bytes, hexadecimal.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub sha256: String,
}

/// The reading that a plan was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LiveRecord {
    /// The source.
    pub source: ReadingSource,
    /// When it was complete (RFC 3339, UTC).
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub read_at: Timestamp,
    /// Active users of the directory.
    pub active: u64,
    /// Those of them in scope.
    pub in_scope: u64,
}

/// The source of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReadingSource {
    /// The directory itself.
    Directory,
    /// A snapshot of it (`plan --live`). Such a plan is a preview and is never applied.
    Snapshot,
}

/// What deactivating a user touches. What the directory did not report is `unknown`, never left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImpactRecord {
    /// The last day on which the user logged in or was issued a token, `never`, or `unknown`.
    #[schemars(example = "2026-10-02")]
    pub last_login: String,
    /// The roles held, which a deactivation removes, or `unknown`.
    pub roles: RolesRecord,
    /// Whether the user is on an interaction.
    pub interaction: Interaction,
}

/// Names of roles, or the word `unknown`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RolesRecord {
    /// What the directory listed.
    Names(Vec<String>),
    /// Replaces a list that the directory did not give.
    Unknown(UnknownWord),
}

/// The word `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnknownWord {
    /// The directory did not report it.
    Unknown,
}

/// Whether a user is on an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Interaction {
    /// The directory reports that they are on none.
    None,
    /// The directory reports that they are on one.
    Active,
    /// The directory did not report it.
    Unknown,
}

impl From<&Impact> for ImpactRecord {
    fn from(impact: &Impact) -> Self {
        Self {
            last_login: match &impact.last_login {
                Reported::Known(Some(day)) => day.to_string(),
                Reported::Known(None) => "never".to_owned(),
                Reported::Unknown => "unknown".to_owned(),
            },
            roles: match &impact.roles {
                Reported::Known(names) => RolesRecord::Names(names.clone()),
                Reported::Unknown => RolesRecord::Unknown(UnknownWord::Unknown),
            },
            interaction: match impact.interaction {
                Reported::Known(true) => Interaction::Active,
                Reported::Known(false) => Interaction::None,
                Reported::Unknown => Interaction::Unknown,
            },
        }
    }
}
