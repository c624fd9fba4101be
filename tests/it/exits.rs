//! Every exit code of the table in the README, by running the program; and JSON events that end with the summary for
//! every code.

use serde_json::{Value, json};

use crate::support::company::Company;
use crate::support::scene::{Ran, run_in};
use crate::support::started::at_once;

/// A way to an exit code: the preparation, the command, the code and a part of the output.
struct Way {
    name: &'static str,
    before: fn(&Company),
    run: fn(&Company) -> Ran,
    code: i32,
    says: &'static str,
}

/// The digest of no plan.
const OTHER_DIGEST: &str = "sha256:00000000000000000000000000000000000000000000000000000000000000ff";

fn nothing(_: &Company) {}

fn apply(company: &Company) -> Ran {
    company.scene.run(&["apply", "plan.json", "--journal", "journal.jsonl"])
}

/// A plan whose JSON was changed.
fn altered(company: &Company, change: impl Fn(&mut Value)) {
    let path = company.scene.path("plan.json");
    let mut plan: Value = serde_json::from_slice(&std::fs::read(&path).expect("a plan")).expect("JSON");
    change(&mut plan);
    company.scene.write("plan.json", &format!("{plan:#}\n"));
}

fn signalled(company: &Company, signal: &str) -> Ran {
    company.scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"delay_ms": 300}}]));
    let mut apply = company.scene.start("apply", &["apply", "plan.json"]);
    apply.until("it writes", || !company.scene.patches().is_empty());
    apply.signal(signal);
    apply.end()
}

/// An apply whose standard output is a full disk.
fn into_a_full_disk(company: &Company, more: &str) -> Ran {
    redirected(company, more, ">/dev/full")
}

/// An apply whose standard output is redirected by bash.
fn redirected(company: &Company, more: &str, to: &str) -> Ran {
    let program = env!("CARGO_BIN_EXE_rosterctl");
    let script = format!("{program} apply plan.json --journal journal.jsonl {more} {to}");
    let mut shell = std::process::Command::new("bash");
    shell.args(["-c", &script]).current_dir(company.scene.path("")).envs(crate::support::scene::CLIENT);
    shell.output().expect("a shell").into()
}

