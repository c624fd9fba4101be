//! Whole runs in a directory whose writes may do more than end access.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::another_directory::{attempt, run, user};
use crate::directory::memory::{self, TenantQuirk};
use crate::error::Exit;
use crate::model::State;
use crate::plan::{PlanContext, SavedPlan};

/// A tenant of six users, two of whom leave: the plan is saved.
struct Tenant {
    name: &'static str,
    folder: TempDir,
}

const APPLY: [&str; 4] = ["apply", "./plan.json", "--journal", "./journal.jsonl"];

impl Tenant {
    fn planned(name: &'static str, quirk: TenantQuirk) -> Self {
        memory::fill_with(name, ["ana", "bo", "cy", "di", "ed", "flo"].map(user).to_vec(), quirk);
        let folder = TempDir::new().unwrap();
        let text = format!(
            "version: 1\ndirectory: {{type: memory, tenant: {name}}}\nguards: {{max_deactivation_percent: 50}}\nusers:\n  \
             - ana@acme.example\n  - bo@acme.example\n  - cy@acme.example\n  - di@acme.example\nleavers:\n  \
             - {{email: ed@acme.example, reason: left}}\n  - {{email: flo@acme.example, reason: left}}\n"
        );
        fs::write(folder.path().join("roster.yaml"), text).unwrap();
        let tenant = Self { name, folder };
        assert_eq!(tenant.run(&["plan", "./roster.yaml", "--out", "./plan.json"]), Exit::Done);
        tenant
    }

    fn run(&self, arguments: &[&str]) -> Exit {
        run(self.folder.path(), arguments)
    }

    /// The names of the active users.
    fn active(&self) -> Vec<String> {
        let users = memory::users(self.name).into_iter().filter(|user| user.state == State::Active);
        users.map(|user| user.id.to_string()).collect()
    }

    /// The lines of the journal of this type.
    fn journal(&self, kind: &str) -> Vec<Value> {
        let text = fs::read_to_string(self.folder.path().join("journal.jsonl")).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["type"] == kind).collect()
    }
}

#[test]
fn a_user_who_vanishes_unexpectedly_ends_the_run_with_exit_code_5() {
    let tenant = Tenant::planned("onterms", TenantQuirk::Hides);
    assert_eq!(tenant.run(&APPLY), Exit::Unfinished);
    assert_eq!(tenant.active(), ["ana", "bo", "cy", "di", "flo"], "the second user is left alone");
    let outcome = tenant.journal("outcome").pop().unwrap();
    assert_eq!((&outcome["outcome"], &outcome["visibility"]), (&json!("unverified"), &json!("gone")));
    assert!(outcome["text"].as_str().unwrap().contains("no longer shows the user"), "{outcome}");
    let last = &tenant.journal("summary")[0];
    assert_eq!((&last["unverified"], &last["not_started"]), (&json!(1), &json!(1)));
}

#[test]
fn users_who_vanish_as_accepted_are_done_and_applying_again_writes_nothing() {
    let tenant = Tenant::planned("ontermsdeletesuser", TenantQuirk::Hides);
    assert_eq!(tenant.run(&APPLY), Exit::Done);
    assert_eq!(tenant.active(), ["ana", "bo", "cy", "di"]);
    assert_eq!(tenant.run(&APPLY), Exit::Done);
    assert_eq!(tenant.journal("intent").len(), 2, "nobody is written twice");
    let last = tenant.journal("summary").pop().unwrap();
    assert_eq!((&last["done"], &last["already_inactive"]), (&json!(2), &json!(0)), "by the earlier apply");
}

#[test]
fn an_unexpected_change_of_the_very_last_user_ends_the_run_with_exit_code_5() {
    let tenant = Tenant::planned("ontermshidesuser", TenantQuirk::Renames);
    let limited = [&APPLY[..], &["--limit", "1"]].concat();
    assert_eq!(tenant.run(&limited), Exit::Unfinished);
    let tenant = Tenant::planned("ontermsremovesroles", TenantQuirk::Renames);
    assert_eq!(tenant.run(&APPLY), Exit::Unfinished);
    assert_eq!(tenant.active(), ["ana", "bo", "cy", "di", "flo"]);
    assert_eq!(tenant.run(&APPLY), Exit::Unfinished);
    assert_eq!(tenant.active(), ["ana", "bo", "cy", "di", "flo"], "the same plan stops where it stopped");
}

#[test]
fn changes_as_accepted_are_journalled_with_the_record_before_them() {
    let tenant = Tenant::planned("ontermsobfuscatesname", TenantQuirk::Renames);
    assert_eq!(tenant.run(&APPLY), Exit::Done);
    assert_eq!(tenant.journal("intent")[0]["record"], json!({"displayName": "ed"}));
    let outcomes = tenant.journal("outcome");
    assert_eq!(outcomes.len(), 2, "as read back: {outcomes:?}");
    assert!(outcomes.iter().all(|outcome| outcome["side_effects"] == json!(["displayName"])), "{outcomes:?}");
}

#[test]
fn the_journal_names_the_directory_and_its_address() {
    let tenant = Tenant::planned("ontermsnamed", TenantQuirk::None);
    assert_eq!(tenant.run(&APPLY), Exit::Done);
    let apply = &tenant.journal("apply")[0];
    assert_eq!((&apply["directory"], &apply["api_url"]), (&json!("memory"), &json!("memory://ontermsnamed")));
    assert_eq!(tenant.run(&["undo", "./journal.jsonl"]), Exit::Done);
}

#[test]
fn a_plan_that_shows_one_address_and_leads_to_another_is_refused() {
    let tenant = Tenant::planned("ontermsshown", TenantQuirk::None);
    let path = tenant.folder.path().join("plan.json");
    let saved = SavedPlan::from_json(&fs::read(&path).unwrap()).unwrap();
    let mut directory = saved.directory;
    directory.settings.insert("tenant".to_owned(), "ontermshidden".into());
    let lifetime = saved.expires_at.duration_since(saved.created_at);
    let SavedPlan { created_at, date, as_of, roster, live, apply: caution, plan, .. } = saved;
    let context = PlanContext { created_at, lifetime, date, as_of, directory, roster, live, caution };
    fs::write(&path, SavedPlan::seal(context, plan).to_json()).unwrap();
    let error = attempt(tenant.folder.path(), &APPLY).unwrap_err().to_string();
    let paths = "it shows the directory at memory://ontermsshown, and its settings lead to memory://ontermshidden";
    assert!(error.contains(paths), "{error}");
}
