//! However an apply is stopped, what was begun is known, what was not begun is untouched, and the next apply of the
//! same plan goes on from there.

use serde_json::{Value, json};

use crate::support::company::Company;
use crate::support::journal::Journal;
use crate::support::started::{Started, at_once, until};

/// Where the first journal is.
const FIRST: &str = "journal.jsonl";

fn start<'a>(company: &'a Company, more: &[&str]) -> Started<'a> {
    let arguments = [&["apply", "plan.json", "--json", "--journal", FIRST], more].concat();
    company.scene.start("apply", &arguments)
}

#[test]
fn a_signal_finishes_what_is_under_way_and_starts_nothing_new() {
    at_once(
        &[("INT", 130), ("TERM", 143), ("HUP", 143)],
        |(name, _)| (*name).to_owned(),
        |(name, code)| {
            let company = Company::of(20);
            // After some successes several writes are open at once; those are held.
            let held: Vec<u64> = (6..40).collect();
            company.scene.faults(&json!([{"match": {"method": "PATCH", "nth": held}, "do": {"delay_ms": 700}}]));
            let mut apply = start(&company, &[]);
            apply.until("several writes are under way", || company.scene.patches().len() >= 8);
            apply.signal(name);
            let ran = apply.end().keeps_account_of(20).ends_with(*code).complains("Stopping");
            let [done, already, .., not_started] = ran.totals();
            assert_eq!((done + not_started, already), (20, 0));
            assert!((8..20).contains(&done), "{done}");
            let patches = company.scene.patches().len() as u64;
            assert_eq!((company.inactive() as u64, patches), (done, done), "what was sent was waited for");
            let journal = company.journal();
            for id in &company.leavers {
                let (intents, outcomes) = (journal.intents(id), journal.outcomes(id));
                match company.scene.user(id)["state"].as_str() {
                    Some("inactive") => assert_eq!((intents.len(), outcomes), (1, vec!["done"])),
                    _ => assert!(intents.is_empty() || outcomes == ["not_started"], "{intents:?} {outcomes:?}"),
                }
            }
            assert_eq!(journal.0.last().expect("a line")["type"], "summary");
            company.converges(FIRST);
        },
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_hang_up_that_is_ignored_under_nohup_stops_nothing() {
    let company = Company::of(2);
    company.scene.faults(&json!([{"match": {"method": "PATCH", "nth": 1}, "do": {"delay_ms": 300}}]));
    let script = format!("trap '' HUP; exec {} apply plan.json --journal {FIRST}", env!("CARGO_BIN_EXE_rosterctl"));
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &script]).current_dir(company.scene.path("")).envs(crate::support::scene::CLIENT);
    let mut apply = company.scene.start_command("nohup", shell);
    apply.until("it writes", || !company.scene.patches().is_empty());
    apply.signal("HUP");
    apply.end().ends_with(0).says("2 deactivated");
}

#[test]
fn a_second_signal_waits_for_nothing_and_leaves_the_journal_whole() {
    at_once(
        &[["INT", "INT"], ["TERM", "INT"], ["INT", "TERM"]],
        |[first, second]| format!("{first} {second}"),
        |[first, second]| {
            let company = Company::of(6);
            company.scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"delay_ms": 300_000}}]));
            let mut apply = start(&company, &[]);
            apply.until("a write is under way", || !company.scene.patches().is_empty());
            apply.signal(first);
            until("the first signal was heard", || apply.said().contains("Stopping"));
            assert!(!apply.has_ended(), "it waits for the answer");
            apply.signal(second);
            // The answer would take five minutes, which is longer than the end is waited for.
            let ran = apply.end();
            let code = if [*first, *second].contains(&"TERM") { 143 } else { 130 };
            let ran = ran.ends_with(code).totals_are([0, 0, 0, 0, 0, 1, 5]);
            assert_eq!(ran.totals().iter().sum::<u64>(), 6);
            assert_eq!(company.journal().count("intent"), 1);
            let id = &company.scene.patches()[0].0;
            let undone = company.scene.run(&["undo", FIRST]).ends_with(0);
            undone
                .says(&format!("-X PATCH \"$API/api/v2/users/{id}\""))
                .says("The write may have taken effect, or may still do so");
            company.converges(FIRST);
        },
    );
}

