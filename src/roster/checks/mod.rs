//! Checks over the whole roster, all its files together. All of them run, whatever the others find.

mod contradictions;
mod duplicates;

use std::borrow::Cow;
use std::collections::hash_map;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use crate::model::{Declared, Email, Leaver, Place, Protected, UserId};

use super::decode::{Entry, Marks, Named, People};
use super::findings::Findings;
use super::node::Spot;
use crate::text::quote;

/// What the checks look at.
#[derive(Debug)]
pub(super) struct Whole<'a> {
    /// Everybody, in the order of the files.
    pub(super) people: &'a People,
    /// Divisions of the scope.
    pub(super) divisions: &'a [Named],
    /// Domains of the scope.
    pub(super) email_domains: &'a [Named],
}

type Check = fn(&Whole<'_>, &mut Findings);

/// Each check reports under its name.
pub(super) const CHECKS: &[(&str, Check)] = &[
    ("duplicate-user", duplicates::users),
    ("duplicate-leaver", duplicates::leavers),
    ("duplicate-protected", duplicates::protected),
    ("duplicate-division", duplicates::divisions),
    ("duplicate-domain", duplicates::email_domains),
    ("user-and-leaver", contradictions::user_and_leaver),
    ("protected-leaver", contradictions::protected_leaver),
    ("protected-until", contradictions::protected_until),
    ("conflicting-id", contradictions::conflicting_id),
];

/// Runs every check.
pub(super) fn run(whole: &Whole<'_>, found: &mut Findings) {
    for (_, check) in CHECKS {
        check(whole, found);
    }
}

/// What the entries of all three lists have in common.
pub(crate) trait Person {
    fn email(&self) -> Option<&Email>;
    fn id(&self) -> Option<&UserId>;
    fn was(&self) -> Option<&Email> {
        None
    }
    fn at(&self) -> &Place;

    /// A mark as the file spells it.
    fn spelled(&self, mark: Mark) -> String {
        match mark {
            Mark::Email => quote(self.email().map(Email::as_str).unwrap_or_default()),
            Mark::Was => quote(self.was().map(Email::as_str).unwrap_or_default()),
            Mark::Id => format!("the id {}", quote(self.id().map(UserId::as_str).unwrap_or_default())),
        }
    }
}

impl Person for Declared {
    fn email(&self) -> Option<&Email> {
        Some(&self.email)
    }
    fn id(&self) -> Option<&UserId> {
        self.id.as_ref()
    }
    fn was(&self) -> Option<&Email> {
        self.was.as_deref()
    }
    fn at(&self) -> &Place {
        &self.at
    }
}

impl Person for Leaver {
    fn email(&self) -> Option<&Email> {
        Some(&self.email)
    }
    fn id(&self) -> Option<&UserId> {
        self.id.as_ref()
    }
    fn at(&self) -> &Place {
        &self.at
    }
}

impl Person for Protected {
    fn email(&self) -> Option<&Email> {
        self.email.as_ref()
    }
    fn id(&self) -> Option<&UserId> {
        self.id.as_ref()
    }
    fn at(&self) -> &Place {
        &self.at
    }
}

/// How two entries were found to be one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Email,
    Was,
    Id,
}

impl Marks {
    fn of(&self, mark: Mark) -> Spot {
        match mark {
            Mark::Email => self.email,
            Mark::Was => self.was,
            Mark::Id => self.id,
        }
    }
}

/// Every mark of a person that identifies them, with its text in the form in which it is compared.
fn marks_of<P: Person>(person: &P) -> impl Iterator<Item = (Mark, &str)> {
    let email = person.email().map(|email| (Mark::Email, email.folded()));
    let id = person.id().map(|id| (Mark::Id, id.as_str()));
    let was = person.was().map(|was| (Mark::Was, was.folded()));
    email.into_iter().chain(id).chain(was)
}

/// An id without its capitals.
fn letters(id: &str) -> Cow<'_, str> {
    if id.bytes().any(|byte| byte.is_ascii_uppercase()) { id.to_ascii_lowercase().into() } else { id.into() }
}

/// Finds people by their marks. The first to bear one keeps it.
struct Index<'a, T> {
    emails: HashMap<&'a str, (&'a Entry<T>, Mark)>,
    /// By [`letters`]: no directory has two ids that differ by capitals alone.
    ids: HashMap<Cow<'a, str>, &'a Entry<T>>,
}

impl<'a, T: Person> Index<'a, T> {
    fn of(entries: &'a [Entry<T>]) -> Self {
        let mut index = Self { emails: HashMap::with_capacity(entries.len()), ids: HashMap::new() };
        for entry in entries {
            index.add(entry);
        }
        index
    }

    /// Adds an entry that is known by its e-mail alone, as most are; not when it has other marks, or somebody bears it.
    fn add_plain(&mut self, entry: &'a Entry<T>) -> bool {
        let person = &entry.value;
        if person.id().is_some() || person.was().is_some() {
            return false;
        }
        let Some(email) = person.email() else { return false };
        match self.emails.entry(email.folded()) {
            hash_map::Entry::Vacant(free) => {
                free.insert((entry, Mark::Email));
                true
            }
            hash_map::Entry::Occupied(_) => false,
        }
    }

    fn add(&mut self, entry: &'a Entry<T>) {
        for (mark, text) in marks_of(&entry.value) {
            match mark {
                Mark::Id => _ = self.ids.entry(letters(text)).or_insert(entry),
                _ => _ = self.emails.entry(text).or_insert((entry, mark)),
            }
        }
    }

    /// Who bears this mark, and as which of theirs.
    fn find(&self, mark: Mark, text: &str) -> Option<(&'a Entry<T>, Mark)> {
        match mark {
            Mark::Id => self.ids.get(&letters(text)).map(|entry| (*entry, Mark::Id)),
            _ => self.emails.get(text).copied(),
        }
    }

    /// The first of the person's marks that somebody here bears, and who does.
    fn meet<P: Person>(&self, person: &P) -> Option<(Mark, &'a Entry<T>, Mark)> {
        marks_of(person).find_map(|(mark, text)| self.find(mark, text).map(|(entry, theirs)| (mark, entry, theirs)))
    }
}

impl<T: Person> Entry<T> {
    fn file(&self) -> &Arc<str> {
        &self.value.at().file
    }

    fn place(&self, mark: Mark) -> Place {
        let spot = self.marks.of(mark);
        Place { file: Arc::clone(self.file()), line: spot.line, column: spot.column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_seen_at_work_in_the_fixtures() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/roster/invalid/meaning");
        let expected = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let expected = expected.filter(|path| path.extension().is_some_and(|extension| extension == "expected"));
        let told: String = expected.map(|path| std::fs::read_to_string(path).unwrap()).collect();
        for (name, _) in CHECKS {
            assert!(told.lines().any(|line| line.split(' ').next() == Some(*name)), "no fixture shows {name}");
        }
    }
}
