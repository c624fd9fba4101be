//! What is missing, cannot be read, was altered, or belongs to another organization is a failure with its name.

use std::fs;

use super::{Group, all_but, leaves};

/// A fleet of two, the first of which was planned; what is then done to its results is a failure.
fn planned() -> Group {
    let group = Group::of(&[("acme-de", &leaves("di", &[])), ("acme-fr", &all_but(&["bo"]))]);
    for name in ["acme-de", "acme-fr"] {
        group.make("plan", name).ends_with(0);
    }
    assert_eq!(group.problem(0, 0), ("changes".to_owned(), "none".to_owned()));
    group
}

fn is(status: &str, problem: &str) -> (String, String) {
    (status.to_owned(), problem.to_owned())
}

#[test]
fn an_organization_without_a_result_is_a_failure_with_its_name_and_what_to_do() {
    let group = planned();
    for file in ["result.json", "plan.json"] {
        let path = group.path(&format!("results/acme-de/{file}"));
        let kept = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(group.problem(1, 0), is("failed", "missing"), "{file}");
        let report = group.report(&[]).ends_with(1).says("acme-de  there is no ").says(file);
        report
            .says("`rosterctl plan --fleet fleet.yaml --organization acme-de --results results`")
            .says("unknown, of at most");
        fs::write(&path, kept).unwrap();
    }
    fs::remove_dir_all(group.path("results/acme-de")).unwrap();
    assert_eq!(group.problem(1, 0), is("failed", "missing"));
    // The sum is not known, whatever the guards allow.
    assert_eq!(
        group.json(1)["guards"][0],
        serde_json::json!({
            "name": "max_deactivations", "limit": 100, "actual": null, "verdict": "refused",
        })
    );
}

#[test]
fn a_folder_of_results_that_is_not_there_is_one_mistake_and_a_fleet_with_mistakes_is_not_reported() {
    let group = planned();
    let ran = group
        .run(&["fleet", "report", "nowhere"])
        .ends_with(1)
        .complains("nowhere could not be read")
        .complains("--results");
    assert_eq!(ran.stdout, "");
    group.run(&["fleet", "report", "fleet.yaml"]).ends_with(1).complains("fleet.yaml could not be read");
    group.run(&["fleet", "report", "results", "--fleet", "none.yaml"]).ends_with(1).complains("none.yaml");
    group.write("fleet.yaml", "version: 1\norganizations: []\n");
    assert_eq!(group.report(&[]).ends_with(1).complains("fleet.yaml:2").stdout, "");
}

#[test]
fn an_altered_plan_is_not_counted() {
    let group = planned();
    let plan = group.read("results/acme-de/plan.json");
    for altered in [
        plan.replace("di@acme.example", "ed@acme.example"),
        plan[..plan.len() / 2].to_owned(),
        plan.replace('\n', "\r\n"),
    ] {
        group.write("results/acme-de/plan.json", &altered);
        assert_eq!(group.problem(4, 0), is("unusable", "plan_rejected"));
        let report = group.json(4);
        assert_eq!((&report["summary"]["deactivate"], &report["guards"][0]["verdict"]), (&1.into(), &"refused".into()));
    }
    // Another plan that is valid by itself.
    group.write("results/acme-de/plan.json", &group.read("results/acme-fr/plan.json"));
    assert_eq!(group.problem(4, 0), is("unusable", "digest_differs"));
    fs::remove_dir_all(group.path("results/acme-de")).unwrap();
    fs::create_dir(group.path("results/acme-de")).unwrap();
    for file in ["plan.json", "result.json"] {
        group.write(&format!("results/acme-de/{file}"), &group.read(&format!("results/acme-fr/{file}")));
    }
    assert_eq!(group.problem(4, 0), is("unusable", "other_name"));
    let result = group.read("results/acme-de/result.json");
    group.write("results/acme-de/result.json", &result.replace("acme-fr", "acme-de"));
    assert_eq!(group.problem(4, 0), is("unusable", "other_organization"));
    group.report(&[]).ends_with(4).says("0c5f2c7e-0000-4000-8000-000000000001, which its roster does not name");
}

