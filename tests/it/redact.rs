//! With `--redact` no name and no e-mail is printed in any case, and the plan is unchanged.

use rosterctl::sandbox::SCIM_TOKEN;
use serde_json::json;

use crate::support::scene::{CLIENT, Ran, Scene};

const ORG: &str = "
organization: {id: 0c5f2c7e-0000-4000-8000-00000000ac3e, name: Acme}
divisions: [Support, Sales]
users:
  - {id: u1, email: zqxqana.zqxqalvarez@acme.example, name: Zqxqana Zqxqalvarez, roles: [Agent]}
  - {id: u2, email: zqxqbo@acme.example, name: Zqxqbo Zqxqberg, division: Sales}
  - {id: u3, email: zqxqcy@acme.example, name: Zqxqcy Zqxqchen}
  - {id: u4, email: zqxqdi@acme.example, name: Zqxqdi Zqxqdiaz}
  - {id: u5, email: zqxqed@acme.example, name: Zqxqed Zqxqeze, division: Sales}
  - {id: u6, email: zqxqtwin@acme.example, name: Zqxqtwin One}
  - {id: u7, email: zqxqtwin@acme.example, name: Zqxqtwin Two}
  - {id: u9, email: zqxqstays@acme.example, name: Zqxqstays Here, division: Sales}
  - {id: u8, email: zqxqold@acme.example, name: Zqxqold Zqxqhand, state: inactive}
";

/// A roster whose texts mention the users to deactivate in every field.
const ROSTER: &str = "  max_deactivations: 9
  protected:
    - {email: zqxqcy@acme.example, reason: deputy of Zqxqana Zqxqalvarez}
