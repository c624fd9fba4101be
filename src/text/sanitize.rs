//! Makes text from outside safe to print: no control sequence, no reordering, nothing invisible, and nothing that a
//! pipeline's log takes for a command.

use std::borrow::Cow;
use std::fmt::Write;

use super::unicode::{is_ci_command, is_invisible};

/// The most characters of one remote text that are printed.
const MAX_INLINE_CHARS: usize = 120;

/// One text on one line: invisible characters become `\u{…}`, line breaks and tabs `\n`, `\r` and `\t`, quotation
/// marks and backslashes get a backslash, commands of a pipeline are broken by one, and what is longer than 120
/// characters ends in `…`.
#[must_use]
pub fn sanitize_inline(text: &str) -> Cow<'_, str> {
    let plain = |c: char| !is_invisible(c) && c != '"' && c != '\\';
    if text.chars().all(plain) && text.chars().count() <= MAX_INLINE_CHARS {
        return without_commands(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for (at, c) in text.chars().enumerate() {
        if at == MAX_INLINE_CHARS {
            safe.push('…');
            break;
        }
        match c {
            '"' | '\\' => safe.extend(['\\', c]),
            _ => escape(c, &mut safe),
        }
    }
    Cow::Owned(without_commands(&safe).into_owned())
}

/// One text of our own words and remote ones on one line: as [`sanitize_inline`], but quotation marks and the length stay.
#[must_use]
pub fn sanitize_line(text: &str) -> String {
    sanitize_multiline(text).replace('\n', "\\n")
}

/// A text of several lines, such as an error message: the same, but line breaks and quotation marks stay, and so does
/// the length.
#[must_use]
pub fn sanitize_multiline(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| c == '\n' || !is_invisible(c)) {
        return without_commands(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c == '\n' {
            safe.push(c);
        } else {
            escape(c, &mut safe);
        }
    }
    Cow::Owned(without_commands(&safe).into_owned())
}

/// The text with a backslash in each command that a pipeline would find in it: `##[…]` anywhere, and `::` where a line
/// starts (the runner of GitHub Actions, which also leaves out blanks before it).
fn without_commands(text: &str) -> Cow<'_, str> {
    if !text.contains("##") && !text.contains("::") {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    let mut starts = true;
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        safe.push(c);
        if is_ci_command(rest) || (starts && rest.starts_with("::")) {
            safe.push('\\');
        }
        starts = c == '\n' || (starts && c.is_whitespace());
    }
    Cow::Owned(safe)
}

fn escape(c: char, safe: &mut String) {
    match c {
        '\n' => safe.push_str("\\n"),
        '\r' => safe.push_str("\\r"),
        '\t' => safe.push_str("\\t"),
        c if is_invisible(c) => {
            // Writing to a `String` cannot fail.
            let _ = write!(safe, "\\u{{{:x}}}", c as u32);
        }
        c => safe.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_move_the_cursor_or_reorder_the_line() {
        assert_eq!(sanitize_inline("\u{1b}[2Jroot"), "\\u{1b}[2Jroot");
        assert_eq!(sanitize_inline("gro.elpmaxe@\u{202e}"), "gro.elpmaxe@\\u{202e}");
        assert_eq!(sanitize_inline("a\r\nb\tc\u{9b}1m\u{200b}"), "a\\r\\nb\\tc\\u{9b}1m\\u{200b}");
    }

    #[test]
    fn a_name_cannot_close_its_quotation_marks() {
        assert_eq!(sanitize_inline(r#"x" -> "y\"#), r#"x\" -> \"y\\"#);
    }

    #[test]
    fn a_name_cannot_give_a_pipeline_commands() {
        assert_eq!(sanitize_inline("##[set-output name=digest]x"), "#\\#[set-output name=digest]x");
        assert_eq!(sanitize_inline("a ###vso[task.setvariable]b"), "a ##\\#vso[task.setvariable]b");
        assert_eq!(sanitize_inline(" ::add-mask::a@x"), " :\\:add-mask::a@x");
        assert_eq!(sanitize_multiline("a\n::error::b\n\t::c"), "a\n:\\:error::b\n\\t::c");
        for plain in ["C## [x]", "std::fs", "## Team", "a#[b]"] {
            assert_eq!(sanitize_inline(plain), plain);
        }
    }

    #[test]
    fn a_long_name_is_cut() {
        assert_eq!(sanitize_inline(&"é".repeat(5000)).chars().count(), MAX_INLINE_CHARS + 1);
    }

    #[test]
    fn ordinary_names_of_any_script_stay_as_they_are() {
        for name in ["Zoë Ångström", "田中 太郎", "محمد", "Nguyễn Thị Ánh", "O'Neill"] {
            assert_eq!(sanitize_inline(name), name);
        }
    }
}
