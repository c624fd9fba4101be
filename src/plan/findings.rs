//! What is worth knowing beside the actions: each finding says what was found and who can mend it.

use std::collections::HashMap;

use crate::model::{Declared, Email, Leaver, LiveUser, Place, Protected, State, UserId};

use super::contradiction::Contradiction;
use super::lookalike::{Seen, Sought};
use super::matching::Entry;
use super::types::{Finding, FindingCode, FindingUser, Reason, Severity};

/// An entry of the roster that no active user matches.
pub(super) enum Absent<'a> {
    /// Of `users`.
    Declared(&'a Declared),
    /// Of `guards.protected`.
    Protected(&'a Protected),
    /// Of `leavers`.
    Leaver(&'a Leaver),
}

impl<'a> Absent<'a> {
    fn entry(&self) -> Entry<'a> {
        match self {
            Self::Declared(declared) => (*declared).into(),
            Self::Protected(protected) => (*protected).into(),
            Self::Leaver(leaver) => (*leaver).into(),
        }
    }

    /// The user in another state whom the entry means; inactive before deleted, since only that one can come back.
    fn found_in<'u>(&self, others: &Others<'u>) -> Option<&'u LiveUser> {
        let entry = self.entry();
        let by_email =
            || [Some(entry.email), entry.was].into_iter().flatten().find_map(|email| others.with_email(email));
        entry.id.and_then(|id| others.by_id.get(id).copied()).or_else(by_email)
    }
}

/// A user kept only because they are protected.
pub(super) fn protected(user: &LiveUser, protected: &Protected, ending: &Reason) -> Finding {
    Finding {
        code: FindingCode::Protected,
        severity: Severity::Info,
        user: live(user),
        text: format!("kept though {}: protected ({})", ending.text, protected.reason),
        at: Some((&protected.at).into()),
    }
}

/// A user whom the roster names although it does not govern them.
pub(super) fn outside(user: &LiveUser, entry: Entry<'_>) -> Finding {
    let division = match &user.division {
        Some(division) => format!("`{}` in the division {}", user.email, division.name),
        None => format!("`{}` in an unknown division", user.email),
    };
    Finding {
        code: FindingCode::OutOfScope,
        severity: Severity::Warning,
        user: live(user),
        text: format!("active, but outside the scope ({division}), so never touched; widen `scope` or drop the line"),
        at: Some(entry.at.into()),
    }
}

/// One finding for each entry that no active user matches.
pub(super) fn absences<'a>(absent: &'a [Absent<'a>], others: &'a [LiveUser]) -> impl Iterator<Item = Finding> + 'a {
    let others = Others::new(others);
    absent.iter().filter_map(move |absence| {
        let entry = absence.entry();
        let found = absence.found_in(&others);
        let (code, text) = match (absence, found.map(|user| user.state)) {
            (Absent::Leaver(_), Some(_)) => return None,
            (Absent::Leaver(_), None) => (
                FindingCode::Missing,
                "leaver, but nobody in the directory ever bore this e-mail; correct its spelling, or drop the entry",
            ),
            (Absent::Protected(_), None) => (
                FindingCode::Missing,
                "protected, but nobody in the directory bears this e-mail; correct its spelling, or drop the line",
            ),
            (Absent::Declared(_), None) => (
                FindingCode::Missing,
                "declared, but nobody in the directory bears this e-mail; correct its spelling, or have an \
                 administrator create the user",
            ),
            (_, Some(State::Deleted)) => (
                FindingCode::Deleted,
                "declared, but deleted in the directory; an administrator can restore them, or drop the line",
            ),
            (_, Some(State::Inactive | State::Active)) => (
                FindingCode::Inactive,
                "declared, but inactive in the directory; rosterctl never reactivates: an administrator can, or drop \
                 the line",
            ),
        };
        Some(Finding {
            code,
            severity: Severity::Warning,
            user: found
                .map_or_else(|| FindingUser { id: None, email: entry.email.as_str().to_owned(), name: None }, live),
            text: text.to_owned(),
            at: Some(entry.at.into()),
        })
    })
}

