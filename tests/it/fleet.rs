//! Many organizations: what a fleet may say, how it is listed, whose credentials a process has, and what a run leaves.

mod credentials;
mod disturbed;
mod listing;
mod results;
mod validating;

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::scene::{EVERYBODY, ORG, Ran, Scene, program, run_in};

/// The organizations of a [`Partner`]: name, prefix, and its region as a label.
pub(crate) const ORGANIZATIONS: [(&str, &str, &str); 3] =
    [("acme-de", "ACME_DE", "eu"), ("acme-us", "ACME_US", "us"), ("birch", "BIRCH", "eu")];

/// A folder with a fleet of three organizations, each with a sandbox of its own. Bo leaves all of them.
pub(crate) struct Partner {
    folder: TempDir,
    pub(crate) sandboxes: Vec<Scene>,
}

impl Partner {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let mut fleet = "version: 1\norganizations:\n".to_owned();
        let mut sandboxes = Vec::new();
        for (number, (name, prefix, region)) in ORGANIZATIONS.into_iter().enumerate() {
            sandboxes.push(organization(folder.path(), name, number));
            fleet.push_str(&format!(
                "  - name: {name}\n    roster: {name}/roster.yaml\n    prefix: {prefix}\n    labels: {{region: {region}}}\n"
            ));
        }
        std::fs::write(folder.path().join("fleet.yaml"), fleet).expect("a fleet");
        Self { folder, sandboxes }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        run_in(self.folder.path(), arguments, environment)
    }

    /// Runs a command for one organization, with the credentials of that organization alone.
    fn run_for(&self, number: usize, command: &[&str]) -> Ran {
        let (id, secret) = names(number);
        let environment = [(id.as_str(), rosterctl::sandbox::CLIENT_ID), (&secret, rosterctl::sandbox::CLIENT_SECRET)];
        let index = number.to_string();
        self.run(&[command, &["--fleet", "fleet.yaml", "--index", &index]].concat(), &environment)
    }

    fn command(&self, arguments: &[&str], environment: &[(&str, &str)]) -> std::process::Command {
        program(self.folder.path(), arguments, environment)
    }

    pub(crate) fn json(&self, name: &str) -> Value {
        let path = self.path(name);
        serde_json::from_slice(&std::fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"))).expect("JSON")
    }
}

/// Starts the sandbox of an organization, and writes a roster for it in the folder with its name. Bo leaves.
fn organization(fleet: &Path, name: &str, number: usize) -> Scene {
    let id = format!("0c5f2c7e-0000-4000-8000-{number:012}");
    let sandbox = Scene::of(&ORG.replace("0c5f2c7e-0000-4000-8000-00000000ac3e", &id));
    let url = sandbox.url();
    let users: String = EVERYBODY.into_iter().filter(|local| *local != "bo").map(entry).collect();
    let roster = format!(
        "version: 1\ndirectory:\n  type: genesys-cloud\n  api_url: {url}\n  login_url: {url}\n  \
         organization_id: {id}\nusers:\n{users}"
    );
    std::fs::create_dir(fleet.join(name)).expect("a folder");
    std::fs::write(fleet.join(name).join("roster.yaml"), roster).expect("a roster");
    sandbox
}

fn entry(local: &str) -> String {
    format!("  - {local}@acme.example\n")
}

/// The names of the variables with the client of an organization.
pub(crate) fn names(number: usize) -> (String, String) {
    let prefix = ORGANIZATIONS[number].1;
    (format!("{prefix}_GENESYSCLOUD_OAUTHCLIENT_ID"), format!("{prefix}_GENESYSCLOUD_OAUTHCLIENT_SECRET"))
}
