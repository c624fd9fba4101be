//! Text and JSON that can be looked at on a terminal.

use std::path::Path;

use super::unicode::{is_ci_command, is_invisible};

/// JSON with invisible characters as escapes, and with one in each command that a pipeline would find in its log: only
/// texts hold these, and there an escape means the same.
#[must_use]
pub fn visible(json: &str) -> String {
    let mut text = String::with_capacity(json.len() + 1);
    let mut shown = 0;
    // What may need an escape is rare, and the text between is copied as a whole.
    for (at, found) in json.match_indices(|c: char| c == '#' || c >= '\u{7f}') {
        let Some(c) = found.chars().next() else { continue };
        if is_invisible(c) || is_ci_command(&json[at..]) {
            text.push_str(&json[shown..at]);
            shown = at + c.len_utf8();
            for unit in c.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text.push_str(&json[shown..]);
    text
}

/// A text on one line: line breaks and tabs as `\\n`, `\\r` and `\\t`, every other invisible character as `\\u{…}`, and a
/// backslash in each command of a pipeline. What a person typed, or a path, can so neither begin a line of its own nor act
/// on a terminal.
#[must_use]
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            c if is_invisible(c) => line.extend(c.escape_unicode()),
            c if is_ci_command(&text[at..]) => line.extend([c, '\\']),
            c => line.push(c),
        }
    }
    line
}

/// A path as messages print it: on one line, with every invisible character escaped, so that no name can begin a line of
/// its own or control a terminal.
#[must_use]
pub fn printed_path(path: &Path) -> String {
    one_line(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_printed_on_one_line() {
        assert_eq!(
            printed_path(Path::new("a\n::error::b\u{1b}[2J\t\u{202e}é##[x] c")),
            "a\\n::error::b\\u{1b}[2J\\t\\u{202e}é#\\#[x] c"
        );
    }
}
