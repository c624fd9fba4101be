//! Arguments: none forges a line of the output, and an invalid one gets a usable hint.

use std::path::Path;

use crate::support::company::Company;
use crate::support::scene::{CLIENT, Ran, Scene, run_in};

fn run(arguments: &[&str]) -> Ran {
    run_in(Path::new("/"), arguments, &[])
}

fn forges_nothing(ran: &Ran, arguments: &[&str]) {
    for line in ran.stdout.lines().chain(ran.stderr.lines()) {
        let start = line.trim_start();
        let is_forged = start.starts_with("::error::forged") || start.starts_with("error: forged");
        let is_odd = line.contains(['\r', '\u{1b}', '\u{202e}']) || line.contains("##[error]");
        assert!(!is_forged && !is_odd, "{arguments:?}: {line:?}\n{}\n{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn no_argument_begins_a_line_or_has_an_effect_on_a_terminal() {
    const FORGED: &str = "x\n::error::forged\nerror: forged\r##[error]forged\u{1b}[2J\u{202e}";
    let company = Company::of(1);
    let scene = &company.scene;
    let option = format!("--{FORGED}");
    let assigned = format!("{FORGED}=1");
    for arguments in [
        &["validate", FORGED][..],
        &["validate", FORGED, "--format", "github"],
        &["validate", FORGED, "--format", "sarif"],
        &["fmt", FORGED],
        &["plan", FORGED],
        &["plan", "--out", "saved\n::error::forged\u{1b}[2J"],
        &["plan", "--out", "none/x", FORGED],
        &["plan", "--live", FORGED],
        &["plan", "--only", FORGED],
        &["plan", "--as-of", FORGED],
        &["plan", "--expires-in", FORGED],
        &["plan", "--override", FORGED, "--reason", "x"],
        &["plan", "--override", &assigned, "--reason", "x"],
        &["plan", "--override", "max_deactivations=40", "--reason", FORGED],
        &["plan", "--format", FORGED],
        &["why", FORGED],
        &["why", "nobody@acme.example", FORGED],
        &["show", FORGED],
        &["apply", FORGED],
        &["apply", "plan.json", "--expect", FORGED],
        &["apply", "plan.json", "--wait", FORGED],
        &["apply", "plan.json", "--limit", FORGED],
        &["apply", "plan.json", "--journal", "roster.yaml/x\n::error::forged"],
        &["undo", FORGED],
        &["snapshot", FORGED, "--out", "x"],
        &["snapshot", "--out", FORGED],
        &["export", FORGED],
        &["export", "--region", FORGED],
        &["export", "--out", &format!("none/{FORGED}")],
        &["doctor", FORGED],
        &["schema", FORGED],
        &["completions", FORGED],
        &["man", "--out", &format!("roster.yaml/{FORGED}")],
        &["man", "--out", FORGED],
        &["sandbox", "serve", "--org", FORGED],
        &["sandbox", "serve", "--faults", FORGED],
        &["sandbox", FORGED],
        &[FORGED],
        &[&option],
        &["plan", &option],
        &["plan", "roster.yaml", FORGED],
    ] {
        forges_nothing(&scene.run(arguments), arguments);
    }
    for name in ["GENESYSCLOUD_REGION", "ROSTERCTL_LOG", "ROSTERCTL_LOG_FORMAT"] {
        forges_nothing(&scene.run_with(&["export"], &[CLIENT[0], CLIENT[1], (name, FORGED)]), &[name]);
    }
    assert!(scene.written().is_empty());
}

#[test]
fn an_empty_or_truncated_digest_matches_no_plan() {
    let company = Company::of(1);
    let scene = &company.scene;
    let digest = scene.run(&["show", "plan.json", "--format", "json"]).json()["digest"].as_str().unwrap().to_owned();
    let before = scene.log().len();
    for wrong in ["", " ", "sha256:", &digest[..70], &digest[7..], &digest.to_uppercase()] {
        for what in [&["apply", "plan.json", "--expect", wrong][..], &["apply", "--auto-approve", "--expect", wrong]] {
            let ran = scene.run(what).ends_with(4).complains("--expect").complains("64 hexadecimal digits");
            assert!(!ran.stderr.contains(", not \n"), "{}", ran.stderr);
        }
    }
    assert_eq!(scene.log().len(), before, "nothing is sent");
    scene.run(&["apply", "plan.json", "--expect", &digest]).ends_with(0);
}

#[test]
fn a_signed_number_is_an_error_with_a_usable_hint() {
    for (command, option) in [
        (&["apply", "plan.json"][..], "--limit"),
        (&["apply", "plan.json"], "--canary"),
        (&["apply", "plan.json"], "--wait"),
        (&["show", "plan.json"], "--max-bytes"),
        (&["plan"], "--expires-in"),
        (&["plan"], "--as-of"),
        (&["plan", "--live", "live.json"], "--max-age"),
        (&["sandbox", "serve"], "--port"),
        (&["sandbox", "serve"], "--users"),
        (&["sandbox", "serve"], "--rate-limit"),
    ] {
        for typed in [&[option, "-1"][..], &[&format!("{option}=-1")]] {
            let ran = run(&[command, typed].concat()).ends_with(1).complains(option).complains("write ");
            assert!(!ran.stderr.contains("-- -1"), "{}", ran.stderr);
        }
    }
    let ran = run(&["plan", "--only", "-1"]).ends_with(1).complains("'--only=-1'");
    assert!(!ran.stderr.contains("-- -1"), "{}", ran.stderr);
}

#[test]
fn help_accepts_help_itself() {
    let help = run(&["--help"]).ends_with(0).stdout;
    for asked in [&["help"][..], &["help", "--help"], &["help", "-h"]] {
        assert_eq!(run(asked).ends_with(0).stdout, help);
    }
    let plan = run(&["help", "plan"]).ends_with(0).stdout;
    assert_eq!(run(&["help", "plan", "--help"]).ends_with(0).stdout, plan);
    run(&["sandbox", "help", "--help"]).ends_with(0).says("serve");
    run(&["help", "paln", "--help"]).ends_with(1).complains("paln");
    for command in [&[][..], &["sandbox"]] {
        let ran = run(command).ends_with(1).complains("a command is missing");
        let asked = ran.stderr.split('`').nth(1).expect("what to type").split(' ').skip(1).collect::<Vec<_>>();
        run(&asked).ends_with(0).says("Commands:");
    }
}

#[test]
fn colour_follows_the_rules_of_the_help() {
    let scene = Scene::acme();
    scene.declare_all_but(&["ana"]);
    let coloured = |environment: &[(&str, &str)]| {
        let ran = scene.run_with(&["plan"], &[&CLIENT[..], environment].concat()).ends_with(0);
        assert_eq!(ran.stdout.contains('\u{1b}'), ran.stderr.contains('\u{1b}'), "both alike");
        ran.stdout.contains('\u{1b}')
    };
    assert!(!coloured(&[]), "what is no terminal is not coloured");
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")]), "an empty NO_COLOR is none");
    assert!(coloured(&[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")]));
    assert!(!coloured(&[("CLICOLOR", "1")]));
}

#[test]
fn an_id_in_another_case_never_deactivates_a_renamed_user() {
    const ID: &str = "016e3c06-bd1d-4f94-baef-a48bd4277c5d";
    let org = format!(
        "organization: {{id: 0c5f2c7e-0000-4000-8000-00000000ac3e, name: Acme}}\ndivisions: [Support]\nusers:\n\
         \x20 - {{id: {ID}, email: new@acme.example}}\n  - {{id: bo, email: bo@acme.example}}\n"
    );
    let scene = Scene::of(&org);
    for email in ["old@acme.example", "new@acme.example"] {
        scene.roster(&format!("users:\n  - bo@acme.example\n  - {{id: {}, email: {email}}}\n", ID.to_uppercase()));
        scene.run(&["plan"]).ends_with(1).complains("id-mismatch").complains("capital letters").complains(ID);
    }
}

#[test]
fn a_count_of_one_is_singular() {
    let scene = Scene::of(
        "organization: {id: 0c5f2c7e-0000-4000-8000-00000000ac3e, name: Acme}\ndivisions: [Support]\nusers:\n\
         \x20 - {id: ana, email: ana@acme.example}\n",
    );
    scene.roster("users: [ana@acme.example]\nleavers: [{email: x@acme.example, reason: left}]\n");
    let ran = [
        scene.run(&["validate"]).ends_with(0),
        scene.run(&["plan"]).ends_with(0),
        scene.run(&["doctor"]),
        scene.run(&["snapshot", "--out", "live.json"]).ends_with(0),
        scene.run(&["export", "--out", "all.yaml"]).ends_with(0),
        scene.run(&["why", "ana@acme.example"]).ends_with(0),
        scene.run(&["plan", "--format", "markdown"]).ends_with(0),
        scene.run(&["plan", "--format", "html"]).ends_with(0),
    ];
    for Ran { stdout, stderr, .. } in ran {
        for text in [stdout, stderr] {
            for (at, _) in text.match_indices("1 ") {
                let is_number =
                    !text[..at].ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | ':'));
                let noun = text[at + 2..].split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
                let is_plural = ["users", "leavers", "files", "actions", "mistakes", "findings", "requests", "pages"];
                assert!(!is_number || !is_plural.contains(&noun), "1 {noun} in {text}");
            }
        }
    }
}
