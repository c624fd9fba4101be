//! The current state of the organization, with the indexes that paging and search need.
//!
//! Users are listed in the order in which they were created: that of the org file, or of the generator. The API
//! documents the direction of a list (`sortOrder`, ascending by default) and no key, so a client must not rely on the
//! order of ids, e-mails or names, and here it finds none of them.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::civil::Date;

use crate::model::{Division, Organization, State};
use crate::text::fold;

mod entries;
mod file;
mod generated;
mod options;
mod profile;
mod state;

pub(super) use file::{AcceptedIds, load};
pub(super) use generated::generate;
pub(super) use options::{ConflictReply, PatchDialect, ServerOptions, StateWord};
pub(super) use profile::{EmailListing, UserProfile};
pub(super) use state::StateFile;

/// A role, which is granted to users in divisions.
#[derive(Clone, Debug)]
pub(super) struct OrgRole {
    pub(super) id: String,
    pub(super) name: String,
}

/// A role in a division; both are positions in the organization's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OrgGrant {
    pub(super) role: u16,
    pub(super) division: u16,
}

/// A user, kept small: there may be a million of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OrgUser {
    pub(super) id: Box<str>,
    pub(super) email: Box<str>,
    pub(super) name: Box<str>,
    /// A position in the organization's divisions.
    pub(super) division: u16,
    pub(super) state: State,
    pub(super) version: u32,
    pub(super) grants: Box<[OrgGrant]>,
    pub(super) last_login: Option<Date>,
    pub(super) interacting: bool,
    /// Whether conversations refer to the user; a `DELETE` is answered with 409 then.
    pub(super) history: bool,
    /// What only SCIM returns; `None` when there is nothing.
    pub(super) profile: Option<Box<UserProfile>>,
}

impl OrgUser {
    /// Changes the state as the API does: a deactivation removes the roles for good.
    pub(super) fn set_state(&mut self, state: State) {
        self.state = state;
        if state != State::Active {
            self.grants = Box::default();
        }
    }
}

/// The position of a user in the order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CreationPlace(u32);

impl CreationPlace {
    /// The number of users created before.
    pub(super) fn number(self) -> u32 {
        self.0
    }
}

/// The organization.
#[derive(Debug)]
pub(super) struct Org {
    pub(super) organization: Organization,
    pub(super) divisions: Vec<Division>,
    pub(super) roles: Vec<OrgRole>,
    pub(super) options: ServerOptions,
    /// The owner of the stock access token.
    pub(super) token_user: Option<CreationPlace>,
    users: Vec<OrgUser>,
    all: Vec<CreationPlace>,
    active: Vec<CreationPlace>,
    inactive: Vec<CreationPlace>,
    deleted: Vec<CreationPlace>,
    /// The users that are not deleted.
    present: Vec<CreationPlace>,
    /// All users, in the order of their ids.
    by_id: Vec<CreationPlace>,
    by_email: BTreeSet<(u64, CreationPlace)>,
    /// The users by the other texts of their profiles.
    by_alias: BTreeSet<(u64, CreationPlace)>,
    /// The former users that the search index still holds, and up to which request.
    stale: HashMap<CreationPlace, (OrgUser, u64)>,
    /// The users that differ from the org file.
    changed: BTreeSet<CreationPlace>,
}

impl Org {
    /// An organization of these users, whose ids must differ.
    pub(super) fn new(
        organization: Organization,
        divisions: Vec<Division>,
        roles: Vec<OrgRole>,
        users: Vec<OrgUser>,
    ) -> Self {
        let all: Vec<CreationPlace> = (0..u32::try_from(users.len()).unwrap_or(u32::MAX)).map(CreationPlace).collect();
        let mut by_id = all.clone();
        by_id.sort_unstable_by_key(|at| &users[at.0 as usize].id);
        let mut org = Self {
            organization,
            divisions,
            roles,
            options: ServerOptions::default(),
            token_user: None,
            all,
            active: Vec::new(),
            inactive: Vec::new(),
            deleted: Vec::new(),
            present: Vec::new(),
            by_id,
            by_email: users.iter().zip(0..).map(|(user, at)| (key(&user.email), CreationPlace(at))).collect(),
            by_alias: BTreeSet::new(),
            stale: HashMap::new(),
            changed: BTreeSet::new(),
            users,
        };
        for (user, at) in org.users.iter().zip(0..) {
            let at = CreationPlace(at);
            match user.state {
                State::Active => org.active.push(at),
                State::Inactive => org.inactive.push(at),
                State::Deleted => org.deleted.push(at),
            }
            if user.state != State::Deleted {
                org.present.push(at);
            }
            org.by_alias.extend(alias_keys(user).map(|key| (key, at)));
        }
        org
    }

    /// The users in this state, or all of them, in the order of creation.
    pub(super) fn places(&self, state: Option<State>) -> &[CreationPlace] {
        match state {
            None => &self.all,
            Some(State::Active) => &self.active,
            Some(State::Inactive) => &self.inactive,
            Some(State::Deleted) => &self.deleted,
        }
    }

