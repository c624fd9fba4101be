//! A model of the directory, the disk and everybody else who works there. It holds the laws that no write may break.

use std::collections::{HashMap, HashSet};

use super::random::Random;
use crate::apply::{Answered, Pause, Record, Request, Target, Waited};
use crate::directory::{Fault, FaultKind};
use crate::model::{Email, Fresh, Grant, Known, LiveUser, State, UserId, Version, Written};

/// How bad a day it is, in percent of the requests.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weather {
    pub(super) faults: u64,
    pub(super) edits: u64,
    pub(super) crashes: u64,
    pub(super) full_disk: u64,
}

pub(super) const CALM: Weather = Weather { faults: 0, edits: 0, crashes: 0, full_disk: 0 };

pub(super) struct World {
    pub(super) users: Vec<User>,
    /// What is on the disk: it survives a crash.
    pub(super) journal: Vec<Record>,
    pub(super) weather: Weather,
    pub(super) planned: HashMap<UserId, Email>,
    /// Who was on an interaction when this process last read them.
    seen_busy: HashSet<UserId>,
    /// Users whose write took effect since the process began.
    pub(super) taken_effect: HashSet<UserId>,
    roles_forbidden: bool,
}

pub(super) struct User {
    pub(super) live: LiveUser,
    pub(super) busy: Known<bool>,
}

impl World {
    pub(super) fn new(random: &mut Random, weather: Weather) -> Self {
        let users: Vec<User> = (0..1 + random.below(14)).map(|n| User::new(n, random)).collect();
        let planned = users
            .iter()
            .filter(|user| user.live.state == State::Active && random.chance(75))
            .map(|user| (user.live.id.clone(), user.live.email.clone()))
            .collect();
        Self {
            users,
            journal: Vec::new(),
            weather,
            planned,
            seen_busy: HashSet::new(),
            taken_effect: HashSet::new(),
            roles_forbidden: random.chance(20),
        }
    }

    pub(super) fn targets(&self) -> Vec<Target> {
        let mut targets: Vec<Target> =
            self.planned.iter().map(|(id, email)| Target { id: id.clone(), email: email.clone() }).collect();
        targets.sort_by(|a, b| a.id.cmp(&b.id));
        targets
    }

    /// A new process begins: what it has not read it has not seen.
    pub(super) fn begin(&mut self) {
        self.seen_busy.clear();
        self.taken_effect.clear();
    }

    /// Answers a request, well or badly.
    pub(super) fn answer(&mut self, request: Request, random: &mut Random) -> Answered {
        let bad = random.chance(self.weather.faults);
        match request {
            Request::Read(ids) => {
                let found = if bad { Err(read_fault(random)) } else { Ok(self.read(&ids)) };
                Answered::Read(ids, found)
            }
            Request::Grants(id) => {
                let grants = match (self.roles_forbidden, bad) {
                    (true, _) => Err(fault(FaultKind::Forbidden)),
                    (_, true) => Err(read_fault(random)),
                    (false, false) => Ok(vec![grant()]),
                };
                Answered::Grants(id, grants)
            }
            Request::Record(records) => {
                if random.chance(self.weather.full_disk) {
                    return Answered::Record(Err("no space left on device".to_owned()));
                }
                self.journal.extend(records);
                Answered::Record(Ok(()))
            }
            Request::Deactivate(id, version) => {
                let answer = if bad { self.write_badly(&id, version, random) } else { self.write(&id, version) };
                Answered::Deactivate(id, answer)
            }
            Request::Pause(pause) => {
                let is_over = pause == Pause::Busy && random.chance(30);
                Answered::Pause(pause, if is_over { Waited::TimeUp } else { Waited::Again })
            }
        }
    }

    /// The process ends while this request is out: it may have arrived or not.
    pub(super) fn lose(&mut self, request: Request, random: &mut Random) {
        match request {
            Request::Deactivate(id, version) if random.chance(50) => drop(self.write(&id, version)),
            Request::Record(records) if random.chance(50) => {
                let some = random.below(records.len() + 1);
                self.journal.extend(records.into_iter().take(some));
            }
            _ => {}
        }
    }

