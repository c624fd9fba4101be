//! The spelling of a value: plain where every YAML reader takes it for text, in double quotes elsewhere.

use std::fmt::Write;

use super::order::is_free_text;
use crate::roster::node::{Node, Value};
use crate::text::{is_ci_command, is_hostile, is_invisible};

/// The context of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarContext {
    /// On a line of its own or behind its key.
    Block,
    /// Between brackets.
    Flow,
}

/// A text in its canonical spelling on a line.
pub(super) fn text(value: &str) -> String {
    if is_plain(value, ScalarContext::Block) { value.to_owned() } else { quoted(value) }
}

/// A scalar under `key` in its canonical spelling.
pub(super) fn spelled(node: &Node<'_>, key: &str, text: &str, context: ScalarContext) -> String {
    match &node.value {
        Value::Text(value) => {
            let value = meant(value, key);
            if is_plain(value, context) || (key == "until" && is_date(value)) {
                value.to_owned()
            } else {
                quoted(value)
            }
        }
        Value::Bool(value) => value.to_string(),
        _ => node.span.spelling(text).to_owned(),
    }
}

/// The significant part of a text.
pub(super) fn meant<'v>(value: &'v str, key: &str) -> &'v str {
    if is_free_text(key) { value.trim() } else { value }
}

/// Whether a text needs no quotes. This includes YAML 1.1, whose readers see booleans, base 60 numbers and dates where
/// YAML 1.2 has text.
fn is_plain(text: &str, context: ScalarContext) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let indicator = first.is_ascii_punctuation() && !matches!(first, '_' | '/' | '.' | '(' | '+' | '$' | ';');
    let inside = |c: char| match c {
        ' ' => true,
        ',' | '[' | ']' | '{' | '}' => context == ScalarContext::Block,
        c => !c.is_whitespace() && is_printable(c),
    };
    !indicator
        && text.chars().all(inside)
        && !text.starts_with(' ')
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !(0..text.len()).any(|at| text.is_char_boundary(at) && is_ci_command(&text[at..]))
        && !is_word(text)
        && !is_number(text)
}

/// A word that some YAML reader takes for a boolean or null.
fn is_word(text: &str) -> bool {
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Anything that some YAML reader takes for a number, a time or a date.
fn is_number(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| *c != '_').collect();
    let based = |prefix: &str| bare.trim_start_matches(['+', '-']).starts_with(prefix);
    let signs = bare.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | '/'));
    let word = bare.trim_start_matches(['+', '-', '.']).to_ascii_lowercase();
    signs
        || bare.parse::<f64>().is_ok()
        || ["0x", "0o", "0b", "0X", "0O", "0B"].into_iter().any(based)
        || matches!(word.as_str(), "inf" | "nan")
        || bare.get(..10).is_some_and(is_date)
}

fn is_date(text: &str) -> bool {
    let digit_or_dash = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(digit_or_dash)
}

/// Whether a character can be written without an escape: YAML excludes two visible ones.
fn is_printable(c: char) -> bool {
    !is_invisible(c) && !is_hostile(c) && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// A text in double quotes on one line. Invisible characters and workflow commands are escaped.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for (at, c) in text.char_indices() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '#' if is_ci_command(&text[at..]) => quoted.push_str("\\x23"),
            c if is_printable(c) && (c == ' ' || !c.is_whitespace()) => quoted.push(c),
            c => _ = write!(quoted, "\\U{:08x}", c as u32),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_for_every_yaml_reader_is_written_without_quotes() {
        for text in [
            "ana@acme.example",
            "left the company",
            "5c5ee2c3-7f0a-4d5a",
            "contractor, OPS-1423",
            "teams/*.yaml",
            "é日",
            "http://127.0.0.1:80",
            "O'Neill",
            "a#b",
            "./org.yaml",
            "1st floor",
        ] {
            assert!(is_plain(text, ScalarContext::Block), "{text}");
        }
        for text in [
            "",
            " ",
            "no",
            "Yes",
            "NULL",
            "~",
            "12",
            "1e5",
            "1_000",
            "12:30:45",
            "0x1F",
            "2026-12-31",
            "2026-12-31 x",
            ".inf",
            "-.INF",
            "a: b",
            "a #b",
            "a:",
            "- a",
            "*a",
            "&a",
            "!a",
            "@a",
            "%a",
            "a ",
            "\"a\"",
            "'a'",
            "a\u{200b}b",
            "a\u{a0}b",
            "...",
            "<<",
            "=",
            "a##[error]b",
            "1234-5678",
            "a\nb",
            "`a`",
            "|",
            ">",
            "? a",
            "a\u{fffe}",
        ] {
            assert!(!is_plain(text, ScalarContext::Block), "{text}");
        }
        assert!(is_plain("a, b", ScalarContext::Block) && !is_plain("a, b", ScalarContext::Flow));
    }

    #[test]
    fn invisible_characters_are_escaped() {
        assert_eq!(quoted("a\"\\\n\u{202e}##[x]"), "\"a\\\"\\\\\\n\\U0000202e\\x23#[x]\"");
    }
}
