//! Entries of different lists that cannot both hold.

use super::super::Diagnostic;
use super::super::findings::Findings;
use super::{Index, Mark, Person, Whole};

/// Who leaves is not declared as a user.
pub(super) fn user_and_leaver(whole: &Whole<'_>, found: &mut Findings) {
    if whole.people.leavers.is_empty() {
        return;
    }
    let users = Index::of(&whole.people.users);
    for leaver in &whole.people.leavers {
        if let Some((mark, user, theirs)) = users.meet(&leaver.value) {
            let message = format!("{} is listed in `leavers` and in `users`", leaver.value.spelled(mark));
            let diagnostic = Diagnostic::new("user-and-leaver", leaver.file(), leaver.marks.of(mark), message);
            let help = "remove one of the two entries: a person stays or leaves";
            found.push(diagnostic.help(help).also(user.place(theirs), "declared as a user here"));
        }
    }
}

/// Who is protected does not leave.
pub(super) fn protected_leaver(whole: &Whole<'_>, found: &mut Findings) {
    let protected = Index::of(&whole.people.protected);
    for leaver in &whole.people.leavers {
        if let Some((mark, guarded, theirs)) = protected.meet(&leaver.value) {
            let message = format!("{} is listed in `leavers`, but is protected", leaver.value.spelled(mark));
            let diagnostic = Diagnostic::new("protected-leaver", leaver.file(), leaver.marks.of(mark), message);
            let help = "remove the leaver entry, or first the protection";
            found.push(diagnostic.help(help).also(guarded.place(theirs), "protected here"));
        }
    }
}

/// Who is protected has no last day.
pub(super) fn protected_until(whole: &Whole<'_>, found: &mut Findings) {
    if whole.people.protected.is_empty() {
        return;
    }
    let protected = Index::of(&whole.people.protected);
    for user in whole.people.users.iter().filter(|user| user.value.until.is_some()) {
        if let Some((mark, guarded, theirs)) = protected.meet(&user.value) {
            let message = format!("{} is protected, but has a last day", user.value.spelled(mark));
            let diagnostic = Diagnostic::new("protected-until", user.file(), user.marks.until, message);
            let help = "remove `until`, or the protection";
            found.push(diagnostic.help(help).also(guarded.place(theirs), "protected here"));
        }
    }
}

/// Who is declared and protected has the same id in both entries, and the same address.
pub(super) fn conflicting_id(whole: &Whole<'_>, found: &mut Findings) {
    if whole.people.protected.is_empty() {
        return;
    }
    let users = Index::of(&whole.people.users);
    for guarded in &whole.people.protected {
        let Some(id) = guarded.value.id() else { continue };
        let email = guarded.value.email();
        let by_email = email.and_then(|email| users.find(Mark::Email, email.folded()));
        let by_id = users.find(Mark::Id, id.as_str());
        let conflict = match (by_email, by_id) {
            (Some((user, _)), _) if user.value.id.as_ref().is_some_and(|other| other != id) => {
                Some((user, format!("{} has another id in `users`", guarded.value.spelled(Mark::Email))))
            }
            (None, Some((user, _))) if email.is_some() => {
                Some((user, format!("{} has another address in `users`", guarded.value.spelled(Mark::Id))))
            }
            _ => None,
        };
        if let Some((user, message)) = conflict {
            let diagnostic = Diagnostic::new("conflicting-id", guarded.file(), guarded.marks.id, message);
            let help = "look the person up in the directory and correct the entry that is wrong";
            found.push(diagnostic.help(help).also(user.place(Mark::Id), "the other entry"));
        }
    }
}
