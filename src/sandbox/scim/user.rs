//! The body of a user (RFC 7643 sections 4.1 and 4.3).

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

/// RFC 7643 section 4.1.
pub(super) const USER_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// RFC 7643 section 4.3.
pub(super) const ENTERPRISE_SCHEMA: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// A user.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScimUserBody<'a> {
    pub(super) schemas: &'static [&'static str],
    pub(super) id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) external_id: Option<&'a str>,
    pub(super) user_name: Cow<'a, str>,
    pub(super) name: ScimNameBody<'a>,
    pub(super) display_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) active: Option<ScimActiveBody>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) emails: Vec<ScimEmailBody<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) roles: Vec<ScimRoleBody<'a>>,
    #[serde(
        rename = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) enterprise: Option<ScimEnterpriseBody<'a>>,
    pub(super) meta: ScimMetaBody,
}

/// `active`, and what quirks make of it.
#[derive(Clone, Copy, Serialize)]
#[serde(untagged)]
pub(super) enum ScimActiveBody {
    Flag(bool),
    Text(&'static str),
    Null,
}

#[derive(Serialize)]
pub(super) struct ScimNameBody<'a> {
    pub(super) formatted: &'a str,
}

#[derive(Serialize)]
pub(super) struct ScimEmailBody<'a> {
    pub(super) value: Cow<'a, str>,
    pub(super) r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) primary: Option<bool>,
}

#[derive(Serialize)]
pub(super) struct ScimRoleBody<'a> {
    pub(super) value: &'a str,
}

#[derive(Serialize)]
pub(super) struct ScimEnterpriseBody<'a> {
    pub(super) department: &'a str,
}

/// RFC 7643 section 3.1.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScimMetaBody {
    pub(super) resource_type: &'static str,
    pub(super) created: Timestamp,
    pub(super) last_modified: Timestamp,
    pub(super) location: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<String>,
}
