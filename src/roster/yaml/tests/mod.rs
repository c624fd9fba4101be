//! The values of the spellings that matter here, and the agreement with serde-saphyr.

mod oracle;

use super::*;
use crate::roster::DiagnosticCode;

#[test]
fn more_values_than_the_limit_are_refused() {
    let list = |length: usize| format!("[{}]", "a, ".repeat(length));
    assert!(parse_within(&list(99), 100).is_ok());
    assert_eq!(parse_within(&list(100), 100).unwrap_err().problem.code(), DiagnosticCode::YamlLimit);
}

#[test]
fn only_true_and_false_are_booleans_and_nothing_but_null_is_null() {
    let values = |text| match parse(text).unwrap().value {
        Value::List(nodes) => nodes.into_iter().map(|node| node.value).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert!(values("[yes, no, on, off, y, n]").iter().all(|value| matches!(value, Value::Text(_))));
    assert!(values("[true, False]").iter().all(|value| matches!(value, Value::Bool(_))));
    assert!(values("[~, null]").iter().all(|value| matches!(value, Value::Null)));
    assert!(values("[1, -1.5, 0x1F, .inf, 1e999]").iter().all(|value| matches!(value, Value::Number)));
    assert!(values("['1', \"null\", '']").iter().all(|value| matches!(value, Value::Text(_))));
}

#[test]
fn a_node_knows_its_spelling_and_its_place() {
    let text = "é: \"a\\tb\"  # c\n日: [1.50]\n";
    let Value::Map(entries) = parse(text).unwrap().value else { panic!("a map") };
    let (_, quoted) = &entries[0];
    assert_eq!(quoted.span.spelling(text), "\"a\\tb\"");
    assert_eq!((quoted.span.line, quoted.span.column, quoted.spot(text).width), (1, 4, 6));
    let (key, list) = &entries[1];
    assert_eq!((key.span.line, key.span.column, key.spot(text).width), (2, 1, 1));
    let Value::List(numbers) = &list.value else { panic!("a list") };
    assert_eq!(numbers[0].span.spelling(text), "1.50");
}

/// Whether a text has the tree that serde-saphyr reads, or is refused where serde-saphyr refuses it; or why not. Tags are
/// refused here alone.
fn agrees(text: &str) -> Result<(), String> {
    // The place of an empty document is not used.
    let is_nothing = |node: &Node<'_>| matches!(node.value, Value::Null) && node.span.length == 0;
    let shown = |node: Node<'_>| if is_nothing(&node) { "nothing".to_owned() } else { format!("{node:?}") };
    let reference = oracle::parse(text, MAX_NODES).map(shown);
    let ours = match parse(text) {
        Ok(node) => Some(shown(node)),
        Err(YamlError { problem: YamlProblem::Tag { .. }, .. }) => return Ok(()),
        Err(_) => None,
    };
    if ours == reference { Ok(()) } else { Err(format!("{text:?}: {ours:?} instead of {reference:?}")) }
}

#[test]
fn the_tree_is_that_of_serde_saphyr_for_every_roster_of_the_repository() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = ["examples", "tests/it/roster", "fuzz/corpus"].map(|folder| root.join(folder)).to_vec();
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            agrees(&text).unwrap_or_else(|difference| panic!("{}: {difference}", path.display()));
            read += 1;
        }
    }
    assert!(read > 50, "{read}");
}

/// A roster with a place for a tag before each node, `#` for one that is not there.
const TAGGED: &str = "#version: #1\n#users: #\n  - #ana@acme.example\n  - #{email: #\"bo!@acme.example\", #note: #'!!str a'}\n  \
                      - #email: #cy@acme.example\n    #until: #2026-12-31\n#leavers: #[#{email: #di@acme.example}]\n";

/// Pieces of rosters and of what else YAML has, for stringing together.
const PIECES: [&str; 74] = [
    "a",
    "b@c.d",
    "true",
    "False",
    "yes",
    "no",
    "y",
    "null",
    "Null",
    "~",
    "nan",
    ".nan",
    ".inf",
    "-.INF",
    "inf",
    "0",
    "-1",
    "1.5",
    "1e5",
    "1e-5",
    "0x1F",
    "0o17",
    "1_000",
    "1:30",
    "2026-12-31",
    "12-",
    "e-1",
    "0x-1",
    "é",
    "日本",
    "a b",
    "a#b",
    "a #b",
    "'it''s'",
    "\"a\\tb\"",
    "\"\"",
    "''",
    "&x",
    "*x",
    "!t",
    "!!str 1",
    "<<",
    "?",
    "|",
    ">",
    "|-\n  a\n  b",
    "---",
    "...",
    "%YAML 1.2",
    "@",
    "`",
    "{}",
    "[]",
    "{a: b}",
    "[a, 1]",
    "\t",
    " ",
    "  ",
    "    ",
    "\n",
    "\n  ",
    "\n    ",
    "\n- ",
    "\n  - ",
    "- ",
    ": ",
    ":",
    "\na: ",
    "\n  b: ",
    "\n  id: ",
    "\r\n",
    "# c\n",
    ", ",
    "\u{feff}",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4000))]
    #[test]
    fn the_tree_is_that_of_serde_saphyr_and_so_is_a_refusal(
        pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..14)
    ) {
        proptest::prop_assert_eq!(agrees(&pieces.concat()), Ok(()));
    }

    #[test]
    fn scalars_mean_what_serde_saphyr_reads(
        text in "[-+.~0-9a-fxoXOEeinftrulsy_:@ ]{0,9}|[-+.]?(true|False|NULL|inf|Infinity|NaN|yes|Off|n)[a-z.]?"
    ) {
        let text = format!("a: {text}\nb:\n  - {text}\n");
        proptest::prop_assert_eq!(agrees(&text), Ok(()));
    }

    #[test]
    fn a_text_with_a_tag_at_any_place_is_refused(
        tags in proptest::collection::vec(
            proptest::option::weighted(0.1, proptest::sample::select(&[
                "!", "!!str", "!!binary", "!!int", "!!map", "!!seq", "!!null", "!x", "!e!x", "!<tag:yaml.org,2002:str>", "!<!x>",
            ][..])), TAGGED.matches('#').count())
    ) {
        let mut text = String::new();
        let mut first = None;
        for (piece, tag) in TAGGED.split('#').zip(tags.iter().map(Some).chain([None])) {
            text.push_str(piece);
            if let Some(Some(tag)) = tag {
                let line = text.matches('\n').count() + 1;
                let column = text.chars().rev().take_while(|c| *c != '\n').count() + 1;
                first.get_or_insert((line as u32, column as u32));
                text.push_str(tag);
                text.push(' ');
            }
        }
        let refused = parse(&text).map_err(|error| (error.problem.code(), (error.line, error.column)));
        match first {
            None => proptest::prop_assert!(refused.is_ok(), "{text}"),
            Some(place) => proptest::prop_assert_eq!(refused.map(|_| ()), Err((DiagnosticCode::YamlFeature, place)), "{}", text),
        }
    }
}
