//! Every format has the whole report, and fits what reads it.

use std::collections::BTreeSet;

use super::every_state;
use crate::support::schema::{assert_valid, validator};

/// The report on a fleet with an organization in each state, with what differs from run to run named instead.
fn assert_report(name: &str, format: &str, part: impl Fn(&str) -> String) {
    let group = every_state();
    let shown = part(&group.report(&["--format", format]).ends_with(1).stdout);
    insta::with_settings!({filters => vec![
        (r"sha256:[0-9a-f]{64}", "DIGEST"),
        (r"(timestamp_seconds\{.*\}) \d+", "$1 TIME"),
    ]}, {
        insta::assert_snapshot!(name, shown);
    });
}

#[test]
fn a_report_for_people_names_who_needs_attention_first_and_what_to_do() {
    assert_report("a_fleet_as_text", "text", str::to_owned);
}

#[test]
fn a_report_for_programs_has_everything_and_fits_its_schema() {
    let schema = validator("fleet-report");
    let report = every_state().json(1);
    assert_valid(&schema, &report);
    let mut broken = report.clone();
    broken["organizations"][0]["status"] = "fine".into();
    assert!(!schema.is_valid(&broken));
    assert_report("a_fleet_as_json", "json", str::to_owned);
}

#[test]
fn a_comment_on_a_fleet_is_the_whole_review() {
    assert_report("a_fleet_as_markdown", "markdown", str::to_owned);
}

#[test]
fn a_page_on_a_fleet_stands_alone() {
    assert_report("a_fleet_as_html", "html", |page| {
        let (head, rest) = page.split_once("</style>").expect("a style");
        let (body, _) = rest.split_once("<script>").expect("a script");
        assert!(head.contains("content=\"default-src 'none'; "), "{head}");
        body.to_owned()
    });
}

#[test]
fn metrics_of_a_fleet_are_valid_and_name_nobody() {
    assert_report("a_fleet_as_openmetrics", "openmetrics", |text| {
        check_exposition(text);
        assert!(!text.contains('@'), "{text}");
        text.to_owned()
    });
}

/// Checks the rules of OpenMetrics 1.0: each family in one piece below its type, each sample once, and an end.
fn check_exposition(text: &str) {
    let body = text.strip_suffix("# EOF\n").expect("an end");
    let (mut families, mut samples, mut family) = (BTreeSet::new(), BTreeSet::new(), ("", ""));
    for line in body.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["#", "TYPE", name, kind] => {
                assert!(families.insert(*name), "{name} is there twice");
                assert!(["gauge", "info"].contains(kind), "{line}");
                family = (name, kind);
            }
            ["#", "UNIT", name, unit] => assert!(*name == family.0 && name.ends_with(&format!("_{unit}")), "{line}"),
            ["#", "HELP", name, ..] => assert_eq!(*name, family.0, "{line}"),
            [sample, value] => {
                let suffix = if family.1 == "info" { "_info" } else { "" };
                let (name, labels) = sample.split_once('{').unwrap_or((sample, "}"));
                assert_eq!(name, format!("{}{suffix}", family.0), "{line}");
                assert!(labels.ends_with('}') && value.parse::<f64>().is_ok(), "{line}");
                assert!(samples.insert(*sample), "{line} is there twice");
            }
            other => panic!("{other:?}"),
        }
    }
}
