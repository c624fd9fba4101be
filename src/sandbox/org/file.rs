//! The org file: a hand-written organization.
//!
//! ```yaml
//! organization: {id: 7f3a…, name: Acme}       # the id is optional
//! options:                                    # all of them are optional
//!   rate_limit_per_minute: 300
//!   token_lifetime_seconds: 86400
//!   dialect: state                            # or active: {"active":false} deactivates
//!   conflict: status-409                      # or status-400, empty-409: the answer to a stale version
//!   token_user: ana@acme.example              # owns the stock access token; the first user by default
//! divisions: [Support, {name: Sales, id: 90c1…}]
//! users:
//!   - email: ana@acme.example                 # the only required key
//!     name: Ana Álvarez                       # the part before the @ by default
//!     id: 5c5e…                               # derived from the e-mail by default
//!     division: Support                       # by name or id; the first one by default
//!     state: active                           # or inactive, deleted
//!     version: 7                              # 1 by default
//!     roles: [Agent, {role: Supervisor, divisions: [Support, Sales]}]   # in the user's division by default
//!     last_login: 2026-10-02
//!     interacting: true                       # on a call
//!     history: false                          # no conversation refers to the user
//!     user_name: ana                          # what only SCIM returns: userName (the e-mail by default),
//!     user_type: Employee                     #   userType,
//!     department: Support                     #   the department of the enterprise extension,
//!     external_id: "4711"                     #   externalId,
//!     other_emails: [ana@old.example]         #   more emails, none of them primary;
//!     scim_email: unmarked                    #   the e-mail is listed as primary, unmarked (not as primary) or hidden
//! ```

use std::collections::HashMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::entries::{DivisionDetails, DivisionEntry, OrgFile, OrgUserEntry, RoleEntry, RoleInDivisions};
use super::generated::uuid_v4;
use super::{Org, OrgGrant, OrgRole, OrgUser, UserProfile};
use crate::error::{Error, Kind, Result};
use crate::fs::{self, Accepts};
use crate::model::{Division, Organization, UserId};
use crate::sandbox::yaml;

/// The largest org file or state file, in bytes: a million users fit.
pub(super) const MAX_FILE_BYTES: u64 = 1 << 30;

/// Which ids a protocol has.
#[derive(Clone, Copy, Debug)]
pub(in crate::sandbox) enum AcceptedIds {
    /// Those of the users API.
    Words,
    /// Any text that can be a user's id.
    Opaque,
}

impl AcceptedIds {
    /// Whether an id is one of these.
    ///
    /// # Errors
    /// What to write.
    fn check(self, id: &str) -> std::result::Result<(), &'static str> {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
        match self {
            Self::Opaque if UserId::new(id).is_some() => Ok(()),
            Self::Opaque => Err("write 1 to 1024 bytes without control characters, not `.` or `..`, or omit the id"),
            Self::Words if UserId::new(id).is_some() && id.len() <= 128 && id.bytes().all(is_word) => Ok(()),
            Self::Words => Err("write 1 to 128 letters, digits, `-`, `_`, `.` or `:`, or omit the id"),
        }
    }
}

/// Reads an org file.
///
/// # Errors
/// A file that cannot be read, or the first error in it with its line.
pub(in crate::sandbox) fn load(path: &Path, ids: AcceptedIds) -> Result<Org> {
    let shown = crate::text::printed_path(path);
    let text = fs::read_text(path, Accepts::Files, MAX_FILE_BYTES).map_err(|error| {
        Error::new(Kind::Sandbox, format!("the org file {shown} could not be read"))
            .because(error)
            .hint("name an org file, such as examples/quickstart/org.yaml, or use generated users with `--users N`")
    })?;
    let file: OrgFile = yaml::read(&text).map_err(|error| {
        Error::new(Kind::Sandbox, format!("the org file {shown} is not valid: {error}"))
            .hint("an org file has `organization`, `divisions`, `users` and, optionally, `options`")
    })?;
    assemble(file, ids, &text).map_err(|error| {
        let place = error.line.map_or_else(|| shown.clone(), |line| format!("{shown}, line {line}"));
        Error::new(Kind::Sandbox, format!("the org file is not valid: {place}: {}", error.message)).hint(error.fix)
    })
}

/// An error in an org file.
struct OrgFileError {
    line: Option<usize>,
    message: String,
    fix: String,
}

impl OrgFileError {
    /// An error at the first line that contains `near`: the YAML reader does not record the lines of valid entries.
    fn near(text: &str, near: &str, message: String, fix: impl Into<String>) -> Self {
        let line = text.lines().position(|line| line.contains(near)).map(|at| at + 1);
        Self { line, message, fix: fix.into() }
    }
}

