//! Entries that conflict with each other.

use super::{Sentences, sentences};
use crate::roster::ConflictProblem;

pub(super) fn conflict(problem: &ConflictProblem) -> Sentences {
    const ONE_ENTRY: &str = "one person has one entry: keep the correct one, with `was` for the old address";
    const LOOK_UP: &str = "look the person up in the directory and correct the entry that is wrong";
    sentences!(problem, ConflictProblem {
        DuplicateEmail { list, email } => "{email} is listed in {list} twice", "keep one entry and remove the other";
        DuplicateEmailWithOtherId { list, email } => "{email} is listed in {list} twice, with two different ids",
            "keep the entry whose id the directory has for this address";
        DuplicateId { list, id } => "the id {id} is listed in {list} twice, with two addresses", ONE_ENTRY;
        IdsDifferInCase { list, id, other } =>
            "the ids {id} and {other} of two entries of {list} differ in upper and lower case only",
            "an id means one person: keep the correct entry, with the id as the directory spells it";
        FormerOfOther { list, email } => "{email} is the former address (`was`) of another entry of {list}", ONE_ENTRY;
        FormerOfTwo { list, email } => "{email} is the former address (`was`) of two entries of {list}", ONE_ENTRY;
        FormerHasEntry { list, email } => "{email}, the former address (`was`) here, has an entry of its own in {list}",
            ONE_ENTRY;
        DuplicateAttribute { name } => "{name} is listed twice", "remove one of the two";
        DuplicateDivision { name } => "{name} is listed twice", "remove one of the two";
        DuplicateDomain { name } => "{name} is listed twice", "remove one of the two";
        UserAndLeaver { person } => "{person} is listed in both `users` and `leavers`",
            "remove one of the two entries: a person stays or leaves";
        ProtectedLeaver { person } => "{person} is listed in `leavers`, but is protected",
            "remove the leaver entry, or first the protection";
        ProtectedUntil { person } => "{person} is protected, but has a last day", "remove `until`, or the protection";
        OtherId { person } => "{person} has another id in `users`", LOOK_UP;
        OtherEmail { person } => "{person} has another address in `users`", LOOK_UP;
    })
}
