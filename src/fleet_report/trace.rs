//! What came of the users of one plan, from a journal that may hold several applies of it, and of other plans.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::apply::journal::{InvalidLine, JournalEvent, JournalLine, ReadLine, TornLine};
use crate::model::{OutcomeKind, Totals};
use crate::plan::SavedPlan;

/// The applies of one plan since it was made, as far as a journal was read. The newest of them decides; applies of other
/// plans and earlier ones only have to be over. Two plans of the same decision have the same digest.
#[derive(Clone, Debug)]
pub struct ApplyTrace {
    digest: String,
    made_at: Timestamp,
    /// The users of the plan.
    users: HashMap<String, UserTrace>,
    /// The last apply of the plan.
    own: TraceStage,
    /// The last apply of any plan.
    last: TraceStage,
    /// Whether the last apply is one of the plan.
    is_own: bool,
    /// Whether an apply has the journal open.
    is_running: bool,
    /// The first line that is no line of a journal.
    damage: Option<InvalidLine>,
}

/// What the applies of a plan say of one user.
#[derive(Clone, Copy, Debug, Default)]
struct UserTrace {
    /// The outcome in the newest apply.
    outcome: Option<OutcomeKind>,
    /// Whether an earlier apply of the plan deactivated the user.
    was_done: bool,
}

/// How far an apply came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TraceStage {
    /// None began.
    NotBegun,
    /// It began.
    Open,
    /// It ended with these totals.
    Ended(Totals),
}

impl ApplyTrace {
    /// A trace of this plan before the first line.
    #[must_use]
    pub fn of(plan: &SavedPlan) -> Self {
        Self {
            digest: plan.digest.clone(),
            made_at: plan.created_at,
            users: plan.plan.actions.iter().map(|action| (action.user.id.clone(), UserTrace::default())).collect(),
            own: TraceStage::NotBegun,
            last: TraceStage::NotBegun,
            is_own: false,
            is_running: false,
            damage: None,
        }
    }

    /// Adds the next line of the journal.
    pub fn add(&mut self, line: &ReadLine) {
        match line {
            ReadLine::Valid(line) | ReadLine::Torn(TornLine::Complete(line)) => self.add_valid(line),
            ReadLine::Invalid(line) => _ = self.damage.get_or_insert_with(|| line.clone()),
            // Whose apply it was is unknown, and it did not end.
            ReadLine::Torn(TornLine::Intent | TornLine::Other) => self.set_stage(TraceStage::Open),
        }
    }

    /// Notes that an apply has the journal open.
    pub fn add_running(&mut self) {
        self.is_running = true;
    }

    fn add_valid(&mut self, line: &JournalLine) {
        if let JournalEvent::Apply { .. } = line.event {
            self.is_own = line.plan == self.digest && line.time >= self.made_at;
            if self.is_own {
                self.users.values_mut().for_each(UserTrace::begin);
            }
        }
        match &line.event {
            JournalEvent::Apply { .. } => self.set_stage(TraceStage::Open),
            // Until its outcome is recorded, the write may have taken effect.
            JournalEvent::Intent { user, .. } => self.set_outcome(&user.id, OutcomeKind::Unverified),
            JournalEvent::Outcome { user, outcome, .. } => self.set_outcome(&user.id, *outcome),
            JournalEvent::Summary(totals) => self.set_stage(TraceStage::Ended(*totals)),
        }
    }

    fn set_stage(&mut self, stage: TraceStage) {
        self.last = stage;
        if self.is_own {
            self.own = stage;
        }
    }

    fn set_outcome(&mut self, id: &str, outcome: OutcomeKind) {
        if let Some(user) = self.users.get_mut(id).filter(|_| self.is_own) {
            user.set(outcome);
        }
    }

    /// The first line of the journal that could not be read.
    pub(super) fn damage(&self) -> Option<&InvalidLine> {
        self.damage.as_ref()
    }

    /// Whether the journal has an apply, of whatever plan.
    pub(super) fn has_any(&self) -> bool {
        self.last != TraceStage::NotBegun
    }

    /// Whether the last apply of any plan is running, or was cut off.
    pub(super) fn is_open(&self) -> bool {
        self.is_running || self.last == TraceStage::Open
    }

    /// Whether that apply is one of the plan, so that the plan was approved.
    pub(super) fn is_own_open(&self) -> bool {
        self.own == TraceStage::Open
    }

    /// Whether an apply of the plan began after it was made.
    pub(super) fn has_begun(&self) -> bool {
        self.own != TraceStage::NotBegun
    }

    /// The totals with which the last apply of the plan ended.
    pub(super) fn ended(&self) -> Option<Totals> {
        match self.own {
            TraceStage::Ended(totals) => Some(totals),
            TraceStage::NotBegun | TraceStage::Open => None,
        }
    }

    /// What came of a user of the plan.
    pub(super) fn outcome(&self, id: &str) -> OutcomeKind {
        self.users.get(id).copied().unwrap_or_default().outcome()
    }

    /// How many users of the plan have each outcome.
    pub(super) fn totals(&self) -> Totals {
        Totals::of(self.users.values().map(|user| user.outcome()))
    }
}

impl UserTrace {
    /// Another apply begins. What an earlier one left unknown stays unknown until this one finds out.
    fn begin(&mut self) {
        self.was_done |= self.outcome == Some(OutcomeKind::Done);
        self.outcome = self.outcome.filter(|outcome| *outcome == OutcomeKind::Unverified);
    }

    fn set(&mut self, outcome: OutcomeKind) {
        // Whom an earlier apply deactivated is found inactive by the next one: the plan did that.
        let is_own_work = self.was_done && outcome == OutcomeKind::AlreadyInactive;
        self.outcome = Some(if is_own_work { OutcomeKind::Done } else { outcome });
    }

    fn outcome(self) -> OutcomeKind {
        self.outcome.unwrap_or(OutcomeKind::NotStarted)
    }
}
