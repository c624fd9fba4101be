//! The readings of an address or a name. Letters that look alike, and the ways in which one letter is written, are the
//! same here: two texts that share a reading may belong to one person.

use std::iter;

use crate::model::Email;
use crate::text::decoded_domain;

use super::letters::{distinct, plain, readings, unpadded};

/// An address made ready for comparing.
pub(in crate::plan) struct Skeleton {
    /// The local part in letters of ASCII, as far as they have any, without its `+tag`.
    pub(in crate::plan) local: String,
    /// The local part with its tag.
    pub(in crate::plan) tagged: String,
    /// What follows the `@`, decoded from Punycode, in letters of ASCII; nothing without an `@`.
    pub(in crate::plan) domain: Option<String>,
    /// The letters and digits of the local part in each reading: users who share one are alike under any domain.
    pub(in crate::plan) locals: Vec<String>,
    /// The words of the local part in any order, in each reading, where there are several.
    pub(in crate::plan) words: Vec<String>,
}

impl Skeleton {
    /// The skeleton of this address.
    pub(in crate::plan) fn of(email: &Email) -> Self {
        let (spelled, folded) = (local_part(email.as_str()), local_part(email.folded()));
        let tagged = unpadded(plain(without_scheme(folded)));
        let readings = readings(without_tag(without_scheme(spelled)));
        Self {
            local: without_tag(&tagged).to_owned(),
            domain: email.domain().map(|domain| plain(&decoded_domain(domain))),
            locals: distinct(readings.iter().flat_map(|reading| joined(reading)).filter(|key| !key.is_empty())),
            words: words(&readings, char::is_alphabetic).filter(|words| words.contains(' ')).collect(),
            tagged,
        }
    }
}

/// A display name in each reading.
pub(in crate::plan) struct NameReadings(Vec<String>);

impl NameReadings {
    /// The readings of this name.
    pub(in crate::plan) fn of(name: &str) -> Self {
        Self(readings(name))
    }

    /// Its words in any order, as a local part has them: without digits.
    pub(in crate::plan) fn words(&self) -> impl Iterator<Item = String> {
        words(&self.0, char::is_alphabetic)
    }

    /// Its words and numbers in any order.
    pub(in crate::plan) fn whole(&self) -> impl Iterator<Item = String> {
        words(&self.0, char::is_alphanumeric)
    }
}

/// Whether one of two addresses is spelled with characters that only look like those of the other one.
pub(in crate::plan) fn are_confusable(a: &Email, b: &Email) -> bool {
    let is_plain = a.as_str().is_ascii() && b.as_str().is_ascii();
    !is_plain && unicode_security::skeleton(a.folded()).eq(unicode_security::skeleton(b.folded()))
}

/// The letters and digits of a local part; where an initial is one of its two words, in either order: `doe.j` may be
/// `jdoe`.
fn joined(reading: &str) -> impl Iterator<Item = String> {
    let mut words = reading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let swapped = match (words.next(), words.next(), words.next()) {
        (Some(a), Some(b), None) if [a, b].iter().any(|word| word.chars().nth(1).is_none()) => Some(format!("{b}{a}")),
        _ => None,
    };
    iter::once(collapsed(reading)).chain(swapped.map(|text| collapsed(&text)))
}

/// Some of these words, at least two and not all of them. Of more words than names have, there are none.
pub(in crate::plan) fn parts(words: &str) -> impl Iterator<Item = String> {
    const MAX_WORDS: usize = 6;
    let words: Vec<&str> = words.split(' ').take(MAX_WORDS + 1).collect();
    let all = if words.len() <= MAX_WORDS { (1_u32 << words.len()) - 1 } else { 0 };
    (1..all).filter(|chosen| chosen.count_ones() > 1).map(move |chosen| {
        let part = words.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1).map(|(_, word)| *word);
        part.collect::<Vec<_>>().join(" ")
    })
}

/// Each reading's words, in alphabetical order and joined by blanks.
fn words(readings: &[String], belongs: impl Fn(char) -> bool) -> impl Iterator<Item = String> {
    let sorted = readings.iter().map(|reading| {
        let mut words: Vec<String> = reading.split(|c| !belongs(c)).map(collapsed).collect();
        words.retain(|word| !word.is_empty());
        words.sort_unstable();
        words.join(" ")
    });
    distinct(sorted.filter(|words| !words.is_empty())).into_iter()
}

/// Letters and digits alone, and a vowel with the `e` or `a` that replaces its diacritic without them: `ä` is written
/// `ae` or `a`, `ø` as `oe` or `o`, `å` as `aa` or `a`.
fn collapsed(text: &str) -> String {
    let mut short = String::with_capacity(text.len());
    let mut vowel = None;
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        if matches!((vowel, c), (Some('a'), 'a') | (Some('a' | 'o' | 'u'), 'e')) {
            continue;
        }
        vowel = Some(c);
        short.push(c);
    }
    short
}

fn local_part(address: &str) -> &str {
    address.rsplit_once('@').map_or(address, |(local, _)| local)
}

