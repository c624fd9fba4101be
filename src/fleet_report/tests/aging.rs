//! What was true once is not true for ever: of old plans, old rosters and old applies a report says so.

use super::*;

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// The status and the problem of an apply that ended with 0, `change` having been made to its files.
fn after_apply(
    outcomes: &[OutcomeKind],
    change: impl Fn(&mut PlanEvidence),
) -> (OrganizationStatus, Option<&'static str>) {
    let plan = saved(&users(outcomes.len()), false);
    let lines = if outcomes.is_empty() { Vec::new() } else { apply(&plan, outcomes) };
    let mut evidence = journalled(ResultCommand::Apply, 0, plan, lines);
    change(evidence.plan.as_mut().unwrap());
    judged(evidence)
}

#[test]
fn an_apply_is_of_the_roster_as_it_is_and_ages_as_its_plan_does() {
    use OrganizationStatus::{Applied, Unchanged, Unusable};
    type Change = fn(&mut PlanEvidence);
    let changes: [(&str, Change); 6] = [
        ("other_roster", |plan| plan.roster.as_mut().unwrap().files.push("1".repeat(64))),
        ("expired", |plan| plan.saved.expires_at = now()),
        ("future", |plan| plan.saved.created_at = now() + minutes(6)),
        ("from_snapshot", |plan| plan.saved.live.source = crate::plan::ReadingSource::Snapshot),
        ("for_another_day", |plan| plan.saved.as_of = true),
        ("partial", |plan| plan.saved.plan.partial = true),
    ];
    for (outcomes, status) in [(&[][..], Unchanged), (&[OutcomeKind::Done], Applied)] {
        assert_eq!(after_apply(outcomes, |_| {}), (status, None));
        for (code, change) in changes {
            assert_eq!(after_apply(outcomes, change), (Unusable, Some(code)));
        }
    }
}

#[test]
fn a_plan_that_is_a_preview_or_a_part_is_never_in_order() {
    type Change = fn(&mut SavedPlan);
    let changes: [(&str, Change); 3] = [
        ("from_snapshot", |saved| saved.live.source = crate::plan::ReadingSource::Snapshot),
        ("for_another_day", |saved| saved.as_of = true),
        ("partial", |saved| saved.plan.partial = true),
    ];
    for (code, change) in changes {
        for count in [0, 1] {
            let mut plan = saved(&users(count), false);
            change(&mut plan);
            let evidence = evidence(ResultCommand::Plan, 0, plan);
            assert_eq!(judged(evidence), (OrganizationStatus::Unusable, Some(code)));
        }
    }
}

#[test]
fn a_preview_is_no_summand() {
    let mut plan = saved(&[], false);
    plan.as_of = true;
    let mut builder = ReportBuilder::new(&fleet(1));
    builder.add(0, evidence(ResultCommand::Plan, 0, plan).judge("o0", now()));
    let report = builder.finish(FilePath("results".to_owned()), UnknownFolders::default());
    assert!(report.guards.iter().all(|guard| guard.verdict == Verdict::Refused && guard.actual.is_none()));
    assert_eq!(report.exit(), Exit::Unusable);
}

#[test]
fn what_came_of_users_before_the_plan_was_made_is_not_what_came_of_the_plan() {
    use OutcomeKind::{AlreadyInactive, Done, NotStarted};
    // The users were deactivated, reactivated, and planned again, by a plan with the same digest.
    let old = saved(&users(2), false);
    let mut plan = old.clone();
    plan.created_at += minutes(10);
    let before = apply(&old, &[Done, Done]);
    let planned = journalled(ResultCommand::Plan, 0, plan.clone(), before.clone()).judge("o0", now());
    assert_eq!((planned.status, planned.outcomes), (OrganizationStatus::Changes, None));
    assert!(planned.leaving.iter().all(|(_, _, outcome)| outcome.is_none()), "{:?}", planned.leaving);
    assert_eq!(
        judged(journalled(ResultCommand::Apply, 0, plan.clone(), before.clone())),
        (OrganizationStatus::Failed, Some("journal_differs"))
    );
    for second in [NotStarted, AlreadyInactive] {
        let lines = [before.clone(), apply(&plan, &[Done, second])].concat();
        let applied = journalled(ResultCommand::Apply, 5, plan.clone(), lines).judge("o0", now());
        assert_eq!(applied.outcomes, Some(Totals::of([Done, second].into_iter())));
    }
}