#[rustfmt::skip]
const WAYS: &[Way] = &[
    Way { name: "done", before: nothing, run: apply, code: 0, says: "Apply complete" },
    Way { name: "nothing to do", before: |c| c.converges("first.jsonl"), run: |c| c.scene.run(&["apply", "--auto-approve"]), code: 0, says: "No changes" },
    Way { name: "a plan with changes", before: nothing, run: |c| c.scene.run(&["plan"]), code: 0, says: "to deactivate" },
    Way { name: "help", before: nothing, run: |c| c.scene.run(&["apply", "--help"]), code: 0, says: "--expect" },
    Way { name: "valid", before: nothing, run: |c| c.scene.run(&["validate"]), code: 0, says: "" },
    Way { name: "show", before: nothing, run: |c| c.scene.run(&["show", "plan.json"]), code: 0, says: "to deactivate" },
    Way { name: "no change, detailed", before: |c| c.converges("first.jsonl"), run: |c| c.scene.run(&["plan", "--detailed-exitcode"]), code: 0, says: "No changes" },

    Way { name: "an unknown option", before: nothing, run: |c| c.scene.run(&["apply", "--force"]), code: 1, says: "--force" },
    Way { name: "no command", before: nothing, run: |c| c.scene.run(&[]), code: 1, says: "Usage" },
    Way { name: "a broken roster", before: |c| c.scene.write("roster.yaml", "version: 1\nusers: [a, a"), run: |c| c.scene.run(&["plan"]), code: 1, says: "roster.yaml" },
    Way { name: "no roster", before: nothing, run: |c| c.scene.run(&["validate", "none.yaml"]), code: 1, says: "none.yaml" },
    Way { name: "no saved plan", before: nothing, run: |c| c.scene.run(&["apply", "none.json"]), code: 1, says: "none.json" },
    Way { name: "no credentials", before: nothing, run: |c| c.scene.run_with(&["apply", "plan.json"], &[]), code: 1, says: "GENESYSCLOUD_OAUTHCLIENT_ID" },
    Way { name: "refused credentials", before: nothing, run: |c| c.scene.run_with(&["apply", "plan.json"], &[("GENESYSCLOUD_ACCESS_TOKEN", "stale")]), code: 1, says: "GENESYSCLOUD_ACCESS_TOKEN" },
    Way { name: "the network is gone", before: |c| altered_address(c), run: |c| c.scene.run(&["plan"]), code: 1, says: "127.0.0.1:1" },
    Way { name: "an incomplete reading", before: |c| c.scene.faults(&json!([{"match": {"path": "/api/v2/users"}, "do": {"set": {"/total": 99}}}])), run: |c| c.scene.run(&["plan"]), code: 1, says: "99" },
    Way { name: "nobody to ask", before: nothing, run: |c| c.scene.run(&["apply"]), code: 1, says: "--auto-approve" },
    Way { name: "a flag that a saved plan makes meaningless", before: nothing, run: |c| c.scene.run(&["apply", "plan.json", "-f", "roster.yaml"]), code: 1, says: "PLAN" },
    Way { name: "a journal that is none", before: nothing, run: |c| c.scene.run(&["apply", "plan.json", "--journal", "roster.yaml"]), code: 1, says: "roster.yaml" },
    Way { name: "nothing to undo from", before: nothing, run: |c| c.scene.run(&["undo", "none.jsonl"]), code: 1, says: "none.jsonl" },

    Way { name: "changes, detailed", before: nothing, run: |c| c.scene.run(&["plan", "--detailed-exitcode"]), code: 2, says: "to deactivate" },

    Way { name: "a guard refuses the plan", before: too_many, run: |c| c.scene.run(&["plan"]), code: 3, says: "max_deactivations" },
    Way { name: "a guard refuses, detailed", before: too_many, run: |c| c.scene.run(&["plan", "--detailed-exitcode"]), code: 3, says: "max_deactivations" },
    Way { name: "a guard refuses the apply", before: too_many, run: |c| c.scene.run(&["apply", "--auto-approve"]), code: 3, says: "max_deactivations" },
    Way { name: "a guard that refused at plan time", before: |c| { too_many(c); c.scene.run(&["plan", "--out", "plan.json"]).ends_with(3); }, run: apply, code: 3, says: "max_deactivations" },
    Way { name: "roles that must be recorded", before: must_record, run: apply, code: 3, says: "require_role_record" },

    Way { name: "an altered plan", before: |c| altered(c, |plan| plan["actions"][0]["user"]["id"] = json!("stay1")), run: apply, code: 4, says: "cannot be applied" },
    Way { name: "a plan cut short", before: |c| { let text = std::fs::read_to_string(c.scene.path("plan.json")).unwrap(); c.scene.write("plan.json", &text[..text.len() - 9]); }, run: apply, code: 4, says: "cannot be applied" },
    Way { name: "another format", before: |c| altered(c, |plan| plan["format_version"] = json!("2.0")), run: apply, code: 4, says: "2.0" },
    Way { name: "an expired plan", before: expired, run: apply, code: 4, says: "expired" },
    Way { name: "another organization", before: |c| c.scene.faults(&json!([{"match": {"path": "/api/v2/organizations/me"}, "do": {"set": {"/id": "other-org"}}}])), run: apply, code: 4, says: "other-org" },
    Way { name: "another digest", before: nothing, run: |c| c.scene.run(&["apply", "plan.json", "--expect", OTHER_DIGEST]), code: 4, says: OTHER_DIGEST },
    Way { name: "another digest of a fresh plan", before: nothing, run: |c| c.scene.run(&["apply", "--auto-approve", "--expect", OTHER_DIGEST]), code: 4, says: OTHER_DIGEST },
    Way { name: "a plan for another day", before: |c| { c.scene.run(&["plan", "--as-of", "2027-01-01", "--out", "plan.json"]).ends_with(0); }, run: apply, code: 4, says: "--as-of" },

    Way { name: "somebody failed", before: |c| c.scene.faults(&json!([{"match": {"method": "PATCH"}, "do": {"status": 400}}])), run: apply, code: 5, says: "2 failed" },
    Way { name: "somebody changed", before: |c| c.scene.edit("u00", &json!({"email": "new@acme.example"})), run: apply, code: 5, says: "1 changed" },
    Way { name: "somebody is deferred", before: |c| c.scene.edit("u00", &json!({"interacting": true})), run: apply, code: 5, says: "1 deferred" },
    Way { name: "somebody is unverified", before: |c| c.scene.faults(&json!([{"match": {"method": "PATCH", "nth": 1}, "do": {"took_effect": false}}])), run: apply, code: 5, says: "1 unverified" },
    Way { name: "somebody is not started", before: nothing, run: |c| c.scene.run(&["apply", "plan.json", "--limit", "1"]), code: 5, says: "1 not started" },
    Way { name: "the limit is named", before: nothing, run: |c| c.scene.run(&["apply", "plan.json", "--limit", "1"]), code: 5, says: "--limit 1 is reached" },

    Way { name: "nobody hears the result", before: nothing, run: |c| into_a_full_disk(c, ""), code: 6, says: "2 deactivated" },

    Way { name: "Ctrl-C", before: nothing, run: |c| signalled(c, "INT"), code: 130, says: "1 not started" },
    Way { name: "SIGTERM", before: nothing, run: |c| signalled(c, "TERM"), code: 143, says: "1 not started" },
    Way { name: "SIGHUP", before: nothing, run: |c| signalled(c, "HUP"), code: 143, says: "1 not started" },
];

