//! What is kept of a user: there may be a million of them.

use super::object::{Object, Shape};
use super::scalar::Scalar;
use super::user::{Emails, ScimUser};
use crate::directory::completeness::ListedEntity;
use crate::model::{AccountMarks, Email, LiveUser, State, UserAttributes, UserId, Version};

/// Which address of a user is compared with the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::directory::scim) enum AddressRule {
    /// The primary e-mail, else the only one, else a `userName` that is an e-mail.
    Email,
    /// The same, and every other e-mail as well.
    AnyEmail,
    /// The `userName`.
    UserName,
}

/// A user as a service reports one.
#[derive(Clone, Debug)]
pub(in crate::directory::scim) struct ListedUser {
    pub(in crate::directory::scim) id: UserId,
    pub(in crate::directory::scim) state: ReportedState,
    name: String,
    version: Version,
    /// The primary e-mail, or the only one.
    main_email: Option<Email>,
    /// The other e-mails.
    other_emails: Vec<Email>,
    user_name: UserName,
    user_type: Option<Box<str>>,
    department: Option<Box<str>>,
    marks: Option<Box<ReportedMarks>>,
}

/// What identifies an account beside its id and `userName`.
#[derive(Clone, Debug)]
struct ReportedMarks {
    external_id: Option<String>,
    created: Option<String>,
}

/// The state of a user as it was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::directory::scim) enum ReportedState {
    /// `active` is a Boolean.
    Literal(State),
    /// `active` is the text of a Boolean.
    Text(State),
    /// There is no `active`: the state is unknown.
    Absent,
}

impl ReportedState {
    /// The state, unless it is unknown.
    pub(in crate::directory::scim) fn known(self) -> Option<State> {
        match self {
            Self::Literal(state) | Self::Text(state) => Some(state),
            Self::Absent => None,
        }
    }
}

/// The `userName`, which mostly is the e-mail as well.
#[derive(Clone, Debug)]
enum UserName {
    Absent,
    MainEmail,
    Other(Email),
}

impl ListedUser {
    /// Keeps what is needed of a user.
    ///
    /// # Errors
    /// What is missing or wrong, as a clause: "a user without an id".
    pub(super) fn accept(user: &Object<ScimUser<'_>>) -> Result<Self, String> {
        let Object { value: user, shape } = user;
        if matches!(shape, Shape::OtherType | Shape::Absent) {
            return Err("an entry that is not a user".to_owned());
        }
        let id = match &user.id {
            Scalar::Text(id) => UserId::new(id).ok_or("a user whose id is empty, too long or not visible")?,
            _ => return Err("a user without an id".to_owned()),
        };
        if *shape == Shape::Ambiguous || user.is_ambiguous() {
            return Err(format!("a user with an attribute that is there twice (id {id})"));
        }
        let state = reported_state(&user.active)
            .ok_or_else(|| format!("a user whose `active` is neither true nor false (id {id})"))?;
        let Some((main_email, other_emails)) = emails(&user.emails) else {
            return Err(format!("a user whose `emails` is not a list of objects (id {id})"));
        };
        let user_name = match (user.user_name.text(), &main_email) {
            (None, _) => UserName::Absent,
            (Some(name), Some(email)) if email.as_str() == name => UserName::MainEmail,
            (Some(name), _) => UserName::Other(Email::reported(name)),
        };
        let boxed = |text: Option<&str>| text.map(Box::from);
        Ok(Self {
            name: user.shown_name().or_else(|| user.user_name.text().map(str::to_owned)).unwrap_or_default(),
            version: user.version().map_or_else(Version::absent, Version::text),
            state,
            main_email,
            other_emails,
            user_name,
            user_type: boxed(user.user_type.text()),
            department: boxed(user.department()),
            marks: ReportedMarks::of(user).map(Box::new),
            id,
        })
    }

