//! What the roster says of each active user, and the rule that decides. Whoever plans and whoever explains a plan ask
//! here, so that they cannot disagree.

use jiff::civil::Date;

use crate::model::{Declared, Desired, Leaver, Live, LiveUser, Place, Protected, Undeclared};

use super::contradiction::Contradiction;
use super::findings::{self, Absent};
use super::matching::{Entry, Index};
use super::protection::mismatch;
use super::scope::Bounds;
use super::types::{Finding, LAST_DAY, NOT_DECLARED, Reason, ReasonCode};

/// What the roster says of one active user.
#[derive(Clone, Copy, Default)]
pub(super) struct Claim<'a> {
    /// The entry that protects them.
    pub(super) protected: Option<&'a Protected>,
    /// The entry that says that they leave.
    pub(super) leaver: Option<&'a Leaver>,
    /// The entry that declares them.
    pub(super) declared: Option<&'a Declared>,
}

/// The rule that decides about an active user in scope.
#[derive(Clone, Copy)]
pub(super) enum Rule<'a> {
    /// They are protected, and without it this other rule would decide.
    Protected(&'a Protected, Ending<'a>),
    /// Another rule.
    Unprotected(Ending<'a>),
}

/// The rules that decide about users who are not protected, in their order.
#[derive(Clone, Copy)]
pub(super) enum Ending<'a> {
    /// A leaver entry names them.
    Leaver(&'a Leaver),
    /// Their last day, this one, has passed.
    Expired(&'a Declared, Date),
    /// They are declared.
    Declared,
    /// Nothing else matches.
    NotDeclared,
}

/// What a rule leads to.
pub(super) enum Consequence<'a> {
    /// They stay.
    Keep,
    /// They stay, though nothing names them.
    Report,
    /// They stay only because they are protected; this would have ended their access.
    Protect(&'a Protected, Reason),
    /// Their access ends.
    Deactivate(Reason),
}

impl<'a> Claim<'a> {
    /// Where the entries stand.
    pub(super) fn places(&self) -> impl Iterator<Item = &'a Place> {
        let places = [self.protected.map(|p| &p.at), self.leaver.map(|l| &l.at), self.declared.map(|d| &d.at)];
        places.into_iter().flatten()
    }

    /// That somebody is protected, and that their access ends. Where both entries give the same e-mail or id, the roster
    /// is refused before any directory is asked; here it shows that they are about the same user.
    fn contradiction(&self, user: &LiveUser) -> Option<Contradiction> {
        let protected = self.protected?;
        let is_another = |entry: Entry<'_>| {
            let has_id = entry.id.is_some() && entry.id == protected.id.as_ref();
            !has_id && !protected.email.as_ref().is_some_and(|email| entry.bears(email))
        };
        let leaver = self.leaver.filter(|leaver| is_another((*leaver).into()));
        let leaving = self.declared.filter(|declared| declared.until.is_some() && is_another((*declared).into()));
        let (code, at, what, help) = match (leaver, leaving) {
            (Some(leaver), _) => {
                ("protected-leaver", &leaver.at, "is a leaver", "remove the leaver entry, or first the protection")
            }
            (None, Some(declared)) => {
                ("protected-until", &declared.at, "has a last day", "remove `until`, or the protection")
            }
            (None, None) => return None,
        };
        let message = format!("`{}` ({}) {what} here, but is protected in {}", user.email, user.id, protected.at);
        Some(Contradiction { code, at: Some(at.clone()), message, help: help.to_owned() })
    }

    /// The first rule that matches: protected, leaver, expired, declared, not declared.
    pub(super) fn rule(&self, date: Date) -> Rule<'a> {
        let ending = match (self.leaver, self.declared) {
            (Some(leaver), _) => Ending::Leaver(leaver),
            (None, Some(declared)) => {
                last_day(declared, date).map_or(Ending::Declared, |day| Ending::Expired(declared, day))
            }
            (None, None) => Ending::NotDeclared,
        };
        self.protected.map_or(Rule::Unprotected(ending), |protected| Rule::Protected(protected, ending))
    }
}

impl<'a> Rule<'a> {
    /// What it leads to, given what becomes of users whom nothing names.
    pub(super) fn consequence(self, undeclared: Undeclared) -> Consequence<'a> {
        let (protected, ending) = match self {
            Self::Protected(protected, ending) => (Some(protected), ending),
            Self::Unprotected(ending) => (None, ending),
        };
        let is_reported = matches!(ending, Ending::NotDeclared) && undeclared == Undeclared::Report;
        match (protected, ending.reason().filter(|_| !is_reported)) {
            (None, None) if is_reported => Consequence::Report,
            (_, None) => Consequence::Keep,
            (Some(protected), Some(reason)) => Consequence::Protect(protected, reason),
            (None, Some(reason)) => Consequence::Deactivate(reason),
        }
    }
}

