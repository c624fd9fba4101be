//! The journal holds what was about to be done before it is done; where it cannot, nobody is written.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::support::company::Company;
use crate::support::journal::Journal;
use crate::support::scene::{CLIENT, Ran};
use crate::support::started::at_once;

#[test]
fn a_journal_has_each_written_user_with_both_versions_and_the_removed_roles() {
    let company = Company::of(1);
    company.apply(&[]).ends_with(0);
    let journal = company.journal();
    let types: Vec<&str> = journal.0.iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["apply", "intent", "outcome", "summary"]);
    let plan: serde_json::Value =
        serde_json::from_slice(&std::fs::read(company.scene.path("plan.json")).unwrap()).unwrap();
    assert!(journal.0.iter().all(|line| line["plan"] == plan["digest"]));
    let times: Vec<jiff::Timestamp> =
        journal.0.iter().map(|line| line["time"].as_str().unwrap().parse().unwrap()).collect();
    assert!(times.is_sorted());
    let [apply, intent, outcome, summary] = &journal.0[..] else { panic!("four lines") };
    assert_eq!(
        (&apply["by"], &apply["actions"], &apply["rosterctl_version"]),
        (&json!("sandbox-client"), &json!(1), &json!(env!("CARGO_PKG_VERSION")))
    );
    assert_eq!(apply["organization"], "0c5f2c7e-0000-4000-8000-00000000ac3e");
    assert!(company.scene.url().ends_with(apply["host"].as_str().unwrap()));
    assert_eq!((&intent["user"]["id"], &intent["version"]), (&json!("u00"), &json!(1)));
    let roles: Vec<_> = intent["roles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|grant| (grant["role"]["name"].as_str().unwrap(), grant["division"]["name"].as_str().unwrap()))
        .collect();
    assert_eq!(roles, [("Agent", "Support"), ("Agent", "Sales")]);
    assert_eq!(
        (&outcome["outcome"], &outcome["version_before"], &outcome["version_after"]),
        (&json!("done"), &json!(1), &json!(2))
    );
    assert_eq!(summary["done"], 1);
}

#[test]
fn a_journal_names_the_directorys_correlation_id_of_each_write() {
    let company = Company::of(2);
    company.apply(&[]).ends_with(0);
    let journal = company.journal();
    for id in &company.leavers {
        let correlation = journal.of(id, "outcome").next().unwrap()["correlation_id"].clone();
        assert!(correlation.as_str().is_some_and(|text| text.starts_with("5a4db0c5-")), "{correlation}");
    }
}

#[test]
fn a_line_without_what_it_must_hold_does_not_fit_the_schema() {
    let company = Company::of(1);
    company.apply(&[]).ends_with(0);
    for line in company.journal().0 {
        assert!(Journal::fits(&line));
        for key in line
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| !["write", "version_before", "version_after", "correlation_id"].contains(&key.as_str()))
        {
            let mut broken = line.clone();
            broken.as_object_mut().unwrap().remove(key);
            assert!(!Journal::fits(&broken), "{line} without {key}");
        }
    }
}

#[test]
fn a_journal_is_appended_to_and_never_shortened() {
    let company = Company::of(3);
    let read = || std::fs::read(company.scene.path("journal.jsonl")).unwrap_or_default();
    let mut before = read();
    for limit in ["1", "1", "5"] {
        company.apply(&["--limit", limit]);
        assert!(read().len() > before.len() && read().starts_with(&before));
        before = read();
    }
    assert_eq!(company.journal().count("summary"), 3);
    company.scene.run(&["undo", "journal.jsonl"]).ends_with(0);
    assert_eq!(read(), before);
}