/// One finding for each undeclared user at risk who resembles an entry that nobody at all matches. They come in the
/// order of `undeclared`.
pub(super) fn lookalikes(absent: &[Absent<'_>], others: &[LiveUser], undeclared: &[&LiveUser]) -> Vec<Finding> {
    let others = Others::new(others);
    let mut sought: Vec<(Sought<'_>, &Email, &Place)> = absent
        .iter()
        .filter(|absence| !matches!(absence, Absent::Leaver(_)) && absence.found_in(&others).is_none())
        .map(|absence| {
            let entry = absence.entry();
            (Sought::new(entry.email), entry.email, entry.at)
        })
        .collect();
    sought.sort_by(|a, b| (a.1, a.2).cmp(&(b.1, b.2)));
    undeclared.iter().filter_map(|user| lookalike(&Seen::new(user), &sought)).collect()
}

fn lookalike(seen: &Seen<'_>, sought: &[(Sought<'_>, &Email, &Place)]) -> Option<Finding> {
    let mut best: Option<(f32, &Email, &Place)> = None;
    for (candidate, email, at) in sought {
        if let Some(ratio) = candidate.resemblance(seen)
            && best.is_none_or(|(most, _, _)| ratio > most)
        {
            best = Some((ratio, email, at));
        }
    }
    let (_, email, at) = best?;
    let address = &seen.user.email;
    Some(Finding {
        code: FindingCode::Lookalike,
        severity: Severity::Error,
        user: live(seen.user),
        text: format!(
            "active and not declared, but resembles `{email}`, who is declared and does not exist. The same person? \
             Write `email: {address}` and `was: {email}` in that entry. Two people? Add a leaver entry for `{address}`"
        ),
        at: Some(at.into()),
    })
}

/// An id that turns out to belong to somebody else is an error in every state, not only in the active one.
pub(super) fn check_mismatches(absent: &[Absent<'_>], others: &[LiveUser], contradictions: &mut Vec<Contradiction>) {
    let others = Others::new(others);
    for absence in absent {
        let entry = absence.entry();
        let found = entry.id.and_then(|id| others.by_id.get(id));
        if let Some(user) = found.filter(|user| !entry.bears(&user.email)) {
            contradictions.push(Contradiction {
                code: "id-mismatch",
                at: Some(entry.at.clone()),
                message: format!(
                    "user {} ({}) bears the e-mail `{}` in the directory, not `{}`",
                    user.id,
                    user.state.as_str(),
                    user.email,
                    entry.email
                ),
                help: "correct the e-mail or the id".to_owned(),
            });
        }
    }
}

/// Users in other states, for looking up.
struct Others<'u> {
    by_id: HashMap<&'u UserId, &'u LiveUser>,
    by_email: HashMap<&'u Email, &'u LiveUser>,
}

impl<'u> Others<'u> {
    fn new(users: &'u [LiveUser]) -> Self {
        let mut sorted: Vec<&LiveUser> = users.iter().collect();
        // The last one inserted stays: inactive after deleted, the lowest id last, whatever the order of reading.
        sorted.sort_by(|a, b| (b.state, &b.id).cmp(&(a.state, &a.id)));
        Self {
            by_id: sorted.iter().map(|user| (&user.id, *user)).collect(),
            by_email: sorted.iter().map(|user| (&user.email, *user)).collect(),
        }
    }

    fn with_email(&self, email: &Email) -> Option<&'u LiveUser> {
        self.by_email.get(email).copied()
    }
}

fn live(user: &LiveUser) -> FindingUser {
    FindingUser {
        id: Some(user.id.as_str().to_owned()),
        email: user.email.as_str().to_owned(),
        name: Some(user.name.clone()),
    }
}
