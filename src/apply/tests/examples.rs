//! Promises that one example shows best.

use crate::apply::{
    ApplyOptions, ApplyProgress, Completion, Effect, JournalEntry, Machine, OnInteraction, PauseEnd, StopReason, Target,
};
use crate::model::{
    AccountMark, AccountMarks, ApplyPolicy, ChangeReason, CurrentUser, DirectoryError, DirectoryErrorKind, Division,
    Earlier, Email, Grant, LiveUser, Outcome, OutcomeNote, PersonName, Reported, State, UserAttributes, UserId,
    Version, WriteProtection, WriteReceipt, WriteState,
};

/// How a directory answers a write.
type WriteResult = Result<(), DirectoryErrorKind>;

fn target(n: usize) -> Target {
    of_id(&UserId::new(&format!("u{n}")).unwrap())
}

fn of_id(id: &UserId) -> Target {
    Target {
        id: id.clone(),
        email: Email::reported(&format!("{id}@acme.example")),
        name: PersonName(format!("Person {id}")),
        division: Some("d1".to_owned()),
        account: AccountMarks::default(),
    }
}

fn division(id: &str, name: &str) -> Option<std::sync::Arc<Division>> {
    Some(Division { id: id.to_owned(), name: name.to_owned() }.into())
}

fn user(id: &UserId, state: State) -> LiveUser {
    let Target { id, email, name, .. } = of_id(id);
    LiveUser {
        id,
        email,
        name: name.0,
        division: division("d1", "Support"),
        version: Version::number(1),
        state,
        attributes: None,
    }
}

fn options(max_concurrent_writes: usize) -> ApplyOptions {
    ApplyOptions {
        max_concurrent_writes,
        limit: None,
        canary: None,
        on_interaction: OnInteraction::Defer,
        policy: ApplyPolicy::default(),
        concurrency: WriteProtection::Versioned,
        read_batch: 100,
        consequences: None,
    }
}

fn machine(users: usize, max_concurrent_writes: usize) -> Machine {
    Machine::new((0..users).map(target), options(max_concurrent_writes))
}

/// A directory and a disk that do what they are asked, one effect after the other, except where a test says otherwise.
struct Peer<'a> {
    write: Box<dyn FnMut(&UserId) -> WriteResult + 'a>,
    /// What other people did to a user, called at each reading.
    change: Box<dyn FnMut(&mut LiveUser) + 'a>,
    /// Readings of which users fail because of their content.
    unreadable: Option<UserId>,
    written: Vec<UserId>,
    writes: usize,
    entries: Vec<JournalEntry>,
    progress: Vec<ApplyProgress>,
}

impl<'a> Peer<'a> {
    fn new() -> Self {
        Self {
            write: Box::new(|_| Ok(())),
            change: Box::new(|_| {}),
            unreadable: None,
            written: Vec::new(),
            writes: 0,
            entries: Vec::new(),
            progress: Vec::new(),
        }
    }

    fn answering(write: impl FnMut(&UserId) -> WriteResult + 'a) -> Self {
        Self { write: Box::new(write), ..Self::new() }
    }

    fn changing(change: impl FnMut(&mut LiveUser) + 'a) -> Self {
        Self { change: Box::new(change), ..Self::new() }
    }

    fn run(mut self, machine: &mut Machine) -> Self {
        while let Some(effect) = machine.next_effect() {
            let completion = self.perform(effect);
            self.progress.extend(machine.handle(completion));
        }
        self
    }

    fn perform(&mut self, effect: Effect) -> Completion {
        match effect {
            Effect::Read(ids) if self.unreadable.as_ref().is_some_and(|id| ids.contains(id)) => {
                Completion::Read(ids, Err(DirectoryError::new(DirectoryErrorKind::Malformed, "odd")))
            }
            Effect::Read(ids) => {
                let found = ids.iter().map(|id| self.read(id)).collect();
                Completion::Read(ids, Ok(found))
            }
            Effect::ReadRoles(id) => Completion::Roles(id, Ok(Vec::new())),
            Effect::Journal(entries) => {
                self.entries.extend(entries);
                Completion::Journal(Ok(()))
            }
            Effect::Pause(pause) => Completion::Pause(pause, PauseEnd::Elapsed),
            Effect::Deactivate(id, _) => {
                self.writes += 1;
                let result = (self.write)(&id);
                if result.is_ok() {
                    self.written.push(id.clone());
                }
                let written = |()| WriteReceipt { user: Some(user(&id, State::Inactive)), correlation_id: None };
                let result = result.map(written).map_err(|kind| DirectoryError::new(kind, "no"));
                Completion::Deactivate(id, result)
            }
        }
    }

    fn read(&mut self, id: &UserId) -> CurrentUser {
        let mut user = user(id, if self.written.contains(id) { State::Inactive } else { State::Active });
        (self.change)(&mut user);
        CurrentUser { user, interaction: Reported::Known(false), record: None }
    }
}

