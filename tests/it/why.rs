//! `why` explains what `plan` does with a user, from the same complete reading, and writes nothing.

use serde_json::json;

use crate::support::scene::{EVERYBODY, Ran, Scene};

/// A roster in which every rule applies to some user.
const ROSTER: &str = "  require_leaver_entry: true
  protected:
    - {email: jo@acme.example, reason: emergency access}
scope:
  divisions: [Support, Sales]
users:
  - ana@acme.example
  - {email: cy@acme.example, until: 2026-01-31, note: contractor}
  - {email: bo.new@acme.example, was: bo@acme.example}
  - fay@acme.example
  - old@acme.example
  - nobody@acme.example
  - del@acme.example
leavers:
  - {email: di@acme.example, reason: left the company, ticket: HR-881}
";

fn verdict(ran: &Ran) -> &str {
    ran.stdout.lines().next().unwrap_or_default()
}

#[test]
fn why_prints_the_verdict_and_every_rule_with_its_line() {
    let scene = Scene::acme();
    scene.roster(ROSTER);
    let mut all = String::new();
    for user in ["di", "gus", "jo", "old", "nobody"] {
        let ran = scene.run(&["why", &format!("{user}@acme.example"), "--as-of", "2026-11-21"]).ends_with(0);
        assert_eq!(ran.stderr, "");
        all.push_str(&format!("{}\n================\n", ran.stdout));
    }
    insta::assert_snapshot!(all);
    assert_eq!(scene.written(), Vec::<String>::new());
}

#[test]
fn why_agrees_with_the_plan_for_every_user() {
    let scene = Scene::acme();
    scene.roster(ROSTER);
    let plan = scene.run(&["plan", "--format", "json"]).ends_with(3).json();
    let leaving: Vec<&str> =
        plan["actions"].as_array().expect("a list").iter().map(|a| a["user"]["id"].as_str().expect("text")).collect();
    assert_eq!(leaving.len(), 6, "{leaving:?}");
    for local in EVERYBODY {
        for asked in [local.to_owned(), format!("{local}@acme.example")] {
            let ran = scene.run(&["why", &asked]).ends_with(0);
            assert_eq!(verdict(&ran).contains("would be deactivated"), leaving.contains(&local), "{}", ran.stdout);
        }
    }
}

#[test]
fn inactive_users_are_reported_as_unaffected_with_the_reason() {
    let scene = Scene::acme();
    scene.roster(ROSTER);
    scene
        .run(&["why", "old@acme.example"])
        .ends_with(0)
        .says("inactive in the directory already")
        .says("roster.yaml:18:5");
    scene.run(&["why", "del@acme.example"]).ends_with(0).says("deleted in the directory").says("warning[deleted]");
    scene.run(&["why", "nobody@acme.example"]).ends_with(0).says("is missing").says("warning[missing]");
    // Nothing in this roster names these two, so a plan never looks them up.
    scene.declare(&["ana"]);
    let ran = scene.run(&["why", "old@acme.example"]).ends_with(0).says("inactive in the directory already");
    assert!(!ran.stdout.contains("warning["), "{}", ran.stdout);
    scene.run(&["why", "old"]).ends_with(0).says("inactive in the directory already");
    scene.run(&["why", "del"]).ends_with(0).says("deleted in the directory");
}

#[test]
fn a_former_address_finds_the_user_and_case_does_not_matter() {
    let scene = Scene::acme();
    scene.roster(ROSTER);
    for asked in ["bo@acme.example", "bo.new@acme.example", "BO@ACME.example", "bo"] {
        let ran = scene.run(&["why", asked]).ends_with(0);
        assert_eq!(verdict(&ran), "bo@acme.example is kept: declared", "{asked}");
    }
}

#[test]
fn a_user_outside_the_scope_is_reported_with_the_list_that_excludes_them() {
    let scene = Scene::acme();
    scene.roster("scope:\n  divisions: [Support]\n  email_domains: [acme.example]\nusers: [ana@acme.example, fay@acme.example]\n");
    let ran = scene
        .run(&["why", "fay@acme.example"])
        .ends_with(0)
        .says("outside the roster's scope")
        .says("warning[out_of_scope]");
    assert!(
        ran.stdout.contains("-> division in scope?         no   Sales, which `scope` does not name"),
        "{}",
        ran.stdout
    );
}

#[test]
fn why_can_answer_for_another_day() {
    let scene = Scene::acme();
    let rest = EVERYBODY.iter().skip(1).map(|local| format!("  - {local}@acme.example\n")).collect::<String>();
    scene.roster(&format!("users:\n  - {{email: ana@acme.example, until: 2099-12-31}}\n{rest}"));
    scene.run(&["why", "ana@acme.example"]).ends_with(0).says("is kept").says("last day is 2099-12-31");
    scene.run(&["why", "ana@acme.example", "--as-of", "2099-12-31"]).ends_with(0).says("is kept");
    scene
        .run(&["why", "ana@acme.example", "--as-of", "2100-01-01"])
        .ends_with(0)
        .says("deactivated: expired: last day was 2099-12-31");
}

#[test]
fn a_mistyped_user_is_an_error_with_the_closest_ones() {
    let scene = Scene::acme();
    scene.declare_all_but(&[]);
    for (typed, meant) in [
        ("anna@acme.example", "ana@acme.example"),
        ("ana@acme.exmaple", "ana@acme.example"),
        ("Berg", "bo@acme.example"),
    ] {
        let ran = scene.run(&["why", typed]).ends_with(1).complains("did you mean").complains(&format!("`{meant}`"));
        assert_eq!(ran.stdout, "");
        scene.run(&["plan", "--only", typed]).ends_with(1).complains("did you mean").complains(&format!("`{meant}`"));
    }
    let ran = scene.run(&["why", "zachary@elsewhere.test"]).ends_with(1).complains("check the spelling");
    assert!(!ran.stderr.contains("did you mean"), "{}", ran.stderr);
}

