//! A company of which some people leave, with the plan for that saved, and what must hold whatever happens to it.

use serde_json::json;

use super::journal::Journal;
use super::scene::{Ran, Scene};

/// Three who stay, beside those who leave.
const STAYING: [&str; 3] = ["stay1", "stay2", "stay3"];

/// A scene with a saved plan, `plan.json`, that ends the access of `u00`, `u01`, …
pub(crate) struct Company {
    pub(crate) scene: Scene,
    /// Who leaves.
    pub(crate) leavers: Vec<String>,
}

impl Company {
    /// So many leave; each holds a role in two divisions.
    pub(crate) fn of(leaving: usize) -> Self {
        Self::with(leaving, "", "")
    }

    /// The same with these `options` of the org file and these `guards` of the roster.
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
        let url = scene.url();
        scene.write(
            "roster.yaml",
            &format!(
                "version: 1\ndirectory:\n  type: genesys-cloud\n  api_url: {url}\n  login_url: {url}\nguards:\n\
                 \x20 max_deactivations: {leaving}\n  max_deactivation_percent: 100\n{guards}users:\n{users}"
            ),
        );
        scene.run(&["plan", "--out", "plan.json"]).ends_with(0);
        Self { scene, leavers }
    }

    /// Applies the plan with `journal.jsonl` and JSON events; the account must be right.
    pub(crate) fn apply(&self, more: &[&str]) -> Ran {
        let arguments = [&["apply", "plan.json", "--json", "--journal", "journal.jsonl"], more].concat();
        self.scene.run(&arguments).keeps_account_of(self.leavers.len())
    }

    /// The journal of [`Company::apply`].
    pub(crate) fn journal(&self) -> Journal {
        Journal::read(&self.scene.path("journal.jsonl"))
    }

    /// How many of those who leave are inactive.
    pub(crate) fn inactive(&self) -> usize {
        self.leavers.iter().filter(|id| self.scene.user(id)["state"] == "inactive").count()
    }

    /// Whatever happened: nobody outside the plan was written or changed, and every write has its intent, with the
    /// version it named, in one of these journals.
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

    /// Without faults, the same plan ends with everybody inactive, each after one write that took effect.
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
