//! The API's answers in their wire format. Every field is optional here: what is required is checked where it is used, so
//! that the message can name what is missing and from which user.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, Visitor};

use super::facts;
use crate::model::{Division, Email, LiveUser, State, UserId, Version};

/// One page of a listing (`entities`) or of a search (`results`).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageBody<C> {
    pub(super) total: Option<u64>,
    pub(super) page_size: Option<u64>,
    pub(super) page_number: Option<u64>,
    pub(super) page_count: Option<u64>,
    #[serde(alias = "results")]
    pub(super) entities: Option<C>,
}

/// An object with an id and a name.
#[derive(Debug, Deserialize)]
pub(super) struct WireNamed<S = String> {
    pub(super) id: Option<S>,
    pub(super) name: Option<S>,
}

/// `GET /api/v2/organizations/me`.
pub(super) type OrganizationBody = WireNamed;

/// A user. `S` is [`Text`] where many are read at once.
#[derive(Debug, Deserialize)]
pub(super) struct WireUser<S = String> {
    pub(super) id: Option<S>,
    pub(super) email: Option<S>,
    pub(super) name: Option<S>,
    pub(super) division: Option<WireNamed<S>>,
    pub(super) version: Option<u64>,
    pub(super) state: Option<S>,
    /// Sent only by gateways that use the older body.
    pub(super) active: Option<bool>,
}

impl<S: AsRef<str>> WireUser<S> {
    /// The user, if every field that a decision needs is there: id, e-mail, version, state. A deleted user may lack the
    /// e-mail, since nothing is ever decided by it.
    ///
    /// # Errors
    /// What is missing or wrong, as a clause: "a user without an e-mail (id …)".
    pub(super) fn live(&self) -> Result<LiveUser, String> {
        self.live_in(&mut SharedDivisions::default())
    }

    /// As [`WireUser::live`], sharing one division among the users of an answer.
    ///
    /// # Errors
    /// As [`WireUser::live`].
    pub(super) fn live_in(&self, divisions: &mut SharedDivisions) -> Result<LiveUser, String> {
        let id = user_id(self.id.as_ref())?;
        let reported = self.state.as_ref().ok_or_else(|| format!("a user without a state (id {id})"))?;
        let state = state(reported.as_ref())
            .ok_or_else(|| format!("a user in a state that the API does not have (id {id})"))?;
        let email = match self.email.as_ref().map(AsRef::as_ref) {
            Some(text) if !text.trim().is_empty() => Email::reported(text),
            _ if state == State::Deleted => Email::reported(""),
            _ => return Err(format!("a user without an e-mail (id {id})")),
        };
        let version = self.version.map(Version::number).ok_or_else(|| format!("a user without a version (id {id})"))?;
        let division = self.division.as_ref().and_then(|division| divisions.share(division));
        let name = self.name.as_ref().map_or_else(String::new, |name| name.as_ref().to_owned());
        Ok(LiveUser { id, email, name, division, version, state, attributes: None })
    }
}

impl<S: AsRef<str>> WireNamed<S> {
    /// The division; one without a name is named by its id.
    pub(super) fn division(&self) -> Option<Division> {
        let (id, name) = self.id_and_name()?;
        Some(Division { id: id.to_owned(), name: name.to_owned() })
    }

    fn id_and_name(&self) -> Option<(&str, &str)> {
        let id = self.id.as_ref().map(AsRef::as_ref).filter(|id| !id.is_empty())?;
        Some((id, self.name.as_ref().map_or(id, AsRef::as_ref)))
    }
}

/// The divisions of one answer, each kept once: thousands of users share a few of them.
#[derive(Debug, Default)]
pub(super) struct SharedDivisions(Vec<Arc<Division>>);

impl SharedDivisions {
    fn share(&mut self, named: &WireNamed<impl AsRef<str>>) -> Option<Arc<Division>> {
        let (id, name) = named.id_and_name()?;
        if let Some(known) = self.0.iter().find(|known| known.id == id && known.name == name) {
            return Some(known.clone());
        }
        let division = Arc::new(Division { id: id.to_owned(), name: name.to_owned() });
        self.0.push(division.clone());
        Some(division)
    }
}

/// The state that the API calls `name`.
pub(super) fn state(name: &str) -> Option<State> {
    [State::Active, State::Inactive, State::Deleted].into_iter().find(|state| state.as_str() == name)
}

/// The id of a user.
///
/// # Errors
/// A clause, when it is absent or has characters that no id has.
pub(super) fn user_id(id: Option<&(impl AsRef<str> + ?Sized)>) -> Result<UserId, String> {
    match id {
        Some(id) => UserId::new(id.as_ref())
            .filter(|id| facts::is_id(id.as_str()))
            .ok_or_else(|| "a user whose id has characters that no id has".to_owned()),
        None => Err("a user without an id".to_owned()),
    }
}

/// A text of an answer, taken from its bytes without a copy where it has no escapes.
#[derive(Debug)]
pub(super) struct Text<'a>(Cow<'a, str>);

impl AsRef<str> for Text<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Take;
        impl<'a> Visitor<'a> for Take {
            type Value = Text<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Text<'a>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'a>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Take)
    }
}
