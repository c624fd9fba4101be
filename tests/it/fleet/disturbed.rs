//! A fleet whose processes are killed, or whose credentials fail, is completed by running the failed indexes again: its report
//! is then that of a fleet that nothing disturbed.

use std::collections::BTreeSet;
use std::process::Command;

use rosterctl::sandbox::{CLIENT_ID, CLIENT_SECRET};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::organization;
use crate::support::scene::{Ran, Scene, program, run_in};
use crate::support::started::Started;

/// The number of organizations.
const COUNT: usize = 12;
/// Whose process is killed, and the request that the sandbox holds at that moment: its path, and a part of its query.
const KILLED: [(usize, &str, &str); 4] = [
    (1, "/oauth/token", ""),
    (4, "/api/v2/organizations/me", ""),
    (7, "/api/v2/users", "pageNumber=1"),
    (10, "/api/v2/users", "id="),
];
/// Whose secret is wrong at first.
const REFUSED: usize = 6;
/// The formats of the report without a time in them.
const FORMATS: [&str; 4] = ["text", "json", "html", "markdown"];

/// A fleet of twelve organizations, each with a sandbox of its own.
struct Dozen {
    folder: TempDir,
    sandboxes: Vec<Scene>,
}

impl Dozen {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let sandboxes = (0..COUNT).map(|index| organization(folder.path(), &name(index), index)).collect();
        let entries: String = (0..COUNT)
            .map(|index| format!("  - {{name: {0}, roster: {0}/roster.yaml, prefix: ORG_{index}}}\n", name(index)))
            .collect();
        let fleet = format!("version: 1\nguards: {{max_deactivation_percent: 50}}\norganizations:\n{entries}");
        std::fs::write(folder.path().join("fleet.yaml"), fleet).expect("a fleet");
        Self { folder, sandboxes }
    }

    /// A plan of one organization, as the pod of a job runs it: with the credentials of all.
    fn plan(&self, index: usize, results: &str, secret_of_refused: &str) -> Command {
        let mut command = program(self.folder.path(), &["plan", "--fleet", "fleet.yaml", "--results", results], &[]);
        command.args(["--index", &index.to_string()]);
        for other in 0..COUNT {
            let secret = if other == REFUSED { secret_of_refused } else { CLIENT_SECRET };
            command.env(format!("ORG_{other}_GENESYSCLOUD_OAUTHCLIENT_ID"), CLIENT_ID);
            command.env(format!("ORG_{other}_GENESYSCLOUD_OAUTHCLIENT_SECRET"), secret);
        }
        command
    }

    /// Starts the plans of these organizations, all at once.
    fn start(&self, indexes: &[usize], results: &str, secret_of_refused: &str) -> Vec<(usize, Started<'_>)> {
        let start = |index: usize| {
            let command = self.plan(index, results, secret_of_refused);
            (index, self.sandboxes[index].start_command("plan", command))
        };
        indexes.iter().copied().map(start).collect()
    }

    /// Runs the plans of these organizations to their end.
    fn plan_all(&self, indexes: &[usize], results: &str) {
        for (_, plan) in self.start(indexes, results, CLIENT_SECRET) {
            plan.end().ends_with(0);
        }
    }

    /// How many such requests the sandbox of an organization received.
    fn requests(&self, (index, path, query): (usize, &str, &str)) -> usize {
        let holds = |entry: &Value, key: &str, part: &str| entry[key].as_str().is_some_and(|text| text.contains(part));
        let log = self.sandboxes[index].log();
        log.iter().filter(|entry| holds(entry, "path", path) && holds(entry, "query", query)).count()
    }

    fn report(&self, results: &str, format: &str) -> Ran {
        run_in(self.folder.path(), &["fleet", "report", results, "--format", format], &[])
    }
}

fn name(index: usize) -> String {
    format!("org-{index}")
}

#[test]
fn a_fleet_with_killed_and_refused_processes_is_completed_by_running_the_failed_indexes_again() {
    let fleet = Dozen::new();
    let everybody: Vec<usize> = (0..COUNT).collect();
    fleet.plan_all(&everybody, "undisturbed");
    // The results of a former run are there already, and must not stand for those of this one.
    fleet.plan_all(&everybody, "disturbed");

    for (index, path, query) in KILLED {
        fleet.sandboxes[index].faults(&json!([{"match": {"path": path, "query": query}, "do": {"delay_ms": 60_000}}]));
    }
    let before = KILLED.map(|held| fleet.requests(held));
    for (index, mut plan) in fleet.start(&everybody, "disturbed", "not-the-secret") {
        if let Some(number) = KILLED.iter().position(|(killed, ..)| *killed == index) {
            plan.until("it waits for the sandbox", || fleet.requests(KILLED[number]) > before[number]);
            assert!(plan.kill(), "it was still running");
        } else {
            plan.end().ends_with(i32::from(index == REFUSED));
        }
    }
    let failed: BTreeSet<usize> = KILLED.iter().map(|(index, ..)| *index).chain([REFUSED]).collect();
    let report = fleet.report("disturbed", "json").ends_with(1).json();
    let of_report: BTreeSet<usize> =
        everybody.iter().copied().filter(|index| report["organizations"][index]["status"] == "failed").collect();
    assert_eq!(of_report, failed, "{report:#}");

    for (index, ..) in KILLED {
        fleet.sandboxes[index].faults(&json!([]));
    }
    fleet.plan_all(&failed.into_iter().collect::<Vec<_>>(), "disturbed");
    for format in FORMATS {
        let [undisturbed, completed] = ["undisturbed", "disturbed"].map(|results| fleet.report(results, format));
        let [undisturbed, completed] = [undisturbed.ends_with(0).stdout, completed.ends_with(0).stdout];
        assert_eq!(completed, undisturbed, "{format}");
        assert!((0..COUNT).all(|index| completed.contains(&name(index))), "{format}: {completed}");
    }
    assert!(fleet.sandboxes.iter().all(|sandbox| sandbox.written().is_empty()));
}
