//! Finds the live user that an entry of the roster means: by id when it gives one, by e-mail otherwise.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::slice;

use foldhash::{HashMap, HashMapExt};

use crate::model::{Declared, Desired, Email, Leaver, LiveUser, LookupKeys, Place, Protected, UserId};

use super::contradiction::Contradiction;

/// An entry of the roster, of whichever list.
pub(super) struct Entry<'a> {
    /// The e-mail it gives; only an entry with an id may have none.
    pub(super) email: Option<&'a Email>,
    /// A former e-mail.
    pub(super) was: Option<&'a Email>,
    /// The id it gives.
    pub(super) id: Option<&'a UserId>,
    /// Where it stands.
    pub(super) at: &'a Place,
    list: List,
}

/// The list of the roster that an entry stands in.
#[derive(Clone, Copy)]
enum List {
    Users,
    Leavers,
    Protected,
}

impl<'a> From<&'a Declared> for Entry<'a> {
    fn from(declared: &'a Declared) -> Self {
        Self {
            email: Some(&declared.email),
            was: declared.was.as_deref(),
            id: declared.id.as_ref(),
            at: &declared.at,
            list: List::Users,
        }
    }
}

impl<'a> From<&'a Leaver> for Entry<'a> {
    fn from(leaver: &'a Leaver) -> Self {
        Self { email: Some(&leaver.email), was: None, id: leaver.id.as_ref(), at: &leaver.at, list: List::Leavers }
    }
}

impl<'a> From<&'a Protected> for Entry<'a> {
    fn from(protected: &'a Protected) -> Self {
        Self {
            email: protected.email.as_ref(),
            was: None,
            id: protected.id.as_ref(),
            at: &protected.at,
            list: List::Protected,
        }
    }
}

impl<'a> Entry<'a> {
    /// Whether a live e-mail is one of the entry's.
    pub(super) fn bears(&self, email: &Email) -> bool {
        self.email == Some(email) || self.was == Some(email)
    }

    /// What the entry calls its user: the e-mail, or the id when it gives no e-mail.
    pub(super) fn name(&self) -> &'a str {
        let by_id = || self.id.map(UserId::as_str).unwrap_or_default();
        self.email.map_or_else(by_id, Email::as_str)
    }

    /// What to do when the user with its id has another e-mail. Only an entry of `users` has a `was`.
    fn after_a_rename(&self) -> &'static str {
        match self.list {
            List::Users => {
                "correct the e-mail or the id; for a rename keep the new e-mail and add `was:` with the old one"
            }
            List::Leavers | List::Protected => {
                "correct the e-mail or the id; after a rename write the e-mail that the user has in the directory"
            }
        }
    }

    /// That its id and its e-mail are not those of one user.
    fn mismatch(&self, message: String, help: &str) -> Contradiction {
        Contradiction { code: "id-mismatch", at: Some(self.at.clone()), message, help: help.to_owned() }
    }

    /// What to do when several users have its e-mail.
    fn to_name_one(&self) -> &'static str {
        match self.list {
            List::Users => {
                "an e-mail must name one person; have an administrator correct the e-mail of the others in the \
                 directory, add the `id` of the one who is meant, or drop a `was:` that no longer holds"
            }
            List::Leavers | List::Protected => {
                "an e-mail must name one person; have an administrator correct the e-mail of the others in the \
                 directory, or add the `id` of the one who is meant"
            }
        }
    }
}

/// Whom of `desired` to look up in other states, given who is active. Entries that contradict the directory are left
/// to the decision, which reports them.
#[must_use]
pub fn unmatched(desired: &Desired, active: &[LiveUser]) -> LookupKeys {
    let index = Index::new(active);
    let mut sought = LookupKeys::default();
    let is_absent = |entry: &Entry<'_>| matches!(index.find(entry), Ok(None));
    let is_unguarded = |entry: &&Protected| index.protected_by(entry).is_ok_and(|users| users.is_empty());
    let entries = (desired.users.iter().map(Entry::from).filter(is_absent))
        .chain(desired.protected.iter().filter(is_unguarded).map(Entry::from))
        .chain(desired.leavers.iter().map(Entry::from).filter(is_absent));
    for entry in entries {
        sought.ids.extend(entry.id.cloned());
        sought.emails.extend([entry.email, entry.was].into_iter().flatten().cloned());
    }
    sought
}

/// Live users by id and by folded e-mail.
pub(super) struct Index<'a> {
    users: &'a [LiveUser],
    by_email: HashMap<&'a str, usize>,
    /// Those who bear the same e-mail, ordered by id.
    several: HashMap<&'a str, Vec<usize>>,
    /// Only there once an id was looked for.
    by_id: OnceCell<HashMap<&'a UserId, usize>>,
}

