//! The state machine of an apply: what an answer means.

use std::collections::HashMap;

use crate::model::{CurrentUser, Grant, Known, Note, Outcome, Sent, UserId, Version, WriteReceipt};
use crate::model::{DirectoryError, DirectoryErrorKind};

use super::machine::Machine;
use super::task::Stage;
use super::words::{Answered, HeldBy, News, Pause, Record, Settled, Stop, Waited};

/// How often a user who should be inactive is read back before it is said that they are not.
const PATIENCE: u32 = 5;

impl Machine {
    /// Takes an answer, and returns what is worth telling.
    pub fn take(&mut self, answered: Answered) -> Vec<News> {
        match answered {
            Answered::Read(ids, found) => self.take_read(&ids, found),
            Answered::Grants(id, grants) => self.take_grants(&id, grants),
            Answered::Record(written) => self.take_record(written),
            Answered::Deactivate(id, answer) => self.take_write(&id, answer),
            Answered::Pause(pause, waited) => self.take_pause(pause, waited),
        }
    }

    fn take_read(&mut self, ids: &[UserId], found: Result<Vec<CurrentUser>, DirectoryError>) -> Vec<News> {
        self.under_way.read = false;
        self.brake_on(found.as_ref().err());
        let positions: Vec<usize> = ids.iter().filter_map(|id| self.by_id.get(id).copied()).collect();
        match found {
            Ok(users) => {
                let users: HashMap<UserId, CurrentUser> =
                    users.into_iter().map(|fresh| (fresh.user.id.clone(), fresh)).collect();
                positions
                    .into_iter()
                    .filter_map(|at| {
                        let id = self.tasks[at].target.id.clone();
                        self.take_user(at, Ok(users.get(&id)))
                    })
                    .collect()
            }
            // One odd user must not keep the others from being read.
            Err(fault) if positions.len() > 1 && is_about_content(&fault) => {
                self.queues.alone.extend(positions);
                Vec::new()
            }
            Err(fault) => positions.iter().filter_map(|at| self.take_user(*at, Err(&fault))).collect(),
        }
    }

    /// A user before their write, after one in doubt, or after one that was accepted.
    fn take_user(&mut self, at: usize, found: Result<Option<&CurrentUser>, &DirectoryError>) -> Option<News> {
        let task = &mut self.tasks[at];
        if matches!(task.stage, Stage::Settled(_)) {
            return None;
        }
        if let Stage::Rechecked(version) = task.stage.clone() {
            return self.take_recheck(at, version, found);
        }
        if task.stage == Stage::Unconfirmed {
            return match task.confirm(found, PATIENCE) {
                None => {
                    self.queues.unconfirmed_later.push(at);
                    None
                }
                Some(Outcome::Done) if task.is_told => {
                    task.stage = Stage::Settled(Outcome::Done);
                    None
                }
                Some(outcome) if !task.is_told => self.settle(at, outcome, None),
                Some(outcome) => {
                    if let Some(why) = self.brake.undone() {
                        self.stop(why);
                    }
                    Some(self.record_outcome(at, outcome, None))
                }
            };
        }
        let stage = match found {
            Ok(fresh) => task.judge(fresh, &self.rules),
            Err(fault) => task.unreadable(fault),
        };
        match stage {
            Stage::Settled(outcome) => self.settle(at, outcome, None),
            Stage::Busy => {
                self.queues.busy.push(at);
                self.tasks[at].stage = Stage::Busy;
                None
            }
            stage => {
                if self.tasks[at].begun {
                    self.queues.ready.push_front(at);
                } else {
                    self.queues.ready.push_back(at);
                }
                self.tasks[at].stage = stage;
                None
            }
        }
    }

