//! Who is meant by what was typed: active users first, then whoever the roster or the directory knows otherwise.

use std::collections::BTreeMap;

use crate::model::{Desired, Live, LiveUser, State, UserId};
use crate::plan::claims::{Claim, Matched};
use crate::plan::decide::Selector;
use crate::plan::findings::Others;
use crate::plan::matching::Entry;
use crate::plan::types::PlaceRecord;

/// One user who is meant, and the lines of the roster about them.
pub(super) enum Subject<'a> {
    /// An active user.
    Active(&'a LiveUser, &'a Claim<'a>),
    /// A user in another state.
    Other(&'a LiveUser, Claim<'a>),
    /// Whom only the roster knows, by this e-mail or id: they were looked up, and are not there.
    Nobody(&'a str, Claim<'a>),
    /// The same, but they were not looked up: they are not active, and no more is known.
    NotAsked(&'a str, Claim<'a>),
}

impl<'a> Subject<'a> {
    /// The lines of the roster about them.
    pub(super) fn claim(&self) -> &Claim<'a> {
        match self {
            Self::Active(_, claim) => claim,
            Self::Other(_, claim) | Self::Nobody(_, claim) | Self::NotAsked(_, claim) => claim,
        }
    }

    /// The user, if the directory knows one.
    pub(super) fn user(&self) -> Option<&'a LiveUser> {
        match self {
            Self::Active(user, _) | Self::Other(user, _) => Some(user),
            Self::Nobody(..) | Self::NotAsked(..) => None,
        }
    }
}

/// Everybody who is meant, in the order of e-mail and id. An e-mail finds whoever bears it, and else whoever the entry
/// means that gives it, perhaps as a former one.
pub(super) fn meant<'a>(
    asked: &'a Selector,
    desired: &'a Desired,
    matched: &'a Matched<'a>,
    live: &'a Live,
    found: &'a [LiveUser],
) -> Vec<Subject<'a>> {
    let active = active(asked, desired, matched);
    if !active.is_empty() {
        return active.into_iter().map(|at| Subject::Active(&live.active[at], &matched.claims[at])).collect();
    }
    let entries: Vec<Entry<'_>> = entries(desired).filter(|entry| gives(entry, asked)).collect();
    let others = Others::new(live);
    let mut users: BTreeMap<(State, &UserId), &LiveUser> = BTreeMap::new();
    let meant_by_entries = entries.iter().filter_map(|entry| others.meant_by(entry));
    let asked_for = live.others.iter().chain(found).filter(|user| is(user, asked));
    users.extend(meant_by_entries.chain(asked_for).map(|user| ((user.state, &user.id), user)));
    if users.is_empty() {
        let Some(first) = entries.first() else { return Vec::new() };
        let claim = claim(desired, |entry| gives(entry, asked));
        let were_asked_for = entries.iter().all(|entry| others.were_asked_for(entry));
        let subject = if were_asked_for { Subject::Nobody } else { Subject::NotAsked };
        return vec![subject(first.name(), claim)];
    }
    let of = |user: &'a LiveUser| claim(desired, |entry| entry.id == Some(&user.id) || entry.bears(&user.email));
    users.into_values().map(|user| Subject::Other(user, of(user))).collect()
}

/// Positions of the active users who are meant.
fn active(asked: &Selector, desired: &Desired, matched: &Matched<'_>) -> Vec<usize> {
    let index = &matched.index;
    let named = match asked {
        Selector::Id(id) => index.with_id(id).into_iter().collect(),
        Selector::Email(email) => index.with_email(email).to_vec(),
    };
    if !named.is_empty() {
        return named;
    }
    // Whoever contradicts has ended the plan already.
    let is_asked_for = |entry: &Entry<'_>| gives(entry, asked);
    let acting = (desired.leavers.iter().map(Entry::from)).chain(desired.users.iter().map(Entry::from));
    let protected = desired.protected.iter().filter(|entry| gives(&Entry::from(*entry), asked));
    let mut meant: Vec<usize> = (protected.flat_map(|entry| index.protected_by(entry).unwrap_or_default()))
        .chain(acting.filter(is_asked_for).filter_map(|entry| index.find(&entry).ok().flatten()))
        .collect();
    meant.sort_unstable();
    meant.dedup();
    meant
}

/// The lines of the roster that give what was typed.
pub(super) fn lines(asked: &Selector, desired: &Desired) -> Vec<PlaceRecord> {
    entries(desired).filter(|entry| gives(entry, asked)).map(|entry| entry.at.into()).collect()
}

fn entries(desired: &Desired) -> impl Iterator<Item = Entry<'_>> {
    (desired.protected.iter().map(Entry::from))
        .chain(desired.leavers.iter().map(Entry::from))
        .chain(desired.users.iter().map(Entry::from))
}

/// Whether an entry gives what was typed.
fn gives(entry: &Entry<'_>, asked: &Selector) -> bool {
    match asked {
        Selector::Id(id) => entry.id == Some(id),
        Selector::Email(email) => entry.bears(email),
    }
}

fn is(user: &LiveUser, asked: &Selector) -> bool {
    match asked {
        Selector::Id(id) => user.id == *id,
        Selector::Email(email) => user.email == *email,
    }
}

/// The lines of the roster that fit; the first of each list.
fn claim<'a>(desired: &'a Desired, fits: impl Fn(&Entry<'a>) -> bool) -> Claim<'a> {
    Claim {
        protected: desired.protected.iter().find(|entry| fits(&Entry::from(*entry))),
        leaver: desired.leavers.iter().find(|entry| fits(&Entry::from(*entry))),
        declared: desired.users.iter().find(|entry| fits(&Entry::from(*entry))),
    }
}
