//! The same person, division or domain listed twice, across all files.

use foldhash::{HashMap, HashMapExt};

use crate::model::{Email, FreeText, UserId};
use crate::text::fold;

use super::super::decode::{PersonEntry, SpannedName};
use super::super::diagnostics::Diagnostics;
use super::super::{ConflictProblem, Diagnostic, PeopleList, RelatedLabel};
use super::{AllFiles, Identifier, Person, PersonIndex};

/// No two entries of `users` share an address, former address or id.
pub(super) fn users(files: &AllFiles<'_>, found: &mut Diagnostics) {
    people(PeopleList::Users, &files.people.users, found);
}

/// No two entries of `leavers` share an address or id.
pub(super) fn leavers(files: &AllFiles<'_>, found: &mut Diagnostics) {
    people(PeopleList::Leavers, &files.people.leavers, found);
}

/// No two entries of `protected` share an address or id.
pub(super) fn protected(files: &AllFiles<'_>, found: &mut Diagnostics) {
    people(PeopleList::Protected, &files.people.protected, found);
}

/// No division is listed twice.
pub(super) fn divisions(files: &AllFiles<'_>, found: &mut Diagnostics) {
    names(files.divisions, |name| ConflictProblem::DuplicateDivision { name }, found);
}

/// No domain is listed twice.
pub(super) fn email_domains(files: &AllFiles<'_>, found: &mut Diagnostics) {
    names(files.email_domains, |name| ConflictProblem::DuplicateDomain { name }, found);
}

/// No type of users and no department is listed twice.
pub(super) fn attributes(files: &AllFiles<'_>, found: &mut Diagnostics) {
    for list in files.attributes {
        names(list, |name| ConflictProblem::DuplicateAttribute { name }, found);
    }
}

fn people<T: Person>(list: PeopleList, entries: &[PersonEntry<T>], found: &mut Diagnostics) {
    let mut earlier = PersonIndex { emails: HashMap::with_capacity(entries.len()), ids: HashMap::new() };
    for entry in entries {
        if earlier.add_plain(entry) {
            continue;
        }
        if let Some((by, first, theirs)) = earlier.find_match(&entry.value) {
            let problem = duplicate(list, &entry.value, by, &first.value, theirs);
            let diagnostic = Diagnostic::new(entry.file(), entry.spans.of(by), problem);
            found.push(diagnostic.also(first.place(theirs), RelatedLabel::First));
        }
        earlier.add(entry);
    }
}

/// How an entry repeats an earlier one: the identifier `by` of the entry is the identifier `theirs` of the earlier one.
fn duplicate<T: Person>(list: PeopleList, entry: &T, by: Identifier, first: &T, theirs: Identifier) -> ConflictProblem {
    let address = |email: Option<&Email>| email.cloned().unwrap_or_else(|| Email::reported(""));
    let (email, was) = (address(entry.email()), address(entry.was()));
    let text = |id: &UserId| FreeText(id.as_str().to_owned());
    let ids = entry.id().zip(first.id()).filter(|(a, b)| a != b);
    match (by, theirs, ids) {
        (Identifier::Email, Identifier::Email, Some(_)) => ConflictProblem::DuplicateEmailWithOtherId { list, email },
        (Identifier::Email, Identifier::Email, None) => ConflictProblem::DuplicateEmail { list, email },
        (Identifier::Email, _, _) => ConflictProblem::FormerOfOther { list, email },
        (Identifier::Was, Identifier::Was, _) => ConflictProblem::FormerOfTwo { list, email: was },
        (Identifier::Was, _, _) => ConflictProblem::FormerHasEntry { list, email: was },
        (Identifier::Id, _, Some((id, other))) => {
            ConflictProblem::IdsDifferInCase { list, id: text(id), other: text(other) }
        }
        (Identifier::Id, _, None) => {
            ConflictProblem::DuplicateId { list, id: entry.id().map_or_else(|| FreeText(String::new()), text) }
        }
    }
}

fn names(entries: &[SpannedName], problem: impl Fn(FreeText) -> ConflictProblem, found: &mut Diagnostics) {
    let mut earlier = HashMap::new();
    for SpannedName { name, spot } in entries {
        match earlier.entry(fold(&name.value)) {
            std::collections::hash_map::Entry::Vacant(free) => _ = free.insert(&name.at),
            std::collections::hash_map::Entry::Occupied(first) => {
                let diagnostic = Diagnostic::new(&name.at.file, *spot, problem(FreeText(name.value.clone())));
                found.push(diagnostic.also((*first.get()).clone(), RelatedLabel::First));
            }
        }
    }
}
