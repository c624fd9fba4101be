//! The terms of a directory reach whoever approves a plan, in every format.

use proptest::prelude::*;

use super::terms_lines;
use crate::model::{Attestation, DeactivationEffect, DeactivationTerms, Reversibility};
use crate::plan::SavedPlan;
use crate::render::tests::fixtures::{hostile, plan};
use crate::render::wording::effect_words;
use crate::render::{diff, github, gitlab, html, markdown, plan as text, question, sarif};

fn terms(effects: &[DeactivationEffect], accepted: &[DeactivationEffect]) -> DeactivationTerms {
    DeactivationTerms {
        service: "acme-chat".to_owned(),
        title: "Acme Chat".to_owned(),
        verdict: Reversibility::Destructive,
        effects: effects.to_vec(),
        accepted: accepted.to_vec(),
        attestation: None,
        source: "https://acme.example/docs".to_owned(),
        read_on: "2026-11-24".parse().unwrap(),
        notes: vec!["Note: sessions stay open.".to_owned()],
    }
}

fn with(terms: DeactivationTerms) -> SavedPlan {
    let mut saved = plan(2, 1, "Ana");
    saved.directory.terms = Some(terms);
    saved
}

/// Every format with its name, without escapes and line breaks.
fn every_format(saved: &SavedPlan) -> Vec<(&'static str, String)> {
    let formats = [
        ("text", text(saved)),
        ("json", saved.to_json()),
        ("markdown", markdown(saved, 60_000).unwrap()),
        ("diff", diff(saved)),
        ("github", github(saved)),
        ("gitlab", gitlab(saved)),
        ("html", html(saved)),
        ("sarif", sarif(saved)),
        ("question", question(saved)),
    ];
    let plain =
        |text: String| anstream::adapter::strip_str(&text).to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    formats.map(|(name, text)| (name, plain(text))).to_vec()
}

#[test]
fn each_code_is_spelled_out_in_words_to_the_person_who_approves() {
    for effect in DeactivationEffect::ALL {
        let saved = with(terms(&[effect], &[effect]));
        let formats = every_format(&saved);
        for (name, text) in formats.iter().filter(|(name, _)| *name != "json") {
            assert!(text.contains(effect_words(effect)), "{name}: {}: {text}", effect.as_str());
            assert!(text.contains("Accepted: "), "{name}");
        }
        for (name, text) in formats {
            for fact in
                [effect.as_str(), "acme-chat", "Acme Chat", "https://acme.example/docs", "2026-11-24", "sessions"]
            {
                assert!(text.contains(fact), "{name} does not contain {fact}: {text}");
            }
        }
    }
}

#[test]
fn what_is_not_accepted_and_who_attests_is_in_every_format() {
    let [removed, deleted] = [DeactivationEffect::RemovesMembership, DeactivationEffect::DeletesIdentity];
    let open = with(terms(&[removed, deleted], &[removed]));
    for (name, text) in every_format(&open).iter().filter(|(name, _)| *name != "json") {
        assert!(text.contains("NOT ACCEPTED: deletes_identity"), "{name}: {text}");
        assert!(text.contains("Accepted: removes_membership"), "{name}: {text}");
    }
    let attestation = Attestation {
        reversible: true,
        evidence: "https://tickets.acme.example/SEC-1".to_owned(),
        by: "it-security@acme.example".to_owned(),
        date: "2026-11-25".parse().unwrap(),
    };
    let unknown = DeactivationTerms { verdict: Reversibility::Unknown, ..terms(&[], &[]) };
    for (name, text) in every_format(&with(unknown.clone())).iter().filter(|(name, _)| *name != "json") {
        assert!(text.contains("NOT ATTESTED"), "{name}: {text}");
    }
    let attested = with(DeactivationTerms { attestation: Some(attestation), ..unknown });
    for (name, text) in every_format(&attested) {
        for fact in ["https://tickets.acme.example/SEC-1", "it-security@acme.example", "2026-11-25"] {
            assert!(text.contains(fact), "{name} does not contain {fact}: {text}");
        }
    }
}

#[test]
fn the_terms_come_before_the_users() {
    let saved = with(terms(&[DeactivationEffect::DeletesUser], &[]));
    let line = |text: String, number: usize| {
        anstream::adapter::strip_str(&text).to_string().lines().nth(number).unwrap().to_owned()
    };
    assert!(line(text(&saved), 1).starts_with("Service acme-chat"));
    assert!(line(diff(&saved), 0).starts_with("# Service acme-chat"));
    let first = line(github(&saved), 0);
    assert!(first.starts_with("::warning ") && first.contains("title=What a deactivation does::Service acme-chat"));
    for text in [text(&saved), github(&saved)] {
        assert_eq!(text.matches("Service acme-chat").count(), 1, "{text}");
    }
    assert!(gitlab(&saved).starts_with("{\"terms\":[\"Service acme-chat"));
    let log: serde_json::Value = serde_json::from_str(&sarif(&saved)).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "deactivation-terms");
    for text in [markdown(&saved, 60_000).unwrap(), html(&saved)] {
        assert!(text.find("acme-chat") < text.find("<table").or(text.find("| guard |")), "{text}");
    }
}

#[test]
fn a_directory_without_terms_has_no_such_lines() {
    assert_eq!(terms_lines(&plan(1, 1, "Ana")), [""; 0]);
    assert!(gitlab(&plan(1, 1, "Ana")).starts_with("{\"create\":0"));
}

proptest! {
    #[test]
    fn terms_of_a_forged_plan_stay_on_their_lines(bait in hostile()) {
        let mut forged = terms(&[DeactivationEffect::DeletesUser], &[]);
        (forged.service, forged.title, forged.source) = (bait.clone(), bait.clone(), bait.clone());
        forged.notes = vec![bait.clone()];
        let date = forged.read_on;
        forged.attestation = Some(Attestation { reversible: true, evidence: bait.clone(), by: bait, date });
        let saved = with(forged);
        let is_one_line = |line: &String| !line.contains(['\n', '\r', '\u{1b}', '\u{202e}']);
        let lines = terms_lines(&saved);
        prop_assert!(lines.iter().all(is_one_line), "{:?}", lines);
        prop_assert!(!html(&saved).contains("<script><"));
        prop_assert!(serde_json::from_str::<serde_json::Value>(&gitlab(&saved)).is_ok());
    }
}
