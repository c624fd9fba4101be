//! Which tenant answers, and who owns the token. SCIM says neither (RFC 7644 section 6): the roster does, and what the
//! service says must not contradict it.

use super::Scim;
use super::find::USER_NAME;
use super::read::{ReadUser, is_entity_tag};
use super::settings::{ListedStates, OwnerSetting};
use super::wire::{ListedUser, UserBody, folded};
use crate::http::RequestError;
use crate::model::{DirectoryError, DirectoryErrorKind, Email, Identity, Organization, PinnedUser, UserId, UserRecord};

impl Scim {
    /// The tenant: the pinned user, who is read here, or else the address of the service.
    pub(super) async fn tenant(&self) -> Result<Organization, DirectoryError> {
        let Some(PinnedUser { id, user_name }) = &self.settings.pin else {
            return Ok(Organization { id: self.tenant.clone(), name: self.tenant.clone() });
        };
        let Some(ReadUser { user, entity_tag, .. }) = self.user(id).await? else {
            let message = format!("the pinned user {id} is not in the directory: this may be another tenant");
            return Err(DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, message).hint(PIN_HINT));
        };
        let found = user.user_name().map_or("", Email::as_str);
        if user.user_name() != Some(&Email::reported(user_name)) {
            let message = format!(
                "the pinned user {id} has the userName `{found}` and not `{user_name}`: this may be another tenant"
            );
            let message = self.api.reader.redact_line(&message);
            return Err(DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, message).hint(PIN_HINT));
        }
        if entity_tag.as_deref().is_some_and(is_entity_tag) {
            self.reading().has_entity_tags = true;
        }
        Ok(Organization { id: id.as_str().to_owned(), name: self.tenant.clone() })
    }

    /// Refuses a list that is not of the tenant of the pinned user: it must hold that user, and they must still be there
    /// once it is read.
    pub(super) async fn check_tenant_of(&self, users: &[ListedUser]) -> Result<(), DirectoryError> {
        let Some(PinnedUser { id, user_name }) = &self.settings.pin else { return Ok(()) };
        let refused = |message: String| {
            let message = self.api.reader.redact_line(&message);
            Err(DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, message).hint(PIN_HINT))
        };
        match users.iter().find(|user| user.id == *id) {
            Some(user) if user.user_name() == Some(&Email::reported(user_name)) => {}
            Some(user) => {
                let found = user.user_name().map_or("", Email::as_str);
                return refused(format!(
                    "the list of users has the userName `{found}` for the pinned user {id}, and not `{user_name}`: it may be \
                     of another tenant"
                ));
            }
            // Such a list lacks a pinned user who is inactive.
            None if self.settings.lists == ListedStates::ActiveOnly => {}
            None => {
                return refused(format!(
                    "the pinned user {id} is not in the list of users: it may be of another tenant"
                ));
            }
        }
        self.tenant().await.map(drop)
    }

    /// The owner of the token, as the roster names them.
    pub(super) async fn owner(&self) -> Result<Identity, DirectoryError> {
        let owner = match &self.settings.token_owner {
            OwnerSetting::Nobody => Identity::Client,
            OwnerSetting::Unsaid => Identity::Unknown,
            OwnerSetting::Id(id) => match self.user(id).await? {
                Some(_) => Identity::User(id.clone()),
                None => return Err(no_owner(id.as_str())),
            },
            OwnerSetting::Address(address) => Identity::User(self.owner_at(address).await?),
        };
        match (self.me().await, &owner) {
            (OwnerReport::Unclear(flaw), Identity::Client | Identity::Unknown) => {
                let message = format!(
                    "the service answers `/Me` with {flaw}, so that it is not known which user the token belongs to"
                );
                Err(DirectoryError::new(
                    DirectoryErrorKind::DisallowedBySettings,
                    self.api.reader.redact_line(&message),
                )
                .hint("write that user as `token_owner` under `directory`, by e-mail or id"))
            }
            (OwnerReport::User(me), Identity::Client) => {
                let message = format!(
                    "the service says that the token belongs to user {me}, and the roster says `token_owner: none`"
                );
                Err(contradiction(self.api.reader.redact_line(&message)))
            }
            (OwnerReport::User(me), Identity::User(id)) if me != *id => {
                let message = format!(
                    "the service says that the token belongs to user {me}, and `token_owner` in the roster is user {id}"
                );
                Err(contradiction(self.api.reader.redact_line(&message)))
            }
            (OwnerReport::User(me), Identity::Unknown) => Ok(Identity::User(me)),
            _ => Ok(owner),
        }
    }

    /// The user with this address: by look-up, or else in the whole list.
    async fn owner_at(&self, address: &Email) -> Result<UserId, DirectoryError> {
        if let Some([user]) = self.found_by(USER_NAME, address).await?.as_deref() {
            return Ok(user.id.clone());
        }
        self.prefetch().await?;
        let reading = self.reading();
        let listed = reading.prefetched.iter().flat_map(|walked| &walked.users);
        let named: Vec<&UserId> = listed.filter(|user| user.has(address)).map(|user| &user.id).collect();
        match named.as_slice() {
            [id] => Ok((*id).clone()),
            [] => Err(no_owner(address.as_str())),
            several => {
                let message = format!("`token_owner` {address} is the address of {} users", several.len());
                Err(DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, message)
                    .hint("write the id of the user who owns the token as `token_owner`"))
            }
        }
    }

    /// Whose token `/Me` says it is, asked once; most services answer that with an error. A redirect to a user names them, and
    /// is not followed.
    pub(super) async fn me(&self) -> OwnerReport {
        let asked = self.me.get_or_init(|| async {
            match self.api.me().await {
                Ok(UserBody { user: Ok(user), .. }) => OwnerReport::User(user.id),
                Ok(UserBody { user: Err(flaw), record }) if is_about_a_user(&record) => OwnerReport::Unclear(flaw),
                Err(RequestError { status: Some(300..=399), redirected_to: Some(location), .. }) => {
                    user_of(&location).map_or(OwnerReport::Unsaid, OwnerReport::User)
                }
                Ok(_) | Err(_) => OwnerReport::Unsaid,
            }
        });
        asked.await.clone()
    }
}

