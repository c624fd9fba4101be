//! Each row of the table of transitions is walked through once for each stage that it names.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::model::{
    AccountMarks, ApplyPolicy, CurrentUser, DirectoryError, DirectoryErrorKind, Email, LiveUser, PersonName, State,
    UserRecord, WriteReceipt,
};

/// A machine whose effects succeed, except where a row says otherwise.
struct Walk {
    machine: Machine,
    in_flight: Vec<Effect>,
    /// The user whose stages are observed.
    at: usize,
    /// The version of users who are found as planned.
    version: u64,
}

fn user(id: &UserId, state: State, version: u64) -> LiveUser {
    let email = Email::reported(&format!("{id}@acme.example"));
    LiveUser {
        id: id.clone(),
        email,
        name: "Ana".to_owned(),
        division: None,
        version: if version == UNVERSIONED { Version::absent() } else { Version::number(version) },
        state,
        attributes: None,
    }
}

/// The version of a user without one.
const UNVERSIONED: u64 = 0;

fn error(kind: DirectoryErrorKind) -> DirectoryError {
    DirectoryError::new(kind, "an example")
}

impl Walk {
    fn of(users: usize) -> Self {
        let options = ApplyOptions {
            max_concurrent_writes: 8,
            limit: None,
            canary: None,
            on_interaction: OnInteraction::Wait,
            policy: ApplyPolicy::default(),
            concurrency: WriteProtection::Versioned,
            read_batch: 100,
            consequences: None,
        };
        let target = |n| {
            let id = UserId::new(&format!("u{n}")).unwrap();
            let email = Email::reported(&format!("{id}@acme.example"));
            Target { id, email, name: PersonName("Ana".to_owned()), division: None, account: AccountMarks::default() }
        };
        Self { machine: Machine::new((0..users).map(target), options), in_flight: Vec::new(), at: 0, version: 1 }
    }

    /// In a directory whose terms are known.
    fn on_terms() -> Self {
        let mut walk = Self::of(1);
        walk.machine.options.consequences = Some(Consequences::default());
        walk
    }

    fn rereading() -> Self {
        let mut walk = Self::of(1);
        walk.machine.options.concurrency = WriteProtection::Reread;
        walk
    }

    fn kind(&self) -> StageKind {
        self.machine.users.stage(self.at).kind()
    }

    /// Goes on until the observed user is in this stage.
    fn until(mut self, kind: StageKind) -> Self {
        while self.kind() != kind {
            self.step();
        }
        self
    }

    /// Goes on until the observed user is in another stage.
    fn step(&mut self) {
        let before = self.kind();
        for _ in 0..20 {
            match self.machine.next_effect() {
                Some(effect) => self.in_flight.push(effect),
                None => self.succeed(),
            }
            if self.kind() != before {
                return;
            }
        }
        panic!("{before:?} is the last stage");
    }

    fn succeed(&mut self) {
        let is_written = matches!(self.kind(), StageKind::ReadingBack);
        let state = if is_written { State::Inactive } else { State::Active };
        let completion = match self.in_flight.remove(0) {
            Effect::Read(ids) => found(ids, state, self.version, Reported::Known(false)),
            Effect::ReadRoles(id) => Completion::Roles(id, Ok(Vec::new())),
            Effect::Journal(_) => Completion::Journal(Ok(())),
            Effect::Deactivate(id, _) => accepted(id),
            Effect::Pause(pause) => Completion::Pause(pause, PauseEnd::Elapsed),
        };
        self.machine.handle(completion);
    }

    /// Completes the last effect like this.
    fn complete(mut self, completion: impl FnOnce(Effect) -> Completion) -> Self {
        let effect = self.in_flight.pop().expect("an effect in flight");
        self.machine.handle(completion(effect));
        self
    }

    fn read(self, state: State, version: u64, interaction: bool) -> Self {
        self.complete(|effect| match effect {
            Effect::Read(ids) => found(ids, state, version, Reported::Known(interaction)),
            other => panic!("{other:?}"),
        })
    }

