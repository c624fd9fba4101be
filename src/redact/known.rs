//! The people that a redaction knows, and the words that identify them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Bound;

use unicode_normalization::UnicodeNormalization;

use super::pseudonym::Pseudonym;

/// Bytes; no word that is searched for has fewer.
const START_BYTES: usize = 3;

/// People, by every word that identifies them.
#[derive(Clone, Default)]
pub(super) struct KnownPeople {
    pseudonyms: BTreeSet<Pseudonym>,
    words: HashMap<Box<str>, Pseudonym>,
    /// How many bytes the words have, each length once.
    lengths: BTreeSet<usize>,
    /// The first bytes of the words: most texts hold none of them, and are done with soon.
    starts: HashSet<[u8; START_BYTES]>,
}

impl KnownPeople {
    /// Makes a person known.
    pub(super) fn insert(&mut self, email: &str, name: &str, pseudonym: &Pseudonym) {
        if !self.pseudonyms.contains(pseudonym) {
            self.pseudonyms.insert(pseudonym.clone());
        }
        let is_told_apart = |name: &str| name.contains(char::is_whitespace) || name.chars().all(is_unspaced);
        for word in [Some(email.trim()), Some(name.trim()).filter(|name| is_told_apart(name))].into_iter().flatten() {
            self.word(word, pseudonym);
        }
    }

    fn word(&mut self, text: &str, pseudonym: &Pseudonym) {
        let word = comparable(text);
        if word.chars().count() < 2 {
            return;
        }
        self.lengths.insert(word.len());
        self.starts.extend(word.as_bytes().first_chunk::<START_BYTES>());
        // Two people may share a name: which pseudonym replaces it must not depend on the order in which they came.
        let entry = self.words.entry(word.into()).or_insert_with(|| pseudonym.clone());
        if pseudonym < entry {
            pseudonym.clone_into(entry);
        }
    }

    /// What is shown of a pseudonym: enough of it to differ from that of every other known person.
    pub(super) fn short(&self, pseudonym: &Pseudonym) -> Pseudonym {
        let before = self.pseudonyms.range(..pseudonym).next_back();
        let after = self.pseudonyms.range((Bound::Excluded(pseudonym), Bound::Unbounded)).next();
        pseudonym.short(before.into_iter().chain(after))
    }

    /// The longest known word at the beginning of `rest`, whole, and how many bytes it has there; `is_end` decides whether
    /// a word may end at a byte.
    pub(super) fn longest(&self, rest: &str, is_end: impl Fn(usize) -> bool) -> Option<(usize, &Pseudonym)> {
        if rest.as_bytes().first_chunk().is_none_or(|start| !self.starts.contains(start)) {
            return None;
        }
        self.lengths.range(..=rest.len()).rev().find_map(|&length| {
            if !is_end(length) {
                return None;
            }
            self.words.get(rest.get(..length)?).map(|pseudonym| (length, pseudonym))
        })
    }
}

/// A text in the form in which words are compared: each character for itself, so that places can be found again.
pub(super) fn comparable(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.nfc().flat_map(char::to_lowercase).collect() }
}

/// Whether a letter is of a script that may write words without blanks between them.
pub(super) fn is_unspaced(c: char) -> bool {
    c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase()
}