fn outcome(machine: &Machine) -> Outcome {
    machine.outcomes().next().unwrap().outcome
}

#[test]
fn three_authorization_failures_in_a_row_stop_the_apply() {
    let mut all = machine(20, 8);
    assert_eq!(Peer::answering(|_| Err(DirectoryErrorKind::Forbidden)).run(&mut all).writes, 3);
    assert!(matches!(all.stopped(), Some(StopReason::Authorization { .. })));
    let started = all.outcomes().filter(|user| user.outcome != Outcome::NotStarted).count();
    assert_eq!(started, 3);
}

#[test]
fn failures_stop_the_apply_only_when_more_than_a_fifth_fails() {
    let mut tolerated = machine(20, 8);
    let bad = ["u5", "u10", "u15"];
    let write = |id: &UserId| if bad.contains(&id.as_str()) { Err(DirectoryErrorKind::Rejected) } else { Ok(()) };
    assert_eq!(Peer::answering(write).run(&mut tolerated).writes, 20);
    assert_eq!(tolerated.outcomes().filter(|user| matches!(user.outcome, Outcome::Failed { .. })).count(), 3);
    let mut stopped = machine(20, 1);
    Peer::answering(|_| Err(DirectoryErrorKind::Rejected)).run(&mut stopped);
    assert_eq!(stopped.stopped(), Some(&StopReason::Failures { failed: 5, tried: 5 }));
}

#[test]
fn a_rate_limit_of_hours_stops_the_apply() {
    let mut all = machine(20, 8);
    assert_eq!(Peer::answering(|_| Err(DirectoryErrorKind::RateLimited)).run(&mut all).writes, 1);
    assert!(matches!(all.stopped(), Some(StopReason::RateLimited { .. })));
}

#[test]
fn one_unusable_user_in_an_answer_does_not_keep_the_others_from_being_written() {
    let peer = Peer { unreadable: Some(target(1).id), ..Peer::new() }.run(&mut machine(3, 1));
    assert_eq!(peer.written, [target(0).id, target(2).id]);
}

#[test]
fn a_canary_in_doubt_does_not_release_the_other_users() {
    let mut machine = Machine::new((0..5).map(target), ApplyOptions { canary: Some(3), ..options(8) });
    // Only the first of three writes without an answer takes effect.
    let mut peer = Peer::answering(|_| Err(DirectoryErrorKind::Unreachable));
    peer.written.push(target(0).id);
    let mut is_first_reading = true;
    // The other two, whose writes fail at the same time.
    let mut pair = Vec::new();
    loop {
        let effects: Vec<Effect> = std::iter::from_fn(|| machine.next_effect()).collect();
        if effects.is_empty() {
            break;
        }
        for effect in effects {
            let completion = match effect {
                Effect::Read(ids) if std::mem::take(&mut is_first_reading) => {
                    let current = |id| CurrentUser {
                        user: user(id, State::Active),
                        interaction: Reported::Known(false),
                        record: None,
                    };
                    let users = ids.iter().map(current).collect();
                    Completion::Read(ids, Ok(users))
                }
                // Both in doubt at once, who are read one by one after that.
                Effect::Read(ids) if ids.len() == 2 => {
                    Completion::Read(ids, Err(DirectoryError::new(DirectoryErrorKind::Malformed, "odd")))
                }
                Effect::Deactivate(ref id, _) if *id != target(0).id && pair.len() < 2 => {
                    pair.push(effect);
                    if pair.len() == 2 {
                        pair.iter().cloned().for_each(|write| drop(machine.handle(peer.perform(write))));
                    }
                    continue;
                }
                effect => peer.perform(effect),
            };
            machine.handle(completion);
        }
    }
    assert_eq!((peer.writes, machine.stopped()), (3, Some(&StopReason::Canary)));
}

#[test]
fn a_write_without_an_answer_whose_user_is_still_active_is_unverified_and_never_failed() {
    use DirectoryErrorKind::{Conflict, ConflictAfterRetry, Forbidden, Malformed, Rejected, Server, Unreachable};
    for kind in [Unreachable, Server, ConflictAfterRetry, Malformed] {
        let mut one = machine(1, 1);
        Peer::answering(|_| Err(kind)).run(&mut one);
        assert!(matches!(outcome(&one), Outcome::Unverified { .. }), "{kind:?}: {:?}", outcome(&one));
    }
    for kind in [Forbidden, Rejected, Conflict] {
        let mut one = machine(1, 1);
        Peer::answering(|_| Err(kind)).run(&mut one);
        assert!(matches!(outcome(&one), Outcome::Failed { .. }), "{kind:?} is a plain refusal");
    }
}

