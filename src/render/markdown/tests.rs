//! What a comment promises: it fits its limit, it accounts for every user, and no text in it is more than text.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::escape::MarkdownContext::{Cell, Text};
use super::escape::{code_span, comment_token, sentence};
use super::{fleet_report_markdown, markdown};
use crate::fleet_report::tests::{fleet, large, sample};
use crate::fleet_report::{ReportBuilder, UnknownFolders};
use crate::model::FilePath;
use crate::plan::GUARDS;
use crate::render::tests::fixtures::{hostile, plan};
use crate::text::is_invisible;

const LIMIT: usize = 65_000;

/// How many rows a section of a comment shows, and how many it counts.
fn accounted(part: &str, row: &str) -> (usize, usize) {
    let shown = part.lines().filter(|line| line.starts_with(row)).count();
    let left = part
        .split_once("… and ")
        .map_or(0, |(_, rest)| rest.split(' ').next().unwrap().replace(',', "").parse().unwrap());
    (shown, left)
}

#[test]
fn a_comment_fits_its_limit_and_accounts_for_every_user() {
    for count in [0, 1, 1_000, 50_000] {
        let saved = plan(count, count / 2, "di@acme.example");
        let small = markdown(&saved, 0).unwrap_err().least;
        assert!(small < 4_000, "{small}");
        for limit in [small, small + 1, small + 700, 20_000, LIMIT, 500_000] {
            let text = markdown(&saved, limit).unwrap();
            assert!(text.len() <= limit, "{} of {limit} for {count}", text.len());
            assert!(text.starts_with("<!-- rosterctl: sandbox:di%40acme.example di%40acme.example -->\n"), "{text}");
            assert!(text.contains(&format!("\nDigest: `{}`\n", saved.digest)), "{text}");
            for guard in GUARDS {
                assert!(text.contains(&format!("| `{guard}` | passed | 1")), "{guard}: {text}");
            }
            let (listed, impacts) = text.split_once("\nDigest: ").unwrap();
            let listed = listed.split_once("**Would be deactivated**").map_or("", |(_, listed)| listed);
            let (actions, findings) = listed.split_once("**Findings**").unwrap_or((listed, ""));
            for (part, row, total) in
                [(actions, "| `di@", count), (findings, "* warning", count / 2), (impacts, "| `di@", count)]
            {
                let (shown, left) = accounted(part, row);
                assert_eq!(shown + left, total, "{limit}: {part}");
            }
            if limit >= 20_000 && count > 0 {
                assert!(accounted(actions, "| `di@").0 >= count.min(20), "{limit}");
                assert!(accounted(findings, "* warning").0 >= (count / 2).min(5), "{limit}");
            }
        }
        assert_eq!(markdown(&saved, small - 1).unwrap_err().least, small);
    }
}

#[test]
fn the_headline_reports_that_there_are_no_changes() {
    assert!(markdown(&plan(0, 0, "x"), LIMIT).unwrap().contains("\n**No changes.** No user would be deactivated, "));
    assert!(markdown(&plan(1, 0, "x"), LIMIT).unwrap().contains("\n**1 user would be deactivated**, "));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn every_text_from_outside_is_code_or_plain_words_in_a_comment(text in hostile()) {
        let bare = |text: &str| {
            let host = format!("sandbox:{text}");
            let at = format!("{text}:3");
            let shown = markdown(&plan(2, 2, text), LIMIT).unwrap();
            let marker = format!("<!-- rosterctl: {} {} -->", comment_token(&host), comment_token(text));
            assert!(shown.starts_with(&marker), "{shown}");
            let mut shown = shown.replacen(&marker, "", 1);
            for context in [Cell, Text] {
                let words = sentence(text, context);
                shown = shown.replace(&format!("leaver: {words} |"), "leaver: |");
                shown = shown.replace(&format!(": {words}, "), ": , ");
                for text in [host.as_str(), at.as_str(), text] {
                    shown = shown.replace(&code_span(text, context), "");
                }
            }
            shown
        };
        // Without it, what is left is what the program itself writes.
        prop_assert_eq!(bare(&text), bare("text"));
    }

    #[test]
    fn no_text_from_outside_is_markup_in_a_comment(text in hostile()) {
        let shown = markdown(&plan(2, 2, &text), LIMIT).unwrap();
        prop_assert!(!shown.contains(|c| c != '\n' && is_invisible(c)), "{shown}");
        // Code that the program itself writes.
        let digest = format!("sha256:{}", "0".repeat(64));
        let ours: Vec<&str> = GUARDS.iter().map(|guard| guard.as_str()).chain(["missing", "--only", digest.as_str()]).collect();
        let shape = |shown: &str| {
            let mut shape = Vec::new();
            for event in Parser::new_ext(shown, Options::all()) {
                match event {
                    Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Strikethrough | Tag::FootnoteDefinition(_)) => {
                        shape.push(format!("alive: {event:?}"));
                    }
                    Event::Start(tag) => shape.push(format!("{:?}", tag.to_end())),
                    Event::Html(html) if html.starts_with("<!-- rosterctl: ") => {
                        assert!(html.ends_with(" -->\n") && html.matches("--").count() == 2, "{html}");
                    }
                    Event::Html(html) | Event::InlineHtml(html) => shape.push(html.to_string()),
                    Event::Code(code) => shape.push(if ours.contains(&&*code) { code.to_string() } else { "code".to_owned() }),
                    Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_)
                    | Event::HardBreak => shape.push(format!("alive: {event:?}")),
                    Event::End(_) | Event::Text(_) | Event::SoftBreak | Event::Rule => {}
                }
            }
            shape
        };
        let found = shape(&shown);
        prop_assert!(!found.iter().any(|event| event.starts_with("alive")), "{found:?}\n{shown}");
        // A sentence of plain words is printed as it is; everything else is code.
        let like = if sentence(&text, Text) == text { "text" } else { "text 1" };
        prop_assert_eq!(found, shape(&markdown(&plan(2, 2, like), LIMIT).unwrap()), "{}", shown);
    }
}

