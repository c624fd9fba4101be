//! A doubtful but valid entry is a warning: it is reported in every format and stops nothing.

use serde_json::json;

use crate::support::scene::{Ran, Scene, roster, run_in};
use crate::support::schema::{assert_valid, validator};

fn validate(users: &str, format: &str) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("roster.yaml"),
        roster("type: genesys-cloud, region: eu-central-1", &format!("users:\n{users}")),
    )
    .unwrap();
    run_in(folder.path(), &["validate", "--format", format], &[])
}

const BARE: &str = "  - ana@acme.example\n  - ben@exam\n";

#[test]
fn a_domain_without_a_dot_is_a_warning_in_every_format_and_not_an_error() {
    let text = validate(BARE, "text").ends_with(0).says("is valid: 2 users, 0 leavers, 0 protected; 1 warning.");
    let text = text.complains("warning[bare-domain]").complains("roster.yaml:5:5").complains("  - ben@exam");
    assert!(!text.stderr.contains("error"), "{}", text.stderr);
    let github = validate(BARE, "github").ends_with(0);
    github.says("::warning file=roster.yaml,line=5,col=5,endColumn=13,title=bare-domain::`ben@exam` has a domain");
    let found = validate(BARE, "json").ends_with(0).json();
    assert_eq!((&found["valid"], &found["count"]), (&json!(true), &json!(1)));
    assert_eq!(
        (&found["diagnostics"][0]["severity"], &found["diagnostics"][0]["at"]["line"]),
        (&json!("warning"), &json!(5))
    );
    assert_valid(&validator("diagnostics"), &found);
    let log = validate(BARE, "sarif").ends_with(0).json();
    let result = &log["runs"][0]["results"][0];
    assert_eq!((&result["level"], &result["ruleId"]), (&json!("warning"), &json!("bare-domain")));
}

#[test]
fn warnings_are_listed_with_errors_and_counted_separately() {
    let both = format!("{BARE}  - <ana@acme.example>\n");
    let ran = validate(&both, "text").ends_with(1).complains("1 error in the roster");
    ran.complains("warning[bare-domain]")
        .complains("error[bad-email]")
        .complains("write the address alone: `ana@acme.example`");
    let found = validate(&both, "json").ends_with(1).json();
    assert_eq!((&found["valid"], &found["count"]), (&json!(false), &json!(2)));
    let github = validate(&both, "github").ends_with(1).stdout;
    let kinds: Vec<&str> = github.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(kinds, ["::error", "::warning"]);
}

#[test]
fn many_warnings_are_counted_and_not_all_shown() {
    let many: String = (0..150).map(|number| format!("  - u{number}@exam\n")).collect();
    validate(&many, "text")
        .ends_with(0)
        .says("; 150 warnings.")
        .complains("50 more problems with the code `bare-domain`");
    let found = validate(&many, "json").ends_with(0).json();
    assert_eq!((&found["count"], found["diagnostics"].as_array().unwrap().len()), (&json!(150), 101));
    let github = validate(&many, "github").ends_with(0).stdout;
    assert!(github.lines().nth(9).unwrap().ends_with("%0A+140 more"), "{github}");
}

#[test]
fn a_warning_names_no_user_under_redact() {
    let folder = tempfile::tempdir().unwrap();
    let users = "users:\n  - zqxqben@exam\n  - email: zqxqbo@acme.example\n    was: Zqxqbo@zqxqexam\n";
    std::fs::write(folder.path().join("roster.yaml"), roster("type: genesys-cloud, region: eu-central-1", users))
        .unwrap();
    for format in ["text", "json", "github", "sarif"] {
        let ran = run_in(folder.path(), &["validate", "--redact", "--format", format], &[]).ends_with(0);
        assert!(
            !format!("{}{}", ran.stdout, ran.stderr).to_lowercase().contains("zqxq"),
            "{}{}",
            ran.stdout,
            ran.stderr
        );
    }
}

#[test]
fn plan_prints_warnings_to_standard_error() {
    let scene = Scene::of(
        "organization: {id: org, name: Acme}\ndivisions: [Support]\nusers:\n  - {id: a, email: ana@acme.example}\n\
         \x20 - {id: b, email: bo@intern}\n",
    );
    scene.roster("users:\n  - ana@acme.example\n  - bo@intern\n");
    for format in ["text", "json", "github", "sarif", "markdown"] {
        let ran = scene.run(&["plan", "--format", format]).ends_with(0).complains("warning[bare-domain]");
        assert!(!ran.stdout.contains("bare-domain") || format == "sarif", "{}", ran.stdout);
    }
    let redacted = scene.run(&["plan", "--redact"]).ends_with(0).complains("warning[bare-domain]");
    assert!(!redacted.stderr.contains("bo@intern"), "{}", redacted.stderr);
}

#[test]
fn an_invalid_address_on_the_command_line_is_refused_with_a_suggestion() {
    let scene = Scene::acme();
    scene.declare_all_but(&[]);
    for typed in [
        "mailto:ana@acme.example",
        "<ana@acme.example>",
        "ana@acme.example,",
        "“ana@acme.example”",
        "ana@acme.example.",
    ] {
        for command in [&["why", typed][..], &["plan", "--only", typed][..]] {
            scene.run(command).ends_with(1).complains("did you mean `ana@acme.example`?");
        }
    }
    scene.run(&["plan", "--only", "*@acme.example"]).ends_with(1).complains("has a wildcard (`*`) before the");
}
