//! A directory of another vendor goes through plan and apply: one that has no divisions and no roles, whose versions are
//! texts, and that reads one user a request.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::directory::memory;
use crate::error::{Exit, Result};
use crate::model::{Division, Email, LiveUser, State, UserId, Version};
use crate::plan::{GuardName, SavedPlan, Verdict, verify};
use crate::settings::Settings;
use crate::ui::Ui;

pub(super) fn user(name: &str) -> LiveUser {
    LiveUser {
        id: UserId::new(name).unwrap(),
        email: Email::reported(&format!("{name}@acme.example")),
        name: name.to_owned(),
        division: None,
        version: Version::text(&format!("W/\"{name}\"")),
        state: State::Active,
        attributes: None,
    }
}

/// A roster that lets one of three users of the tenant go.
fn roster(tenant: &str) -> TempDir {
    memory::fill(tenant, ["ana", "bo", "di"].map(user).to_vec());
    let folder = TempDir::new().unwrap();
    let text = format!(
        "version: 1\ndirectory: {{type: memory, tenant: {tenant}}}\nguards: {{max_deactivation_percent: 50}}\nusers:\n  \
         - ana@acme.example\n  - bo@acme.example\nleavers:\n  - {{email: di@acme.example, reason: left}}\n"
    );
    fs::write(folder.path().join("roster.yaml"), text).unwrap();
    folder
}

pub(super) fn run(folder: &Path, arguments: &[&str]) -> Exit {
    attempt(folder, arguments).unwrap()
}

pub(super) fn attempt(folder: &Path, arguments: &[&str]) -> Result<Exit> {
    let place = |argument: &&str| match argument.strip_prefix("./") {
        Some(file) => folder.join(file).into(),
        None => argument.into(),
    };
    let arguments = ["rosterctl"].into_iter().map(Into::into).chain(arguments.iter().map(place));
    let (_, settings) = Settings::from(arguments, &|_| None).unwrap();
    crate::commands::run(settings, &Ui::default())
}

fn saved(folder: &Path) -> SavedPlan {
    SavedPlan::from_json(&fs::read(folder.join("plan.json")).unwrap()).unwrap()
}

#[test]
fn a_directory_without_divisions_and_roles_is_planned_and_applied() {
    let folder = roster("planned");
    let plan = ["plan", "./roster.yaml", "--out", "./plan.json"];
    assert_eq!(run(folder.path(), &plan), Exit::Done);
    let made = saved(folder.path());
    let guard = made.plan.guards.iter().find(|guard| guard.name == GuardName::EmptiesDivision).unwrap();
    assert_eq!(guard.verdict, Verdict::NotApplicable, "there are no divisions");
    assert_eq!(made.plan.summary.guards_refused, 0);
    assert_eq!(made.plan.actions[0].user.version, Version::text("W/\"di\""));
    assert_eq!(run(folder.path(), &["apply", "./plan.json", "--journal", "./journal.jsonl"]), Exit::Done);
    let after = memory::users("planned");
    let di = after.iter().find(|user| user.id.as_str() == "di").unwrap();
    assert_eq!((di.state, &di.version), (State::Inactive, &Version::text("W/\"di\"+")));
    assert!(after.iter().filter(|user| user.id.as_str() != "di").all(|user| user.state == State::Active));
    assert_eq!(run(folder.path(), &plan), Exit::Done);
    assert_eq!(saved(folder.path()).plan.actions, [], "planning again changes nothing");
}

#[test]
fn the_journal_names_versions_as_the_directory_does() {
    let folder = roster("journalled");
    assert_eq!(run(folder.path(), &["plan", "./roster.yaml", "--out", "./plan.json"]), Exit::Done);
    assert_eq!(run(folder.path(), &["apply", "./plan.json", "--journal", "./journal.jsonl"]), Exit::Done);
    let journal = fs::read_to_string(folder.path().join("journal.jsonl")).unwrap();
    let lines: Vec<Value> = journal.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["version"] == "W/\"di\""), "{journal}");
    assert!(lines.iter().any(|line| line["version_after"] == "W/\"di\"+"), "{journal}");
}

#[test]
fn a_snapshot_keeps_versions_as_the_directory_names_them() {
    let folder = roster("kept");
    assert_eq!(run(folder.path(), &["snapshot", "./roster.yaml", "--out", "./live.json"]), Exit::Done);
    let kept = fs::read_to_string(folder.path().join("live.json")).unwrap();
    assert!(kept.contains(r#""version":"W/\"ana\"""#), "{kept}");
    assert_eq!(run(folder.path(), &["plan", "./roster.yaml", "--live", "./live.json"]), Exit::Done);
}

#[test]
fn a_plan_with_divisions_cannot_mark_their_guard_as_not_applicable() {
    let folder = roster("forged");
    assert_eq!(run(folder.path(), &["plan", "./roster.yaml", "--out", "./plan.json"]), Exit::Done);
    let SavedPlan { mut plan, live, .. } = saved(folder.path());
    assert_eq!(verify(&plan, live.in_scope), Ok(()));
    plan.actions[0].user.division = Some(Division { id: "d1".to_owned(), name: "Support".to_owned() });
    assert!(verify(&plan, live.in_scope).unwrap_err().contains("empties_division"));
}
