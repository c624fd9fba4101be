//! Promises that are told better by an example than by chance.

use crate::apply::journal::{Event, Line};
use crate::apply::lines::{Entry, LONGEST, Lines, Torn};
use crate::apply::{Answered, HeldBy, Machine, News, Record, Request, Rules, Stop, Target, WhenBusy};
use crate::model::{
    ApplyPolicy, CurrentUser, Division, Earlier, Email, Grant, Known, LiveUser, Note, Outcome, Sent, State, UserId,
    Version, WriteReceipt,
};
use crate::model::{DirectoryError, DirectoryErrorKind};

fn target(n: usize) -> Target {
    of_id(&UserId::new(&format!("u{n}")).unwrap())
}

fn of_id(id: &UserId) -> Target {
    Target {
        id: id.clone(),
        email: Email::reported(&format!("{id}@acme.example")),
        name: format!("Person {id}"),
        division: Some("d1".to_owned()),
    }
}

fn user(target: &Target, state: State) -> LiveUser {
    LiveUser {
        id: target.id.clone(),
        email: target.email.clone(),
        name: target.name.clone(),
        division: Some(Division { id: "d1".to_owned(), name: "Support".to_owned() }.into()),
        version: Version::number(1),
        state,
    }
}

fn machine(users: usize, at_once: usize) -> Machine {
    let rules = Rules {
        at_once,
        limit: None,
        canary: None,
        busy: WhenBusy::Defer,
        caution: ApplyPolicy::default(),
        held_by: HeldBy::Version,
        read_batch: 100,
    };
    Machine::new((0..users).map(target), rules)
}

