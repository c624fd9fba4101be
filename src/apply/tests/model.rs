//! A model of the directory, the disk and the other people who work there. It checks the laws that no write may break.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::random::Random;
use super::service::{Service, WriteWorks};
use crate::apply::journal::undo::{ApplySite, JournalledWrites};
use crate::apply::journal::{JournalEvent, JournalLine};
use crate::apply::{Completion, Effect, Pause, PauseEnd, Target};
use crate::model::{
    AccountMarks, CurrentUser, DeactivationEffect, DirectoryError, DirectoryErrorKind, Division, Earlier, Email, Grant,
    LiveUser, PersonName, Reported, State, UserId, UserRecord, Version, WriteProtection, WriteReceipt,
};

/// How often something goes wrong, in percent of the effects.
#[derive(Clone, Copy, Debug)]
pub(super) struct FaultRates {
    pub(super) faults: u64,
    pub(super) edits: u64,
    pub(super) crashes: u64,
    pub(super) full_disk: u64,
}

pub(super) const CALM: FaultRates = FaultRates { faults: 0, edits: 0, crashes: 0, full_disk: 0 };

pub(super) struct World {
    pub(super) users: Vec<ModelUser>,
    /// What is on the disk: it survives a crash.
    pub(super) journal: Vec<JournalLine>,
    pub(super) rates: FaultRates,
    pub(super) planned: HashMap<UserId, Target>,
    /// What keeps a write from overwriting an edit: with [`WriteProtection::Reread`], the world checks no version.
    concurrency: WriteProtection,
    /// What sort of directory this is.
    pub(super) service: Service,
    /// How this process last read each user.
    seen: HashMap<UserId, CurrentUser>,
    /// Users who were read since their last intent came to the disk.
    read_since_intent: HashSet<UserId>,
    /// Users whom this process has written, and not asked for since.
    unchecked: HashSet<UserId>,
    /// Whether this process has seen that a write did what is not known of it.
    pub(super) is_surprised: bool,
    /// Users whose write took effect since the process began, at whatever time it landed.
    pub(super) taken_effect: HashSet<UserId>,
    /// Users with a write of this process that got no answer which settles it.
    pub(super) unanswered: HashSet<UserId>,
    /// Writes that left a process and have not landed yet.
    in_flight: Vec<(UserId, Version, Process)>,
    /// Roles that writes have taken.
    pub(super) lost: HashMap<UserId, Vec<Grant>>,
    /// Records that writes have changed, as they were before.
    pub(super) lost_records: HashMap<UserId, UserRecord>,
    process: Process,
    roles_forbidden: bool,
}

/// The number of a process, from 0.
type Process = usize;

pub(super) struct ModelUser {
    pub(super) live: LiveUser,
    /// Whether the directory shows the user no more.
    pub(super) is_gone: bool,
    record: Option<UserRecord>,
    pub(super) works: WriteWorks,
    pub(super) busy: Reported<bool>,
    roles: Vec<Grant>,
}

impl World {
    pub(super) fn new(random: &mut Random, rates: FaultRates, service: Service) -> Self {
        let users: Vec<ModelUser> = (0..1 + random.below(14)).map(|n| ModelUser::new(n, &service, random)).collect();
        let planned = users
            .iter()
            .filter(|user| user.live.state == State::Active && random.chance(75))
            .map(|user| (user.live.id.clone(), user.target()))
            .collect();
        Self {
            users,
            journal: Vec::new(),
            rates,
            planned,
            concurrency: WriteProtection::Versioned,
            service,
            seen: HashMap::new(),
            read_since_intent: HashSet::new(),
            unchecked: HashSet::new(),
            is_surprised: false,
            taken_effect: HashSet::new(),
            unanswered: HashSet::new(),
            in_flight: Vec::new(),
            lost: HashMap::new(),
            lost_records: HashMap::new(),
            process: 0,
            roles_forbidden: random.chance(20),
        }
    }

    pub(super) fn targets(&self) -> Vec<Target> {
        let mut targets: Vec<Target> = self.planned.values().cloned().collect();
        targets.sort_by(|a, b| a.id.cmp(&b.id));
        targets
    }

    /// A new process begins, which has read no user. Returns the unresolved writes of the journal.
    pub(super) fn begin(&mut self, concurrency: WriteProtection) -> Vec<(UserId, Earlier)> {
        self.concurrency = concurrency;
        self.seen.clear();
        self.read_since_intent.clear();
        self.unchecked.clear();
        self.is_surprised = false;
        self.taken_effect.clear();
        self.unanswered.clear();
        self.process += 1;
        let site = ApplySite { directory: None, host: "h".to_owned(), organization: "o".to_owned() };
        let earlier = self.writes().unresolved(&site).collect();
        self.keep(JournalEvent::Apply {
            rosterctl_version: String::new(),
            directory: None,
            api_url: None,
            host: "h".to_owned(),
            organization: "o".to_owned(),
            by: String::new(),
            actions: 0,
        });
        earlier
    }

