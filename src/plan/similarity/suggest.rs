//! The users that a person may have meant who typed an e-mail or an id that no user has.

use std::collections::BTreeMap;

use crate::model::{Desired, Email, Live, UserId};
use crate::plan::entry::{RosterEntry, Selector};
use crate::text::fold;

use super::ratio::{RatioPattern, name_tokens};

/// The most suggestions.
const MAX_SUGGESTIONS: usize = 3;
/// From this ratio on (twice the common characters by the characters of both), a text is close enough to suggest.
const MIN_RATIO: f32 = 0.7;
/// Texts longer than an e-mail can be (RFC 5321) are not a typo of one.
const MAX_CHARS: usize = 254;

/// The e-mails, or for an id the ids, of live or declared users that are closest to what was typed, best first. An id
/// that looks like the part of an e-mail before its `@`, or like a name, finds that e-mail.
pub(in crate::plan) fn closest(typed: &Selector, desired: &Desired, live: &Live) -> Vec<Selector> {
    let mut ratios = BTreeMap::new();
    match typed {
        Selector::Email(email) => rate_emails(email, desired, live, &mut ratios),
        Selector::Id(id) => rate_ids(id, desired, live, &mut ratios),
    }
    let mut rated: Vec<(f32, Suggestion<'_>)> =
        ratios.into_values().filter_map(|(ratio, suggestion)| Some((ratio?, suggestion))).collect();
    rated.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.as_str().cmp(b.1.as_str())));
    rated.into_iter().take(MAX_SUGGESTIONS).map(|(_, suggestion)| suggestion.selector()).collect()
}

/// What can be suggested.
#[derive(Clone, Copy)]
enum Suggestion<'a> {
    Email(&'a Email),
    Id(&'a UserId),
}

impl<'a> Suggestion<'a> {
    fn as_str(self) -> &'a str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Id(id) => id.as_str(),
        }
    }

    fn selector(self) -> Selector {
        match self {
            Self::Email(email) => Selector::Email(email.clone()),
            Self::Id(id) => Selector::Id(id.clone()),
        }
    }
}

/// Suggestions by their folded text, each with its ratio when that is close enough; the first of a text counts.
type Ratios<'a> = BTreeMap<&'a str, (Option<f32>, Suggestion<'a>)>;

/// Every e-mail that the directory or the roster knows, with the name of its user. What could not be typed is left out.
fn emails<'a>(desired: &'a Desired, live: &'a Live) -> impl Iterator<Item = (&'a Email, &'a str)> {
    let known = live.active.iter().chain(&live.others).map(|user| (&user.email, user.name.as_str()));
    let named = RosterEntry::all(desired).flat_map(|entry| entry.emails()).map(|email| (email, ""));
    known.chain(named).filter(|(email, _)| Email::parse(email.as_str()).is_ok())
}

fn rate_emails<'a>(typed: &Email, desired: &'a Desired, live: &'a Live, ratios: &mut Ratios<'a>) {
    let Some((local, domain)) = parts(typed) else { return };
    let tokens = name_tokens(local);
    let (local, domain) = (characters(local), characters(domain));
    let (locals, domains) = (RatioPattern::new(&local), RatioPattern::new(&domain));
    for (email, name) in emails(desired, live) {
        let Some((other, elsewhere)) = parts(email) else { continue };
        let other = characters(other);
        let ratio = || {
            // The local part `maria.lopez` is the name `Maria López`.
            let is_name = tokens.len() > 1 && name_tokens(&fold(name)) == tokens;
            let of_locals = if is_name { Some(1.0) } else { locals.ratio(&other, MIN_RATIO) };
            let ratio = of_locals.zip(domains.ratio(&characters(elsewhere), MIN_RATIO));
            // The same local part is close enough under any domain.
            let floor = Some(MIN_RATIO).filter(|_| local == other);
            ratio.map(|(locals, domains)| f32::min(locals, domains)).or(floor)
        };
        ratios.entry(email.folded()).or_insert_with(|| (ratio(), Suggestion::Email(email)));
    }
}

fn rate_ids<'a>(typed: &UserId, desired: &'a Desired, live: &'a Live, ratios: &mut Ratios<'a>) {
    let text = characters(&fold(typed.as_str()));
    let pattern = RatioPattern::new(&text);
    let known = live.active.iter().chain(&live.others).map(|user| &user.id);
    for id in known.chain(RosterEntry::all(desired).filter_map(|entry| entry.id)) {
        // An id of which only the start was copied is that id.
        let is_start = text.len() >= 4 && id.as_str().starts_with(typed.as_str());
        let ratio = if is_start { Some(1.0) } else { pattern.ratio(&characters(&fold(id.as_str())), MIN_RATIO) };
        ratios.entry(id.as_str()).or_insert((ratio, Suggestion::Id(id)));
    }
    for (email, name) in emails(desired, live) {
        let Some((local, _)) = parts(email) else { continue };
        let is_named = fold(name).split_whitespace().any(|word| characters(word) == text);
        let ratio = if is_named { Some(1.0) } else { pattern.ratio(&characters(local), MIN_RATIO) };
        ratios.entry(email.folded()).or_insert((ratio, Suggestion::Email(email)));
    }
}

/// The parts before and after the `@`, folded.
fn parts(email: &Email) -> Option<(&str, &str)> {
    email.folded().rsplit_once('@')
}

fn characters(text: &str) -> Vec<char> {
    text.chars().take(MAX_CHARS).collect()
}
