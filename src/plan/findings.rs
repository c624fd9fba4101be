//! What is worth knowing beside the actions: each finding says what was found and who can mend it.

use std::collections::{HashMap, HashSet};

use crate::model::{Declared, Email, Leaver, Live, LiveUser, LookedUp, Protected, State, UserId};

use super::contradiction::Contradiction;
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
    /// As an entry like any other.
    pub(super) fn entry(&self) -> Entry<'a> {
        match self {
            Self::Declared(declared) => (*declared).into(),
            Self::Protected(protected) => (*protected).into(),
            Self::Leaver(leaver) => (*leaver).into(),
        }
    }

    fn found_in<'u>(&self, others: &Others<'u>) -> Option<&'u LiveUser> {
        others.meant_by(&self.entry())
    }

    /// What is said of an entry of whom a snapshot knows nothing but that no active user matches it.
    fn unasked(&self) -> &'static str {
        match self {
            Self::Declared(_) | Self::Protected(_) => {
                "declared, but not active; the snapshot does not know whether they are inactive, deleted or not there at \
                 all, for it was taken with a roster that did not ask for them; correct the spelling, or take a new \
                 snapshot"
            }
            Self::Leaver(_) => {
                "leaver, and not active; the snapshot does not know whether they ever were there, for it was taken with a \
                 roster that did not ask for them; correct the spelling, or take a new snapshot"
            }
        }
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

/// One finding for each declared user and leaver whom no active user matches; `protection` has those of the others.
pub(super) fn absences<'a>(absent: &'a [Absent<'a>], reading: &'a Live) -> impl Iterator<Item = Finding> + 'a {
    let others = Others::new(reading);
    absent.iter().filter_map(move |absence| {
        let entry = absence.entry();
        let found = absence.found_in(&others);
        let (code, text) = match (absence, found.map(|user| user.state)) {
            (Absent::Leaver(_), Some(_)) | (Absent::Protected(_), _) => return None,
            (_, None) if !others.were_asked_for(&entry) => (FindingCode::Missing, absence.unasked()),
            (Absent::Leaver(_), None) => (
                FindingCode::Missing,
                "leaver, but no user of the directory ever had this e-mail; correct its spelling, or drop the entry",
            ),
            (Absent::Declared(_), None) => (
                FindingCode::Missing,
                "declared, but no user of the directory has this e-mail; correct its spelling, or have an \
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
            user: found.map_or_else(|| FindingUser { id: None, email: entry.name().to_owned(), name: None }, live),
            text: text.to_owned(),
            at: Some(entry.at.into()),
        })
    })
}

/// An id that turns out to belong to somebody else is an error in every state, not only in the active one.
pub(super) fn check_mismatches(absent: &[Absent<'_>], reading: &Live, contradictions: &mut Vec<Contradiction>) {
    let others = Others::new(reading);
    let acted_on = absent.iter().filter(|absence| !matches!(absence, Absent::Protected(_)));
    for entry in acted_on.map(Absent::entry) {
        let found = entry.id.and_then(|id| others.by_id.get(id));
        if let Some(user) = found.filter(|user| !entry.bears(&user.email)) {
            contradictions.push(Contradiction {
                code: "id-mismatch",
                at: Some(entry.at.clone()),
                message: format!(
                    "user {} ({}) has the e-mail `{}` in the directory, not `{}`",
                    user.id,
                    user.state.as_str(),
                    user.email,
                    entry.name()
                ),
                help: "correct the e-mail or the id".to_owned(),
            });
        }
    }
}

/// Users in other states, for looking up.
pub(super) struct Others<'u> {
    by_id: HashMap<&'u UserId, &'u LiveUser>,
    by_email: HashMap<&'u Email, &'u LiveUser>,
    /// Who was looked up, when that was not everybody.
    asked: Option<(HashSet<&'u Email>, HashSet<&'u UserId>)>,
}

impl<'u> Others<'u> {
    /// Indexes a reading's.
    pub(super) fn new(reading: &'u Live) -> Self {
        let mut sorted: Vec<&LiveUser> = reading.others.iter().collect();
        // The last one inserted stays: inactive after deleted, the lowest id last, whatever the order of reading.
        sorted.sort_by(|a, b| (b.state, &b.id).cmp(&(a.state, &a.id)));
        Self {
            by_id: sorted.iter().map(|user| (&user.id, *user)).collect(),
            by_email: sorted.iter().map(|user| (&user.email, *user)).collect(),
            asked: match &reading.asked {
                LookedUp::Everybody => None,
                LookedUp::Only(sought) => Some((sought.emails.iter().collect(), sought.ids.iter().collect())),
            },
        }
    }

    /// Whether an entry was looked up by each of its e-mails and by its id. By one alone it may have been missed.
    pub(super) fn were_asked_for(&self, entry: &Entry<'_>) -> bool {
        self.asked.as_ref().is_none_or(|(emails, ids)| {
            entry.email.is_none_or(|email| emails.contains(email))
                && entry.was.is_none_or(|was| emails.contains(was))
                && entry.id.is_none_or(|id| ids.contains(id))
        })
    }

    /// The user whom an entry means; inactive before deleted, since only that one can come back.
    pub(super) fn meant_by(&self, entry: &Entry<'_>) -> Option<&'u LiveUser> {
        let by_email = || [entry.email, entry.was].into_iter().flatten().find_map(|email| self.with_email(email));
        entry.id.and_then(|id| self.by_id.get(id).copied()).or_else(by_email)
    }

    fn with_email(&self, email: &Email) -> Option<&'u LiveUser> {
        self.by_email.get(email).copied()
    }
}

/// A live user as a finding names them.
pub(super) fn live(user: &LiveUser) -> FindingUser {
    FindingUser {
        id: Some(user.id.as_str().to_owned()),
        email: user.email.as_str().to_owned(),
        name: Some(user.name.clone()),
    }
}
