//! Entries that conflict with each other.

use super::pair;
use crate::roster::{ConflictProblem, PersonReference};
use crate::text::quote;

pub(super) fn conflict(problem: &ConflictProblem) -> (String, String) {
    const ONE_ENTRY: &str = "one person has one entry: keep the correct one, with `was` for the old address";
    const LOOK_UP: &str = "look the person up in the directory and correct the entry that is wrong";
    match problem {
        ConflictProblem::DuplicateEmail { list, email } => pair(
            format!("{} is listed in `{}` twice", quote(email.as_str()), list.key()),
            "keep one entry and remove the other",
        ),
        ConflictProblem::DuplicateEmailWithOtherId { list, email } => pair(
            format!("{} is listed in `{}` twice, with two different ids", quote(email.as_str()), list.key()),
            "keep the entry whose id the directory has for this address",
        ),
        ConflictProblem::DuplicateId { list, id } => {
            pair(format!("the id {} is listed in `{}` twice, with two addresses", quote(&id.0), list.key()), ONE_ENTRY)
        }
        ConflictProblem::IdsDifferInCase { list, id, other } => pair(
            format!(
                "the ids {} and {} of two entries of `{}` differ in upper and lower case only",
                quote(&id.0),
                quote(&other.0),
                list.key()
            ),
            "an id means one person: keep the correct entry, with the id as the directory spells it",
        ),
        ConflictProblem::FormerOfOther { list, email } => pair(
            format!("{} is the former address (`was`) of another entry of `{}`", quote(email.as_str()), list.key()),
            ONE_ENTRY,
        ),
        ConflictProblem::FormerOfTwo { list, email } => pair(
            format!("{} is the former address (`was`) of two entries of `{}`", quote(email.as_str()), list.key()),
            ONE_ENTRY,
        ),
        ConflictProblem::FormerHasEntry { list, email } => pair(
            format!(
                "{}, the former address (`was`) here, has an entry of its own in `{}`",
                quote(email.as_str()),
                list.key()
            ),
            ONE_ENTRY,
        ),
        ConflictProblem::DuplicateDivision { name } | ConflictProblem::DuplicateDomain { name } => {
            pair(format!("{} is listed twice", quote(&name.0)), "remove one of the two")
        }
        ConflictProblem::UserAndLeaver { person } => pair(
            format!("{} is listed in both `users` and `leavers`", name(person)),
            "remove one of the two entries: a person stays or leaves",
        ),
        ConflictProblem::ProtectedLeaver { person } => pair(
            format!("{} is listed in `leavers`, but is protected", name(person)),
            "remove the leaver entry, or first the protection",
        ),
        ConflictProblem::ProtectedUntil { person } => {
            pair(format!("{} is protected, but has a last day", name(person)), "remove `until`, or the protection")
        }
        ConflictProblem::OtherId { person } => pair(format!("{} has another id in `users`", name(person)), LOOK_UP),
        ConflictProblem::OtherEmail { person } => {
            pair(format!("{} has another address in `users`", name(person)), LOOK_UP)
        }
    }
}

fn name(person: &PersonReference) -> String {
    match person {
        PersonReference::Email { email } => quote(email.as_str()),
        PersonReference::Id { id } => format!("the id {}", quote(&id.0)),
    }
}
