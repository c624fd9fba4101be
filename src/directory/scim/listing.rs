//! The active users, from a complete list of all users.

use std::hash::BuildHasher;

use super::read::{ReadUser, is_entity_tag, unknown_state};
use super::settings::ListedStates;
use super::walk::{self, Route, WalkRefusal, WalkedUsers};
use super::wire::{Advertised, ListedUser, ReportedState, ServiceDescription};
use super::{LastReading, Scim};
use crate::model::{
    ActiveUsers, DirectoryError, DirectoryErrorKind, Email, LiveUser, LookupKeys, ReadingNote, State, UnaddressedUser,
    UserId,
};

/// Totals at which services are known to stop.
const ROUND_TOTALS: &[u64] = &[50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000];

/// How many users are taken out of a list before it gives their memory back.
const TAKEN_AT_ONCE: usize = 4096;

/// How many users a complete list has.
pub(super) struct UsersRead {
    /// Active users, those without an address included.
    pub(super) active: usize,
    /// Active users without an address.
    pub(super) unaddressed: usize,
    /// Users in any other state.
    pub(super) inactive: usize,
    /// Users who were looked up, and about whom the service gave no answer.
    pub(super) unanswered: u64,
}

impl Scim {
    /// Reads the list as a plan does, looks up whom a plan would, and counts.
    pub(super) async fn read_users(
        &self,
        lookup: impl Fn(&[LiveUser]) -> LookupKeys,
    ) -> Result<UsersRead, DirectoryError> {
        let ActiveUsers { users, unaddressed, .. } = self.list().await?;
        let keys = lookup(&users);
        self.find_users(&keys.emails, &keys.ids).await?;
        let (active, unaddressed) = (users.len() + unaddressed.len(), unaddressed.len());
        let reading = self.reading();
        Ok(UsersRead { active, unaddressed, inactive: reading.listed.len() - active, unanswered: reading.unanswered })
    }

    /// Every active user, from a list that is proven complete.
    pub(super) async fn list(&self) -> Result<ActiveUsers, DirectoryError> {
        let description = self.description().await?;
        if description.as_ref().is_some_and(|described| described.patch == Advertised::Unsupported) {
            let message =
                "the service says that it does not support PATCH: its users cannot be deactivated by rosterctl";
            return Err(DirectoryError::new(DirectoryErrorKind::Rejected, message)
                .hint("ask its vendor for PATCH (RFC 7644 section 3.5.2), or deactivate users there by hand"));
        }
        let prefetched = self.reading().prefetched.take();
        let walked = match prefetched {
            Some(walked) => walked,
            None => self.walk(description.as_ref()).await?,
        };
        let WalkedUsers { mut users, by } = walked;
        self.check_tenant_of(&users).await?;
        self.resolve_states(&mut users).await?;
        let mut notes = self.notes(description.as_ref(), &users).await?;
        let mut listed = ActiveUsers::default();
        let mut reading = LastReading { walked_by: Some(by), ..LastReading::default() };
        reading.has_entity_tags = self.reading().has_entity_tags;
        reading.listed = users.iter().map(|user| reading.hashes.hash_one(user.id.as_str())).collect();
        reading.listed.sort_unstable();
        let is_address = |name: &Email| Email::parse(name.as_str()).is_ok();
        reading.logins_are_addresses = users.iter().all(|user| user.user_name().is_some_and(is_address));
        listed.users.reserve(users.len());
        // From the end, so that the list gives its memory back while users are taken out of it.
        while let Some(user) = users.pop() {
            if users.len().is_multiple_of(TAKEN_AT_ONCE) {
                users.shrink_to_fit();
            }
            let state = user.state.known().ok_or_else(|| unknown_state(&user.id))?;
            let rule = self.settings.addresses;
            match state {
                State::Active if user.address(rule).is_none() => {
                    listed.unaddressed.push(UnaddressedUser { name: user.name().to_owned(), id: user.id });
                }
                State::Active => listed.users.extend(user.live(state, rule)),
                State::Inactive | State::Deleted => {
                    listed.inactive_attributes.add(user.user_type(), user.department());
                    reading.inactive.extend(user.live(state, rule));
                }
            }
        }
        listed.users.reverse();
        listed.unaddressed.reverse();
        reading.inactive.reverse();
        *self.reading() = reading;
        listed.notes.append(&mut notes);
        Ok(listed)
    }

    /// What the service says of itself; `None` for one that says nothing.
    pub(super) async fn description(&self) -> Result<Option<ServiceDescription>, DirectoryError> {
        match self.api.description().await {
            Ok(description) => Ok(Some(description)),
            Err(failure) => match failure.error.kind {
                DirectoryErrorKind::NotFound
                | DirectoryErrorKind::Forbidden
                | DirectoryErrorKind::Rejected
                | DirectoryErrorKind::Malformed => Ok(None),
                _ if failure.status == Some(501) => Ok(None),
                _ => Err(failure.error),
            },
        }
    }

    /// Reads the list for somebody who needs a user of it, and keeps it for the next.
    pub(super) async fn prefetch(&self) -> Result<(), DirectoryError> {
        let description = self.description().await?;
        let walked = self.walk(description.as_ref()).await?;
        self.reading().prefetched = Some(walked);
        Ok(())
    }

