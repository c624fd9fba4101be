//! Makes text from outside safe inside HTML: whatever a name contains, it is displayed and does nothing.

use maud::Render;

use crate::text::sanitize_line;

/// The most characters of one text that are printed; a sentence about a user is shorter.
const MAX_CHARS: usize = 300;

/// One text on one line, cut after 300 characters, escaped, and with invisible characters spelled out. It belongs
/// between tags: no attribute contains text from outside.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl Render for Escaped<'_> {
    fn render_to(&self, page: &mut String) {
        let Self(text) = *self;
        // Most texts need neither; 100,000 rows are quicker for it.
        let plain =
            |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'' | b'#' | b':');
        if text.len() <= MAX_CHARS && text.bytes().all(plain) {
            return page.push_str(text);
        }
        let cut = text.char_indices().nth(MAX_CHARS).map_or(text, |(at, _)| &text[..at]);
        sanitize_line(cut).render_to(page);
        if cut.len() < text.len() {
            page.push('…');
        }
    }
}

/// One text inside a sentence: a name that is written from right to left does not move the words around it.
pub(super) struct Isolated<'a>(pub(super) &'a str);

impl Render for Isolated<'_> {
    fn render_to(&self, page: &mut String) {
        page.push_str("<bdi>");
        Escaped(self.0).render_to(page);
        page.push_str("</bdi>");
    }
}
