//! Whether an undeclared live user resembles a declared one who is not active. Then a typo, a rename that the roster does
//! not reflect, or a new account of the same person is more likely than a leaver.
//!
//! Users who share a reading of the local part or a name with an e-mail of the roster are looked up; all others are
//! compared with every e-mail of a close domain.

mod letters;
mod ratio;
pub(super) mod skeleton;
mod suggest;

use std::collections::HashMap;

use crate::model::Email;

use self::ratio::{MIN_RATIO, RatioPattern};
use self::skeleton::{NameReadings, Skeleton, parts};

pub(super) use self::skeleton::are_confusable;
pub(super) use self::suggest::closest;

/// E-mails of the roster that no active user has, prepared for comparing with many live users.
pub(super) struct ResemblanceIndex {
    domains: Vec<DomainEmails>,
    /// The domain of each e-mail, by its position, and the digits in its local part.
    of: Vec<(Option<usize>, DigitParts)>,
    /// The e-mails with this reading of their local part.
    by_local: HashMap<String, Vec<usize>>,
    /// The e-mails with these words in their local part, when it has several.
    by_words: HashMap<String, Vec<usize>>,
    /// The e-mails with these words and others in their local part.
    by_part: HashMap<String, Vec<usize>>,
    /// The first e-mail whose account, in another state, has this name.
    by_name: HashMap<String, usize>,
    numbers: DigitPartNumbers,
    /// The positions of domains that a live user's domain is close to, by that domain: most users share a few.
    close: HashMap<Box<str>, Vec<(f32, usize)>>,
}

/// What a live user resembles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Resembled {
    /// The e-mail, by its position.
    pub(super) of: usize,
    /// Whether the name is what is alike, and not the address or some words of the name.
    pub(super) by_name: bool,
}

/// The e-mails of one domain.
struct DomainEmails {
    name: Vec<char>,
    locals: Vec<LocalPart>,
}

/// A local part.
struct LocalPart {
    text: Vec<char>,
    number: DigitParts,
    /// The position of its e-mail.
    of: usize,
}

/// The e-mail that is resembled most so far.
#[derive(Clone, Copy)]
struct BestMatch {
    ratio: f32,
    resembled: Resembled,
}

impl BestMatch {
    /// The first of those with the highest ratio; of one e-mail, what was found first.
    fn or(this: Option<Self>, ratio: f32, resembled: Resembled) -> Option<Self> {
        let is_better = |best: &Self| ratio > best.ratio || ratio == best.ratio && resembled.of < best.resembled.of;
        if this.as_ref().is_none_or(is_better) { Some(Self { ratio, resembled }) } else { this }
    }
}

