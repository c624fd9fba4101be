//! Does an undeclared live user resemble a declared one who is not active? Then a typo, a rename that the roster does
//! not know of, or a new account of the same person is more likely than a leaver.
//!
//! Everybody is compared with everybody. Who shares a reading of the local part or a name is looked up; of the others few
//! pairs are compared in full, because a bound of their likeness sorts out the rest.

use std::collections::HashMap;

use crate::model::{Email, LiveUser};

use super::likeness::{CLOSE, Probe, Shape, ratio};
use super::skeleton::{Name, Skeleton, parts};

/// E-mails of the roster that no active user has, made ready for comparing with many live users.
pub(super) struct Sought {
    domains: Vec<Domain>,
    /// Which domain each e-mail is of, and its numbers.
    of: Vec<(Option<usize>, Number)>,
    /// The e-mails with this reading of their local part.
    by_local: HashMap<String, Vec<usize>>,
    /// The e-mails with these words in their local part, when it has several.
    by_words: HashMap<String, Vec<usize>>,
    /// The e-mails with these words and others in their local part.
    by_part: HashMap<String, Vec<usize>>,
    /// The first e-mail whose account, in another state, has this name.
    by_name: HashMap<String, usize>,
    numbers: Numbers,
    /// The sought domains that a live user's domain is close to, by that domain: most users share a few.
    close: HashMap<Box<str>, Vec<(f32, usize)>>,
}

/// What a live user resembles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Resembled {
    /// The e-mail, by its position.
    pub(super) of: usize,
    /// In what.
    pub(super) by: By,
}

/// In what somebody resembles somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// In their name.
    Name,
    /// In their address, or in some of the words of their name.
    Address,
}

/// The e-mails of one domain.
struct Domain {
    name: Shape,
    locals: Vec<Local>,
}

/// A local part.
struct Local {
    shape: Shape,
    number: Number,
    /// Which e-mail's it is.
    of: usize,
}

/// A local part that may be the one that is resembled most.
struct Candidate<'a> {
    /// The resemblance at most.
    bound: f32,
    /// That of the domains.
    domains: f32,
    local: &'a Local,
}

/// The one that is resembled most so far.
#[derive(Clone, Copy)]
struct Best {
    ratio: f32,
    resembled: Resembled,
}

impl Best {
    /// The first of those with the highest ratio; of the same one, in what it was found first.
    fn or(this: Option<Self>, ratio: f32, of: usize, by: By) -> Option<Self> {
        let is_better = |best: &Self| ratio > best.ratio || ratio == best.ratio && of < best.resembled.of;
        if this.as_ref().is_none_or(is_better) { Some(Self { ratio, resembled: Resembled { of, by } }) } else { this }
    }
}