/// Answers everything well but the writes, which are counted and answered as told.
fn drive(machine: &mut Machine, mut write: impl FnMut(&UserId) -> Result<(), DirectoryErrorKind>) -> usize {
    let (mut writes, mut written) = (0, Vec::new());
    while let Some(request) = machine.ask() {
        let state = of_id;
        let answered = match request {
            Request::Read(ids) => {
                let now = |id| if written.contains(id) { State::Inactive } else { State::Active };
                let fresh = |id| CurrentUser { user: user(&state(id), now(id)), interaction: Known::Known(false) };
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
                        Ok(WriteReceipt { user: user(&state(&id), State::Inactive), correlation_id: None })
                    }
                    Err(kind) => Err(DirectoryError::new(kind, "no")),
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
    assert_eq!(drive(&mut all, |_| Err(DirectoryErrorKind::Forbidden)), 3);
    assert!(matches!(all.stopped(), Some(Stop::Authorization(_))));
    let started = all.outcomes().filter(|settled| settled.outcome != Outcome::NotStarted).count();
    assert_eq!(started, 3);
}

#[test]
fn a_fifth_of_failures_is_borne_and_more_is_not() {
    let mut borne = machine(20, 8);
    let bad = ["u5", "u10", "u15"];
    assert_eq!(
        drive(&mut borne, |id| if bad.contains(&id.as_str()) { Err(DirectoryErrorKind::Rejected) } else { Ok(()) }),
        20
    );
    assert!(borne.outcomes().filter(|settled| matches!(settled.outcome, Outcome::Failed(_))).count() == 3);
    let mut stopped = machine(20, 1);
    drive(&mut stopped, |_| Err(DirectoryErrorKind::Rejected));
    assert_eq!(stopped.stopped(), Some(&Stop::Failures { failed: 5, tried: 5 }));
}

#[test]
fn a_wait_of_hours_stops_everything() {
    let mut all = machine(20, 8);
    assert_eq!(drive(&mut all, |_| Err(DirectoryErrorKind::RateLimited)), 1);
    assert!(matches!(all.stopped(), Some(Stop::RateLimit(_))));
}

#[test]
fn one_odd_user_in_an_answer_does_not_keep_the_others_from_being_written() {
    let mut machine = machine(3, 1);
    let mut written = Vec::new();
    while let Some(request) = machine.ask() {
        let answered = match request {
            Request::Read(ids) if ids.iter().any(|id| id.as_str() == "u1") => {
                Answered::Read(ids, Err(DirectoryError::new(DirectoryErrorKind::Malformed, "odd")))
            }
            Request::Read(ids) => {
                let state = if written.contains(&ids[0]) { State::Inactive } else { State::Active };
                let fresh =
                    |id: &UserId| CurrentUser { user: user(&of_id(id), state), interaction: Known::Known(false) };
                let found = ids.iter().map(fresh).collect();
                Answered::Read(ids, Ok(found))
            }
            Request::Grants(id) => Answered::Grants(id, Ok(Vec::new())),
            Request::Record(_) => Answered::Record(Ok(())),
            Request::Pause(pause) => Answered::Pause(pause, crate::apply::Waited::Again),
            Request::Deactivate(id, _) => {
                written.push(id.clone());
                let done = user(&of_id(&id), State::Inactive);
                Answered::Deactivate(id, Ok(WriteReceipt { user: done, correlation_id: None }))
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
    Record::Intent { target: target(n), version: Version::number(1), roles: Known::Known(vec![grant]) }.into()
}

fn outcome(n: usize, outcome: Outcome) -> Event {
    let (before, after, correlation_id, roles) = (None, Some(Version::number(2)), None, None);
    Record::Outcome { target: target(n), outcome, sent: Sent::Accepted, before, after, correlation_id, roles }.into()
}

fn entries(bytes: &[u8]) -> Vec<Entry> {
    Lines::of(bytes).map(Result::unwrap).collect()
}

#[test]
fn a_journal_reads_back_and_its_torn_last_line_is_told_for_what_it_is() {
    let lines = [line(intent(1)), line(outcome(1, Outcome::Done)), line(intent(2))];
    let text: String = lines.iter().map(Line::to_json).collect();
    let whole: Vec<Entry> = lines.iter().map(|line| Entry::Line(Box::new(line.clone()))).collect();
    assert_eq!(entries(text.as_bytes()), whole);
    let second = lines[0].to_json().len() + lines[1].to_json().len();
    let known = text.find("\"type\":\"intent\"").unwrap() + "\"type\":\"intent\"".len();
    for cut in second + 1..text.len() {
        let torn = match cut - second {
            arrived if cut == text.len() - 1 => {
                assert_eq!(arrived + 1, lines[2].to_json().len());
                Torn::Whole(Box::new(lines[2].clone()))
            }
            arrived if arrived >= known => Torn::Intent,
            _ => Torn::Other,
        };
        let expected = [&whole[..2], &[Entry::Torn(torn)]].concat();
        assert_eq!(entries(&text.as_bytes()[..cut]), expected, "cut at {cut}");
    }
    for cut in 1..lines[1].to_json().len() - 1 {
        let torn = entries(&lines[1].to_json().as_bytes()[..cut]);
        assert_eq!(torn, [Entry::Torn(Torn::Other)], "the beginning of an outcome is none of an intent");
    }
}

#[test]
fn a_line_that_is_none_is_told_with_its_number_and_the_others_are_read() {
    let good = line(intent(1)).to_json();
    let unknown = line(outcome(1, Outcome::Done)).to_json().replace("\"done\"", "\"vanished\"");
    let endless = "x".repeat(LONGEST + 5);
    let odd = good.replace("\"u1\"", "\"u 1\"");
    let text = format!("{good}oops\n{good}{unknown}\n{endless}\n{good}{odd}{good}");
    let mut told = Vec::new();
    let mut read = 0;
    for entry in entries(text.as_bytes()) {
        match entry {
            Entry::Line(_) => read += 1,
            Entry::Bad(bad) => told.push((bad.line, bad.what)),
            Entry::Torn(torn) => panic!("{torn:?}"),
        }
    }
    assert_eq!(read, 4);
    assert_eq!(told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4, 5, 6, 8], "{told:?}");
    assert!(told[1].1.contains("`vanished`"), "the unknown word is named: {told:?}");
    assert!(told[3].1.contains("MiB") && told[4].1.contains("id"), "{told:?}");
}

#[test]
fn a_journal_is_read_a_line_at_a_time() {
    struct Endless {
        line: Vec<u8>,
        given: std::rc::Rc<std::cell::Cell<usize>>,
    }
    impl std::io::Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let given = self.given.get();
            for (at, byte) in buffer.iter_mut().enumerate() {
                *byte = self.line[(given + at) % self.line.len()];
            }
            self.given.set(given + buffer.len());
            Ok(buffer.len())
        }
    }
    let given = std::rc::Rc::default();
    let endless = Endless { line: line(intent(1)).to_json().into_bytes(), given: std::rc::Rc::clone(&given) };
    let lines = Lines::of(std::io::BufReader::new(endless));
    assert_eq!(lines.take(1_000).filter(|entry| matches!(entry, Ok(Entry::Line(_)))).count(), 1_000);
    assert!(given.get() < 1024 * 1024, "{} bytes were asked for", given.get());
}

#[test]
fn a_write_without_an_answer_whose_user_is_still_active_is_unverified_and_never_failed() {
    for kind in [
        DirectoryErrorKind::Unreachable,
        DirectoryErrorKind::Server,
        DirectoryErrorKind::ConflictAfterRetry,
        DirectoryErrorKind::Malformed,
    ] {
        let mut one = machine(1, 1);
        drive(&mut one, |_| Err(kind));
        let outcome = one.outcomes().next().unwrap().outcome;
        let Outcome::Unverified(why) = outcome else { panic!("{kind:?}: {outcome:?}") };
        assert!(why.contains("look the user up before planning again"), "{kind:?}: {why}");
    }
    for kind in [DirectoryErrorKind::Forbidden, DirectoryErrorKind::Rejected, DirectoryErrorKind::Conflict] {
        let mut one = machine(1, 1);
        drive(&mut one, |_| Err(kind));
        assert!(matches!(one.outcomes().next().unwrap().outcome, Outcome::Failed(_)), "{kind:?} is a plain refusal");
    }
}

#[test]
fn who_is_found_inactive_after_an_earlier_applys_open_write_is_done_with_that_writes_roles() {
    let grant = Grant {
        role_id: "r1".to_owned(),
        role_name: "Agent".to_owned(),
        division_id: "d1".to_owned(),
        division_name: "Support".to_owned(),
    };
    let earlier = Earlier { time: "2026-11-21T17:00:00Z".parse().unwrap(), roles: Known::Known(vec![grant]) };
    let mut all = machine(2, 1).remembering([(target(1).id, earlier.clone())]);
    let mut told = Vec::new();
    let mut recorded = Vec::new();
    while let Some(request) = all.ask() {
        let answered = match request {
            Request::Read(ids) => {
                let fresh =
                    |id| CurrentUser { user: user(&of_id(id), State::Inactive), interaction: Known::Known(false) };
                let found = ids.iter().map(fresh).collect();
                Answered::Read(ids, Ok(found))
            }
            Request::Record(records) => {
                recorded.extend(records);
                Answered::Record(Ok(()))
            }
            other => panic!("{other:?}"),
        };
        told.extend(all.take(answered).into_iter().filter_map(|news| match news {
            News::Settled(settled) => Some((settled.outcome, settled.notes)),
            _ => None,
        }));
    }
    assert_eq!(told, [(Outcome::AlreadyInactive, vec![]), (Outcome::Done, vec![Note::EarlierWrite(earlier.clone())])]);
    let roles: Vec<_> = recorded
        .iter()
        .map(|record| match record {
            Record::Outcome { sent, roles, .. } => (*sent, roles.clone()),
            Record::Intent { .. } => panic!("{record:?}"),
        })
        .collect();
    assert_eq!(roles, [(Sent::Nothing, None), (Sent::Nothing, Some(earlier.roles))]);
}

/// What becomes of a user between the plan and a reading.
type Change = fn(&mut LiveUser);

/// How an apply of one user comes out who is found like this, and whether they were written.
fn found(held_by: HeldBy, readings: &[Change]) -> (Outcome, bool) {
    let rules = Rules { held_by, ..machine(1, 1).rules };
    let mut machine = Machine::new([target(1)], rules);
    let (mut reading, mut is_written) = (0, false);
    while let Some(request) = machine.ask() {
        let answered = match request {
            Request::Read(ids) => {
                let mut live = user(&target(1), if is_written { State::Inactive } else { State::Active });
                readings[reading.min(readings.len() - 1)](&mut live);
                reading += 1;
                Answered::Read(ids, Ok(vec![CurrentUser { user: live, interaction: Known::Known(false) }]))
            }
            Request::Grants(id) => Answered::Grants(id, Ok(Vec::new())),
            Request::Record(_) => Answered::Record(Ok(())),
            Request::Pause(pause) => Answered::Pause(pause, crate::apply::Waited::Again),
            Request::Deactivate(id, _) => {
                is_written = true;
                Answered::Deactivate(
                    id,
                    Ok(WriteReceipt { user: user(&target(1), State::Inactive), correlation_id: None }),
                )
            }
        };
        machine.take(answered);
    }
    (machine.outcomes().next().unwrap().outcome, is_written)
}

#[test]
fn who_left_the_scope_or_may_be_somebody_else_since_the_plan_is_changed_and_not_written() {
    let as_planned: Change = |_| {};
    let rows: [(&str, Change, bool); 7] = [
        ("as planned", as_planned, true),
        ("married", |user| user.name = "Person Wiśniewska".to_owned(), true),
        (
            "a division of another name",
            |user| user.division = Some(Division { id: "d1".to_owned(), name: "Care".to_owned() }.into()),
            true,
        ),
        ("another e-mail", |user| user.email = Email::reported("u1@other.example"), false),
        (
            "another division",
            |user| user.division = Some(Division { id: "d2".to_owned(), name: "Support".to_owned() }.into()),
            false,
        ),
        ("a division that is not told", |user| user.division = None, false),
        ("another person", |user| user.name = "Zoe Kim".to_owned(), false),
    ];
    for held_by in [HeldBy::Version, HeldBy::Reading] {
        for (name, change, goes_on) in rows {
            let (outcome, is_written) = found(held_by, &[change]);
            assert_eq!((outcome == Outcome::Done, is_written), (goes_on, goes_on), "{name}, {held_by:?}: {outcome:?}");
            assert!(goes_on || matches!(outcome, Outcome::Changed(_)), "{name}, {held_by:?}: {outcome:?}");
        }
    }
    for (name, change, goes_on) in rows {
        let (outcome, is_written) = found(HeldBy::Reading, &[as_planned, change]);
        assert_eq!(is_written, goes_on, "{name}, at the second reading: {outcome:?}");
    }
}
