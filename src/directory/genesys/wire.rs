//! The API's answers as they travel. Every field is optional here: what must be there is judged where it is used,
//! so that the message can say what is missing and from whom.

use serde::Deserialize;

use crate::model::{Division, Email, LiveUser, State, UserId, Version};

/// One page of a listing (`entities`) or of a search (`results`).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page<E> {
    pub(super) total: Option<u64>,
    pub(super) page_size: Option<u64>,
    pub(super) page_number: Option<u64>,
    pub(super) page_count: Option<u64>,
    #[serde(alias = "results")]
    pub(super) entities: Option<Vec<E>>,
}

/// Anything with an id and a name.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
}

/// `GET /api/v2/organizations/me`.
pub(super) type Organization = Named;

/// A user.
#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) id: Option<String>,
    pub(super) email: Option<String>,
    pub(super) name: Option<String>,
    pub(super) division: Option<Named>,
    pub(super) version: Option<u64>,
    pub(super) state: Option<String>,
    /// Only gateways of the older dialect say this.
    pub(super) active: Option<bool>,
}

impl User {
    /// The user, if all that a decision needs is there: id, e-mail, version, state. A deleted user may lack the
    /// e-mail, since nothing is ever decided by it.
    ///
    /// # Errors
    /// What is missing or wrong, as a clause: "a user without an e-mail (id …)".
    pub(super) fn live(self) -> Result<LiveUser, String> {
        let id = user_id(self.id.as_deref())?;
        let word = self.state.as_deref().ok_or_else(|| format!("a user without a state (id {id})"))?;
        let state = state(word).ok_or_else(|| format!("a user in a state that the API does not have (id {id})"))?;
        let email = match self.email {
            Some(text) if !text.trim().is_empty() => Email::reported(&text),
            _ if state == State::Deleted => Email::reported(""),
            _ => return Err(format!("a user without an e-mail (id {id})")),
        };
        let version = self.version.map(Version).ok_or_else(|| format!("a user without a version (id {id})"))?;
        let division = self.division.and_then(Named::division);
        Ok(LiveUser { id, email, name: self.name.unwrap_or_default(), division, version, state })
    }
}

impl Named {
    /// A division; one without a name goes by its id.
    pub(super) fn division(self) -> Option<Division> {
        let id = self.id.filter(|id| !id.is_empty())?;
        let name = self.name.unwrap_or_else(|| id.clone());
        Some(Division { id, name })
    }
}

/// The state that one of the API's words stands for.
pub(super) fn state(word: &str) -> Option<State> {
    [State::Active, State::Inactive, State::Deleted].into_iter().find(|state| state.as_str() == word)
}

/// The id of a user.
///
/// # Errors
/// As a clause, when it is absent or cannot be part of a URL.
pub(super) fn user_id(id: Option<&str>) -> Result<UserId, String> {
    match id {
        Some(id) => UserId::new(id).ok_or_else(|| "a user whose id has characters that no id has".to_owned()),
        None => Err("a user without an id".to_owned()),
    }
}
