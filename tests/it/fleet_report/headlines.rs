//! Who reads one line of a report reads the worst news.

use super::{Group, all_but};

/// The line that people read first: the last one of a log, the first one of a comment, and the verdict of a page.
fn headlines(group: &Group, code: i32) -> [String; 3] {
    let shown = |format| group.report(&["--format", format]).ends_with(code).stdout;
    let (text, comment, page) = (shown("text"), shown("markdown"), shown("html"));
    let line = |text: &str, at: usize| text.lines().nth(at).expect("a line").to_owned();
    let verdict = page.lines().find(|line| line.contains("class=\"verdict")).expect("a verdict");
    [text.lines().last().expect("a line").to_owned(), line(&comment, 1), verdict.to_owned()]
}

#[test]
fn the_headline_of_every_format_says_what_needs_attention() {
    let group = Group::guarded(
        "max_deactivations: 1, max_deactivation_percent: 50",
        &[("acme-de", &all_but(&["bo"])), ("acme-fr", &all_but(&["cy"]))],
    );
    let says = |code, words: &str| {
        for headline in headlines(&group, code) {
            assert!(headline.contains(words), "{headline}");
        }
    };
    for name in ["acme-de", "acme-fr"] {
        group.make("plan", name).ends_with(0);
    }
    says(3, "Attention needed: refused by 1 guard over all plans.");
    std::fs::create_dir(group.path("results/zzz")).expect("a folder");
    says(1, "Attention needed: 1 folder of no organization, refused by 1 guard over all plans.");
    std::fs::remove_file(group.path("results/acme-de/result.json")).expect("a file");
    says(1, "Attention needed: 1 organization, 1 folder of no organization, refused by 2 guards over all plans.");
    let fleet = group.read("fleet.yaml").replace("max_deactivations: 1", "max_deactivations: 2");
    group.write("fleet.yaml", &fleet);
    std::fs::remove_dir(group.path("results/zzz")).expect("a folder");
    group.make("plan", "acme-de").ends_with(0);
    for headline in headlines(&group, 0) {
        assert!(!headline.contains("Attention"), "{headline}");
    }
}