impl ResemblanceIndex {
    /// Prepares these, each with the name of its account when there is one in another state.
    pub(super) fn new<'a>(emails: impl Iterator<Item = (&'a Email, Option<&'a str>)>) -> Self {
        let mut index = Self {
            domains: Vec::new(),
            of: Vec::new(),
            by_local: HashMap::new(),
            by_words: HashMap::new(),
            by_part: HashMap::new(),
            by_name: HashMap::new(),
            numbers: DigitPartNumbers::default(),
            close: HashMap::new(),
        };
        let mut known = HashMap::new();
        for (of, (email, name)) in emails.enumerate() {
            index.learn(of, Skeleton::of(email), name, &mut known);
        }
        index
    }

    fn learn(&mut self, of: usize, email: Skeleton, name: Option<&str>, known: &mut HashMap<String, usize>) {
        for key in email.locals {
            self.by_local.entry(key).or_default().push(of);
        }
        for key in email.words {
            for part in parts(&key) {
                self.by_part.entry(part).or_default().push(of);
            }
            self.by_words.entry(key).or_default().push(of);
        }
        for key in name.map(NameReadings::of).iter().flat_map(NameReadings::whole) {
            self.by_name.entry(key).or_insert(of);
        }
        let number = self.numbers.learn(&email.tagged);
        let at = email.domain.map(|domain| {
            let next = self.domains.len();
            let at = *known.entry(domain).or_insert_with_key(|domain| {
                self.domains.push(DomainEmails { name: domain.chars().collect(), locals: Vec::new() });
                next
            });
            self.domains[at].locals.push(LocalPart { text: email.local.chars().collect(), number, of });
            at
        });
        self.of.push((at, number));
    }

    /// The e-mail that a live user with this address and name resembles most; the first of those that they resemble as much.
    ///
    /// The same name counts as equal: the local part `maria.lopez` is the name `Maria López`, and so is the name of an
    /// account in another state. The same local part, or the same words in it, is enough under any domain: a close one
    /// counts by its ratio, others by the least. So do words of which one has all of the other's, two or more: `ana.smith`
    /// may be `ana.smith-jones`, and the name `Ana Maria Smith`. Otherwise the domains and the local parts must both be
    /// close, and the lower of their ratios counts.
    pub(super) fn resembled_by(&mut self, address: &Email, name: &str) -> Option<Resembled> {
        let email = Skeleton::of(address);
        let number = self.numbers.of(&email.tagged);
        let domain = email.domain.as_deref();
        if let Some(domain) = domain.filter(|domain| !self.close.contains_key(*domain)) {
            let close = self.close_to(domain);
            self.close.insert(domain.into(), close);
        }
        let close = domain.and_then(|domain| self.close.get(domain)).map(Vec::as_slice).unwrap_or_default();

        let name = Some(name).filter(|_| self.has_names()).map(NameReadings::of);
        let words: Vec<String> = name.iter().flat_map(NameReadings::words).collect();
        let named = name.and_then(|name| self.with_same_name(&name, &words));
        let mut best = named.and_then(|of| BestMatch::or(None, 1.0, Resembled { of, by_name: true }));
        let by_address = |of| Resembled { of, by_name: false };
        for of in self.with_same_local(&email, number) {
            let domains =
                close.iter().find(|(_, at)| self.of[of].0 == Some(*at)).map_or(MIN_RATIO, |(ratio, _)| *ratio);
            best = BestMatch::or(best, domains, by_address(of));
        }
        let numbered = self.with_more_or_fewer(&email.words).filter(|of| !self.of[*of].1.has_other_digits_than(number));
        for of in numbered.chain(self.with_more_or_fewer(&words)) {
            best = BestMatch::or(best, MIN_RATIO, by_address(of));
        }
        let text: Vec<char> = email.local.chars().collect();
        let pattern = RatioPattern::new(&text);
        for (domains, at) in close {
            let locals = self.domains[*at].locals.iter().filter(|local| !local.number.is_apart_from(number));
            for local in locals {
                if let Some(ratio) = pattern.ratio(&local.text, MIN_RATIO) {
                    best = BestMatch::or(best, ratio.min(*domains), by_address(local.of));
                }
            }
        }
        best.map(|best| best.resembled)
    }

    /// Whether any name can be that of one of them.
    fn has_names(&self) -> bool {
        !self.by_words.is_empty() || !self.by_name.is_empty()
    }

    /// The first e-mail whose local part has the words of this name, or whose account has this name.
    fn with_same_name(&self, name: &NameReadings, words: &[String]) -> Option<usize> {
        let by_words = words.iter().filter_map(|words| self.by_words.get(words)?.first().copied()).min();
        let by_name = || name.whole().filter_map(|name| self.by_name.get(&name).copied()).min();
        by_words.into_iter().chain(if self.by_name.is_empty() { None } else { by_name() }).min()
    }

    /// The e-mails whose local part is the same, or has the same words, but for those with other numbers.
    fn with_same_local(&self, email: &Skeleton, number: DigitParts) -> impl Iterator<Item = usize> {
        let find = |by: &'_ HashMap<String, Vec<usize>>, keys: &[String]| -> Vec<usize> {
            keys.iter().filter_map(|key| by.get(key)).flatten().copied().collect()
        };
        let locals = find(&self.by_local, &email.locals).into_iter();
        let words = find(&self.by_words, &email.words).into_iter();
        locals
            .filter(move |of| !self.of[*of].1.is_apart_from(number))
            .chain(words.filter(move |of| !self.of[*of].1.has_other_digits_than(number)))
    }

    /// The e-mails whose local part has all of the words in one of these readings and others, or some of them alone.
    fn with_more_or_fewer(&self, readings: &[String]) -> impl Iterator<Item = usize> {
        let more = readings.iter().filter_map(|words| self.by_part.get(words));
        let fewer = readings.iter().flat_map(|words| parts(words)).filter_map(|part| self.by_words.get(&part));
        more.chain(fewer).flatten().copied()
    }

    /// The positions of the domains that are close to this one, with their ratios.
    fn close_to(&self, domain: &str) -> Vec<(f32, usize)> {
        let text: Vec<char> = domain.chars().collect();
        let pattern = RatioPattern::new(&text);
        let domains = self.domains.iter().enumerate();
        domains.filter_map(|(at, domain)| Some((pattern.ratio(&domain.name, MIN_RATIO)?, at))).collect()
    }
}

/// A local part's digits, and what it is without them, each by the number under which it was learned.
#[derive(Clone, Copy)]
struct DigitParts {
    digits: Option<usize>,
    letters: Option<usize>,
    has_digits: bool,
}

impl DigitParts {
    /// `agent07` and `agent08` are two accounts, however alike they look: the same letters with different numbers.
    fn is_apart_from(self, other: Self) -> bool {
        self.letters == other.letters && self.has_other_digits_than(other)
    }

    fn has_other_digits_than(self, other: Self) -> bool {
        self.digits != other.digits && self.has_digits && other.has_digits
    }
}

/// The parts of local parts that were learned, numbered. A part that was not learned has no number, and is not equal to
/// any of them.
#[derive(Default)]
struct DigitPartNumbers(HashMap<String, usize>);

impl DigitPartNumbers {
    /// Numbers the parts of a local part that others are compared with.
    fn learn(&mut self, local: &str) -> DigitParts {
        for part in split(local) {
            let next = self.0.len();
            self.0.entry(part).or_insert(next);
        }
        self.of(local)
    }

    fn of(&self, local: &str) -> DigitParts {
        let [digits, letters] = split(local);
        let number = |part: &String| self.0.get(part).copied();
        DigitParts { digits: number(&digits), letters: number(&letters), has_digits: !digits.is_empty() }
    }
}

/// The digits of a text, and all but them.
fn split(text: &str) -> [String; 2] {
    let (digits, letters) = text.chars().partition(char::is_ascii_digit);
    [digits, letters]
}
