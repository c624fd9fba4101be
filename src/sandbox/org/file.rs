//! The org file: an organization written by hand.
//!
//! ```yaml
//! organization: {id: 7f3a…, name: Acme}       # the id may be left out
//! options:                                    # all of it may be left out
//!   rate_limit_per_minute: 300
//!   token_lifetime_seconds: 86400
//!   dialect: state                            # or active: deactivated by {"active":false}
//!   conflict: status-409                      # or status-400, empty-409: how a stale version is answered
//!   token_user: ana@acme.example              # whose the stock access token is; the first user's by default
//! divisions: [Support, {name: Sales, id: 90c1…}]
//! users:
//!   - email: ana@acme.example                 # all that a user must have
//!     name: Ana Álvarez                       # the part before the @ by default
//!     id: 5c5e…                               # made from the e-mail by default
//!     division: Support                       # by name or id; the first one by default
//!     state: active                           # or inactive, deleted
//!     version: 7                              # 1 by default
//!     roles: [Agent, {role: Supervisor, divisions: [Support, Sales]}]   # in the user's division by default
//!     last_login: 2026-10-02
//!     interacting: true                       # on a call
//!     history: false                          # nothing refers to the user, who can be deleted
//! ```

use std::collections::HashMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::entries::{DivisionEntry, File, NamedEntry, OptionsEntry, RoleEntry, RoleInDivisions, UserEntry};
use super::generated::uuid;
use super::{Grant, Manners, Org, Role, User};
use crate::error::{Error, Kind, Result};
use crate::fs::{self, Accepts};
use crate::model::{Division, Organization};
use crate::sandbox::yaml;

/// The most bytes of an org file, and of what is kept beside it: a million users fit.
pub(super) const LARGEST: u64 = 1 << 30;

/// Reads an org file.
///
/// # Errors
/// A file that cannot be read, and the first mistake in it with its line.
pub(in crate::sandbox) fn load(path: &Path) -> Result<Org> {
    let shown = fs::shown(path);
    let text = fs::read_text(path, Accepts::Files, LARGEST).map_err(|error| {
        Error::new(Kind::Sandbox, format!("the org file {shown} could not be read"))
            .because(error)
            .hint("name an org file, such as examples/quickstart/org.yaml, or use generated users with `--users N`")
    })?;
    let file: File = yaml::read(&text).map_err(|error| {
        Error::new(Kind::Sandbox, format!("the org file {shown} is not right: {error}"))
            .hint("an org file has `organization`, `divisions`, `users` and perhaps `options`")
    })?;
    assemble(file, &text).map_err(|mistake| {
        let place = mistake.line.map_or_else(|| shown.clone(), |line| format!("{shown}, line {line}"));
        Error::new(Kind::Sandbox, format!("the org file is not right: {place}: {}", mistake.message)).hint(mistake.mend)
    })
}

/// Something in the org file that cannot be.
struct Mistake {
    line: Option<usize>,
    message: String,
    mend: String,
}

impl Mistake {
    /// The line is the first that holds `near`: the YAML reader keeps no lines of what it accepted.
    fn near(text: &str, near: &str, message: String, mend: impl Into<String>) -> Self {
        let line = text.lines().position(|line| line.contains(near)).map(|at| at + 1);
        Self { line, message, mend: mend.into() }
    }
}

fn assemble(file: File, text: &str) -> std::result::Result<Org, Mistake> {
    let name = file.organization.name;
    let id = file.organization.id.unwrap_or_else(|| derived("organization", &name));
    let divisions: Vec<Division> = file.divisions.into_iter().map(division).collect();
    if divisions.is_empty() || u16::try_from(divisions.len()).is_err() {
        let message = "an organization needs a division, and can have 65,535".to_owned();
        return Err(Mistake::near(text, "divisions:", message, "write `divisions: [Home]`"));
    }
    let mut draft = Draft { divisions, roles: Vec::new(), by_role: HashMap::new(), text };
    let mut first_with: HashMap<String, String> = HashMap::new();
    let mut users = Vec::with_capacity(file.users.len());
    for entry in file.users {
        let user = draft.user(entry)?;
        if let Some(other) = first_with.insert(user.id.to_string(), user.email.to_string()) {
            let message = format!("two users have the id {}: {other} and {}", user.id, user.email);
            return Err(Mistake::near(text, &user.email, message, "give each an `id` of their own, or remove one"));
        }
        users.push(user);
    }
    let first = users.first().map(|user| user.email.to_string());
    let mut org = Org::new(Organization { id, name }, draft.divisions, draft.roles, users);
    let options = file.options;
    let wanted = options.token_user.clone().or(first);
    org.token_user = wanted.and_then(|email| org.bearers(&email).first().copied());
    if let (Some(email), None) = (&options.token_user, org.token_user) {
        let message = format!("`token_user` names a user who is not in `users`: {email}");
        return Err(Mistake::near(text, "token_user", message, "name the e-mail of one of `users`"));
    }
    org.manners = manners(&options, text)?;
    Ok(org)
}

