//! The catalogue of SCIM services can be read as text and as JSON.

use std::path::Path;

use crate::support::scene::{Ran, run_in};

fn run(arguments: &[&str]) -> Ran {
    run_in(Path::new("."), arguments, &[])
}

#[test]
fn the_catalogue_lists_every_service_with_its_verdict_and_a_dated_source() {
    let list = run(&["services"]).ends_with(0);
    let json = run(&["services", "--json"]).ends_with(0).json();
    let services = json["services"].as_array().unwrap();
    assert!(services.len() > 50);
    for service in services {
        let name = service["name"].as_str().unwrap();
        let line = list.stdout.lines().find(|line| line.split(' ').next() == Some(name));
        let line = line.unwrap_or_else(|| panic!("{name} is not listed"));
        assert!(line.contains("(read on 2026-"), "{line}");
        for effect in service["effects"].as_array().unwrap() {
            assert!(line.contains(effect["code"].as_str().unwrap()), "{line}");
        }
        let one = run(&["services", name, "--json"]).ends_with(0).json();
        assert_eq!(&one, service);
    }
}

#[test]
fn one_service_is_printed_with_every_fact_and_its_source() {
    run(&["services", "github-org"])
        .ends_with(0)
        .says("verdict      destructive")
        .says("removes_membership: the person is removed")
        .says("https://api.github.com/scim/v2/organizations/ORG")
        .says("read on 2026-11-24");
    run(&["services", "aws-identity-center"]).ends_with(0).says("role sessions that are already open stay valid");
}

#[test]
fn an_unknown_service_gets_a_suggestion() {
    run(&["services", "gitlap"]).ends_with(1).complains("no service `gitlap`").complains("did you mean `gitlab`?");
    run(&["services", "x\u{1b}[2J"]).ends_with(1).complains("service: other");
    let other = run(&["services", "other"]).ends_with(1).complains("any service that is not in the catalogue");
    assert!(!other.stderr.contains("did you mean"), "{}", other.stderr);
}
