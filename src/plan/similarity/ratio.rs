//! How alike two texts are.

use similar::{Algorithm, capture_diff_slices, diff_ratio};
use unicode_normalization::UnicodeNormalization;

/// From this ratio on (twice the common characters by the characters of both), two texts are close.
pub(super) const MIN_RATIO: f32 = 0.8;

/// The most characters of a text whose positions fit the bits of one word.
const MAX_PATTERN_CHARS: usize = 64;

/// The words of a name or local part, without accents and separators, in alphabetical order.
pub(super) fn name_tokens(text: &str) -> Vec<String> {
    let plain: String = text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect();
    let mut words: Vec<String> =
        plain.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words
}

/// A text that is compared with many others.
pub(super) struct RatioPattern<'t> {
    text: &'t [char],
    /// For each character of ASCII, its positions in the text as bits.
    ascii: [u64; 128],
    /// The positions of each other character.
    others: Vec<(char, u64)>,
}

impl<'t> RatioPattern<'t> {
    /// Prepares this text.
    pub(super) fn new(text: &'t [char]) -> Self {
        let mut pattern = Self { text, ascii: [0; 128], others: Vec::new() };
        for (at, c) in text.iter().enumerate().take(MAX_PATTERN_CHARS) {
            let bit = 1 << at;
            match pattern.ascii.get_mut(*c as usize) {
                Some(bits) => *bits |= bit,
                None => match pattern.others.iter_mut().find(|(other, _)| other == c) {
                    Some((_, bits)) => *bits |= bit,
                    None => pattern.others.push((*c, bit)),
                },
            }
        }
        pattern
    }

    /// Twice the length of the longest common subsequence by the characters of both, from 0 to 1, when it is at least
    /// `least`.
    #[expect(clippy::cast_precision_loss, reason = "lengths of e-mails")]
    pub(super) fn ratio(&self, other: &[char], least: f32) -> Option<f32> {
        let both = (self.text.len() + other.len()) as f32;
        let share = |common: usize| if both == 0.0 { 1.0 } else { 2.0 * common as f32 / both };
        // No more characters can be common than the shorter text has.
        if share(self.text.len().min(other.len())) < least {
            return None;
        }
        let ratio = if self.text.len() <= MAX_PATTERN_CHARS {
            share(self.common_subsequence(other))
        } else {
            let diff = capture_diff_slices(Algorithm::Myers, self.text, other);
            diff_ratio(&diff, self.text.len(), other.len())
        };
        Some(ratio).filter(|ratio| *ratio >= least)
    }

    /// The length of the longest common subsequence, all rows of a column of the usual table in one word (Hyyrö 2004).
    fn common_subsequence(&self, other: &[char]) -> usize {
        let mut row = u64::MAX;
        for c in other {
            let found = row & self.positions(*c);
            row = row.wrapping_add(found) | (row - found);
        }
        (!row).count_ones() as usize
    }

    fn positions(&self, c: char) -> u64 {
        let other = || self.others.iter().find(|(other, _)| *other == c).map_or(0, |(_, bits)| *bits);
        self.ascii.get(c as usize).copied().unwrap_or_else(other)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ratio(a: &str, b: &str) -> f32 {
        let [a, b] = [a, b].map(|text| text.chars().collect::<Vec<char>>());
        RatioPattern::new(&a).ratio(&b, 0.0).unwrap()
    }

    #[test]
    fn the_ratio_is_the_share_of_common_characters_in_order() {
        for (a, b, expected) in [
            ("", "", 1.0),
            ("ana", "ana", 1.0),
            ("ana", "anna", 6.0 / 7.0),
            ("ab", "ba", 0.5),
            ("zoë", "zoe", 4.0 / 6.0),
        ] {
            assert!((ratio(a, b) - expected).abs() < 1e-6, "{a} {b}");
        }
        let chars: Vec<char> = "ana".chars().collect();
        assert_eq!(RatioPattern::new(&chars).ratio(&['b'; 3], 0.8), None);
    }

    proptest! {
        #[test]
        fn a_text_of_any_length_is_compared_by_the_longest_common_subsequence(
            a in "[abcé日]{0,80}",
            b in "[abcé日]{0,80}",
        ) {
            let [x, y] = [&a, &b].map(|text| text.chars().collect::<Vec<char>>());
            let mut row = vec![0; y.len() + 1];
            for c in &x {
                let mut diagonal = 0;
                for (at, other) in y.iter().enumerate() {
                    let above = row[at + 1];
                    row[at + 1] = if c == other { diagonal + 1 } else { above.max(row[at]) };
                    diagonal = above;
                }
            }
            let common = row[y.len()];
            let expected = if x.len() + y.len() == 0 { 1.0 } else { 2.0 * common as f32 / (x.len() + y.len()) as f32 };
            prop_assert!((ratio(&a, &b) - expected).abs() < 1e-6);
        }
    }
}
