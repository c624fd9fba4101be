//! What rosters, settings and help must know of SCIM 2.0 directories (RFC 7643, RFC 7644): plain facts, without any I/O.

use crate::model::{
    Capabilities, DIRECTORY_TYPES, DirectoryEnvironment, DirectoryKey, DirectorySpec, DirectoryType, Hosting, KeyForm,
    KeyProblem, PinnedUser, Presence, SignIn, Support, UserId,
};
use crate::text::{is_invisible, nearest};

pub(crate) mod services;
mod terms;

pub(crate) use terms::{service, token_url};

/// A service that speaks SCIM 2.0.
pub(crate) const SCIM: DirectoryType = DirectoryType {
    name: "scim",
    note: " for any service that speaks SCIM 2.0",
    keys: &[
        SERVICE,
        URL,
        PIN,
        TOKEN_OWNER,
        AUTH,
        TOKEN_URL,
        TOKEN_SCOPE,
        TOKEN_ACCOUNT,
        MATCH,
        PATCH_FORM,
        PAGING,
        ETAG,
        REQUESTS_PER_MINUTE,
        ACCEPT,
        ATTEST,
    ],
    environment: DirectoryEnvironment {
        client: Some([
            ("ROSTERCTL_SCIM_CLIENT_ID", "OAuth client ID of a SCIM directory"),
            ("ROSTERCTL_SCIM_CLIENT_SECRET", "OAuth client secret of a SCIM directory"),
        ]),
        token: Some(("ROSTERCTL_SCIM_TOKEN", "bearer token of a SCIM directory")),
        read_token: Some((
            "ROSTERCTL_SCIM_READ_TOKEN",
            "bearer token of a SCIM directory that may only read; commands other than apply use it if it is set",
        )),
        region: None,
    },
    hosting: Hosting::Remote,
    account,
    protocol: None,
    accepts_id: |_| true,
    terms: terms::terms,
    notes: terms::notes,
    reading_keys: &["service", "pin", "token_owner", "match"],
    conflicts: terms::conflicts,
    pinned,
    sign_in,
    capabilities: |_| CAPABILITIES,
};

/// The embedded directory, as a SCIM service.
pub(crate) const SANDBOX: DirectoryType = DirectoryType {
    name: "sandbox",
    note: " for a trial without an account",
    keys: &[PROTOCOL, ORG, MATCH, PATCH_FORM, PAGING, ETAG],
    environment: DirectoryEnvironment { client: None, token: None, read_token: None, region: None },
    hosting: Hosting::Embedded,
    protocol: Some("scim"),
    terms: |_| Some(terms::terms_of_sandbox()),
    notes: |_| Vec::new(),
    conflicts: |_| Vec::new(),
    ..SCIM
};

fn pinned(spec: &DirectorySpec) -> Option<PinnedUser> {
    let user = spec.settings().map("pin")?.map("user")?;
    Some(PinnedUser { id: UserId::new(user.text("id")?)?, user_name: user.text("user_name")?.to_owned() })
}

/// The roster decides, whatever else the environment holds.
fn sign_in(spec: &DirectorySpec) -> SignIn {
    match spec.text("auth") {
        Some("client_credentials") => SignIn::Client,
        _ => SignIn::Token,
    }
}

/// A service that its vendor's own API signs in to is signed in to with the credentials of that, the first type of all.
fn account(spec: &DirectorySpec) -> &'static DirectoryType {
    let is_regional = service(spec).is_some_and(|service| service.grant == services::TokenGrant::RegionalLogin);
    let signs_in = spec.text("auth") == Some("client_credentials");
    if is_regional && signs_in { DIRECTORY_TYPES[0] } else { spec.kind }
}

/// A service has no divisions, no roles that it reports alike, and no interactions; one write at a time is what every
/// service can take.
const CAPABILITIES: Capabilities = Capabilities {
    divisions: Support::Absent,
    attributes: Support::Supported,
    roles: Support::Absent,
    interactions: Support::Absent,
    deleted_state: Support::Absent,
    read_batch: 1,
    concurrent_writes: 1,
    ..Capabilities::ALL
};

const SERVICE: DirectoryKey = DirectoryKey {
    name: "service",
    description: "The service, by its name in `rosterctl services`, or `other`.",
    form: KeyForm::Text {
        pattern: "^[a-z0-9-]+$",
        max_chars: 60,
        examples: &["gitlab", "other"],
        check: check_service,
    },
    presence: Presence::Required("`service: gitlab`, a name that `rosterctl services` lists, or `other`"),
    only_with: None,
};

