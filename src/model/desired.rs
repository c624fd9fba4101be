//! What a roster declares, free of files and of YAML.

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::email::Email;
use super::live::UserId;

/// A place in a roster file, counted from 1; the column counts characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The path as it is printed.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A value of the roster and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The place of the value.
    pub at: Place,
}

/// A user who should be active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The address that finds the user, or, with `id`, is checked.
    pub email: Email,
    /// The user by id.
    pub id: Option<UserId>,
    /// A former address that may still be the live one.
    pub was: Option<Box<Email>>,
    /// The last day of access.
    pub until: Option<jiff::civil::Date>,
    /// Free text for people.
    pub note: Option<String>,
    /// The line of the entry.
    pub at: Place,
}

/// A user who should not be active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaver {
    /// The address that finds the user, or, with `id`, is checked.
    pub email: Email,
    /// The user by id.
    pub id: Option<UserId>,
    /// The reason of their leaving.
    pub reason: String,
    /// The ticket of the decision.
    pub ticket: Option<String>,
    /// The line of the entry.
    pub at: Place,
}

/// A user who is never deactivated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protected {
    /// The address that finds the user; with `id`, the address that they are known by. One of the two is always there.
    pub email: Option<Email>,
    /// The user by id.
    pub id: Option<UserId>,
    /// The reason of their protection.
    pub reason: String,
    /// The line of the entry.
    pub at: Place,
}

/// The part of the directory that the roster governs. An empty list does not narrow it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Divisions by name or id.
    pub divisions: Vec<Spanned<String>>,
    /// E-mail domains, folded.
    pub email_domains: Vec<Spanned<String>>,
    /// Types of users, in a directory that reports them.
    pub user_types: Vec<Spanned<String>>,
    /// Departments, in a directory that reports them.
    pub departments: Vec<Spanned<String>>,
}

impl Scope {
    /// Whether it covers every user.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        [&self.divisions, &self.email_domains, &self.user_types, &self.departments].iter().all(|list| list.is_empty())
    }
}

/// A limit or count of a guard, kept in hundredths so that it prints and compares exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hundredths(pub u64);

impl Hundredths {
    /// A whole number.
    #[must_use]
    pub const fn whole(n: u64) -> Self {
        Self(n * 100)
    }
}

impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}"),
            r if r % 10 == 0 => write!(f, "{whole}.{}", r / 10),
            r => write!(f, "{whole}.{r:02}"),
        }
    }
}

/// The guards' limits that a roster sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most users that one plan may deactivate.
    pub max_deactivations: u64,
    /// The most of the active users in scope, in percent, that one plan may deactivate.
    pub max_deactivation_percent: Hundredths,
    /// Whether leaving the list needs a leaver entry.
    pub require_leaver_entry: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_deactivations: 25, max_deactivation_percent: Hundredths::whole(10), require_leaver_entry: false }
    }
}

/// What becomes of active users in scope that the roster does not name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Undeclared {
    /// Their access ends.
    #[default]
    Deactivate,
    /// They stay, and a finding reports each of them.
    Report,
}

/// What happens to a user when something is unknown of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnUnknown {
    /// Deactivate them, and report that it was unknown.
    #[default]
    Write,
    /// Leave them for another apply.
    Defer,
}

/// How careful an apply is with each user; the saved plan carries it along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ApplyPolicy {
    /// What to do when a user's interaction status is unknown: `write` or `defer`.
    pub interaction_unknown: OnUnknown,
    /// Whether a user may only be written once their roles are recorded.
    pub require_role_record: bool,
}

/// What a roster declares, free of files and of YAML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desired {
    /// The users who should be active.
    pub users: Vec<Declared>,
    /// The users who should not be active.
    pub leavers: Vec<Leaver>,
    /// The users who are never deactivated.
    pub protected: Vec<Protected>,
    /// The part of the directory that is governed.
    pub scope: Scope,
    /// What becomes of users that nothing here names.
    pub undeclared: Undeclared,
    /// The guards' limits.
    pub limits: Limits,
    /// How careful an apply is with each user.
    pub caution: ApplyPolicy,
}
