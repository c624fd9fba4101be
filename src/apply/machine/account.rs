//! Whether an account still belongs to the person in the plan, or was handed to another person.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::fold;

/// Words that are part of many names, and so do not identify a person.
const PARTICLES: &[&str] = &[
    "al", "and", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "dr", "du", "e",
    "el", "ibn", "jr", "la", "le", "mac", "mr", "mrs", "ms", "prof", "san", "sr", "st", "ten", "ter", "und", "van",
    "von", "y",
];

/// Letters without a decomposition, and their plain spelling.
const PLAIN: &[(char, &str)] = &[
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('ł', "l"),
    ('đ', "d"),
    ('ð', "d"),
    ('þ', "th"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ŧ', "t"),
    ('ŋ', "n"),
];

/// Whether two names may belong to one person: they have a word in common, as after a marriage or where a first name is
/// spelled out. An empty planned name contradicts no other.
pub(super) fn may_be_one_person(planned: &str, now: &str) -> bool {
    if planned.trim().is_empty() || fold(planned) == fold(now) {
        return true;
    }
    let (planned, now) = (words(planned), words(now));
    !planned.is_disjoint(&now)
}

/// The words of a name that identify a person: without accents, titles, initials and text in brackets, unless nothing
/// else is left.
fn words(name: &str) -> BTreeSet<String> {
    let all = split(name);
    let identifying: BTreeSet<String> =
        split(&without_brackets(name)).into_iter().filter(|word| is_identifying(word)).collect();
    if identifying.is_empty() { all } else { identifying }
}

fn split(name: &str) -> BTreeSet<String> {
    let mut plain = String::new();
    for c in fold(name).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match PLAIN.iter().find(|(letter, _)| *letter == c) {
            Some((_, written)) => plain.push_str(written),
            // Within a word, as in O'Neil.
            None if matches!(c, '\'' | '’' | 'ʼ') => {}
            None => plain.push(c),
        }
    }
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_identifying(word: &str) -> bool {
    let is_initial = word.len() == 1;
    !is_initial && !PARTICLES.contains(&word)
}

fn without_brackets(name: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for c in name.chars() {
        match c {
            '(' | '[' | '{' | '（' => depth += 1,
            ')' | ']' | '}' | '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_keeps_a_word_may_belong_to_the_same_person() {
        for (planned, now) in [
            ("", "Zoe Kim"),
            ("Ana Alvarez", "ANA ALVAREZ"),
            ("Katarzyna Nowak", "Katarzyna Wiśniewska"),
            ("Ed Eze", "Edward Eze"),
            ("Lopez, Ana", "Ana López"),
            ("Jörg Groß", "Joerg Gross"),
            ("Soren Lund", "Søren Lund-Holm"),
            ("Niamh O'Sullivan", "Niamh OSullivan"),
            ("Jisoo Park (박지수)", "박지수 / Park"),
            ("王小明", "王小明"),
            ("A. B.", "A. C."),
            ("Ana e\u{301}", "Ana é"),
        ] {
            assert!(may_be_one_person(planned, now), "{planned} → {now}");
        }
    }

    #[test]
    fn a_name_without_a_word_of_the_planned_one_belongs_to_another_person() {
        for (planned, now) in [
            ("Ana Alvarez", "Zoe Kim"),
            ("Ana Alvarez", ""),
            ("Ana Alvarez (Agent)", "Zoe Kim (Agent)"),
            ("Maria de Souza", "Pedro de Lima"),
            ("A. Lopez", "A. Berg"),
            ("Dr. Ana Alvarez", "Dr. Zoe Kim"),
            ("王小明", "李小红"),
        ] {
            assert!(!may_be_one_person(planned, now), "{planned} → {now}");
        }
    }
}