const URL: DirectoryKey = DirectoryKey {
    name: "url",
    description: "Base address of the service; `/Users` is appended.",
    form: KeyForm::Url("https://gitlab.acme.example/api/scim/v2/application"),
    presence: Presence::Required("`url: https://gitlab.acme.example/api/scim/v2/application`, the base address"),
    only_with: None,
};

const PIN: DirectoryKey = DirectoryKey {
    name: "pin",
    description: "A user who proves that this is the right tenant: read before any other. `rosterctl doctor` prints it.",
    form: KeyForm::Map { keys: &[PIN_USER], names: &["user"] },
    presence: Presence::Optional,
    only_with: None,
};

const PIN_USER: DirectoryKey = DirectoryKey {
    name: "user",
    description: "The user.",
    form: KeyForm::Map { keys: &[PIN_ID, PIN_USER_NAME], names: &["id", "user_name"] },
    presence: Presence::Required("`user: {id: …, user_name: …}`"),
    only_with: None,
};

const PIN_ID: DirectoryKey = DirectoryKey {
    name: "id",
    description: "The user's id in the service.",
    form: KeyForm::Text {
        pattern: "^.+$",
        max_chars: 1024,
        examples: &["0b1d561c-9a4f-4f0e-8a4e-6f6e1d1f1c11"],
        check: check_line,
    },
    presence: Presence::Required("`id: …`, the user's id in the service"),
    only_with: None,
};

const PIN_USER_NAME: DirectoryKey = DirectoryKey {
    name: "user_name",
    description: "The user's `userName`.",
    form: KeyForm::Text { pattern: "^.+$", max_chars: 500, examples: &["breakglass@acme.example"], check: check_line },
    presence: Presence::Required("`user_name: …`, the user's name in the service"),
    only_with: None,
};

const TOKEN_OWNER: DirectoryKey = DirectoryKey {
    name: "token_owner",
    description: "The user who owns the token, by e-mail or id, who is then protected; or `none`.",
    form: KeyForm::Owner {
        examples: &["none", "scim-admin@acme.example"],
        reason: "owner of the token in use (token_owner)",
    },
    presence: Presence::Required("`token_owner: none`, or the e-mail or id of the user who owns the token"),
    only_with: None,
};

const AUTH: DirectoryKey = DirectoryKey {
    name: "auth",
    description: "How rosterctl signs in: with a bearer token, or as an OAuth 2.0 client.",
    form: KeyForm::Word {
        words: &["bearer", "client_credentials"],
        help: "write `bearer` (the default) or `client_credentials`",
    },
    presence: Presence::Optional,
    only_with: None,
};

const TOKEN_URL: DirectoryKey = DirectoryKey {
    name: "token_url",
    description: "With `auth: client_credentials`, where tokens are requested.",
    form: KeyForm::Url("https://login.acme.example/oauth/token"),
    presence: Presence::Optional,
    only_with: Some(("auth", "client_credentials", "remove it: a bearer token comes from ROSTERCTL_SCIM_TOKEN")),
};

const TOKEN_SCOPE: DirectoryKey = DirectoryKey {
    name: "token_scope",
    description: "With `auth: client_credentials`, the scope that is requested.",
    form: KeyForm::Text { pattern: "^[!-~ ]+$", max_chars: 500, examples: &["all-apis"], check: check_line },
    presence: Presence::Optional,
    only_with: Some(("auth", "client_credentials", "remove it: a bearer token comes from ROSTERCTL_SCIM_TOKEN")),
};

const TOKEN_ACCOUNT: DirectoryKey = DirectoryKey {
    name: "token_account",
    description: "With `auth: client_credentials`, the account that tokens are requested for, in a service that asks for one (Zoom).",
    form: KeyForm::Text { pattern: "^[!-~]+$", max_chars: 200, examples: &["aBcD1234efGH5678"], check: check_line },
    presence: Presence::Optional,
    only_with: Some(("auth", "client_credentials", "remove it: a bearer token is one of an account")),
};

const MATCH: DirectoryKey = DirectoryKey {
    name: "match",
    description: "Which address of a user is compared with the roster.",
    form: KeyForm::Word {
        words: &["primary_email", "user_name", "any_email"],
        help: "write `primary_email` (the default), `user_name` or `any_email`",
    },
    presence: Presence::Optional,
    only_with: None,
};

