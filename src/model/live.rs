//! What a directory reports.

use std::sync::Arc;
use std::{fmt, iter};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::account::AccountMarks;
use super::email::Email;
use super::inactive_attributes::InactiveAttributes;
use super::reading_note::ReadingNote;
use super::user_record::UserRecord;
use super::version::Version;
use crate::text::{is_all, sanitize_line};

/// The longest id, in bytes.
const MAX_ID_BYTES: usize = 1024;

/// The directory's identifier of a user: opaque, only compared and sent back. What is acted on is always an id, never an
/// e-mail. A type of directory may accept fewer: [`DirectoryType::accepts_id`](super::DirectoryType::accepts_id).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserId(Box<str>);

impl UserId {
    /// Accepts 1 to 1024 bytes of text without control characters, but no text with `.` or `..` between slashes: an id
    /// becomes a segment of a URL, where these two mean something else, for some gateways however they are encoded. Returns
    /// `None` for anything else.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_plain = is_all(text.as_bytes(), |b| b.is_ascii_graphic()) || !text.chars().any(char::is_control);
        let climbs = || text.split(['/', '\\']).any(|segment| segment == "." || segment == "..");
        let fits = (1..=MAX_ID_BYTES).contains(&text.len()) && is_plain && !(text.contains('.') && climbs());
        fits.then(|| Self(text.into()))
    }

    /// The id as the directory spells it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for UserId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text).ok_or("it has an id that no directory gives")
    }
}

impl From<UserId> for String {
    fn from(id: UserId) -> Self {
        id.0.into()
    }
}

/// For people: on one line, with every character that could act on a terminal escaped.
impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&sanitize_line(&self.0))
    }
}

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
    /// The name in saved plans, snapshots and the API.
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
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Division {
    /// The directory's id.
    pub id: String,
    /// The display name.
    pub name: String,
}

impl Division {
    /// The name, or the id of a division without one.
    #[must_use]
    pub fn shown(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }
}

/// The organization behind the credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Organization {
    /// The directory's id.
    pub id: String,
    /// The display name.
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
    /// `None` when the directory did not report one. Shared by its users: there may be a million of them.
    pub division: Option<Arc<Division>>,
    /// What a write must name.
    pub version: Version,
    /// Whether the user may log in.
    pub state: State,
    /// What else the directory reported, in a directory that has more. Apart, for there may be a million users.
    pub attributes: Option<Box<UserAttributes>>,
}

/// What a directory without divisions reports of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserAttributes {
    /// The type of user, such as an employee or a guest; `None` when the directory did not report one.
    pub user_type: Option<String>,
    /// The department; `None` when the directory did not report one.
    pub department: Option<String>,
    /// Addresses by which a roster may name the user as well.
    pub aliases: Vec<Email>,
    /// Other addresses: no roster finds the user by these, but they show who it is.
    pub other_addresses: Vec<Email>,
    /// What identifies the account beside its id.
    pub account: AccountMarks,
}

impl UserAttributes {
    /// What an apply compares: the marks of the account, with the type of user and the department.
    #[must_use]
    pub fn marks(&self) -> AccountMarks {
        AccountMarks { user_type: self.user_type.clone(), department: self.department.clone(), ..self.account.clone() }
    }
}

impl LiveUser {
    /// The addresses by which a roster may name the user, the one that is shown first.
    pub fn addresses(&self) -> impl Iterator<Item = &Email> {
        let aliases = self.attributes.as_deref().map_or(&[][..], |attributes| &attributes.aliases);
        iter::once(&self.email).chain(aliases)
    }

    /// Whether a roster may name the user by this address.
    #[must_use]
    pub fn has_address(&self, address: &Email) -> bool {
        self.addresses().any(|own| own == address)
    }

    /// The addresses of the user by which no roster finds them.
    pub fn other_addresses(&self) -> impl Iterator<Item = &Email> {
        self.attributes.as_deref().map_or(&[][..], |attributes| &attributes.other_addresses).iter()
    }
}