impl<'a> Index<'a> {
    /// Indexes `users`.
    pub(super) fn new(users: &'a [LiveUser]) -> Self {
        let mut by_email = HashMap::with_capacity(users.len());
        let mut several: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, user) in users.iter().enumerate() {
            if let Some(other) = by_email.insert(user.email.folded(), at) {
                several.entry(user.email.folded()).or_insert_with(|| vec![other]).push(at);
            }
        }
        for bearers in several.values_mut() {
            bearers.sort_by_key(|at| &users[*at].id);
        }
        Self { users, by_email, several, by_id: OnceCell::new() }
    }

    /// The position of the user with this id.
    pub(super) fn with_id(&self, id: &UserId) -> Option<usize> {
        let index = || self.users.iter().enumerate().map(|(at, user)| (&user.id, at)).collect();
        self.by_id.get_or_init(index).get(id).copied()
    }

    /// The position of the user whose id differs from this one by capital letters alone.
    pub(super) fn with_id_in_other_capitals(&self, id: &UserId) -> Option<usize> {
        let (lower, upper) = (id.as_str().to_ascii_lowercase(), id.as_str().to_ascii_uppercase());
        [lower, upper].iter().filter_map(|text| UserId::new(text)).find_map(|other| self.with_id(&other))
    }

    /// Positions of the users who bear this e-mail.
    pub(super) fn with_email(&self, email: &Email) -> &[usize] {
        match self.several.get(email.folded()) {
            Some(several) => several,
            None => self.by_email.get(email.folded()).map_or(&[], slice::from_ref),
        }
    }

    /// Positions of the users who bear one of an entry's e-mails.
    fn bearers(&self, entry: &Entry<'_>) -> Cow<'_, [usize]> {
        let bearers = entry.email.map_or(&[][..], |email| self.with_email(email));
        match entry.was.map(|was| self.with_email(was)) {
            None | Some([]) => bearers.into(),
            Some(former) => [bearers, former].concat().into(),
        }
    }

    /// The one user whom an entry means, or none.
    ///
    /// # Errors
    /// When the id bears another e-mail, the e-mail belongs to another id, or several users bear it: identity is
    /// never a choice.
    pub(super) fn find(&self, entry: &Entry<'_>) -> Result<Option<usize>, Contradiction> {
        let bearers = self.bearers(entry);
        let named = entry.id.and_then(|id| self.with_id(id));
        if let (Some(id), Some(at)) = (entry.id, named)
            && !entry.bears(&self.users[at].email)
        {
            let (now, written) = (&self.users[at].email, entry.name());
            return Err(entry.mismatch(
                format!("user {id} has the e-mail `{now}` in the directory, not `{written}`"),
                entry.after_a_rename(),
            ));
        }
        if let Some(id) = entry.id.filter(|_| named.is_none())
            && let Some(at) = self.with_id_in_other_capitals(id)
        {
            let user = &self.users[at];
            return Err(entry.mismatch(
                format!("{id} differs from the id of `{}` in the directory by capital letters alone", user.email),
                &format!("write the id as the directory spells it: {}", user.id),
            ));
        }
        match (entry.id, &*bearers) {
            (_, []) => Ok(None),
            (None, [one]) => Ok(Some(*one)),
            (Some(id), [one]) if self.users[*one].id == *id => Ok(Some(*one)),
            (Some(id), [one]) => {
                let LiveUser { email, id: owner, .. } = &self.users[*one];
                Err(entry.mismatch(
                    format!("`{email}` belongs to user {owner} in the directory, not to {id}"),
                    "if the person whom the entry is about has gone, and the e-mail is somebody else's now, drop the entry; \
                     if the id is a slip, correct it",
                ))
            }
            // The e-mail names several, and the id says which of them.
            (Some(_), several) if named.is_some_and(|at| self.is_one_of(at, several)) => Ok(named),
            (_, several) => Err(self.ambiguous(entry, several)),
        }
    }

    /// Positions of the active users whom an entry protects. With an id it is that user, whatever their e-mail is, and
    /// however its capital letters are written. When the id is nobody's who is active, or is that of a user with another
    /// e-mail, those with the entry's e-mail may be meant as well.
    ///
    /// # Errors
    /// When the entry gives no id, and several users have its e-mail.
    pub(super) fn protected_by(&self, protected: &Protected) -> Result<Vec<usize>, Contradiction> {
        let entry = Entry::from(protected);
        let named = entry.id.and_then(|id| self.with_id(id).or_else(|| self.with_id_in_other_capitals(id)));
        let Some(email) = entry.email else { return Ok(named.into_iter().collect()) };
        let bearers = self.with_email(email);
        match (entry.id, named) {
            (None, _) if bearers.len() > 1 => Err(self.ambiguous(&entry, bearers)),
            (Some(_), Some(at)) if bearers.contains(&at) => Ok(vec![at]),
            _ => Ok(named.into_iter().chain(bearers.iter().copied()).collect()),
        }
    }

    /// Whether a user is one of several who all have the same e-mail.
    fn is_one_of(&self, at: usize, several: &[usize]) -> bool {
        several.contains(&at) && several.iter().all(|other| self.users[*other].email == self.users[at].email)
    }

    /// That an entry names several users.
    pub(super) fn ambiguous(&self, entry: &Entry<'_>, several: &[usize]) -> Contradiction {
        let users = several.iter().map(|at| format!("{} ({})", self.users[*at].id, self.users[*at].email));
        Contradiction {
            code: "ambiguous-user",
            at: Some(entry.at.clone()),
            message: format!(
                "{} active users match `{}`: {}",
                several.len(),
                entry.name(),
                users.collect::<Vec<_>>().join(", ")
            ),
            help: entry.to_name_one().to_owned(),
        }
    }
}
