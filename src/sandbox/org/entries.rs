//! The YAML of an org file, as read; [`super::file`] turns it into an organization.

use jiff::civil::Date;
use serde::Deserialize;

use super::{EmailListing, ServerOptions, StateWord};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrgFile {
    pub(super) organization: OrganizationEntry,
    #[serde(default)]
    pub(super) options: ServerOptions,
    pub(super) divisions: Vec<DivisionEntry>,
    pub(super) users: Vec<OrgUserEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrganizationEntry {
    pub(super) id: Option<String>,
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a division is a name or {name: …, id: …}")]
pub(super) enum DivisionEntry {
    Name(String),
    Whole(DivisionDetails),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DivisionDetails {
    pub(super) name: String,
    pub(super) id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrgUserEntry {
    pub(super) email: String,
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) division: Option<String>,
    #[serde(default)]
    pub(super) state: StateWord,
    pub(super) version: Option<u32>,
    #[serde(default)]
    pub(super) roles: Vec<RoleEntry>,
    pub(super) last_login: Option<Date>,
    #[serde(default)]
    pub(super) interacting: bool,
    pub(super) history: Option<bool>,
    pub(super) user_name: Option<Box<str>>,
    pub(super) user_type: Option<Box<str>>,
    pub(super) department: Option<Box<str>>,
    pub(super) external_id: Option<Box<str>>,
    #[serde(default)]
    pub(super) other_emails: Vec<Box<str>>,
    #[serde(default)]
    pub(super) scim_email: EmailListing,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a role is a name or {role: …, divisions: […]}")]
pub(super) enum RoleEntry {
    Name(String),
    Whole(RoleInDivisions),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleInDivisions {
    pub(super) role: String,
    pub(super) divisions: Vec<String>,
}