/// Without the `mailto:` that was copied along with a link.
fn without_scheme(local: &str) -> &str {
    const SCHEME: &str = "mailto:";
    match local.split_at_checked(SCHEME.len()) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case(SCHEME) => rest,
        _ => local,
    }
}

/// Without the `+tag` that many mail servers ignore (RFC 5233).
fn without_tag(local: &str) -> &str {
    match local.split_once('+') {
        Some((base, _)) if !base.is_empty() => base,
        _ => local,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(a: &str, b: &str) -> bool {
        let [a, b] = [a, b].map(|text| Skeleton::of(&Email::reported(text)));
        a.locals.iter().any(|key| b.locals.contains(key))
    }

    #[test]
    fn ways_to_write_one_letter_are_read_alike() {
        for (a, b) in [
            ("zoë", "zoe"),
            ("müller", "mueller"),
            ("müller", "muller"),
            ("mueller", "muller"),
            ("MÜLLER", "Mueller"),
            ("mu\u{308}ller", "mueller"),
            ("søren", "soeren"),
            ("søren", "soren"),
            ("straße", "strasse"),
            ("STRAẞE", "strasse"),
            ("åse", "aase"),
            ("åse", "ase"),
            ("æsop", "aesop"),
            ("łukasz", "lukasz"),
            ("đorđe", "dorde"),
            ("josé", "jose"),
            ("иван", "ivan"),
            ("νίκος", "nikos"),
            ("ｂｅｎ", "ben"),
            ("ﬁona", "fiona"),
            ("аna", "ana"),
            ("рaul", "paul"),
            ("ВEN", "ben"),
            ("αna", "ana"),
            ("b\u{200b}en", "ben"),
            ("agent1", "agentl"),
            ("agent0", "agento"),
            ("bernie", "bemie"),
            ("ana+genesys", "ana"),
            ("ana.lopez", "analopez"),
            ("evva", "ewa"),
            ("uvve", "uwe"),
            ("sawy", "savvy"),
            ("vvu", "wu"),
            ("aclele", "adele"),
            ("CLAN", "dan"),
            ("c1an", "dan"),
            ("vvillian", "WILLIAN"),
            ("ꓦꓲꓚꓔꓳꓣ.ꓧꓮꓲꓡ", "victor.hail"),
            ("ꓪꓲꓡꓡꓲꓮꓟ", "william"),
            ("pauꓲ", "paul"),
            ("agent07", "agent7"),
            ("agent07", "agent007"),
            ("agent-07.b000", "AGENT7.b0"),
            ("doe.j", "jdoe"),
            ("doe.j", "j.doe"),
            ("jdoe", "j.doe"),
            ("doe2.w", "wdoe2"),
            ("mailto:ana", "ana"),
            ("MailTo:ANA", "ana"),
        ] {
            assert!(share(&format!("{a}@x.example"), &format!("{b}@y.example")), "{a} {b}");
        }
    }

    #[test]
    fn what_differs_in_a_number_or_a_letter_is_not_read_alike() {
        for (a, b) in [
            ("agent07", "agent08"),
            ("agent10", "agent1"),
            ("agent0", "agent"),
            ("doe.jo", "jodoe"),
            ("ana", "eva"),
            ("bo", "cy"),
            ("+x", "+y"),
            ("", ""),
            ("日", "月"),
        ] {
            assert!(!share(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_domain_in_punycode_is_decoded() {
        let domain = |text: &str| Skeleton::of(&Email::reported(text)).domain;
        assert_eq!(domain("a@xn--mnchen-3ya.example"), domain("a@MÜNCHEN.example"));
        assert_eq!(domain("a@xn--mnchen-3ya.example").as_deref(), Some("munchen.example"));
        // What cannot be decoded is still compared.
        assert!(domain("a@xn--\u{fffd}.example").is_some());
        assert_eq!(domain("a"), None);
    }

    #[test]
    fn the_words_of_a_name_are_those_of_a_local_part_in_any_order() {
        let words = |text: &str| Skeleton::of(&Email::reported(text)).words;
        assert_eq!(words("lopez.ana@x.example"), words("ana_lópez2@y.example"));
        assert_eq!(words("juergen.mueller@x.example")[0], NameReadings::of("Müller, Jürgen").words().next().unwrap());
        assert_eq!(words("ana@x.example"), Vec::<String>::new());
        assert_eq!(NameReadings::of("Agent 07").whole().collect::<Vec<_>>(), ["7 agent", "agent o7"]);
        assert_eq!(NameReadings::of(" -").whole().next(), None);
    }

    #[test]
    fn the_parts_of_words_are_all_choices_of_two_or_more_of_at_most_six() {
        let parts = |words: &str| parts(words).collect::<Vec<_>>();
        assert_eq!(parts(""), [""; 0]);
        assert_eq!(parts("a b"), [""; 0]);
        assert_eq!(parts("a b c"), ["a b", "a c", "b c"]);
        assert_eq!((parts("a b c d e f").len(), parts("a b c d e f g").len()), (56, 0));
    }
}