#[test]
fn a_plan_that_can_no_longer_be_applied_is_a_failure_with_a_known_sum() {
    let group = planned();
    group
        .run(&["plan", "--fleet", "fleet.yaml", "--index", "0", "--results", "results", "--expires-in", "1s"])
        .ends_with(0);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(group.problem(4, 0), is("unusable", "expired"));
    assert_eq!(group.json(4)["guards"][0]["actual"], 2);
    group.make("plan", "acme-de").ends_with(0);
    let roster = group.read("acme-de/roster.yaml");
    group.write("acme-de/roster.yaml", &format!("{roster}# edited\n"));
    assert_eq!(group.problem(4, 0), is("unusable", "other_roster"));
    let unnamed = roster.replace(", organization_id: 0c5f2c7e-0000-4000-8000-000000000000", "");
    for wrong in [unnamed.as_str(), "users: 1\n"] {
        assert_ne!(wrong, roster);
        group.write("acme-de/roster.yaml", wrong);
        assert_eq!(group.problem(1, 0), is("failed", "roster_invalid"));
    }
    group.report(&[]).ends_with(1).says("fix the errors that `rosterctl validate fleet.yaml` reports");
    fs::remove_file(group.path("acme-de/roster.yaml")).unwrap();
    assert_eq!(group.problem(1, 0), is("failed", "roster_invalid"));
}

#[test]
fn a_preview_or_a_part_needs_attention_and_is_no_success() {
    let group = planned();
    for (option, value, problem, says) in [
        ("--as-of", "2026-12-01", "for_another_day", "the plan is a preview, made for another day with --as-of"),
        ("--only", "bo@acme.example", "partial", "the plan was made with --only, and does not cover the organization"),
    ] {
        let plan = ["plan", "--fleet", "fleet.yaml", "--index", "0", "--results", "results", option, value];
        group.run(&plan).ends_with(0);
        assert_eq!(group.problem(4, 0), is("unusable", problem));
        group.report(&[]).ends_with(4).says(says).says(&format!("without {option}"));
        let metrics = group.report(&["--format", "openmetrics"]).ends_with(4);
        metrics.says("organization_exit_code{organization=\"acme-de\"} 4");
    }
    group.run(&["plan", "--fleet", "fleet.yaml", "--index", "0", "--results", "results", "--as-of", "2026-12-01"]);
    assert_eq!(group.json(4)["organizations"][0]["plan"]["preview"], "as_of");
    assert_eq!(group.json(4)["guards"][0]["actual"], serde_json::Value::Null, "what a preview counts is no sum");
}

#[test]
fn a_folder_of_no_organization_is_a_failure_and_what_cannot_be_one_is_left_alone() {
    let group = planned();
    for other in [".cache", "lost+found"] {
        fs::create_dir(group.path(&format!("results/{other}"))).unwrap();
    }
    group.write("results/report.html", "");
    group.report(&[]).ends_with(0);
    for copy in ["acme-de (1)", "acme-de~", "ACME-DE", ".acme-de"] {
        let path = group.path(&format!("results/{copy}"));
        fs::create_dir(&path).unwrap();
        fs::copy(group.path("results/acme-de/result.json"), path.join("result.json")).unwrap();
        assert_eq!(group.json(1)["unknown_folders"]["names"], serde_json::json!([copy]));
        fs::remove_dir_all(&path).unwrap();
    }
    #[cfg(unix)]
    {
        let link = group.path("results/acme-us");
        std::os::unix::fs::symlink("nowhere", &link).unwrap();
        group.report(&[]).ends_with(1).says("acme-us");
        fs::remove_file(&link).unwrap();
    }
    group.report(&[]).ends_with(0);
    for number in 0..30 {
        fs::create_dir(group.path(&format!("results/old-{number:02}"))).unwrap();
    }
    let report = group.json(1);
    assert_eq!(report["unknown_folders"]["count"], 30);
    assert_eq!(report["unknown_folders"]["names"].as_array().unwrap().len(), 20);
    group
        .report(&[])
        .ends_with(1)
        .says("30 folders among the results of no organization of the fleet: old-00, old-01,")
        .says("and 10 more");
}

