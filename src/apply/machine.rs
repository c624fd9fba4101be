//! The state machine of an apply: what to ask for next. No clock, no network, no files.
//!
//! Data walks through queues of positions in `tasks`: unread → (read) → ready → (roles) → recorded → (journal) →
//! intended → (write) → unconfirmed → (read back) → settled. What is in no queue is under way or settled.

use std::collections::{HashMap, VecDeque};

use crate::model::{Earlier, Known, Outcome, UserId};

use super::brake::Brake;
use super::task::{Stage, Task};
use super::words::{HeldBy, Pause, Record, Request, Rules, Settled, Stop, Target};

/// The most users read at once before a write: few, so that little time passes until the last of them is written.
const BATCH: usize = 50;
/// The most users read back at once, where the directory reads so many in one request.
const READ_BACK_BATCH: usize = 100;

/// An apply in progress: who is to be written, and how far each of them has come.
#[derive(Clone, Debug)]
pub struct Machine {
    pub(super) tasks: Vec<Task>,
    pub(super) by_id: HashMap<UserId, usize>,
    pub(super) rules: Rules,
    pub(super) brake: Brake,
    pub(super) queues: Queues,
    pub(super) under_way: UnderWay,
    /// Whether the directory has refused to show roles.
    pub(super) roles_refused: bool,
}

/// Who waits for what, by position.
#[derive(Clone, Debug, Default)]
pub(super) struct Queues {
    pub(super) unread: VecDeque<usize>,
    /// Journalled, and to be read once more before the write.
    pub(super) recheck: VecDeque<usize>,
    /// To be read one at a time: something in the answer about several of them was wrong.
    pub(super) alone: VecDeque<usize>,
    /// To be read before anybody else: their write met a conflict, or may have taken effect.
    pub(super) again: VecDeque<usize>,
    pub(super) busy: Vec<usize>,
    pub(super) ready: VecDeque<usize>,
    pub(super) recorded: VecDeque<usize>,
    pub(super) intended: VecDeque<usize>,
    pub(super) unconfirmed: VecDeque<usize>,
    /// Read back without being found inactive; to be read back after a pause.
    pub(super) unconfirmed_later: Vec<usize>,
    /// Outcomes to be journalled.
    pub(super) records: Vec<Record>,
}

/// How many requests of each sort are out.
#[derive(Clone, Debug, Default)]
pub(super) struct UnderWay {
    pub(super) read: bool,
    pub(super) record: bool,
    pub(super) pause: bool,
    pub(super) grants: usize,
    /// Users whose intent is out or journalled and whose write has no answer yet.
    pub(super) open: usize,
    /// Those whose intent is being journalled, in order.
    pub(super) intents: Vec<usize>,
}

impl Machine {
    /// An apply of these targets. An id that comes twice is one task.
    #[must_use]
    pub fn new(targets: impl IntoIterator<Item = Target>, rules: Rules) -> Self {
        let mut tasks = Vec::new();
        let mut by_id = HashMap::new();
        for target in targets {
            by_id.entry(target.id.clone()).or_insert_with(|| {
                tasks.push(Task::new(target));
                tasks.len() - 1
            });
        }
        let queues = Queues { unread: (0..tasks.len()).collect(), ..Queues::default() };
        let brake = Brake::new(&rules);
        Self { tasks, by_id, rules, brake, queues, under_way: UnderWay::default(), roles_refused: false }
    }

    /// Remembers what earlier applies of the same journal began for these users, without ever learning what came of it:
    /// who of them is found inactive was written by one of those.
    #[must_use]
    pub fn remembering(mut self, earlier: impl IntoIterator<Item = (UserId, Earlier)>) -> Self {
        for (id, earlier) in earlier {
            if let Some(at) = self.by_id.get(&id) {
                self.tasks[*at].earlier = Some(earlier);
            }
        }
        self
    }

    /// What to ask for now, beside what is already under way; `None` when there is nothing to ask for until an answer
    /// comes, and, when nothing is under way, nothing at all any more.
    pub fn ask(&mut self) -> Option<Request> {
        self.judge_canary();
        self.abandon();
        self.pass_without_roles();
        self.next_record()
            .or_else(|| self.next_write())
            .or_else(|| self.next_grants())
            .or_else(|| self.next_reading())
            .or_else(|| self.next_read_back())
            .or_else(|| self.next_pause())
    }

    /// Starts no new write from now on; what is under way is finished. Returns `why` unless something else stopped it
    /// before.
    pub fn stop(&mut self, why: Stop) -> Option<Stop> {
        let why = self.brake.stop(why)?;
        self.drop_intended();
        Some(why)
    }

    /// Whoever has an intent in the journal and was not written yet is journalled as not started.
    pub(super) fn drop_intended(&mut self) {
        while let Some(at) = self.queues.intended.pop_front().or_else(|| self.queues.recheck.pop_front()) {
            self.under_way.open -= 1;
            self.settle(at, Outcome::NotStarted, None);
        }
    }

