//! Which directory, and what a deactivation sends there.

use std::path::PathBuf;

/// The kind of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectoryKind {
    /// A Genesys Cloud organization.
    GenesysCloud,
    /// The embedded directory.
    Sandbox,
}

impl DirectoryKind {
    /// The roster's own word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GenesysCloud => "genesys-cloud",
            Self::Sandbox => "sandbox",
        }
    }
}

/// The body that a deactivation sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// `{"state":"inactive","version":N}`, the API's own.
    #[default]
    State,
    /// `{"active":false}`, with `"roles":[]` when asked for: what some gateways speak.
    Active(Roles),
}

/// What the older dialect says of roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Roles {
    /// Nothing.
    #[default]
    Unmentioned,
    /// `"roles": []`.
    Stripped,
}

/// Which directory a roster speaks of, as written there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectorySpec {
    /// Its kind.
    pub kind: DirectoryKind,
    /// AWS region or domain.
    pub region: Option<String>,
    /// The only organization accepted.
    pub organization_id: Option<String>,
    /// The API's address, for a gateway or a test server.
    pub api_url: Option<String>,
    /// The login host's address, likewise.
    pub login_url: Option<String>,
    /// What a deactivation sends.
    pub dialect: Dialect,
    /// The sandbox's org file, from the current folder.
    pub org: Option<PathBuf>,
}

/// The regions of Genesys Cloud: AWS name and domain, as the platform's page of regions lists them.
pub const REGIONS: [(&str, &str); 18] = [
    ("us-east-1", "mypurecloud.com"),
    ("us-east-2", "use2.us-gov-pure.cloud"),
    ("us-west-2", "usw2.pure.cloud"),
    ("ca-central-1", "cac1.pure.cloud"),
    ("mx-central-1", "mxc1.pure.cloud"),
    ("sa-east-1", "sae1.pure.cloud"),
    ("eu-west-1", "mypurecloud.ie"),
    ("eu-west-2", "euw2.pure.cloud"),
    ("eu-central-1", "mypurecloud.de"),
    ("eu-central-2", "euc2.pure.cloud"),
    ("eusc-de-east-1", "edee1.eusc-pure.cloud"),
    ("me-central-1", "mec1.pure.cloud"),
    ("ap-south-1", "aps1.pure.cloud"),
    ("ap-southeast-1", "apse1.pure.cloud"),
    ("ap-southeast-2", "mypurecloud.com.au"),
    ("ap-northeast-1", "mypurecloud.jp"),
    ("ap-northeast-2", "apne2.pure.cloud"),
    ("ap-northeast-3", "apne3.pure.cloud"),
];
