//! What a report promises, whatever the results are and in whichever order they come.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::apply::journal::{JournalEvent, JournalLine, JournalUser, ReadLine, TornLine};
use crate::error::Exit;
use crate::fleet::{Fleet, FleetGuards, FleetOrganization, OrganizationResult, ResultCommand, ResultError};
use crate::model::{FilePath, FreeText, Hundredths, Label, OutcomeKind, Totals};
use crate::plan::{GuardName, SavedPlan, Verdict};
use crate::render::tests::fixtures::plan;

mod aging;

const ORGANIZATION: &str = "0c5f2c7e-0000-4000-8000-00000000ac3e";

fn now() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().unwrap()
}

/// A fleet of N organizations, `o0`, `o1`, …
pub(crate) fn fleet(count: usize) -> Fleet {
    let entry = |index| FleetOrganization {
        index,
        name: format!("o{index}"),
        roster: format!("o{index}/roster.yaml").into(),
        prefix: format!("O{index}"),
        labels: BTreeMap::from([("region".to_owned(), "eu".to_owned())]),
    };
    let organizations = (0..count).map(entry).collect();
    Fleet { path: "fleet.yaml".to_owned(), organizations, guards: FleetGuards::default() }
}

/// A plan that deactivates these users of 100 in scope.
fn saved(users: &[String], refused: bool) -> SavedPlan {
    let mut saved = plan(users.len(), 0, "text");
    for (action, email) in saved.plan.actions.iter_mut().zip(users) {
        (action.user.id, action.user.email) = (format!("id of {email}"), email.clone());
    }
    (saved.as_of, saved.plan.partial) = (false, false);
    saved.directory.organization.id = ORGANIZATION.to_owned();
    saved.expires_at = saved.created_at + SignedDuration::from_hours(24);
    (saved.live.active, saved.live.in_scope) = (120, 100);
    saved.plan.summary.keep = 100 - users.len() as u64;
    if refused {
        saved.plan.guards[0].verdict = Verdict::Refused;
        saved.plan.summary.guards_refused = 1;
    }
    saved
}

fn roster() -> RosterIdentity {
    let organization_id = Some(ORGANIZATION.to_uppercase());
    RosterIdentity { organization_id, files: vec!["0".repeat(64)], ..RosterIdentity::default() }
}

fn result(name: &str, command: ResultCommand, code: u8, saved: Option<&SavedPlan>) -> OrganizationResult {
    let digest = saved.map(|saved| saved.digest.clone());
    let error = saved.is_none().then(|| ResultError { kind: "credentials".to_owned(), message: "refused".to_owned() });
    OrganizationResult::new(name.to_owned(), command, code, digest, error)
}

/// The evidence of `o0` with this plan, which had this exit code.
fn evidence(command: ResultCommand, code: u8, saved: SavedPlan) -> Evidence {
    let result = Ok(result("o0", command, code, Some(&saved)));
    let applies = Ok(ApplyTrace::of(&saved));
    Evidence { result, plan: Ok(PlanEvidence { applies, roster: Ok(roster()), saved }) }
}

/// The same with these lines in its journal.
fn journalled(command: ResultCommand, code: u8, saved: SavedPlan, lines: Vec<ReadLine>) -> Evidence {
    let mut evidence = evidence(command, code, saved);
    let plan = evidence.plan.as_mut().unwrap();
    lines.iter().for_each(|line| plan.applies.as_mut().unwrap().add(line));
    evidence
}

fn line(saved: &SavedPlan, event: JournalEvent) -> ReadLine {
    let time = saved.created_at + SignedDuration::from_mins(5);
    ReadLine::Valid(Box::new(JournalLine { time, plan: saved.digest.clone(), event }))
}

fn begin(saved: &SavedPlan) -> ReadLine {
    let event = JournalEvent::Apply {
        rosterctl_version: "0.1.0".to_owned(),
        directory: None,
        host: "sandbox".to_owned(),
        api_url: None,
        organization: ORGANIZATION.to_owned(),
        by: "client".to_owned(),
        actions: saved.plan.summary.deactivate,
    };
    line(saved, event)
}

fn outcome(saved: &SavedPlan, at: usize, outcome: OutcomeKind) -> ReadLine {
    let user = &saved.plan.actions[at].user;
    let event = JournalEvent::Outcome {
        user: JournalUser { id: user.id.clone(), email: user.email.clone() },
        outcome,
        text: None,
        write: None,
        version_before: None,
        version_after: None,
        correlation_id: None,
        roles: None,
        side_effects: Vec::new(),
        visibility: crate::model::Visibility::Shown,
    };
    line(saved, event)
}

