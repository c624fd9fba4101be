//! Makes text from outside safe inside Markdown: whatever a name holds, it is shown and does nothing.

use std::fmt::Write;

use crate::text::sanitize_line;

/// The most characters of one text that are shown; a sentence about a user is shorter.
const LONGEST: usize = 300;

/// One text as HTML code on one line, cut after 300 characters. Only letters, digits and blanks stand as they are; the
/// rest are character references, so that Markdown sees no mark, no table, no HTML and no address.
///
/// References alone would not do: GitHub and GitLab look for mentions, addresses, issues and emoji once more after
/// Markdown has resolved them. They leave code alone, and an empty comment after each of `@`, `.` and `:` keeps what
/// they look for from being one text.
pub(super) fn inert(text: &str) -> String {
    let cut = text.char_indices().nth(LONGEST).map_or(text, |(at, _)| &text[..at]);
    let mut safe = String::from("<code>");
    for c in sanitize_line(cut).chars() {
        if c == ' ' || c.is_alphanumeric() {
            safe.push(c);
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(safe, "&#{};", c as u32);
        }
        if matches!(c, '@' | '.' | ':') {
            safe.push_str("<!-- -->");
        }
    }
    if cut.len() < text.len() {
        safe.push('…');
    }
    safe + "</code>"
}

/// One text as a sentence where it is nothing but words, and otherwise as code. In words of plain letters, with a comma,
/// semicolon or bracket beside a blank, neither Markdown nor what comes after it finds anything: they take digits, an
/// `@`, a `.`, a `#`, or a `:` that no blank follows.
pub(super) fn sentence(text: &str) -> String {
    let plain = |word: &str| {
        let word = word.strip_prefix('(').unwrap_or(word);
        let word = word.strip_suffix([',', ';', ':', ')']).unwrap_or(word);
        let letters = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphabetic());
        word.split('-').all(letters)
    };
    // A word of these letters alone may be the beginning of a commit.
    let is_commit = |word: &str| word.len() >= 7 && word.chars().all(|c| matches!(c, 'a'..='f' | 'A'..='F'));
    let is_plain = text.len() <= LONGEST && text.split(' ').all(|word| plain(word) && !is_commit(word));
    if is_plain { text.to_owned() } else { inert(text) }
}

/// One word of an HTML comment, by which a program finds it again: different texts stay different. ASCII letters, digits,
/// `.`, `_`, `:`, `/` and single `-` stand for themselves, other bytes are written as `%XX`.
pub(super) fn marked(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'-' if !safe.is_empty() && !safe.ends_with('-') => safe.push('-'),
            b'.' | b'_' | b':' | b'/' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => safe.push(char::from(byte)),
            _ => {
                let _ = write!(safe, "%{byte:02X}");
            }
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::is_invisible;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn only_letters_digits_and_blanks_stand_as_they_are(text in "(\\PC|[<>|`@!#:.\\[\\]()*_~\\\\&;\r\n\t\u{202e}\u{200b}$-]){0,400}") {
            let mut shown = inert(&text);
            prop_assert!(!shown.contains(|c: char| is_invisible(c)), "{shown}");
            shown = shown.strip_prefix("<code>").unwrap().strip_suffix("</code>").unwrap().replace("<!-- -->", "");
            shown = shown.strip_suffix('…').unwrap_or(&shown).to_owned();
            while let Some(at) = shown.find("&#") {
                let end = at + shown[at..].find(';').unwrap();
                prop_assert!(shown[at + 2..end].chars().all(|c| c.is_ascii_digit()));
                shown.replace_range(at..=end, "");
            }
            prop_assert!(shown.chars().all(|c| c == ' ' || c.is_alphanumeric()), "{shown}");
        }

        #[test]
        fn a_marker_cannot_be_left_and_stands_for_one_text(one in "[-a>%é ]{0,8}", other in "[-a>%é ]{0,8}") {
            prop_assert!(!marked(&one).contains("--") && !marked(&one).contains(['>', ' ', '<']));
            prop_assert_eq!(marked(&one) == marked(&other), one == other);
        }
    }

    #[test]
    fn an_address_stays_no_address_after_references_are_resolved() {
        assert_eq!(inert("a@www.x"), "<code>a&#64;<!-- -->www&#46;<!-- -->x</code>");
    }

    #[test]
    fn only_words_stand_without_being_code() {
        let ours =
            "declared, but inactive in the directory; rosterctl never reactivates: an administrator can (or not)";
        for plain in [ours, "left the company", "re-hired: e-mail"] {
            assert_eq!(sentence(plain), plain);
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
            assert_eq!(sentence(other), inert(other), "{other}");
        }
    }

    #[test]
    fn an_ordinary_marker_reads_as_it_is() {
        assert_eq!(marked("api.mypurecloud.de"), "api.mypurecloud.de");
        assert_eq!(marked("teams/emea-roster.yaml"), "teams/emea-roster.yaml");
    }
}
