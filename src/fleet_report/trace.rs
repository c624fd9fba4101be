//! What came of the users of one plan, from a journal that may hold several applies of it, and of other plans.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::apply::journal::{InvalidLine, JournalEvent, JournalLine, ReadLine, TornLine};
use crate::model::{OutcomeKind, Totals};
use crate::plan::SavedPlan;

/// The applies of one plan, as far as a journal was read.
#[derive(Clone, Debug)]
pub struct ApplyTrace {
    digest: String,
    /// The users of the plan with what came of them in all applies so far.
    users: HashMap<String, Option<OutcomeKind>>,
    /// The time of the last line about the plan.
    last: Option<Timestamp>,
    stage: TraceStage,
    /// The first line that is no line of a journal.
    damage: Option<InvalidLine>,
}

/// How far the last apply of the plan came.
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
        let users = plan.plan.actions.iter().map(|action| (action.user.id.clone(), None)).collect();
        Self { digest: plan.digest.clone(), users, last: None, stage: TraceStage::NotBegun, damage: None }
    }

    /// Adds the next line of the journal.
    pub fn add(&mut self, line: &ReadLine) {
        match line {
            ReadLine::Valid(line) | ReadLine::Torn(TornLine::Complete(line)) => self.add_valid(line),
            ReadLine::Invalid(line) => _ = self.damage.get_or_insert_with(|| line.clone()),
            // Whose apply it was is unknown, and it did not end.
            ReadLine::Torn(TornLine::Intent | TornLine::Other) => self.stage = TraceStage::Open,
        }
    }

    fn add_valid(&mut self, line: &JournalLine) {
        if line.plan != self.digest {
            return;
        }
        self.last = Some(line.time);
        match &line.event {
            JournalEvent::Apply { .. } => self.stage = TraceStage::Open,
            // Until its outcome is recorded, the write may have taken effect.
            JournalEvent::Intent { user, .. } => self.set(&user.id, OutcomeKind::Unverified),
            JournalEvent::Outcome { user, outcome, .. } => self.set(&user.id, *outcome),
            JournalEvent::Summary(totals) => self.stage = TraceStage::Ended(*totals),
        }
    }

    fn set(&mut self, id: &str, outcome: OutcomeKind) {
        let Some(known) = self.users.get_mut(id) else { return };
        // Who was deactivated by an earlier apply is found inactive by the next one: the plan did that.
        if (*known, outcome) != (Some(OutcomeKind::Done), OutcomeKind::AlreadyInactive) {
            *known = Some(outcome);
        }
    }

    /// The first line of the journal that could not be read.
    pub(super) fn damage(&self) -> Option<&InvalidLine> {
        self.damage.as_ref()
    }

    /// Whether an apply of the plan began.
    pub(super) fn has_begun(&self) -> bool {
        self.stage != TraceStage::NotBegun
    }

    /// Whether an apply of the plan wrote to the journal at this time or later.
    pub(super) fn has_begun_since(&self, time: Timestamp) -> bool {
        self.has_begun() && self.last.is_none_or(|last| last >= time)
    }

    /// The totals with which the last apply of the plan ended.
    pub(super) fn ended(&self) -> Option<Totals> {
        match self.stage {
            TraceStage::Ended(totals) => Some(totals),
            TraceStage::NotBegun | TraceStage::Open => None,
        }
    }

    /// What came of a user of the plan.
    pub(super) fn outcome(&self, id: &str) -> OutcomeKind {
        self.users.get(id).copied().flatten().unwrap_or(OutcomeKind::NotStarted)
    }

    /// How many users of the plan have each outcome, after all its applies.
    pub(super) fn totals(&self) -> Totals {
        Totals::of(self.users.values().map(|outcome| outcome.unwrap_or(OutcomeKind::NotStarted)))
    }
}