/// An apply from its beginning to its end with these outcomes.
fn apply(saved: &SavedPlan, outcomes: &[OutcomeKind]) -> Vec<ReadLine> {
    let each = outcomes.iter().enumerate().map(|(at, kind)| outcome(saved, at, *kind));
    let end = line(saved, JournalEvent::Summary(Totals::of(outcomes.iter().copied())));
    [begin(saved)].into_iter().chain(each).chain([end]).collect()
}

fn users(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("u{number}@acme.example")).collect()
}

fn judged(evidence: Evidence) -> (OrganizationStatus, Option<&'static str>) {
    let judged = evidence.judge("o0", now());
    (judged.status, judged.problem.map(|problem| problem.code()))
}

/// A report with every status and every kind of problem, and with this text in place of every text from outside.
pub(crate) fn sample(text: &str) -> FleetReport {
    use crate::model::Sample;
    let mut problems = ResultProblem::samples();
    for problem in &mut problems {
        use crate::model::{Argument, Arguments};
        problem.visit_arguments(&mut |argument| match argument {
            Argument::FreeText(FreeText(own)) | Argument::Label(Label(own)) => text.clone_into(own),
            other => panic!("{other:?}"),
        });
    }
    let mut fleet = fleet(problems.len() + 6);
    fleet.path = text.to_owned();
    for entry in &mut fleet.organizations {
        entry.roster = text.into();
        entry.labels.insert(text.to_owned(), text.to_owned());
    }
    let mut builder = ReportBuilder::new(&fleet);
    use OutcomeKind::{AlreadyInactive, Done, Failed, NotStarted};
    use ResultCommand::{Apply, Plan};
    let person = [text.to_owned(), "ana@acme.example".to_owned()];
    let mut rows = vec![
        evidence(Plan, 0, saved(&person, false)),
        evidence(Plan, 3, saved(&person[..1], true)),
        evidence(Plan, 0, saved(&[], false)),
    ];
    let plan = saved(&person, false);
    rows.push(journalled(Apply, 0, plan.clone(), apply(&plan, &[Done, AlreadyInactive])));
    rows.push(journalled(Apply, 5, plan.clone(), apply(&plan, &[Failed, NotStarted])));
    rows.push(evidence(Apply, 130, plan));
    let rows = rows.into_iter().map(|evidence| evidence.judge("o0", now()));
    for (at, row) in rows.chain(problems.into_iter().map(Into::into)).enumerate() {
        builder.add(at, row);
    }
    let mut unknown = UnknownFolders::default();
    unknown.add(FilePath(text.to_owned()), 1);
    unknown.add(FilePath("~".to_owned()), 1);
    builder.finish(FilePath(text.to_owned()), unknown)
}

/// A report on many organizations, of which the last ones have no result, and each other one deactivates this many users
/// of its own and one whom all have.
pub(crate) fn large(organizations: usize, failing: usize, leaving: usize) -> FleetReport {
    let mut builder = ReportBuilder::new(&fleet(organizations));
    for at in 0..organizations - failing {
        let own = (0..leaving).map(|number| format!("user{number}.of.o{at}@acme.example"));
        let all: Vec<String> = own.chain(["user.of.all@acme.example".to_owned()]).collect();
        builder.add(at, evidence(ResultCommand::Plan, 0, saved(&all, false)).judge("o0", now()));
    }
    builder.finish(FilePath("results".to_owned()), UnknownFolders::default())
}

#[test]
fn a_plan_is_what_its_file_says_and_not_what_its_exit_code_says() {
    use OrganizationStatus::{Changes, Refused, Unchanged};
    for code in [0, 2, 3] {
        for (plan, status) in
            [(saved(&users(2), false), Changes), (saved(&[], false), Unchanged), (saved(&users(2), true), Refused)]
        {
            assert_eq!(judged(evidence(ResultCommand::Plan, code, plan)), (status, None), "{code}");
        }
    }
}