    /// A user whose intent is in the journal, just before a write that names no version.
    fn take_recheck(
        &mut self,
        at: usize,
        version: Version,
        found: Result<Option<&CurrentUser>, &DirectoryError>,
    ) -> Option<News> {
        let stage = match found {
            Ok(fresh) => self.tasks[at].judge(fresh, &self.rules),
            Err(fault) => self.tasks[at].unreadable(fault),
        };
        if stage == Stage::Ready(version.clone()) && self.stopped().is_none() {
            self.tasks[at].stage = Stage::Intended(version);
            self.queues.intended.push_back(at);
            return None;
        }
        self.under_way.open -= 1;
        match stage {
            Stage::Settled(outcome) => self.settle(at, outcome, None),
            _ if self.stopped().is_some() => self.settle(at, Outcome::NotStarted, None),
            // Moved on, or busy: judged again from the start, but not for ever.
            _ => match self.tasks[at]
                .after(&DirectoryError::new(DirectoryErrorKind::Conflict, "changed between two readings"))
            {
                Stage::Settled(outcome) => self.settle(at, outcome, None),
                stage => {
                    self.tasks[at].stage = stage;
                    self.queues.again.push_back(at);
                    None
                }
            },
        }
    }

    fn take_grants(&mut self, id: &UserId, grants: Result<Vec<Grant>, DirectoryError>) -> Vec<News> {
        self.under_way.grants -= 1;
        let Some(at) = self.by_id.get(id).copied() else { return Vec::new() };
        match (grants, self.rules.caution.require_role_record) {
            (Ok(grants), _) => {
                self.record_roles(at, Known::Known(grants));
                Vec::new()
            }
            (Err(fault), true) if fault.kind == DirectoryErrorKind::Forbidden => {
                self.stop(Stop::RoleRecord(fault.to_string()));
                Vec::new()
            }
            // What passes is waited out by another apply: the roles that a write ends are lost for good.
            (Err(fault), is_required) if is_required || is_passing(&fault) => {
                self.brake_on(Some(&fault));
                let why = format!("the roles could not be recorded, so nothing was sent: {fault}");
                self.settle(at, Outcome::Failed(why), None).into_iter().collect()
            }
            (Err(fault), _) => {
                let is_news = fault.kind == DirectoryErrorKind::Forbidden && !self.roles_refused;
                self.roles_refused |= is_news;
                self.record_roles(at, Known::Unknown);
                is_news.then(|| News::RolesUnknown(fault.to_string())).into_iter().collect()
            }
        }
    }

    /// The roles of a user are recorded as far as they can be.
    pub(super) fn record_roles(&mut self, at: usize, roles: Known<Vec<Grant>>) {
        let task = &mut self.tasks[at];
        if roles == Known::Unknown {
            task.note(Note::RolesUnknown);
        }
        if let Stage::Ready(version) = task.stage.clone() {
            task.stage = Stage::Recorded(version, roles);
            if task.begun {
                self.queues.recorded.push_front(at);
            } else {
                self.queues.recorded.push_back(at);
            }
        }
    }

    fn take_record(&mut self, written: Result<(), String>) -> Vec<News> {
        self.under_way.record = false;
        let intents = std::mem::take(&mut self.under_way.intents);
        if let Err(why) = written {
            self.under_way.open -= intents.len();
            self.stop(Stop::Journal(why));
            return Vec::new();
        }
        for at in intents {
            if let Stage::Recorded(version, _) = self.tasks[at].stage.clone() {
                if self.rules.held_by == HeldBy::Version {
                    self.tasks[at].stage = Stage::Intended(version);
                    self.queues.intended.push_back(at);
                } else {
                    self.tasks[at].stage = Stage::Rechecked(version);
                    self.queues.recheck.push_back(at);
                }
            }
        }
        if self.stopped().is_some() {
            // Stopped while the intents were on their way to the disk.
            self.drop_intended();
        }
        Vec::new()
    }