    /// The whole list, and the one of inactive users where that is another.
    async fn walk(&self, description: Option<&ServiceDescription>) -> Result<WalkedUsers, DirectoryError> {
        let mut walked = self.walk_route(&self.route(), description).await?;
        if self.settings.lists == ListedStates::InactiveByFilter {
            let route = Route { api: self.api.inactive(), ..self.route() };
            let WalkedUsers { users: inactive, .. } = self.walk_route(&route, description).await?;
            if let Some(user) = inactive.iter().find(|user| user.state.known() == Some(State::Active)) {
                return Err(not_filtered(&user.id));
            }
            walked.users.extend(inactive);
            walk::unique(&walked.users).map_err(|flaw| listed_apart_twice(&self.api.reader.redact_line(&flaw.text)))?;
        }
        Ok(walked)
    }

    /// A whole list, in whichever way the service pages.
    async fn walk_route(
        &self,
        route: &Route,
        description: Option<&ServiceDescription>,
    ) -> Result<WalkedUsers, DirectoryError> {
        let mut refused = None;
        for by in walk::routes(&self.settings, description) {
            match walk::walk(route, by, &*self.observer).await {
                Ok(walked) => return Ok(walked),
                Err(WalkRefusal::Failed(error)) => return Err(error),
                // The refusal of the way that was tried first says more.
                Err(WalkRefusal::OtherPaging(error)) => _ = refused.get_or_insert(error),
            }
        }
        Err(refused.unwrap_or_else(|| DirectoryError::new(DirectoryErrorKind::Incomplete, "no way of paging is known")))
    }

    pub(super) fn route(&self) -> Route {
        Route { api: self.api.clone(), page_size: self.settings.page_size, last_total: self.settings.last_total }
    }

    /// Reads users by id whose state the list leaves out.
    async fn resolve_states(&self, users: &mut [ListedUser]) -> Result<(), DirectoryError> {
        for user in users.iter_mut().filter(|user| user.state == ReportedState::Absent) {
            match self.user(&user.id).await? {
                Some(read) if !read.user.is_same_account(user) => return Err(another_account(&user.id)),
                Some(read) if read.user.state == ReportedState::Absent => return Err(unknown_state(&user.id)),
                Some(read) => user.state = read.user.state,
                None => return Err(vanished(&user.id)),
            }
        }
        Ok(())
    }

    /// What is worth knowing of this reading.
    async fn notes(
        &self,
        description: Option<&ServiceDescription>,
        users: &[ListedUser],
    ) -> Result<Vec<ReadingNote>, DirectoryError> {
        let mut notes = Vec::new();
        let total = users.len() as u64;
        if ROUND_TOTALS.contains(&total) {
            notes.push(ReadingNote::RoundTotal { total });
        }
        if description.is_none() {
            notes.push(ReadingNote::NoServiceDescription);
        }
        if !self.has_entity_tags(users).await? {
            notes.push(ReadingNote::NoEntityTags);
        }
        let texts = users.iter().filter(|user| matches!(user.state, ReportedState::Text(_))).count() as u64;
        if texts > 0 {
            notes.push(ReadingNote::StateAsText { users: texts });
        }
        if self.settings.lists == ListedStates::ActiveOnly {
            notes.push(ReadingNote::OnlyActiveListed);
        }
        Ok(notes)
    }

    /// Whether users have entity tags, whatever the service says of them: one user is read where the list does not show it.
    async fn has_entity_tags(&self, users: &[ListedUser]) -> Result<bool, DirectoryError> {
        let is_tagged = |user: &&ListedUser| user.version().is_some_and(is_entity_tag);
        let Some(user) = users.iter().find(|user| !is_tagged(user)) else { return Ok(!users.is_empty()) };
        if self.reading().has_entity_tags && !users.iter().any(|user| is_tagged(&user)) {
            return Ok(true);
        }
        let Some(ReadUser { user: read, entity_tag, .. }) = self.user(&user.id).await? else {
            return Err(vanished(&user.id));
        };
        let is_same_state = read.state.known().is_none_or(|state| user.state.known() == Some(state));
        if !is_same_state || !read.is_same_account(user) {
            return Err(another_account(&user.id));
        }
        let has_tag = entity_tag.as_deref().is_some_and(is_entity_tag);
        self.reading().has_entity_tags = has_tag;
        Ok(has_tag)
    }
}

fn another_account(id: &UserId) -> DirectoryError {
    let message = format!(
        "the list of users cannot be relied on: user {id} has another state, userName or e-mail in it than by id"
    );
    DirectoryError::new(DirectoryErrorKind::Incomplete, message)
        .hint("run again when no users are being changed; nothing is decided on an incomplete reading")
}

/// The error of a list of inactive users with somebody in it who is active.
fn not_filtered(id: &UserId) -> DirectoryError {
    let message = format!(
        "the list of users cannot be relied on: user {id} is active, and answered to the filter `active eq false`"
    );
    DirectoryError::new(DirectoryErrorKind::Incomplete, message)
        .hint("run again when no users are being changed; if it persists, the service ignores the filter")
}

/// The error of a user who is in the list of active and in that of inactive users.
fn listed_apart_twice(flaw: &str) -> DirectoryError {
    let message = format!("the list of users cannot be relied on: {flaw}, among active and among inactive users");
    DirectoryError::new(DirectoryErrorKind::Incomplete, message).hint("run again when no users are being changed")
}

fn vanished(id: &UserId) -> DirectoryError {
    let message = format!("the list of users cannot be relied on: user {id} was listed, and is not found by id");
    DirectoryError::new(DirectoryErrorKind::Incomplete, message)
        .hint("run again when no users are being changed; nothing is decided on an incomplete reading")
}