#[test]
fn a_result_is_believed_only_if_plan_roster_and_name_agree_with_it() {
    use OrganizationStatus::{Failed, Unusable};
    type Change = fn(&mut OrganizationResult, &mut PlanEvidence);
    let changes: [(&str, OrganizationStatus, Change); 11] = [
        ("other_name", Unusable, |result, _| result.organization = "o1".to_owned()),
        ("command_failed", Failed, |result, _| result.exit_code = 1),
        ("command_failed", Failed, |result, _| result.exit_code = 143),
        ("digest_differs", Unusable, |result, _| result.digest = Some("sha256:other".to_owned())),
        ("digest_differs", Unusable, |result, _| result.digest = None),
        ("plan_rejected", Unusable, |_, plan| plan.saved.redacted = true),
        ("other_organization", Unusable, |_, plan| plan.saved.directory.organization.id = "another".to_owned()),
        ("other_organization", Unusable, |_, plan| {
            let pin = serde_json::json!({"user": {"id": "1"}});
            plan.roster.as_mut().unwrap().settings.insert("pin".to_owned(), pin);
        }),
        ("roster_invalid", Failed, |_, plan| plan.roster = Err(ResultProblem::RosterInvalid { errors: 1 })),
        ("other_roster", Unusable, |_, plan| plan.roster.as_mut().unwrap().files.push("1".repeat(64))),
        ("unreadable", Failed, |_, plan| {
            plan.applies = Err(ResultProblem::Unreadable { file: "journal.jsonl", why: FreeText("it is".to_owned()) });
        }),
    ];
    for (code, status, change) in changes {
        for refused in [false, true] {
            let mut evidence = evidence(ResultCommand::Plan, 0, saved(&users(2), refused));
            change(evidence.result.as_mut().unwrap(), evidence.plan.as_mut().unwrap());
            assert_eq!(judged(evidence), (status, Some(code)));
        }
    }
}

#[test]
fn a_plan_is_pending_only_between_its_making_and_its_end() {
    use OrganizationStatus::{Changes, Unusable};
    let plan = saved(&users(1), false);
    let (made, ends) = (plan.created_at, plan.expires_at);
    let second = SignedDuration::from_secs(1);
    for (at, expected) in [
        (made - SignedDuration::from_mins(6), (Unusable, Some("future"))),
        (made - SignedDuration::from_mins(4), (Changes, None)),
        (ends - second, (Changes, None)),
        (ends, (Unusable, Some("expired"))),
    ] {
        let judged = evidence(ResultCommand::Plan, 0, plan.clone()).judge("o0", at);
        assert_eq!((judged.status, judged.problem.map(|problem| problem.code())), expected, "{at}");
        assert!(judged.plan.is_some(), "its users are counted nevertheless");
    }
}

#[test]
fn an_apply_is_complete_only_if_its_end_and_every_user_say_so() {
    use OrganizationStatus::{Applied, Failed, Incomplete, Refused, Unchanged, Unusable};
    use OutcomeKind::{AlreadyInactive, Done, NotStarted};
    use ResultCommand::{Apply, Plan};
    let (plan, empty, refused) = (saved(&users(2), false), saved(&[], false), saved(&users(2), true));
    let whole = apply(&plan, &[Done, AlreadyInactive]);
    let open = whole[..2].to_vec();
    let torn = [whole.clone(), vec![ReadLine::Torn(TornLine::Other)]].concat();
    let mut lost = whole.clone();
    lost.remove(1);
    for (evidence, expected) in [
        (journalled(Apply, 0, plan.clone(), whole.clone()), (Applied, None)),
        (journalled(Apply, 6, plan.clone(), whole.clone()), (Applied, None)),
        (journalled(Apply, 5, plan.clone(), whole.clone()), (Incomplete, Some("ended_otherwise"))),
        (journalled(Apply, 130, plan.clone(), whole.clone()), (Incomplete, Some("ended_otherwise"))),
        (journalled(Apply, 0, plan.clone(), apply(&plan, &[Done, NotStarted])), (Incomplete, None)),
        (journalled(Apply, 0, plan.clone(), lost), (Incomplete, None)),
        (journalled(Apply, 0, plan.clone(), apply(&plan, &[Done])), (Failed, Some("journal_differs"))),
        (journalled(Apply, 0, plan.clone(), open.clone()), (Failed, Some("apply_not_ended"))),
        (journalled(Apply, 0, plan.clone(), torn), (Failed, Some("apply_not_ended"))),
        (journalled(Apply, 1, plan.clone(), whole.clone()), (Failed, Some("command_failed"))),
        (journalled(Apply, 4, plan.clone(), whole.clone()), (Unusable, Some("command_failed"))),
        (evidence(Apply, 0, plan.clone()), (Failed, Some("missing"))),
        (evidence(Apply, 130, plan.clone()), (Incomplete, None)),
        (evidence(Apply, 0, empty), (Unchanged, None)),
        (evidence(Apply, 3, refused.clone()), (Refused, None)),
        (evidence(Apply, 0, refused), (Failed, Some("missing"))),
        // An apply that was killed records no result: that of the plan is still there.
        (journalled(Plan, 0, plan.clone(), open), (Failed, Some("apply_not_ended"))),
        (journalled(Plan, 0, plan, whole), (Failed, Some("apply_not_recorded"))),
    ] {
        assert_eq!(judged(evidence), expected);
    }
}

