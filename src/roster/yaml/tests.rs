//! What the YAML crate makes of the spellings that matter here.

use super::*;

#[test]
fn more_values_than_the_limit_are_refused() {
    let list = |length: usize| format!("[{}]", "a, ".repeat(length));
    assert!(parse_within(&list(99), 100).is_ok());
    assert_eq!(parse_within(&list(100), 100).unwrap_err().code, "yaml-limit");
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
