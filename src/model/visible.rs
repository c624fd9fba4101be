//! JSON that can be looked at on a terminal.

use super::email::{is_command, is_invisible};

/// JSON with invisible characters as escapes, and with one in each command that a pipeline would find in its log: only
/// texts hold these, and there an escape means the same.
#[must_use]
pub fn visible(json: &str) -> String {
    let mut text = String::with_capacity(json.len() + 1);
    let mut shown = 0;
    // What may need an escape is rare, and what stands between is copied as a whole.
    for (at, found) in json.match_indices(|c: char| c == '#' || c >= '\u{7f}') {
        let Some(c) = found.chars().next() else { continue };
        if is_invisible(c) || is_command(&json[at..]) {
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
