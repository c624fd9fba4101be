//! What an apply changed, from its journal: the users who were or may have been deactivated, and the roles that this
//! removed.

use std::collections::BTreeMap;

use crate::model::{Earlier, OtherRoles, OutcomeKind, Reported, Reversal, UserId, Visibility, WriteEffect, WriteState};

use super::{JournalEvent, JournalLine, JournalUser};

/// The writes of a journal that took effect or may have, as far as it was read.
///
/// A write is added with its intent. It is removed only when the journal says that nothing was sent, or that the
/// directory refused it and the user was not inactive afterwards. What a later apply finds changes nothing about that:
/// after a crash, or when a write takes effect late, only the intent has the roles.
#[derive(Debug, Default)]
pub struct JournalledWrites {
    /// Where the apply writes that is being read.
    site: ApplySite,
    /// The API's address there, when the journal has it.
    api_url: Option<String>,
    /// Intents of that apply without an outcome.
    open: BTreeMap<SiteUser, UserWrite>,
    /// Writes that took effect or may have.
    kept: BTreeMap<SiteUser, UserWrite>,
    /// The number of intents read.
    intents: u64,
}

/// An organization at a host.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApplySite {
    /// The type of the directory, as journals name it; `None` for the first backend's API.
    pub directory: Option<String>,
    /// The API's host, or `sandbox`.
    pub host: String,
    /// The organization's id.
    pub organization: String,
}

/// A user's id, which is unique within an organization at a host.
type SiteUser = (ApplySite, String);

/// The writes of one user.
#[derive(Clone, Debug)]
struct UserWrite {
    reversal: Reversal,
    /// The number of the last intent.
    number: u64,
}

impl JournalledWrites {
    /// Adds the next line.
    pub fn add(&mut self, line: &JournalLine) {
        match &line.event {
            JournalEvent::Apply { directory, host, organization, api_url, .. } => {
                self.close_open();
                let (directory, host, organization) = (directory.clone(), host.clone(), organization.clone());
                self.site = ApplySite { directory, host, organization };
                self.api_url.clone_from(api_url);
            }
            JournalEvent::Intent { user, .. } => self.on_intent(line, user),
            JournalEvent::Outcome { user, outcome, .. } => self.on_outcome(line, user, *outcome),
            JournalEvent::Summary(_) => {}
        }
    }

    /// The reversal of every write that took effect or may have, one per user, in the order of the last intents.
    #[must_use]
    pub fn reversals(mut self) -> Vec<Reversal> {
        self.close_open();
        let mut writes: Vec<UserWrite> = self.kept.into_values().collect();
        writes.sort_by_key(|write| write.number);
        writes.into_iter().map(|write| write.reversal).collect()
    }

    /// The writes in an organization whose results are not in the journal, or which changed more than the state: what an
    /// apply has to know of them before it writes anybody else.
    pub fn unresolved(&self, site: &ApplySite) -> impl Iterator<Item = (UserId, Earlier)> {
        // The apply that began them is over, so open writes stay open.
        let open = self.open.iter().map(|(user, write)| (user, write.clone().after(self.kept.get(user).cloned())));
        let kept = self.kept.iter().filter(|(user, _)| !self.open.contains_key(*user));
        open.chain(kept.map(|(user, write)| (user, write.clone())))
            .filter(move |(user, write)| user.0 == *site && (write.is_possible() || write.did_more()))
            .map(|(_, write)| {
                let Reversal { id, time, roles, record, .. } = write.reversal;
                (id, Earlier { time, roles: roles.map_or(Reported::Unknown, Reported::Known), record })
            })
    }

    fn on_intent(&mut self, line: &JournalLine, user: &JournalUser) {
        let JournalEvent::Intent { roles, record, .. } = &line.event else { return };
        let Some(id) = UserId::new(&user.id) else { return };
        self.intents += 1;
        let reversal = Reversal {
            id,
            email: user.email.clone(),
            directory: self.site.directory.clone(),
            host: self.site.host.clone(),
            api_url: self.api_url.clone(),
            time: line.time,
            version: None,
            roles: match roles.into() {
                Reported::Known(grants) => Some(grants),
                Reported::Unknown => None,
            },
            other_roles: OtherRoles::None,
            effect: WriteEffect::Possible,
            record: record.clone(),
            side_effects: Vec::new(),
            visibility: Visibility::Shown,
        };
        let write = UserWrite { reversal, number: self.intents };
        // The write of an earlier intent met a conflict, or took effect meanwhile and removed the roles that this intent
        // lacks.
        let earlier = self.open.remove(&self.key(user));
        self.open.insert(self.key(user), write.after(earlier));
    }