    /// The journal as it is read again.
    pub(super) fn writes(&self) -> JournalledWrites {
        let mut writes = JournalledWrites::default();
        self.journal.iter().for_each(|line| writes.add(line));
        writes
    }

    fn keep(&mut self, event: JournalEvent) {
        if let JournalEvent::Intent { user, .. } = &event {
            self.read_since_intent.retain(|id| id.as_str() != user.id);
        }
        self.journal.push(JournalLine { time: jiff::Timestamp::UNIX_EPOCH, plan: String::new(), event });
    }

    /// Performs an effect, well or badly.
    pub(super) fn perform(&mut self, effect: Effect, random: &mut Random) -> Completion {
        let bad = random.chance(self.rates.faults);
        match effect {
            Effect::Read(ids) => {
                self.unchecked.retain(|id| !ids.contains(id));
                let found = if bad { Err(read_fault(random)) } else { Ok(self.read(&ids)) };
                Completion::Read(ids, found)
            }
            Effect::ReadRoles(id) => {
                let grants = match (self.roles_forbidden, bad) {
                    (true, _) => Err(fault(DirectoryErrorKind::Forbidden)),
                    (_, true) => Err(read_fault(random)),
                    (false, false) => Ok(self.user(&id).roles.clone()),
                };
                Completion::Roles(id, grants)
            }
            Effect::Journal(entries) => {
                if random.chance(self.rates.full_disk) {
                    return Completion::Journal(Err("no space left on device".to_owned()));
                }
                entries.into_iter().for_each(|entry| self.keep(JournalEvent::new(entry, |_| None)));
                Completion::Journal(Ok(()))
            }
            Effect::Deactivate(id, version) => {
                let answer = if bad { self.write_badly(&id, version, random) } else { self.write(&id, version) };
                Completion::Deactivate(id, answer)
            }
            Effect::Pause(pause) => {
                let is_over = pause == Pause::Busy && random.chance(30);
                Completion::Pause(pause, if is_over { PauseEnd::TimeUp } else { PauseEnd::Elapsed })
            }
        }
    }

    /// The process ends while this effect is in flight: it may have taken place or not.
    pub(super) fn lose(&mut self, effect: Effect, random: &mut Random) {
        match effect {
            Effect::Deactivate(id, version) if random.chance(50) => {
                self.unanswered.insert(id.clone());
                if random.chance(50) {
                    self.in_flight.push((id, version, self.process));
                } else {
                    drop(self.write(&id, version));
                }
            }
            Effect::Journal(entries) if random.chance(50) => {
                let some = random.below(entries.len() + 1);
                entries.into_iter().take(some).for_each(|entry| self.keep(JournalEvent::new(entry, |_| None)));
            }
            _ => {}
        }
    }

    /// A write that some process sent takes effect, long after that process has stopped waiting for it.
    pub(super) fn land(&mut self, random: &mut Random) {
        if self.in_flight.is_empty() || !random.chance(10) {
            return;
        }
        let (id, version, process) = self.in_flight.swap_remove(random.below(self.in_flight.len()));
        let live = self.user(&id).live.clone();
        let fits = self.concurrency == WriteProtection::Reread || live.version == version;
        if fits && live.state == State::Active {
            self.take_effect(&id, process);
        }
    }

    /// Another person changes a user.
    pub(super) fn edit(&mut self, random: &mut Random) {
        if !random.chance(self.rates.edits) {
            return;
        }
        let at = random.below(self.users.len());
        let has_terms = self.service.expected.is_some();
        let user = &mut self.users[at];
        match random.below(10) {
            0 => user.live.email = Email::reported(&format!("renamed{}@acme.example", random.below(99))),
            1 if has_terms => user.is_gone = true,
            1 => user.live.state = State::Deleted,
            2 => user.live.state = State::Inactive,
            3 => {
                // A person who reactivates a user grants the roles again.
                user.live.state = State::Active;
                user.roles = vec![grant()];
                user.record = self.service.record(at);
                self.lost.remove(&user.live.id);
                self.lost_records.remove(&user.live.id);
            }
            4 => user.live.name.push('!'),
            // These are no part of the version.
            5 => return user.busy = Reported::Known(true),
            6 => return user.busy = Reported::Known(false),
            7 => return user.busy = Reported::Unknown,
            8 => user.live.name = "Zoe Kim".to_owned(),
            _ => user.live.division = division(random.below(3)),
        }
        user.live.version = next(&user.live.version);
    }

