//! What a deactivation does in a service is shown, accepted or attested before anybody is written, and never lifted.

use rosterctl::plan::SavedPlan;
use rosterctl::sandbox::SCIM_TOKEN;
use serde_json::json;

use crate::support::scene::{EVERYBODY, Ran, Scene};

const TOKEN: [(&str, &str); 1] = [("ROSTERCTL_SCIM_TOKEN", SCIM_TOKEN)];

/// A SCIM sandbox whose roster, for this service and with these lines under `directory`, declares everybody but `di`.
fn scene(service: &str, directory: &str) -> Scene {
    let scene = Scene::scim();
    declare(&scene, service, directory);
    scene
}

fn declare(scene: &Scene, service: &str, directory: &str) {
    let users: String =
        EVERYBODY.iter().filter(|local| **local != "di").map(|local| format!("  - {local}@acme.example\n")).collect();
    let url = scene.url();
    let settings = format!("  service: {service}\n  url: {url}/scim/v2\n  token_owner: none\n{directory}");
    let guards = "guards: {max_deactivation_percent: 50}\n";
    scene.write("roster.yaml", &format!("version: 1\ndirectory:\n  type: scim\n{settings}{guards}users:\n{users}"));
}

fn run(scene: &Scene, arguments: &[&str]) -> Ran {
    scene.run_with(arguments, &TOKEN)
}

const ATTESTED: &str =
    "  attest: {reversible: true, evidence: SEC-1201, by: it-security@acme.example, date: 2025-01-15}\n";
const ACCEPTED: &str = "  accept: [deletes_identity, removes_membership]\n";

#[test]
fn a_destructive_service_is_refused_until_each_loss_is_accepted_and_no_override_helps() {
    let scene = scene("github-org", "");
    run(&scene, &["plan"])
        .ends_with(3)
        .says("Service github-org (GitHub organization without managed users): a deactivation is DESTRUCTIVE")
        .says("NOT ACCEPTED: removes_membership: the person is removed from the organization")
        .says("NOT ACCEPTED: deletes_identity")
        .says("REFUSED    destructive_deactivation 2 of at most 0");
    run(&scene, &["plan", "--override", "destructive_deactivation=9", "--reason", "OPS-7"])
        .ends_with(1)
        .complains("this guard cannot be lifted");
    run(&scene, &["apply", "--auto-approve"]).ends_with(3).complains("destructive_deactivation");
    declare(&scene, "github-org", "  accept: [removes_membership]\n");
    run(&scene, &["plan"]).ends_with(1).complains("an effect that is not accepted: `deletes_identity`");
    assert!(scene.patches().is_empty());
    declare(&scene, "github-org", ACCEPTED);
    run(&scene, &["plan"]).ends_with(0).says("Accepted: deletes_identity").says("passed     destructive_deactivation");
    run(&scene, &["apply", "--auto-approve"]).ends_with(0);
    assert_eq!(scene.written(), ["di"]);
}

#[test]
fn an_unknown_service_is_refused_until_somebody_attests_it() {
    let scene = scene("other", "");
    run(&scene, &["plan"])
        .ends_with(3)
        .says("a deactivation is UNKNOWN")
        .says("NOT ATTESTED")
        .says("REFUSED    destructive_deactivation 1 of at most 0");
    declare(&scene, "other", &ATTESTED.replace("true", "false"));
    run(&scene, &["plan"]).ends_with(3).says("a deactivation CANNOT be undone");
    declare(&scene, "other", ATTESTED);
    for format in ["text", "json", "markdown", "diff", "github", "gitlab", "html", "sarif"] {
        let shown = run(&scene, &["plan", "--format", format]).ends_with(0);
        for fact in ["SEC-1201", "it-security@acme.example", "2025-01-15"] {
            assert!(shown.stdout.contains(fact), "{format} does not show {fact}: {}", shown.stdout);
        }
    }
    let shown = run(&scene, &["plan", "--redact", "--format", "json"]).ends_with(0);
    for secret in ["SEC-1201", "it-security@acme.example"] {
        assert!(!shown.stdout.contains(secret), "{}", shown.stdout);
    }
}

