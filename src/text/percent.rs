//! Percent-encoding.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 3986 section 2.3 does not list as unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one segment of a path, or one value of a query: every byte that means something in a URL is encoded.
#[must_use]
pub fn url_component(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_component_ends_it() {
        assert_eq!(url_component("a/b c?d#é%2F&e=f+g"), "a%2Fb%20c%3Fd%23%C3%A9%252F%26e%3Df%2Bg");
        assert_eq!(url_component("AZaz09-._~"), "AZaz09-._~");
    }
}