#[test]
fn no_user_is_done_who_was_not_read_back_whatever_stops_the_apply() {
    at_once(
        &["INT", "TERM"],
        |signal| (*signal).to_owned(),
        |signal| {
            let company = Company::of(2);
            company.scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"took_effect": false}}]));
            let mut apply = start(&company, &[]);
            apply.until("both are accepted", || company.scene.patches().len() == 2);
            apply.signal(signal);
            apply.end().totals_are([0, 0, 0, 0, 0, 2, 0]);
        },
    );
}

#[test]
fn a_signal_ends_every_wait() {
    let spent = json!({"inin-ratelimit-allowed": 1, "inin-ratelimit-count": 1, "inin-ratelimit-reset": 150});
    let waits = [
        // What is waited for, the faults, whether somebody is on an interaction.
        (
            "the server's rate limit",
            json!([{"match": {"path": "/api/v2/organizations/me"}, "do": {"headers": spent}}]),
            false,
        ),
        ("somebody to hang up", json!([]), true),
        ("an index that lags", json!([{"match": {"method": "PATCH"}, "do": {"took_effect": false}}]), false),
    ];
    at_once(
        &waits,
        |(name, ..)| (*name).to_owned(),
        |(name, faults, busy)| {
            let company = Company::of(1);
            company.scene.edit("u00", &json!({"interacting": busy}));
            company.scene.faults(faults);
            let before = company.scene.count("GET", "/api/v2/users");
            // A wait of ten minutes is looked at every half a minute.
            let mut apply = start(&company, &["--wait", "10m"]);
            apply.until("it waits", || match *name {
                "the server's rate limit" => Journal::peek(&company.scene.path(FIRST)).count("apply") == 1,
                "somebody to hang up" => company.scene.count("GET", "/api/v2/users") > before,
                _ => company.scene.count("GET", "/api/v2/users") > before + 3,
            });
            apply.signal("INT");
            let ran = apply.end();
            assert_eq!(ran.code, 130, "{}{}", ran.stdout, ran.stderr);
            ran.keeps_account_of(1);
        },
    );
}

#[test]
fn two_applies_with_one_journal_do_not_get_in_each_others_way() {
    let company = Company::of(4);
    company.scene.faults(&json!([{"match": {"method": "PATCH", "nth": 1}, "do": {"delay_ms": 1500}}]));
    let mut apply = start(&company, &[]);
    apply.until("it writes", || !company.scene.patches().is_empty());
    let before = std::fs::read(company.scene.path(FIRST)).expect("a journal");
    let second = company.scene.run(&["apply", "plan.json", "--json", "--journal", FIRST]).ends_with(1);
    assert!(second.keeps_account_of(4).complains("being written by another apply").totals()[6] == 4);
    assert_eq!(company.scene.patches().len(), 1, "the second one wrote nobody");
    let after = std::fs::read(company.scene.path(FIRST)).expect("a journal");
    assert!(after.starts_with(&before));
    apply.end().keeps_account_of(4).ends_with(0).totals_are([4, 0, 0, 0, 0, 0, 0]);
    company.keeps_to_the_plan(&[FIRST]);
    company.converges(FIRST);
}

