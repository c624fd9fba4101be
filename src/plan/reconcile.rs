//! A roster laid beside the active users of a directory: the entries about each user, and the entries about none.

use jiff::civil::Date;

use crate::model::{Desired, Live};

use super::contradiction::Contradiction;
use super::entry::RosterEntry;
use super::findings::{DecidedFinding, Unmatched, check_mismatches, mismatch, out_of_scope};
use super::matching::LiveIndex;
use super::rules::{RosterEntries, expired_on};
use super::scope::ResolvedScope;

/// A roster matched with the active users of a directory.
pub(super) struct Reconciliation<'a> {
    /// The part of the directory that the roster governs.
    pub(super) scope: ResolvedScope,
    /// The active users.
    pub(super) index: LiveIndex<'a>,
    /// The entries about each of them, by their position in the reading.
    pub(super) entries: Vec<RosterEntries<'a>>,
    /// The entries that match no active user, but for declared users whose last day has passed.
    pub(super) unmatched: Vec<Unmatched<'a>>,
    /// Findings about entries that match: users outside the scope, and protected entries that need to be corrected.
    pub(super) findings: Vec<DecidedFinding>,
    /// What cannot both hold.
    pub(super) contradictions: Vec<Contradiction>,
}

impl<'a> Reconciliation<'a> {
    /// Finds the user that each entry is about.
    pub(super) fn of(desired: &'a Desired, live: &'a Live, date: Date) -> Self {
        let mut contradictions = Vec::new();
        let scope = ResolvedScope::resolve(&desired.scope, live, &mut contradictions);
        let index = LiveIndex::new(&live.active);
        let mut entries = vec![RosterEntries::default(); live.active.len()];
        let (mut unmatched, mut found) = (Vec::new(), Vec::new());

        for protected in &desired.protected {
            let users = index.protected_by(protected).unwrap_or_else(|contradiction| {
                contradictions.push(contradiction);
                Vec::new()
            });
            if users.is_empty() {
                unmatched.push(Unmatched::Protected(protected));
            }
            for at in users {
                entries[at].protected = entries[at].protected.or(Some(protected));
                found.extend(mismatch(&live.active[at], protected));
            }
        }
        let mut find = |entry: RosterEntry<'_>| {
            let at = index.find(&entry).unwrap_or_else(|contradiction| {
                contradictions.push(contradiction);
                None
            })?;
            if !scope.contains(&live.active[at]) {
                found.push(out_of_scope(&live.active[at], &entry));
            }
            Some(at)
        };
        let mut twice = Vec::new();
        for leaver in &desired.leavers {
            match find(leaver.into()) {
                Some(at) => {
                    twice.extend(entries[at].named_twice(&live.active[at], &leaver.at));
                    entries[at].leaver = Some(leaver);
                }
                None => unmatched.push(Unmatched::Leaver(leaver)),
            }
        }
        for declared in &desired.users {
            match find(declared.into()) {
                Some(at) => {
                    twice.extend(entries[at].named_twice(&live.active[at], &declared.at));
                    entries[at].declared = Some(declared);
                }
                None if expired_on(declared, date).is_some() => {}
                None => unmatched.push(Unmatched::Declared(declared)),
            }
        }
        contradictions.extend(twice);
        contradictions.extend(scope.undecidable(&live.active));
        let users = live.active.iter().zip(&entries);
        contradictions.extend(users.filter_map(|(user, entries)| entries.contradiction(user)));
        check_mismatches(&unmatched, live, &mut contradictions);
        Self { scope, index, entries, unmatched, findings: found, contradictions }
    }

    /// The reconciliation, if nothing contradicts.
    ///
    /// # Errors
    /// Every contradiction, in the order of the roster.
    pub(super) fn without_contradictions(mut self) -> Result<Self, Vec<Contradiction>> {
        if self.contradictions.is_empty() {
            return Ok(self);
        }
        self.contradictions.sort();
        Err(self.contradictions)
    }
}
