//! The same person, division or domain twice in one list, across all files.

use foldhash::{HashMap, HashMapExt};

use crate::text::fold;

use super::super::Diagnostic;
use super::super::decode::{Entry, Named};
use super::super::findings::Findings;
use super::{Index, Mark, Person, Whole};
use crate::text::quote;

/// Nobody is declared twice, by address, former address or id.
pub(super) fn users(whole: &Whole<'_>, found: &mut Findings) {
    people("duplicate-user", "users", &whole.people.users, found);
}

/// Nobody leaves twice.
pub(super) fn leavers(whole: &Whole<'_>, found: &mut Findings) {
    people("duplicate-leaver", "leavers", &whole.people.leavers, found);
}

/// Nobody is protected twice.
pub(super) fn protected(whole: &Whole<'_>, found: &mut Findings) {
    people("duplicate-protected", "protected", &whole.people.protected, found);
}

/// No division stands in the scope twice.
pub(super) fn divisions(whole: &Whole<'_>, found: &mut Findings) {
    names("duplicate-division", whole.divisions, found);
}

/// No domain stands in the scope twice.
pub(super) fn email_domains(whole: &Whole<'_>, found: &mut Findings) {
    names("duplicate-domain", whole.email_domains, found);
}

fn people<T: Person>(code: &'static str, list: &str, entries: &[Entry<T>], found: &mut Findings) {
    let mut earlier: Index<'_, T> = Index { emails: HashMap::with_capacity(entries.len()), ids: HashMap::new() };
    for entry in entries {
        if earlier.add_plain(entry) {
            continue;
        }
        if let Some((mark, first, theirs)) = earlier.meet(&entry.value) {
            let (shown, help) = (entry.value.spelled(mark), "keep one entry and remove the other");
            let ids = (entry.value.id(), first.value.id());
            let (message, help) = match (mark, theirs, ids) {
                (Mark::Email, Mark::Email, (Some(a), Some(b))) if a != b => (
                    format!("{shown} is listed in `{list}` twice, with two different ids"),
                    "keep the entry whose id the directory has for this address",
                ),
                (Mark::Email, Mark::Email, _) => (format!("{shown} is listed in `{list}` twice"), help),
                (Mark::Email, _, _) => {
                    (format!("{shown} is the former address (`was`) of another entry of `{list}`"), ONE)
                }
                (Mark::Was, Mark::Was, _) => {
                    (format!("{shown} is the former address (`was`) of two entries of `{list}`"), ONE)
                }
                (Mark::Was, _, _) => {
                    (format!("{shown}, the former address (`was`) here, has an entry of its own in `{list}`"), ONE)
                }
                (Mark::Id, _, (Some(a), Some(b))) if a != b => (
                    format!(
                        "{shown} differs from {} of another entry of `{list}` by capital letters alone",
                        quote(b.as_str())
                    ),
                    "an id means one person: keep the entry that is right, with the id as the directory spells it",
                ),
                (Mark::Id, _, _) => (format!("{shown} is listed in `{list}` twice, with two addresses"), ONE),
            };
            let diagnostic = Diagnostic::new(code, entry.file(), entry.marks.of(mark), message);
            found.push(diagnostic.help(help).also(first.place(theirs), "first here"));
        }
        earlier.add(entry);
    }
}

const ONE: &str = "one person has one entry: keep the one that is right, with `was` for the old address";

fn names(code: &'static str, entries: &[Named], found: &mut Findings) {
    let mut earlier = HashMap::new();
    for Named { name, spot } in entries {
        match earlier.entry(fold(&name.value)) {
            std::collections::hash_map::Entry::Vacant(free) => _ = free.insert(&name.at),
            std::collections::hash_map::Entry::Occupied(first) => {
                let message = format!("{} is listed twice", quote(&name.value));
                let diagnostic = Diagnostic::new(code, &name.at.file, *spot, message);
                found.push(diagnostic.help("remove one of the two").also((*first.get()).clone(), "first here"));
            }
        }
    }
}
