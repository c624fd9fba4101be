//! The shared nouns: plain data that every room may speak of. No serde, no I/O, no clock.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

/// The directory's own name for a user. What is acted on is always an id, never an e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserId(Box<str>);

impl UserId {
    /// Accepts 1 to 128 ASCII letters, digits, `-`, `_`, `.` and `:`, but not `.` or `..`: an id becomes a
    /// segment of a URL and an item of a comma-joined list, and must stay one. Returns `None` for anything else.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
        let fits = (1..=128).contains(&text.len()) && text.chars().all(allowed);
        (fits && text != "." && text != "..").then(|| Self(text.into()))
    }

    /// The id as the directory spells it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An e-mail address. Equality, order and hash are those of the address after Unicode NFC and lower-casing;
/// the spelling is kept for people.
#[derive(Clone, Debug)]
pub struct Email {
    text: Box<str>,
    /// Only there when it differs from `text`.
    folded: Option<Box<str>>,
}

/// Why a text is no e-mail address. The display form completes the sentence "this e-mail …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailFault {
    /// Nothing, or only white space.
    #[error("is empty")]
    Empty,
    /// A blank, tab or line break inside.
    #[error("has white space in it")]
    WhiteSpace,
    /// A control, bidi or zero-width character inside.
    #[error("has an invisible character in it (U+{:04X})", *.0 as u32)]
    Invisible(char),
    /// No `@`, or more than one.
    #[error("needs exactly one `@`")]
    At,
    /// Nothing before or after the `@`.
    #[error("needs text on both sides of the `@`")]
    Side,
    /// Over 254 bytes (RFC 5321 section 4.5.3.1.3, less the brackets).
    #[error("is longer than 254 bytes")]
    Long,
}

impl Email {
    /// Checks what a person wrote in a roster or on a command line.
    ///
    /// # Errors
    /// The first [`EmailFault`] found.
    pub fn parse(text: &str) -> Result<Self, EmailFault> {
        if text.trim().is_empty() {
            return Err(EmailFault::Empty);
        }
        if text.chars().any(char::is_whitespace) {
            return Err(EmailFault::WhiteSpace);
        }
        if let Some(c) = text.chars().find(|c| is_invisible(*c)) {
            return Err(EmailFault::Invisible(c));
        }
        let (local, domain) = text.split_once('@').ok_or(EmailFault::At)?;
        if domain.contains('@') {
            return Err(EmailFault::At);
        }
        if local.is_empty() || domain.is_empty() {
            return Err(EmailFault::Side);
        }
        if text.len() > 254 {
            return Err(EmailFault::Long);
        }
        Ok(Self::reported(text))
    }

    /// Takes what a directory reports as it is: a live user cannot be refused for an odd address.
    #[must_use]
    pub fn reported(text: &str) -> Self {
        let folded = fold(text);
        Self { text: text.into(), folded: (folded != text).then(|| folded.into()) }
    }

    /// The address as it was spelled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The address as it is compared.
    #[must_use]
    pub fn folded(&self) -> &str {
        self.folded.as_deref().unwrap_or(&self.text)
    }

    /// What follows the last `@`, folded; `None` without one.
    #[must_use]
    pub fn domain(&self) -> Option<&str> {
        self.folded().rsplit_once('@').map(|(_, domain)| domain)
    }
}

/// The form in which addresses, domains and names are compared: Unicode NFC, lower case.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower: String = text.nfc().flat_map(char::to_lowercase).collect();
    lower.nfc().collect()
}

/// Whether a character draws nothing or changes how its neighbours are drawn: controls, bidi marks and overrides,
/// zero-width and other format characters (Unicode general categories Cc and Cf, and the line separators).
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{115f}' | '\u{1160}'
            | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}

impl Eq for Email {}

impl Hash for Email {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded().hash(state);
    }
}

impl PartialOrd for Email {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Email {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.folded().cmp(other.folded())
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A user's version as the directory counts it; a write names the one it was decided on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version(pub u64);

/// A user's state in the directory (`active | inactive | deleted` in the Genesys Cloud users API).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// May log in.
    Active,
    /// May not log in; history stays.
    Inactive,
    /// Soft-deleted; a write of the state would restore them.
    Deleted,
}

impl State {
    /// The API's own word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Deleted => "deleted",
        }
    }
}

/// A division of the directory: users belong to one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Division {
    /// The directory's id.
    pub id: String,
    /// The name people know it by.
    pub name: String,
}

/// The organization behind the credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// The directory's id.
    pub id: String,
    /// The name people know it by.
    pub name: String,
}

/// A user as the directory reports it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveUser {
    /// What is acted on.
    pub id: UserId,
    /// What finds the user.
    pub email: Email,
    /// The display name, as reported: it may hold anything.
    pub name: String,
    /// `None` when the directory did not say.
    pub division: Option<Division>,
    /// What a write must name.
    pub version: Version,
    /// Whether the user may log in.
    pub state: State,
}

/// Who the token belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// A user of the directory.
    User(UserId),
    /// An OAuth client, which is no user.
    Client,
    /// The directory would not say.
    Unknown,
}

/// A complete reading of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// The organization read.
    pub organization: Organization,
    /// Who read it.
    pub identity: Identity,
    /// Every division, for scope and for names.
    pub divisions: Vec<Division>,
    /// Every active user.
    pub active: Vec<LiveUser>,
    /// Users in other states that were looked up because the roster names them.
    pub others: Vec<LiveUser>,
}

/// Something that may be unknown. Unknown is never read as fine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known<T> {
    /// The directory said so.
    Known(T),
    /// The directory did not say.
    Unknown,
}

/// What ending a user's access would touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impact {
    /// The last day with a sign of life; `Known(None)` when the directory says that there was none.
    pub last_login: Known<Option<jiff::civil::Date>>,
    /// Names of the roles held now.
    pub roles: Known<Vec<String>>,
    /// Whether the user is on an interaction now.
    pub interaction: Known<bool>,
}

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

/// A value of the roster and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
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
    pub was: Option<Email>,
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
    /// How the user is found, or, with `id`, checked.
    pub email: Email,
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
    pub divisions: Vec<At<String>>,
    /// E-mail domains, folded.
    pub email_domains: Vec<At<String>>,
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
    /// The guards' limits.
    pub limits: Limits,
}

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
