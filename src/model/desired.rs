//! What a roster declares, free of files and of YAML.

use std::fmt;
use std::sync::Arc;

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
    /// Where it was written.
    pub at: Place,
}

/// A user who should be active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// How the user is found, or, with `id`, checked.
    pub email: Email,
    /// The user by id.
    pub id: Option<UserId>,
    /// A former address that may still be the live one.
    pub was: Option<Box<Email>>,
    /// The last day of access.
    pub until: Option<jiff::civil::Date>,
    /// Free text for people.
    pub note: Option<String>,
    /// Where the entry stands.
    pub at: Place,
}

/// A user who should not be active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaver {
    /// How the user is found, or, with `id`, checked.
    pub email: Email,
    /// The user by id.
    pub id: Option<UserId>,
    /// Why they leave.
    pub reason: String,
    /// Where it was decided.
    pub ticket: Option<String>,
    /// Where the entry stands.
    pub at: Place,
}

/// A user who is never deactivated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protected {
    /// How the user is found; with `id`, the address that they are known by. One of the two is always there.
    pub email: Option<Email>,
    /// The user by id.
    pub id: Option<UserId>,
    /// Why they are protected.
    pub reason: String,
    /// Where the entry stands.
    pub at: Place,
}

/// The part of the directory that the roster governs. An empty list does not narrow it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Divisions by name or id.
    pub divisions: Vec<Spanned<String>>,
    /// E-mail domains, folded.
    pub email_domains: Vec<Spanned<String>>,
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

/// What becomes of an active user in scope whom nothing in the roster names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Undeclared {
    /// Their access ends.
    #[default]
    Deactivate,
    /// They stay, and a finding names them.
    Report,
}

/// What becomes of a user of whom the directory does not say whether they are on an interaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenUnknown {
    /// They are written, and it is said that it was unknown.
    #[default]
    Write,
    /// They are left for another apply.
    Defer,
}

/// Whether something must be known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Required {
    /// Nothing is written without it.
    Yes,
    /// Its absence is recorded and said.
    #[default]
    No,
}

/// How careful an apply is about one user; the saved plan carries it along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ApplyPolicy {
    /// When it is unknown whether a user is on an interaction.
    pub interaction_unknown: WhenUnknown,
    /// Whether the roles that end must be recorded.
    pub role_record: Required,
}

/// What a roster declares, free of files and of YAML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desired {
    /// Who should be active.
    pub users: Vec<Declared>,
    /// Who should not be active.
    pub leavers: Vec<Leaver>,
    /// Who is never touched.
    pub protected: Vec<Protected>,
    /// What is governed.
    pub scope: Scope,
    /// What becomes of users whom nothing here names.
    pub undeclared: Undeclared,
    /// The guards' limits.
    pub limits: Limits,
    /// How careful an apply is.
    pub caution: ApplyPolicy,
}
