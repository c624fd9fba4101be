//! With `undeclared: report` a user who is in the directory and not yet in the roster is a finding in every format and
//! keeps their access.

use crate::support::scene::{CLIENT, EVERYBODY, Scene};

/// All users are declared but gus, who is new, and bo, who leaves.
fn scene_with(setting: &str) -> Scene {
    let scene = Scene::acme();
    let declared = EVERYBODY.into_iter().filter(|local| !["bo", "gus"].contains(local));
    let lines: String = declared.map(|local| format!("  - {local}@acme.example\n")).collect();
    let leavers = "leavers:\n  - {email: bo@acme.example, reason: left the company}\n";
    scene.roster(&format!("{setting}users:\n{lines}{leavers}"));
    scene
}

#[test]
fn a_new_user_is_a_finding_with_the_lines_to_add_in_every_format_and_is_kept() {
    let scene = scene_with("undeclared: report\n");
    let line = "- gus@acme.example";
    let text = scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    assert!(text.stdout.contains("warning[undeclared]: gus@acme.example (\"Gus Gray\")"), "{}", text.stdout);
    for part in [&format!("Add `{line}` to `users:`, or"), "`- {email: gus@acme.example, reason: WHY}` to `leavers:`"] {
        assert!(text.stdout.contains(part), "{}", text.stdout);
    }
    assert!(text.stdout.contains("Plan: 1 to deactivate, 9 unchanged"), "{}", text.stdout);
    assert!(text.stdout.contains("neither declared nor leavers are kept"), "{}", text.stdout);
    let show = |format: &str| scene.run(&["show", "plan.json", "--format", format]).ends_with(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&show("json")).unwrap();
    assert_eq!(json["undeclared"], "report");
    assert_eq!(json["findings"][0]["code"], "undeclared");
    assert!(json["findings"][0]["text"].as_str().unwrap().contains(line));
    for (format, expected) in [
        ("markdown", "warning <code>undeclared</code>".replace("<code>", "`").replace("</code>", "`")),
        ("html", "<code>undeclared</code>".to_owned()),
        ("github", "::warning file=roster.yaml,title=undeclared::gus@acme.example: active".to_owned()),
        ("sarif", "\"ruleId\": \"finding-undeclared\"".to_owned()),
    ] {
        let shown = show(format);
        assert!(shown.contains(&expected), "{format}: {shown}");
    }
    assert_eq!(show("gitlab").trim(), r#"{"create":0,"update":1,"delete":0}"#);
    assert!(!show("diff").contains("gus@acme.example"));
    scene
        .run(&["why", "gus@acme.example"])
        .ends_with(0)
        .says("neither declared nor a leaver")
        .says("undeclared: report");
    scene.run(&["apply", "-f", "roster.yaml", "--auto-approve"]).ends_with(0);
    assert_eq!(scene.written(), ["bo"]);
    scene.run(&["plan", "--detailed-exitcode"]).ends_with(0).says("No changes.");
}

#[test]
fn the_default_deactivates_and_the_plan_reports_it() {
    let scene = scene_with("");
    let json = scene.run(&["plan", "--format", "json"]).ends_with(0).json();
    assert_eq!((&json["undeclared"], &json["summary"]["deactivate"]), (&"deactivate".into(), &2.into()));
    let same = scene_with("undeclared: deactivate\n");
    let said = same.run(&["plan", "--format", "json"]).ends_with(0).json();
    assert_eq!(said["summary"], json["summary"]);
}

#[test]
fn an_unknown_value_is_an_error_with_a_suggestion() {
    for (word, help) in
        [("reports", "did you mean `report`?"), ("Deactivate", "did you mean `deactivate`?"), ("keep", "or `report`")]
    {
        let scene = scene_with(&format!("undeclared: {word}\n"));
        scene.run(&["validate"]).ends_with(1).complains("unknown value `").complains(help);
    }
    scene_with("undeclared: true\n").run(&["validate"]).ends_with(1).complains("`undeclared` is text");
}

#[test]
fn the_lines_to_add_are_pseudonymized_and_valid_in_a_roster() {
    let scene = scene_with("undeclared: report\n");
    for format in ["text", "json", "markdown", "html", "github", "sarif"] {
        let environment = [CLIENT[0], CLIENT[1], ("GITHUB_STEP_SUMMARY", "summary.md")];
        let ran = scene.run_with(&["plan", "--format", format, "--redact"], &environment).ends_with(0);
        assert!(!ran.stdout.contains("gus@acme") && !ran.stdout.contains("Gus Gray"), "{format}: {}", ran.stdout);
    }
    let redacted = scene.run(&["plan", "--redact"]).ends_with(0).stdout;
    assert!(redacted.contains("`- user-") && redacted.contains("`- {email: user-"), "{redacted}");
    // The lines of the finding are added.
    let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    let finding = scene.run(&["plan", "--format", "json"]).json()["findings"][0]["text"].as_str().unwrap().to_owned();
    let quoted: Vec<&str> = finding.split('`').skip(1).step_by(2).filter(|quote| quote.starts_with("- ")).collect();
    assert_eq!(quoted.len(), 2, "{finding}");
    for (list, line) in [("users:\n", quoted[0]), ("leavers:\n", quoted[1])] {
        scene.write("roster.yaml", &roster.replace(list, &format!("{list}  {line}\n")));
        let plan = scene.run(&["plan", "--format", "json"]).ends_with(0).json();
        assert_eq!(plan["findings"], serde_json::json!([]), "{line}");
    }
}

#[test]
fn hundreds_of_findings_fit_into_a_comment() {
    let people: String =
        (0..800).map(|n| format!("  - {{id: u{n}, email: user{n}@acme.example, name: User {n}}}\n")).collect();
    let scene = Scene::of(&format!("organization: {{name: Acme}}\ndivisions: [Home]\nusers:\n{people}"));
    scene.roster("undeclared: report\nusers:\n  - user0@acme.example\n");
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    let comment = scene.run(&["show", "plan.json", "--format", "markdown", "--max-bytes", "9000"]).ends_with(0).stdout;
    assert!(comment.len() <= 9_000 && comment.contains("799 findings") && comment.contains("more"), "{comment}");
    let annotations = scene.run(&["show", "plan.json", "--format", "github"]).ends_with(0).stdout;
    assert_eq!(annotations.matches("::warning ").count(), 10);
}
