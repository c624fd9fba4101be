//! `validate` and the schema of a fleet.

use serde_json::Value;

use super::Partner;
use crate::support::schema::validator;

/// A fleet with every mistake of its structure.
const WRONG: &str = "\
version: 1
organisations: []
organizations:
  - name: acme/de
    roster: /etc/roster.yaml
    prefix: acme-de
    labels: {region: eu west, -x: y, tier: 1, 7: a}
  - name: aux
    roster: a\\b.yaml
  - {name: no, roster: '', prefix: '', labels: [a]}
  - birch
guards:
  max_deactivations: -1
  max_deactivation_percent: 101
  protected: []
";

/// A fleet whose entries contradict each other or their rosters.
const CONTRADICTORY: &str = "\
version: 1
organizations:
  - {name: acme-de, roster: acme-de/roster.yaml, prefix: ACME_DE}
  - {name: Acme-DE, roster: acme-us/roster.yaml, prefix: ACME_US}
  - {name: acme-us, roster: acme-us/./roster.yaml, prefix: ACME_DE}
  - {name: cedar, roster: birch/rooster.yaml, prefix: CEDAR}
  - {name: dogwood, roster: birch, prefix: DOGWOOD, labels: {region: eu, region: us}}
  - {name: birch, roster: birch/roster.yaml, prefix: BIRCH}
  - {name: elm, roster: elm.yaml, prefix: ELM}
";

#[test]
fn every_mistake_of_a_fleet_is_reported_with_its_place_in_one_run() {
    let partner = Partner::new();
    std::fs::write(partner.path("wrong.yaml"), WRONG).expect("a fleet");
    let ran = partner.run(&["validate", "wrong.yaml"], &[]).ends_with(1);
    insta::assert_snapshot!(ran.stderr);
}

#[test]
fn a_fleet_that_contradicts_itself_or_its_rosters_is_refused_with_every_place() {
    let partner = Partner::new();
    std::fs::write(partner.path("wrong.yaml"), CONTRADICTORY).expect("a fleet");
    let unnamed = "version: 1\ndirectory: {type: genesys-cloud, region: eu-central-1}\nusers: [ana@acme.example]\n";
    std::fs::write(partner.path("birch/roster.yaml"), unnamed).expect("a roster");
    std::fs::write(partner.path("elm.yaml"), "version: 1\ndirectory: {type: genesys-cloud}\nusers: [ana]\n")
        .expect("a roster");
    let ran = partner.run(&["validate", "wrong.yaml"], &[]).ends_with(1);
    insta::assert_snapshot!(ran.stderr);
    for format in ["json", "sarif", "github"] {
        let ran = partner.run(&["validate", "wrong.yaml", "--format", format, "-q"], &[]).ends_with(1);
        assert!(ran.stdout.contains("organization-unnamed") && ran.stdout.contains("bad-email"), "{}", ran.stdout);
        if format != "github" {
            ran.json();
        }
    }
    let redacted = partner.run(&["validate", "wrong.yaml", "--redact"], &[]).ends_with(1).stderr;
    assert!(!redacted.contains("`ana`") && !redacted.contains("birch"), "{redacted}");
}

#[test]
fn a_valid_fleet_is_valid_with_all_of_its_rosters() {
    let partner = Partner::new();
    let ran = partner.run(&["validate", "fleet.yaml"], &[]).ends_with(0);
    assert_eq!(
        (ran.stdout.as_str(), ran.stderr.as_str()),
        ("The fleet fleet.yaml is valid: 3 organizations with 27 users, 0 leavers, 0 protected.\n", "")
    );
    let json = partner.run(&["validate", "fleet.yaml", "--format", "json"], &[]).ends_with(0).json();
    assert_eq!((&json["valid"], &json["count"]), (&true.into(), &0.into()), "{json}");
    std::fs::write(partner.path("birch/roster.yaml"), "version: 1\n").expect("a roster");
    partner.run(&["validate", "fleet.yaml"], &[]).ends_with(1).complains("birch/roster.yaml:1:1");
    // Nobody else's roster keeps an organization from being planned for.
    partner.run_for(0, &["plan"]).ends_with(0);
}

