//! The indexed search for lookalikes finds what a comparison of all pairs finds.

use proptest::prelude::*;
use proptest::string::string_regex;
use similar::{Algorithm, capture_diff_slices, diff_ratio};

use super::world::user;
use crate::model::{Email, LiveUser, UserId};
use crate::plan::similarity::ResemblanceIndex;
use crate::plan::similarity::skeleton::{NameReadings, Skeleton};

/// An e-mail, and the name of its account in another state.
type Declared = (Email, Option<String>);

fn search(sought: &[Declared]) -> ResemblanceIndex {
    ResemblanceIndex::new(sought.iter().map(|(email, name)| (email, name.as_deref())))
}

fn found(sought: &mut ResemblanceIndex, user: &LiveUser) -> Option<usize> {
    sought.resembled_by(&user.email, &user.name).map(|resembled| resembled.of)
}

/// What is compared: an address, the words of a local part that a name is, and whole names.
struct Compared {
    address: Skeleton,
    words: Vec<String>,
    names: Vec<String>,
}

impl Compared {
    fn sought((email, name): &Declared) -> Self {
        let address = Skeleton::of(email);
        let words = address.words.clone();
        Self {
            address,
            words,
            names: name.iter().flat_map(|name| NameReadings::of(name).whole().collect::<Vec<_>>()).collect(),
        }
    }

    fn user(user: &LiveUser) -> Self {
        let name = NameReadings::of(&user.name);
        Self { address: Skeleton::of(&user.email), words: name.words().collect(), names: name.whole().collect() }
    }
}

/// Each sought e-mail is compared in full; the first of those that are resembled most is the one.
fn resembled(sought: &[Compared], user: &LiveUser) -> Option<usize> {
    let user = Compared::user(user);
    let mut best: Option<(f32, usize)> = None;
    for (at, sought) in sought.iter().enumerate() {
        if let Some(ratio) = resemblance(sought, &user)
            && best.is_none_or(|(most, _)| ratio > most)
        {
            best = Some((ratio, at));
        }
    }
    best.map(|(_, at)| at)
}

fn resemblance(sought: &Compared, user: &Compared) -> Option<f32> {
    let share = |a: &[String], b: &[String]| a.iter().any(|key| b.contains(key));
    if share(&sought.names, &user.names) || share(&sought.words, &user.words) {
        return Some(1.0);
    }
    let (a, b) = (&sought.address, &user.address);
    let domains = a.domain.as_ref().zip(b.domain.as_ref()).map_or(0.0, |(a, b)| ratio(a, b));
    let apart = are_numbered_apart(&a.tagged, &b.tagged);
    let has_same_words = share(&a.words, &b.words) && !have_other_digits(&a.tagged, &b.tagged);
    if share(&a.locals, &b.locals) && !apart || has_same_words {
        return Some(domains.max(0.8));
    }
    let locals = ratio(&a.local, &b.local);
    if !apart && domains >= 0.8 && locals >= 0.8 {
        return Some(locals.min(domains));
    }
    let contain = |a: &[String], b: &[String]| a.iter().any(|a| b.iter().any(|b| contains(a, b) || contains(b, a)));
    let has_part = contain(&a.words, &b.words) && !have_other_digits(&a.tagged, &b.tagged);
    (has_part || contain(&sought.words, &user.words)).then_some(0.8)
}

/// Whether the first words are at most six, and have all of the second ones, two or more, and others.
fn contains(all: &str, some: &str) -> bool {
    let (all, some): (Vec<&str>, Vec<&str>) = (all.split(' ').collect(), some.split(' ').collect());
    let count = |words: &[&str], word: &str| words.iter().filter(|other| **other == word).count();
    let sizes = (2..all.len()).contains(&some.len()) && all.len() <= 6;
    sizes && some.iter().all(|word| count(&some, word) <= count(&all, word))
}

fn ratio(a: &str, b: &str) -> f32 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    diff_ratio(&capture_diff_slices(Algorithm::Myers, &a, &b), a.len(), b.len())
}

fn are_numbered_apart(a: &str, b: &str) -> bool {
    let letters = |text: &str| -> String { text.chars().filter(|c| !c.is_ascii_digit()).collect() };
    letters(a) == letters(b) && have_other_digits(a, b)
}