fn altered_address(company: &Company) {
    let roster = std::fs::read_to_string(company.scene.path("roster.yaml")).expect("a roster");
    company.scene.write("roster.yaml", &roster.replace(company.scene.url(), "http://127.0.0.1:1"));
}

fn too_many(company: &Company) {
    let roster = std::fs::read_to_string(company.scene.path("roster.yaml")).expect("a roster");
    company.scene.write("roster.yaml", &roster.replace("max_deactivations: 2", "max_deactivations: 1"));
}

fn must_record(company: &Company) {
    let roster = std::fs::read_to_string(company.scene.path("roster.yaml")).expect("a roster");
    company.scene.write("roster.yaml", &roster.replace("guards:\n", "guards:\n  require_role_record: true\n"));
    company.scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    company.scene.faults(&json!([{"match": {"path": "/api/v2/authorization/subjects/*"}, "do": {"status": 403}}]));
}

fn expired(company: &Company) {
    company.scene.run(&["plan", "--expires-in", "1ms", "--out", "plan.json"]).ends_with(0);
}

#[test]
fn every_exit_code_is_the_one_of_the_table() {
    let codes: std::collections::BTreeSet<i32> = WAYS.iter().map(|way| way.code).collect();
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 6, 130, 143], "every code has a way");
    at_once(
        WAYS,
        |way| way.name.to_owned(),
        |way| {
            let company = Company::of(2);
            (way.before)(&company);
            let written = company.scene.patches().len();
            let ran = (way.run)(&company).ends_with(way.code);
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(said.contains(way.says), "no `{}` in {said}", way.says);
            assert!(!said.contains("panicked"), "{said}");
            if (1..=4).contains(&way.code) {
                assert_eq!(company.scene.patches().len(), written, "nobody is written");
                if way.code != 2 {
                    assert!(!ran.stderr.is_empty(), "an error is said on standard error");
                }
            }
        },
    );
}

