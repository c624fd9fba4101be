//! Files that version 0.1.0 saved are read by every later version, and mean the same: `saved/` was written by it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::scene::{Ran, run_in};

/// A copy of the saved files, in a folder where the program may write.
fn saved() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let saved = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/saved");
    for entry in fs::read_dir(saved).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

fn run(folder: &tempfile::TempDir, arguments: &[&str]) -> Ran {
    run_in(folder.path(), arguments, &[])
}

fn digest(folder: &tempfile::TempDir) -> String {
    let plan: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("plan.json")).unwrap()).unwrap();
    plan["digest"].as_str().unwrap().to_owned()
}

const PLANNED: [&str; 4] = ["--override", "max_deactivation_percent=80", "--reason", "OPS-7"];

#[test]
fn a_saved_plan_is_shown_byte_for_byte_and_with_its_digest() {
    let folder = saved();
    let text = fs::read_to_string(folder.path().join("plan.json")).unwrap();
    let shown = run(&folder, &["show", "plan.json", "--format", "json"]).ends_with(0);
    assert_eq!(shown.stdout.trim_end(), text.trim_end());
    run(&folder, &["show", "plan.json"])
        .ends_with(0)
        .says("expired: last day was 2026-01-31 (contractor, OPS-1423)")
        .says("leaver: left the company (HR-881)")
        .says("not declared in the roster")
        .says(&digest(&folder));
}

#[test]
fn the_same_facts_give_the_digest_that_they_gave() {
    let folder = saved();
    let expected = digest(&folder);
    run(&folder, &[&["plan", "--live", "live.json", "--format", "text"][..], &PLANNED].concat())
        .ends_with(0)
        .says(&expected);
    run(&folder, &[&["plan"][..], &PLANNED].concat()).ends_with(0).says(&expected);
}

#[test]
fn a_plan_that_an_earlier_version_saved_is_refused_for_its_age_and_for_nothing_else() {
    let folder = saved();
    run(&folder, &["apply", "plan.json"]).ends_with(4).complains("expired");
    run(
        &folder,
        &[
            "apply",
            "-f",
            "roster.yaml",
            "--expect",
            &digest(&folder),
            "--auto-approve",
            PLANNED[0],
            PLANNED[1],
            PLANNED[2],
            PLANNED[3],
        ],
    )
    .ends_with(0)
    .says("4 deactivated");
}

#[test]
fn the_people_of_an_earlier_plan_are_redacted_in_every_format() {
    let folder = saved();
    for format in ["text", "json", "markdown", "diff", "github", "gitlab", "html", "sarif"] {
        let shown = run(&folder, &["show", "plan.json", "--redact", "--format", format]).ends_with(0);
        for name in
            ["Bo Berg", "bo@acme", "Cy Cohen", "di@acme", "OPS-1423", "HR-881", "ed@acme", "Fay Fox", "emergency"]
        {
            assert!(!shown.stdout.contains(name), "{format}: {name}: {}", shown.stdout);
        }
    }
    run(&folder, &["show", "redacted.json"]).ends_with(0).says("pseudonyms").says(&digest(&folder));
}

#[test]
fn an_earlier_journal_is_undone_with_its_roles_and_appended_to() {
    let folder = saved();
    let script = run(&folder, &["undo", "journal.jsonl"]).ends_with(0);
    assert_eq!(script.stdout.matches("curl -sS -X PATCH").count(), 4, "{}", script.stdout);
    assert_eq!(script.stdout.matches("bulkadd").count(), 4, "{}", script.stdout);
    let before = fs::read_to_string(folder.path().join("journal.jsonl")).unwrap();
    run(&folder, &[&["apply", "--auto-approve", "--journal", "journal.jsonl"][..], &PLANNED].concat()).ends_with(0);
    assert!(fs::read_to_string(folder.path().join("journal.jsonl")).unwrap().starts_with(&before));
}

#[test]
fn a_reason_whose_details_were_edited_is_refused() {
    use sha2::{Digest, Sha256};
    let folder = saved();
    run(&folder, &[&["plan", "--live", "live.json", "--out", "new.json"][..], &PLANNED].concat()).ends_with(0);
    let path = folder.path().join("new.json");
    let mut plan: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let reason = plan["actions"].as_array_mut().unwrap().iter_mut().map(|action| &mut action["reason"]);
    let expired = reason.into_iter().find(|reason| reason["code"] == "expired").unwrap();
    expired["details"]["last_day"] = "2099-12-31".into();
    plan.as_object_mut().unwrap().remove("checksum");
    let bytes = Sha256::digest(plan.to_string().as_bytes());
    let checksum: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = fs::read_to_string(&path).unwrap();
    let sealed = text.split("\"checksum\": \"sha256:").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let edited =
        text.replace("\"last_day\": \"2026-01-31\"", "\"last_day\": \"2099-12-31\"").replace(&sealed, &checksum);
    assert_ne!(text, edited);
    fs::write(&path, edited).unwrap();
    run(&folder, &["show", "new.json", "--redact"]).ends_with(4).complains("differs from its details");
}