    /// Drops what identifies the account beside its id and `userName`.
    pub(in crate::directory::scim) fn drop_marks(&mut self) {
        self.marks = None;
    }

    /// The `userName`.
    pub(in crate::directory::scim) fn user_name(&self) -> Option<&Email> {
        match &self.user_name {
            UserName::Absent => None,
            UserName::MainEmail => self.main_email.as_ref(),
            UserName::Other(name) => Some(name),
        }
    }

    /// Whether this is the `userName` or one of the e-mails.
    pub(in crate::directory::scim) fn has(&self, address: &Email) -> bool {
        self.user_name().into_iter().chain(&self.main_email).chain(&self.other_emails).any(|own| own == address)
    }

    /// What tells two readings of a user apart: id, state, `userName` and e-mail.
    pub(in crate::directory::scim) fn identity(&self) -> (&str, ReportedState, Option<&str>, Option<&str>) {
        (self.id.as_str(), self.state, self.user_name().map(Email::as_str), self.main_email.as_ref().map(Email::as_str))
    }

    /// Whether another reading of the user, which may leave something out, has no other `userName` or e-mail.
    pub(in crate::directory::scim) fn is_same_account(&self, other: &Self) -> bool {
        let agree = |one: Option<&Email>, two: Option<&Email>| one.zip(two).is_none_or(|(one, two)| one == two);
        agree(self.user_name(), other.user_name()) && agree(self.main_email.as_ref(), other.main_email.as_ref())
    }

    /// The version that the list has of the user, as it is there.
    pub(in crate::directory::scim) fn version(&self) -> Option<&str> {
        self.version.as_text()
    }

    /// The same user at another version.
    pub(in crate::directory::scim) fn at(self, version: Version) -> Self {
        Self { version, ..self }
    }

    /// The name for people, or else the one that the user logs in with.
    pub(in crate::directory::scim) fn name(&self) -> &str {
        &self.name
    }

    /// The type of user, when it is reported.
    pub(in crate::directory::scim) fn user_type(&self) -> Option<&str> {
        self.user_type.as_deref()
    }

    /// The department, when it is reported.
    pub(in crate::directory::scim) fn department(&self) -> Option<&str> {
        self.department.as_deref()
    }

    /// The address that is compared with the roster; `None` for a user whom no roster can name.
    pub(in crate::directory::scim) fn address(&self, rule: AddressRule) -> Option<&Email> {
        let user_name = || self.user_name().filter(|name| Email::parse(name.as_str()).is_ok());
        match (rule, &self.main_email) {
            (AddressRule::UserName, _) => user_name(),
            (AddressRule::Email | AddressRule::AnyEmail, Some(email)) => Some(email),
            // Which of several e-mails is the user's is not said.
            (AddressRule::Email, None) => user_name(),
            (AddressRule::AnyEmail, None) => user_name().or(self.other_emails.first()),
        }
    }

    /// The user, in this state, as a roster names them; `None` for a user whom no roster can name.
    pub(in crate::directory::scim) fn live(mut self, state: State, rule: AddressRule) -> Option<LiveUser> {
        let address = match (rule, self.main_email.take()) {
            (AddressRule::Email | AddressRule::AnyEmail, Some(email)) => email,
            (_, email) => {
                self.main_email = email;
                self.address(rule)?.clone()
            }
        };
        Some(self.live_at(state, address, rule))
    }