const PATCH_FORM: DirectoryKey = DirectoryKey {
    name: "patch_form",
    description: "The form of the write: with `path`, `\"path\":\"active\"`; `pathless`, an object as the value.",
    form: KeyForm::Word { words: &["path", "pathless"], help: "write `path` (the default) or `pathless`" },
    presence: Presence::Optional,
    only_with: None,
};

const PAGING: DirectoryKey = DirectoryKey {
    name: "paging",
    description: "How lists are read: by index (RFC 7644), by cursor (RFC 9865), or as the service supports it.",
    form: KeyForm::Word {
        words: &["auto", "index", "cursor"],
        help: "write `auto` (the default), `index` or `cursor`",
    },
    presence: Presence::Optional,
    only_with: None,
};

const ETAG: DirectoryKey = DirectoryKey {
    name: "etag",
    description: "Whether writes name the user's entity tag; `off` for a service that refuses every tag.",
    form: KeyForm::Word { words: &["auto", "off"], help: "write `auto` (the default) or `off`" },
    presence: Presence::Optional,
    only_with: None,
};

const REQUESTS_PER_MINUTE: DirectoryKey = DirectoryKey {
    name: "requests_per_minute",
    description: "How many requests are sent a minute; the default is the service's, else 60.",
    form: KeyForm::Number(1, 100_000),
    presence: Presence::Optional,
    only_with: None,
};

const ACCEPT: DirectoryKey = DirectoryKey {
    name: "accept",
    description: "What a deactivation in this service does beside ending access: exactly the codes that `rosterctl services` lists.",
    form: KeyForm::Words(&[
        "removes_membership",
        "deletes_identity",
        "deletes_user",
        "obfuscates_name",
        "removes_teams",
        "deletes_forks_90d",
        "wipes_devices",
        "removes_roles",
        "hides_user",
    ]),
    presence: Presence::Optional,
    only_with: None,
};

const ATTEST: DirectoryKey = DirectoryKey {
    name: "attest",
    description: "Who states that a deactivation can be undone, for a service of which no such statement is known.",
    form: KeyForm::Map { keys: &[REVERSIBLE, EVIDENCE, BY, DATE], names: &["reversible", "evidence", "by", "date"] },
    presence: Presence::Optional,
    only_with: None,
};

const REVERSIBLE: DirectoryKey = DirectoryKey {
    name: "reversible",
    description: "Whether a deactivation can be undone.",
    form: KeyForm::Flag,
    presence: Presence::Required("`reversible: true`"),
    only_with: None,
};

const EVIDENCE: DirectoryKey = DirectoryKey {
    name: "evidence",
    description: "The page or ticket that says so.",
    form: KeyForm::Text {
        pattern: "^.+$",
        max_chars: 500,
        examples: &["https://tickets.acme.example/SEC-1201"],
        check: check_line,
    },
    presence: Presence::Required("`evidence: …`, the page or ticket that says so"),
    only_with: None,
};

const BY: DirectoryKey = DirectoryKey {
    name: "by",
    description: "The person or team that states it.",
    form: KeyForm::Text { pattern: "^.+$", max_chars: 500, examples: &["it-security@acme.example"], check: check_line },
    presence: Presence::Required("`by: …`, the person or team that states it"),
    only_with: None,
};

const DATE: DirectoryKey = DirectoryKey {
    name: "date",
    description: "The day on which it was looked up.",
    form: KeyForm::Day,
    presence: Presence::Required("`date: 2026-11-24`, the day on which it was looked up"),
    only_with: None,
};

const PROTOCOL: DirectoryKey = crate::model::directory_types::SANDBOX_PROTOCOL;
const ORG: DirectoryKey = crate::model::directory_types::SANDBOX_ORG;

fn check_service(name: &str) -> Result<(), KeyProblem> {
    const HELP: &str = "write a name that `rosterctl services` lists, or `other`";
    if name == services::OTHER || services::find(name).is_some() {
        return Ok(());
    }
    let names = services::catalogue().into_iter().map(|service| service.name);
    let suggestion = nearest(name, names.chain([services::OTHER]));
    Err(KeyProblem::Unknown { problem: "is not a service of the catalogue", help: HELP, suggestion })
}

/// A line of text without blanks around it.
fn check_line(text: &str) -> Result<(), KeyProblem> {
    let is_hidden = |c: char| c.is_control() || is_invisible(c);
    if text.is_empty() || text.trim() != text || text.chars().any(is_hidden) {
        let help = "write one line without blanks around it and without invisible characters";
        return Err(KeyProblem::Malformed { problem: "is not a line of text", help });
    }
    Ok(())
}
