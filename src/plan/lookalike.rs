//! Does an undeclared live user resemble a declared one who does not exist? Then a typo, or a rename that the roster
//! does not know of, is more likely than a leaver.
//!
//! Everybody is compared with everybody, but few pairs in full: a bound of their likeness sorts out the others.

use std::collections::HashMap;

use crate::model::{Email, LiveUser, fold};

use super::likeness::{CLOSE, Probe, Shape, ratio, words};

/// Declared e-mails that nobody bears, made ready for comparing with many live users.
pub(super) struct Sought {
    domains: Vec<Domain>,
    /// The first e-mail whose local part has these words, when it has several.
    by_words: HashMap<Vec<String>, usize>,
    numbers: Numbers,
    /// The sought domains that a live user's domain is close to, by that domain: most users share a few.
    close: HashMap<Box<str>, Vec<(f32, usize)>>,
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

impl Sought {
    /// Prepares these.
    pub(super) fn new<'a>(emails: impl Iterator<Item = &'a Email>) -> Self {
        let (mut domains, mut by_words, mut numbers) = (Vec::new(), HashMap::new(), Numbers::default());
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (of, email) in emails.enumerate() {
            let local = local_part(email);
            let words = words(local);
            if words.len() > 1 {
                by_words.entry(words).or_insert(of);
            }
            let Some(domain) = email.domain() else { continue };
            let at = *known.entry(domain).or_insert_with(|| {
                domains.push(Domain { name: Shape::new(domain), locals: Vec::new() });
                domains.len() - 1
            });
            domains[at].locals.push(Local { shape: Shape::new(local), number: numbers.learn(local), of });
        }
        Self { domains, by_words, numbers, close: HashMap::new() }
    }

    /// Which of them a live user resembles most, by their position; the first of those that they resemble as much.
    ///
    /// The same name counts as equal: the local part `maria.lopez` is the name `Maria López`. Otherwise the domains and
    /// the local parts are both close, and the ratio of those that are less so counts.
    pub(super) fn resembled_by(&mut self, user: &LiveUser) -> Option<usize> {
        let named = self.by_words.get(&words(&fold(&user.name))).map(|of| (1.0, *of));
        let (Some(domain), local) = (user.email.domain(), local_part(&user.email)) else {
            return named.map(|(_, of)| of);
        };
        let (shape, number) = (Shape::new(local), self.numbers.of(local));
        let probe = Probe::new(&shape);
        if !self.close.contains_key(domain) {
            let close = self.close_to(domain);
            self.close.insert(domain.into(), close);
        }
        let close = self.close.get(domain)?;

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
        let mut best = named;
        for Candidate { bound, domains, local } in candidates {
            if best.is_some_and(|(most, _)| bound < most) {
                break;
            }
            let locals = ratio(&local.shape.text, &shape.text);
            let (ratio, of) = (locals.min(domains), local.of);
            if locals >= CLOSE && best.is_none_or(|(most, first)| ratio > most || ratio == most && of < first) {
                best = Some((ratio, of));
            }
        }
        best.map(|(_, of)| of)
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

fn local_part(email: &Email) -> &str {
    email.folded().rsplit_once('@').map_or(email.folded(), |(local, _)| local)
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
        self.letters == other.letters && self.digits != other.digits && self.has_digits && other.has_digits
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
