//! Directories where a deactivation may do more than end access: what it did to one user is known before the next.

mod refusals;

use std::collections::BTreeMap;

use crate::apply::{
    ApplyOptions, ApplyProgress, Completion, Consequences, Effect, JournalEntry, Machine, OnInteraction, PauseEnd,
    StopReason, Target, UserOutcome,
};
use crate::model::{
    AccountMarks, ApplyPolicy, ChangeReason, CurrentUser, DeactivationEffect, DeactivationTerms, DirectoryError,
    DirectoryErrorKind, Earlier, Email, Label, LiveUser, Outcome, OutcomeKind, OutcomeNote, PersonName, Reported,
    Reversibility, State, UnverifiedReason, UserId, UserRecord, Version, Visibility, WriteProtection, WriteReceipt,
};

/// A user of the service; `None` in its place when it does not show them.
#[derive(Clone)]
struct Account {
    state: State,
    version: Version,
    record: UserRecord,
}

/// What the service does with a write.
type Write = fn(&mut Option<Account>) -> Result<(), DirectoryErrorKind>;

/// A service, a disk, and what happened in order: `read u0`, `intent u0`, `write u0`, `outcome u0`.
struct Trial {
    accounts: BTreeMap<UserId, Option<Account>>,
    write: Write,
    /// The answers to the next writes, the next one last, in place of `write`; `None` is its own.
    answers: Vec<Option<DirectoryErrorKind>>,
    /// Whether the service carries out what it refuses.
    is_lying: bool,
    /// How many readings after a write do not show the user.
    absences: usize,
    /// Whether every reading gives the user another version.
    is_restless: bool,
    /// Whether a write deactivates everybody.
    is_reaching_all: bool,
    /// After how many writes no user can be read.
    unreadable_after: Option<usize>,
    /// What errors say to do.
    hint: Option<&'static str>,
    trace: Vec<String>,
    entries: Vec<JournalEntry>,
    reported: Vec<UserOutcome>,
}

fn id(n: usize) -> UserId {
    UserId::new(&format!("u{n}")).unwrap()
}

fn target(n: usize) -> Target {
    Target {
        id: id(n),
        email: email(n),
        name: PersonName("Ana".to_owned()),
        division: None,
        account: AccountMarks::default(),
    }
}

fn email(n: usize) -> Email {
    Email::reported(&format!("u{n}@acme.example"))
}

fn record(json: &str) -> UserRecord {
    serde_json::from_str(json).unwrap()
}

fn labels(names: &[&str]) -> Vec<Label> {
    names.iter().map(|name| Label((*name).to_owned())).collect()
}

fn deactivate(account: &mut Option<Account>) -> Result<(), DirectoryErrorKind> {
    let account = account.as_mut().ok_or(DirectoryErrorKind::NotFound)?;
    account.state = State::Inactive;
    account.version = Version::text("W/\"2\"");
    Ok(())
}