    fn user(&mut self, id: &UserId) -> &mut ModelUser {
        self.users.iter_mut().find(|user| user.live.id == *id).expect("no user vanishes")
    }

    fn read(&mut self, ids: &[UserId]) -> Vec<CurrentUser> {
        let mut found = Vec::new();
        for id in ids {
            assert!(self.planned.contains_key(id), "{id} is read and not in the plan");
            self.see(id);
            let user = self.user(id);
            if user.is_gone {
                self.seen.remove(id);
                continue;
            }
            let (record, interaction) = (user.record.clone(), user.busy.clone());
            let fresh = CurrentUser { user: user.live.clone(), interaction, record };
            self.seen.insert(id.clone(), fresh.clone());
            self.read_since_intent.insert(id.clone());
            found.push(fresh);
        }
        found
    }

    /// Notes what a reading shows of a write of this process.
    fn see(&mut self, id: &UserId) {
        let user = self.users.iter().find(|user| user.live.id == *id).expect("every planned user is known");
        let is_record_lost = user.live.state == State::Inactive && self.lost_records.contains_key(id);
        let does_more = match user.is_gone {
            true => self.service.lacks(DeactivationEffect::HidesUser),
            false => is_record_lost && self.service.lacks(DeactivationEffect::RemovesTeams),
        };
        self.is_surprised |= self.taken_effect.contains(id) && does_more;
    }

    /// What the directory does with a write, and every law about it.
    fn write(&mut self, id: &UserId, version: Version) -> Result<WriteReceipt, DirectoryError> {
        let planned = self.planned.get(id).unwrap_or_else(|| panic!("{id} is written and not in the plan")).clone();
        assert!(
            self.has_intent(id, version.clone()),
            "{id} is written at {version:?} without an intent in the journal"
        );
        let seen = self.seen.get(id).cloned().unwrap_or_else(|| panic!("{id} is written and was not read"));
        assert_ne!(seen.interaction, Reported::Known(true), "{id} is written though they were read on an interaction");
        assert_eq!(seen.user.version, version, "{id} is written at another version than the one that was judged");
        assert_as_planned(&planned, &seen.user);
        if self.service.expected.is_some() {
            assert!(!self.is_surprised, "{id} is written after a write did what is not known of it");
            let unchecked: Vec<_> = self.unchecked.iter().filter(|other| *other != id).collect();
            assert!(unchecked.is_empty(), "{id} is written before {unchecked:?} were read back");
            self.unchecked.insert(id.clone());
        }
        if self.user(id).is_gone {
            return Err(fault(DirectoryErrorKind::NotFound));
        }
        if self.concurrency == WriteProtection::Reread || version.is_absent() {
            // The write itself protects nothing.
            assert!(self.read_since_intent.contains(id), "{id} is written without being read once more");
        } else if self.user(id).live.version != version {
            return Err(fault(DirectoryErrorKind::Conflict));
        } else {
            assert_as_planned(&planned, &self.user(id).live.clone());
        }
        self.take_effect(id, self.process);
        Ok(WriteReceipt { user: Some(self.user(id).live.clone()), correlation_id: None })
    }

    fn take_effect(&mut self, id: &UserId, process: Process) {
        let user = self.user(id);
        let record = user.record.clone();
        match user.works {
            WriteWorks::NotAtAll => return,
            WriteWorks::Plainly => {}
            WriteWorks::AndRemovesGroups => user.record = user.record.take().map(|record| without_groups(&record)),
            WriteWorks::AndHides => user.is_gone = true,
        }
        let is_record_lost = user.works != WriteWorks::Plainly && user.live.state == State::Active;
        user.live.state = State::Inactive;
        user.live.version = next(&user.live.version);
        let roles = std::mem::take(&mut user.roles);
        if let (Some(record), true) = (record, is_record_lost) {
            self.lost_records.insert(id.clone(), record);
        }
        if process == self.process {
            self.taken_effect.insert(id.clone());
        }
        // A user without roles was deactivated by another person, or lost them before.
        if !roles.is_empty() {
            self.lost.insert(id.clone(), roles);
        }
    }

