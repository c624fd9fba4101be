//! The document as it is written: the schema is made from these types.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::FORMAT_VERSION;
use crate::model::{AccountMarks, InactiveAttributes, ReadingNote, Version};

/// The whole document. The program writes and reads it in lines: all that is before the users, each user, the checksum.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "rosterctl snapshot", rename = "Snapshot")]
pub(super) struct SnapshotDocument<'a> {
    /// Always `rosterctl snapshot`.
    #[schemars(extend("const" = "rosterctl snapshot"))]
    pub(super) format: Cow<'a, str>,
    /// The version of this format.
    #[schemars(example = FORMAT_VERSION)]
    pub(super) format_version: Cow<'a, str>,
    /// The version of the program that took the snapshot.
    pub(super) rosterctl_version: Cow<'a, str>,
    /// When the reading was complete (RFC 3339, UTC).
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub(super) read_at: Timestamp,
    /// The directory that was read.
    pub(super) directory: DirectoryDocument<'a>,
    /// The organization that was read.
    pub(super) organization: NamedDocument<'a>,
    /// The owner of the token that it was read with.
    pub(super) identity: IdentityDocument<'a>,
    /// How many of the users are active: every active user of the directory.
    pub(super) active: u64,
    /// How many of the users are in other states: those who were looked up.
    pub(super) others: u64,
    /// Which users were looked up in other states: whether any other user is inactive or deleted is unknown.
    pub(super) asked: AskedDocument<'a>,
    /// Every division of the directory.
    pub(super) divisions: Vec<NamedDocument<'a>>,
    /// Divisions of users that the directory does not list, or not by that name.
    pub(super) unlisted_divisions: Vec<NamedDocument<'a>>,
    /// Active users without an address: they count, and nothing is done about them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) unaddressed: Vec<NamedDocument<'a>>,
    /// What the reading noticed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) notes: Vec<ReadingNote>,
    /// Values of attributes that inactive users have.
    #[serde(default, skip_serializing_if = "InactiveAttributes::is_empty")]
    pub(super) inactive_attributes: InactiveAttributes,
    /// The users, the active ones first.
    #[serde(borrow)]
    pub(super) users: Vec<UserDocument<'a>>,
    /// `sha256:` and the hexadecimal SHA-256 of every byte of the file before its last line, which begins with the
    /// square bracket after the users.
    #[schemars(regex(pattern = "^sha256:[0-9a-f]{64}$"))]
    pub(super) checksum: Cow<'a, str>,
}

/// Which directory was read.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DirectoryDocument<'a> {
    /// `genesys-cloud` or `sandbox`.
    #[serde(rename = "type")]
    pub(super) kind: Cow<'a, str>,
    /// The API's address; absent for a sandbox, which listens elsewhere each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = "https://api.mypurecloud.de")]
    pub(super) api_url: Option<Cow<'a, str>>,
    /// The login host's address; absent for a sandbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = "https://login.mypurecloud.de")]
    pub(super) login_url: Option<Cow<'a, str>>,
    /// The sandbox's org file, from the folder in which the snapshot was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) org: Option<Cow<'a, str>>,
    /// The settings that decide which users are found and whose they are, in a type of directory that has such.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) settings: BTreeMap<String, Value>,
    /// The protocol that a sandbox spoke, when it was not that of Genesys Cloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) protocol: Option<Cow<'a, str>>,
}

/// An object by id and name.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Named")]
pub(super) struct NamedDocument<'a> {
    /// The directory's id.
    pub(super) id: Cow<'a, str>,
    /// Its name.
    pub(super) name: Cow<'a, str>,
}

/// The owner of the token that the directory was read with.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum IdentityDocument<'a> {
    /// An OAuth client's, which is not a user.
    Client,
    /// The directory did not report it.
    Unknown,
    /// The token of the user with this id.
    User(Cow<'a, str>),
}

/// Which users were looked up in other states than the active one.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskedDocument<'a> {
    /// By e-mail.
    pub(super) emails: Vec<Cow<'a, str>>,
    /// By id.
    pub(super) ids: Vec<Cow<'a, str>>,
}

/// One user: what planning needs and nothing else.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UserDocument<'a> {
    /// The directory's id.
    #[serde(borrow)]
    pub(super) id: Cow<'a, str>,
    /// The e-mail as the directory spells it.
    #[serde(borrow)]
    pub(super) email: Cow<'a, str>,
    /// The display name as the directory reports it: it may hold anything.
    #[serde(borrow)]
    pub(super) name: Cow<'a, str>,
    /// The division, counted from 0 through `divisions` and on through `unlisted_divisions`; absent when the directory
    /// reported none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) division: Option<usize>,
    /// The version as the directory counts or names it.
    pub(super) version: Version,
    /// Absent for active users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<OtherState>,
    /// The type of user, in a directory that reports one.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub(super) user_type: Option<Cow<'a, str>>,
    /// The department, in a directory that reports one.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub(super) department: Option<Cow<'a, str>>,
    /// What identifies the account beside its id, in a directory that reports it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) account: Option<AccountMarks>,
    /// Addresses beside `email` by which a roster may name the user as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) aliases: Vec<Cow<'a, str>>,
    /// Addresses beside `email` by which no roster finds the user.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) other_addresses: Vec<Cow<'a, str>>,
}

/// A state other than the active one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum OtherState {
    /// May not log in; history stays.
    Inactive,
    /// Soft-deleted.
    Deleted,
}

pub(super) fn schema() -> Value {
    schemars::generate::SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<SnapshotDocument<'_>>()
        .to_value()
}
