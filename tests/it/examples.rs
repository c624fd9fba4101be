//! Every example is valid and has the described effect.

mod recording;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::scene::{Ran, run_in};
use crate::support::schema::{assert_valid, validator};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// A copy of an example's folder, so that what a run leaves behind stays out of the tree.
fn copy(name: &str) -> tempfile::TempDir {
    fn walk(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                if entry.file_name() != ".rosterctl" {
                    walk(&entry.path(), &target);
                }
            } else {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    walk(&examples().join(name), folder.path());
    folder
}

fn run(folder: &tempfile::TempDir, arguments: &[&str]) -> Ran {
    run_in(folder.path(), arguments, &[])
}

#[test]
fn the_quickstart_refuses_the_lookalike_and_converges_after_the_fix() {
    let folder = copy("quickstart");
    run(&folder, &["plan"])
        .ends_with(3)
        .says("katarzyna.wisniewska@acme.example")
        .says("error[lookalike]")
        .says("warning[missing]: noor.haddad@acme.example")
        .says("info[protected]: breakglass@acme.example")
        .says("expired: last day was 2026-09-30")
        .says("leaver: left the company (HR-881)");
    run(&folder, &["apply", "--auto-approve"]).ends_with(3);
    let roster = fs::read_to_string(folder.path().join("roster.yaml")).unwrap();
    let fixed = roster.replace(
        "  - katarzyna.nowak@acme.example\n",
        "  - email: katarzyna.wisniewska@acme.example\n    was: katarzyna.nowak@acme.example\n",
    );
    assert_ne!(roster, fixed);
    fs::write(folder.path().join("roster.yaml"), fixed).unwrap();
    run(&folder, &["plan", "--out", "plan.json"])
        .ends_with(0)
        .says("Plan: 3 to deactivate, 52 unchanged, 1 protected.");
    let digest = |path: &str| {
        let plan: Value = serde_json::from_str(&fs::read_to_string(folder.path().join(path)).unwrap()).unwrap();
        plan["digest"].clone()
    };
    run(&folder, &["plan", "--out", "again.json"]).ends_with(0);
    assert_eq!(digest("plan.json"), digest("again.json"), "a sandbox listens elsewhere each time, and it is the same");
    run(&folder, &["apply", "plan.json"]).ends_with(0).says("3 deactivated");
    run(&folder, &["plan", "--detailed-exitcode"]).ends_with(0).says("No changes.");
    run(&folder, &["apply", "plan.json"]).ends_with(0).says("3 already inactive");
}

#[test]
fn the_scim_example_is_refused_for_a_second_address_and_converges_after_the_fix() {
    let folder = copy("scim");
    run(&folder, &["doctor"]).ends_with(0).says("a plan here can be trusted");
    run(&folder, &["plan"])
        .ends_with(3)
        .says("error[lookalike]: freya.dahl@acme.example")
        .says("warning[no_address]")
        .says("info[protected]: breakglass@acme.example")
        .says("expired: last day was 2026-09-30")
        .says("44 active users, 41 in scope");
    let roster = fs::read_to_string(folder.path().join("roster.yaml")).unwrap();
    let fixed = roster.replace(
        "  - freya.lindholm@acme.example\n",
        "  - email: freya.dahl@acme.example\n    was: freya.lindholm@acme.example\n",
    );
    assert_ne!(roster, fixed);
    fs::write(folder.path().join("roster.yaml"), fixed).unwrap();
    run(&folder, &["plan", "--out", "plan.json"])
        .ends_with(0)
        .says("Plan: 3 to deactivate, 37 unchanged, 1 protected.");
    run(&folder, &["apply", "plan.json"]).ends_with(0).says("3 deactivated");
    run(&folder, &["plan", "--detailed-exitcode"]).ends_with(0).says("No changes.");
    run(&folder, &["apply", "plan.json"]).ends_with(0).says("3 already inactive");
}

#[test]
fn the_scim_rosters_of_real_services_are_valid() {
    let folder = copy("scim");
    for roster in ["gitlab.yaml", "other.yaml"] {
        run(&folder, &["validate", roster]).ends_with(0);
    }
}

#[test]
fn the_teams_example_reads_one_file_a_team() {
    let folder = copy("teams");
    run(&folder, &["validate"]).ends_with(0).says("5 users, 1 leaver, 1 protected in 3 files");
    let plan = run(&folder, &["plan", "--format", "json"]).ends_with(0).json();
    assert_eq!(plan["actions"][0]["reason"]["at"]["file"], "teams/sales.yaml");
    assert_eq!(plan["roster"]["files"].as_array().map(Vec::len), Some(3));
}

#[test]
fn the_fleet_example_is_valid_with_every_roster() {
    run(&copy("fleet"), &["validate", "fleet.yaml"]).ends_with(0).says("3 organizations");
}

#[test]
fn the_genesys_example_is_valid() {
    run(&copy("genesys"), &["validate"]).ends_with(0);
}

#[test]
fn every_example_roster_fits_the_schema() {
    let schema = validator("roster");
    for path in [
        "quickstart/roster.yaml",
        "genesys/roster.yaml",
        "scim/roster.yaml",
        "scim/gitlab.yaml",
        "scim/other.yaml",
        "ci/kubernetes/roster.yaml",
        "fleet/acme-de/roster.yaml",
        "fleet/acme-us/roster.yaml",
        "fleet/birch/roster.yaml",
        "teams/roster.yaml",
        "teams/teams/sales.yaml",
        "teams/teams/support.yaml",
    ] {
        let text = fs::read_to_string(examples().join(path)).unwrap();
        let value: Value = serde_yaml::from_str(&text).unwrap();
        assert_valid(&schema, &value);
    }
}
