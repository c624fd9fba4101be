//! The users that are meant by what was typed: active users first, then those that the roster or the directory knows
//! otherwise.

use std::collections::BTreeMap;

use crate::model::{Desired, Live, LiveUser, Place, State, UserId};
use crate::plan::entry::{RosterEntry, Selector};
use crate::plan::findings::InactiveIndex;
use crate::plan::reconcile::Reconciliation;
use crate::plan::rules::RosterEntries;

/// One user who is meant, and the entries of the roster about them.
pub(super) enum Meant<'a> {
    /// An active user.
    Active(&'a LiveUser, &'a RosterEntries<'a>),
    /// A user in another state.
    Other(&'a LiveUser, RosterEntries<'a>),
    /// A user that only the roster knows, by this e-mail or id; the directory was asked, and has none.
    Missing(&'a str, RosterEntries<'a>),
    /// A user that only the roster knows, and that was not looked up: they are not active, and no more is known.
    Unknown(&'a str, RosterEntries<'a>),
}

impl<'a> Meant<'a> {
    /// The entries of the roster about them.
    pub(super) fn entries(&self) -> &RosterEntries<'a> {
        match self {
            Self::Active(_, entries) => entries,
            Self::Other(_, entries) | Self::Missing(_, entries) | Self::Unknown(_, entries) => entries,
        }
    }

    /// The user, if the directory knows one.
    pub(super) fn user(&self) -> Option<&'a LiveUser> {
        match self {
            Self::Active(user, _) | Self::Other(user, _) => Some(user),
            Self::Missing(..) | Self::Unknown(..) => None,
        }
    }
}

/// Every user who is meant, in the order of state and id. An e-mail means the users who have it; if there are none, the
/// user of the entry that gives it, perhaps as a former one.
pub(super) fn meant<'a>(
    asked: &'a Selector,
    desired: &'a Desired,
    matched: &'a Reconciliation<'a>,
    live: &'a Live,
    found: &'a [LiveUser],
) -> Vec<Meant<'a>> {
    let active = active(asked, desired, matched);
    if !active.is_empty() {
        return active.into_iter().map(|at| Meant::Active(&live.active[at], &matched.entries[at])).collect();
    }
    let entries: Vec<RosterEntry<'_>> = given(asked, desired).collect();
    let others = InactiveIndex::new(live);
    let mut users: BTreeMap<(State, &UserId), &LiveUser> = BTreeMap::new();
    let of_entries = entries.iter().filter_map(|entry| others.find(entry));
    let asked_for = live.others.iter().chain(found).filter(|user| asked.selects(user));
    users.extend(of_entries.chain(asked_for).map(|user| ((user.state, &user.id), user)));
    if users.is_empty() {
        let Some(first) = entries.first() else { return Vec::new() };
        let was_looked_up = entries.iter().all(|entry| others.was_looked_up(entry));
        let meant = if was_looked_up { Meant::Missing } else { Meant::Unknown };
        return vec![meant(first.name(), roster_entries(desired, |entry| asked.is_given_by(entry)))];
    }
    let of = |user: &'a LiveUser| roster_entries(desired, |entry| entry.id == Some(&user.id) || entry.names(user));
    users.into_values().map(|user| Meant::Other(user, of(user))).collect()
}

/// Positions of the active users who are meant.
fn active(asked: &Selector, desired: &Desired, matched: &Reconciliation<'_>) -> Vec<usize> {
    let index = &matched.index;
    let named = match asked {
        Selector::Id(id) => index.with_id(id).into_iter().collect(),
        Selector::Email(email) => index.with_email(email).to_vec(),
    };
    if !named.is_empty() {
        return named;
    }
    // A contradiction would have ended the plan already.
    let is_given = |entry: &RosterEntry<'_>| asked.is_given_by(entry);
    let acting = (desired.leavers.iter().map(RosterEntry::from)).chain(desired.users.iter().map(RosterEntry::from));
    let protected = desired.protected.iter().filter(|entry| is_given(&RosterEntry::from(*entry)));
    let mut meant: Vec<usize> = (protected.flat_map(|entry| index.protected_by(entry).unwrap_or_default()))
        .chain(acting.filter(is_given).filter_map(|entry| index.find(&entry).ok().flatten()))
        .collect();
    meant.sort_unstable();
    meant.dedup();
    meant
}

/// The lines of the roster that give what was typed.
pub(super) fn lines(asked: &Selector, desired: &Desired) -> Vec<Place> {
    given(asked, desired).map(|entry| entry.at.clone()).collect()
}

/// The entries of the roster that give what was typed.
fn given<'a>(asked: &'a Selector, desired: &'a Desired) -> impl Iterator<Item = RosterEntry<'a>> {
    RosterEntry::all(desired).filter(|entry| asked.is_given_by(entry))
}

/// The entries of the roster that fit; the first of each list.
fn roster_entries<'a>(desired: &'a Desired, fits: impl Fn(&RosterEntry<'a>) -> bool) -> RosterEntries<'a> {
    RosterEntries {
        protected: desired.protected.iter().find(|entry| fits(&RosterEntry::from(*entry))),
        leaver: desired.leavers.iter().find(|entry| fits(&RosterEntry::from(*entry))),
        declared: desired.users.iter().find(|entry| fits(&RosterEntry::from(*entry))),
    }
}
