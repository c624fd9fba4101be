//! Promises that are told better by an example than by chance.

use crate::apply::journal::{self, Event, Line};
use crate::apply::{Answered, HeldBy, Machine, Record, Request, Rules, Stop, Target, WhenBusy, undo};
use crate::directory::{Fault, FaultKind};
use crate::model::{Caution, Effect, Email, Fresh, Grant, Known, LiveUser, Outcome, State, UserId, Version, Written};

fn target(n: usize) -> Target {
    Target { id: UserId::new(&format!("u{n}")).unwrap(), email: Email::reported(&format!("u{n}@acme.example")) }
}

fn user(target: &Target, state: State) -> LiveUser {
    LiveUser {
        id: target.id.clone(),
        email: target.email.clone(),
        name: String::new(),
        division: None,
        version: Version(1),
        state,
    }
}

fn machine(users: usize, at_once: usize) -> Machine {
    let rules = Rules {
        at_once,
        limit: None,
        canary: None,
        busy: WhenBusy::Defer,
        caution: Caution::default(),
        held_by: HeldBy::Version,
    };
    Machine::new((0..users).map(target), rules)
}

/// Answers everything well but the writes, which are counted and answered as told.
fn drive(machine: &mut Machine, mut write: impl FnMut(&UserId) -> Result<(), FaultKind>) -> usize {
    let (mut writes, mut written) = (0, Vec::new());
    while let Some(request) = machine.ask() {
        let state = |id: &UserId| Target { id: id.clone(), email: Email::reported(&format!("{id}@acme.example")) };
        let answered = match request {
            Request::Read(ids) => {
                let now = |id| if written.contains(id) { State::Inactive } else { State::Active };
                let fresh = |id| Fresh { user: user(&state(id), now(id)), interaction: Known::Known(false) };
                let found = ids.iter().map(fresh).collect();
                Answered::Read(ids, Ok(found))
            }
            Request::Grants(id) => Answered::Grants(id, Ok(Vec::new())),
            Request::Record(_) => Answered::Record(Ok(())),
            Request::Pause(pause) => Answered::Pause(pause, crate::apply::Waited::Again),
            Request::Deactivate(id, _) => {
                writes += 1;
                let answer = match write(&id) {
                    Ok(()) => {
                        written.push(id.clone());
                        Ok(Written { user: user(&state(&id), State::Inactive), correlation_id: None })
                    }
                    Err(kind) => Err(Fault::new(kind, "no")),
                };
                Answered::Deactivate(id, answer)
            }
        };
        machine.take(answered);
    }
    writes
}

#[test]
fn three_authorization_failures_in_a_row_stop_the_rest() {
    let mut all = machine(20, 8);
    assert_eq!(drive(&mut all, |_| Err(FaultKind::Forbidden)), 3);
    assert!(matches!(all.stopped(), Some(Stop::Authorization(_))));
    let started = all.outcomes().filter(|settled| settled.outcome != Outcome::NotStarted).count();
    assert_eq!(started, 3);
}

#[test]
fn a_fifth_of_failures_is_borne_and_more_is_not() {
    let mut borne = machine(20, 8);
    let bad = ["u5", "u10", "u15"];
    assert_eq!(drive(&mut borne, |id| if bad.contains(&id.as_str()) { Err(FaultKind::Rejected) } else { Ok(()) }), 20);
    assert!(borne.outcomes().filter(|settled| matches!(settled.outcome, Outcome::Failed(_))).count() == 3);
    let mut stopped = machine(20, 1);
    drive(&mut stopped, |_| Err(FaultKind::Rejected));
    assert_eq!(stopped.stopped(), Some(&Stop::Failures { failed: 5, tried: 5 }));
}

#[test]
fn a_wait_of_hours_stops_everything() {
    let mut all = machine(20, 8);
    assert_eq!(drive(&mut all, |_| Err(FaultKind::RateLimited)), 1);
    assert!(matches!(all.stopped(), Some(Stop::RateLimit(_))));
}

