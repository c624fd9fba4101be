//! The quick search for lookalikes finds what comparing everybody with everybody in full finds.

use proptest::prelude::*;
use proptest::string::string_regex;
use similar::{Algorithm, capture_diff_slices, diff_ratio};

use super::world::user;
use crate::model::{Email, LiveUser, UserId, fold};
use crate::plan::likeness::words;
use crate::plan::lookalike::Sought;

/// Each sought e-mail is compared in full; the first of those that are resembled most is the one.
fn resembled(sought: &[Email], user: &LiveUser) -> Option<usize> {
    let mut best: Option<(f32, usize)> = None;
    for (at, email) in sought.iter().enumerate() {
        if let Some(ratio) = resemblance(email, user)
            && best.is_none_or(|(most, _)| ratio > most)
        {
            best = Some((ratio, at));
        }
    }
    best.map(|(_, at)| at)
}

fn resemblance(sought: &Email, user: &LiveUser) -> Option<f32> {
    let (a, b) = (local(sought), local(&user.email));
    let named = words(a);
    if named.len() > 1 && named == words(&fold(&user.name)) {
        return Some(1.0);
    }
    let domains = ratio(sought.domain()?, user.email.domain()?);
    let locals = ratio(a, b);
    (!are_numbered_apart(a, b) && locals >= 0.8 && domains >= 0.8).then(|| locals.min(domains))
}

fn ratio(a: &str, b: &str) -> f32 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    diff_ratio(&capture_diff_slices(Algorithm::Myers, &a, &b), a.len(), b.len())
}

fn are_numbered_apart(a: &str, b: &str) -> bool {
    let split = |text: &str| -> (String, String) { text.chars().partition(char::is_ascii_digit) };
    let ((a_digits, a_rest), (b_digits, b_rest)) = (split(a), split(b));
    a_rest == b_rest && !a_digits.is_empty() && !b_digits.is_empty() && a_digits != b_digits
}

fn local(email: &Email) -> &str {
    email.folded().rsplit_once('@').map_or(email.folded(), |(local, _)| local)
}

/// Texts of few letters, so that many are close: short ones, names, numbered ones, ones longer than a word has bits or a
/// byte has values, and ones beyond ASCII.
fn local_parts() -> impl Strategy<Value = String> {
    let texts = |pattern: &str| string_regex(pattern).unwrap();
    prop_oneof![
        4 => texts("[ab]{1,9}"),
        4 => texts("(ann?|bob|eva)\\.(lopez|lopes|smith)"),
        2 => texts("(agent|agnet)-?[0-2]{0,3}"),
        2 => texts("[0-2]{1,4}"),
        1 => texts("[ab]{60,70}"),
        1 => texts("a{250,260}b?"),
        2 => texts("[äéñżbß]{2,7}"),
        1 => texts("[aAÄ\u{308}\u{301}.]{1,5}"),
    ]
}

fn domains() -> impl Strategy<Value = String> {
    string_regex("(acme|amce|acne|partner)\\.(example|exmaple)|[a-c]{1,3}").unwrap()
}

prop_compose! {
    fn address()(local in local_parts(), domain in domains()) -> String { format!("{local}@{domain}") }
}

prop_compose! {
    fn reported()(
        address in prop_oneof![12 => address(), 1 => local_parts(), 1 => Just("@".to_owned())],
        name in string_regex("(Ann?|Bob|Eva|Äva)? (Lopez|López|Lopes|Smith)|[ab. ]{0,5}").unwrap(),
    ) -> LiveUser {
        LiveUser { id: UserId::new("id").unwrap(), email: Email::reported(&address), name, ..user("ana@acme.example") }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_search_finds_whom_comparing_everybody_in_full_finds(
        sought in proptest::collection::vec(address(), 0..24),
        users in proptest::collection::vec(reported(), 1..12),
    ) {
        let mut sought: Vec<Email> = sought.iter().filter_map(|text| Email::parse(text).ok()).collect();
        sought.sort();
        let mut search = Sought::new(sought.iter());
        for user in &users {
            prop_assert_eq!(search.resembled_by(user), resembled(&sought, user), "{} {}", user.email, user.name);
        }
    }
}

#[test]
fn likeness_just_at_the_limit_is_found_whatever_the_length() {
    // So many letters in common, and as many others as a ratio of 0.8 allows, or one more.
    for common in (4..=100).step_by(4) {
        for (others, expected) in [(common / 4, Some(0)), (common / 4 + 1, None)] {
            let (a, b) = ("x".repeat(others), "y".repeat(others));
            let text = "ab".repeat(common / 2);
            let sought = [Email::parse(&format!("{a}{text}@acme.example")).unwrap()];
            let resembling = user(&format!("{text}{b}@acme.example"));
            assert_eq!(Sought::new(sought.iter()).resembled_by(&resembling), expected, "{common} {others}");
        }
    }
}

#[test]
fn of_those_who_are_resembled_as_much_the_first_is_found() {
    // The bound of the second is higher than its ratio, and it is compared first: `z` and `.` are of one class.
    let sought = ["abcdefghq@acme.example", "abcdefghz@acme.example"].map(|text| Email::parse(text).unwrap());
    let resembling = user("abcdefgh.@acme.example");
    assert_eq!(Sought::new(sought.iter()).resembled_by(&resembling), Some(0));
    assert_eq!(resembled(&sought, &resembling), Some(0));
}