#[test]
fn an_apply_that_did_not_end_is_a_failure() {
    let group = planned();
    group.make("apply", "acme-de").ends_with(0);
    assert_eq!(group.problem(0, 0), is("applied", "none"));
    let journal = group.read("results/acme-de/journal.jsonl");
    let (rest, _) = journal.trim_end().rsplit_once('\n').unwrap();
    for (text, expected) in [
        (format!("{rest}\n"), is("failed", "apply_not_ended")),
        (format!("{journal}{{\"time\":"), is("failed", "apply_not_ended")),
        (format!("{journal}what is this\n"), is("failed", "unreadable")),
        (String::new(), is("failed", "missing")),
    ] {
        group.write("results/acme-de/journal.jsonl", &text);
        assert_eq!(group.problem(1, 0), expected, "{text}");
    }
    // As after a kill: the journal has a beginning, and there is no result.
    group.write("results/acme-de/journal.jsonl", &format!("{rest}\n"));
    fs::remove_file(group.path("results/acme-de/result.json")).unwrap();
    assert_eq!(group.problem(1, 0), is("failed", "apply_not_ended"));
    group.report(&[]).says("`rosterctl apply --fleet fleet.yaml --organization acme-de --results results`");
    // A new plan, with another digest, does not hide it.
    let roster = group.read("acme-de/roster.yaml");
    group.write("acme-de/roster.yaml", &roster.replace("  - bo@acme.example\n", ""));
    group.make("plan", "acme-de").ends_with(0);
    assert_eq!(group.problem(1, 0), is("failed", "other_apply_not_ended"));
    let text = group.report(&[]).says("`rosterctl undo results/acme-de/journal.jsonl`").stdout;
    assert!(!text.contains("`rosterctl apply"), "the new plan may not be reviewed yet: {text}");
    group.make("apply", "acme-de").ends_with(0);
    assert_eq!(group.problem(0, 0), is("applied", "none"));
}

#[test]
fn the_error_of_an_organization_is_shown_without_people() {
    let group = planned();
    let result = "{\"format_version\":\"1.0\",\"organization\":\"acme-de\",\"command\":\"plan\",\"exit_code\":1,\
                  \"error\":{\"kind\":\"reading\",\"message\":\"di@acme.example is <b>there</b>\\u001b[2J twice\"}}\n";
    group.write("results/acme-de/result.json", result);
    let text = group
        .report(&[])
        .ends_with(1)
        .says("plan ended with exit code 1: di@acme.example is <b>there</b>\\u{1b}[2J twice");
    assert!(!text.stdout.contains('\u{1b}'), "{}", text.stdout);
    let redacted = group.report(&["--redact"]).ends_with(1).stdout;
    assert!(redacted.contains("@redacted.invalid is <b>") && !redacted.contains("di@acme"), "{redacted}");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_or_too_large_is_refused_at_once() {
    let group = planned();
    for (file, problem) in [("result.json", "unreadable"), ("plan.json", "unreadable"), ("journal.jsonl", "unreadable")]
    {
        let path = group.path(&format!("results/acme-de/{file}"));
        let kept = fs::read(&path).ok();
        type Change<'a> = (&'a str, &'a dyn Fn());
        let changes: [Change<'_>; 5] = [
            (problem, &|| assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success())),
            (problem, &|| fs::create_dir(&path).unwrap()),
            ("linked", &|| std::os::unix::fs::symlink(&path, &path).unwrap()),
            ("linked", &|| std::os::unix::fs::symlink(group.path("nowhere"), &path).unwrap()),
            (problem, &|| fs::File::create(&path).unwrap().set_len(2 << 30).unwrap()),
        ];
        for (problem, change) in changes {
            let _ = fs::remove_file(&path);
            change();
            assert_eq!(group.problem(1, 0), is("failed", problem), "{file}");
            let _ = fs::remove_dir(&path);
        }
        let _ = fs::remove_file(&path);
        if let Some(kept) = kept {
            fs::write(&path, kept).unwrap();
        }
    }
    assert_eq!(group.problem(0, 0), is("changes", "none"));
}

#[cfg(unix)]
#[test]
fn a_folder_or_a_file_that_is_a_link_is_not_used_as_plan_and_apply_do_not_use_it() {
    let group = planned();
    let (folder, elsewhere) = (group.path("results/acme-de"), group.path("elsewhere"));
    fs::rename(&folder, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &folder).unwrap();
    assert_eq!(group.problem(1, 0), is("failed", "linked"));
    group.report(&[]).says("its folder is a link").says("remove the link");
    group.make("plan", "acme-de").ends_with(1);
    assert_eq!(group.problem(1, 0), is("failed", "linked"), "the older result is not shown as fine");
    fs::remove_file(&folder).unwrap();
    fs::create_dir(&folder).unwrap();
    for file in ["result.json", "plan.json"] {
        std::os::unix::fs::symlink(elsewhere.join(file), folder.join(file)).unwrap();
    }
    assert_eq!(group.problem(1, 0), is("failed", "linked"));
    group.report(&[]).says("result.json is a link");
}
