//! What a page promises: it sends no request, every user is in it, and no text in it is more than text.

use std::collections::BTreeSet;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use proptest::prelude::*;

use super::{SCRIPT, STYLE, fleet_report_html, html};
use crate::fleet_report::tests::sample;
use crate::plan::{GUARDS, Verdict};
use crate::render::tests::fixtures::{hostile, plan};
use crate::text::is_invisible;

/// A page as a browser reads it.
#[derive(Debug, Default, PartialEq)]
struct Page {
    /// Each tag with the names and values of its attributes, in their order.
    tags: Vec<String>,
    /// The names of attributes.
    attributes: BTreeSet<String>,
    /// Everything between the tags, but for style and script.
    text: String,
    /// What style and script hold.
    code: Vec<String>,
}

fn read(page: &str) -> Page {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let (mut read, mut within) = (Page::default(), String::new());
    for token in Tokenizer::new_with_emitter(page, emitter) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                within = String::from_utf8_lossy(&tag.name).into_owned();
                let attributes = tag.attributes.iter().map(|(name, value)| {
                    read.attributes.insert(String::from_utf8_lossy(name).into_owned());
                    format!(" {}={}", String::from_utf8_lossy(name), String::from_utf8_lossy(value))
                });
                read.tags.push(format!("{within}{}", attributes.collect::<String>()));
            }
            Token::EndTag(tag) => {
                within.clear();
                read.tags.push(format!("/{}", String::from_utf8_lossy(&tag.name)));
            }
            Token::String(text) if matches!(within.as_str(), "style" | "script") => {
                read.code.push(String::from_utf8_lossy(&text).into_owned());
            }
            Token::String(text) => read.text.push_str(&String::from_utf8_lossy(&text)),
            Token::Doctype(_) => read.tags.push("!doctype".to_owned()),
            other => panic!("a page holds no {other:?}"),
        }
    }
    read
}

#[test]
fn a_page_has_no_address_to_request_and_no_handler() {
    let (page, fleet) = (read(&html(&plan(3, 3, "text"))), read(&fleet_report_html(&sample("text"))));
    let names: Vec<&str> = page.attributes.union(&fleet.attributes).map(String::as_str).collect();
    let mut known =
        vec!["lang", "charset", "http-equiv", "content", "name", "id", "class", "for", "type", "hidden", "scope"];
    known.extend(["aria-hidden", "aria-labelledby", "autocomplete", "spellcheck", "placeholder", "data-until"]);
    // Those of the gauges.
    known.extend(["viewbox", "preserveaspectratio", "x", "y", "width", "height"]);
    // None of them makes a browser send a request, and none contains code.
    assert!(names.iter().all(|name| known.contains(name)), "{names:?}");
    for code in [STYLE, SCRIPT] {
        for word in [
            "//",
            "http",
            "url(",
            "@import",
            "fetch",
            "XMLHttp",
            "sendBeacon",
            "WebSocket",
            "innerHTML",
            "eval",
            "</",
            "<!--",
        ] {
            // A comment of the script starts like an address, but with a blank.
            assert!(!code.replace("// ", "").contains(word), "{word}");
        }
    }
}

#[test]
fn every_action_and_finding_is_in_the_page_as_text() {
    let mut saved = plan(40, 30, "text");
    for (number, action) in saved.plan.actions.iter_mut().enumerate() {
        action.user.email = format!("user{number}@acme.example");
        action.user.id = format!("id-{number}");
        action.impact = None;
    }
    for (number, finding) in saved.plan.findings.iter_mut().enumerate() {
        finding.text = format!("finding {number}.");
    }
    saved.plan.guards[0].verdict = Verdict::Refused;
    let page = read(&html(&saved));
    for number in 0..40 {
        assert!(page.text.contains(&format!("user{number}@acme.example id-{number}")), "{number}");
    }
    for number in 0..30 {
        assert!(page.text.contains(&format!("finding {number}.")), "{number}");
    }
    assert_eq!(page.text.matches("unknownunknownunknown").count(), 40, "what was not read is unknown");
    for guard in GUARDS {
        assert!(page.text.contains(guard.as_str()), "{guard}");
    }
    assert!(page.text.contains("✗ refused") && page.text.contains(&saved.digest));
    // Without the script, nothing of that is hidden.
    let hidden: Vec<&String> = page.tags.iter().filter(|tag| tag.contains(" hidden=")).collect();
    assert!(
        hidden.iter().all(|tag| tag.contains("controls") || tag.contains("copy") || tag.contains("data-until")),
        "{hidden:?}"
    );
}

#[test]
fn a_page_shows_the_limits_of_its_plan() {
    let mut saved = plan(1, 0, "text");
    let page = read(&html(&saved)).text;
    assert!(page.contains("Partial: only the users named with --only") && page.contains("Planned as of 2026-11-21"));
    (saved.as_of, saved.plan.partial) = (false, false);
    let page = read(&html(&saved)).text;
    assert!(!page.contains("Partial") && !page.contains("Planned as of") && page.contains("lifted to 1: text"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn no_text_from_outside_is_markup_in_a_page(text in hostile()) {
        let shown = html(&plan(2, 2, &text));
        prop_assert!(!shown.contains(|c| c != '\n' && is_invisible(c)), "{shown}");
        let (page, plain) = (read(&shown), read(&html(&plan(2, 2, "text"))));
        prop_assert_eq!(page.tags, plain.tags);
        prop_assert_eq!(page.code, plain.code);
    }

    #[test]
    fn no_text_from_outside_is_markup_in_the_page_of_a_fleet(text in hostile()) {
        let shown = fleet_report_html(&sample(&text));
        prop_assert!(!shown.contains(|c| c != '\n' && is_invisible(c)), "{shown}");
        let (page, plain) = (read(&shown), read(&fleet_report_html(&sample("text"))));
        prop_assert_eq!(&page.code, &plain.code);
        // A command in a hint is code between backticks, of which a path may have some too.
        let tags = |page: &Page| -> Vec<String> { page.tags.iter().filter(|tag| !tag.ends_with("code")).cloned().collect() };
        prop_assert_eq!(tags(&page), tags(&plain));
    }

    #[test]
    fn a_text_is_displayed_unchanged_once_sanitized(text in hostile()) {
        let shown = crate::text::sanitize_line(&text);
        prop_assume!(text.chars().count() <= 300);
        let page = read(&html(&plan(2, 2, &text)));
        prop_assert!(page.text.contains(&format!("leaver {shown}")), "{:?}", page.text);
    }
}

#[test]
fn every_organization_and_every_person_is_in_the_page_of_a_fleet() {
    let report = sample("text");
    let page = read(&fleet_report_html(&report)).text;
    for one in &report.organizations {
        assert!(page.contains(&one.entry.name) && page.contains(one.status.as_str()), "{}", one.entry.name);
    }
    for person in &report.people {
        assert!(page.contains(person.email.as_str()), "{person:?}");
    }
    let attention = report.organizations.iter().filter(|one| one.status.needs_attention()).count();
    let verdict = format!(
        "✗ Attention needed: {attention} organizations, 2 folders of no organization, refused by 2 guards over all plans."
    );
    assert!(page.contains(&verdict) && page.contains("Guards over all plans"), "{page}");
}