    /// Somebody else changes somebody.
    pub(super) fn edit(&mut self, random: &mut Random) {
        if !random.chance(self.weather.edits) {
            return;
        }
        let at = random.below(self.users.len());
        let user = &mut self.users[at];
        match random.below(8) {
            0 => user.live.email = Email::reported(&format!("renamed{}@acme.example", random.below(99))),
            1 => user.live.state = State::Deleted,
            2 => user.live.state = State::Inactive,
            3 => user.live.state = State::Active,
            4 => user.live.name.push('!'),
            // These are no part of the version.
            5 => return user.busy = Known::Known(true),
            6 => return user.busy = Known::Known(false),
            _ => return user.busy = Known::Unknown,
        }
        user.live.version.0 += 1;
    }

    fn read(&mut self, ids: &[UserId]) -> Vec<Fresh> {
        let mut found = Vec::new();
        for id in ids {
            assert!(self.planned.contains_key(id), "{id} is read and not in the plan");
            let Some(user) = self.users.iter().find(|user| user.live.id == *id) else { continue };
            if user.busy == Known::Known(true) {
                self.seen_busy.insert(id.clone());
            } else {
                self.seen_busy.remove(id);
            }
            found.push(Fresh { user: user.live.clone(), interaction: user.busy.clone() });
        }
        found
    }

    /// What the directory does with a write, and every law about it.
    fn write(&mut self, id: &UserId, version: Version) -> Result<Written, Fault> {
        let planned = self.planned.get(id).unwrap_or_else(|| panic!("{id} is written and not in the plan"));
        assert!(self.has_intent(id, version), "{id} is written at {version:?} without an intent in the journal");
        assert!(!self.seen_busy.contains(id), "{id} is written though they were seen on an interaction");
        let user = self.users.iter_mut().find(|user| user.live.id == *id).expect("nobody vanishes");
        if user.live.version != version {
            return Err(fault(FaultKind::Conflict));
        }
        assert_ne!(user.live.state, State::Deleted, "{id} was deleted, and a write restores them");
        assert_eq!(user.live.email, *planned, "{id} was renamed");
        user.live.state = State::Inactive;
        user.live.version.0 += 1;
        self.taken_effect.insert(id.clone());
        Ok(Written { user: user.live.clone(), correlation_id: None })
    }

    fn write_badly(&mut self, id: &UserId, version: Version, random: &mut Random) -> Result<Written, Fault> {
        let lost = [FaultKind::Unreachable, FaultKind::Server, FaultKind::Malformed];
        let refused = [FaultKind::Unauthorized, FaultKind::Forbidden, FaultKind::RateLimited, FaultKind::Rejected];
        match random.below(5) {
            // The answer is lost after the write, or with it.
            0 | 1 => {
                if random.chance(50) {
                    self.write(id, version)?;
                }
                Err(fault(lost[random.below(lost.len())]))
            }
            2 => Err(fault(FaultKind::Conflict)),
            // Accepted, and not done.
            3 => {
                let user = self.users.iter().find(|user| user.live.id == *id).expect("nobody vanishes");
                Ok(Written { user: user.live.clone(), correlation_id: None })
            }
            _ => Err(fault(refused[random.below(refused.len())])),
        }
    }

    fn has_intent(&self, id: &UserId, at: Version) -> bool {
        self.journal.iter().any(
            |record| matches!(record, Record::Intent { target, version, .. } if target.id == *id && *version == at),
        )
    }
}

impl User {
    fn new(n: usize, random: &mut Random) -> Self {
        let state = [State::Active, State::Active, State::Active, State::Inactive][random.below(4)];
        let live = LiveUser {
            id: UserId::new(&format!("u{n:02}")).unwrap(),
            email: Email::reported(&format!("u{n:02}@acme.example")),
            name: format!("User {n}"),
            division: None,
            version: Version(1 + random.below(9) as u64),
            state,
        };
        let busy =
            [Known::Known(false), Known::Known(false), Known::Known(true), Known::Unknown][random.below(4)].clone();
        Self { live, busy }
    }
}

fn read_fault(random: &mut Random) -> Fault {
    let kinds = [
        FaultKind::Unreachable,
        FaultKind::Server,
        FaultKind::Malformed,
        FaultKind::Incomplete,
        FaultKind::RateLimited,
        FaultKind::Unauthorized,
        FaultKind::NotFound,
    ];
    fault(kinds[random.below(kinds.len())])
}

fn fault(kind: FaultKind) -> Fault {
    Fault::new(kind, format!("{kind:?}"))
}

fn grant() -> Grant {
    let text = |text: &str| text.to_owned();
    Grant { role_id: text("r"), role_name: text("Agent"), division_id: text("d"), division_name: text("Support") }
}
