//! A plan has the same content in each format, and names and e-mails are never more than text.

use crate::support::scene::Scene;

/// A plan with an action of each rule, with findings, and with a guard that refuses.
fn acme() -> Scene {
    let scene = Scene::acme();
    scene.roster(
        "  max_deactivations: 2\n  protected:\n    - {email: jo@acme.example, reason: emergency access}\n\
         users:\n  - ana@acme.example\n  - {email: cy@acme.example, until: 2026-01-31, note: contractor}\n\
         \x20 - ed@acme.example\n  - fay@acme.example\n  - gus@acme.example\n  - hal@acme.example\n  - ida@acme.example\n\
         \x20 - old@acme.example\n\
         leavers:\n  - {email: di@acme.example, reason: \"left, 100 %\", ticket: HR-881}\n",
    );
    scene
}

/// A plan of [`acme`] in a format; what differs from run to run is named instead.
fn planned(format: &str) -> String {
    let scene = acme();
    let stdout = scene.run(&["plan", "--format", format]).ends_with(3).stdout;
    let port = scene.url().rsplit(':').next().expect("a port");
    let digest = stdout.split("sha256:").nth(1).and_then(|rest| rest.get(..64)).unwrap_or("no digest");
    stdout.replace(digest, "DIGEST").replace(port, "PORT")
}

#[test]
fn a_comment_is_the_whole_review() {
    insta::assert_snapshot!(planned("markdown"));
}

#[test]
fn a_comment_is_never_longer_than_the_limit() {
    let scene = acme();
    let whole = scene.run(&["plan", "--out", "plan.json", "--format", "markdown"]).ends_with(3).stdout;
    let limit = (whole.len() - 1).to_string();
    let show = |limit: &str| scene.run(&["show", "plan.json", "--format", "markdown", "--max-bytes", limit]);
    let short = show(&limit).ends_with(0).says("… and ").says("Digest: `sha256:");
    assert!(short.stdout.len() < whole.len(), "{}", short.stdout);
    let refused = show("100").ends_with(1).complains("--max-bytes 100: too small");
    let least = refused.stderr.split("set it to at least ").nth(1).map(str::trim).expect("what would do");
    show(least).ends_with(0);
    scene.run(&["show", "plan.json", "--max-bytes", "100"]).ends_with(1).complains("--format markdown");
}

#[test]
fn a_comment_limit_that_is_too_small_saves_no_plan() {
    let scene = acme();
    scene.run(&["plan", "--format", "markdown", "--max-bytes", "9", "--out", "plan.json"]).ends_with(1);
    assert!(!scene.path("plan.json").exists());
}

#[test]
fn a_step_summary_is_appended_and_a_failure_to_do_so_is_not_an_error() {
    let scene = acme();
    scene.run(&["plan", "--out", "plan.json"]).ends_with(3);
    scene.write("summary.md", "before\n");
    let markdown = scene.run(&["show", "plan.json", "--format", "markdown"]).ends_with(0).stdout;
    let annotations = scene.run(&["show", "plan.json", "--format", "github"]).ends_with(0).stdout;
    let show = |path: &str| {
        let ran = scene.run_with(&["show", "plan.json", "--format", "github"], &[("GITHUB_STEP_SUMMARY", path)]);
        assert_eq!(ran.stdout, annotations);
        ran.ends_with(0)
    };
    for path in ["summary.md", "new.md"] {
        assert_eq!(show(path).stderr, "");
    }
    assert_eq!(std::fs::read_to_string(scene.path("summary.md")).unwrap(), format!("before\n{markdown}"));
    assert_eq!(std::fs::read_to_string(scene.path("new.md")).unwrap(), markdown);
    show("nowhere/summary.md")
        .complains("warning: the step summary nowhere/summary.md (GITHUB_STEP_SUMMARY) was not written");
    let text = scene.run_with(&["show", "plan.json"], &[("GITHUB_STEP_SUMMARY", "other.md")]).ends_with(0);
    assert!(!scene.path("other.md").exists() && text.stderr.is_empty());
}

#[test]
fn a_diff_holds_the_users_who_leave() {
    insta::assert_snapshot!(planned("diff"));
}

#[test]
fn nothing_to_change_is_an_empty_diff() {
    let scene = Scene::acme();
    scene.declare_all_but(&[]);
    assert_eq!(scene.run(&["plan", "--format", "diff"]).ends_with(0).stdout, "");
}

#[test]
fn a_merge_request_report_has_three_numbers() {
    let stdout = acme().run(&["plan", "--format", "gitlab"]).ends_with(3).stdout;
    assert_eq!(stdout, "{\"create\":0,\"update\":3,\"delete\":0}\n");
}

#[test]
fn annotations_are_on_the_lines_of_the_roster() {
    insta::assert_snapshot!(planned("github"));
}

#[test]
fn a_page_is_the_whole_review() {
    let page = planned("html");
    let (head, rest) = page.split_once("</style>").expect("a style");
    let (body, _) = rest.split_once("<script>").expect("a script");
    assert!(head.starts_with("<!DOCTYPE html>\n") && head.contains("content=\"default-src 'none'; "), "{head}");
    insta::with_settings!({filters => vec![
        (r"\d{4}-\d\d-\d\dT[\d:]{8}Z", "TIME"),
        (r"for the day [\d-]+, by rosterctl [\d.]+", "for the day DATE, by rosterctl VERSION"),
        (r"<dt>Commit.*\n", ""),
        (r"[0-9a-f]{64}", "SHA256"),
    ]}, {
        insta::assert_snapshot!(body);
    });
}

#[test]
fn show_prints_a_saved_plan_as_plan_did_in_each_format() {
    for format in ["markdown", "diff", "github", "gitlab", "html"] {
        let scene = acme();
        let planned = scene.run(&["plan", "--out", "plan.json", "--format", format]).ends_with(3).stdout;
        assert_eq!(scene.run(&["show", "plan.json", "--format", format]).ends_with(0).stdout, planned, "{format}");
    }
}

#[test]
fn a_name_from_the_directory_starts_no_workflow_command_and_no_line() {
    let scene = Scene::acme();
    scene.edit("bo", &serde_json::json!({"name": "Bo\n::error::owned\r\n%0A::set-env name=A::b\u{202e}"}));
    scene.declare_all_but(&["bo"]);
    for format in ["diff", "github"] {
        let stdout = scene.run(&["plan", "--format", format]).ends_with(0).stdout;
        assert!(!stdout.lines().any(|line| line.starts_with("::error") || line.starts_with("::set-env")), "{stdout}");
        assert!(!stdout.contains(['\r', '\u{202e}']), "{stdout}");
        if format == "github" {
            assert!(stdout.contains(r"(Bo\n:\:error::owned\r\n%250A::set-env name=A::b\u{202e})"), "{stdout}");
        }
    }
}