#[test]
fn an_apply_that_was_killed_is_named_as_such_and_any_other_missing_result_as_missing() {
    let plan = saved(&users(2), false);
    let missing = || Err(ResultProblem::Missing { file: "result.json" });
    let begun = journalled(ResultCommand::Apply, 0, plan.clone(), vec![begin(&plan)]);
    assert_eq!(judged(Evidence { result: missing(), ..begun }), (OrganizationStatus::Failed, Some("apply_not_ended")));
    let planned = evidence(ResultCommand::Plan, 0, plan);
    assert_eq!(judged(Evidence { result: missing(), ..planned }), (OrganizationStatus::Failed, Some("missing")));
}

#[test]
fn an_apply_that_is_continued_ends_like_one_that_was_not_disturbed() {
    use OutcomeKind::{AlreadyInactive, Done};
    let plan = saved(&users(2), false);
    let judged = |lines| journalled(ResultCommand::Apply, 0, plan.clone(), lines).judge("o0", now());
    let begun = vec![begin(&plan), outcome(&plan, 0, Done)];
    let continued = [begun, apply(&plan, &[AlreadyInactive, Done])].concat();
    assert_eq!(judged(continued), judged(apply(&plan, &[Done, Done])));
}

#[test]
fn the_worst_organization_decides_the_exit_code() {
    use OrganizationStatus::{Failed, Incomplete, Refused, Unusable};
    for (statuses, exit) in [
        (vec![], Exit::Done),
        (vec![Incomplete], Exit::Unfinished),
        (vec![Incomplete, Unusable], Exit::Unusable),
        (vec![Incomplete, Refused, Unusable], Exit::Refused),
        (vec![Refused, Failed, Incomplete], Exit::Error),
    ] {
        let mut builder = ReportBuilder::new(&fleet(statuses.len() + 1));
        let plan = || evidence(ResultCommand::Plan, 0, saved(&users(1), false)).judge("o0", now());
        builder.add(0, plan());
        for (at, status) in statuses.into_iter().enumerate() {
            builder.add(at + 1, JudgedResult { status, ..plan() });
        }
        let report = builder.finish(FilePath("results".to_owned()), UnknownFolders::default());
        assert_eq!(report.exit(), exit);
        assert!(report.has_changes());
    }
    let nothing = ReportBuilder::new(&fleet(0)).finish(FilePath(String::new()), UnknownFolders::default());
    assert_eq!(nothing.exit(), Exit::Error);
}

#[test]
fn of_many_unknown_folders_the_first_by_name_are_kept_in_whatever_order_they_come() {
    let names = ["d", "b", "e", "a", "c"].map(|name| FilePath(name.to_owned()));
    let mut unknown = UnknownFolders::default();
    names.iter().for_each(|name| unknown.add(name.clone(), 2));
    assert_eq!((unknown.count, unknown.names), (5, vec![names[3].clone(), names[1].clone()]));
}

/// One organization of a random fleet: its result, or none.
#[derive(Clone, Debug)]
enum Drawn {
    None,
    Failed,
    Expired(usize),
    Planned { users: Vec<String>, refused: bool },
    Applied(Vec<OutcomeKind>),
}

impl Drawn {
    fn judged(&self, name: &str) -> Option<JudgedResult> {
        use ResultCommand::{Apply, Plan};
        let mut evidence = match self {
            Self::None => return None,
            Self::Failed => Evidence {
                result: Ok(result(name, Plan, 1, None)),
                plan: Err(ResultProblem::Missing { file: "plan.json" }),
            },
            Self::Expired(count) => {
                let mut plan = saved(&users(*count), false);
                plan.expires_at = plan.created_at;
                evidence(Plan, 0, plan)
            }
            Self::Planned { users, refused } => evidence(Plan, 0, saved(users, *refused)),
            Self::Applied(outcomes) => {
                let plan = saved(&users(outcomes.len()), false);
                let lines = if outcomes.is_empty() { Vec::new() } else { apply(&plan, outcomes) };
                journalled(Apply, 0, plan, lines)
            }
        };
        evidence.result.as_mut().unwrap().organization = name.to_owned();
        Some(evidence.judge(name, now()))
    }
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let email =
        prop::sample::select(vec!["ana@acme.example", "Ana@acme.example", "bo@acme.example", "cy@acme.example"]);
    let users = prop::collection::vec(email.prop_map(str::to_owned), 0..4);
    prop_oneof![
        1 => Just(Drawn::None),
        1 => Just(Drawn::Failed),
        1 => (0..3_usize).prop_map(Drawn::Expired),
        6 => (users, Just(false)).prop_map(|(users, refused)| Drawn::Planned { users, refused }),
        1 => Just(Drawn::Planned { users: vec!["bo@acme.example".to_owned()], refused: true }),
        3 => prop::collection::vec(prop::sample::select(OutcomeKind::ALL.to_vec()), 0..4).prop_map(Drawn::Applied),
    ]
}