/// Whose token a service says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OwnerReport {
    /// This user's.
    User(UserId),
    /// A user's, in a form that cannot be read; what is wrong with it, as a clause.
    Unclear(String),
    /// Nothing is said.
    Unsaid,
}

/// Whether an answer says something of one user: it has an attribute that identifies users, or is a list of one.
fn is_about_a_user(record: &UserRecord) -> bool {
    let Ok(answer) = serde_json::to_value(record) else { return true };
    let is_one = |users: &serde_json::Value| users.as_array().is_some_and(|users| users.len() == 1);
    ["id", "userName", "emails"].iter().any(|name| folded(&answer, name).is_some())
        || folded(&answer, "Resources").is_some_and(is_one)
}

const PIN_HINT: &str = "check that token and `url` belong to the tenant of the roster; if the pinned user was replaced, \
                        correct `pin` under `directory` (`rosterctl doctor` prints one)";

/// The user at an address that ends in `/Users/ID`.
fn user_of(location: &str) -> Option<UserId> {
    let path = location.split(['?', '#']).next()?;
    let (parent, id) = path.trim_end_matches('/').rsplit_once('/')?;
    let parent = parent.rsplit('/').next()?;
    let id = percent_encoding::percent_decode_str(id).decode_utf8().ok()?;
    parent.eq_ignore_ascii_case("users").then(|| UserId::new(&id)).flatten()
}

fn no_owner(named: &str) -> DirectoryError {
    let message = format!("`token_owner` {named} is not a user of the directory");
    DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, message)
        .hint("write the e-mail or id of the user who owns the token, or `token_owner: none` when no user does")
}

fn contradiction(message: String) -> DirectoryError {
    DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, message)
        .hint("correct `token_owner` under `directory`: the owner of the token is never deactivated")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_to_a_user_names_them() {
        let id = |location| user_of(location).map(String::from);
        assert_eq!(id("https://x.example/scim/v2/Users/a%2Fb").as_deref(), Some("a/b"));
        assert_eq!(id("/scim/v2/users/7/?x=1").as_deref(), Some("7"));
        for other in ["/login", "https://x.example/Groups/7", "", "/Users/", "/Users/.."] {
            assert_eq!(id(other), None, "{other}");
        }
    }
}
