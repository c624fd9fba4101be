//! A reading that was taken for a roster and is planned with later, when the roster may be another one.

use proptest::prelude::*;

use super::properties::{desired, directory};
use super::saved::sealed;
use super::world::{Planned, decide, email, id, leaver, live, plan, policy, protected, roster, user};
use crate::model::{Desired, Live, LiveUser, LookedUp, State};
use crate::plan::{FindingCode, GuardName, Verdict, unmatched};

/// A directory as it is read for `desired`: no other user is looked up.
fn taken_for(desired: &Desired, directory: &Live) -> Live {
    let sought = unmatched(desired, &directory.active);
    let was_asked = |user: &&LiveUser| sought.emails.contains(&user.email) || sought.ids.contains(&user.id);
    let others = directory.others.iter().filter(was_asked).cloned().collect();
    Live { others, asked: LookedUp::Only(sought), ..directory.clone() }
}

fn texts(decision: &Planned, code: FindingCode) -> Vec<(&str, &str)> {
    let of_it = decision.plan.findings.iter().filter(|finding| finding.code == code);
    of_it.map(|finding| (finding.user.email.as_str(), finding.text.as_str())).collect()
}

#[test]
fn a_user_that_was_not_looked_up_is_not_reported_as_missing() {
    let directory = live(vec![user("ana@acme.example")]);
    let before = taken_for(&roster(&["ana@acme.example", "gone@acme.example"]), &directory);
    let mut after = roster(&["ana@acme.example", "gone@acme.example", "new@acme.example"]);
    after.leavers = vec![leaver("left@acme.example", 7)];
    after.protected = vec![protected("breakglass@acme.example", 8)];
    let decision = plan(&after, &before);
    let missing = texts(&decision, FindingCode::Missing);
    assert_eq!(missing.len(), 3, "{missing:?}");
    for (address, text) in missing {
        let was_asked = address == "gone@acme.example";
        assert_eq!(text.contains("no user of the directory"), was_asked, "{address}: {text}");
        assert_eq!(text.contains("take a new snapshot"), !was_asked, "{address}: {text}");
    }
    let (_, text) = texts(&decision, FindingCode::ProtectedAbsent)[0];
    assert!(text.contains("take a new snapshot"), "{text}");
}

#[test]
fn an_entry_is_known_only_by_everything_it_is_found_by() {
    let directory = live(vec![user("ana@acme.example")]);
    let before = taken_for(&roster(&["ana@acme.example", "cy@acme.example"]), &directory);
    let mut after = roster(&["ana@acme.example", "cy@acme.example"]);
    let is_known = |after: &Desired| {
        let decision = plan(after, &before);
        texts(&decision, FindingCode::Missing)[0].1.contains("no user of the directory")
    };
    assert!(is_known(&after));
    after.users[1].was = Some(email("cy.old@acme.example").into());
    assert!(!is_known(&after), "the former address was not asked for");
    after.users[1].was = None;
    after.users[1].id = Some(id("cy"));
    assert!(!is_known(&after), "the id was not asked for");
}

#[test]
fn a_typo_is_a_lookalike_in_a_snapshot_too() {
    let directory = live(vec![user("ana@acme.example"), user("john.smith@acme.example")]);
    let before = taken_for(&roster(&["ana@acme.example", "john.smith@acme.example"]), &directory);
    let decision = plan(&roster(&["ana@acme.example", "jon.smith@acme.example"]), &before);
    let guard = decision.plan.guards.iter().find(|guard| guard.name == GuardName::Lookalike).unwrap();
    assert_eq!(guard.verdict, Verdict::Refused);
    let (_, text) = texts(&decision, FindingCode::Lookalike)[0];
    assert!(text.contains("who is declared and is not in the snapshot"), "{text}");
}

#[test]
fn a_user_that_was_looked_up_is_found_in_their_state() {
    let mut directory = live(vec![user("ana@acme.example")]);
    directory.others = vec![LiveUser { state: State::Inactive, ..user("old@acme.example") }];
    let desired = roster(&["ana@acme.example", "old@acme.example"]);
    let decision = plan(&desired, &taken_for(&desired, &directory));
    assert_eq!(texts(&decision, FindingCode::Inactive).len(), 1);
    assert_eq!(texts(&decision, FindingCode::Missing), []);
}

proptest! {
    #[test]
    fn a_snapshot_gives_the_plan_that_its_directory_gives(desired in desired(), directory in directory()) {
        let kept = taken_for(&desired, &directory);
        let fresh = Live { asked: LookedUp::Everybody, ..kept.clone() };
        prop_assert_eq!(decide(&desired, &kept, &policy()), decide(&desired, &fresh, &policy()));
    }

    #[test]
    fn another_roster_than_the_snapshots_decides_the_same(
        before in desired(),
        after in desired(),
        directory in directory(),
    ) {
        let kept = taken_for(&before, &directory);
        let fresh = Live { asked: LookedUp::Everybody, ..taken_for(&after, &directory) };
        let digests = (sealed(&after, &kept).digest, sealed(&after, &fresh).digest);
        // Whoever is known to be inactive from the directory is so in the snapshot, or is not known there.
        let (kept, fresh) = (plan(&after, &kept), plan(&after, &fresh));
        for (address, text) in texts(&kept, FindingCode::Missing) {
            let is_unknown = text.contains("take a new snapshot");
            prop_assert!(is_unknown || texts(&fresh, FindingCode::Missing).iter().any(|known| known.0 == address));
        }
        prop_assert_eq!(&kept.plan.actions, &fresh.plan.actions);
        // What the snapshot does not know can make a guard refuse, and never lets one pass. Where it knows all that the
        // guards ask, the decision is the same, and so is its digest.
        let mut agree = true;
        for (kept, fresh) in kept.plan.guards.iter().zip(&fresh.plan.guards) {
            prop_assert!(kept.verdict == fresh.verdict || kept.verdict == Verdict::Refused, "{kept:?} {fresh:?}");
            agree &= kept.verdict == fresh.verdict;
        }
        prop_assert_eq!(agree, digests.0 == digests.1);
    }
}
