//! Percent-encoding.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What RFC 3986 section 2.3 does not list as unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one segment of a path, or one value of a query: every byte that means something in a URL is encoded.
#[must_use]
pub fn url_component(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A text in which nothing is percent-encoded, not even twice. The result is for people, and is no URL.
#[must_use]
pub fn percent_decoded(text: &str) -> String {
    let mut decoded = text.to_owned();
    loop {
        let again = percent_decode_str(&decoded).decode_utf8_lossy().into_owned();
        if again == decoded {
            return decoded;
        }
        decoded = again;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_component_ends_it() {
        assert_eq!(url_component("a/b c?d#é%2F&e=f+g"), "a%2Fb%20c%3Fd%23%C3%A9%252F%26e%3Df%2Bg");
        assert_eq!(url_component("AZaz09-._~"), "AZaz09-._~");
    }
    #[test]
    fn nothing_that_is_percent_encoded_stays_so() {
        for (text, decoded) in [
            ("GET /Users/zo%C3%AB%40acme.example?a=b%20c", "GET /Users/zoë@acme.example?a=b c"),
            ("twice: ana%2540acme.example", "twice: ana@acme.example"),
            ("100 % of 5%, or 7%%", "100 % of 5%, or 7%%"),
            ("not UTF-8: a%FF%40b", "not UTF-8: a\u{fffd}@b"),
        ] {
            assert_eq!(percent_decoded(text), decoded);
        }
    }
}
