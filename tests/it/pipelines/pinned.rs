//! An approval pins the digest of the plan that the reviewer saw.

use serde_json::json;

use crate::support::scene::Scene;

use super::runner::Runner;
use super::{KEPT, PINNED, STATUSES, planned};

const FIND: &str = "Find the digest that was reviewed";

/// That nothing is applied, and this is why.
fn refuses(scene: &Scene, runner: &mut Runner, why: &str) {
    let job = runner.workflow("roster-apply.yml").ends_at(FIND, 1);
    let printed = job.printed(FIND);
    assert!(printed.contains("::error::") && printed.contains(why), "{printed}");
    assert!(printed.contains("Nothing was changed."), "{printed}");
    assert!(scene.written().is_empty());
}

#[test]
fn a_plan_that_changed_after_the_approval_is_not_applied() {
    let scene = Scene::acme();
    let mut runner = planned(&scene, &["bo"]);
    // The main branch has changed; "Re-run all jobs" is pressed.
    scene.declare_all_but(&["bo", "gus"]);
    runner.workflow("roster-plan.yml").ends_at(PINNED, 0);
    refuses(&scene, &mut runner, "Several plans were made of commit beef");
    // Another approval does not name its plan, and neither does a run with the first plan again.
    runner.approved(&[("boss", "APPROVED", "beef", "2026-11-21T16:45:00Z")]);
    refuses(&scene, &mut runner, "Several plans were made of commit beef");
    scene.declare_all_but(&["bo"]);
    runner.workflow("roster-plan.yml").ends_at(PINNED, 0);
    refuses(&scene, &mut runner, "Several plans were made of commit beef");
}

#[test]
fn a_plan_that_ran_again_with_the_same_digest_is_applied() {
    let scene = Scene::acme();
    let mut runner = planned(&scene, &["bo"]);
    runner.workflow("roster-plan.yml").ends_at(PINNED, 0);
    assert_eq!(runner.kept(STATUSES).as_array().map(Vec::len), Some(2));
    runner.workflow("roster-apply.yml").ends_at(KEPT, 0);
    assert_eq!(scene.written(), ["bo"]);
}

#[test]
fn an_approval_older_than_the_plan_does_not_count() {
    let scene = Scene::acme();
    let mut runner = planned(&scene, &["bo"]);
    for at in ["2026-11-21T15:59:59Z", "2026-11-21T16:00:00Z"] {
        let seen = ("carla", "APPROVED", "beef", "2026-11-21T16:30:00Z");
        runner.approved(&[("boss", "APPROVED", "beef", at), seen]);
        refuses(&scene, &mut runner, "Approved before the plan existed, by: boss. ");
    }
    // A reviewer who approves again has seen the plan.
    let again = ["2026-11-21T15:00:00Z", "2026-11-21T16:30:00Z"].map(|at| ("boss", "APPROVED", "beef", at));
    runner.approved(&again);
    runner.workflow("roster-apply.yml").ends_at(KEPT, 0);
    assert_eq!(scene.written(), ["bo"]);
}

#[test]
fn without_an_approval_of_the_merged_commit_nothing_is_applied() {
    let scene = Scene::acme();
    let mut runner = planned(&scene, &["bo"]);
    for reviews in [
        vec![],
        vec![("boss", "APPROVED", "cafe", "2026-11-21T16:30:00Z")],
        vec![("boss", "DISMISSED", "beef", "2026-11-21T16:30:00Z")],
        vec![("boss", "COMMENTED", "beef", "2026-11-21T16:30:00Z")],
    ] {
        runner.approved(&reviews);
        refuses(&scene, &mut runner, "Pull request 7 has no approval of commit beef");
    }
}

#[test]
fn a_status_without_a_digest_beside_one_with_it_is_refused() {
    let scene = Scene::acme();
    let mut runner = planned(&scene, &["bo"]);
    let status = runner.kept(STATUSES)[0].clone();
    for description in [json!(null), json!(""), json!("sha256:0000")] {
        let mut other = status.clone();
        other["description"] = description;
        runner.keep(STATUSES, &json!([other, status]).to_string());
        refuses(&scene, &mut runner, "Several plans were made of commit beef");
    }
}

#[test]
fn a_new_commit_with_its_own_plan_and_approval_is_applied() {
    let scene = Scene::acme();
    let mut runner = planned(&scene, &["bo"]);
    scene.declare_all_but(&["bo", "gus"]);
    runner.push("cafe");
    runner.workflow("roster-plan.yml").ends_at(PINNED, 0);
    refuses(&scene, &mut runner, "has no approval of commit cafe");
    runner.approved(&[("boss", "APPROVED", "cafe", "2026-11-21T16:30:00Z")]);
    runner.workflow("roster-apply.yml").ends_at(KEPT, 0);
    assert_eq!(scene.written(), ["bo", "gus"]);
}
