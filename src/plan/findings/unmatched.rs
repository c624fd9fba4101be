//! Entries of the roster that match no active user: what is known of the accounts that they are for.

use std::collections::{HashMap, HashSet};

use crate::model::{Declared, Email, Leaver, Live, LiveUser, LookedUp, Protected, ReadingNote, State, UserId};
use crate::plan::contradiction::{Contradiction, ContradictionKind};
use crate::plan::entry::RosterEntry;

use super::{DecidedFinding, FindingKind, FindingUser};

/// An entry of the roster that matches no active user.
pub(in crate::plan) enum Unmatched<'a> {
    /// An entry of `users`.
    Declared(&'a Declared),
    /// An entry of `guards.protected`.
    Protected(&'a Protected),
    /// An entry of `leavers`.
    Leaver(&'a Leaver),
}

impl<'a> Unmatched<'a> {
    /// The entry, whatever list holds it.
    pub(in crate::plan) fn entry(&self) -> RosterEntry<'a> {
        match self {
            Self::Declared(declared) => (*declared).into(),
            Self::Protected(protected) => (*protected).into(),
            Self::Leaver(leaver) => (*leaver).into(),
        }
    }
}

/// One finding for each declared user and leaver that matches no active user; `unprotecting` has those about protected
/// entries.
pub(in crate::plan) fn absences<'a>(
    unmatched: &'a [Unmatched<'a>],
    reading: &'a Live,
) -> impl Iterator<Item = DecidedFinding> + 'a {
    let others = InactiveIndex::new(reading);
    let lists_active_only = reading.notes.contains(&ReadingNote::OnlyActiveListed);
    let is_unchecked = reading.notes.iter().any(|note| matches!(note, ReadingNote::UncheckedAbsences { .. }));
    unmatched.iter().filter_map(move |unmatched| {
        let entry = unmatched.entry();
        let found = others.find(&entry);
        let is_known = found.is_some() || others.was_looked_up(&entry);
        let kind = match (unmatched, found.map(|user| user.state)) {
            (Unmatched::Leaver(_), Some(_)) | (Unmatched::Protected(_), _) => return None,
            (Unmatched::Leaver(_), None) if is_known && is_unchecked => FindingKind::LeaverUnlisted,
            (Unmatched::Leaver(_), None) if is_known => FindingKind::LeaverMissing,
            (Unmatched::Leaver(_), None) => FindingKind::LeaverUnknown,
            (Unmatched::Declared(_), None) if is_known && lists_active_only => FindingKind::UserMissingOrInactive,
            (Unmatched::Declared(_), None) if is_known && is_unchecked => FindingKind::UserUnlisted,
            (Unmatched::Declared(_), None) if is_known => FindingKind::UserMissing,
            (Unmatched::Declared(_), None) => FindingKind::UserUnknown,
            (Unmatched::Declared(_), Some(State::Deleted)) => FindingKind::UserDeleted,
            (Unmatched::Declared(_), Some(State::Inactive | State::Active)) => FindingKind::UserInactive,
        };
        let unknown = || FindingUser { id: None, email: entry.name().to_owned(), name: None };
        Some(DecidedFinding::new(kind, found.map_or_else(unknown, FindingUser::from), Some(entry.at)))
    })
}

/// An id that turns out to belong to another user is an error in every state, not only in the active one.
pub(in crate::plan) fn check_mismatches(
    unmatched: &[Unmatched<'_>],
    reading: &Live,
    contradictions: &mut Vec<Contradiction>,
) {
    let others = InactiveIndex::new(reading);
    let acted_on = unmatched.iter().filter(|unmatched| !matches!(unmatched, Unmatched::Protected(_)));
    for entry in acted_on.map(Unmatched::entry) {
        let found = entry.id.and_then(|id| others.by_id.get(id));
        if let Some(user) = found.filter(|user| !entry.names(user)) {
            let LiveUser { id, state, email: actual, .. } = (*user).clone();
            let kind = ContradictionKind::InactiveIdHasOtherEmail { id, state, actual, written: entry.written() };
            contradictions.push(Contradiction { at: Some(entry.at.clone()), kind });
        }
    }
}

/// Users in other states than the active one, by id and e-mail.
pub(in crate::plan) struct InactiveIndex<'u> {
    by_id: HashMap<&'u UserId, &'u LiveUser>,
    by_email: HashMap<&'u Email, &'u LiveUser>,
    /// The e-mails and ids that were looked up, when that was not everything.
    looked_up: Option<(HashSet<&'u Email>, HashSet<&'u UserId>)>,
}

impl<'u> InactiveIndex<'u> {
    /// Indexes the users of a reading.
    pub(in crate::plan) fn new(reading: &'u Live) -> Self {
        let mut sorted: Vec<&LiveUser> = reading.others.iter().collect();
        // The last one inserted stays: inactive after deleted, the lowest id last, whatever the order of reading.
        sorted.sort_by(|a, b| (b.state, &b.id).cmp(&(a.state, &a.id)));
        Self {
            by_id: sorted.iter().map(|user| (&user.id, *user)).collect(),
            by_email: sorted.iter().flat_map(|user| user.addresses().map(|address| (address, *user))).collect(),
            looked_up: match &reading.asked {
                LookedUp::Everybody => None,
                LookedUp::Only(sought) => Some((sought.emails.iter().collect(), sought.ids.iter().collect())),
            },
        }
    }

    /// Whether an entry was looked up by each of its e-mails and by its id. By one alone it may have been missed.
    pub(in crate::plan) fn was_looked_up(&self, entry: &RosterEntry<'_>) -> bool {
        self.looked_up.as_ref().is_none_or(|(emails, ids)| {
            entry.emails().all(|email| emails.contains(email)) && entry.id.is_none_or(|id| ids.contains(id))
        })
    }

    /// The user that an entry is about; inactive before deleted, since only an inactive user can come back.
    pub(in crate::plan) fn find(&self, entry: &RosterEntry<'_>) -> Option<&'u LiveUser> {
        let by_email = || entry.emails().find_map(|email| self.by_email.get(email).copied());
        entry.id.and_then(|id| self.by_id.get(id).copied()).or_else(by_email)
    }
}
