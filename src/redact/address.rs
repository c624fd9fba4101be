//! What looks like an e-mail address in a text.

use std::ops::Range;

/// The position of the next one, in bytes: an `@` with characters of an address on both sides (RFC 5322 section 3.2.3 and
/// RFC 6531, and with that more than any mail server accepts).
pub(super) fn next(text: &str, from: usize) -> Option<Range<usize>> {
    let mut search = from;
    while let Some(found) = text.get(search..)?.find('@') {
        let at = search + found;
        let before = &text[from..at];
        let local: &str = &before[before.rfind(|c| !is_local(c)).map_or(0, |end| end + width(&before[end..]))..];
        // What quotes an address is not part of it.
        let local = local.trim_start_matches(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
        let after = &text[at + 1..];
        let domain = &after[..after.find(|c| !is_domain(c)).unwrap_or(after.len())];
        let domain = domain.trim_end_matches(['.', '-']);
        if !local.is_empty() && !domain.is_empty() {
            return Some(at - local.len()..at + 1 + domain.len());
        }
        search = at + 1;
    }
    None
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c) || (!c.is_ascii() && !is_mark(c))
}

fn is_domain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.') || (!c.is_ascii() && !is_mark(c))
}

/// White space and quotation marks beyond ASCII.
fn is_mark(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '«' | '»' | '\u{2010}'..='\u{203a}' | '\u{3000}'..='\u{3003}' | '\u{3008}'..='\u{3011}')
}

fn width(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_an_address_is_found_without_what_quotes_it() {
        for (text, address) in [
            ("see ana@acme.example.", "ana@acme.example"),
            ("`ana@acme.example`, who", "ana@acme.example"),
            ("(o'neill+x@acme.example)", "o'neill+x@acme.example"),
            ("'ana@acme.example'", "ana@acme.example"),
            ("mailto:ana@localhost,", "ana@localhost"),
            ("„zoë@münchen.example“", "zoë@münchen.example"),
            ("@acme a@b", "a@b"),
            ("a@b@c", "a@b"),
        ] {
            assert_eq!(&text[next(text, 0).unwrap()], address);
        }
        for none in ["@acme/security", "a @ b", "100 @", "", "@@"] {
            assert_eq!(next(none, 0), None, "{none}");
        }
    }
}