#[test]
fn two_applies_with_two_journals_write_each_user_once_and_overwrite_no_change() {
    at_once(
        &[0, 20, 60],
        |delay| format!("{delay} ms"),
        |delay| {
            let company = Company::of(12);
            company.scene.faults(&json!([
                {"match": {"method": "PATCH"}, "do": {"delay_ms": delay}},
                {"match": {"path": "/api/v2/users"}, "do": {"linger_ms": delay}},
            ]));
            let run = |name: &str| {
                company.scene.start(name, &["apply", "plan.json", "--json", "--journal", &format!("{name}.jsonl")])
            };
            let (one, two) = (run("one"), run("two"));
            let ended = [one.end(), two.end()].map(|ran| ran.keeps_account_of(12).ends_with(0).totals());
            assert_eq!(ended[0][0] + ended[1][0], 12, "each user is the work of one of them: {ended:?}");
            company.keeps_to_the_plan(&["one.jsonl", "two.jsonl"]);
            company.converges("three.jsonl");
        },
    );
}

#[test]
fn a_limit_writes_so_many_and_leaves_the_rest_for_the_next_apply() {
    let company = Company::of(10);
    company.apply(&["--limit", "3"]).ends_with(5).totals_are([3, 0, 0, 0, 0, 0, 7]);
    assert_eq!((company.scene.patches().len(), company.inactive()), (3, 3));
    company.apply(&["--limit", "0"]).ends_with(5);
    assert_eq!(company.scene.patches().len(), 3);
    // Who is inactive already takes nobody's place.
    company.apply(&["--limit", "7"]).ends_with(0);
    company.converges(FIRST);
}

#[test]
fn a_canary_is_verified_before_anybody_else_is_written() {
    let company = Company::of(10);
    company.apply(&["--canary", "2"]).ends_with(0).totals_are([10, 0, 0, 0, 0, 0, 0]);
    let log = company.scene.log();
    let third = log.iter().enumerate().filter(|(_, entry)| entry["method"] == "PATCH").nth(2).expect("a third").0;
    let second = log.iter().enumerate().filter(|(_, entry)| entry["method"] == "PATCH").nth(1).expect("a second").0;
    let read_back = log[second..third].iter().any(|entry| entry["query"].as_str().is_some_and(|q| q.contains("id=")));
    assert!(read_back, "the canary is read back before the third write");
    company.converges(FIRST);
}

#[test]
fn a_canary_that_fails_stops_everything_else() {
    at_once(
        &[json!({"status": 400}), json!({"took_effect": false}), json!({"html": "<html>"}), json!({"status": 403})],
        Value::to_string,
        |deed| {
            let company = Company::of(10);
            company.scene.faults(&json!([{"match": {"method": "PATCH"}, "do": deed}]));
            let ran = company.apply(&["--canary", "2"]).ends_with(5);
            let [.., failed, unverified, not_started] = ran.totals();
            assert_eq!((failed + unverified, not_started), (2, 8));
            let patched: std::collections::BTreeSet<String> = company.scene.written().into_iter().collect();
            assert_eq!(patched.len(), 2);
            assert!(ran.stdout.contains("canary"), "{}", ran.stdout);
            company.converges(FIRST);
        },
    );
}

#[test]
fn a_canary_larger_than_the_plan_and_a_canary_under_a_limit_end_well() {
    let company = Company::of(3);
    company.apply(&["--canary", "5", "--limit", "2"]).ends_with(5).totals_are([2, 0, 0, 0, 0, 0, 1]);
    company.apply(&["--canary", "5"]).ends_with(0).totals_are([1, 2, 0, 0, 0, 0, 0]);
}

#[test]
fn a_reader_of_the_output_who_goes_away_does_not_stop_the_apply() {
    let company = Company::of(12);
    let script = format!("{} apply plan.json --journal {FIRST} | head -n 1", env!("CARGO_BIN_EXE_rosterctl"));
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &script]).current_dir(company.scene.path("")).envs(crate::support::scene::CLIENT);
    company.scene.start_command("piped", shell).end().ends_with(0);
    until("everybody is written", || company.inactive() == 12);
    until("it ends", || Journal::peek(&company.scene.path(FIRST)).count("summary") == 1);
}