    fn on_outcome(&mut self, line: &JournalLine, user: &JournalUser, outcome: OutcomeKind) {
        let JournalEvent::Outcome { write, version_before, version_after, side_effects, visibility, .. } = &line.event
        else {
            return;
        };
        let sent = write.unwrap_or_else(|| assumed(outcome, version_before.is_some(), version_after.is_some()));
        let key = self.key(user);
        let open = self.open.remove(&key);
        let kept = self.kept.remove(&key);
        let may_have_applied = match outcome {
            OutcomeKind::Done | OutcomeKind::Unverified => true,
            // A refusal may answer what a gateway sent again by itself, after the write had taken effect.
            OutcomeKind::AlreadyInactive => sent >= WriteState::Refused,
            OutcomeKind::Changed | OutcomeKind::Deferred | OutcomeKind::Failed | OutcomeKind::NotStarted => {
                sent >= WriteState::Unanswered
            }
        };
        let mut write = match (open, kept) {
            // The roles of this intent count as well while an earlier write may still take effect.
            (Some(open), kept) if may_have_applied || kept.as_ref().is_some_and(UserWrite::is_possible) => {
                Some(open.after(kept))
            }
            (_, kept) => kept,
        };
        if let Some(UserWrite { reversal, .. }) = write.as_mut().filter(|_| may_have_applied) {
            let is_done = outcome == OutcomeKind::Done;
            reversal.effect = if is_done { WriteEffect::Done } else { WriteEffect::Possible };
            reversal.version = version_after.clone().filter(|_| is_done);
            reversal.side_effects.clone_from(side_effects);
            reversal.visibility = *visibility;
        }
        self.kept.extend(write.map(|write| (key, write)));
    }

    /// The apply is over, so that open writes get no outcome any more.
    fn close_open(&mut self) {
        for (user, open) in std::mem::take(&mut self.open) {
            let kept = self.kept.remove(&user);
            self.kept.insert(user, open.after(kept));
        }
    }

    fn key(&self, user: &JournalUser) -> SiteUser {
        (self.site.clone(), user.id.clone())
    }
}

impl UserWrite {
    fn is_possible(&self) -> bool {
        self.reversal.effect == WriteEffect::Possible
    }

    /// Whether it changed more than the state.
    fn did_more(&self) -> bool {
        !self.reversal.side_effects.is_empty() || self.reversal.visibility == Visibility::Gone
    }

    /// This write of a user together with an earlier one that may have taken effect as well: the roles that either of
    /// them removed are lost. An earlier one that is known to be done is over: a user who is written again was
    /// reactivated after it.
    fn after(mut self, earlier: Option<Self>) -> Self {
        let Some(Self { reversal: earlier, .. }) = earlier.filter(Self::is_possible) else { return self };
        let is_unknown = self.reversal.roles.is_none() || earlier.roles.is_none();
        if is_unknown || earlier.other_roles == OtherRoles::Possible {
            self.reversal.other_roles = OtherRoles::Possible;
        }
        let mut roles = self.reversal.roles.unwrap_or_default();
        for grant in earlier.roles.unwrap_or_default() {
            if !roles.contains(&grant) {
                roles.push(grant);
            }
        }
        // What the earlier write may have removed is in its record alone.
        self.reversal.record = match (self.reversal.record, earlier.record) {
            (Some(record), Some(earlier)) => Some(record.completed_by(earlier)),
            (record, earlier) => record.or(earlier),
        };
        // No roles together with unknown ones are unknown, and never "no roles".
        self.reversal.roles = if is_unknown && roles.is_empty() { None } else { Some(roles) };
        self
    }
}

/// The state of a write whose outcome was recorded without it. In doubt it was sent.
fn assumed(outcome: OutcomeKind, names_version: bool, is_answered: bool) -> WriteState {
    match outcome {
        OutcomeKind::Done if is_answered => WriteState::Accepted,
        OutcomeKind::Done | OutcomeKind::Unverified | OutcomeKind::Failed | OutcomeKind::AlreadyInactive => {
            WriteState::Unanswered
        }
        OutcomeKind::Changed | OutcomeKind::Deferred | OutcomeKind::NotStarted if names_version => {
            WriteState::Unanswered
        }
        OutcomeKind::Changed | OutcomeKind::Deferred | OutcomeKind::NotStarted => WriteState::NotSent,
    }
}

#[cfg(test)]
mod tests;