#[test]
fn a_file_is_a_fleet_by_its_key_even_when_it_is_not_yaml() {
    let partner = Partner::new();
    for (text, code) in [
        ("{version: 1, organizations: []}\n", "error[empty-value]"),
        ("\"organizations\": []\nversion: 1\n", "error[empty-value]"),
        ("organizations:\n - [\n", "error[yaml-syntax]"),
        ("\u{feff}version: 2\norganizations: [{}]\n", "error[bad-version]"),
        ("# organizations:\nversion: 1\n", "error[missing-key]: a roster needs the key `directory`"),
    ] {
        std::fs::write(partner.path("some.yaml"), text).expect("a file");
        partner.run(&["validate", "some.yaml"], &[]).ends_with(1).complains(code);
    }
    let taken = partner.run(&["plan", "fleet.yaml"], &[]).ends_with(1).complains("1 error in the roster fleet.yaml");
    taken.complains("one of its organizations with `--organization`");
    partner.run(&["fleet", "list", "birch/of/none.yaml"], &[]).ends_with(1).complains("`organizations:`");
    partner.run(&["fleet", "list", "acme-de"], &[]).ends_with(1).complains("name the fleet file inside it");
    partner
        .run(&["fleet", "list", "acme-de/roster.yaml"], &[])
        .ends_with(1)
        .complains("a fleet has no key `directory`");
}

#[test]
fn the_schema_takes_a_valid_fleet_and_refuses_a_wrong_structure() {
    let schema = validator("fleet");
    let read = |text: &str| -> Value { serde_yaml::from_str(text).expect("YAML") };
    let partner = Partner::new();
    let valid = std::fs::read_to_string(partner.path("fleet.yaml")).expect("a fleet");
    assert!(schema.is_valid(&read(&valid)));
    let one = "version: 1\norganizations: [{name: a, roster: b/a.yaml, prefix: A}]\nguards: {max_deactivations: 0}\n";
    assert!(schema.is_valid(&read(one)));
    for (good, bad) in [
        ("version: 1", "version: 2"),
        ("name: a", "name: .a"),
        ("name: a", "name: a/b"),
        ("b/a.yaml", "/a.yaml"),
        ("prefix: A", "prefix: a"),
        ("prefix: A", "prefix: A, labels: {a: ''}"),
        ("prefix: A", "prefix: A, labels: {a b: c}"),
        ("prefix: A", "prefix: A, region: eu"),
        (", prefix: A", ""),
        ("max_deactivations: 0", "max_deactivations: -1"),
        ("max_deactivations: 0", "max_deactivation_percent: 101"),
        ("[{name: a, roster: b/a.yaml, prefix: A}]", "[]"),
    ] {
        let text = one.replace(good, bad);
        assert_ne!(text, one, "{good}");
        assert!(!schema.is_valid(&read(&text)), "{text}");
        std::fs::write(partner.path("bad.yaml"), &text).expect("a fleet");
        partner.run(&["fleet", "list", "bad.yaml"], &[]).ends_with(1).complains("error[");
    }
}

#[cfg(unix)]
#[test]
fn a_roster_outside_the_folder_of_the_fleet_is_never_read() {
    use std::os::unix::fs::symlink;
    let (partner, outside) = (Partner::new(), tempfile::tempdir().expect("a folder"));
    std::fs::write(outside.path().join("roster.yaml"), "password: hunter2\n").expect("a file");
    let all = [("TOKEN", "hunter2")];
    let quotes_nothing = |ran: &crate::support::scene::Ran| {
        assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("hunter2"), "{}", ran.stderr);
    };
    let fleet = |roster: &str| {
        let text = format!("version: 1\norganizations: [{{name: birch, roster: {roster}, prefix: BIRCH}}]\n");
        std::fs::write(partner.path("other.yaml"), text).expect("a fleet");
    };
    let run = ["plan", "--fleet", "other.yaml", "--index", "0", "--results", "results"];
    symlink(outside.path(), partner.path("link")).expect("a link");
    symlink(outside.path().join("roster.yaml"), partner.path("link.yaml")).expect("a link");
    symlink("/proc/self/environ", partner.path("environ.yaml")).expect("a link");
    for roster in ["link/roster.yaml", "link.yaml", "environ.yaml", "../../../../../../../proc/self/environ"] {
        fleet(roster);
        for command in [&["validate", "other.yaml"][..], &["fleet", "list", "other.yaml"]] {
            let ran = partner.run(command, &all).ends_with(1).complains("error[bad-path]");
            quotes_nothing(&ran.complains("the folder of the fleet"));
        }
        let ran = partner.run(&run, &all).ends_with(1).complains("nothing was sent");
        quotes_nothing(&ran.complains("fleet other.yaml"));
        if roster.starts_with("..") {
            continue;
        }
        assert_eq!(partner.json("results/birch/result.json")["error"]["kind"], "roster");
    }
    // A link inside the folder of the fleet that stays there.
    symlink("birch", partner.path("inside")).expect("a link");
    fleet("inside/roster.yaml");
    partner.run(&["validate", "other.yaml"], &[]).ends_with(0);
}
