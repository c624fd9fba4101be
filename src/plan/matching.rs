//! Finds the live user that an entry of the roster is about: by id when it gives one, by e-mail otherwise.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::slice;

use foldhash::{HashMap, HashMapExt};

use crate::model::{Desired, Email, LiveUser, LookupKeys, Protected, UserId};

use super::contradiction::{Contradiction, ContradictionKind, UserReference};
use super::entry::RosterEntry;

/// The e-mails and ids of `desired` to look up in other states, given the active users. Entries that contradict the
/// directory are left to the decision, which reports them.
#[must_use]
pub fn unmatched(desired: &Desired, active: &[LiveUser]) -> LookupKeys {
    let index = LiveIndex::new(active);
    let mut sought = LookupKeys::default();
    let is_absent = |entry: &RosterEntry<'_>| matches!(index.find(entry), Ok(None));
    let is_unmatched = |entry: &&Protected| index.protected_by(entry).is_ok_and(|users| users.is_empty());
    let entries = (desired.users.iter().map(RosterEntry::from).filter(is_absent))
        .chain(desired.protected.iter().filter(is_unmatched).map(RosterEntry::from))
        .chain(desired.leavers.iter().map(RosterEntry::from).filter(is_absent));
    for entry in entries {
        sought.ids.extend(entry.id.cloned());
        sought.emails.extend(entry.emails().cloned());
    }
    sought
}

/// Live users by id and by folded e-mail.
pub(super) struct LiveIndex<'a> {
    users: &'a [LiveUser],
    by_email: HashMap<&'a str, usize>,
    /// Users with the same e-mail, ordered by id.
    several: HashMap<&'a str, Vec<usize>>,
    /// Only there once an id was looked for.
    by_id: OnceCell<HashMap<&'a UserId, usize>>,
}

impl<'a> LiveIndex<'a> {
    /// Indexes `users`.
    pub(super) fn new(users: &'a [LiveUser]) -> Self {
        let mut by_email = HashMap::with_capacity(users.len());
        let mut several: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, user) in users.iter().enumerate() {
            for address in user.addresses() {
                if let Some(other) = by_email.insert(address.folded(), at) {
                    several.entry(address.folded()).or_insert_with(|| vec![other]).push(at);
                }
            }
        }
        for sharing in several.values_mut() {
            sharing.sort_by_key(|at| &users[*at].id);
        }
        Self { users, by_email, several, by_id: OnceCell::new() }
    }

    /// The position of the user with this id.
    pub(super) fn with_id(&self, id: &UserId) -> Option<usize> {
        let index = || self.users.iter().enumerate().map(|(at, user)| (&user.id, at)).collect();
        self.by_id.get_or_init(index).get(id).copied()
    }

    /// The position of the user whose id differs from this one by capital letters alone.
    pub(super) fn with_id_in_other_case(&self, id: &UserId) -> Option<usize> {
        let (lower, upper) = (id.as_str().to_ascii_lowercase(), id.as_str().to_ascii_uppercase());
        [lower, upper].iter().filter_map(|text| UserId::new(text)).find_map(|other| self.with_id(&other))
    }

    /// Positions of the users with this e-mail.
    pub(super) fn with_email(&self, email: &Email) -> &[usize] {
        match self.several.get(email.folded()) {
            Some(several) => several,
            None => self.by_email.get(email.folded()).map_or(&[], slice::from_ref),
        }
    }

    /// Positions of the users with one of an entry's e-mails.
    fn with_entry_email(&self, entry: &RosterEntry<'_>) -> Cow<'_, [usize]> {
        let matching = entry.email.map_or(&[][..], |email| self.with_email(email));
        match entry.was.map(|was| self.with_email(was)) {
            None | Some([]) => matching.into(),
            Some(former) => {
                let others = former.iter().filter(|at| !matching.contains(at));
                matching.iter().chain(others).copied().collect::<Vec<_>>().into()
            }
        }
    }

    /// The one user that an entry is about, or none.
    ///
    /// # Errors
    /// When the user with the id has another e-mail, the user with the e-mail another id, or several users have the
    /// e-mail: identity is never a choice.
    pub(super) fn find(&self, entry: &RosterEntry<'_>) -> Result<Option<usize>, Contradiction> {
        let contradiction = |kind| Contradiction { at: Some(entry.at.clone()), kind };
        let matching = self.with_entry_email(entry);
        let named = entry.id.and_then(|id| self.with_id(id));
        if let (Some(id), Some(at)) = (entry.id, named)
            && !entry.names(&self.users[at])
        {
            let (actual, written) = (self.users[at].email.clone(), entry.written());
            let kind = ContradictionKind::IdHasOtherEmail { id: id.clone(), actual, written, list: entry.list };
            return Err(contradiction(kind));
        }
        if let Some(id) = entry.id.filter(|_| named.is_none())
            && let Some(at) = self.with_id_in_other_case(id)
        {
            let LiveUser { id: actual, email, .. } = self.users[at].clone();
            return Err(contradiction(ContradictionKind::IdCaseDiffers { written: id.clone(), email, actual }));
        }
        match (entry.id, &*matching) {
            (_, []) => Ok(None),
            (None, [one]) => Ok(Some(*one)),
            (Some(id), [one]) if self.users[*one].id == *id => Ok(Some(*one)),
            (Some(id), [one]) => {
                let LiveUser { email, id: owner, .. } = self.users[*one].clone();
                Err(contradiction(ContradictionKind::EmailOfOtherId { email, owner, written: id.clone() }))
            }
            // Several have the e-mail, and the id decides which of them is meant.
            (Some(_), several) if named.is_some_and(|at| self.is_one_of(entry, at, several)) => Ok(named),
            (_, several) => Err(self.ambiguous(entry, several)),
        }
    }

    /// Positions of the active users that an entry protects. With an id it is that user, whatever their e-mail is, and
    /// however the case of the id is written. When no active user has the id, or the user with it has another e-mail,
    /// users with the entry's e-mail are protected as well.
    ///
    /// # Errors
    /// When the entry gives no id, and several users have its e-mail.
    pub(super) fn protected_by(&self, protected: &Protected) -> Result<Vec<usize>, Contradiction> {
        let entry = RosterEntry::from(protected);
        let named = entry.id.and_then(|id| self.with_id(id).or_else(|| self.with_id_in_other_case(id)));
        let Some(email) = entry.email else { return Ok(named.into_iter().collect()) };
        let matching = self.with_email(email);
        match (entry.id, named) {
            (None, _) if matching.len() > 1 => Err(self.ambiguous(&entry, matching)),
            (Some(_), Some(at)) if matching.contains(&at) => Ok(vec![at]),
            _ => Ok(named.into_iter().chain(matching.iter().copied()).collect()),
        }
    }

    /// Whether a user is one of several who all have the same e-mail of an entry.
    fn is_one_of(&self, entry: &RosterEntry<'_>, at: usize, several: &[usize]) -> bool {
        let shares = |email: &Email| several.iter().all(|other| self.users[*other].has_address(email));
        several.contains(&at) && entry.emails().any(shares)
    }

    /// The contradiction that several users match an entry.
    fn ambiguous(&self, entry: &RosterEntry<'_>, several: &[usize]) -> Contradiction {
        let users = several.iter().map(|at| &self.users[*at]);
        let users = users.map(|user| UserReference { id: user.id.clone(), email: user.email.clone() }).collect();
        let kind = ContradictionKind::AmbiguousUser { written: entry.written(), list: entry.list, users };
        Contradiction { at: Some(entry.at.clone()), kind }
    }
}
