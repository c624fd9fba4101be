//! A text, with its people replaced.

use unicode_normalization::UnicodeNormalization;

use super::known::{Part, Sort, is_unspaced};
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

    /// The text with everybody who is known replaced, and the parts of the name of whoever it is about.
    pub(super) fn rewrite(&self, text: &str, own: &[Part]) -> String {
        let compared = Compared::new(text);
        let (plain, mut shown, mut at) = (&compared.plain, String::with_capacity(text.len()), 0);
        let mut address = address::next(plain, 0);
        while at < plain.len() {
            if let Some((length, replacement)) = self.found(&compared, at, address.as_ref(), own) {
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

    /// What is replaced at this byte, and by what: a known address, then what looks like one, then a name.
    fn found(
        &self,
        compared: &Compared,
        at: usize,
        address: Option<&std::ops::Range<usize>>,
        own: &[Part],
    ) -> Option<(usize, String)> {
        if !compared.is_edge(at) && address.is_none_or(|address| address.start != at) {
            return None;
        }
        let rest = &compared.plain[at..];
        let is_end = |length: usize| compared.is_edge(at + length);
        let known = self.known.longest(rest, is_end);
        if let Some((length, Sort::Address, pseudonym)) = known {
            return Some((length, self.known.short(pseudonym).address()));
        }
        if let Some(address) = address.filter(|address| address.start == at) {
            return Some((address.len(), self.email(&compared.plain[address.clone()])));
        }
        if let Some((length, sort, pseudonym)) = known {
            let short = self.known.short(pseudonym);
            return Some((length, if sort == Sort::Local { short.local() } else { short.name() }));
        }
        let part = own.iter().filter(|(part, _)| rest.starts_with(part.as_str()) && is_end(part.len()));
        let (part, pseudonym) = part.max_by_key(|(part, _)| part.len())?;
        Some((part.len(), self.known.short(pseudonym).name()))
    }
}