#[test]
fn a_saved_plan_is_applied_on_the_terms_that_were_reviewed_or_not_at_all() {
    let scene = scene("github-org", ACCEPTED);
    run(&scene, &["plan", "--out", "plan.json"]).ends_with(0);
    let saved = SavedPlan::from_json(&std::fs::read(scene.path("plan.json")).unwrap()).unwrap();
    let SavedPlan { directory, roster, live, plan, created_at, .. } = saved.clone();
    let altered = |change: &dyn Fn(&mut rosterctl::plan::DirectoryRecord)| {
        let mut directory = directory.clone();
        change(&mut directory);
        let context = rosterctl::plan::PlanContext {
            created_at,
            lifetime: saved.expires_at.duration_since(created_at),
            date: saved.date,
            as_of: saved.as_of,
            directory,
            roster: roster.clone(),
            live: live.clone(),
            caution: saved.apply,
        };
        // A forger computes digest and checksum anew.
        let forged = SavedPlan::seal(context, plan.clone());
        assert_ne!(forged.digest, saved.digest);
        std::fs::write(scene.path("forged.json"), forged.to_json()).unwrap();
        run(&scene, &["apply", "forged.json"])
    };
    altered(&|directory| directory.terms.as_mut().unwrap().notes.push("all is well".to_owned()))
        .ends_with(4)
        .complains("made on other terms");
    altered(&|directory| {
        let terms = directory.terms.as_mut().unwrap();
        terms.verdict = rosterctl::model::Reversibility::Safe;
        (terms.effects, terms.accepted) = (Vec::new(), Vec::new());
        directory.settings.remove("accept");
    })
    .ends_with(4)
    .complains("made on other terms");
    altered(&|directory| {
        directory.settings.insert("accept".to_owned(), json!(["removes_membership"]));
    })
    .ends_with(4)
    .complains("settings that do not go together: accept");
    altered(&|directory| {
        directory.settings.insert("url".to_owned(), json!("https://sentry.io/api/0/organizations/acme/scim/v2"));
    })
    .ends_with(4)
    .complains("and its settings lead to https://sentry.io/api/0/organizations/acme/scim/v2");
    altered(&|directory| {
        directory.settings.insert("surprise".to_owned(), json!(1));
    })
    .ends_with(4)
    .complains("does not know");
    assert!(scene.patches().is_empty());
    run(&scene, &["apply", "plan.json"])
        .ends_with(0)
        .says("Service github-org (GitHub organization without managed users): a deactivation is DESTRUCTIVE")
        .says("Accepted: deletes_identity");
    assert_eq!(scene.written(), ["di"]);
}

#[test]
fn a_user_who_has_left_the_scope_since_the_plan_is_not_written() {
    for (scope, key) in [("user_types: [Employee]", "user_type"), ("departments: [Employee]", "department")] {
        let scene = scene("other", ATTESTED);
        for user in ["ana", "di"] {
            scene.edit(user, &json!({key: "Employee"}));
        }
        let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
        scene.write("roster.yaml", &roster.replace("guards:", &format!("scope: {{{scope}}}\nguards:")));
        run(&scene, &["plan", "--out", "plan.json"]).ends_with(0).says("1 to deactivate");
        scene.edit("di", &json!({key: "Service"}));
        run(&scene, &["apply", "plan.json"])
            .ends_with(5)
            .says("since the plan, by which the scope of the roster covered");
        assert!(scene.patches().is_empty());
        scene.edit("di", &json!({key: "employee"}));
        run(&scene, &["apply", "plan.json"]).ends_with(0);
        assert_eq!(scene.written(), ["di"]);
    }
}

#[test]
fn an_exported_roster_of_a_scim_directory_changes_nothing_and_keeps_its_settings() {
    let scene = scene("github-org", ACCEPTED);
    run(&scene, &["export", "--out", "exported.yaml"]).ends_with(0);
    let text = std::fs::read_to_string(scene.path("exported.yaml")).unwrap();
    for line in ["  service: github-org", "  token_owner: none", "  accept: [deletes_identity, removes_membership]"] {
        assert!(text.contains(line), "{text}");
    }
    assert!(!text.contains("organization_id"), "{text}");
    run(&scene, &["plan", "exported.yaml"]).ends_with(0).says("No changes.");
    run(&scene, &["fmt", "--check", "exported.yaml"]).ends_with(0);
    run(&scene, &["export", "--by", "division", "--out", "by.yaml"]).ends_with(1).complains("in no divisions");
}

#[test]
fn what_a_directory_has_no_facts_for_is_left_out() {
    let scene = scene("other", ATTESTED);
    let text = run(&scene, &["plan"]).ends_with(0).stdout;
    for word in ["division =", "roles that end", "last login", "interaction"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
    assert!(text.contains("n/a        empties_division         this directory has no divisions"), "{text}");
    let page = run(&scene, &["plan", "--format", "html"]).ends_with(0).stdout;
    assert!(page.contains("class=\"actions few\"") && !page.contains(">Roles that end<"), "{page}");
    assert!(!page.contains(">Division<"), "{page}");
    let comment = run(&scene, &["plan", "--format", "markdown"]).ends_with(0).stdout;
    assert!(comment.contains("| user | why | where |") && !comment.contains("What each user loses"), "{comment}");
    let explained = run(&scene, &["why", "di@acme.example"]).ends_with(0).stdout;
    assert!(!explained.contains("division") && explained.contains("department in scope?"), "{explained}");
}
