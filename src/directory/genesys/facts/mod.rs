//! What rosters, settings and help must know of Genesys Cloud and of the embedded sandbox, which has the same API: plain
//! facts, without any I/O.

use crate::model::{
    Capabilities, DirectoryEnvironment, DirectoryKey, DirectorySpec, DirectoryType, Hosting, KeyForm, KeyProblem,
    Presence, SignIn, WriteProtection,
};

use crate::text::is_all;

pub(crate) mod regions;

/// A Genesys Cloud organization.
pub(crate) const CLOUD: DirectoryType = DirectoryType {
    name: "genesys-cloud",
    note: "",
    keys: &[REGION, ORGANIZATION_ID, API_URL, LOGIN_URL, DEACTIVATION, STRIP_ROLES],
    environment: DirectoryEnvironment {
        client: Some([
            ("GENESYSCLOUD_OAUTHCLIENT_ID", "OAuth client ID"),
            ("GENESYSCLOUD_OAUTHCLIENT_SECRET", "OAuth client secret"),
        ]),
        token: Some(("GENESYSCLOUD_ACCESS_TOKEN", "access token to use instead of client credentials")),
        read_token: None,
        region: Some(("GENESYSCLOUD_REGION", "region, if the roster has none")),
    },
    hosting: Hosting::Remote,
    account: |spec| spec.kind,
    protocol: None,
    accepts_id: is_id,
    terms: |_| None,
    notes: |_| Vec::new(),
    reading_keys: &[],
    conflicts: |_| Vec::new(),
    pinned: |_| None,
    sign_in: |_| SignIn::Token,
    capabilities,
};

/// The embedded directory.
pub(crate) const SANDBOX: DirectoryType = DirectoryType {
    name: "sandbox",
    note: " for a trial without an account",
    keys: &[PROTOCOL, ORGANIZATION_ID, DEACTIVATION, STRIP_ROLES, ORG],
    environment: DirectoryEnvironment { client: None, token: None, read_token: None, region: None },
    hosting: Hosting::Embedded,
    account: |spec| spec.kind,
    protocol: Some("genesys-cloud"),
    accepts_id: is_id,
    terms: |_| None,
    notes: |_| Vec::new(),
    reading_keys: &[],
    conflicts: |_| Vec::new(),
    pinned: |_| None,
    sign_in: |_| SignIn::Token,
    capabilities,
};

const REGION: DirectoryKey = DirectoryKey {
    name: "region",
    description: "AWS region or domain of the organization; without it, `GENESYSCLOUD_REGION`.",
    form: KeyForm::Text {
        pattern: "^[A-Za-z0-9.-]+$",
        max_chars: 253,
        examples: &["eu-central-1", "mypurecloud.de"],
        check: check_region,
    },
    presence: Presence::Optional,
    only_with: None,
};

const ORGANIZATION_ID: DirectoryKey = DirectoryKey {
    name: "organization_id",
    description: "The only organization accepted: any other is refused before a user is read.",
    form: KeyForm::OrganizationId,
    presence: Presence::Optional,
    only_with: None,
};

const API_URL: DirectoryKey = DirectoryKey {
    name: "api_url",
    description: "Address of the API, for a gateway or a test server; `http://` on this machine only.",
    form: KeyForm::Url("https://api.mypurecloud.de"),
    presence: Presence::Optional,
    only_with: None,
};

const LOGIN_URL: DirectoryKey = DirectoryKey {
    name: "login_url",
    description: "Address of the login host, likewise.",
    form: KeyForm::Url("https://login.mypurecloud.de"),
    presence: Presence::Optional,
    only_with: None,
};

const DEACTIVATION: DirectoryKey = DirectoryKey {
    name: "deactivation",
    description: "What a deactivation sends: `state` is the API's own `{\"state\":\"inactive\"}`, `active` is \
                  `{\"active\":false}` for\ngateways that use the older body.",
    form: KeyForm::Word { words: &["state", "active"], help: "write `state` (the API's own, the default) or `active`" },
    presence: Presence::Optional,
    only_with: None,
};

const STRIP_ROLES: DirectoryKey = DirectoryKey {
    name: "strip_roles",
    description: "With `deactivation: active`, sends `\"roles\": []` as well.",
    form: KeyForm::Flag,
    presence: Presence::Optional,
    only_with: Some(("deactivation", "active", "remove it: the API's own deactivation ends the roles by itself")),
};

const PROTOCOL: DirectoryKey = crate::model::directory_types::SANDBOX_PROTOCOL;
const ORG: DirectoryKey = crate::model::directory_types::SANDBOX_ORG;

/// The body that a deactivation sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeactivationBody {
    /// `{"state":"inactive","version":N}`, the API's own.
    State,
    /// `{"active":false}`, for gateways that use the older body.
    Active,
    /// `{"active":false,"roles":[]}`.
    ActiveWithoutRoles,
}

impl DeactivationBody {
    /// The body that the settings of a directory ask for.
    pub(crate) fn of(spec: &DirectorySpec) -> Self {
        match (spec.text(DEACTIVATION.name), spec.flag(STRIP_ROLES.name)) {
            (Some("active"), true) => Self::ActiveWithoutRoles,
            (Some("active"), false) => Self::Active,
            _ => Self::State,
        }
    }
}

/// 1 to 128 ASCII letters, digits, `-`, `_`, `.` and `:`: an id is an item of a list in a query, and must stay one.
pub(crate) fn is_id(text: &str) -> bool {
    let is_of_an_id =
        |byte: u8| byte.is_ascii_alphanumeric() | (byte == b'-') | (byte == b'_') | (byte == b'.') | (byte == b':');
    (1..=128).contains(&text.len()) && text != "." && text != ".." && is_all(text.as_bytes(), is_of_an_id)
}

/// Only the API's own body names the version.
fn capabilities(spec: &DirectorySpec) -> Capabilities {
    let write = match DeactivationBody::of(spec) {
        DeactivationBody::State => WriteProtection::Versioned,
        DeactivationBody::Active | DeactivationBody::ActiveWithoutRoles => WriteProtection::Reread,
    };
    Capabilities { write, ..Capabilities::ALL }
}

fn check_region(text: &str) -> Result<(), KeyProblem> {
    const HELP: &str = "write an AWS region such as `eu-central-1`, or a domain such as `mypurecloud.de`";
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
    if !(1..=253).contains(&text.len()) || !text.bytes().all(is_plain) {
        return Err(KeyProblem::Malformed { problem: "is not a region", help: HELP });
    }
    if regions::is_region(text) {
        return Ok(());
    }
    let suggestion = regions::closest_region(text);
    Err(KeyProblem::Unknown { problem: "is not a Genesys Cloud region", help: HELP, suggestion })
}
