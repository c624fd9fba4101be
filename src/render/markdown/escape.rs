//! Makes text from outside safe inside Markdown: whatever a name contains, it is displayed and does nothing.

use std::fmt::Write;

use crate::text::sanitize_line;

/// The most characters of one text that are printed; a sentence about a user is shorter.
const MAX_CHARS: usize = 300;

/// Where a text is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkdownContext {
    /// A cell of a table, where a vertical bar ends the cell, code or not.
    Cell,
    /// A paragraph or an item of a list.
    Text,
}

/// One text as a code span on one line, cut after 300 characters.
///
/// Code is the one place in which neither Markdown nor what GitHub, GitLab and Bitbucket look for after it (mentions,
/// addresses, issues, emoji) means anything. A span ends at the next run of exactly as many backticks as it began with, so
/// it begins with a run that the text does not contain (CommonMark 0.31, 6.1). Unlike HTML with character references, every
/// host renders it.
pub(super) fn code_span(text: &str, context: MarkdownContext) -> String {
    let cut = text.char_indices().nth(MAX_CHARS).map_or(text, |(at, _)| &text[..at]);
    let mut code = sanitize_line(cut);
    if cut.len() < text.len() {
        code.push('…');
    }
    if context == MarkdownContext::Cell && code.contains('|') {
        // Parsers of tables disagree about a backslash before an escaped bar.
        code = code.replace("\\|", "\\u{5c}|").replace('|', "\\|");
    }
    let fence = "`".repeat(unused_run(&code));
    // A blank at both ends is not part of the code, unless there is nothing else; a backtick would lengthen the fence.
    let is_padded = code.starts_with('`')
        || code.ends_with('`')
        || (code.starts_with(' ') && code.ends_with(' ') && code.contains(|c| c != ' '));
    match (code.as_str(), is_padded) {
        ("", _) => "` `".to_owned(),
        (code, true) => format!("{fence} {code} {fence}"),
        (code, false) => format!("{fence}{code}{fence}"),
    }
}

/// The length of the shortest run of backticks that the text does not contain.
fn unused_run(text: &str) -> usize {
    if !text.contains('`') {
        return 1;
    }
    let runs: Vec<usize> = text.split(|c| c != '`').map(str::len).filter(|length| *length > 0).collect();
    (1..).find(|length| !runs.contains(length)).unwrap_or(1)
}

/// One text as a sentence if it is nothing but words, and otherwise as code. In words of plain letters, with a comma,
/// semicolon or bracket next to a blank, neither Markdown nor what comes after it finds anything: they take digits, an
/// `@`, a `.`, a `#`, or a `:` that no blank follows.
pub(super) fn sentence(text: &str, context: MarkdownContext) -> String {
    let plain = |word: &str| {
        let word = word.strip_prefix('(').unwrap_or(word);
        let word = word.strip_suffix([',', ';', ':', ')']).unwrap_or(word);
        let letters = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphabetic());
        word.split('-').all(letters)
    };
    // A word of these letters alone may be the beginning of a commit.
    let is_commit = |word: &str| word.len() >= 7 && word.chars().all(|c| matches!(c, 'a'..='f' | 'A'..='F'));
    let is_plain = text.len() <= MAX_CHARS && text.split(' ').all(|word| plain(word) && !is_commit(word));
    if is_plain { text.to_owned() } else { code_span(text, context) }
}