users:
  - {email: zqxqbo@acme.example, until: 2026-01-31, note: \"Zqxqbo went with zqxqdi, ask x@zqxqother.example\"}
  - zqxqold@acme.example
  - zqxqnobody@acme.example
  - zqxqstays@acme.example
leavers:
  - {email: ZQXQana.zqxqalvarez@acme.example, reason: \"Zqxqalvarez left; ZQXQED ZQXQEZE takes over\", ticket: HR-881}
";

fn scene(roster: &str) -> Scene {
    let scene = Scene::of(ORG);
    scene.roster(roster);
    scene
}

/// A scene in which all but two may leave.
fn leaving() -> Scene {
    let scene = Scene::of(&ORG.replace("{id: u7, email: zqxqtwin@", "{id: u7, email: zqxqpair@"));
    scene.roster(ROSTER);
    let roster = std::fs::read_to_string(scene.path("roster.yaml")).unwrap();
    scene.write("roster.yaml", &roster.replace("percent: 50", "percent: 100"));
    scene
}

fn names_nobody(ran: Ran) -> Ran {
    for text in [&ran.stdout, &ran.stderr] {
        assert!(!text.to_lowercase().contains("zqxq"), "stdout:\n{}\nstderr:\n{}", ran.stdout, ran.stderr);
    }
    ran
}

fn digest(text: &str) -> &str {
    text.split("sha256:").nth(1).and_then(|rest| rest.get(..64)).expect("a digest")
}

#[test]
fn no_format_names_a_user_and_the_digest_is_unchanged() {
    let scene = leaving();
    let plain = scene.run(&["plan", "--out", "plan.json"]).ends_with(0).stdout;
    assert!(plain.contains("Zqxqana Zqxqalvarez") && plain.contains("6 to deactivate"), "{plain}");
    for format in ["text", "json", "markdown", "diff", "github", "gitlab", "html"] {
        let environment = [CLIENT[0], CLIENT[1], ("GITHUB_STEP_SUMMARY", "summary.md")];
        let plan = scene.run_with(&["plan", "--redact", "--format", format, "--out", "other.json"], &environment);
        let plan = names_nobody(plan.ends_with(0));
        let show = names_nobody(scene.run(&["show", "--redact", "plan.json", "--format", format]).ends_with(0));
        if !matches!(format, "diff" | "gitlab") {
            assert_eq!(digest(&plan.stdout), digest(&plain), "{format}");
            assert!(plan.stdout.contains("pseudonyms") || plan.stdout.contains("\"redacted\": true"), "{format}");
        }
        assert!(show.stdout.replace("&#45;", "-").contains("user-") || format == "gitlab", "{}", show.stdout);
    }
    assert!(!std::fs::read_to_string(scene.path("summary.md")).unwrap().to_lowercase().contains("zqxq"));
    // What was saved is the plan itself.
    let saved = std::fs::read_to_string(scene.path("other.json")).unwrap();
    assert!(saved.contains("zqxqbo@acme.example") && !saved.contains("redacted"), "{saved}");
    scene.run(&["apply", "other.json", "--expect", &format!("sha256:{}", digest(&plain))]).ends_with(0);
}

#[test]
fn a_redacted_plan_can_be_shown_and_is_never_applied() {
    let scene = leaving();
    let json = scene.run(&["plan", "--redact", "--format", "json"]).ends_with(0).stdout;
    scene.write("redacted.json", &json);
    scene.run(&["show", "redacted.json"]).ends_with(0).says("names and e-mails are pseudonyms");
    assert_eq!(scene.run(&["show", "redacted.json", "--redact", "--format", "json"]).ends_with(0).stdout, json);
    let refused = scene.run(&["apply", "redacted.json"]).ends_with(4);
    refused.complains("--redact replaced names and e-mails").complains("rosterctl plan --out PLAN");
    // Taking the mark away does not help.
    scene.write("redacted.json", &json.replace("  \"redacted\": true,\n", ""));
    scene.run(&["apply", "redacted.json"]).ends_with(4).complains("altered");
    assert_eq!(scene.written(), Vec::<String>::new());
}

#[test]
fn a_key_decides_the_pseudonyms_and_appears_nowhere() {
    let scene = leaving();
    let plan = |key: &str| {
        let environment = [CLIENT[0], CLIENT[1], ("ROSTERCTL_REDACT_KEY", key)];
        let ran = names_nobody(scene.run_with(&["plan", "--redact", "--format", "diff"], &environment).ends_with(0));
        assert!(!ran.stdout.contains("hush") && !ran.stderr.contains("hush"));
        ran.stdout
    };
    assert_eq!(plan("hush"), plan("hush"));
    assert_ne!(plan("hush"), plan("hush-hush"));
    assert_eq!(plan(""), scene.run(&["plan", "--redact", "--format", "diff"]).ends_with(0).stdout);
}

#[test]
fn roster_errors_are_reported_without_names_and_addresses() {
    let scene = scene(
        "users:\n  - zqxqana zqxqalvarez\n  - zqxqbo@acme.example\n  - zqxqbo@acme.example\n  - {email: zqxqcy@acme.example, zqxqkey: 1}\n\
         \x20 - {email: zqxqdi@acme.example, until: zqxqtomorrow}\n  - {email: \"zqxq`ed\"}\nleavers:\n  - {email: zqxqbo@acme.example, reason: x}\n",
    );
    for command in [["validate", "--redact"], ["plan", "--redact"], ["apply", "--redact"]] {
        let arguments =
            if command[0] == "apply" { vec!["apply", "--redact", "--auto-approve"] } else { command.to_vec() };
        let ran = names_nobody(scene.run(&arguments).ends_with(1)).complains("roster.yaml:9:5");
        let ran = ran.complains("`user-").complains("is listed in `users` twice").complains("write an address such as");
        ran.complains("`…` is not a date").complains("2026-12-31");
    }
    scene.run(&["validate"]).ends_with(1).complains("zqxqbo@acme.example");
}

#[test]
fn contradictions_and_usage_errors_name_no_user() {
    let scene = scene(ROSTER);
    let only = |user: &str| names_nobody(scene.run(&["plan", "--redact", "--only", user]).ends_with(1));
    only("zqxqnone@acme.example").complains("no active user and no line of the roster has this e-mail");
    only("zqxq ana@acme.example").complains("white space");
    names_nobody(scene.run(&["plan", "--redact", "roster.yaml", "zqxqana@acme.example"]).ends_with(1))
        .complains("user-");
    scene.roster("users:\n  - zqxqtwin@acme.example\n  - {email: zqxqbo@acme.example, id: u3}\n");
    let ran = names_nobody(scene.run(&["plan", "--redact"]).ends_with(1));
    ran.complains("2 active users match `user-").complains("user u3 has the e-mail `user-");
}

#[test]
fn an_argument_that_names_a_user_is_withheld_in_every_form() {
    let scene = scene(ROSTER);
    for name in
        ["zqxqana.zqxqalvarez", "Zqxqana Zqxqalvarez", "Zqxqü", "zqxq\tana", "-zqxqana", "zqxq\tana@acme.example"]
    {
        for command in [&["plan"][..], &["apply", "--auto-approve"]] {
            for only in [vec!["--only", name], vec![&*format!("--only={name}")]] {
                names_nobody(scene.run(&[command, &["--redact"], only.as_slice()].concat()).ends_with(1));
            }
        }
        names_nobody(scene.run(&["plan", "--redact", "roster.yaml", name]).ends_with(1));
        let reason = ["plan", "--redact", "--override", "max_deactivations=40", "--reason", &format!("{name}\n")];
        names_nobody(scene.run(&reason));
        names_nobody(scene.run(&["why", "--redact", name]).ends_with(1)).complains("unexpected argument '--redact'");
    }
    let ran = scene.run(&["plan", "--redact", "--only", "Zqxqana Zqxqalvarez"]).ends_with(1);
    ran.complains("--only `…`: neither an e-mail nor an id");
    let ran = scene.run(&["plan", "--redact", "--only", "zqxqana"]).ends_with(1);
    ran.complains("--only `…`: no active user and no line of the roster has this id");
    scene.run(&["plan", "--only", "zqxqana"]).ends_with(1).complains("--only `zqxqana`: no active user");
}

#[test]
fn an_apply_names_no_user_and_its_journal_names_all() {
    let scene = leaving();
    scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
    scene.edit("u2", &json!({"email": "zqxqbo.new@acme.example"}));
    let refused = json!({"status": 400, "json": {"message": "zqxqdi@acme.example cannot be changed"}});
    scene.faults(&json!([{"match": {"method": "PATCH", "path": "/api/v2/users/u4"}, "do": refused}]));
    let ran = scene.run(&["apply", "plan.json", "--redact", "--json", "--journal", "journal.jsonl"]).ends_with(5);
    let outcomes = names_nobody(ran).outcomes();
    assert_eq!((outcomes["u1"].as_str(), outcomes["u2"].as_str()), ("done", "changed"));
    assert!(std::fs::read_to_string(scene.path("journal.jsonl")).unwrap().contains("zqxqana.zqxqalvarez@acme.example"));
    names_nobody(scene.run(&["apply", "plan.json", "--redact"]).ends_with(5)).says("already inactive");
    names_nobody(scene.run(&["apply", "--auto-approve", "--redact"])).says("pseudonyms");
}

/// A SCIM service whose ids are addresses and names that users log in with.
const PERSONAL_IDS: &str = "
organization: {id: 0c5f2c7e-0000-4000-8000-00000000ac3e, name: Acme}
divisions: [Support]
users:
  - {id: zqxqana@acme.example, email: zqxqana@acme.example, name: Zqxqana Zqxqalvarez}
  - {id: zqxqbo, email: zqxqbo@acme.example, name: Zqxqbo Zqxqberg}
  - {id: zqxqlog1, email: cy@acme.example, name: C, user_name: zqxqlog1}
  - {id: zqxqpin, email: zqxqpin@acme.example, name: Pin}
  - {id: zqxqkim.kilo, email: zqxqkim@acme.example, name: Kim, user_name: zqxqkim.kilo, scim_email: hidden}
  - {id: a-17, email: plain@acme.example, name: Plain}
";

#[test]
fn an_id_that_names_somebody_is_a_pseudonym_in_plan_apply_and_errors() {
    let scene = Scene::scim_of(PERSONAL_IDS);
    let environment = [("ROSTERCTL_SCIM_TOKEN", SCIM_TOKEN)];
    let url = scene.url();
    let roster = format!(
        "version: 1\ndirectory:\n  type: scim\n  service: other\n  url: {url}/scim/v2\n  token_owner: none\n  \
         requests_per_minute: 100000\n  pin: {{user: {{id: zqxqpin, user_name: zqxqpin@acme.example}}}}\n  \
         attest: {{reversible: true, evidence: OPS-7, by: it@acme.example, date: 2025-01-15}}\n\
         guards:\n  max_deactivation_percent: 90\nusers:\n  - zqxqpin@acme.example\n"
    );
    scene.write("roster.yaml", &roster);
    scene.run_with(&["plan", "--out", "plan.json"], &environment).ends_with(0).says("zqxqlog1");
    for format in ["text", "json", "markdown", "diff", "github", "gitlab", "html", "sarif"] {
        let with = [environment[0], ("GITHUB_STEP_SUMMARY", "summary.md")];
        let plan = names_nobody(scene.run_with(&["plan", "--redact", "--format", format], &with).ends_with(0));
        names_nobody(scene.run(&["show", "--redact", "plan.json", "--format", format]).ends_with(0));
        let shows_ids = matches!(format, "text" | "json" | "html");
        assert!(!shows_ids || plan.stdout.contains("a-17"), "an id that names nobody stays: {}", plan.stdout);
    }
    assert!(!std::fs::read_to_string(scene.path("summary.md")).unwrap().to_lowercase().contains("zqxq"));
    for (pinned, words) in [("zqxqgone", "is not in the directory"), ("zqxqbo", "has the userName")] {
        let other = roster.replace("id: zqxqpin, user_name: zqxqpin", &format!("id: {pinned}, user_name: zqxqgone"));
        scene.write("other.yaml", &other);
        names_nobody(scene.run_with(&["plan", "--redact", "other.yaml"], &environment).ends_with(1)).complains(words);
        let apply = ["apply", "--redact", "--auto-approve", "-f", "other.yaml"];
        names_nobody(scene.run_with(&apply, &environment).ends_with(1)).complains(words);
    }
    let broken = json!({"status": 400, "json": {"detail": "zqxqlog1 is locked"}});
    scene.faults(&json!([{"match": {"method": "PATCH"}, "do": broken}]));
    for form in [&["apply", "plan.json", "--redact"][..], &["apply", "plan.json", "--redact", "--json"]] {
        let ran = names_nobody(scene.run_with(form, &environment).ends_with(5));
        assert!(ran.stdout.contains("redacted.invalid"), "{}", ran.stdout);
    }
}