/// As [`deactivate`], and the groups and the title are other ones.
fn deactivate_and_change(account: &mut Option<Account>) -> Result<(), DirectoryErrorKind> {
    deactivate(account)?;
    if let Some(account) = account {
        account.record = record(r#"{"title":"gone","groups":[]}"#);
    }
    Ok(())
}

impl Trial {
    fn of(users: usize, version: &Version, write: Write) -> Self {
        let account = Account {
            state: State::Active,
            version: version.clone(),
            record: record(r#"{"title":"agent","groups":["support"]}"#),
        };
        let accounts = (0..users).map(|n| (id(n), Some(account.clone()))).collect();
        let (trace, entries, reported) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            accounts,
            write,
            answers: Vec::new(),
            is_lying: false,
            absences: 0,
            is_restless: false,
            is_reaching_all: false,
            unreadable_after: None,
            hint: None,
            trace,
            entries,
            reported,
        }
    }

    /// Runs an apply of every user, where these effects are accepted.
    fn run(&mut self, accepted: &[DeactivationEffect]) -> Machine {
        self.go_on(Machine::new((0..self.accounts.len()).map(target), options(accepted)))
    }

    fn go_on(&mut self, mut machine: Machine) -> Machine {
        while let Some(effect) = machine.next_effect() {
            let completion = self.perform(effect);
            for progress in machine.handle(completion) {
                if let ApplyProgress::Settled { user } = progress {
                    self.reported.push(user);
                }
            }
        }
        machine
    }

    fn perform(&mut self, effect: Effect) -> Completion {
        match effect {
            Effect::Read(ids) if self.unreadable_after == Some(self.writes()) => {
                Completion::Read(ids, Err(DirectoryError::new(DirectoryErrorKind::Malformed, "not a user")))
            }
            Effect::Read(ids) => {
                if self.is_restless {
                    let version = Version::text(&format!("W/\"{}\"", self.trace.len()));
                    self.accounts.values_mut().flatten().for_each(|account| account.version = version.clone());
                }
                let found = ids.iter().filter_map(|id| {
                    self.trace.push(format!("read {id}"));
                    let is_written = self.trace.contains(&format!("write {id}"));
                    if is_written && self.absences > 0 {
                        self.absences -= 1;
                        return None;
                    }
                    self.accounts[id].clone().map(|account| current(id, account))
                });
                let found = found.collect();
                Completion::Read(ids, Ok(found))
            }
            Effect::ReadRoles(id) => Completion::Roles(id, Ok(Vec::new())),
            Effect::Journal(entries) => {
                self.trace.extend(entries.iter().map(|entry| match entry {
                    JournalEntry::Intent { target, .. } => format!("intent {}", target.id),
                    JournalEntry::Outcome { target, .. } => format!("outcome {}", target.id),
                }));
                self.entries.extend(entries);
                Completion::Journal(Ok(()))
            }
            Effect::Pause(pause) => Completion::Pause(pause, PauseEnd::Elapsed),
            Effect::Deactivate(id, version) => {
                self.trace.push(format!("write {id}"));
                let account = self.accounts.get_mut(&id).unwrap();
                let is_stale = account.as_ref().is_some_and(|account| account.version != version);
                let answer = if self.answers.len() > 1 { self.answers.pop() } else { self.answers.last().copied() };
                let result = match answer.flatten() {
                    Some(kind) if self.is_lying => (self.write)(account).and(Err(kind)),
                    Some(kind) => Err(kind),
                    None if is_stale => Err(DirectoryErrorKind::OutdatedVersion),
                    None => (self.write)(account),
                };
                if self.is_reaching_all {
                    self.accounts.values_mut().flatten().for_each(|account| account.state = State::Inactive);
                }
                let receipt = |()| WriteReceipt { user: None, correlation_id: None };
                let error = |kind| {
                    let hints = self.hint.into_iter().map(str::to_owned).collect();
                    DirectoryError { hints, ..DirectoryError::new(kind, "no") }
                };
                Completion::Deactivate(id, result.map(receipt).map_err(error))
            }
        }
    }

    fn writes(&self) -> usize {
        self.trace.iter().filter(|step| step.starts_with("write")).count()
    }

    /// The last outcome and the notes of a user, as they were reported.
    fn last(&self, n: usize) -> &UserOutcome {
        self.reported.iter().rfind(|user| user.target.id == id(n)).unwrap()
    }

    /// Side effects and visibility in the last outcome of the journal.
    fn journalled(&self) -> (Vec<String>, Visibility) {
        let of_outcome = |entry: &JournalEntry| match entry {
            JournalEntry::Outcome { side_effects, visibility, .. } => {
                Some((side_effects.iter().map(|label| label.0.clone()).collect(), *visibility))
            }
            JournalEntry::Intent { .. } => None,
        };
        self.entries.iter().rev().find_map(of_outcome).unwrap()
    }
}

fn live(id: &UserId, state: State) -> LiveUser {
    LiveUser {
        id: id.clone(),
        email: Email::reported(&format!("{id}@acme.example")),
        name: "Ana".to_owned(),
        division: None,
        version: Version::absent(),
        state,
        attributes: None,
    }
}

fn current(id: &UserId, account: Account) -> CurrentUser {
    let user = LiveUser { version: account.version, ..live(id, account.state) };
    CurrentUser { user, interaction: Reported::Known(false), record: Some(account.record) }
}

fn options(accepted: &[DeactivationEffect]) -> ApplyOptions {
    let terms = DeactivationTerms {
        service: "example".to_owned(),
        title: "Example".to_owned(),
        verdict: Reversibility::Destructive,
        effects: accepted.to_vec(),
        accepted: accepted.to_vec(),
        attestation: None,
        source: String::new(),
        read_on: "2026-11-24".parse().unwrap(),
        notes: Vec::new(),
    };
    ApplyOptions {
        max_concurrent_writes: 8,
        limit: None,
        canary: None,
        on_interaction: OnInteraction::Defer,
        policy: ApplyPolicy::default(),
        concurrency: WriteProtection::Versioned,
        read_batch: 100,
        consequences: Some(Consequences::of(&terms)),
    }
}

fn tag() -> Version {
    Version::text("W/\"1\"")
}

#[test]
fn each_user_is_read_written_and_read_back_before_the_next_is_read() {
    let mut trial = Trial::of(2, &tag(), deactivate);
    trial.run(&[]);
    let one = |n| ["read", "intent", "write", "read", "outcome"].map(|step| format!("{step} u{n}"));
    let witness = || vec!["read u1".to_owned()];
    assert_eq!(trial.trace, [witness(), one(0).to_vec(), witness(), one(1).to_vec()].concat());
}

#[test]
fn a_first_write_that_deactivates_other_users_too_stops_the_apply() {
    for users in [2, 3] {
        let mut trial = Trial { is_reaching_all: true, ..Trial::of(users, &tag(), deactivate) };
        let machine = trial.run(&[]);
        let reason = StopReason::WriteReachedOthers { email: email(users - 1) };
        assert_eq!((trial.writes(), machine.stopped()), (1, Some(&reason)));
        assert_eq!(trial.reported.len(), 1, "the others are not started");
    }
}

#[test]
fn a_user_who_was_inactive_before_the_first_write_says_nothing_of_it() {
    let mut trial = Trial::of(3, &tag(), deactivate);
    let last = trial.accounts.get_mut(&id(2)).unwrap().as_mut().unwrap();
    last.state = State::Inactive;
    let machine = trial.run(&[]);
    assert_eq!((trial.writes(), machine.stopped()), (2, None));
    assert_eq!(trial.last(2).outcome, Outcome::AlreadyInactive);
}

#[test]
fn a_user_without_a_version_is_read_once_more_between_intent_and_write() {
    let mut trial = Trial::of(1, &Version::absent(), |account| {
        account.as_mut().unwrap().state = State::Inactive;
        Ok(())
    });
    trial.run(&[]);
    assert_eq!(trial.trace, ["read u0", "intent u0", "read u0", "write u0", "read u0", "outcome u0"]);
}

#[test]
fn the_intent_has_the_whole_record() {
    let mut trial = Trial::of(1, &tag(), deactivate_and_change);
    trial.run(&[]);
    let JournalEntry::Intent { record: intended, .. } = &trial.entries[0] else { panic!("{:?}", trial.entries) };
    assert_eq!(*intended, Some(record(r#"{"title":"agent","groups":["support"]}"#)));
}

#[test]
fn a_user_who_vanishes_unexpectedly_stops_the_apply_at_once_and_is_unverified() {
    let mut trial = Trial::of(3, &tag(), |account| {
        *account = None;
        Ok(())
    });
    let machine = trial.run(&[DeactivationEffect::RemovesRoles]);
    assert_eq!((trial.writes(), machine.stopped()), (1, Some(&StopReason::Vanished { email: email(0) })));
    assert_eq!(trial.last(0).outcome, Outcome::Unverified { reason: UnverifiedReason::Vanished });
    assert_eq!(trial.journalled(), (Vec::new(), Visibility::Gone));
}

#[test]
fn a_user_who_vanishes_as_accepted_is_done_and_the_others_follow() {
    use DeactivationEffect::{DeletesIdentity, DeletesUser, HidesUser, RemovesMembership};
    for effect in [HidesUser, DeletesUser, RemovesMembership, DeletesIdentity] {
        let mut trial = Trial::of(3, &tag(), |account| {
            *account = None;
            Ok(())
        });
        let machine = trial.run(&[effect]);
        assert_eq!((trial.writes(), machine.stopped()), (3, None), "{effect:?}");
        let UserOutcome { outcome, notes, .. } = trial.last(1);
        assert_eq!((outcome, &notes[..]), (&Outcome::Done, &[OutcomeNote::Gone][..]), "{effect:?}");
        assert_eq!(trial.journalled(), (Vec::new(), Visibility::Gone));
    }
}

#[test]
fn a_user_who_vanished_behind_a_write_without_an_answer_is_judged_alike() {
    let vanish: Write = |account| {
        *account = None;
        Err(DirectoryErrorKind::Server)
    };
    let mut trial = Trial::of(2, &tag(), vanish);
    let machine = trial.run(&[]);
    assert_eq!((trial.writes(), machine.stopped()), (1, Some(&StopReason::Vanished { email: email(0) })));
    let mut trial = Trial::of(2, &tag(), vanish);
    let machine = trial.run(&[DeactivationEffect::DeletesUser]);
    assert_eq!((trial.writes(), machine.stopped()), (2, None));
    assert_eq!((&trial.last(0).outcome, &trial.last(1).outcome), (&Outcome::Done, &Outcome::Done));
}

#[test]
fn a_user_who_was_gone_before_any_write_stops_nothing() {
    let gone = |effects: &[DeactivationEffect]| {
        let mut trial = Trial::of(2, &tag(), deactivate);
        trial.accounts.insert(id(0), None);
        let machine = trial.run(effects);
        assert_eq!((trial.writes(), machine.stopped()), (1, None));
        trial.last(0).outcome.clone()
    };
    assert_eq!(gone(&[]), Outcome::Changed { reason: ChangeReason::Missing });
    // Whoever is not found may be active: only a write explains it.
    assert_eq!(gone(&[DeactivationEffect::HidesUser]), Outcome::Changed { reason: ChangeReason::Missing });
}

#[test]
fn a_user_who_vanished_after_an_unresolved_write_of_an_earlier_apply_stops_the_apply() {
    let mut trial = Trial::of(2, &tag(), deactivate);
    trial.accounts.insert(id(0), None);
    let earlier = Earlier { time: "2026-11-21T17:00:00Z".parse().unwrap(), roles: Reported::Unknown, record: None };
    let machine = Machine::new((0..2).map(target), options(&[])).remembering([(id(0), earlier)]);
    let machine = trial.go_on(machine);
    assert_eq!((trial.writes(), machine.stopped()), (0, Some(&StopReason::Vanished { email: email(0) })));
}

#[test]
fn attributes_that_change_unexpectedly_stop_the_apply_at_once_and_are_named() {
    let mut trial = Trial::of(3, &tag(), deactivate_and_change);
    let machine = trial.run(&[DeactivationEffect::RemovesTeams]);
    let reason = StopReason::SideEffects { email: email(0), attributes: labels(&["title"]) };
    assert_eq!((trial.writes(), machine.stopped()), (1, Some(&reason)));
    let note = OutcomeNote::SideEffects { expected: labels(&["groups"]), unexpected: labels(&["title"]) };
    assert_eq!(trial.last(0).outcome, Outcome::Done, "the access is ended");
    assert_eq!(trial.last(0).notes, [note]);
    assert_eq!(trial.journalled().0, ["groups", "title"]);
}

#[test]
fn attributes_that_change_as_accepted_are_reported_and_the_others_follow() {
    let mut trial = Trial::of(2, &tag(), |account| {
        deactivate(account)?;
        if let Some(account) = account {
            account.record = record(r#"{"title":"agent"}"#);
        }
        Ok(())
    });
    let machine = trial.run(&[DeactivationEffect::RemovesMembership]);
    assert_eq!((trial.writes(), machine.stopped()), (2, None));
    let note = OutcomeNote::SideEffects { expected: labels(&["groups"]), unexpected: Vec::new() };
    assert_eq!((&trial.last(1).outcome, &trial.last(1).notes), (&Outcome::Done, &vec![note]));
}

#[test]
fn attributes_that_changed_behind_a_write_without_an_answer_stop_the_apply_too() {
    let mut trial = Trial::of(2, &tag(), |account| {
        deactivate_and_change(account)?;
        Err(DirectoryErrorKind::Unreachable)
    });
    let machine = trial.run(&[]);
    let reason = StopReason::SideEffects { email: email(0), attributes: labels(&["groups", "title"]) };
    assert_eq!((trial.writes(), machine.stopped()), (1, Some(&reason)));
}

#[test]
fn three_accepted_writes_in_a_row_without_an_effect_stop_the_apply() {
    let mut trial = Trial::of(9, &tag(), |_| Ok(()));
    let machine = trial.run(&[]);
    assert_eq!((trial.writes(), machine.stopped()), (3, Some(&StopReason::Ineffective { writes: 3 })));
    for n in 0..3 {
        assert_eq!(trial.last(n).outcome, Outcome::Unverified { reason: UnverifiedReason::AcceptedAndActive });
    }
}

#[test]
fn a_first_write_whose_user_cannot_be_read_back_stops_the_apply_and_a_later_one_does_not() {
    let mut trial = Trial { unreadable_after: Some(1), ..Trial::of(3, &tag(), deactivate) };
    let machine = trial.run(&[]);
    let error = Box::new(DirectoryError::new(DirectoryErrorKind::Malformed, "not a user"));
    let reason = StopReason::FirstWriteUnread { email: email(0), error: error.clone() };
    assert_eq!((trial.writes(), machine.stopped()), (1, Some(&reason)));
    assert_eq!(
        trial.last(0).outcome,
        Outcome::Unverified { reason: UnverifiedReason::AcceptedAndUnreadable { error } }
    );
    // Of the others it is known what a write does.
    let mut trial = Trial { unreadable_after: Some(2), ..Trial::of(2, &tag(), deactivate) };
    let machine = trial.run(&[]);
    assert_eq!((trial.writes(), machine.stopped()), (2, None));
    let outcomes = [trial.last(0).outcome.kind(), trial.last(1).outcome.kind()];
    assert_eq!(outcomes, [OutcomeKind::Done, OutcomeKind::Unverified]);
}

#[test]
fn a_first_write_without_an_answer_whose_user_cannot_be_read_stops_the_apply_too() {
    let mut trial = Trial { unreadable_after: Some(1), ..Trial::of(3, &tag(), |_| Err(DirectoryErrorKind::Server)) };
    let machine = trial.run(&[]);
    assert_eq!(trial.writes(), 1);
    assert!(matches!(machine.stopped(), Some(StopReason::FirstWriteUnread { .. })), "{:?}", machine.stopped());
}
