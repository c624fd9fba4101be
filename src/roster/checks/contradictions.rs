//! Entries of different lists that cannot both hold.

use super::super::decode::PersonEntry;
use super::super::diagnostics::Diagnostics;
use super::super::node::Spot;
use super::super::{ConflictProblem, Diagnostic, RelatedLabel};
use super::{AllFiles, Identifier, Person, PersonIndex};

/// A leaver is not listed in `users`.
pub(super) fn user_and_leaver(files: &AllFiles<'_>, found: &mut Diagnostics) {
    if files.people.leavers.is_empty() {
        return;
    }
    let users = PersonIndex::of(&files.people.users);
    for leaver in &files.people.leavers {
        if let Some((by, user, theirs)) = users.find_match(&leaver.value) {
            let problem = ConflictProblem::UserAndLeaver { person: leaver.value.reference(by) };
            let diagnostic = at(leaver, leaver.spans.of(by), problem);
            found.push(diagnostic.also(user.place(theirs), RelatedLabel::DeclaredAsUser));
        }
    }
}

/// A protected user is not a leaver.
pub(super) fn protected_leaver(files: &AllFiles<'_>, found: &mut Diagnostics) {
    let protected = PersonIndex::of(&files.people.protected);
    for leaver in &files.people.leavers {
        if let Some((by, guarded, theirs)) = protected.find_match(&leaver.value) {
            let problem = ConflictProblem::ProtectedLeaver { person: leaver.value.reference(by) };
            let diagnostic = at(leaver, leaver.spans.of(by), problem);
            found.push(diagnostic.also(guarded.place(theirs), RelatedLabel::Protected));
        }
    }
}

/// A protected user has no last day.
pub(super) fn protected_until(files: &AllFiles<'_>, found: &mut Diagnostics) {
    if files.people.protected.is_empty() {
        return;
    }
    let protected = PersonIndex::of(&files.people.protected);
    for user in files.people.users.iter().filter(|user| user.value.until.is_some()) {
        if let Some((by, guarded, theirs)) = protected.find_match(&user.value) {
            let problem = ConflictProblem::ProtectedUntil { person: user.value.reference(by) };
            let diagnostic = at(user, user.spans.until, problem);
            found.push(diagnostic.also(guarded.place(theirs), RelatedLabel::Protected));
        }
    }
}

/// A user who is declared and protected has the same id and the same address in both entries.
pub(super) fn conflicting_id(files: &AllFiles<'_>, found: &mut Diagnostics) {
    if files.people.protected.is_empty() {
        return;
    }
    let users = PersonIndex::of(&files.people.users);
    for guarded in &files.people.protected {
        let Some(id) = guarded.value.id() else { continue };
        let email = guarded.value.email();
        let by_email = email.and_then(|email| users.find(Identifier::Email, email.folded()));
        let by_id = users.find(Identifier::Id, id.as_str());
        let (user, problem) = match (by_email, by_id) {
            (Some((user, _)), _) if user.value.id.as_ref().is_some_and(|other| other != id) => {
                (user, ConflictProblem::OtherId { person: guarded.value.reference(Identifier::Email) })
            }
            (None, Some((user, _))) if email.is_some() => {
                (user, ConflictProblem::OtherEmail { person: guarded.value.reference(Identifier::Id) })
            }
            _ => continue,
        };
        let diagnostic = at(guarded, guarded.spans.id, problem);
        found.push(diagnostic.also(user.place(Identifier::Id), RelatedLabel::OtherEntry));
    }
}

fn at<T: Person>(entry: &PersonEntry<T>, spot: Spot, problem: ConflictProblem) -> Diagnostic {
    Diagnostic::new(entry.file(), spot, problem)
}
