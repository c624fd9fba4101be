//! The users of an apply, each in exactly one stage.

use std::collections::{BTreeMap, HashMap};

use crate::model::UserId;

use super::stage::{Stage, StageKind};
use super::task::Task;
use super::types::Target;

/// The users of an apply, by position in the order of the plan.
#[derive(Clone, Debug)]
pub(super) struct Users {
    places: Vec<UserPlace>,
    by_id: HashMap<UserId, usize>,
    /// The positions in each stage by turn: an index of `places`, which [`Users::enqueue`] alone maintains.
    turns: [BTreeMap<i64, usize>; StageKind::COUNT],
    first_turn: i64,
    last_turn: i64,
}

#[derive(Clone, Debug)]
struct UserPlace {
    task: Task,
    stage: Stage,
    /// The order within the stage.
    turn: i64,
}

impl Users {
    /// All of these, unread. An id that comes twice is one user.
    pub(super) fn new(targets: impl IntoIterator<Item = Target>) -> Self {
        let mut users = Self {
            places: Vec::new(),
            by_id: HashMap::new(),
            turns: std::array::from_fn(|_| BTreeMap::new()),
            first_turn: 0,
            last_turn: 0,
        };
        for target in targets {
            let at = users.places.len();
            if *users.by_id.entry(target.id.clone()).or_insert(at) == at {
                users.last_turn += 1;
                users.turns[StageKind::Unread as usize].insert(users.last_turn, at);
                users.places.push(UserPlace { task: Task::new(target), stage: Stage::Unread, turn: users.last_turn });
            }
        }
        users
    }

    /// Moves a user to a stage, behind those who are in it; users whose write has begun go before the others.
    pub(super) fn enqueue(&mut self, at: usize, stage: Stage) {
        let place = &mut self.places[at];
        self.turns[place.stage.kind() as usize].remove(&place.turn);
        place.turn = if place.task.is_begun() && matches!(stage, Stage::Ready(_) | Stage::Recorded(..)) {
            self.first_turn -= 1;
            self.first_turn
        } else {
            self.last_turn += 1;
            self.last_turn
        };
        self.turns[stage.kind() as usize].insert(place.turn, at);
        place.stage = stage;
    }

    pub(super) fn position(&self, id: &UserId) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    pub(super) fn task(&self, at: usize) -> &Task {
        &self.places[at].task
    }

    pub(super) fn task_mut(&mut self, at: usize) -> &mut Task {
        &mut self.places[at].task
    }

    pub(super) fn stage(&self, at: usize) -> &Stage {
        &self.places[at].stage
    }

    /// Every user, in the order of the plan.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Task, &Stage)> {
        self.places.iter().map(|place| (&place.task, &place.stage))
    }

    /// The positions of the users in a stage, by turn.
    pub(super) fn of(&self, kind: StageKind) -> impl Iterator<Item = usize> + '_ {
        self.turns[kind as usize].values().copied()
    }

    pub(super) fn first(&self, kind: StageKind) -> Option<usize> {
        self.of(kind).next()
    }

    /// The number of users in any of these stages.
    pub(super) fn count(&self, kinds: &[StageKind]) -> usize {
        kinds.iter().map(|kind| self.turns[*kind as usize].len()).sum()
    }

    /// Whether any user is in one of these stages.
    pub(super) fn any(&self, kinds: &[StageKind]) -> bool {
        self.count(kinds) > 0
    }
}