#[test]
fn one_odd_user_in_an_answer_does_not_keep_the_others_from_being_written() {
    let mut machine = machine(3, 1);
    let mut written = Vec::new();
    while let Some(request) = machine.ask() {
        let answered = match request {
            Request::Read(ids) if ids.iter().any(|id| id.as_str() == "u1") => {
                Answered::Read(ids, Err(Fault::new(FaultKind::Malformed, "odd")))
            }
            Request::Read(ids) => {
                let state = if written.contains(&ids[0]) { State::Inactive } else { State::Active };
                let fresh = |id: &UserId| Fresh {
                    user: user(
                        &Target { id: id.clone(), email: Email::reported(&format!("{id}@acme.example")) },
                        state,
                    ),
                    interaction: Known::Known(false),
                };
                let found = ids.iter().map(fresh).collect();
                Answered::Read(ids, Ok(found))
            }
            Request::Grants(id) => Answered::Grants(id, Ok(Vec::new())),
            Request::Record(_) => Answered::Record(Ok(())),
            Request::Pause(pause) => Answered::Pause(pause, crate::apply::Waited::Again),
            Request::Deactivate(id, _) => {
                written.push(id.clone());
                let done = user(&Target { id: id.clone(), email: Email::reported("") }, State::Inactive);
                Answered::Deactivate(id, Ok(Written { user: done, correlation_id: None }))
            }
        };
        machine.take(answered);
    }
    assert_eq!(written.iter().map(UserId::as_str).collect::<Vec<_>>(), ["u0", "u2"]);
}

fn line(event: Event) -> Line {
    Line { time: "2026-11-21T17:00:00Z".parse().unwrap(), plan: "sha256:00".to_owned(), event }
}

fn intent(n: usize) -> Event {
    let grant = Grant {
        role_id: "r1".to_owned(),
        role_name: "Agent".to_owned(),
        division_id: "d1".to_owned(),
        division_name: "Support".to_owned(),
    };
    Record::Intent { target: target(n), version: Version(1), roles: Known::Known(vec![grant]) }.into()
}

fn outcome(n: usize, outcome: Outcome) -> Event {
    Record::Outcome { target: target(n), outcome, before: None, after: Some(Version(2)), correlation_id: None }.into()
}

#[test]
fn a_journal_reads_back_and_its_torn_last_line_is_left_out() {
    let lines = [line(intent(1)), line(outcome(1, Outcome::Done)), line(intent(2))];
    let text: String = lines.iter().map(Line::to_json).collect();
    let whole = journal::read(text.as_bytes()).unwrap();
    assert_eq!((whole.lines.as_slice(), whole.is_torn), (&lines[..], false));
    let second = lines[0].to_json().len() + lines[1].to_json().len();
    for cut in second + 1..text.len() {
        let torn = journal::read(&text.as_bytes()[..cut]).unwrap();
        assert_eq!((torn.lines.len(), torn.is_torn), (2, true), "cut at {cut}");
    }
    assert_eq!(journal::read(format!("{text}oops\n{text}").as_bytes()).unwrap_err().line, 4);
}

#[test]
fn the_inverse_holds_whoever_was_or_may_have_been_written() {
    let events = [
        intent(1),
        outcome(1, Outcome::Done),
        intent(2),
        intent(3),
        outcome(3, Outcome::Failed("no".to_owned())),
        intent(4),
        outcome(4, Outcome::Done),
        outcome(4, Outcome::Unverified("still active".to_owned())),
        outcome(5, Outcome::AlreadyInactive),
        outcome(1, Outcome::AlreadyInactive),
    ];
    let text: String = events.into_iter().map(|event| line(event).to_json()).collect();
    let inverses = undo::inverse(&journal::read(text.as_bytes()).unwrap());
    let told: Vec<_> = inverses.iter().map(|inverse| (inverse.id.as_str(), inverse.effect)).collect();
    assert_eq!(told, [("u1", Effect::Certain), ("u2", Effect::Open), ("u4", Effect::Open)]);
    assert_eq!(inverses[0].version, Some(Version(2)));
    assert_eq!(inverses[0].roles.as_ref().map(Vec::len), Some(1));
}
