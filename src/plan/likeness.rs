//! How alike two texts are, and bounds of it that cost next to nothing.

use similar::{Algorithm, capture_diff_slices, diff_ratio};
use unicode_normalization::UnicodeNormalization;

/// From this ratio on (twice the matching characters by the characters of both), two texts are close.
pub(super) const CLOSE: f32 = 0.8;

/// The words of a name or local part, without accents' and separators' differences, in alphabetical order.
pub(super) fn words(text: &str) -> Vec<String> {
    let plain: String = text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect();
    let mut words: Vec<String> =
        plain.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words
}

/// `similar`'s ratio of two texts, from 0 to 1.
pub(super) fn ratio(a: &[char], b: &[char]) -> f32 {
    if a == b { 1.0 } else { diff_ratio(&capture_diff_slices(Algorithm::Myers, a, b), a.len(), b.len()) }
}

/// Twice the matching characters by the characters of both texts: with more of them matching it is never less.
#[expect(clippy::cast_precision_loss, reason = "lengths of e-mails")]
pub(super) fn share(matching: usize, both: usize) -> f32 {
    if both == 0 { 1.0 } else { 2.0 * matching as f32 / both as f32 }
}

/// How many characters two texts have in common at most, order aside.
pub(super) fn shared(a: &[char], b: &[char]) -> usize {
    let mut counts = [0_i32; 128];
    let slot = |c: char| (c as usize) % 128;
    for c in a {
        counts[slot(*c)] += 1;
    }
    let mut common = 0;
    for c in b {
        let count = &mut counts[slot(*c)];
        if *count > 0 {
            common += 1;
        }
        *count -= 1;
    }
    common
}

/// Classes of characters; by this number, small letters and digits each have one of their own.
const CLASSES: usize = 38;

fn class(c: char) -> usize {
    c as usize % CLASSES
}

/// A text made ready for being compared with many.
pub(super) struct Shape {
    pub(super) text: Vec<char>,
    /// The class of each character.
    classes: Vec<u8>,
    /// How often each class is in the text, up to 255; rounded up to a size for which comparing takes few instructions.
    counts: [u8; 48],
}

impl Shape {
    /// Of this text.
    pub(super) fn new(text: &str) -> Self {
        let text: Vec<char> = text.chars().collect();
        let mut counts = [0_u8; 48];
        for c in &text {
            let count = &mut counts[class(*c)];
            *count = count.saturating_add(1);
        }
        // There are fewer classes than a byte has values.
        let classes = text.iter().map(|c| class(*c) as u8).collect();
        Self { text, classes, counts }
    }

    fn has_exact_counts(&self) -> bool {
        self.text.len() <= usize::from(u8::MAX)
    }
}

/// A text that is now compared with many [`Shape`]s.
pub(super) struct Probe<'a> {
    shape: &'a Shape,
    /// For each class, where in the text it is; `None` for a text of more characters than the bits of a word.
    places: Option<[u64; CLASSES]>,
}

impl<'a> Probe<'a> {
    /// Of this text.
    pub(super) fn new(shape: &'a Shape) -> Self {
        let places = (shape.text.len() <= 64).then(|| {
            let mut places = [0_u64; CLASSES];
            for (at, class) in shape.classes.iter().enumerate() {
                places[usize::from(*class)] |= 1 << at;
            }
            places
        });
        Self { shape, places }
    }

    /// What the [`fn@ratio`] of `other` and this text cannot exceed, when that is close.
    pub(super) fn bound(&self, other: &Shape) -> Option<f32> {
        let both = self.shape.text.len() + other.text.len();
        let close = |matching: usize| Some(share(matching, both)).filter(|bound| *bound >= CLOSE);
        close(self.in_common(other))?;
        close(self.in_order(other))
    }

    /// How many characters both have at most, order aside.
    fn in_common(&self, other: &Shape) -> usize {
        // Where one count is exact, the lesser of both is: the other one is at least what it says.
        if !self.shape.has_exact_counts() && !other.has_exact_counts() {
            return self.shape.text.len().min(other.text.len());
        }
        let pairs = self.shape.counts.iter().zip(&other.counts);
        pairs.map(|(a, b)| u32::from(*a.min(b))).sum::<u32>() as usize
    }

    /// How many characters both have in the same order at most: the longest common subsequence of their classes, all
    /// rows of a column of the usual table in one word (Hyyrö 2004).
    fn in_order(&self, other: &Shape) -> usize {
        let Some(places) = &self.places else { return self.shape.text.len().min(other.text.len()) };
        let mut row = u64::MAX;
        for class in &other.classes {
            let found = row & places[usize::from(*class)];
            row = row.wrapping_add(found) | (row - found);
        }
        (!row).count_ones() as usize
    }
}