#[test]
fn an_apply_in_the_second_in_which_the_plan_was_made_is_in_doubt_and_nobody_is_shown_as_deactivated() {
    let mut plan = saved(&users(1), false);
    let lines = apply(&plan, &[OutcomeKind::Done]);
    plan.created_at += minutes(5);
    let judged = journalled(ResultCommand::Plan, 0, plan, lines).judge("o0", now());
    assert_eq!(judged.problem, Some(ResultProblem::ApplyNotRecorded));
    assert_eq!((judged.outcomes, judged.leaving[0].2), (None, None));
}

#[test]
fn the_newest_apply_of_a_plan_decides_and_what_it_did_not_find_out_stays_unknown() {
    use OutcomeKind::{AlreadyInactive, Done, NotStarted, Unverified};
    let plan = saved(&users(1), false);
    for (first, second, comes_to) in [
        (Done, NotStarted, NotStarted),
        (Done, AlreadyInactive, Done),
        (AlreadyInactive, AlreadyInactive, AlreadyInactive),
    ] {
        let lines = [apply(&plan, &[first]), apply(&plan, &[second])].concat();
        let judged = journalled(ResultCommand::Apply, 0, plan.clone(), lines).judge("o0", now());
        assert_eq!(judged.outcomes, Some(Totals::of([comes_to].into_iter())), "{first:?}, {second:?}");
    }
    // The second apply ended before it came to the user.
    let mut second = apply(&plan, &[NotStarted]);
    second.remove(1);
    for (first, comes_to) in [(Unverified, Unverified), (Done, NotStarted), (AlreadyInactive, NotStarted)] {
        let lines = [apply(&plan, &[first]), second.clone()].concat();
        let judged = journalled(ResultCommand::Apply, 5, plan.clone(), lines).judge("o0", now());
        assert_eq!(judged.outcomes, Some(Totals::of([comes_to].into_iter())), "{first:?}");
    }
}

#[test]
fn an_apply_without_an_end_is_a_failure_whatever_plan_it_was_of() {
    use OrganizationStatus::{Changes, Failed, Unchanged};
    use ResultCommand::{Apply, Plan};
    let mut other = saved(&users(2), false);
    other.digest = "sha256:other".to_owned();
    let whole = apply(&other, &[OutcomeKind::Done, OutcomeKind::Done]);
    for plan in [saved(&users(1), false), saved(&[], false)] {
        let fine = if plan.plan.actions.is_empty() { Unchanged } else { Changes };
        assert_eq!(judged(journalled(Plan, 0, plan.clone(), whole.clone())), (fine, None));
        for open in [whole[..1].to_vec(), whole[..3].to_vec(), vec![ReadLine::Torn(TornLine::Other)]] {
            let of = |command, lines| judged(journalled(command, 0, plan.clone(), lines));
            assert_eq!(of(Plan, open.clone()), (Failed, Some("other_apply_not_ended")));
            assert_eq!(of(Apply, open), (Failed, Some("other_apply_not_ended")));
        }
        let mut running = journalled(Plan, 0, plan.clone(), Vec::new());
        let applies = running.plan.as_mut().unwrap().applies.as_mut().unwrap();
        applies.add_running();
        whole.iter().for_each(|line| applies.add(line));
        assert_eq!(judged(running), (Failed, Some("other_apply_not_ended")));
    }
    // An apply of the plan closes it.
    let plan = saved(&users(1), false);
    let lines = [whole[..1].to_vec(), apply(&plan, &[OutcomeKind::Done])].concat();
    assert_eq!(judged(journalled(Apply, 0, plan, lines)), (OrganizationStatus::Applied, None));
}
