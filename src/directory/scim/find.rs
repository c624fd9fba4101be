//! Finds users in other states than the active one, and cross-checks the list by it: a user whom the service knows and did
//! not list makes the list incomplete.

use std::collections::BTreeMap;

use super::Scim;
use super::api::LookupForm;
use super::settings::ListedStates;
use super::walk::WalkedBy;
use super::wire::{AddressRule, ListedUser};
use crate::model::{DirectoryError, DirectoryErrorKind, Email, LiveUser, State, UserId};

/// The attribute that holds the name that a user logs in with.
pub(super) const USER_NAME: &str = "userName";
/// The attribute that holds the e-mails.
const EMAIL: &str = "emails.value";

impl Scim {
    /// The inactive users who have one of these e-mails or ids, by id. Everybody else whom the service finds must have been
    /// listed.
    pub(super) async fn find_users(&self, emails: &[Email], ids: &[UserId]) -> Result<Vec<LiveUser>, DirectoryError> {
        let mut found: BTreeMap<UserId, LiveUser> = BTreeMap::new();
        let (mut unlisted_emails, mut unlisted_ids) = (Vec::new(), Vec::new());
        {
            let reading = self.reading();
            for email in emails {
                let mut inactive = reading.inactive.iter().filter(|user| user.has_address(email)).peekable();
                if inactive.peek().is_none() {
                    unlisted_emails.push(email);
                }
                found.extend(inactive.map(|user| (user.id.clone(), user.clone())));
            }
            for id in ids {
                match reading.inactive.iter().find(|user| user.id == *id) {
                    Some(user) => _ = found.insert(id.clone(), user.clone()),
                    None if reading.has_listed(id) => {}
                    None => unlisted_ids.push(id),
                }
            }
        }
        let mut unanswered = 0;
        for email in unlisted_emails {
            let Some(users) = self.look_up(email).await? else {
                unanswered += 1;
                continue;
            };
            for user in users {
                self.admit(user, email.as_str(), &mut found)?;
            }
        }
        self.reading().unanswered = unanswered;
        for id in unlisted_ids {
            if let Some(read) = self.user(id).await? {
                self.admit(read.user, id.as_str(), &mut found)?;
            }
        }
        Ok(found.into_values().collect())
    }

    /// The users whom the service finds by this address; `None` when it does not answer whether it has one. By e-mail they
    /// are asked for where the `userName` may be another name.
    async fn look_up(&self, address: &Email) -> Result<Option<Vec<ListedUser>>, DirectoryError> {
        let by_user_name = self.found_by(USER_NAME, address).await?;
        let is_enough = match self.settings.addresses {
            AddressRule::UserName => true,
            AddressRule::Email => self.reading().logins_are_addresses,
            AddressRule::AnyEmail => false,
        };
        if is_enough || by_user_name.as_ref().is_some_and(|found| !found.is_empty()) {
            return Ok(by_user_name);
        }
        self.found_by(EMAIL, address).await
    }

    /// The users whom the service finds by an attribute, if that or another address of theirs really is this one; `None`
    /// when it does not answer the question.
    pub(super) async fn found_by(
        &self,
        attribute: &str,
        address: &Email,
    ) -> Result<Option<Vec<ListedUser>>, DirectoryError> {
        let form = match self.reading().walked_by {
            Some(WalkedBy::Cursor) => LookupForm::FilterOnly,
            Some(WalkedBy::Index) | None => LookupForm::Ranged,
        };
        let found = match self.api.found_by(attribute, address.as_str(), form).await {
            Ok(Some(found)) => found,
            Ok(None) => return Ok(None),
            // A service without filters answers so (RFC 7644 section 3.4.2.2); nothing can be checked there.
            Err(failure) if matches!(failure.status, Some(400 | 403 | 404 | 405 | 501)) => return Ok(None),
            Err(failure) => return Err(failure.error),
        };
        let has_found = !found.is_empty();
        let users: Vec<ListedUser> = found.into_iter().filter(|user| user.has(address)).collect();
        // Strangers alone are the answer of a service that ignores the filter.
        Ok(Some(users).filter(|users| !has_found || !users.is_empty()))
    }

    /// Takes a user whom the service found and did not list as inactive.
    fn admit(
        &self,
        user: ListedUser,
        asked: &str,
        found: &mut BTreeMap<UserId, LiveUser>,
    ) -> Result<(), DirectoryError> {
        let is_listed = self.reading().has_listed(&user.id);
        let state = user.state.known();
        match (is_listed, state, self.settings.lists) {
            // Listed under another address, or as active.
            (true, ..) => Ok(()),
            (false, Some(State::Inactive | State::Deleted), ListedStates::ActiveOnly) => {
                if let Some(user) = user.live(State::Inactive, self.settings.addresses) {
                    found.insert(user.id.clone(), user);
                }
                Ok(())
            }
            (false, ..) => Err(unlisted(&self.api.reader.redact_line(&format!("{asked} (id {})", user.id)))),
        }
    }
}

fn unlisted(user: &str) -> DirectoryError {
    let message = format!("the list of users cannot be relied on: the service finds {user}, who is not in the list");
    DirectoryError::new(DirectoryErrorKind::Incomplete, message).hint(
        "run again, in case the user was just created; if it persists, the service hides users from its list, and no plan can \
         be made from it",
    )
}
