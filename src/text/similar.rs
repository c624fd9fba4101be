//! Suggestions for mistyped words.

use similar::TextDiff;

use super::unicode::fold;

/// Candidates that resemble a word less than this are not suggested: twice the matching characters by the characters of
/// both.
const MIN_RATIO: f32 = 0.6;
/// Longer words, in bytes, resemble no key or name, and comparing them would take its time.
const MAX_WORD_BYTES: usize = 100;

/// The candidate that resembles `word` most, if one does at all.
pub(crate) fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if word.len() > MAX_WORD_BYTES {
        return None;
    }
    let word = fold(word);
    let ratio = |candidate: &str| TextDiff::from_chars(word.as_str(), fold(candidate).as_str()).ratio();
    let rated = candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 2 * MAX_WORD_BYTES)
        .map(|candidate| (ratio(candidate), candidate));
    rated.filter(|(ratio, _)| *ratio >= MIN_RATIO).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, candidate)| candidate)
}