/// A plan of users with ordinary names, e-mails, divisions, reasons and roles.
fn ordinary_plan(users: usize) -> crate::plan::SavedPlan {
    let mut saved = plan(users, 0, "text");
    for (number, action) in saved.plan.actions.iter_mut().enumerate() {
        let user = &mut action.user;
        user.id = format!("37c60810-8981-4c28-a491-{number:012}");
        user.email = format!("tomas.herrera{number}@acme.example");
        user.name = format!("Tomás Herrera {number}");
        if let Some(division) = &mut user.division {
            division.name = "Customer Support".to_owned();
        }
        action.reason.text = format!("left the company (HR-{number})");
        if let Some(at) = &mut action.reason.at {
            (at.file, at.line) = ("teams/support.yaml".to_owned(), number as u32);
        }
    }
    saved
}

#[test]
fn a_comment_lists_several_hundred_ordinary_users() {
    let text = markdown(&ordinary_plan(2_000), LIMIT).unwrap();
    let (actions, impacts) = text.split_once("\nDigest: ").unwrap();
    let rows = |part: &str| part.lines().filter(|line| line.contains("Tom")).count();
    assert!(rows(actions) >= 400, "{} and {}", rows(actions), rows(impacts));
}

/// What Markdown makes of a text: its blocks and what is alive in it, with code reduced to a word.
fn fleet_shape(shown: &str) -> Vec<String> {
    let event = |event: Event<'_>| match event {
        Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::Strikethrough)) => {
            Some(format!("alive: {tag:?}"))
        }
        Event::Start(tag) => Some(format!("{:?}", tag.to_end())),
        Event::Html(html) if html.starts_with("<!-- rosterctl: fleet ") => None,
        Event::Code(_) => Some("code".to_owned()),
        Event::End(_) | Event::SoftBreak | Event::Rule => None,
        // Digits and names of guards are the same for each text from outside.
        other => Some(format!("{other:?}")),
    };
    Parser::new_ext(shown, Options::all()).filter_map(event).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn no_text_from_outside_is_markup_in_the_comment_of_a_fleet(text in hostile()) {
        // A text of plain words is shown as such.
        prop_assume!(sentence(&text, Text).starts_with('`'));
        let shown = fleet_report_markdown(&sample(&text));
        prop_assert!(!shown.contains(|c| c != '\n' && is_invisible(c)), "{shown}");
        prop_assert_eq!(fleet_shape(&shown), fleet_shape(&fleet_report_markdown(&sample("a.b"))), "{}", shown);
    }
}

#[test]
fn the_comment_of_a_fleet_fits_a_pull_request_and_accounts_for_every_organization_and_person() {
    for (organizations, leaving) in [(1, 1), (15, 3), (3_000, 0), (3_000, 20)] {
        for (failing, is_redacted) in [(0, false), (organizations / 2, false), (organizations, true)] {
            let report = large(organizations, failing, leaving);
            let report = if is_redacted { report.into_redacted(Clone::clone) } else { report };
            let text = fleet_report_markdown(&report);
            assert!(text.len() <= LIMIT && text.chars().count() <= 65_536, "{}", text.len());
            let parts = |title: &str| text.split_once(title).map_or("", |(_, rest)| rest.split("\n**").next().unwrap());
            let attention = accounted(parts("**Attention needed**\n"), "* **");
            let others = accounted(parts("**Other organizations**\n"), "| `o");
            let people = accounted(parts("**People who leave**\n"), "| `user");
            assert_eq!(attention.0 + attention.1, failing, "{text}");
            assert_eq!(others.0 + others.1, organizations - failing);
            assert_eq!(people.0 + people.1, report.people.len());
            for (shown, all) in
                [(attention.0, failing), (others.0, organizations - failing), (people.0, report.people.len())]
            {
                assert!(shown >= all.min(15), "{shown} of {all}");
            }
        }
    }
}

#[test]
fn a_fleet_without_any_result_fits_too() {
    let report = ReportBuilder::new(&fleet(3_000)).finish(FilePath("x".repeat(4_000)), UnknownFolders::default());
    assert!(fleet_report_markdown(&report).len() <= LIMIT);
}
