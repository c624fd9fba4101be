//! The inverse of an apply, from its journal: who was deactivated or may have been, and which roles ended with that.

use std::collections::BTreeMap;

use crate::model::{Beside, Earlier, Effect, Grant, Known, Reversal, UserId, Version};

use super::journal::{Event, GrantRecord, Line, OutcomeWord, Roles, UserRecord, WriteWord};

/// The writes of a journal that took effect or may have, as far as it was read.
///
/// A write is in here from its intent on, and leaves only when the journal says that nothing was sent or that the
/// directory refused it and the user was not inactive afterwards. What a later apply finds changes nothing about that: after a crash, or a write that lands late,
/// nothing but the intent knows the roles.
#[derive(Debug, Default)]
pub struct Writes {
    /// Where the apply writes that is being read.
    site: Site,
    /// Intents of that apply without an outcome.
    open: BTreeMap<Who, Write>,
    /// What took effect or may have.
    kept: BTreeMap<Who, Write>,
    /// How many intents were read.
    intents: u64,
}

/// An organization at a host.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Site {
    host: String,
    organization: String,
}

type Who = (Site, String);

/// The writes of one user.
#[derive(Clone, Debug)]
struct Write {
    inverse: Reversal,
    /// The number of the last intent.
    number: u64,
}

impl Writes {
    /// Reads on.
    pub fn take(&mut self, line: &Line) {
        match &line.event {
            Event::Apply { host, organization, .. } => {
                self.give_up_waiting();
                self.site = Site { host: host.clone(), organization: organization.clone() };
            }
            Event::Intent { user, roles, .. } => self.intend(line, user, roles),
            Event::Outcome { user, outcome, write, version_before, version_after, .. } => {
                let write =
                    write.unwrap_or_else(|| unsaid(*outcome, version_before.is_some(), version_after.is_some()));
                self.conclude(user, *outcome, write, version_after.clone());
            }
            Event::Summary(_) => {}
        }
    }

    /// The inverse of every write that took effect or may have, each user's once, in the order of the last intents.
    #[must_use]
    pub fn inverse(mut self) -> Vec<Reversal> {
        self.give_up_waiting();
        let mut writes: Vec<Write> = self.kept.into_values().collect();
        writes.sort_by_key(|write| write.number);
        writes.into_iter().map(|write| write.inverse).collect()
    }

    /// Who of an organization was perhaps written, and nobody knows.
    pub fn possible(&self, host: &str, organization: &str) -> impl Iterator<Item = (UserId, Earlier)> {
        let site = Site { host: host.to_owned(), organization: organization.to_owned() };
        // What is open is so for good: the apply that began it is over.
        let open = self.open.iter().map(|(who, write)| (who, write.clone().after(self.kept.get(who).cloned())));
        let kept = self.kept.iter().filter(|(who, _)| !self.open.contains_key(*who));
        let all = open.chain(kept.map(|(who, write)| (who, write.clone())));
        all.filter(move |(who, write)| who.0 == site && Self::is_possible(write)).map(|(_, write)| earlier(write))
    }

    fn intend(&mut self, line: &Line, user: &UserRecord, roles: &Roles) {
        let Some(id) = UserId::new(&user.id) else { return };
        self.intents += 1;
        let roles = match roles {
            Roles::Known(grants) => Some(grants.iter().map(grant).collect::<Vec<_>>()),
            Roles::Unknown(_) => None,
        };
        let inverse = Reversal {
            id,
            email: user.email.clone(),
            host: self.site.host.clone(),
            time: line.time,
            version: None,
            roles,
            beside: Beside::Nothing,
            effect: Effect::Possible,
        };
        let write = Write { inverse, number: self.intents };
        // The write of a former intent met a conflict, or landed meanwhile and took the roles that this one misses.
        let former = self.open.remove(&self.who(user));
        self.open.insert(self.who(user), write.after(former));
    }