/// An active user without an address: no roster can name them by e-mail, and nothing is done about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnaddressedUser {
    /// The directory's id.
    pub id: UserId,
    /// The name that they log in with, or else the display name, as reported.
    pub name: String,
}

/// A complete list of active users, and what the reading of it noticed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActiveUsers {
    /// The users, in the directory's order.
    pub users: Vec<LiveUser>,
    /// Active users without an address.
    pub unaddressed: Vec<UnaddressedUser>,
    /// What is worth knowing of the reading.
    pub notes: Vec<ReadingNote>,
    /// What inactive users have of the attributes that a scope may name, as far as the directory lists them.
    pub inactive_attributes: InactiveAttributes,
}

impl From<Vec<LiveUser>> for ActiveUsers {
    fn from(users: Vec<LiveUser>) -> Self {
        Self { users, ..Self::default() }
    }
}

/// Who the token belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// A user of the directory.
    User(UserId),
    /// An OAuth client, which is not a user.
    Client,
    /// The directory did not report it.
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
    /// Active users without an address: they count, and nothing is done about them.
    pub unaddressed: Vec<UnaddressedUser>,
    /// What is worth knowing of the reading.
    pub notes: Vec<ReadingNote>,
    /// What inactive users have of the attributes that a scope may name, as far as the directory lists them.
    pub inactive_attributes: InactiveAttributes,
    /// Users in other states that were looked up because the roster names them.
    pub others: Vec<LiveUser>,
    /// Which users were looked up: whether any other user is in another state is unknown.
    pub asked: LookedUp,
}

/// Which users were looked up in other states than the active one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LookedUp {
    /// Every user that the roster names and no active user matches: the reading was made for this very roster.
    #[default]
    Everybody,
    /// These alone: the roster may have changed since.
    Only(LookupKeys),
}

/// Which users to look up in other states than the active one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookupKeys {
    /// E-mails, also former ones.
    pub emails: Vec<Email>,
    /// Ids.
    pub ids: Vec<UserId>,
}

/// A fact that may be unknown. Unknown is never read as fine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reported<T> {
    /// The directory reported it.
    Known(T),
    /// The directory did not report it.
    Unknown,
}

/// What ending a user's access would affect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impact {
    /// The day of the last login; `Known(None)` when the directory reports that there was none.
    pub last_login: Reported<Option<jiff::civil::Date>>,
    /// Names of the roles held now.
    pub roles: Reported<Vec<String>>,
    /// Whether the user is on an interaction now.
    pub interaction: Reported<bool>,
}

/// A user as they are just before a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentUser {
    /// The user.
    pub user: LiveUser,
    /// Whether they are on an interaction now.
    pub interaction: Reported<bool>,
    /// The whole record, in a directory whose writes may have other effects than the one that is wanted.
    pub record: Option<UserRecord>,
}

/// A role held in a division: what a deactivation removes for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role's id.
    pub role_id: String,
    /// The role's name; empty when the directory did not report it.
    pub role_name: String,
    /// The division's id.
    pub division_id: String,
    /// The division's name; empty when the directory did not report it.
    pub division_name: String,
}

/// The directory's answer to a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteReceipt {
    /// The user as answered, by a directory that answers with the user.
    pub user: Option<LiveUser>,
    /// What the directory calls this exchange in its own logs.
    pub correlation_id: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_any_visible_text_that_cannot_climb_in_a_path() {
        for id in ["5c5e-1", "a b", "a/b", "a@b.example", "é", "...", "a..b", "x/..y", "%2e%2e"] {
            assert!(UserId::new(id).is_some(), "{id}");
        }
        for not in ["", ".", "..", "../Groups/1", "a/..", "a/./b", "a\\..\\b", "a\nb", "\u{9b}x", &"a".repeat(1025)] {
            assert!(UserId::new(not).is_none(), "{not:?}");
        }
    }
}