impl Ending<'_> {
    /// Why the access of an unprotected user ends; `None` when it does not.
    fn reason(self) -> Option<Reason> {
        let reason = |code, text, at: Option<&Place>| Some(Reason { code, text, at: at.map(Into::into) });
        match self {
            Self::Leaver(leaver) => reason(ReasonCode::Leaver, why_leaving(leaver), Some(&leaver.at)),
            Self::Expired(declared, day) => {
                let text = match &declared.note {
                    Some(note) => format!("{LAST_DAY}{day} ({note})"),
                    None => format!("{LAST_DAY}{day}"),
                };
                reason(ReasonCode::Expired, text, Some(&declared.at))
            }
            Self::Declared => None,
            Self::NotDeclared => reason(ReasonCode::NotDeclared, NOT_DECLARED.to_owned(), None),
        }
    }
}

/// A leaver entry's reason, with its ticket.
pub(super) fn why_leaving(leaver: &Leaver) -> String {
    match &leaver.ticket {
        Some(ticket) => format!("{} ({ticket})", leaver.reason),
        None => leaver.reason.clone(),
    }
}

/// The last day of a declared user, when it is over.
pub(super) fn last_day(declared: &Declared, date: Date) -> Option<Date> {
    declared.until.filter(|until| *until < date)
}

/// A roster laid beside the active users of a directory.
pub(super) struct Matched<'a> {
    /// Whom the roster governs.
    pub(super) bounds: Bounds,
    /// The active users.
    pub(super) index: Index<'a>,
    /// What the roster says of each of them, by their position in the reading.
    pub(super) claims: Vec<Claim<'a>>,
    /// The entries that no active user matches, but for declared users whose last day has passed.
    pub(super) absent: Vec<Absent<'a>>,
    /// Named by the roster, active, and outside its scope; or protected by an entry that needs to be corrected.
    pub(super) outside: Vec<Finding>,
    /// What cannot both hold.
    pub(super) contradictions: Vec<Contradiction>,
}

impl<'a> Matched<'a> {
    /// Finds the user whom each entry means.
    pub(super) fn of(desired: &'a Desired, live: &'a Live, date: Date) -> Self {
        let mut contradictions = Vec::new();
        let bounds = Bounds::resolve(&desired.scope, live, &mut contradictions);
        let index = Index::new(&live.active);
        let mut claims = vec![Claim::default(); live.active.len()];
        let mut absent = Vec::new();
        let mut outside = Vec::new();

        for protected in &desired.protected {
            let users = index.protected_by(protected).unwrap_or_else(|contradiction| {
                contradictions.push(contradiction);
                Vec::new()
            });
            if users.is_empty() {
                absent.push(Absent::Protected(protected));
            }
            for at in users {
                claims[at].protected = claims[at].protected.or(Some(protected));
                outside.extend(mismatch(&live.active[at], protected));
            }
        }
        let mut place = |entry: Entry<'_>| match index.find(&entry) {
            Ok(found) => found,
            Err(contradiction) => {
                contradictions.push(contradiction);
                None
            }
        };
        for leaver in &desired.leavers {
            match place(leaver.into()) {
                Some(at) => {
                    claims[at].leaver = Some(leaver);
                    if !bounds.contain(&live.active[at]) {
                        outside.push(findings::outside(&live.active[at], leaver.into()));
                    }
                }
                None => absent.push(Absent::Leaver(leaver)),
            }
        }
        for declared in &desired.users {
            match place(declared.into()) {
                Some(at) => {
                    claims[at].declared = Some(declared);
                    if !bounds.contain(&live.active[at]) {
                        outside.push(findings::outside(&live.active[at], declared.into()));
                    }
                }
                None if last_day(declared, date).is_some() => {}
                None => absent.push(Absent::Declared(declared)),
            }
        }
        contradictions.extend(bounds.undecidable(&live.active));
        let claimed = live.active.iter().zip(&claims);
        contradictions.extend(claimed.filter_map(|(user, claim)| claim.contradiction(user)));
        findings::check_mismatches(&absent, live, &mut contradictions);
        Self { bounds, index, claims, absent, outside, contradictions }
    }

    /// The same, if nothing contradicts.
    ///
    /// # Errors
    /// Every contradiction, in the order of the roster.
    pub(super) fn without_contradictions(mut self) -> Result<Self, Vec<Contradiction>> {
        if self.contradictions.is_empty() {
            return Ok(self);
        }
        self.contradictions.sort_by(|a, b| (&a.at, &a.message).cmp(&(&b.at, &b.message)));
        Err(self.contradictions)
    }
}
