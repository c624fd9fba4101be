//! A result is fine only for the roster as it is, while its plan lasts, and for the users as they were planned.

use std::fs;

use super::{Group, leaves};

const PLAN: [&str; 7] = ["plan", "--fleet", "fleet.yaml", "--index", "0", "--results", "results"];

fn is(status: &str, problem: &str) -> (String, String) {
    (status.to_owned(), problem.to_owned())
}

#[test]
fn an_apply_of_another_roster_or_of_an_expired_plan_is_not_in_order() {
    let group = Group::of(&[("acme-de", &leaves("di", &[]))]);
    for status in ["applied", "unchanged"] {
        group.make("plan", "acme-de").ends_with(0);
        group.make("apply", "acme-de").ends_with(0);
        assert_eq!(group.problem(0, 0), is(status, "none"));
        let roster = group.read("acme-de/roster.yaml");
        group.write("acme-de/roster.yaml", &roster.replace("  - bo@acme.example\n", ""));
        assert_eq!(group.problem(4, 0), is("unusable", "other_roster"), "{status}");
        group.report(&["--detailed-exitcode"]).ends_with(4).says("plan again");
        group.write("acme-de/roster.yaml", &roster);
        group.run(&[&PLAN[..], &["--expires-in", "3s"]].concat()).ends_with(0);
        group.make("apply", "acme-de").ends_with(0);
        std::thread::sleep(std::time::Duration::from_millis(3100));
        assert_eq!(group.problem(4, 0), is("unusable", "expired"), "{status}");
    }
}

#[test]
fn a_user_who_was_reactivated_since_is_not_shown_as_deactivated() {
    let group = Group::of(&[("acme-de", &leaves("di", &["bo"]))]);
    let state = group.path("acme-de/.rosterctl/org.yaml.state.json");
    group.make("plan", "acme-de").ends_with(0);
    group.make("apply", "acme-de").ends_with(0);
    assert!(fs::remove_file(state).is_ok(), "the users are active again");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    group.make("plan", "acme-de").ends_with(0);
    let report = group.json(0);
    assert_eq!(report["organizations"][0]["status"], "changes");
    assert_eq!(report["summary"]["outcomes"]["done"], 0);
    for (format, outcome) in [("text", ", deactivated"), ("markdown", ", deactivated"), ("html", "</b> deactivated")] {
        let shown = group.report(&["--format", format]).ends_with(0).stdout;
        assert!(shown.contains("di@acme.example") && !shown.contains(outcome), "{format}: {shown}");
    }
    assert!(!group.report(&["--format", "openmetrics"]).stdout.contains("apply_users_left"));
    // Who is left of an apply can be found.
    let apply = ["apply", "--fleet", "fleet.yaml", "--index", "0", "--results", "results", "--limit", "1"];
    group.run(&apply).ends_with(5);
    assert!(group.report(&["--format", "html"]).stdout.contains("</b> deactivated"));
    let report = group.json(5);
    let outcomes = &report["summary"]["outcomes"];
    assert_eq!((&outcomes["done"], &outcomes["not_started"]), (&1.into(), &1.into()));
    assert!(group.report(&["--format", "openmetrics"]).stdout.contains("apply_users_left{organization=\"acme-de\"} 1"));
}

#[test]
fn a_plan_that_was_refused_at_apply_is_not_recommended_again() {
    let group = Group::of(&[("acme-de", &leaves("di", &[]))]);
    group.make("plan", "acme-de").ends_with(0);
    let expected = format!("sha256:{}", "a".repeat(64));
    let apply = ["apply", "--fleet", "fleet.yaml", "--index", "0", "--results", "results", "--expect", &expected];
    group.run(&apply).ends_with(4);
    let text = group.report(&[]).ends_with(4).says("once it is reviewed").stdout;
    assert!(!text.contains("`rosterctl apply"), "{text}");
}

#[test]
fn an_unreadable_journal_says_how_to_go_on_and_that_way_leads_on() {
    let group = Group::of(&[("acme-de", &leaves("di", &[]))]);
    group.make("plan", "acme-de").ends_with(0);
    group.make("apply", "acme-de").ends_with(0);
    let journal = "results/acme-de/journal.jsonl";
    group.write(journal, &format!("{}garbage\n", group.read(journal)));
    group.make("plan", "acme-de").ends_with(0);
    assert_eq!(group.problem(1, 0), is("failed", "unreadable"));
    group.report(&[]).says("move results/acme-de/journal.jsonl elsewhere, and keep it for `rosterctl undo`");
    fs::rename(group.path(journal), group.path("kept.jsonl")).expect("a move");
    assert_eq!(group.problem(0, 0), is("unchanged", "none"));
}

#[test]
fn a_journal_that_an_apply_has_open_is_a_failure() {
    let group = Group::of(&[("acme-de", &leaves("di", &[]))]);
    group.make("plan", "acme-de").ends_with(0);
    group.make("apply", "acme-de").ends_with(0);
    group.make("plan", "acme-de").ends_with(0);
    assert_eq!(group.problem(0, 0), is("unchanged", "none"));
    let journal = fs::File::options().append(true).open(group.path("results/acme-de/journal.jsonl")).expect("a file");
    journal.try_lock().expect("a lock");
    assert_eq!(group.problem(1, 0), is("failed", "other_apply_not_ended"));
    drop(journal);
    assert_eq!(group.problem(0, 0), is("unchanged", "none"));
}
