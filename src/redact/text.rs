//! A text, with its people replaced.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::known::is_unspaced;
use super::{Redaction, address};

/// A text beside the form in which it is compared.
struct Compared {
    text: String,
    /// [`super::known::comparable`] of it.
    plain: String,
    /// For each byte of `plain`, where a character starts that starts one of `text` too, its byte there; else none. ASCII
    /// needs no such list.
    places: Option<Vec<Option<usize>>>,
}

impl Compared {
    fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { text: text.to_owned(), plain: text.to_ascii_lowercase(), places: None };
        }
        let text: String = text.nfc().collect();
        let (mut plain, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
        for (at, c) in text.char_indices() {
            let start = plain.len();
            plain.extend(c.to_lowercase());
            places.push(Some(at));
            places.resize(places.len() + plain.len() - start - 1, None);
        }
        places.push(Some(text.len()));
        Self { text, plain, places: Some(places) }
    }

    /// Where in `text` the character starts that starts at this byte of `plain`.
    fn place(&self, at: usize) -> Option<usize> {
        self.places.as_ref().map_or(Some(at), |places| places.get(at).copied().flatten())
    }

    /// Whether a word may start or end here: not between two letters or digits, but where a script has no blanks.
    fn is_edge(&self, at: usize) -> bool {
        let inner = |c: char| c.is_alphanumeric() && !is_unspaced(c);
        self.place(at).is_some() && !(self.plain[..at].ends_with(inner) && self.plain[at..].starts_with(inner))
    }
}

impl Redaction {
    /// The text without what looks like an e-mail address: for what stays otherwise, such as the name of a division.
    pub(super) fn addresses(&self, text: &str) -> String {
        let (mut shown, mut from) = (String::with_capacity(text.len()), 0);
        while let Some(address) = address::next(text, from) {
            shown.push_str(&text[from..address.start]);
            shown.push_str(&self.email(&text[address.clone()]));
            from = address.end;
        }
        shown + &text[from..]
    }

    /// The text with every known person replaced, and what looks like an e-mail address.
    pub(super) fn rewrite(&self, text: &str) -> String {
        let compared = Compared::new(text);
        let (plain, mut shown, mut at) = (&compared.plain, String::with_capacity(text.len()), 0);
        let mut address = address::next(plain, 0);
        while at < plain.len() {
            if let Some((length, replacement)) = self.found(&compared, at, address.as_ref()) {
                shown.push_str(&replacement);
                at += length;
                if address.as_ref().is_some_and(|address| address.start < at) {
                    address = address::next(plain, at);
                }
                continue;
            }
            let next = plain[at..].chars().next().map_or(plain.len(), |c| at + c.len_utf8());
            // A character that became several is copied once, with the first of them.
            let end = (next..=plain.len()).find_map(|at| compared.place(at));
            if let (Some(from), Some(to)) = (compared.place(at), end) {
                shown.push_str(&compared.text[from..to]);
            }
            at = next;
        }
        shown
    }

    /// What is replaced at this byte, and by what: what looks like an address before what is known.
    fn found(&self, compared: &Compared, at: usize, address: Option<&Range<usize>>) -> Option<(usize, String)> {
        let address = address.filter(|address| address.start == at);
        if !compared.is_edge(at) && address.is_none() {
            return None;
        }
        let rest = &compared.plain[at..];
        let known = self.known.longest(rest, |length| compared.is_edge(at + length));
        if let Some((length, pseudonym)) = known.filter(|(length, _)| address.is_none_or(|a| a.len() < *length)) {
            let short = self.known.short(pseudonym);
            return Some((length, if rest[..length].contains('@') { short.address() } else { short.name() }));
        }
        address.map(|address| (address.len(), self.email(&compared.plain[address.clone()])))
    }
}
