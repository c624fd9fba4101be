//! Checks over all files of a roster together. All of them run, whatever the others find.

mod contradictions;
mod duplicates;

use std::borrow::Cow;
use std::collections::hash_map;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use crate::model::{Declared, Email, FreeText, Leaver, Place, Protected, UserId};

use super::decode::{IdentifierSpans, People, PersonEntry, SpannedName};
use super::diagnostics::Diagnostics;
use super::node::Spot;
use super::{DiagnosticCode, PersonReference};

/// What the files of a roster declare together.
#[derive(Debug)]
pub(super) struct AllFiles<'a> {
    /// People in the order of the files.
    pub(super) people: &'a People,
    /// Divisions of the scope.
    pub(super) divisions: &'a [SpannedName],
    /// Domains of the scope.
    pub(super) email_domains: &'a [SpannedName],
    /// Types of users, and departments of the scope.
    pub(super) attributes: [&'a [SpannedName]; 2],
}

type Check = fn(&AllFiles<'_>, &mut Diagnostics);

/// Each check, with the code that it reports.
pub(super) const CHECKS: &[(DiagnosticCode, Check)] = &[
    (DiagnosticCode::DuplicateUser, duplicates::users),
    (DiagnosticCode::DuplicateLeaver, duplicates::leavers),
    (DiagnosticCode::DuplicateProtected, duplicates::protected),
    (DiagnosticCode::DuplicateDivision, duplicates::divisions),
    (DiagnosticCode::DuplicateDomain, duplicates::email_domains),
    (DiagnosticCode::DuplicateAttribute, duplicates::attributes),
    (DiagnosticCode::UserAndLeaver, contradictions::user_and_leaver),
    (DiagnosticCode::ProtectedLeaver, contradictions::protected_leaver),
    (DiagnosticCode::ProtectedUntil, contradictions::protected_until),
    (DiagnosticCode::ConflictingId, contradictions::conflicting_id),
];

/// Runs every check.
pub(super) fn run(files: &AllFiles<'_>, found: &mut Diagnostics) {
    for (_, check) in CHECKS {
        check(files, found);
    }
}

/// An entry of any of the three lists.
pub(crate) trait Person {
    fn email(&self) -> Option<&Email>;
    fn id(&self) -> Option<&UserId>;
    fn was(&self) -> Option<&Email> {
        None
    }
    fn at(&self) -> &Place;

    /// The person, referred to by one of their identifiers.
    fn reference(&self, by: Identifier) -> PersonReference {
        let email = match by {
            Identifier::Email => self.email(),
            Identifier::Was => self.was(),
            Identifier::Id => None,
        };
        match email {
            Some(email) => PersonReference::Email { email: email.clone() },
            None => {
                PersonReference::Id { id: FreeText(self.id().map(|id| id.as_str().to_owned()).unwrap_or_default()) }
            }
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

/// What identifies a person in a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Identifier {
    Email,
    /// The former e-mail address.
    Was,
    Id,
}

impl IdentifierSpans {
    fn of(&self, identifier: Identifier) -> Spot {
        match identifier {
            Identifier::Email => self.email,
            Identifier::Was => self.was,
            Identifier::Id => self.id,
        }
    }
}

/// Every identifier of a person, in the form in which it is compared.
fn identifiers_of<P: Person>(person: &P) -> impl Iterator<Item = (Identifier, &str)> {
    let email = person.email().map(|email| (Identifier::Email, email.folded()));
    let id = person.id().map(|id| (Identifier::Id, id.as_str()));
    let was = person.was().map(|was| (Identifier::Was, was.folded()));
    email.into_iter().chain(id).chain(was)
}

/// An id in lower case.
fn folded_id(id: &str) -> Cow<'_, str> {
    if id.bytes().any(|byte| byte.is_ascii_uppercase()) { id.to_ascii_lowercase().into() } else { id.into() }
}

/// Finds people by their identifiers. The first entry with an identifier keeps it.
struct PersonIndex<'a, T> {
    emails: HashMap<&'a str, (&'a PersonEntry<T>, Identifier)>,
    /// By [`folded_id`]: no directory has two ids that differ in case only.
    ids: HashMap<Cow<'a, str>, &'a PersonEntry<T>>,
}

impl<'a, T: Person> PersonIndex<'a, T> {
    fn of(entries: &'a [PersonEntry<T>]) -> Self {
        let mut index = Self { emails: HashMap::with_capacity(entries.len()), ids: HashMap::new() };
        for entry in entries {
            index.add(entry);
        }
        index
    }

    /// Adds an entry that has only an e-mail, as most do. `false` when it has other identifiers or its e-mail is taken.
    fn add_plain(&mut self, entry: &'a PersonEntry<T>) -> bool {
        let person = &entry.value;
        if person.id().is_some() || person.was().is_some() {
            return false;
        }
        let Some(email) = person.email() else { return false };
        match self.emails.entry(email.folded()) {
            hash_map::Entry::Vacant(free) => {
                free.insert((entry, Identifier::Email));
                true
            }
            hash_map::Entry::Occupied(_) => false,
        }
    }

    fn add(&mut self, entry: &'a PersonEntry<T>) {
        for (identifier, text) in identifiers_of(&entry.value) {
            match identifier {
                Identifier::Id => _ = self.ids.entry(folded_id(text)).or_insert(entry),
                _ => _ = self.emails.entry(text).or_insert((entry, identifier)),
            }
        }
    }

    /// The entry with this identifier, and which of its identifiers it is.
    fn find(&self, identifier: Identifier, text: &str) -> Option<(&'a PersonEntry<T>, Identifier)> {
        match identifier {
            Identifier::Id => self.ids.get(&folded_id(text)).map(|entry| (*entry, Identifier::Id)),
            _ => self.emails.get(text).copied(),
        }
    }

    /// The first identifier of the person that an entry here has, with that entry and which of its identifiers it is.
    fn find_match<P: Person>(&self, person: &P) -> Option<(Identifier, &'a PersonEntry<T>, Identifier)> {
        identifiers_of(person).find_map(|(identifier, text)| {
            self.find(identifier, text).map(|(entry, theirs)| (identifier, entry, theirs))
        })
    }
}

impl<T: Person> PersonEntry<T> {
    fn file(&self) -> &Arc<str> {
        &self.value.at().file
    }

    fn place(&self, identifier: Identifier) -> Place {
        let spot = self.spans.of(identifier);
        Place { file: Arc::clone(self.file()), line: spot.line, column: spot.column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_fixture() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/roster/invalid/meaning");
        let expected = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let expected = expected.filter(|path| path.extension().is_some_and(|extension| extension == "expected"));
        let reported: String = expected.map(|path| std::fs::read_to_string(path).unwrap()).collect();
        for (code, _) in CHECKS {
            let code = code.as_str();
            assert!(reported.lines().any(|line| line.split(' ').next() == Some(code)), "no fixture shows {code}");
        }
    }
}
