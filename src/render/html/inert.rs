//! Makes text from outside safe inside HTML: whatever a name holds, it is shown and does nothing.

use crate::text::sanitize_line;

/// The most characters of one text that are shown; a sentence about a user is shorter.
const LONGEST: usize = 300;

/// Appends one text on one line, cut after 300 characters, with what means something to HTML as character references
/// and what is invisible spelled out. It belongs between tags: no attribute holds text from outside.
pub(super) fn push_inert(text: &str, page: &mut String) {
    let plain =
        |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'' | b'#' | b':');
    if text.len() <= LONGEST && text.bytes().all(plain) {
        return page.push_str(text);
    }
    let cut = text.char_indices().nth(LONGEST).map_or(text, |(at, _)| &text[..at]);
    for c in sanitize_line(cut).chars() {
        match c {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            c => page.push(c),
        }
    }
    if cut.len() < text.len() {
        page.push('…');
    }
}

/// Appends one text in a sentence of ours: a name that is written from right to left moves nothing around it.
pub(super) fn push_isolated(text: &str, page: &mut String) {
    page.push_str("<bdi>");
    push_inert(text, page);
    page.push_str("</bdi>");
}
