//! Writes that the service refuses, and what an apply says once it has ended.

use super::*;
use crate::apply::{ApplyEnd, ApplyWarning};
use crate::model::FailureReason;

impl Trial {
    /// A service that answers each write by one of these, and the last of them to all that follow; `None` deactivates.
    fn answering(users: usize, version: &Version, answers: &[Option<DirectoryErrorKind>]) -> Self {
        let mut trial = Self::of(users, version, deactivate);
        trial.answers = answers.iter().rev().copied().collect();
        trial
    }

    fn outcomes(&self) -> Vec<Outcome> {
        self.reported.iter().map(|user| user.outcome.clone()).collect()
    }
}

#[test]
fn a_user_whose_writes_were_throttled_is_read_and_written_again_and_is_done() {
    use DirectoryErrorKind::Throttled;
    let mut trial = Trial::answering(2, &tag(), &[Some(Throttled), Some(Throttled), Some(Throttled), None]);
    let machine = trial.run(&[]);
    assert_eq!((trial.outcomes(), machine.stopped()), (vec![Outcome::Done; 2], None));
    let writes_and_reads = trial.trace.iter().filter(|step| *step == "write u0" || *step == "read u0");
    let expected = ["read u0", "write u0"].repeat(4).into_iter().chain(["read u0"]);
    assert_eq!(writes_and_reads.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}

#[test]
fn a_user_whose_writes_are_throttled_again_and_again_has_failed_and_not_changed() {
    let mut trial = Trial::answering(1, &tag(), &[Some(DirectoryErrorKind::Throttled)]);
    trial.run(&[]);
    assert_eq!(trial.writes(), 5);
    let outcome = &trial.last(0).outcome;
    assert!(matches!(outcome, Outcome::Failed { reason: FailureReason::RateLimited { times: 5, .. } }), "{outcome:?}");
}

#[test]
fn a_version_that_is_refused_twice_though_it_is_fresh_leaves_the_user_alone() {
    let mut trial = Trial::answering(1, &tag(), &[Some(DirectoryErrorKind::OutdatedVersion)]);
    trial.run(&[]);
    assert_eq!(trial.writes(), 2);
    let outcome = &trial.last(0).outcome;
    assert!(matches!(outcome, Outcome::Changed { reason: ChangeReason::VersionRefused { .. } }), "{outcome:?}");
}

#[test]
fn a_version_that_changes_at_every_reading_though_nothing_else_does_is_a_failure_of_its_own() {
    let refusing = || Trial::answering(1, &tag(), &[Some(DirectoryErrorKind::OutdatedVersion)]);
    let mut trial = Trial { is_restless: true, ..refusing() };
    trial.run(&[]);
    assert_eq!(trial.writes(), 3);
    let outcome = &trial.last(0).outcome;
    assert!(
        matches!(outcome, Outcome::Failed { reason: FailureReason::UnstableVersion { times: 3, .. } }),
        "{outcome:?}"
    );
}

#[test]
fn a_conflict_twice_though_nobody_changed_the_user_is_a_refusal_in_the_words_of_the_service() {
    for version in [tag(), Version::absent()] {
        let mut trial = Trial::answering(1, &version, &[Some(DirectoryErrorKind::Conflict)]);
        trial.run(&[]);
        assert_eq!(trial.writes(), 2);
        let outcome = &trial.last(0).outcome;
        assert!(matches!(outcome, Outcome::Failed { reason: FailureReason::Refused { .. } }), "{outcome:?}");
    }
}

#[test]
fn a_user_is_reported_once_and_only_after_the_reading_that_follows_the_write() {
    let gone: Write = |account| {
        *account = None;
        Ok(())
    };
    let runs: [(Write, &[DeactivationEffect]); 4] = [
        (deactivate, &[]),
        (|_| Ok(()), &[]),
        (deactivate_and_change, &[DeactivationEffect::RemovesMembership]),
        (gone, &[DeactivationEffect::DeletesUser]),
    ];
    for (write, accepted) in runs {
        let mut trial = Trial::of(2, &tag(), write);
        let machine = trial.run(accepted);
        let settled = machine.outcomes().filter(|user| user.outcome != Outcome::NotStarted);
        let settled: Vec<_> = settled.map(|user| (user.target.id, user.outcome)).collect();
        let reported: Vec<_> =
            trial.reported.iter().map(|user| (user.target.id.clone(), user.outcome.clone())).collect();
        assert_eq!(reported, settled, "{accepted:?}");
    }
}

#[test]
fn a_refusal_that_holds_for_every_user_stops_the_apply_at_the_first_write() {
    let mut trial = Trial::answering(4, &tag(), &[Some(DirectoryErrorKind::Unsupported)]);
    let machine = trial.run(&[]);
    assert_eq!(trial.writes(), 1);
    assert!(matches!(machine.stopped(), Some(StopReason::Unsupported { .. })), "{:?}", machine.stopped());
    // The service knows the form: this user is refused alone.
    let mut trial = Trial::answering(4, &tag(), &[None, Some(DirectoryErrorKind::Unsupported), None]);
    let machine = trial.run(&[]);
    assert_eq!((trial.writes(), machine.stopped()), (4, None));
}

#[test]
fn three_refused_writes_in_a_row_stop_the_apply_though_every_reading_is_answered() {
    use DirectoryErrorKind::{Forbidden, Rejected, Unauthorized};
    for kind in [Forbidden, Rejected, Unauthorized] {
        let mut trial = Trial::answering(9, &tag(), &[Some(kind), None, Some(kind)]);
        let machine = trial.run(&[]);
        assert_eq!(trial.writes(), 5, "{kind:?}");
        assert!(matches!(machine.stopped(), Some(StopReason::Refused { writes: 3, .. })), "{:?}", machine.stopped());
    }
}

#[test]
fn the_end_of_an_apply_says_what_to_do_about_what_happened_and_nothing_else() {
    let end = |mut trial: Trial| trial.run(&[]).end();
    assert_eq!(end(Trial::of(2, &tag(), deactivate)), ApplyEnd::default());
    let vanished = end(Trial::of(2, &tag(), |account| {
        *account = None;
        Ok(())
    }));
    assert_eq!(vanished.advice, [ApplyWarning::Vanished { users: 1 }]);
    let without_effect = end(Trial::of(2, &tag(), |_| Ok(())));
    assert_eq!(without_effect.advice, [ApplyWarning::InDoubt { users: 2 }]);
    let mut trial = Trial::answering(2, &tag(), &[Some(DirectoryErrorKind::Forbidden)]);
    trial.hint = Some("give the token the right");
    let advice = ApplyWarning::Advice { hint: crate::model::FreeText("give the token the right".to_owned()) };
    assert_eq!(end(trial).advice, [advice], "each hint once");
}

#[test]
fn a_refusal_is_believed_only_when_the_user_is_still_active_afterwards() {
    use DirectoryErrorKind::{Conflict, Forbidden, OutdatedVersion, Rejected, Throttled, Unauthorized, Unsupported};
    let apply = |kind, write: Write| {
        let mut trial = Trial { write, is_lying: true, ..Trial::answering(2, &tag(), &[Some(kind)]) };
        let machine = trial.run(&[]);
        assert!(trial.writes() == 1 && machine.stopped().is_some(), "{kind:?}: {:?}", trial.trace);
        (trial.last(0).outcome.clone(), trial.journalled())
    };
    for kind in [Conflict, Forbidden, OutdatedVersion, Rejected, Throttled, Unauthorized, Unsupported] {
        let changed = vec!["groups".to_owned(), "title".to_owned()];
        assert_eq!(apply(kind, deactivate_and_change), (Outcome::AlreadyInactive, (changed, Visibility::Shown)));
        let gone = apply(kind, |account| {
            *account = None;
            Ok(())
        });
        let vanished = Outcome::Unverified { reason: UnverifiedReason::Vanished };
        assert_eq!(gone, (vanished, (Vec::new(), Visibility::Gone)), "{kind:?}");
    }
}

#[test]
fn what_a_write_of_an_earlier_apply_changed_stops_the_next_one_before_anybody_is_written() {
    let earlier = |record| Earlier { time: "2026-11-21T17:00:00Z".parse().unwrap(), roles: Reported::Unknown, record };
    let intended = record(r#"{"title":"agent","groups":["support"]}"#);
    let apply = |accepted: &[DeactivationEffect]| {
        let mut trial = Trial::of(2, &tag(), deactivate);
        deactivate_and_change(trial.accounts.get_mut(&id(0)).unwrap()).unwrap();
        let machine = Machine::new((0..2).map(target), options(accepted));
        let stopped = trial.go_on(machine.remembering([(id(0), earlier(Some(intended.clone())))])).stopped().cloned();
        assert_eq!(trial.last(0).outcome, Outcome::Done);
        (trial.writes(), stopped)
    };
    let stop = |names: &[&str]| Some(StopReason::SideEffects { email: email(0), attributes: labels(names) });
    assert_eq!(apply(&[]), (0, stop(&["groups", "title"])));
    assert_eq!(apply(&[DeactivationEffect::RemovesMembership]), (0, stop(&["title"])));
}

#[test]
fn an_absence_after_a_write_is_believed_only_when_it_lasts() {
    // One of several servers does not know the user yet; the write had no effect.
    let apply = |absences: usize| {
        let mut trial = Trial { absences, ..Trial::of(1, &tag(), |_| Ok(())) };
        trial.run(&[DeactivationEffect::HidesUser]);
        trial.last(0).outcome.clone()
    };
    let still_active = Outcome::Unverified { reason: UnverifiedReason::AcceptedAndActive };
    assert_eq!([apply(1), apply(2), apply(3)], [still_active.clone(), still_active, Outcome::Done]);
}

#[test]
fn a_user_whom_an_earlier_apply_made_vanish_as_expected_is_done_and_nobody_else_is() {
    let mut trial = Trial::of(2, &tag(), deactivate);
    trial.accounts.values_mut().for_each(|account| *account = None);
    let earlier = Earlier { time: "2026-11-21T17:00:00Z".parse().unwrap(), roles: Reported::Unknown, record: None };
    let machine = Machine::new((0..2).map(target), options(&[DeactivationEffect::DeletesUser]));
    trial.go_on(machine.remembering([(id(0), earlier)]));
    let outcomes = [&trial.last(0).outcome, &trial.last(1).outcome];
    assert_eq!(outcomes, [&Outcome::Done, &Outcome::Changed { reason: ChangeReason::Missing }]);
}

#[test]
fn a_write_that_fails_and_changes_other_attributes_all_the_same_stops_the_apply_at_once() {
    use DirectoryErrorKind::{Forbidden, Rejected, Server, Unreachable};
    let change: Write = |account| {
        account.as_mut().unwrap().record = record(r#"{"title":"gone","groups":[]}"#);
        Ok(())
    };
    for kind in [Rejected, Forbidden, Server, Unreachable] {
        for version in [tag(), Version::absent()] {
            let mut trial = Trial::of(3, &version, change);
            (trial.answers, trial.is_lying) = (vec![Some(kind)], true);
            let machine = trial.run(&[]);
            let reason = StopReason::SideEffects { email: email(0), attributes: labels(&["groups", "title"]) };
            assert_eq!((trial.writes(), machine.stopped()), (1, Some(&reason)), "{kind:?}");
            assert!(trial.last(0).outcome != Outcome::Done, "{kind:?}");
            assert_eq!(trial.journalled().0, ["groups", "title"], "{kind:?}");
        }
    }
}
