//! The organization as it is now: users in the order of their ids, with the indexes that paging and search need.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::civil::Date;

use crate::model::{Division, Organization, State};
use crate::text::fold;

mod entries;
mod file;
mod generated;
mod manners;
mod state;

pub(super) use file::load;
pub(super) use generated::generate;
pub(super) use manners::{Conflict, Dialect, Manners, StateWord};
pub(super) use state::Keeper;

/// A role, which users hold in divisions.
#[derive(Clone, Debug)]
pub(super) struct Role {
    pub(super) id: String,
    pub(super) name: String,
}

/// A role held in a division; both are positions in the organization's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grant {
    pub(super) role: u16,
    pub(super) division: u16,
}

/// A user, kept small: there may be a million of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct User {
    pub(super) id: Box<str>,
    pub(super) email: Box<str>,
    pub(super) name: Box<str>,
    /// A position in the organization's divisions.
    pub(super) division: u16,
    pub(super) state: State,
    pub(super) version: u32,
    pub(super) grants: Box<[Grant]>,
    pub(super) last_login: Option<Date>,
    pub(super) interacting: bool,
    /// Whether conversations refer to the user, which a `DELETE` meets as 409.
    pub(super) history: bool,
}

impl User {
    /// Changes the state as the API does: a deactivation takes the roles for good.
    pub(super) fn turn(&mut self, state: State) {
        self.state = state;
        if state != State::Active {
            self.grants = Box::default();
        }
    }
}

/// Where a user stands in the order of ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place(u32);

/// The organization.
#[derive(Debug)]
pub(super) struct Org {
    pub(super) organization: Organization,
    pub(super) divisions: Vec<Division>,
    pub(super) roles: Vec<Role>,
    pub(super) manners: Manners,
    /// Whom the stock access token belongs to.
    pub(super) token_user: Option<Place>,
    users: Vec<User>,
    all: Vec<Place>,
    active: Vec<Place>,
    inactive: Vec<Place>,
    deleted: Vec<Place>,
    by_email: BTreeSet<(u64, Place)>,
    /// What the search index still believes of users, and up to which request.
    believed: HashMap<Place, (User, u64)>,
    /// Who is no longer as the org file has them.
    changed: BTreeSet<Place>,
}

impl Org {
    /// An organization of these users, whose ids must differ.
    pub(super) fn new(
        organization: Organization,
        divisions: Vec<Division>,
        roles: Vec<Role>,
        mut users: Vec<User>,
    ) -> Self {
        users.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        let all: Vec<Place> = (0..u32::try_from(users.len()).unwrap_or(u32::MAX)).map(Place).collect();
        let mut org = Self {
            organization,
            divisions,
            roles,
            manners: Manners::default(),
            token_user: None,
            all,
            active: Vec::new(),
            inactive: Vec::new(),
            deleted: Vec::new(),
            by_email: users.iter().zip(0..).map(|(user, at)| (key(&user.email), Place(at))).collect(),
            believed: HashMap::new(),
            changed: BTreeSet::new(),
            users,
        };
        for (user, at) in org.users.iter().zip(0..) {
            match user.state {
                State::Active => org.active.push(Place(at)),
                State::Inactive => org.inactive.push(Place(at)),
                State::Deleted => org.deleted.push(Place(at)),
            }
        }
        org
    }

    /// The users in this state, or all, in the order of ids.
    pub(super) fn places(&self, state: Option<State>) -> &[Place] {
        match state {
            None => &self.all,
            Some(State::Active) => &self.active,
            Some(State::Inactive) => &self.inactive,
            Some(State::Deleted) => &self.deleted,
        }
    }

    /// The user at a place, which only this organization gives out.
    pub(super) fn user(&self, at: Place) -> &User {
        &self.users[at.0 as usize]
    }

    /// The user with this id.
    pub(super) fn place(&self, id: &str) -> Option<Place> {
        let found = self.users.binary_search_by(|user| (*user.id).cmp(id)).ok()?;
        u32::try_from(found).ok().map(Place)
    }

    /// Everyone who bears this address now, or does so in what the search index believes.
    pub(super) fn bearers(&self, email: &str) -> Vec<Place> {
        let wanted = key(email);
        let mut found: Vec<Place> =
            self.by_email.range((wanted, Place(0))..=(wanted, Place(u32::MAX))).map(|(_, at)| *at).collect();
        found.extend(self.believed.iter().filter(|(_, (user, _))| key(&user.email) == wanted).map(|(at, _)| *at));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The user as the search index has them at request number `now`.
    pub(super) fn indexed(&self, at: Place, now: u64) -> &User {
        match self.believed.get(&at) {
            Some((believed, until)) if now <= *until => believed,
            _ => self.user(at),
        }
    }

    /// Replaces a user at request number `now`. The search index believes the former one for `lag` more requests.
    pub(super) fn store(&mut self, at: Place, user: User, now: u64, lag: u64) {
        let (email, state) = (key(&user.email), user.state);
        let former = std::mem::replace(&mut self.users[at.0 as usize], user);
        if key(&former.email) != email {
            self.by_email.remove(&(key(&former.email), at));
            self.by_email.insert((email, at));
        }
        if former.state != state {
            let leaving = self.places_mut(former.state);
            if let Ok(found) = leaving.binary_search(&at) {
                leaving.remove(found);
            }
            let entering = self.places_mut(state);
            if let Err(gap) = entering.binary_search(&at) {
                entering.insert(gap, at);
            }
        }
        let still = self.believed.remove(&at).filter(|(_, until)| now <= *until).map(|(user, _)| user);
        if lag > 0 {
            self.believed.insert(at, (still.unwrap_or(former), now.saturating_add(lag)));
        }
        self.changed.insert(at);
    }

    /// Who was stored since the start, or is in the state file.
    pub(super) fn changed(&self) -> impl Iterator<Item = &User> {
        self.changed.iter().map(|at| self.user(*at))
    }

    /// The division of a user.
    pub(super) fn division_of(&self, user: &User) -> Option<&Division> {
        self.divisions.get(usize::from(user.division))
    }

    /// The division's position, by name or id.
    pub(super) fn division(&self, name_or_id: &str) -> Option<u16> {
        let found = self.divisions.iter().position(|d| d.name == name_or_id || d.id == name_or_id)?;
        u16::try_from(found).ok()
    }

    /// The role's position, by name or id.
    pub(super) fn role(&self, name_or_id: &str) -> Option<u16> {
        let found = self.roles.iter().position(|r| r.name == name_or_id || r.id == name_or_id)?;
        u16::try_from(found).ok()
    }

    fn places_mut(&mut self, state: State) -> &mut Vec<Place> {
        match state {
            State::Active => &mut self.active,
            State::Inactive => &mut self.inactive,
            State::Deleted => &mut self.deleted,
        }
    }
}

fn key(email: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    fold(email).hash(&mut hasher);
    hasher.finish()
}