    fn conclude(&mut self, user: &UserRecord, outcome: OutcomeWord, sent: WriteWord, version: Option<Version>) {
        let who = self.who(user);
        let open = self.open.remove(&who);
        let kept = self.kept.remove(&who);
        let is_possible = match outcome {
            OutcomeWord::Done | OutcomeWord::Unverified => true,
            // A refusal may be the answer to what a gateway sent again by itself, after the write itself had landed.
            OutcomeWord::AlreadyInactive => sent >= WriteWord::Refused,
            OutcomeWord::Changed | OutcomeWord::Deferred | OutcomeWord::Failed | OutcomeWord::NotStarted => {
                sent >= WriteWord::Unanswered
            }
        };
        let mut written = match (open, kept) {
            // What this intent says of the roles counts as well while a former write may still take effect.
            (Some(open), kept) if is_possible || kept.as_ref().is_some_and(Self::is_possible) => Some(open.after(kept)),
            (_, kept) => kept,
        };
        if let Some(write) = written.as_mut().filter(|_| is_possible) {
            let effect = if outcome == OutcomeWord::Done { Effect::Done } else { Effect::Possible };
            write.inverse.effect = effect;
            write.inverse.version = version.filter(|_| effect == Effect::Done);
        }
        self.kept.extend(written.map(|write| (who, write)));
    }

    /// No outcome is going to come for what is open.
    fn give_up_waiting(&mut self) {
        for (who, open) in std::mem::take(&mut self.open) {
            let kept = self.kept.remove(&who);
            self.kept.insert(who, open.after(kept));
        }
    }

    fn is_possible(write: &Write) -> bool {
        write.inverse.effect == Effect::Possible
    }

    fn who(&self, user: &UserRecord) -> Who {
        (self.site.clone(), user.id.clone())
    }
}

impl Write {
    /// This write of a user whom a former one may have met as well: whatever either of them ended is lost. A former one
    /// that is known to be done is over: whoever is written again was reactivated after it.
    fn after(mut self, former: Option<Self>) -> Self {
        let Some(former) = former.filter(Writes::is_possible) else { return self };
        let is_unknown = self.inverse.roles.is_none() || former.inverse.roles.is_none();
        if is_unknown || former.inverse.beside == Beside::PerhapsMore {
            self.inverse.beside = Beside::PerhapsMore;
        }
        let mut roles = self.inverse.roles.unwrap_or_default();
        for grant in former.inverse.roles.unwrap_or_default() {
            if !roles.contains(&grant) {
                roles.push(grant);
            }
        }
        // Nothing beside something unknown is unknown, and never "no roles".
        self.inverse.roles = if is_unknown && roles.is_empty() { None } else { Some(roles) };
        self
    }
}

/// What an outcome says of its write that was recorded without saying so. In doubt it was sent.
fn unsaid(outcome: OutcomeWord, names_version: bool, is_answered: bool) -> WriteWord {
    match outcome {
        OutcomeWord::Done if is_answered => WriteWord::Accepted,
        OutcomeWord::Done | OutcomeWord::Unverified | OutcomeWord::Failed | OutcomeWord::AlreadyInactive => {
            WriteWord::Unanswered
        }
        OutcomeWord::Changed | OutcomeWord::Deferred | OutcomeWord::NotStarted if names_version => {
            WriteWord::Unanswered
        }
        OutcomeWord::Changed | OutcomeWord::Deferred | OutcomeWord::NotStarted => WriteWord::NotSent,
    }
}

fn earlier(write: Write) -> (UserId, Earlier) {
    let Reversal { id, time, roles, .. } = write.inverse;
    (id, Earlier { time, roles: roles.map_or(Known::Unknown, Known::Known) })
}

fn grant(record: &GrantRecord) -> Grant {
    Grant {
        role_id: record.role.id.clone(),
        role_name: record.role.name.clone(),
        division_id: record.division.id.clone(),
        division_name: record.division.name.clone(),
    }
}

#[cfg(test)]
mod tests;