impl Sought {
    /// Prepares these, each with the name of its account when there is one in another state.
    pub(super) fn new<'a>(emails: impl Iterator<Item = (&'a Email, Option<&'a str>)>) -> Self {
        let mut sought = Self {
            domains: Vec::new(),
            of: Vec::new(),
            by_local: HashMap::new(),
            by_words: HashMap::new(),
            by_part: HashMap::new(),
            by_name: HashMap::new(),
            numbers: Numbers::default(),
            close: HashMap::new(),
        };
        let mut known = HashMap::new();
        for (of, (email, name)) in emails.enumerate() {
            sought.learn(of, Skeleton::of(email), name, &mut known);
        }
        sought
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
        for key in name.map(Name::of).iter().flat_map(Name::whole) {
            self.by_name.entry(key).or_insert(of);
        }
        let number = self.numbers.learn(&email.tagged);
        let at = email.domain.map(|domain| {
            let next = self.domains.len();
            let at = *known.entry(domain).or_insert_with_key(|domain| {
                self.domains.push(Domain { name: Shape::new(domain), locals: Vec::new() });
                next
            });
            self.domains[at].locals.push(Local { shape: Shape::new(&email.local), number, of });
            at
        });
        self.of.push((at, number));
    }

    /// Which of them a live user resembles most; the first of those that they resemble as much.
    ///
    /// The same name counts as equal: the local part `maria.lopez` is the name `Maria López`, and so is the name of an
    /// account in another state. The same local part, or the same words in it, is enough under any domain: a close one
    /// counts by its ratio, others by the least. So do words of which one has all of the other's, two or more: `ana.smith`
    /// may be `ana.smith-jones`, and the name `Ana Maria Smith`. Otherwise the domains and the local parts are both close, and the ratio
    /// of those that are less so counts.
    pub(super) fn resembled_by(&mut self, user: &LiveUser) -> Option<Resembled> {
        let email = Skeleton::of(&user.email);
        let number = self.numbers.of(&email.tagged);
        let domain = email.domain.as_deref();
        if let Some(domain) = domain.filter(|domain| !self.close.contains_key(*domain)) {
            let close = self.close_to(domain);
            self.close.insert(domain.into(), close);
        }
        let close = domain.and_then(|domain| self.close.get(domain)).map(Vec::as_slice).unwrap_or_default();

        let name = Some(&user.name).filter(|_| self.has_names()).map(|name| Name::of(name));
        let words: Vec<String> = name.iter().flat_map(Name::words).collect();
        let named = name.and_then(|name| self.with_same_name(&name, &words));
        let mut best = named.and_then(|of| Best::or(None, 1.0, of, By::Name));
        for of in self.with_same_local(&email, number) {
            let domains = close.iter().find(|(_, at)| self.of[of].0 == Some(*at)).map_or(CLOSE, |(ratio, _)| *ratio);
            best = Best::or(best, domains, of, By::Address);
        }
        let numbered = self.with_more_or_fewer(&email.words).filter(|of| !self.of[*of].1.has_other_digits_than(number));
        for of in numbered.chain(self.with_more_or_fewer(&words)) {
            best = Best::or(best, CLOSE, of, By::Address);
        }

        let shape = Shape::new(&email.local);
        let probe = Probe::new(&shape);
        let mut candidates: Vec<Candidate<'_>> = Vec::new();
        for (domains, at) in close {
            let locals = self.domains[*at].locals.iter().filter(|local| !local.number.is_apart_from(number));
            candidates.extend(locals.filter_map(|local| {
                let bound = probe.bound(&local.shape)?.min(*domains);
                Some(Candidate { bound, domains: *domains, local })
            }));
        }
        // Those that can resemble most come first, so that few are left to be compared in full.
        candidates.sort_unstable_by(|a, b| b.bound.total_cmp(&a.bound).then(a.local.of.cmp(&b.local.of)));
        for Candidate { bound, domains, local } in candidates {
            if best.is_some_and(|best| bound < best.ratio) {
                break;
            }
            let locals = ratio(&local.shape.text, &shape.text);
            if locals >= CLOSE {
                best = Best::or(best, locals.min(domains), local.of, By::Address);
            }
        }
        best.map(|best| best.resembled)
    }

    /// Whether any name can be that of one of them.
    fn has_names(&self) -> bool {
        !self.by_words.is_empty() || !self.by_name.is_empty()
    }

    /// The first e-mail whose local part has the words of this name, or whose account has this name.
    fn with_same_name(&self, name: &Name, words: &[String]) -> Option<usize> {
        let by_words = words.iter().filter_map(|words| self.by_words.get(words)?.first().copied()).min();
        let by_name = || name.whole().filter_map(|name| self.by_name.get(&name).copied()).min();
        by_words.into_iter().chain(if self.by_name.is_empty() { None } else { by_name() }).min()
    }

    /// The e-mails whose local part is the same, or has the same words, but for those with other numbers.
    fn with_same_local(&self, email: &Skeleton, number: Number) -> impl Iterator<Item = usize> {
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

    fn close_to(&self, domain: &str) -> Vec<(f32, usize)> {
        let shape = Shape::new(domain);
        let probe = Probe::new(&shape);
        let candidates = self.domains.iter().enumerate().filter(|(_, sought)| probe.bound(&sought.name).is_some());
        candidates
            .map(|(at, sought)| (ratio(&sought.name.text, &shape.text), at))
            .filter(|(ratio, _)| *ratio >= CLOSE)
            .collect()
    }
}

/// A local part's digits, and what it is without them, each by the number under which it was learned.
#[derive(Clone, Copy)]
struct Number {
    digits: Option<usize>,
    letters: Option<usize>,
    has_digits: bool,
}

impl Number {
    /// `agent07` and `agent08` are two accounts, however alike they look: the same letters with different numbers.
    fn is_apart_from(self, other: Self) -> bool {
        self.letters == other.letters && self.has_other_digits_than(other)
    }

    fn has_other_digits_than(self, other: Self) -> bool {
        self.digits != other.digits && self.has_digits && other.has_digits
    }
}

/// Texts that were learned, numbered. What was not has no number, and is not equal to any of them.
#[derive(Default)]
struct Numbers(HashMap<String, usize>);

impl Numbers {
    /// Of a local part that others are to be told apart from.
    fn learn(&mut self, local: &str) -> Number {
        for part in split(local) {
            let next = self.0.len();
            self.0.entry(part).or_insert(next);
        }
        self.of(local)
    }

    fn of(&self, local: &str) -> Number {
        let [digits, letters] = split(local);
        let number = |part: &String| self.0.get(part).copied();
        Number { digits: number(&digits), letters: number(&letters), has_digits: !digits.is_empty() }
    }
}

/// The digits of a text, and all but them.
fn split(text: &str) -> [String; 2] {
    let (digits, letters) = text.chars().partition(char::is_ascii_digit);
    [digits, letters]
}