    /// Why no new write is started, if that is so.
    #[must_use]
    pub fn stopped(&self) -> Option<&Stop> {
        self.brake.stopped()
    }

    /// Whether somebody asked to stop, and whatever is still under way can be left: no write is open, whoever was written
    /// was read back, nobody is in doubt, and everything is in the journal.
    #[must_use]
    pub fn is_drained(&self) -> bool {
        let UnderWay { record, pause, open, .. } = &self.under_way;
        self.stopped() == Some(&Stop::Interrupted)
            && !*record
            // A pause ends by itself, and settles whoever was waited for.
            && !*pause
            && *open == 0
            && self.queues.records.is_empty()
            && self.tasks.iter().all(|task| task.doubt.is_none() && task.stage != Stage::Unconfirmed)
    }

    /// Everybody with their outcome so far, in the plan's order.
    pub fn outcomes(&self) -> impl Iterator<Item = Settled> + '_ {
        self.tasks.iter().map(|task| Settled {
            target: task.target.clone(),
            outcome: task.vouched(match (&task.stage, &task.doubt) {
                (Stage::Settled(outcome), _) => outcome.clone(),
                (_, Some(why)) => Outcome::Unverified(why.clone()),
                // A 200 alone is no proof.
                (Stage::Unconfirmed, None) if task.is_told => {
                    Outcome::Unverified("accepted, and the user was not read back any more".to_owned())
                }
                (Stage::Unconfirmed, None) => {
                    Outcome::Unverified("accepted, with an answer that could not be read".to_owned())
                }
                (Stage::Busy, None) => Outcome::Deferred("on an interaction".to_owned()),
                (Stage::Intended(_), None) if task.named.is_some() => {
                    Outcome::Unverified("the write was sent, and its answer was not waited for".to_owned())
                }
                _ => Outcome::NotStarted,
            }),
            notes: task.notes.clone(),
        })
    }

    /// Whether it ended because no more users may be begun, and some were not.
    #[must_use]
    pub fn is_at_its_limit(&self) -> bool {
        self.stopped().is_none() && self.brake.allowance() == 0 && !self.queues.unread.is_empty()
    }

    /// Users of whom no outcome was told while the apply ran, or not the last one, as after a stop that waited for nothing.
    pub fn untold(&self) -> impl Iterator<Item = Settled> + '_ {
        let is_open = |task: &Task| !task.is_told || task.stage == Stage::Unconfirmed;
        self.outcomes().zip(&self.tasks).filter(move |(_, task)| is_open(task)).map(|(settled, _)| settled)
    }

    fn next_record(&mut self) -> Option<Request> {
        if self.under_way.record || matches!(self.stopped(), Some(Stop::Journal(_))) {
            return None;
        }
        let mut records = std::mem::take(&mut self.queues.records);
        while self.under_way.open < self.brake.width(self.at_once())
            && let Some(at) = self.queues.recorded.front().copied()
            && self.may_begin(at)
        {
            self.queues.recorded.pop_front();
            let task = &mut self.tasks[at];
            if !std::mem::replace(&mut task.begun, true) {
                self.brake.begin();
            }
            if let Stage::Recorded(version, roles) = &task.stage {
                let (target, version, roles) = (task.target.clone(), version.clone(), roles.clone());
                records.push(Record::Intent { target, version, roles });
                self.under_way.open += 1;
                self.under_way.intents.push(at);
            }
        }
        (!records.is_empty()).then(|| {
            self.under_way.record = true;
            Request::Record(records)
        })
    }

    fn next_write(&mut self) -> Option<Request> {
        let at = self.queues.intended.pop_front()?;
        let task = &mut self.tasks[at];
        let Stage::Intended(version) = task.stage.clone() else { return None };
        task.named = Some(version.clone());
        Some(Request::Deactivate(task.target.id.clone(), version))
    }

    fn next_grants(&mut self) -> Option<Request> {
        let at = self.next_ready()?;
        self.under_way.grants += 1;
        Some(Request::Grants(self.tasks[at].target.id.clone()))
    }

    /// Once the directory has refused to show roles, nobody's are asked for.
    fn pass_without_roles(&mut self) {
        while self.roles_refused
            && let Some(at) = self.next_ready()
        {
            self.record_roles(at, Known::Unknown);
        }
    }

    /// Takes the next user whose roles are due. No more are due than writes are about to begin: the rest would grow
    /// stale.
    fn next_ready(&mut self) -> Option<usize> {
        let ahead = self.under_way.grants + self.queues.recorded.len();
        let at = *self.queues.ready.front()?;
        let is_due = ahead < self.brake.width(self.at_once())
            && self.stopped().is_none()
            && (self.tasks[at].begun || self.brake.allowance() > ahead as u64);
        if is_due { self.queues.ready.pop_front() } else { None }
    }

    fn next_reading(&mut self) -> Option<Request> {
        if self.under_way.read {
            return None;
        }
        let read_back = self.read_batch(READ_BACK_BATCH);
        let batch: Vec<usize> = if !self.queues.recheck.is_empty() {
            take(&mut self.queues.recheck, 1)
        } else if !self.queues.again.is_empty() {
            take(&mut self.queues.again, read_back)
        } else if let Some(first) = self.queues.alone.iter().position(|at| self.may_read(*at)) {
            self.queues.alone.remove(first).into_iter().collect()
        } else if self.queues.ready.is_empty() && self.queues.recorded.is_empty() {
            let ahead = self.under_way.grants as u64;
            let batch = if self.rules.held_by == HeldBy::Version { self.read_batch(BATCH) as u64 } else { 1 };
            let most = self.brake.allowance().saturating_sub(ahead).min(batch);
            take(&mut self.queues.unread, usize::try_from(most).unwrap_or(BATCH))
        } else {
            return None;
        };
        self.read(&batch)
    }

    /// Reads back when no write is open and none can begin.
    fn next_read_back(&mut self) -> Option<Request> {
        if self.under_way.read || !self.is_idle() {
            return None;
        }
        let read_back = self.read_batch(READ_BACK_BATCH);
        let batch = take(&mut self.queues.unconfirmed, read_back);
        self.read(&batch)
    }

    fn next_pause(&mut self) -> Option<Request> {
        if self.under_way.pause || self.under_way.read || self.under_way.record || !self.is_idle() {
            return None;
        }
        let pause = if let Some(first) = self.queues.unconfirmed_later.first() {
            Pause::ReadBack(self.tasks[*first].read_back)
        } else if !self.queues.busy.is_empty() && self.brake.allowance() > 0 {
            Pause::Busy
        } else {
            return None;
        };
        self.under_way.pause = true;
        Some(Request::Pause(pause))
    }

    /// How many writes may be open at once.
    fn at_once(&self) -> usize {
        if self.rules.held_by == HeldBy::Version { self.rules.at_once } else { 1 }
    }

    /// How many users are read at once, at most `most`.
    fn read_batch(&self, most: usize) -> usize {
        self.rules.read_batch.clamp(1, most)
    }

    fn read(&mut self, batch: &[usize]) -> Option<Request> {
        if batch.is_empty() {
            return None;
        }
        self.under_way.read = true;
        Some(Request::Read(batch.iter().map(|at| self.tasks[*at].target.id.clone()).collect()))
    }

    /// Whether no write is open and none can begin before something else happens.
    fn is_idle(&self) -> bool {
        let Queues { unread, alone, again, ready, recorded, .. } = &self.queues;
        let waiting = !unread.is_empty() || !alone.is_empty() || !ready.is_empty() || !recorded.is_empty();
        self.under_way.open == 0
            && self.under_way.grants == 0
            && again.is_empty()
            && (!waiting || self.brake.allowance() == 0)
    }

    /// Lets the rest go on when the canary came out well, and stops when it did not.
    fn judge_canary(&mut self) {
        let Queues { unconfirmed, unconfirmed_later, .. } = &self.queues;
        let is_out = self.under_way.read || !unconfirmed.is_empty() || !unconfirmed_later.is_empty();
        if !self.brake.is_canary_due() || is_out || !self.is_idle() {
            return;
        }
        let bad = |task: &Task| matches!(task.stage, Stage::Settled(Outcome::Failed(_) | Outcome::Unverified(_)));
        if self.tasks.iter().any(|task| task.begun && bad(task)) {
            self.stop(Stop::Canary);
        } else {
            self.brake.release_canary();
        }
    }

    /// Once no write is under way after a stop, whoever was begun and not written is journalled as not started.
    fn abandon(&mut self) {
        let UnderWay { record, open, .. } = &self.under_way;
        if self.stopped().is_none() || *record || *open > 0 {
            return;
        }
        for at in 0..self.tasks.len() {
            let Task { begun, doubt, stage, .. } = &self.tasks[at];
            if *begun && doubt.is_none() && matches!(stage, Stage::Unread | Stage::Ready(_) | Stage::Recorded(..)) {
                self.settle(at, Outcome::NotStarted, None);
            }
        }
    }

    /// Whether a user may be read by themselves: to settle a doubt, to read back, or because they may be begun.
    fn may_read(&self, at: usize) -> bool {
        let task = &self.tasks[at];
        task.doubt.is_some() || task.stage == Stage::Unconfirmed || self.may_begin(at)
    }

    /// Whether this user's write may begin: they are begun already, or somebody more may be.
    fn may_begin(&self, at: usize) -> bool {
        self.stopped().is_none() && (self.tasks[at].begun || self.brake.allowance() > 0)
    }
}

fn take(queue: &mut VecDeque<usize>, most: usize) -> Vec<usize> {
    queue.drain(..queue.len().min(most)).collect()
}