fn manners(options: &OptionsEntry, text: &str) -> std::result::Result<Manners, Mistake> {
    let usual = Manners::default();
    let rate_limit_per_minute = options.rate_limit_per_minute.unwrap_or(usual.rate_limit_per_minute);
    if rate_limit_per_minute == 0 {
        let message = "`rate_limit_per_minute: 0` would refuse every request".to_owned();
        return Err(Mistake::near(text, "rate_limit_per_minute", message, "write a large number for no limit"));
    }
    Ok(Manners {
        rate_limit_per_minute,
        token_lifetime_seconds: options.token_lifetime_seconds.unwrap_or(usual.token_lifetime_seconds),
        dialect: options.dialect,
        conflict: options.conflict,
    })
}

fn division(entry: DivisionEntry) -> Division {
    match entry {
        DivisionEntry::Name(name) => Division { id: derived("division", &name), name },
        DivisionEntry::Whole(NamedEntry { name, id }) => Division { id, name },
    }
}

/// The organization as far as it is read.
struct Draft<'a> {
    divisions: Vec<Division>,
    roles: Vec<Role>,
    by_role: HashMap<String, u16>,
    text: &'a str,
}

impl Draft<'_> {
    fn user(&mut self, entry: UserEntry) -> std::result::Result<User, Mistake> {
        let email = entry.email;
        let id = entry.id.unwrap_or_else(|| derived("user", &crate::text::fold(&email)));
        if crate::model::UserId::new(&id).is_none() {
            let message = format!("`{id}` cannot be a user's id");
            let mend = "write 1 to 128 letters, digits, `-`, `_`, `.` or `:`, or leave the id out";
            return Err(Mistake::near(self.text, &email, message, mend));
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
                    let found: std::result::Result<Vec<u16>, Mistake> =
                        divisions.iter().map(|name| self.division(name, &email)).collect();
                    (self.role(role)?, found?)
                }
            };
            grants.extend(divisions.into_iter().map(|division| Grant { role, division }));
        }
        let local_part = email.split('@').next().unwrap_or(&email);
        Ok(User {
            name: entry.name.unwrap_or_else(|| local_part.to_owned()).into(),
            id: id.into(),
            division,
            state: entry.state.into(),
            version: entry.version.unwrap_or(1),
            grants: grants.into(),
            last_login: entry.last_login,
            interacting: entry.interacting,
            history: entry.history.unwrap_or(true),
            email: email.into(),
        })
    }

    fn division(&self, name: &str, email: &str) -> std::result::Result<u16, Mistake> {
        let found = self.divisions.iter().position(|d| d.name == name || d.id == name);
        found.and_then(|at| u16::try_from(at).ok()).ok_or_else(|| {
            let known: Vec<&str> = self.divisions.iter().map(|d| d.name.as_str()).collect();
            let message = format!("{email} is in the division `{name}`, which is not one of `divisions`");
            Mistake::near(self.text, email, message, format!("write one of: {}", known.join(", ")))
        })
    }

    /// Roles are made as they are met.
    fn role(&mut self, name: String) -> std::result::Result<u16, Mistake> {
        if let Some(at) = self.by_role.get(&name) {
            return Ok(*at);
        }
        let at = u16::try_from(self.roles.len()).map_err(|_| {
            Mistake::near(self.text, &name, "there are more than 65,536 roles".to_owned(), "use fewer roles")
        })?;
        self.roles.push(Role { id: derived("role", &name), name: name.clone() });
        self.by_role.insert(name, at);
        Ok(at)
    }
}

/// An id that is the same wherever the same name is written.
fn derived(kind: &str, name: &str) -> String {
    let hash = Sha256::digest(format!("{kind}\n{name}"));
    let half =
        |from: usize| hash.iter().skip(from).take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    uuid(half(0), half(8))
}
