//! A company that some users leave, with a saved plan for that, and the promises that every apply of it keeps.

use serde_json::json;

use super::journal::Journal;
use super::scene::{Ran, Scene};

/// Three users that stay.
const STAYING: [&str; 3] = ["stay1", "stay2", "stay3"];

/// A scene with a saved plan, `plan.json`, that deactivates `u00`, `u01`, …
pub(crate) struct Company {
    pub(crate) scene: Scene,
    /// The ids of the users to deactivate.
    pub(crate) leavers: Vec<String>,
}

impl Company {
    /// N users leave; each has a role in two divisions.
    pub(crate) fn of(leaving: usize) -> Self {
        Self::with(leaving, "", "")
    }

    /// N users leave, with these `options` of the org file and these `guards` of the roster.
    pub(crate) fn with(leaving: usize, options: &str, guards: &str) -> Self {
        let leavers: Vec<String> = (0..leaving).map(|number| format!("u{number:02}")).collect();
        let mut org = format!(
            "organization: {{id: 0c5f2c7e-0000-4000-8000-00000000ac3e, name: Acme}}\noptions: {{{options}}}\n\
             divisions: [Support, Sales]\nusers:\n"
        );
        for id in &leavers {
            org.push_str(&format!(
                "  - {{id: {id}, email: {id}@acme.example, roles: [{{role: Agent, divisions: [Support, Sales]}}]}}\n"
            ));
        }
        for id in STAYING {
            org.push_str(&format!("  - {{id: {id}, email: {id}@acme.example}}\n"));
        }
        let scene = Scene::of(&org);
        let users: String = STAYING.map(|id| format!("  - {id}@acme.example\n")).concat();
        let limits = format!("  max_deactivations: {leaving}\n  max_deactivation_percent: 100\n");
        scene.roster_with("", &format!("guards:\n{limits}{guards}users:\n{users}"));
        scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
        Self { scene, leavers }
    }

    /// Applies the plan with `journal.jsonl` and JSON events, whose summary must agree with them.
    pub(crate) fn apply(&self, more: &[&str]) -> Ran {
        let arguments = [&["apply", "plan.json", "--json", "--journal", "journal.jsonl"], more].concat();
        self.scene.run(&arguments).keeps_account_of(self.leavers.len())
    }

    /// The journal of [`Company::apply`].
    pub(crate) fn journal(&self) -> Journal {
        Journal::read(&self.scene.path("journal.jsonl"))
    }

    /// The number of leaving users that are inactive.
    pub(crate) fn inactive(&self) -> usize {
        self.leavers.iter().filter(|id| self.scene.user(id)["state"] == "inactive").count()
    }

    /// Asserts that no user outside the plan was written or changed, and that every write has an intent with its version
    /// in one of these journals.
    pub(crate) fn keeps_to_the_plan(&self, journals: &[&str]) {
        let journals: Vec<Journal> = journals.iter().map(|name| Journal::read(&self.scene.path(name))).collect();
        for (id, body) in self.scene.patches() {
            assert!(self.leavers.contains(&id), "{id} is not in the plan");
            let version = body["version"].as_u64().expect("a version");
            let intended = journals.iter().any(|journal| journal.intents(&id).contains(&version));
            assert!(intended, "{id} was written at version {version} without an intent");
        }
        for id in STAYING {
            let user = self.scene.user(id);
            assert_eq!((&user["state"], &user["version"]), (&json!("active"), &json!(1)), "{id}");
        }
    }

    /// Asserts that without faults the same plan ends with all its users inactive, each after one effective write.
    pub(crate) fn converges(&self, journal: &str) {
        self.scene.faults(&json!([]));
        let ran = self.scene.run(&["apply", "plan.json", "--json", "--journal", journal]).ends_with(0);
        let totals = ran.keeps_account_of(self.leavers.len()).totals();
        assert_eq!(totals[0] + totals[1], self.leavers.len() as u64);
        for id in &self.leavers {
            let user = self.scene.user(id);
            assert_eq!((&user["state"], &user["version"]), (&json!("inactive"), &json!(2)), "{id}");
        }
        let before = self.scene.patches().len();
        self.scene.run(&["apply", "plan.json", "--journal", journal]).ends_with(0);
        assert_eq!(self.scene.patches().len(), before, "a plan that was carried out writes nothing");
    }
}