    fn take_write(&mut self, id: &UserId, answer: Result<WriteReceipt, DirectoryError>) -> Vec<News> {
        self.under_way.open -= 1;
        let Some(at) = self.by_id.get(id).copied() else { return Vec::new() };
        self.brake_on(answer.as_ref().err());
        match answer {
            Ok(written) => {
                self.tasks[at].sent = Sent::Accepted;
                let news = self.settle(at, Outcome::Done, Some(&written));
                // Settled as far as the answer goes; the directory itself has the last word.
                self.tasks[at].stage = Stage::Unconfirmed;
                self.queues.unconfirmed.push_back(at);
                news.into_iter().collect()
            }
            Err(fault) => {
                self.tasks[at].answered(&fault);
                match self.tasks[at].after(&fault) {
                    Stage::Settled(outcome) => self.settle(at, outcome, None).into_iter().collect(),
                    Stage::Unconfirmed => {
                        self.tasks[at].stage = Stage::Unconfirmed;
                        self.queues.unconfirmed.push_back(at);
                        Vec::new()
                    }
                    stage => {
                        self.tasks[at].stage = stage;
                        self.queues.again.push_back(at);
                        Vec::new()
                    }
                }
            }
        }
    }

    fn take_pause(&mut self, pause: Pause, waited: Waited) -> Vec<News> {
        self.under_way.pause = false;
        match (pause, waited) {
            (Pause::ReadBack(_), _) => {
                self.queues.unconfirmed.extend(std::mem::take(&mut self.queues.unconfirmed_later));
                Vec::new()
            }
            (Pause::Busy, Waited::Again) => {
                let busy = std::mem::take(&mut self.queues.busy);
                for at in &busy {
                    self.tasks[*at].stage = Stage::Unread;
                }
                self.queues.unread.extend(busy);
                Vec::new()
            }
            (Pause::Busy, Waited::TimeUp) => {
                let busy = std::mem::take(&mut self.queues.busy);
                let still = || Outcome::Deferred("still on an interaction when the time to wait was up".to_owned());
                busy.into_iter().filter_map(|at| self.settle(at, still(), None)).collect()
            }
        }
    }

    /// A user's outcome is known: it is journalled and told.
    pub(super) fn settle(&mut self, at: usize, outcome: Outcome, written: Option<&WriteReceipt>) -> Option<News> {
        let task = &self.tasks[at];
        let outcome = task.vouched(outcome);
        // Who was never begun and is done was written by an earlier apply: that says nothing about this one.
        if (task.begun || outcome != Outcome::Done)
            && let Some(why) = self.brake.concluded(&outcome)
        {
            self.stop(why);
        }
        Some(self.record_outcome(at, outcome, written))
    }

    fn record_outcome(&mut self, at: usize, outcome: Outcome, written: Option<&WriteReceipt>) -> News {
        let task = &mut self.tasks[at];
        task.stage = Stage::Settled(outcome.clone());
        task.doubt = None;
        task.is_told = true;
        let roles = task.notes.iter().find_map(|note| match note {
            Note::EarlierWrite(earlier) => Some(earlier.roles.clone()),
            Note::InteractionUnknown | Note::RolesUnknown => None,
        });
        self.queues.records.push(Record::Outcome {
            target: task.target.clone(),
            outcome: outcome.clone(),
            sent: task.sent,
            before: task.named.clone(),
            after: written.map(|written| written.user.version.clone()),
            correlation_id: written.and_then(|written| written.correlation_id.clone()),
            roles,
        });
        News::Settled(Settled { target: task.target.clone(), outcome, notes: task.notes.clone() })
    }

    fn brake_on(&mut self, fault: Option<&DirectoryError>) {
        if let Some(why) = self.brake.heard(fault) {
            self.stop(why);
        }
    }
}

/// Whether a fault may be gone at another time. Without the permission, or where there are no such records, it stays.
fn is_passing(fault: &DirectoryError) -> bool {
    !matches!(fault.kind, DirectoryErrorKind::Forbidden | DirectoryErrorKind::NotFound | DirectoryErrorKind::Rejected)
}

/// Whether a fault is about what was answered or asked, rather than about reaching the directory.
fn is_about_content(fault: &DirectoryError) -> bool {
    matches!(
        fault.kind,
        DirectoryErrorKind::Malformed
            | DirectoryErrorKind::Incomplete
            | DirectoryErrorKind::Rejected
            | DirectoryErrorKind::NotFound
    )
}