/// One word of an HTML comment, by which a program finds it again: different texts stay different. ASCII letters, digits,
/// `.`, `_`, `:`, `/` and single `-` are unchanged, other bytes are written as `%XX`.
pub(super) fn comment_token(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'-' if !safe.is_empty() && !safe.ends_with('-') => safe.push('-'),
            b'.' | b'_' | b':' | b'/' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => safe.push(char::from(byte)),
            _ => {
                // Writing to a `String` cannot fail.
                let _ = write!(safe, "%{byte:02X}");
            }
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;
    use crate::render::tests::fixtures::hostile;
    use crate::text::is_invisible;

    /// The code and everything else in a paragraph, and in the cells of a table, as a reader of Markdown sees them.
    fn read(markdown: &str) -> (Vec<String>, Vec<String>) {
        let (mut code, mut rest) = (Vec::new(), Vec::new());
        for event in Parser::new_ext(markdown, Options::all()) {
            match event {
                Event::Code(text) => code.push(text.to_string()),
                Event::Start(Tag::Paragraph | Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell) => {}
                Event::End(
                    TagEnd::Paragraph | TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell,
                ) => {}
                Event::Text(text) => rest.push(text.to_string()),
                other => rest.push(format!("{other:?}")),
            }
        }
        (code, rest)
    }

    /// What a reader should see of a text.
    fn seen(text: &str) -> String {
        let cut: String = text.chars().take(MAX_CHARS).collect();
        let mut seen = sanitize_line(&cut);
        if cut.len() < text.len() {
            seen.push('…');
        }
        if seen.is_empty() { " ".to_owned() } else { seen }
    }

    fn check(text: &str) {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let shown = code_span(text, MarkdownContext::Text);
        assert!(!shown.contains(is_invisible), "{shown}");
        let (code, rest) = read(&format!("a {shown}: b"));
        assert_eq!((code, rest.concat()), (vec![seen(text)], "a : b".to_owned()), "{shown}");
        let shown = code_span(text, MarkdownContext::Cell);
        let (code, rest) = read(&format!("| a | b |\n|---|---|\n| {shown} | b |\n"));
        let seen = seen(text).replace("\\|", "\\u{5c}|");
        assert_eq!((code, rest), (vec![seen], words(&["a", "b", "b"])), "{shown}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_one_piece_of_code_in_a_paragraph_and_in_a_cell(
            text in "(\\PC|[ `<>|`@!#:.\\[\\]()*_~\\\\&;\r\n\t\u{202e}\u{200b}$-]){0,400}"
        ) {
            check(&text);
        }

        #[test]
        fn backticks_bars_and_backslashes_are_read_back_as_they_are(text in "[`|\\\\ a]{0,12}") {
            check(&text);
        }

        #[test]
        fn a_hostile_text_is_one_piece_of_code(text in hostile()) {
            check(&text);
        }

        #[test]
        fn a_token_cannot_end_its_comment_and_stands_for_one_text(one in "[-a>%é ]{0,8}", other in "[-a>%é ]{0,8}") {
            prop_assert!(!comment_token(&one).contains("--") && !comment_token(&one).contains(['>', ' ', '<']));
            prop_assert_eq!(comment_token(&one) == comment_token(&other), one == other);
        }
    }

    #[test]
    fn names_that_look_like_markup_are_read_back_as_they_are() {
        for text in [
            "",
            " ",
            "   ",
            " a ",
            "` ",
            "`",
            "``",
            "a`b``c```d",
            "|",
            "\\|",
            "\\\\|",
            "a|b\\",
            "\\",
            "@acme/security",
            "[x](http://evil.example)",
            "#123",
            "GH-7",
            ":tada:",
            "<!-- -->",
            "</code></details>",
            "&lt;b&gt;",
            "$x$",
            "a\nb\r\nc",
            &"`".repeat(400),
        ] {
            check(text);
        }
    }

    #[test]
    fn a_span_is_as_short_as_its_text_allows() {
        let spans = ["ana@acme.example", "a`b", "`a", " a ", "a|b"].map(|text| code_span(text, MarkdownContext::Cell));
        assert_eq!(spans, ["`ana@acme.example`", "``a`b``", "`` `a ``", "`  a  `", "`a\\|b`"]);
        assert_eq!(code_span("a|b", MarkdownContext::Text), "`a|b`");
    }

    #[test]
    fn only_words_are_printed_without_being_code() {
        let ours =
            "declared, but inactive in the directory; rosterctl never reactivates: an administrator can (or not)";
        for plain in [ours, "left the company", "re-hired: e-mail"] {
            assert_eq!(sentence(plain, MarkdownContext::Text), plain);
        }
        for other in [
            "",
            "a  b",
            "- a",
            "a --b",
            "left.",
            "@acme",
            "see #1",
            "GH-7",
            "OPS-1",
            ":tada:",
            "a:b",
            "a_b",
            "*a*",
            "[a](b)",
            "<b>",
            "&amp;",
            "`a`",
            "a|b",
            "www.a",
            "deadbeef",
            "Defaced",
            "a\nb",
            "zoë",
            "\u{202e}a",
            "~a~",
            "$a$",
            "(",
            ",",
        ] {
            assert_eq!(sentence(other, MarkdownContext::Cell), code_span(other, MarkdownContext::Cell), "{other}");
        }
    }

    #[test]
    fn the_token_of_an_ordinary_host_or_path_is_unchanged() {
        assert_eq!(comment_token("api.mypurecloud.de"), "api.mypurecloud.de");
        assert_eq!(comment_token("teams/emea-roster.yaml"), "teams/emea-roster.yaml");
    }
}