    /// The user, in this state, at this address.
    pub(in crate::directory::scim) fn live_at(self, state: State, address: Email, rule: AddressRule) -> LiveUser {
        let user_name = self.user_name().filter(|name| name.as_str() != address.as_str());
        let user_name = user_name.map(|name| name.as_str().to_owned());
        let account = match self.marks {
            Some(marks) => AccountMarks {
                user_name,
                external_id: marks.external_id,
                created: marks.created,
                ..AccountMarks::default()
            },
            None => AccountMarks { user_name, ..AccountMarks::default() },
        };
        let own_name = match self.user_name {
            UserName::Other(name) if Email::parse(name.as_str()).is_ok() => Some(name),
            UserName::Other(_) | UserName::MainEmail | UserName::Absent => None,
        };
        let mut emails: Vec<Email> = Vec::new();
        for other in self.main_email.into_iter().chain(self.other_emails) {
            if other != address && !emails.contains(&other) {
                emails.push(other);
            }
        }
        let own_name = own_name.filter(|name| *name != address && !emails.contains(name));
        let (aliases, mut other_addresses) = match rule {
            AddressRule::AnyEmail => (emails, Vec::new()),
            AddressRule::Email | AddressRule::UserName => (Vec::new(), emails),
        };
        other_addresses.extend(own_name);
        let attributes = UserAttributes {
            user_type: self.user_type.map(String::from),
            department: self.department.map(String::from),
            aliases,
            other_addresses,
            account,
        };
        let attributes = (attributes != UserAttributes::default()).then(|| Box::new(attributes));
        LiveUser {
            id: self.id,
            email: address,
            name: self.name,
            division: None,
            version: self.version,
            state,
            attributes,
        }
    }
}

impl ReportedMarks {
    /// `None` where the service reports none.
    fn of(user: &ScimUser<'_>) -> Option<Self> {
        let (external_id, created) = (user.external_id.text(), user.created());
        let marks = Self { external_id: external_id.map(str::to_owned), created: created.map(str::to_owned) };
        (external_id.is_some() || created.is_some()).then_some(marks)
    }
}

impl ListedEntity for ListedUser {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn text_bytes(&self) -> usize {
        let emails = self.main_email.iter().chain(&self.other_emails).map(|email| email.as_str().len());
        let user_name = match &self.user_name {
            UserName::Other(name) => name.as_str().len(),
            UserName::Absent | UserName::MainEmail => 0,
        };
        let rest = [&self.user_type, &self.department].into_iter().flatten().map(|text| text.len());
        self.id.as_str().len() + self.name.len() + user_name + emails.chain(rest).sum::<usize>()
    }
}

/// The state; `None` for a value that is none.
fn reported_state(active: &Scalar<'_>) -> Option<ReportedState> {
    let state = |active| if active { State::Active } else { State::Inactive };
    match active {
        Scalar::Absent => Some(ReportedState::Absent),
        Scalar::Flag(active) => Some(ReportedState::Literal(state(*active))),
        Scalar::Text(text) => match text.as_ref() {
            "true" => Some(ReportedState::Text(State::Active)),
            "false" => Some(ReportedState::Text(State::Inactive)),
            _ => None,
        },
        Scalar::Number(_) | Scalar::Other => None,
    }
}

/// The primary e-mail or the only one, and the others; `None` for something else than a list of them. Of two primary
/// e-mails neither is.
fn emails(emails: &Emails<'_>) -> Option<(Option<Email>, Vec<Email>)> {
    let entries = match emails {
        Emails::Absent => return Some((None, Vec::new())),
        Emails::Other => return None,
        Emails::List(entries) => entries,
    };
    // Mostly there is one.
    if let [entry] = entries.as_slice() {
        return Some((entry.value.value.text().map(Email::reported), Vec::new()));
    }
    let mut all: Vec<Email> = Vec::with_capacity(entries.len());
    let mut primaries: Vec<Email> = Vec::new();
    for entry in entries {
        let Some(text) = entry.value.value.text() else { continue };
        let email = Email::reported(text);
        if entry.value.primary.is_true() && !primaries.contains(&email) {
            primaries.push(email.clone());
        }
        if !all.contains(&email) {
            all.push(email);
        }
    }
    let main = match (primaries.len(), all.len()) {
        (1, _) => primaries.pop(),
        (0, 1) => all.pop(),
        _ => None,
    };
    all.retain(|email| Some(email) != main.as_ref());
    Some((main, all))
}

#[cfg(test)]
mod tests;