#[cfg(unix)]
#[test]
fn a_journal_is_for_its_owner_alone_and_has_a_name_of_its_own() {
    use std::os::unix::fs::PermissionsExt;
    let company = Company::of(1);
    company.scene.run(&["apply", "plan.json"]).ends_with(0).complains("Journal: .rosterctl/apply-");
    let found = std::fs::read_dir(company.scene.path(".rosterctl")).unwrap().map(|entry| entry.unwrap().path());
    let journals: Vec<_> = found.filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect();
    assert_eq!(journals.len(), 1);
    assert_eq!(journals[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(Journal::read(&journals[0]).count("summary"), 1);
}

/// The apply was refused with 1 before any user was written, and said what to do.
fn refused(company: &Company, ran: Ran) -> Ran {
    let ran = ran.ends_with(1).keeps_account_of(company.leavers.len()).complains("--journal");
    assert_eq!(ran.totals()[6], company.leavers.len() as u64);
    assert_eq!(company.scene.patches().len(), 0);
    ran
}

#[test]
fn a_file_that_is_not_a_journal_is_refused_and_left_unchanged() {
    let company = Company::of(2);
    let whole = r#"{"time":"2026-11-21T17:00:00Z","plan":"sha256:00","type":"summary","done":0,"already_inactive":0,"changed":0,"deferred":0,"failed":0,"unverified":0,"not_started":0}"#;
    let cases = [
        ("a broken line", format!("{whole}\n{}\n{whole}\n", &whole[..40]), "line 2"),
        ("a text", "call Di about the laptop\n".to_owned(), "line 1"),
        ("blank lines", "\n\n".to_owned(), "line 1"),
        ("a byte", "\u{0}".to_owned(), "no complete line"),
        ("a torn line alone", whole[..40].to_owned(), "no complete line"),
    ];
    for (name, text, said) in cases {
        company.scene.write("other.jsonl", &text);
        let before = company.scene.log().len();
        let ran = company.scene.run(&["apply", "plan.json", "--json", "--journal", "other.jsonl"]);
        refused(&company, ran).complains("other.jsonl").complains(said);
        assert_eq!(std::fs::read_to_string(company.scene.path("other.jsonl")).unwrap(), text, "{name}");
        assert_eq!(company.scene.log().len(), before, "{name}: nothing was asked");
    }
    for file in ["roster.yaml", "plan.json", "org.yaml"] {
        let before = std::fs::read(company.scene.path(file)).unwrap();
        let ran = company.scene.run(&["apply", "plan.json", "--json", "--journal", file]);
        refused(&company, ran).complains(file);
        assert_eq!(std::fs::read(company.scene.path(file)).unwrap(), before, "{file}");
    }
    company.converges("journal.jsonl");
}

#[test]
fn after_a_power_failure_the_same_journal_is_continued_and_no_roles_are_lost() {
    for cut in [40, 1] {
        let company = Company::of(2);
        company.scene.run(&["apply", "plan.json", "--journal", "j.jsonl", "--limit", "1"]).ends_with(5);
        let text = std::fs::read_to_string(company.scene.path("j.jsonl")).unwrap();
        // The last line of the user who was written is torn: their outcome.
        let end = text.find("\"type\":\"outcome\"").map(|at| at + text[at..].find('\n').unwrap()).unwrap();
        company.scene.write("j.jsonl", &text[..=end - cut]);
        let ran = company.scene.run(&["apply", "plan.json", "--journal", "j.jsonl"]).ends_with(0);
        // Without the outcome the write is one of which nobody knows what came; with it, it is known to be done.
        let expected = if cut == 1 { "1 deactivated, 1 already inactive" } else { "2 deactivated, 0 already inactive" };
        ran.complains("was torn").says(expected);
        let undone = company.scene.run(&["undo", "j.jsonl"]).ends_with(0);
        assert_eq!(undone.stdout.matches("/bulkadd").count(), 2, "{}", undone.stdout);
        for line in std::fs::read_to_string(company.scene.path("j.jsonl")).unwrap().lines() {
            serde_json::from_str::<serde_json::Value>(line).expect("whole lines");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_journal_where_none_can_be_kept_is_refused_before_anybody_is_written() {
    let company = Company::of(2);
    std::fs::create_dir(company.scene.path("folder")).unwrap();
    std::fs::write(company.scene.path("file"), "").unwrap();
    let pipe = company.scene.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // Even the superuser cannot make a file in /proc.
    for place in ["folder", "/dev/full", "/dev/null", "pipe", "file/journal.jsonl", "/proc/journal.jsonl", "."] {
        let ran = company.scene.run(&["apply", "plan.json", "--json", "--journal", place]);
        refused(&company, ran).complains(place);
    }
    company.converges("journal.jsonl");
}

#[cfg(target_os = "linux")]
#[test]
fn a_link_to_a_device_is_no_place_for_a_journal() {
    let company = Company::of(1);
    std::os::unix::fs::symlink("/dev/full", company.scene.path("link.jsonl")).unwrap();
    let ran = company.scene.run(&["apply", "plan.json", "--json", "--journal", "link.jsonl"]);
    refused(&company, ran).complains("not a regular file");
}

/// The program under a limit on the size of files, in blocks of 512 bytes. The system's signal for that is ignored or
/// not, as the shell that starts a pipeline happens to have it.
fn with_little_room(company: &Company, blocks: u32, signal: &str) -> Ran {
    let script = format!(
        "{signal} ulimit -f {blocks}; exec {} apply plan.json --json --journal journal.jsonl",
        env!("CARGO_BIN_EXE_rosterctl")
    );
    let ran = Command::new("sh")
        .args(["-c", &script])
        .current_dir(company.scene.path(""))
        .envs(CLIENT)
        .output()
        .expect("a shell");
    Ran::from(ran)
}

#[cfg(unix)]
#[test]
fn a_full_disk_stops_before_the_next_write_and_leaves_the_journal_whole() {
    let rows: Vec<(u32, &str)> =
        (1..=12).flat_map(|blocks| ["trap '' XFSZ;", ""].map(|signal| (blocks, signal))).collect();
    at_once(
        &rows,
        |(blocks, signal)| format!("{blocks} blocks {signal}"),
        |(blocks, signal)| {
            let company = Company::of(12);
            let ran = with_little_room(&company, *blocks, signal).keeps_account_of(12);
            let done = ran.totals()[0];
            assert!(done < 12, "the journal of twelve users does not fit");
            assert_eq!((company.inactive() as u64, company.scene.patches().len() as u64), (done, done));
            if done == 0 {
                assert!([1, 5].contains(&ran.code), "{}{}", ran.stdout, ran.stderr);
            } else {
                assert_eq!(ran.code, 5, "{}{}", ran.stdout, ran.stderr);
            }
            assert!(
                format!("{}{}", ran.stdout, ran.stderr).contains("free some space"),
                "{}{}",
                ran.stdout,
                ran.stderr
            );
            // Every line is whole, and everybody who was written has an intent.
            company.keeps_to_the_plan(&["journal.jsonl"]);
            let undone = company.scene.run(&["undo", "journal.jsonl"]).ends_with(0).stdout;
            for (id, _) in company.scene.patches() {
                assert!(undone.contains(&format!("users/{id}\"")), "{id} was written and cannot be undone");
            }
            // With room again, the same journal serves.
            company.converges("journal.jsonl");
        },
    );
}

#[test]
fn a_roster_folder_without_a_journal_folder_gets_one() {
    let company = Company::of(1);
    let deep = "deep/er/journal.jsonl";
    company.scene.run(&["apply", "plan.json", "--journal", deep]).ends_with(0);
    assert_eq!(Journal::read(&company.scene.path(deep)).count("summary"), 1);
    assert!(Path::new(&company.scene.path(deep)).is_file());
}