#[test]
fn a_user_found_inactive_after_an_unresolved_write_of_an_earlier_apply_is_done_with_the_roles_of_that_write() {
    let text = str::to_owned;
    let grant = Grant {
        role_id: text("r1"),
        role_name: text("Agent"),
        division_id: text("d1"),
        division_name: text("Support"),
    };
    let earlier =
        Earlier { time: "2026-11-21T17:00:00Z".parse().unwrap(), roles: Reported::Known(vec![grant]), record: None };
    let mut all = machine(2, 1).remembering([(target(1).id, earlier.clone())]);
    let peer = Peer::changing(|user| user.state = State::Inactive).run(&mut all);
    let reported: Vec<_> = peer
        .progress
        .iter()
        .map(|progress| match progress {
            ApplyProgress::Settled { user } => (user.outcome.clone(), user.notes.clone()),
            ApplyProgress::Warning { warning } => panic!("{warning:?}"),
        })
        .collect();
    let note = OutcomeNote::EarlierWrite { write: earlier.clone() };
    assert_eq!(reported, [(Outcome::AlreadyInactive, vec![]), (Outcome::Done, vec![note])]);
    let roles: Vec<_> = peer
        .entries
        .iter()
        .map(|entry| match entry {
            JournalEntry::Outcome { write, roles, .. } => (*write, roles.clone()),
            JournalEntry::Intent { .. } => panic!("{entry:?}"),
        })
        .collect();
    assert_eq!(roles, [(WriteState::NotSent, None), (WriteState::NotSent, Some(earlier.roles))]);
}

#[test]
fn an_account_with_another_mark_than_the_planned_one_is_changed_and_not_written() {
    type Edit = fn(&mut AccountMarks);
    let edits: [(AccountMark, Edit); 5] = [
        (AccountMark::UserName, |marks| marks.user_name = Some("zoe".to_owned())),
        (AccountMark::UserName, |marks| marks.user_name = None),
        (AccountMark::ExternalId, |marks| marks.external_id = Some("E2".to_owned())),
        (AccountMark::ExternalId, |marks| marks.external_id = None),
        (AccountMark::Created, |marks| marks.created = Some("2026-11-22T00:00:00Z".to_owned())),
    ];
    let planned = AccountMarks {
        user_name: Some("ana".to_owned()),
        external_id: Some("E1".to_owned()),
        created: Some("2020-01-01T00:00:00Z".to_owned()),
        ..AccountMarks::default()
    };
    let apply = |now: &AccountMarks| {
        let target = Target { account: planned.clone(), ..target(1) };
        let mut machine = Machine::new([target], options(1));
        let attributes = UserAttributes { account: now.clone(), ..UserAttributes::default() };
        let change = |user: &mut LiveUser| user.attributes = Some(Box::new(attributes.clone()));
        let writes = Peer::changing(change).run(&mut machine).writes;
        (outcome(&machine), writes)
    };
    assert_eq!(apply(&planned), (Outcome::Done, 1));
    for (mark, edit) in edits {
        let mut now = planned.clone();
        edit(&mut now);
        assert_eq!(apply(&now), (Outcome::Changed { reason: ChangeReason::Account { mark } }, 0), "{now:?}");
    }
}

/// What other people do to a user between the plan and a reading.
type Change = fn(&mut LiveUser);

/// The outcome of an apply of one user who changes like this before each reading, and whether they were written.
fn found(concurrency: WriteProtection, readings: &[Change]) -> (Outcome, bool) {
    let mut machine = Machine::new([target(1)], ApplyOptions { concurrency, ..options(1) });
    let mut reading = 0;
    let peer = Peer::changing(|user| {
        readings[reading.min(readings.len() - 1)](user);
        reading += 1;
    });
    let is_written = peer.run(&mut machine).writes > 0;
    (outcome(&machine), is_written)
}

#[test]
fn a_user_who_left_the_scope_or_may_be_another_person_since_the_plan_is_changed_and_not_written() {
    let as_planned: Change = |_| {};
    let rows: [(&str, Change, bool); 7] = [
        ("as planned", as_planned, true),
        ("married", |user| user.name = "Person Wiśniewska".to_owned(), true),
        ("a division of another name", |user| user.division = division("d1", "Care"), true),
        ("another e-mail", |user| user.email = Email::reported("u1@other.example"), false),
        ("another division", |user| user.division = division("d2", "Support"), false),
        ("a division that is not shown", |user| user.division = None, false),
        ("another person", |user| user.name = "Zoe Kim".to_owned(), false),
    ];
    for concurrency in [WriteProtection::Versioned, WriteProtection::Reread] {
        for (name, change, goes_on) in rows {
            let (outcome, is_written) = found(concurrency, &[change]);
            let is_done = outcome == Outcome::Done;
            assert_eq!((is_done, is_written), (goes_on, goes_on), "{name}, {concurrency:?}: {outcome:?}");
            assert!(goes_on || matches!(outcome, Outcome::Changed { .. }), "{name}, {concurrency:?}: {outcome:?}");
        }
    }
    for (name, change, goes_on) in rows {
        let (outcome, is_written) = found(WriteProtection::Reread, &[as_planned, change]);
        assert_eq!(is_written, goes_on, "{name}, at the second reading: {outcome:?}");
    }
}