#[test]
fn an_argument_that_is_neither_an_email_nor_an_id_is_an_error_without_a_request() {
    let scene = Scene::acme();
    scene.declare_all_but(&[]);
    for (typed, wrong) in [
        ("Ana Alvarez", "neither an e-mail nor an id"),
        ("a@b@c", "exactly one"),
        ("", "neither"),
        ("an\u{200b}a@x.example", "invisible"),
    ] {
        scene.run(&["why", typed]).ends_with(1).complains(wrong).complains("help:");
    }
    let long = scene.run(&["why", &format!("{}@x.example", "a".repeat(50_000))]).ends_with(1).complains("254 bytes");
    assert!(long.stderr.len() < 400, "{}", long.stderr);
    scene.run(&["why"]).ends_with(1).complains("<USER>");
    scene.run(&["why", "ana@acme.example", "--as-of", "tomorrow"]).ends_with(1).complains("YYYY-MM-DD");
    scene.run(&["why", "ana@acme.example", "missing.yaml"]).ends_with(1).complains("missing.yaml");
    assert_eq!(scene.log().len(), 0);
}

#[test]
fn why_reports_the_contradictions_of_the_plan_instead_of_an_answer() {
    let scene = Scene::acme();
    scene.roster("scope: {divisions: [Suport]}\nusers:\n  - {id: ana, email: bo@acme.example}\n  - {email: cy@acme.example, was: di@acme.example}\n");
    let plan = scene.run(&["plan"]).ends_with(1);
    let why = scene.run(&["why", "ana@acme.example"]).ends_with(1);
    assert_eq!((why.stdout.as_str(), &why.stderr), ("", &plan.stderr));
    assert!(why.stderr.contains("[unknown-division]") && why.stderr.contains("[ambiguous-user]"), "{}", why.stderr);
}

#[test]
fn a_reading_that_is_not_complete_gives_no_answer() {
    let scene = Scene::acme();
    scene.declare_all_but(&[]);
    scene.faults(
        &json!([{"match": {"path": "/api/v2/users", "query": "state=active"}, "do": {"remove": ["/entities/0"]}}]),
    );
    let ran = scene.run(&["why", "ana@acme.example"]).ends_with(1).complains("does not add up");
    assert_eq!(ran.stdout, "");
}

#[test]
fn the_owner_of_the_token_is_reported_with_the_guard_that_protects_them() {
    let scene = Scene::acme();
    scene.declare_all_but(&["ana"]);
    let token = [("GENESYSCLOUD_ACCESS_TOKEN", rosterctl::sandbox::USER_TOKEN)];
    scene.run_with(&["why", "ana@acme.example"], &token).ends_with(0).says("REFUSED    self");
    let ran = scene.run_with(&["why", "bo@acme.example"], &token).ends_with(0);
    assert!(!ran.stdout.contains("REFUSED"), "{}", ran.stdout);
}

#[test]
fn names_from_the_directory_and_the_roster_are_sanitized() {
    let scene = Scene::of(
        "organization: {name: \"Acme\\e[2J\"}\ndivisions: [\"Support\\n::error::x\"]\nusers:\n  - {id: ana, email: ana@acme.example, name: \"##[command]Ana\\u202e\"}\n  - {id: bo, email: bo@acme.example}\n",
    );
    scene.roster("users: [bo@acme.example]\nleavers:\n  - {email: ana@acme.example, reason: \"gone ##[group]x\"}\n");
    let ran = scene
        .run(&["why", "ana@acme.example"])
        .ends_with(0)
        .says("#\\#[command]Ana\\u{202e}")
        .says("Acme\\u{1b}[2J")
        .says("Support\\n::error::x")
        .says("#\\#[group]x");
    assert!(!ran.stdout.contains('\u{1b}') && !ran.stdout.contains("##["), "{}", ran.stdout);
    assert!(!ran.stdout.lines().any(|line| line.trim_start().starts_with("::")), "{}", ran.stdout);
}

#[test]
fn a_snapshot_answers_as_the_directory_does_with_no_network_and_no_environment() {
    let scene = Scene::acme();
    scene.roster(ROSTER);
    scene.run(&["snapshot", "--out", "live.json"]).ends_with(0);
    for asked in ["di@acme.example", "gus", "jo@acme.example", "old@acme.example", "del", "nobody@acme.example"] {
        let live = scene.run(&["why", asked]).ends_with(0);
        let before = scene.log().len();
        let kept =
            scene.run_with(&["why", asked, "--live", "live.json"], &[]).ends_with(0).complains("from a snapshot");
        assert_eq!(kept.stdout, live.stdout, "{asked}");
        assert_eq!(scene.log().len(), before, "something was sent");
    }
    // The snapshot did not look these up, so they are not reported as missing.
    scene.declare(&["ana", "later"]);
    let ran = scene.run_with(&["why", "later@acme.example", "--live", "live.json"], &[]).ends_with(0);
    assert!(verdict(&ran).contains("the snapshot holds no more"), "{}", ran.stdout);
    let unknown = scene.run_with(&["why", "zachary@elsewhere.test", "--live", "live.json"], &[]).ends_with(1);
    unknown.complains("no user active in the snapshot").complains("only if its roster named them");
    scene.run_with(&["why", "ana", "--live", "live.json", "--max-age", "0s"], &[]).ends_with(1).complains("--max-age");
    scene.run_with(&["why", "ana", "--max-age", "8h"], &[]).ends_with(1).complains("--live");
}