    /// Completes a reading with a user as planned, and with a record that no reading had before.
    fn read_record(self) -> Self {
        self.complete(|effect| match effect {
            Effect::Read(ids) => match found(ids, State::Active, 1, Reported::Known(false)) {
                Completion::Read(ids, Ok(mut users)) => {
                    users.iter_mut().for_each(|current| current.record = Some(UserRecord::default()));
                    Completion::Read(ids, Ok(users))
                }
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        })
    }

    fn read_nobody(self) -> Self {
        self.complete(|effect| match effect {
            Effect::Read(ids) => Completion::Read(ids, Ok(Vec::new())),
            other => panic!("{other:?}"),
        })
    }

    fn fail(self, kind: DirectoryErrorKind) -> Self {
        self.complete(|effect| match effect {
            Effect::Read(ids) => Completion::Read(ids, Err(error(kind))),
            Effect::ReadRoles(id) => Completion::Roles(id, Err(error(kind))),
            Effect::Deactivate(id, _) => Completion::Deactivate(id, Err(error(kind))),
            Effect::Journal(_) => Completion::Journal(Err("no space left".to_owned())),
            Effect::Pause(pause) => Completion::Pause(pause, PauseEnd::TimeUp),
        })
    }

    fn stop(mut self) -> Self {
        self.machine.stop(StopReason::Interrupted);
        self
    }

    fn stepped(mut self) -> Self {
        self.step();
        self
    }
}

fn found(ids: Vec<UserId>, state: State, version: u64, interaction: Reported<bool>) -> Completion {
    let current = |id| CurrentUser { user: user(id, state, version), interaction: interaction.clone(), record: None };
    let users = ids.iter().map(current).collect();
    Completion::Read(ids, Ok(users))
}

fn accepted(id: UserId) -> Completion {
    let written = WriteReceipt { user: Some(user(&id, State::Inactive, 2)), correlation_id: None };
    Completion::Deactivate(id, Ok(written))
}

/// A busy user with the pause in flight.
fn paused() -> Walk {
    let mut walk = Walk::of(1).until(StageKind::Reading).read(State::Active, 1, true);
    let pause = walk.machine.next_effect().expect("a pause");
    walk.in_flight.push(pause);
    walk
}

/// A user who was read back this number of times without being inactive, and is being read back again.
fn read_back(times: u32) -> Walk {
    (0..times).fold(Walk::of(1).until(StageKind::ReadingBack), |walk, _| {
        walk.read(State::Active, 1, false).until(StageKind::ReadingBack)
    })
}

/// A user whose writes were not carried out this number of times, and who is being written again.
fn throttled(times: u32) -> Walk {
    (0..times).fold(Walk::of(1).until(StageKind::Writing), |walk, _| {
        walk.fail(DirectoryErrorKind::Throttled).until(StageKind::Writing)
    })
}

/// A user on terms who was not found this number of times after the write, and is being read back again.
fn missed(times: u32) -> Walk {
    (0..times).fold(Walk::on_terms().until(StageKind::ReadingBack), |walk, _| {
        walk.read_nobody().until(StageKind::ReadingBack)
    })
}

fn requiring_roles() -> Walk {
    let mut walk = Walk::of(1);
    walk.machine.options.policy.require_role_record = true;
    walk
}

/// The second of two users, after the roles of the first were refused.
fn after_refused_roles() -> Walk {
    let walk = Walk::of(2).until(StageKind::ReadingRoles).fail(DirectoryErrorKind::Forbidden);
    Walk { at: 1, ..walk }
}

#[test]
fn each_row_of_the_table_of_transitions_holds() {
    use DirectoryErrorKind::{Conflict, Forbidden, Malformed, NotFound, Rejected, Throttled, Unreachable};
    use StageKind as K;
    type Event = fn(Walk) -> Walk;
    let step: Event = Walk::stepped;
    let rows: Vec<(u32, Walk, Event)> = vec![
        (1, Walk::of(1), step),
        (1, Walk::of(1).until(K::Writing).fail(Conflict), step),
        (1, Walk::of(2).until(K::Reading).fail(Malformed), step),
        (2, Walk::of(1).until(K::Reading), |walk| walk.read(State::Active, 1, false)),
        (3, Walk::of(1).until(K::Reading), |walk| walk.read(State::Active, 1, true)),
        (4, Walk::of(1).until(K::Reading), |walk| walk.read(State::Deleted, 1, false)),
        (4, Walk::of(1).until(K::Reading), Walk::read_nobody),
        (5, Walk::of(1).until(K::Reading), |walk| walk.fail(Malformed)),
        (6, Walk::of(2).until(K::Reading), |walk| walk.fail(Malformed)),
        (7, paused(), |walk| walk.complete(|_| Completion::Pause(Pause::Busy, PauseEnd::Elapsed))),
        (8, paused(), |walk| walk.complete(|_| Completion::Pause(Pause::Busy, PauseEnd::TimeUp))),
        (9, Walk::of(1).until(K::Ready), step),
        (10, after_refused_roles(), step),
        (11, Walk::of(1).until(K::ReadingRoles), step),
        (11, Walk::of(1).until(K::ReadingRoles), |walk| walk.fail(Forbidden)),
        (12, Walk::of(1).until(K::ReadingRoles), |walk| walk.fail(Unreachable)),
        (12, requiring_roles().until(K::ReadingRoles), |walk| walk.fail(Rejected)),
        (13, requiring_roles().until(K::ReadingRoles), |walk| walk.fail(Forbidden)),
        (14, Walk::of(1).until(K::Recorded), step),
        (15, Walk::of(1).until(K::Journalling), step),
        (16, Walk::rereading().until(K::Journalling), step),
        (16, Walk { version: UNVERSIONED, ..Walk::of(1) }.until(K::Journalling), step),
        (17, Walk::of(1).until(K::Journalling), |walk| walk.fail(Unreachable)),
        (18, Walk::rereading().until(K::Recheck), step),
        (19, Walk::rereading().until(K::Rechecking), |walk| walk.read(State::Active, 1, false)),
        (20, Walk::rereading().until(K::Rechecking), |walk| walk.read(State::Active, 2, false)),
        (20, Walk::rereading().until(K::Rechecking), |walk| walk.read(State::Active, 1, true)),
        (20, Walk::rereading().until(K::Rechecking), Walk::read_record),
        (21, Walk::rereading().until(K::Rechecking), |walk| walk.read(State::Deleted, 1, false)),
        (21, Walk::rereading().until(K::Rechecking), Walk::read_nobody),
        (21, Walk::rereading().until(K::Rechecking), |walk| walk.fail(Unreachable)),
        (22, Walk::of(1).until(K::Intended), step),
        (23, Walk::of(1).until(K::Writing), step),
        (23, Walk::of(1).until(K::Writing), |walk| walk.fail(Malformed)),
        (24, Walk::of(1).until(K::Writing), |walk| walk.fail(Conflict)),
        (24, Walk::of(1).until(K::Writing), |walk| walk.fail(NotFound)),
        (24, Walk::of(1).until(K::Writing), |walk| walk.fail(Throttled)),
        (24, Walk::of(1).until(K::Writing), |walk| walk.fail(Unreachable)),
        (24, Walk::on_terms().until(K::Writing), |walk| walk.fail(Rejected)),
        (24, Walk::on_terms().until(K::Writing).fail(Conflict).until(K::Writing), |walk| walk.fail(Conflict)),
        (25, Walk::of(1).until(K::Writing), |walk| walk.fail(Rejected)),
        (25, throttled(4), |walk| walk.fail(Throttled)),
        (26, Walk::of(1).until(K::Accepted), step),
        (26, Walk::of(2).until(K::ReadingBack).fail(Malformed), step),
        (27, Walk::of(1).until(K::ReadingBack), |walk| walk.read(State::Inactive, 2, false)),
        (28, Walk::of(1).until(K::ReadingBack), |walk| walk.read(State::Active, 1, false)),
        (28, Walk::of(1).until(K::ReadingBack), Walk::read_nobody),
        (28, Walk::on_terms().until(K::ReadingBack), |walk| walk.read(State::Active, 1, false)),
        (28, Walk::on_terms().until(K::ReadingBack), Walk::read_nobody),
        (29, read_back(4), |walk| walk.read(State::Active, 1, false)),
        (29, missed(2), Walk::read_nobody),
        (30, Walk::of(2).until(K::ReadingBack), |walk| walk.fail(Malformed)),
        (31, Walk::of(1).until(K::ReadingBack).read(State::Active, 1, false), step),
        (32, Walk::of(1).until(K::Intended), Walk::stop),
        (32, Walk::rereading().until(K::Recheck), Walk::stop),
        (33, Walk::of(1).until(K::Writing).fail(Conflict), |walk| walk.stop().stepped()),
        (34, Walk::on_terms().until(K::Writing).fail(Unreachable).until(K::Reading), Walk::read_nobody),
    ];
    let table = table();
    let mut seen: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
    for (number, walk, event) in rows {
        let from = walk.kind();
        let (stages, to) = &table[&number];
        assert_eq!(format!("{:?}", event(walk).kind()), *to, "row {number}, from {from:?}");
        let is_any = stages.contains("any stage before Journalling") && StageKind::UNSTARTED.contains(&from);
        let name = if is_any { "any stage before Journalling".to_owned() } else { format!("{from:?}") };
        assert!(stages.contains(&name), "row {number} does not start at {from:?}");
        seen.entry(number).or_default().insert(name);
    }
    for (number, (stages, _)) in &table {
        let missing = stages.iter().filter(|stage| !seen[number].contains(*stage) && !stage.starts_with("of a user"));
        assert_eq!(missing.collect::<Vec<_>>(), [""; 0], "row {number} has no example");
    }
}

/// The rows of the table: the stages that each starts from, and the stage that it leads to.
fn table() -> BTreeMap<u32, (BTreeSet<String>, String)> {
    let plain = |cell: &str| cell.trim().replace('`', "");
    let row = |line: &str| {
        let cells: Vec<&str> = line.strip_prefix("//! |")?.split('|').collect();
        let [number, from, _, to, _] = cells[..] else { return None };
        Some((number.trim().parse().ok()?, (plain(from).split(", ").map(str::to_owned).collect(), plain(to))))
    };
    include_str!("mod.rs").lines().filter_map(row).collect()
}
