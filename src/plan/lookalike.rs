//! Does an undeclared live user resemble a declared one who does not exist? Then a typo, or a rename that the roster
//! does not know of, is more likely than a leaver.

use similar::{Algorithm, capture_diff_slices, diff_ratio};

use crate::model::{Email, LiveUser, fold};

/// From this ratio on (twice the matching characters by the characters of both), two texts are close.
const CLOSE: f32 = 0.8;

/// A declared e-mail made ready for comparing with many live users.
pub(super) struct Sought<'a> {
    email: &'a Email,
    local: Vec<char>,
    words: Vec<String>,
}

impl<'a> Sought<'a> {
    /// Prepares a declared e-mail that nobody bears.
    pub(super) fn new(email: &'a Email) -> Self {
        let local = local_part(email);
        Self { email, local: local.chars().collect(), words: words(local) }
    }

    /// How much a live user resembles the one sought: from 0 to 1, or `None` when it is too little to say so. The same
    /// name counts as 1: the local part `maria.lopez` is the name `Maria López`.
    pub(super) fn resemblance(&self, live: &Seen<'_>) -> Option<f32> {
        if self.words.len() > 1 && self.words == live.name_words {
            return Some(1.0);
        }
        let domains = match (self.email.domain(), live.user.email.domain()) {
            (Some(a), Some(b)) if a == b => 1.0,
            (Some(a), Some(b)) => closeness(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>())?,
            _ => return None,
        };
        if numbered_apart(&self.local, &live.local) {
            return None;
        }
        closeness(&self.local, &live.local).map(|locals| locals.min(domains))
    }
}

/// A live user made ready for the same.
pub(super) struct Seen<'a> {
    pub(super) user: &'a LiveUser,
    local: Vec<char>,
    name_words: Vec<String>,
}

impl<'a> Seen<'a> {
    /// Prepares a live user whom the roster does not name.
    pub(super) fn new(user: &'a LiveUser) -> Self {
        Self { user, local: local_part(&user.email).chars().collect(), name_words: words(&fold(&user.name)) }
    }
}

/// The candidate nearest to a mistyped word, if one is close.
pub(crate) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = fold(word).chars().collect();
    candidates
        .filter_map(|candidate| {
            let folded: Vec<char> = fold(candidate).chars().collect();
            ratio(&word, &folded, 0.6).map(|ratio| (ratio, candidate))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

fn local_part(email: &Email) -> &str {
    email.folded().rsplit_once('@').map_or(email.folded(), |(local, _)| local)
}

/// The words of a name or local part, without accents' and separators' differences, in alphabetical order.
pub(super) fn words(text: &str) -> Vec<String> {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect();
    let mut words: Vec<String> =
        plain.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words
}

/// `agent07` and `agent08` are two accounts, however alike they look: the same letters with different numbers.
fn numbered_apart(a: &[char], b: &[char]) -> bool {
    let split = |text: &[char]| -> (String, String) { text.iter().partition(|c| c.is_ascii_digit()) };
    let ((a_digits, a_rest), (b_digits, b_rest)) = (split(a), split(b));
    a_rest == b_rest && !a_digits.is_empty() && !b_digits.is_empty() && a_digits != b_digits
}

fn closeness(a: &[char], b: &[char]) -> Option<f32> {
    ratio(a, b, CLOSE)
}

/// `similar`'s ratio of two texts, or `None` below `least`. Two upper bounds that cost little come first, so that few
/// pairs are compared in full.
fn ratio(a: &[char], b: &[char], least: f32) -> Option<f32> {
    if a == b {
        return Some(1.0);
    }
    let both = (a.len() + b.len()).max(1);
    #[expect(clippy::cast_precision_loss, reason = "lengths of e-mails")]
    let bound = |matching: usize| 2.0 * matching as f32 / both as f32;
    if bound(a.len().min(b.len())) < least || bound(shared(a, b)) < least {
        return None;
    }
    let ratio = diff_ratio(&capture_diff_slices(Algorithm::Myers, a, b), a.len(), b.len());
    (ratio >= least).then_some(ratio)
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
