//! Inputs made to exhaust a reader or to fool a reviewer. That they are refused is asserted; that it is quick, the
//! limits say: a refusal comes before the work.

use std::fs;
use std::path::Path;

use rosterctl::render::diagnostics::{DiagnosticsReport, ReportedDiagnostic};
use rosterctl::roster::{RosterErrors, load};
use tempfile::TempDir;

const HEAD: &str = "version: 1\ndirectory: {type: genesys-cloud}\n";

fn refused(bytes: impl AsRef<[u8]>) -> RosterErrors {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("roster.yaml");
    fs::write(&file, bytes).unwrap();
    load(&file).expect_err("it is refused")
}

fn reported(mistakes: RosterErrors) -> Vec<ReportedDiagnostic> {
    DiagnosticsReport::of_errors("roster.yaml".to_owned(), mistakes).diagnostics
}

/// Code, line and column of the only diagnostic.
fn only(bytes: impl AsRef<[u8]>) -> (&'static str, u32, u32) {
    let mistakes = refused(bytes);
    let [d] = mistakes.diagnostics.as_slice() else { panic!("{:#?}", mistakes.diagnostics) };
    (d.code().as_str(), d.at.line, d.at.column)
}

#[test]
fn an_alias_bomb_is_refused_at_its_first_anchor() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..2_000 {
        let below = level - 1;
        bomb += &format!("a{level}: &a{level} [*a{below}, *a{below}, *a{below}, *a{below}, *a{below}, *a{below}]\n");
    }
    assert_eq!(only(format!("{HEAD}{bomb}")), ("yaml-feature", 3, 9));
}

#[test]
fn deep_nesting_is_refused_where_it_becomes_too_deep() {
    assert_eq!(only("[".repeat(200_000)), ("yaml-limit", 1, 17));
    assert_eq!(only("{".repeat(200_000)), ("yaml-limit", 1, 17));
    assert_eq!(only("- ".repeat(100_000)).0, "yaml-limit");
    assert_eq!(only("? ".repeat(100_000)).0, "yaml-limit");
    assert_eq!(only("{a: [".repeat(50_000)).0, "yaml-limit");
    let stairs: String = (0..500).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert_eq!(only(stairs).0, "yaml-limit");
}

#[test]
fn a_file_over_the_limit_is_refused_unread() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("roster.yaml");
    fs::File::create(&file).unwrap().set_len(64 * 1024 * 1024 + 1).unwrap();
    let mistakes = load(&file).unwrap_err();
    assert_eq!(mistakes.diagnostics[0].code().as_str(), "file-too-large");
    assert!(mistakes.sources.is_empty());
}

#[test]
fn a_long_line_is_not_repeated_in_message_or_help() {
    let mistakes = refused(format!("{HEAD}users: [\"{}\"]\n", "x".repeat(3_000_000)));
    let d = &reported(mistakes)[0];
    assert_eq!((d.code, d.width), ("bad-email", 3_000_002));
    assert!(d.message.len() < 300 && d.help.len() < 300);
}

#[test]
fn invisible_characters_are_refused_even_in_comments_and_never_quoted() {
    let mistakes = refused(format!("{HEAD}users: [] # \u{202e}nothing\nleavers: []\u{0}\n"));
    let places: Vec<_> = mistakes.diagnostics.iter().map(|d| (d.code().as_str(), d.at.line, d.at.column)).collect();
    assert_eq!(places, [("control-character", 3, 13), ("control-character", 4, 12)]);
    let quoted: String = mistakes.sources.into_values().collect();
    assert!(!quoted.contains(['\u{202e}', '\u{0}']), "{quoted:?}");
}

#[test]
fn a_megabyte_of_zero_bytes_is_reported_in_a_hundred_lines_and_a_count() {
    let mistakes = refused([0; 1_000_000]);
    assert_eq!(mistakes.diagnostics.len(), 101);
    assert!(reported(mistakes)[100].message.starts_with("999900 more"));
}

#[test]
fn ten_thousand_errors_are_all_counted() {
    let users: String = (0..10_000).map(|i| format!("  - email: u{i}@acme.example\n    emial: x\n")).collect();
    let mistakes = refused(format!("{HEAD}users:\n{users}"));
    assert_eq!(mistakes.diagnostics.len(), 101);
    let reported = reported(mistakes);
    let last = reported.last().unwrap();
    assert!(last.message.starts_with("9900 more"), "{last:?}");
    let at = last.at.as_ref().unwrap();
    assert_eq!((at.line, at.column), (3 + 100 * 2 + 2, 5));
}

#[test]
fn a_hundred_thousand_equal_addresses_are_compared_in_one_pass() {
    let mistakes = refused(format!("{HEAD}users:\n{}", "  - ana@acme.example\n".repeat(100_000)));
    assert_eq!(mistakes.diagnostics.len(), 101);
    assert!(mistakes.diagnostics.iter().all(|d| d.code().as_str() == "duplicate-user"));
}

#[test]
fn text_that_is_not_utf8_is_reported_with_its_place_or_encoding() {
    let latin: Vec<u8> = HEAD.bytes().chain(*b"users: [] # caf").chain([0xe9, b'\n']).collect();
    assert_eq!(only(latin), ("not-utf8", 3, 16));
    let marked: Vec<u8> = [0xef, 0xbb, 0xbf, 0xff].to_vec();
    assert_eq!(only(marked), ("not-utf8", 1, 1));
    let utf16 = HEAD.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let mistakes = refused(utf16);
    assert!(reported(mistakes)[0].message.contains("UTF-16"));
}

#[test]
fn a_missing_file_is_reported_with_a_similar_name() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("roster.yaml"), "").unwrap();
    let help = |name: &str| {
        let mistakes = load(&folder.path().join(name)).unwrap_err();
        assert_eq!(mistakes.diagnostics[0].code().as_str(), "file-missing");
        reported(mistakes)[0].help.clone()
    };
    assert!(help("roster.yml").ends_with("roster.yaml`?"));
    assert!(help("zzz").contains("version: 1"));
    assert_eq!(load(Path::new("")).unwrap_err().diagnostics[0].code().as_str(), "file-missing");
}

#[test]
fn a_folder_in_place_of_a_file_is_reported() {
    let folder = TempDir::new().unwrap();
    assert_eq!(load(folder.path()).unwrap_err().diagnostics[0].code().as_str(), "not-a-file");
}