/// Draws with the order in which they are added.
fn fleets() -> impl Strategy<Value = (Vec<Drawn>, Vec<usize>)> {
    prop::collection::vec(drawn(), 1..9).prop_flat_map(|all| {
        let order: Vec<usize> = (0..all.len()).collect();
        (Just(all), Just(order).prop_shuffle())
    })
}

fn report(all: &[Drawn], order: impl IntoIterator<Item = usize>, limits: (u64, u64)) -> FleetReport {
    let mut fleet = fleet(all.len());
    let max_deactivation_percent = Hundredths::whole(limits.1);
    fleet.guards = FleetGuards { max_deactivations: limits.0, max_deactivation_percent };
    let mut builder = ReportBuilder::new(&fleet);
    for at in order {
        if let Some(result) = all[at].judged(&format!("o{at}")) {
            builder.add(at, result);
        }
    }
    builder.finish(FilePath("results".to_owned()), UnknownFolders::default())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_results_does_not_matter((all, order) in fleets()) {
        prop_assert_eq!(report(&all, order, (3, 5)), report(&all, 0..all.len(), (3, 5)));
    }

    #[test]
    fn the_sum_is_that_of_the_parts((all, _) in fleets(), limits in (0..9_u64, 0..9_u64)) {
        let report = report(&all, 0..all.len(), limits);
        let totals = report.totals();
        let plans: Vec<&PlanFacts> = report.organizations.iter().filter_map(|one| one.plan.as_ref()).collect();
        let deactivate: u64 = plans.iter().map(|plan| plan.deactivate).sum();
        prop_assert_eq!(totals.organizations(), all.len() as u64);
        prop_assert_eq!(totals.deactivate, deactivate);
        prop_assert_eq!(totals.in_scope, 100 * plans.len() as u64);
        let departures: usize = report.people.iter().map(|person| person.departures.len()).sum();
        prop_assert_eq!(departures as u64, deactivate);
        let mut emails: Vec<&str> = report.people.iter().map(|person| person.email.folded()).collect();
        emails.sort_unstable();
        emails.dedup();
        prop_assert_eq!(emails.len(), report.people.len());
        let [count, share] = [0, 1].map(|at| &report.guards[at]);
        prop_assert_eq!((count.name, share.name), (GuardName::MaxDeactivations, GuardName::MaxDeactivationPercent));
        if plans.len() == all.len() {
            prop_assert_eq!(count.actual.map(|actual| actual.0), Some(Hundredths::whole(deactivate)));
            prop_assert_eq!(count.verdict == Verdict::Refused, deactivate > limits.0);
            let is_over = deactivate * 100 > limits.1 * totals.in_scope;
            prop_assert_eq!(share.verdict == Verdict::Refused, is_over && (deactivate > 1 || limits.1 == 0));
        } else {
            prop_assert!(report.guards.iter().all(|guard| guard.verdict == Verdict::Refused && guard.actual.is_none()));
        }
    }

    #[test]
    fn a_missing_result_never_yields_success((mut all, _) in fleets(), at in any::<prop::sample::Index>()) {
        let at = at.index(all.len());
        all[at] = Drawn::None;
        let report = report(&all, 0..all.len(), (u64::MAX / 100, 100));
        prop_assert_eq!(report.exit(), Exit::Error);
        prop_assert_eq!(report.organizations[at].status, OrganizationStatus::Failed);
    }

    #[test]
    fn success_means_that_every_organization_is_in_order((all, _) in fleets()) {
        let report = report(&all, 0..all.len(), (u64::MAX / 100, 100));
        let in_order = |drawn: &Drawn| match drawn {
            Drawn::None | Drawn::Failed | Drawn::Expired(_) => false,
            Drawn::Planned { refused, .. } => !refused,
            Drawn::Applied(outcomes) => {
                outcomes.iter().all(|kind| matches!(kind, OutcomeKind::Done | OutcomeKind::AlreadyInactive))
            }
        };
        prop_assert_eq!(report.exit() == Exit::Done, all.iter().all(in_order));
    }
}