fn assemble(file: OrgFile, ids: AcceptedIds, text: &str) -> std::result::Result<Org, OrgFileError> {
    let name = file.organization.name;
    let id = file.organization.id.unwrap_or_else(|| derived("organization", &name));
    let divisions: Vec<Division> = file.divisions.into_iter().map(division).collect();
    if divisions.is_empty() || u16::try_from(divisions.len()).is_err() {
        let message = "an organization has 1 to 65,535 divisions".to_owned();
        return Err(OrgFileError::near(text, "divisions:", message, "write `divisions: [Home]`"));
    }
    let mut draft = OrgDraft { ids, divisions, roles: Vec::new(), by_role: HashMap::new(), text };
    let mut first_with: HashMap<String, String> = HashMap::new();
    let mut users = Vec::with_capacity(file.users.len());
    for entry in file.users {
        let user = draft.user(entry)?;
        if let Some(other) = first_with.insert(user.id.to_string(), user.email.to_string()) {
            let message = format!("two users have the id {}: {other} and {}", user.id, user.email);
            let fix = "give each user an `id` of its own, or remove one";
            return Err(OrgFileError::near(text, &user.email, message, fix));
        }
        users.push(user);
    }
    let first = users.first().map(|user| user.email.to_string());
    let mut org = Org::new(Organization { id, name }, draft.divisions, draft.roles, users);
    let options = file.options;
    if options.rate_limit_per_minute == 0 {
        let message = "`rate_limit_per_minute: 0` refuses every request".to_owned();
        let fix = "write a large number to lift the limit";
        return Err(OrgFileError::near(text, "rate_limit_per_minute", message, fix));
    }
    let token_user = options.token_user.as_ref().or(first.as_ref());
    org.token_user = token_user.and_then(|email| org.with_email(email).first().copied());
    if let (Some(email), None) = (&options.token_user, org.token_user) {
        let message = format!("`token_user` is not the e-mail of a user: {email}");
        return Err(OrgFileError::near(text, "token_user", message, "write the e-mail of one of `users`"));
    }
    org.options = options;
    Ok(org)
}

fn division(entry: DivisionEntry) -> Division {
    match entry {
        DivisionEntry::Name(name) => Division { id: derived("division", &name), name },
        DivisionEntry::Whole(DivisionDetails { name, id }) => Division { id, name },
    }
}

/// The part of the organization that has been read.
struct OrgDraft<'a> {
    ids: AcceptedIds,
    divisions: Vec<Division>,
    roles: Vec<OrgRole>,
    by_role: HashMap<String, u16>,
    text: &'a str,
}

impl OrgDraft<'_> {
    fn user(&mut self, entry: OrgUserEntry) -> std::result::Result<OrgUser, OrgFileError> {
        let email = entry.email;
        let id = entry.id.unwrap_or_else(|| derived("user", &crate::text::fold(&email)));
        if let Err(fix) = self.ids.check(&id) {
            let message = format!("`{id}` is not a valid user id");
            return Err(OrgFileError::near(self.text, &email, message, fix));
        }
        let division = match &entry.division {
            Some(name) => self.division(name, &email)?,
            None => 0,
        };
        let mut grants = Vec::new();
        for role in entry.roles {
            let (role, divisions) = match role {
                RoleEntry::Name(role) => (self.role(role)?, vec![division]),
                RoleEntry::Whole(RoleInDivisions { role, divisions }) => {
                    let found: std::result::Result<Vec<u16>, OrgFileError> =
                        divisions.iter().map(|name| self.division(name, &email)).collect();
                    (self.role(role)?, found?)
                }
            };
            grants.extend(divisions.into_iter().map(|division| OrgGrant { role, division }));
        }
        let profile = UserProfile {
            user_name: entry.user_name,
            user_type: entry.user_type,
            department: entry.department,
            external_id: entry.external_id,
            other_emails: entry.other_emails,
            scim_email: entry.scim_email,
        };
        let local_part = email.split('@').next().unwrap_or(&email);
        Ok(OrgUser {
            name: entry.name.unwrap_or_else(|| local_part.to_owned()).into(),
            id: id.into(),
            division,
            state: entry.state.into(),
            version: entry.version.unwrap_or(1),
            grants: grants.into(),
            last_login: entry.last_login,
            interacting: entry.interacting,
            history: entry.history.unwrap_or(true),
            profile: profile.boxed(),
            email: email.into(),
        })
    }

    fn division(&self, name: &str, email: &str) -> std::result::Result<u16, OrgFileError> {
        let found = self.divisions.iter().position(|d| d.name == name || d.id == name);
        found.and_then(|at| u16::try_from(at).ok()).ok_or_else(|| {
            let known: Vec<&str> = self.divisions.iter().map(|d| d.name.as_str()).collect();
            let message = format!("{email} is in the division `{name}`, which is not one of `divisions`");
            OrgFileError::near(self.text, email, message, format!("write one of: {}", known.join(", ")))
        })
    }

    /// The position of a role, which is added at its first use.
    fn role(&mut self, name: String) -> std::result::Result<u16, OrgFileError> {
        if let Some(at) = self.by_role.get(&name) {
            return Ok(*at);
        }
        let at = u16::try_from(self.roles.len()).map_err(|_| {
            OrgFileError::near(self.text, &name, "there are more than 65,536 roles".to_owned(), "use fewer roles")
        })?;
        self.roles.push(OrgRole { id: derived("role", &name), name: name.clone() });
        self.by_role.insert(name, at);
        Ok(at)
    }
}

/// An id derived from a name: the same name always has the same id.
fn derived(kind: &str, name: &str) -> String {
    let hash = Sha256::digest(format!("{kind}\n{name}"));
    let half =
        |from: usize| hash.iter().skip(from).take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    uuid_v4(half(0), half(8))
}