    /// The users that are not deleted, in the order of creation.
    pub(super) fn present(&self) -> &[CreationPlace] {
        &self.present
    }

    /// The user at a place that this organization returned.
    pub(super) fn user(&self, at: CreationPlace) -> &OrgUser {
        &self.users[at.0 as usize]
    }

    /// The user with this id.
    pub(super) fn place(&self, id: &str) -> Option<CreationPlace> {
        let found = self.by_id.binary_search_by(|at| (*self.user(*at).id).cmp(id)).ok()?;
        self.by_id.get(found).copied()
    }

    /// The users with this e-mail, currently or in the search index.
    pub(super) fn with_email(&self, email: &str) -> Vec<CreationPlace> {
        let wanted = key(email);
        let mut found: Vec<CreationPlace> = self
            .by_email
            .range((wanted, CreationPlace(0))..=(wanted, CreationPlace(u32::MAX)))
            .map(|(_, at)| *at)
            .collect();
        found.extend(self.stale.iter().filter(|(_, (user, _))| key(&user.email) == wanted).map(|(at, _)| *at));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The users that may have this text as e-mail, user name, external id or other address.
    pub(super) fn with_alias(&self, text: &str) -> Vec<CreationPlace> {
        let wanted = key(text);
        let range = (wanted, CreationPlace(0))..=(wanted, CreationPlace(u32::MAX));
        let mut found: Vec<CreationPlace> =
            self.by_email.range(range.clone()).chain(self.by_alias.range(range)).map(|(_, at)| *at).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The user as the search index holds them at request number `now`.
    pub(super) fn indexed(&self, at: CreationPlace, now: u64) -> &OrgUser {
        match self.stale.get(&at) {
            Some((former, until)) if now <= *until => former,
            _ => self.user(at),
        }
    }

    /// Replaces a user at request number `now`. The search index keeps the former one for `lag` more requests.
    pub(super) fn store(&mut self, at: CreationPlace, user: OrgUser, now: u64, lag: u64) {
        let (email, state) = (key(&user.email), user.state);
        let former = std::mem::replace(&mut self.users[at.0 as usize], user);
        if key(&former.email) != email {
            self.by_email.remove(&(key(&former.email), at));
            self.by_email.insert((email, at));
        }
        if former.profile != self.user(at).profile {
            for key in alias_keys(&former) {
                self.by_alias.remove(&(key, at));
            }
            let keys: Vec<u64> = alias_keys(self.user(at)).collect();
            self.by_alias.extend(keys.into_iter().map(|key| (key, at)));
        }
        if former.state != state {
            leave(self.places_mut(former.state), at);
            enter(self.places_mut(state), at);
            match state {
                State::Deleted => leave(&mut self.present, at),
                State::Active | State::Inactive => enter(&mut self.present, at),
            }
        }
        let still = self.stale.remove(&at).filter(|(_, until)| now <= *until).map(|(user, _)| user);
        if lag > 0 {
            self.stale.insert(at, (still.unwrap_or(former), now.saturating_add(lag)));
        }
        self.changed.insert(at);
    }

    /// The users that were stored since the start, or that are in the state file.
    pub(super) fn changed(&self) -> impl Iterator<Item = &OrgUser> {
        self.changed.iter().map(|at| self.user(*at))
    }

    /// The role and the division of a grant.
    pub(super) fn role_and_division(&self, grant: OrgGrant) -> Option<(&OrgRole, &Division)> {
        Some((self.roles.get(usize::from(grant.role))?, self.divisions.get(usize::from(grant.division))?))
    }

    /// The division of a user.
    pub(super) fn division_of(&self, user: &OrgUser) -> Option<&Division> {
        self.divisions.get(usize::from(user.division))
    }

    /// The position of a division, by name or id.
    pub(super) fn division(&self, name_or_id: &str) -> Option<u16> {
        let found = self.divisions.iter().position(|d| d.name == name_or_id || d.id == name_or_id)?;
        u16::try_from(found).ok()
    }

    /// The position of a role, by name or id.
    pub(super) fn role(&self, name_or_id: &str) -> Option<u16> {
        let found = self.roles.iter().position(|r| r.name == name_or_id || r.id == name_or_id)?;
        u16::try_from(found).ok()
    }

    fn places_mut(&mut self, state: State) -> &mut Vec<CreationPlace> {
        match state {
            State::Active => &mut self.active,
            State::Inactive => &mut self.inactive,
            State::Deleted => &mut self.deleted,
        }
    }
}

fn enter(places: &mut Vec<CreationPlace>, at: CreationPlace) {
    if let Err(gap) = places.binary_search(&at) {
        places.insert(gap, at);
    }
}

fn leave(places: &mut Vec<CreationPlace>, at: CreationPlace) {
    if let Ok(found) = places.binary_search(&at) {
        places.remove(found);
    }
}

fn alias_keys(user: &OrgUser) -> impl Iterator<Item = u64> {
    user.profile.iter().flat_map(|profile| profile.aliases()).map(key)
}

fn key(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    fold(text).hash(&mut hasher);
    hasher.finish()
}
