//! The state machine of an apply: answers in, requests out. No clock, no network, no files.

use std::collections::HashMap;

use crate::directory::{Fault, FaultKind};
use crate::model::{Email, LiveUser, Outcome, State, UserId, Version};

/// The most users read at once (`GET /api/v2/users?id=…` answers 400 `max.user.ids` above 100).
const BATCH: usize = 100;

/// How often a user who changes between reading and writing is read and judged again.
const CONFLICTS: u8 = 3;

/// An apply in progress: who is to be written, and how far each of them has come.
#[derive(Clone, Debug)]
pub struct Machine {
    tasks: Vec<Task>,
    by_id: HashMap<UserId, usize>,
}

/// Whose access ends, as the plan says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What is acted on.
    pub id: UserId,
    /// The e-mail that the user must still bear.
    pub email: Email,
}

/// What to ask of the directory next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Read these users as they are now.
    Read(Vec<UserId>),
    /// End the access of this user, if they are still at this version.
    Deactivate(UserId, Version),
}

/// What came of a [`Request`].
#[derive(Clone, Debug)]
pub enum Answered {
    /// The users of a [`Request::Read`] who were found.
    Read(Vec<UserId>, Result<Vec<LiveUser>, Fault>),
    /// The user as answered to a [`Request::Deactivate`].
    Deactivate(UserId, Result<LiveUser, Fault>),
}

/// A user whose outcome is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Who.
    pub target: Target,
    /// How it came out.
    pub outcome: Outcome,
}

#[derive(Clone, Debug)]
struct Task {
    target: Target,
    stage: Stage,
    conflicts: u8,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// To be read.
    Unread,
    /// Read, and still what the plan says.
    Ready(Version),
    /// Written, with an answer that leaves open whether it took effect; to be read.
    Doubtful(String),
    /// Over.
    Settled(Outcome),
}

impl Machine {
    /// An apply of these targets. An id that comes twice is one task.
    #[must_use]
    pub fn new(targets: impl IntoIterator<Item = Target>) -> Self {
        let mut machine = Self { tasks: Vec::new(), by_id: HashMap::new() };
        for target in targets {
            let next = machine.tasks.len();
            machine.by_id.entry(target.id.clone()).or_insert_with(|| {
                machine.tasks.push(Task { target, stage: Stage::Unread, conflicts: 0 });
                next
            });
        }
        machine
    }

    /// What to ask next; `None` when every user's outcome is known. Whoever was read is written before anybody else is
    /// read, so that little time passes between the two.
    #[must_use]
    pub fn next(&self) -> Option<Request> {
        let ready = self.tasks.iter().find_map(|task| match task.stage {
            Stage::Ready(version) => Some(Request::Deactivate(task.target.id.clone(), version)),
            _ => None,
        });
        ready.or_else(|| {
            let batch: Vec<UserId> = self
                .tasks
                .iter()
                .filter(|task| matches!(task.stage, Stage::Unread | Stage::Doubtful(_)))
                .take(BATCH)
                .map(|task| task.target.id.clone())
                .collect();
            (!batch.is_empty()).then_some(Request::Read(batch))
        })
    }

    /// Takes an answer and returns whose outcome it settled.
    pub fn take(&mut self, answered: Answered) -> Vec<Settled> {
        match answered {
            Answered::Read(ids, found) => self.take_read(&ids, found),
            Answered::Deactivate(id, answer) => self.take_write(&id, answer),
        }
    }

    /// Everybody with their outcome so far.
    pub fn outcomes(&self) -> impl Iterator<Item = Settled> + '_ {
        self.tasks.iter().map(|task| Settled {
            target: task.target.clone(),
            outcome: match &task.stage {
                Stage::Settled(outcome) => outcome.clone(),
                Stage::Doubtful(why) => Outcome::Unverified(why.clone()),
                Stage::Unread | Stage::Ready(_) => Outcome::NotStarted,
            },
        })
    }

    fn take_read(&mut self, ids: &[UserId], found: Result<Vec<LiveUser>, Fault>) -> Vec<Settled> {
        let found = found.map(|users| users.into_iter().map(|user| (user.id.clone(), user)).collect::<HashMap<_, _>>());
        ids.iter()
            .filter_map(|id| {
                let task = self.tasks.get_mut(*self.by_id.get(id)?)?;
                task.stage = match &found {
                    Ok(users) => task.judge(users.get(id)),
                    Err(fault) => Stage::Settled(match &task.stage {
                        Stage::Doubtful(why) => Outcome::Unverified(format!("{why}; and then: {fault}")),
                        _ => Outcome::Failed(format!("could not be read, so nothing was sent: {fault}")),
                    }),
                };
                task.settled()
            })
            .collect()
    }

    fn take_write(&mut self, id: &UserId, answer: Result<LiveUser, Fault>) -> Vec<Settled> {
        let Some(task) = self.by_id.get(id).and_then(|at| self.tasks.get_mut(*at)) else { return Vec::new() };
        task.stage = match answer {
            Ok(user) if user.state == State::Inactive => Stage::Settled(Outcome::Done),
            Ok(user) => Stage::Settled(Outcome::Unverified(format!(
                "the directory accepted the change, but answered that the user is {}",
                user.state.as_str()
            ))),
            Err(fault) => task.after(&fault),
        };
        task.settled().into_iter().collect()
    }
}

impl Task {
    /// Whether a user who was just read may be written.
    fn judge(&self, user: Option<&LiveUser>) -> Stage {
        let doubt = match &self.stage {
            Stage::Doubtful(why) => Some(why),
            _ => None,
        };
        match (user, doubt) {
            (None, _) => changed("no longer in the directory".to_owned()),
            (Some(user), _) if user.state == State::Deleted => {
                changed("deleted meanwhile, and a write would restore them".to_owned())
            }
            (Some(user), Some(_)) if user.state == State::Inactive => Stage::Settled(Outcome::Done),
            (Some(user), None) if user.state == State::Inactive => Stage::Settled(Outcome::AlreadyInactive),
            (Some(_), Some(why)) => Stage::Settled(Outcome::Failed(why.clone())),
            (Some(user), None) if user.email != self.target.email => {
                changed(format!("the e-mail is now `{}`", user.email))
            }
            (Some(user), None) => Stage::Ready(user.version),
        }
    }

    /// What a failed write means for the user.
    fn after(&mut self, fault: &Fault) -> Stage {
        match fault.kind {
            FaultKind::Conflict => {
                self.conflicts += 1;
                if self.conflicts < CONFLICTS {
                    Stage::Unread
                } else {
                    Stage::Settled(Outcome::Failed(format!(
                        "somebody else changed the user {CONFLICTS} times meanwhile: {fault}"
                    )))
                }
            }
            FaultKind::NotFound => changed("no longer in the directory".to_owned()),
            FaultKind::Unreachable | FaultKind::Server | FaultKind::Malformed => Stage::Doubtful(fault.to_string()),
            FaultKind::Unauthorized
            | FaultKind::Forbidden
            | FaultKind::RateLimited
            | FaultKind::Rejected
            | FaultKind::Incomplete
            | FaultKind::Forbade => Stage::Settled(Outcome::Failed(fault.to_string())),
        }
    }

    fn settled(&self) -> Option<Settled> {
        match &self.stage {
            Stage::Settled(outcome) => Some(Settled { target: self.target.clone(), outcome: outcome.clone() }),
            _ => None,
        }
    }
}

fn changed(what: String) -> Stage {
    Stage::Settled(Outcome::Changed(what))
}