    fn write_badly(
        &mut self,
        id: &UserId,
        version: Version,
        random: &mut Random,
    ) -> Result<WriteReceipt, DirectoryError> {
        let lost = [
            DirectoryErrorKind::Unreachable,
            DirectoryErrorKind::Server,
            DirectoryErrorKind::Malformed,
            DirectoryErrorKind::ConflictAfterRetry,
        ];
        let refused = [
            DirectoryErrorKind::Unauthorized,
            DirectoryErrorKind::Forbidden,
            DirectoryErrorKind::RateLimited,
            DirectoryErrorKind::Throttled,
            DirectoryErrorKind::Rejected,
            DirectoryErrorKind::Unsupported,
        ];
        match random.below(5) {
            // The answer is lost after the write, with it, or before it lands.
            0 | 1 => {
                match random.below(3) {
                    0 => drop(self.write(id, version)?),
                    1 => self.in_flight.push((id.clone(), version, self.process)),
                    _ => {}
                }
                self.unanswered.insert(id.clone());
                Err(fault(lost[random.below(lost.len())]))
            }
            2 if random.below(2) == 0 => Err(fault(DirectoryErrorKind::OutdatedVersion)),
            2 => Err(fault(DirectoryErrorKind::Conflict)),
            // Accepted, and not done.
            3 => {
                let user = self.users.iter().find(|user| user.live.id == *id).expect("no user vanishes");
                Ok(WriteReceipt { user: Some(user.live.clone()), correlation_id: None })
            }
            _ => Err(fault(refused[random.below(refused.len())])),
        }
    }

    fn has_intent(&self, id: &UserId, at: Version) -> bool {
        self.journal.iter().any(|line| match &line.event {
            JournalEvent::Intent { user, version, .. } => user.id == id.as_str() && *version == at,
            _ => false,
        })
    }
}

/// The user is the one of the plan, and still to be written.
fn assert_as_planned(planned: &Target, live: &LiveUser) {
    assert_ne!(live.state, State::Deleted, "{} was deleted, and a write restores them", live.id);
    assert_eq!(live.email, planned.email, "{} was renamed", live.id);
    let division = live.division.as_ref().map(|division| division.id.clone());
    assert_eq!(division, planned.division, "{} is in another division", live.id);
    assert!(!live.name.starts_with("Zoe Kim"), "{} belongs to another person", live.id);
}

fn division(n: usize) -> Option<Arc<Division>> {
    ["Support", "Sales"].get(n).map(|name| Arc::new(Division { id: name.to_lowercase(), name: (*name).to_owned() }))
}

impl ModelUser {
    fn new(n: usize, service: &Service, random: &mut Random) -> Self {
        let state = [State::Active, State::Active, State::Active, State::Inactive][random.below(4)];
        let live = LiveUser {
            id: UserId::new(&format!("u{n:02}")).unwrap(),
            email: Email::reported(&format!("u{n:02}@acme.example")),
            name: format!("User {n}"),
            division: division(0),
            version: service.first_version(random),
            state,
            attributes: None,
        };
        let record = service.record(n);
        let works = service.works[random.below(service.works.len())];
        let busy = [Reported::Known(false), Reported::Known(false), Reported::Known(true), Reported::Unknown]
            [random.below(4)]
        .clone();
        let roles = if live.state == State::Active { vec![grant()] } else { Vec::new() };
        Self { live, is_gone: false, record, works, busy, roles }
    }

    /// The user as a plan made now has them.
    fn target(&self) -> Target {
        let LiveUser { id, email, name, division, .. } = self.live.clone();
        let division = division.map(|division| division.id.clone());
        Target { id, email, name: PersonName(name), division, account: AccountMarks::default() }
    }
}

fn read_fault(random: &mut Random) -> DirectoryError {
    let kinds = [
        DirectoryErrorKind::Unreachable,
        DirectoryErrorKind::Server,
        DirectoryErrorKind::Malformed,
        DirectoryErrorKind::Incomplete,
        DirectoryErrorKind::RateLimited,
        DirectoryErrorKind::Unauthorized,
        DirectoryErrorKind::NotFound,
    ];
    fault(kinds[random.below(kinds.len())])
}

fn fault(kind: DirectoryErrorKind) -> DirectoryError {
    DirectoryError::new(kind, format!("{kind:?}"))
}

fn grant() -> Grant {
    let text = |text: &str| text.to_owned();
    Grant { role_id: text("r"), role_name: text("Agent"), division_id: text("d"), division_name: text("Support") }
}

/// The version after this one.
fn next(version: &Version) -> Version {
    match (version.as_number(), version.as_text()) {
        (Some(number), _) => Version::number(number + 1),
        (None, Some(text)) => Version::text(&format!("{text}+")),
        (None, None) => Version::absent(),
    }
}

fn without_groups(record: &UserRecord) -> UserRecord {
    let mut attributes: serde_json::Map<_, _> = serde_json::from_value(serde_json::to_value(record).unwrap()).unwrap();
    attributes.remove("groups");
    serde_json::from_value(attributes.into()).unwrap()
}
