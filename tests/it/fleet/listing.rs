//! `fleet list`: for people, for a matrix, for scripts.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::Partner;
use crate::support::scene::run_in;

/// A folder with a fleet of so many organizations, every fourth of them of the tier gold.
fn many(count: usize) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("roster.yaml"), "").expect("a roster");
    let mut fleet = "version: 1\norganizations:\n".to_owned();
    for number in 0..count {
        let tier = if number % 4 == 0 { "gold" } else { "silver" };
        writeln!(fleet, "  - {{name: o{number}, roster: roster.yaml, prefix: O{number}, labels: {{tier: {tier}}}}}")
            .expect("text");
    }
    std::fs::write(folder.path().join("fleet.yaml"), fleet).expect("a fleet");
    folder
}

#[test]
fn the_list_is_a_table_a_matrix_or_lines() {
    let partner = Partner::new();
    let list = |more: &[&str]| partner.run(&[&["fleet", "list"], more].concat(), &[]).ends_with(0).stdout;
    insta::assert_snapshot!(list(&[]));
    insta::assert_snapshot!(list(&["--label", "region=eu"]));
    insta::assert_snapshot!(list(&["fleet.yaml", "--format", "index"]));
    insta::assert_snapshot!(list(&["--format", "matrix", "--index", "1"]));
    assert_eq!(list(&["--format", "matrix"]).lines().count(), 1);
}

#[test]
fn an_index_is_the_position_in_the_file_whatever_is_selected() {
    let partner = Partner::new();
    let lines = partner.run(&["fleet", "list", "--label", "region=eu", "--format", "index"], &[]).ends_with(0).stdout;
    let indexes: Vec<&str> = lines.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(indexes, ["0", "2"]);
    let matrix = partner.run(&["fleet", "list", "--shard", "2/2", "--format", "matrix"], &[]).ends_with(0).json();
    assert_eq!(matrix["include"].as_array().map(Vec::len), Some(1), "{matrix}");
    assert_eq!(matrix["include"][0]["index"], 1, "{matrix}");
    assert_eq!(matrix["include"][0]["labels"], json!({"region": "us"}), "{matrix}");
}

#[test]
fn a_list_of_no_organization_is_an_error() {
    let partner = Partner::new();
    for selection in
        [&["--label", "region=mars"][..], &["--shard", "4/4"], &["--label", "region=eu", "--label", "region=us"]]
    {
        let arguments = [&["fleet", "list", "--format", "matrix"], selection].concat();
        let ran = partner.run(&arguments, &[]).ends_with(1).complains("no organization of the fleet fleet.yaml");
        assert_eq!(ran.stdout, "");
    }
}

#[test]
fn an_index_beyond_the_end_says_how_many_there_are_and_names_no_organization() {
    let partner = Partner::new();
    for (command, index) in [(&["fleet", "list"][..], "3"), (&["fleet", "list"], "99999999999")] {
        let ran = partner.run(&[command, &["--index", index]].concat(), &[]).ends_with(1);
        let ran = ran.complains("it has 3 organizations").complains("from 0 to 2");
        assert!(!ran.stderr.contains("acme") && !ran.stderr.contains("birch"), "{}", ran.stderr);
    }
    for index in ["3", "300"] {
        partner.run_for_index(index).ends_with(1).complains("it has 3 organizations");
    }
    // The index of a job is a text in its environment.
    partner.run_for_index("002").ends_with(1).complains("BIRCH_");
    for index in ["", "-1", "1.0", "$JOB_COMPLETION_INDEX", "1 "] {
        partner.run_for_index(index).ends_with(1).complains("write a whole number from 0 up");
    }
}

impl Partner {
    /// Plans for the organization at this index, with no credentials at all.
    fn run_for_index(&self, index: &str) -> crate::support::scene::Ran {
        self.run(&["plan", "--fleet", "fleet.yaml", "--index", index], &[])
    }
}

#[test]
fn a_matrix_of_more_than_256_organizations_is_refused_and_its_shards_are_not() {
    let folder = many(300);
    let list = |more: &[&str]| run_in(folder.path(), &[&["fleet", "list", "--format", "matrix"], more].concat(), &[]);
    let refused = list(&[]).ends_with(1).complains("at most 256").complains("--shard 1/2");
    assert_eq!(refused.stdout, "");
    let mut indexes: Vec<u64> = Vec::new();
    for shard in ["1/2", "2/2"] {
        let matrix: Value = list(&["--shard", shard]).ends_with(0).json();
        indexes
            .extend(matrix["include"].as_array().expect("a list").iter().filter_map(|entry| entry["index"].as_u64()));
    }
    indexes.sort_unstable();
    assert_eq!(indexes, (0..300).collect::<Vec<_>>());
    let gold = list(&["--label", "tier=gold"]).ends_with(0).json();
    assert_eq!(gold["include"].as_array().map(Vec::len), Some(75));
}

#[test]
fn a_thousand_organizations_are_listed_and_so_is_one() {
    let folder = many(1000);
    let lines = run_in(folder.path(), &["fleet", "list", "--format", "index"], &[]).ends_with(0).stdout;
    assert_eq!(lines.lines().count(), 1000);
    assert_eq!(lines.lines().last(), Some("999\to999\troster.yaml\tO999"));
    let folder = many(1);
    run_in(folder.path(), &["fleet", "list"], &[]).ends_with(0).says("1 organization.");
}

#[cfg(unix)]
#[test]
fn a_fleet_behind_a_link_finds_its_rosters_beside_the_link() {
    let partner = Partner::new();
    std::fs::create_dir(partner.path("elsewhere")).expect("a folder");
    std::fs::rename(partner.path("fleet.yaml"), partner.path("elsewhere/real.yaml")).expect("moved");
    std::os::unix::fs::symlink("elsewhere/real.yaml", partner.path("fleet.yaml")).expect("a link");
    partner.run(&["fleet", "list"], &[]).ends_with(0).says("acme-de/roster.yaml");
    // By its own path the rosters would be below `elsewhere`.
    partner.run(&["fleet", "list", "elsewhere/real.yaml"], &[]).ends_with(1).complains("error[file-missing]");
}