fn have_other_digits(a: &str, b: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let (a, b) = (digits(a), digits(b));
    !a.is_empty() && !b.is_empty() && a != b
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
        3 => texts("(ann?a?|äna|аnа|ana)[.+]?(lopez|löpez|loepez|l0pez)?[12]?(\\+[ab12])?"),
        2 => texts("(lopez|smith)[._-](ann?|eva)[12]?"),
        2 => texts("(agent|night.shift)0{0,2}[12]?"),
        2 => texts("(vv|w|d|cl|ꓲ|i|l|m|rn){1,3}"),
        2 => texts("[jd]\\.?(doe|cloe)|(doe|cloe)\\.?[jd]"),
        4 => texts("(ann?|bob|eva)[.](maria[.-])?(de[.]la[.])?(lopez|smith|smith-lopez)(-ann)?[12]?"),
        1 => texts("([ab]\\.){1,8}[ab]"),
    ]
}

fn domains() -> impl Strategy<Value = String> {
    string_regex("(acme|amce|acne|partner|äcme|xn--cme-pla)\\.(example|exmaple)|[a-c]{1,3}").unwrap()
}

prop_compose! {
    fn address()(local in local_parts(), domain in domains()) -> String { format!("{local}@{domain}") }
}

/// The name of an account in another state.
fn account() -> impl Strategy<Value = String> {
    string_regex("(Ann?|Bob) (Lopez|López)|Smith, (Bob|Eva)|Agent 0[12]|[ab. ]{0,3}").unwrap()
}

prop_compose! {
    fn reported()(
        address in prop_oneof![12 => address(), 1 => local_parts(), 1 => Just("@".to_owned())],
        name in string_regex("(Ann?|Bob|Eva|Äva)? (Lopez|López|Lopes|Smith)|Agent 0[12]|[ab. ]{0,5}|Ann (Maria |de la ){0,2}(Lopez|Smith)( Lopez)?|([ab] ){3,8}").unwrap(),
    ) -> LiveUser {
        LiveUser { id: UserId::new("id").unwrap(), email: Email::reported(&address), name, ..user("ana@acme.example") }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_search_finds_the_user_that_a_comparison_of_all_pairs_finds(
        sought in proptest::collection::vec((address(), proptest::option::of(account())), 0..24),
        users in proptest::collection::vec(reported(), 1..12),
    ) {
        let parsed = |(text, name): &(String, Option<String>)| Some((Email::parse(text).ok()?, name.clone()));
        let mut sought: Vec<Declared> = sought.iter().filter_map(parsed).collect();
        sought.sort();
        let mut search = search(&sought);
        let sought: Vec<Compared> = sought.iter().map(Compared::sought).collect();
        for user in &users {
            prop_assert_eq!(found(&mut search, user), resembled(&sought, user), "{} {}", user.email, user.name);
        }
    }
}

fn parsed(text: &str) -> Declared {
    (Email::parse(text).unwrap(), None)
}

#[test]
fn likeness_just_at_the_limit_is_found_whatever_the_length() {
    // So many letters in common, and as many others as a ratio of 0.8 allows, or one more.
    for common in (4..=100).step_by(4) {
        for (others, expected) in [(common / 4, Some(0)), (common / 4 + 1, None)] {
            let (a, b) = ("x".repeat(others), "y".repeat(others));
            let text = "ab".repeat(common / 2);
            let sought = [parsed(&format!("{a}{text}@acme.example"))];
            let resembling = user(&format!("{text}{b}@acme.example"));
            assert_eq!(found(&mut search(&sought), &resembling), expected, "{common} {others}");
        }
    }
}

#[test]
fn of_those_who_are_resembled_as_much_the_first_is_found() {
    // The bound of the second is higher than its ratio, and it is compared first: `z` and `.` are of one class.
    let sought = ["abcdefghq@acme.example", "abcdefghz@acme.example"].map(parsed);
    let resembling = user("abcdefgh.@acme.example");
    assert_eq!(found(&mut search(&sought), &resembling), Some(0));
    assert_eq!(resembled(&sought.each_ref().map(Compared::sought), &resembling), Some(0));
}

#[test]
fn of_several_with_the_same_local_part_the_one_of_the_closest_domain_is_found() {
    let sought = ["ana@aaa.test", "ana@acme.exmaple"].map(parsed);
    assert_eq!(found(&mut search(&sought), &user("ana@acme.example")), Some(1));
    assert_eq!(found(&mut search(&sought), &user("ana@partner.example")), Some(0));
}
