//! JSON that can be looked at on a terminal.

use super::email::{is_command, is_invisible};

/// JSON with invisible characters as escapes, and with one in each command that a pipeline would find in its log: only
/// texts hold these, and there an escape means the same.
#[must_use]
pub fn visible(json: &str) -> String {
    let mut text = String::with_capacity(json.len() + 1);
    for (at, c) in json.char_indices() {
        if (c >= '\u{7f}' && is_invisible(c)) || (c == '#' && is_command(&json[at..])) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            text.push(c);
        }
    }
    text
}
