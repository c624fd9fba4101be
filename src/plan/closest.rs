//! Whom somebody may have meant who typed an e-mail or an id that nobody bears.

use std::collections::BTreeMap;

use crate::model::{Desired, Email, Live, UserId};
use crate::text::fold;

use super::decide::Selector;
use super::likeness::{ratio, share, shared, words};

/// How many are suggested at most.
const MOST: usize = 3;
/// From this ratio on (twice the matching characters by the characters of both), a text is close enough to suggest.
const CLOSE: f32 = 0.7;
/// Texts longer than an e-mail can be (RFC 5321) are nobody's typo.
const LONGEST: usize = 254;
/// So many candidates are compared in full at most, those that can be closest first: the cost is bounded whatever the
/// directory holds.
const COMPARED: usize = 4000;

/// The e-mails, or for an id the ids, of live or declared users that are closest to what was typed, best first. An id
/// that looks like the part of an e-mail before its `@`, or like a name, finds that e-mail.
pub(super) fn closest(asked: &Selector, desired: &Desired, live: &Live) -> Vec<String> {
    let mut candidates = BTreeMap::new();
    match asked {
        Selector::Email(email) => propose_emails(email, desired, live, &mut candidates),
        Selector::Id(id) => propose_ids(id, desired, live, &mut candidates),
    }
    let mut candidates: Vec<Candidate<'_>> = candidates.into_values().filter(|found| found.bound >= CLOSE).collect();
    candidates.sort_by(|a, b| b.bound.total_cmp(&a.bound).then_with(|| a.shown.cmp(b.shown)));
    let mut best: Vec<(f32, &str)> = Vec::new();
    for candidate in candidates.iter().take(COMPARED) {
        if best.len() == MOST && best.last().is_some_and(|(least, _)| candidate.bound < *least) {
            break;
        }
        let ratio = candidate.ratio();
        if ratio >= CLOSE {
            best.push((ratio, candidate.shown));
            best.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
            best.truncate(MOST);
        }
    }
    best.into_iter().map(|(_, shown)| shown.to_owned()).collect()
}

/// The suggestions as a question; nothing when there are none.
#[must_use]
pub fn did_you_mean(closest: &[String]) -> Option<String> {
    let (last, others) = closest.split_last()?;
    let others: String = others.iter().map(|other| format!("`{other}` or ")).collect();
    Some(format!("did you mean {others}`{last}`?"))
}

/// Something to suggest, and the pairs of texts that must each be close.
struct Candidate<'a> {
    shown: &'a str,
    pairs: Vec<(Vec<char>, Vec<char>)>,
    /// No ratio counts for less.
    floor: f32,
    /// No ratio of these pairs can be larger.
    bound: f32,
}

impl<'a> Candidate<'a> {
    fn new(shown: &'a str, pairs: Vec<(Vec<char>, Vec<char>)>) -> Self {
        let bounds = pairs.iter().map(|(a, b)| share(shared(a, b), a.len() + b.len()));
        let bound = bounds.fold(1.0, f32::min);
        Self { shown, pairs, floor: 0.0, bound }
    }

    /// The same, close enough whatever the pairs say.
    fn sure(self) -> Self {
        Self { floor: CLOSE, bound: self.bound.max(CLOSE), ..self }
    }

    /// The least of the pairs' ratios.
    fn ratio(&self) -> f32 {
        self.pairs.iter().map(|(a, b)| ratio(a, b)).fold(1.0, f32::min).max(self.floor)
    }
}

/// Every e-mail that the directory or the roster knows, each once. What could not be typed is left out.
fn emails<'a>(desired: &'a Desired, live: &'a Live) -> impl Iterator<Item = (&'a Email, &'a str)> {
    let known = live.active.iter().chain(&live.others).map(|user| (&user.email, user.name.as_str()));
    let declared = desired.users.iter().flat_map(|entry| [Some(&entry.email), entry.was.as_deref()]).flatten();
    let others = (desired.leavers.iter().map(|entry| &entry.email))
        .chain(desired.protected.iter().flat_map(|entry| &entry.email));
    known
        .chain(declared.chain(others).map(|email| (email, "")))
        .filter(|(email, _)| Email::parse(email.as_str()).is_ok())
}

fn propose_emails<'a>(
    asked: &Email,
    desired: &'a Desired,
    live: &'a Live,
    found: &mut BTreeMap<&'a str, Candidate<'a>>,
) {
    let Some((local, domain)) = parts(asked) else { return };
    let (named, local, domain) = (words(local), characters(local), characters(domain));
    for (email, name) in emails(desired, live) {
        let Some((other, elsewhere)) = parts(email) else { continue };
        let (other, elsewhere) = (characters(other), (domain.clone(), characters(elsewhere)));
        // The local part `maria.lopez` is the name `Maria López`.
        let same_name = named.len() > 1 && words(&fold(name)) == named;
        let same_local = local == other;
        let pairs = if same_name { vec![elsewhere] } else { vec![(local.clone(), other), elsewhere] };
        let candidate = Candidate::new(email.as_str(), pairs);
        found.entry(email.folded()).or_insert(if same_local { candidate.sure() } else { candidate });
    }
}

fn propose_ids<'a>(asked: &UserId, desired: &'a Desired, live: &'a Live, found: &mut BTreeMap<&'a str, Candidate<'a>>) {
    let typed = characters(&fold(asked.as_str()));
    let known = live.active.iter().chain(&live.others).map(|user| &user.id);
    let named = (desired.users.iter().map(|entry| &entry.id))
        .chain(desired.leavers.iter().map(|entry| &entry.id))
        .chain(desired.protected.iter().map(|entry| &entry.id));
    for id in known.chain(named.flatten()) {
        // An id of which only the start was copied is that id.
        let is_start = typed.len() >= 4 && id.as_str().starts_with(asked.as_str());
        let pairs = if is_start { Vec::new() } else { vec![(typed.clone(), characters(&fold(id.as_str())))] };
        found.entry(id.as_str()).or_insert_with(|| Candidate::new(id.as_str(), pairs));
    }
    for (email, name) in emails(desired, live) {
        let Some((local, _)) = parts(email) else { continue };
        let is_named = fold(name).split_whitespace().any(|word| characters(word) == typed);
        let pairs = if is_named { Vec::new() } else { vec![(typed.clone(), characters(local))] };
        found.entry(email.folded()).or_insert_with(|| Candidate::new(email.as_str(), pairs));
    }
}

/// What stands before and after the `@`, folded.
fn parts(email: &Email) -> Option<(&str, &str)> {
    email.folded().rsplit_once('@')
}

fn characters(text: &str) -> Vec<char> {
    text.chars().take(LONGEST).collect()
}