/// What goes wrong, how it comes to that, what is run, the code, and how many users the summary counts: none where no
/// plan was read.
type Failing = (&'static str, fn(&Company), &'static [&'static str], i32, u64);

#[test]
fn json_events_end_with_the_summary_after_any_failure() {
    let rows: [Failing; 12] = [
        ("an altered plan", |c| altered(c, |plan| plan["date"] = json!("2020-01-01")), &["apply", "plan.json"], 4, 0),
        ("an expired plan", expired, &["apply", "plan.json"], 4, 2),
        ("no such file", nothing, &["apply", "none.json"], 1, 0),
        ("another digest", nothing, &["apply", "plan.json", "--expect", OTHER_DIGEST], 4, 2),
        (
            "another organization",
            |c| c.scene.faults(&json!([{"match": {"path": "/api/v2/organizations/me"}, "do": {"set": {"/id": "x"}}}])),
            &["apply", "plan.json"],
            4,
            2,
        ),
        ("no network", |c| altered_address(c), &["apply", "--auto-approve"], 1, 0),
        (
            "the network goes",
            |c| c.scene.faults(&json!([{"match": {"path": "/api/v2/users"}, "do": {"status": 404}}])),
            &["apply", "plan.json"],
            5,
            2,
        ),
        ("a guard", too_many, &["apply", "--auto-approve"], 3, 2),
        ("a broken roster", |c| c.scene.write("roster.yaml", "version: 9"), &["apply", "--auto-approve"], 1, 0),
        ("nobody to ask", nothing, &["apply"], 1, 0),
        ("nothing to do", |c| c.converges("first.jsonl"), &["apply", "--auto-approve"], 0, 0),
        ("a journal that is none", nothing, &["apply", "plan.json", "--journal", "roster.yaml"], 1, 2),
    ];
    at_once(
        &rows,
        |(name, ..)| (*name).to_owned(),
        |(_, before, arguments, code, users)| {
            let company = Company::of(2);
            before(&company);
            let ran = company.scene.run(&[*arguments, &["--json"]].concat()).ends_with(*code);
            assert_eq!(ran.totals().iter().sum::<u64>(), *users);
            let is_error = ran.events().iter().any(|event| event["type"] == "error");
            assert_eq!(is_error, [1, 3, 4].contains(code), "{}", ran.stdout);
        },
    );
}

#[test]
fn an_interruption_before_the_first_write_ends_with_the_summary_too() {
    at_once(
        &[
            ("/oauth/token", "INT", 130, "plan.json", 2),
            ("/api/v2/organizations/me", "TERM", 143, "plan.json", 2),
            // The number of users is not known yet.
            ("/api/v2/users", "TERM", 143, "--auto-approve", 0),
        ],
        |(path, ..)| (*path).to_owned(),
        |(path, signal, code, what, users)| {
            let company = Company::of(2);
            let before = company.scene.log().len();
            company.scene.faults(&json!([{"match": {"path": path}, "do": {"delay_ms": 60_000}}]));
            let mut apply = company.scene.start("apply", &["apply", what, "--json"]);
            let asked = || company.scene.log()[before..].iter().any(|entry| entry["path"] == *path);
            apply.until("it has asked", asked);
            apply.signal(signal);
            apply.end().ends_with(*code).keeps_account_of(*users).totals_are([0, 0, 0, 0, 0, 0, *users as u64]);
        },
    );
}

#[test]
fn a_plan_has_the_requested_lifetime() {
    let company = Company::of(1);
    let lasts = |arguments: &[&str]| {
        let plan = company.scene.run(&[&["plan", "--format", "json"], arguments].concat()).ends_with(0).json();
        let time = |key: &str| plan[key].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        time("expires_at").duration_since(time("created_at")).as_secs()
    };
    assert_eq!(
        [lasts(&[]), lasts(&["--expires-in", "30m"]), lasts(&["--expires-in", "48h"])],
        [86_400, 1_800, 172_800]
    );
    for wrong in ["soon", "30", "0s", "-1h"] {
        company.scene.run(&["plan", &format!("--expires-in={wrong}")]).ends_with(1).complains("--expires-in");
    }
}

#[test]
fn a_result_that_cannot_be_written_hides_neither_the_totals_nor_a_worse_exit_code() {
    let company = Company::of(3);
    let ran = into_a_full_disk(&company, "--json --limit 1").ends_with(5);
    let ran = ran.complains("1 deactivated").complains("standard output");
    assert!(!ran.stderr.contains("carried out"), "two were not started: {}", ran.stderr);
    let ran = into_a_full_disk(&company, "").ends_with(6);
    ran.complains("2 deactivated, 1 already inactive").complains("do not treat this as a failed apply");
    assert_eq!(company.journal().count("summary"), 2);
    // So does a reader that has died.
    let ran = redirected(&Company::of(3), "--json", "| true; exit ${PIPESTATUS[0]}").ends_with(6);
    ran.complains("3 deactivated, 0 already inactive").complains("do not treat this as a failed apply");
    let refused = into_a_full_disk(&company, "--expect sha256:00").ends_with(4);
    refused.complains("cannot be applied");
}

#[test]
fn the_help_names_every_exit_code() {
    let help = run_in(std::path::Path::new("."), &["--help"], &[]).ends_with(0).stdout;
    for code in ["  0  ", "  1  ", "  2  ", "  3  ", "  4  ", "  5  ", "  6  ", "130, 143"] {
        assert!(help.contains(code), "{code}");
    }
}
