//! Contradictions between roster and directory.

use crate::plan::{ContradictionKind, EntryList, Selector};

/// What contradicts what, without a final full stop.
#[must_use]
pub fn contradiction_message(kind: &ContradictionKind) -> String {
    match kind {
        ContradictionKind::UnknownDivision { name, .. } => format!("the directory has no division `{}`", name.0),
        ContradictionKind::AmbiguousDivision { name, ids } => {
            format!("{} divisions have the name `{}`", ids.len(), name.0)
        }
        ContradictionKind::DivisionUnknown { email, id, others } => format!(
            "the directory does not report the division of {email} ({id}), and of {others} more, so the scope cannot be \
             decided"
        ),
        ContradictionKind::UnknownDomain { domain, .. } => {
            format!("no user of the directory has an e-mail in the domain `{}`", domain.0)
        }
        ContradictionKind::UnknownAttribute { key, value, .. } => {
            format!("no user of the directory has the value `{}` of `{key}`", value.0)
        }
        ContradictionKind::IdHasOtherEmail { id, actual, written, .. } => {
            format!("user {id} has the e-mail `{actual}` in the directory, not `{written}`")
        }
        ContradictionKind::InactiveIdHasOtherEmail { id, state, actual, written } => {
            format!("user {id} ({}) has the e-mail `{actual}` in the directory, not `{written}`", state.as_str())
        }
        ContradictionKind::IdCaseDiffers { written, email, .. } => {
            format!("{written} differs from the id of `{email}` in the directory by capital letters alone")
        }
        ContradictionKind::EmailOfOtherId { email, owner, written } => {
            format!("`{email}` belongs to user {owner} in the directory, not to {written}")
        }
        ContradictionKind::AmbiguousUser { written, users, .. } => {
            let listed: Vec<String> = users.iter().map(|user| format!("{} ({})", user.id, user.email)).collect();
            format!("{} active users match `{written}`: {}", users.len(), listed.join(", "))
        }
        ContradictionKind::ProtectedLeaver { email, id, protected_at } => {
            format!("`{email}` ({id}) is a leaver here, but is protected in {protected_at}")
        }
        ContradictionKind::ProtectedUntil { email, id, protected_at } => {
            format!("`{email}` ({id}) has a last day here, but is protected in {protected_at}")
        }
        ContradictionKind::PinnedLeaver { email, id } => {
            format!("`{email}` ({id}) is pinned under `directory` as the proof of the tenant, and would be deactivated")
        }
        ContradictionKind::NamedTwice { email, id, other_at } => {
            format!("`{email}` ({id}) is named here by one address, and by another one in {other_at}")
        }
        ContradictionKind::UnknownEmail { typed, .. } => {
            format!("--only `{typed}`: no active user and no line of the roster has this e-mail")
        }
        ContradictionKind::UnknownId { typed, .. } => {
            format!("--only `{}`: no active user and no line of the roster has this id", typed.0)
        }
    }
}

/// What to do about it.
#[must_use]
pub fn contradiction_help(kind: &ContradictionKind) -> String {
    match kind {
        ContradictionKind::UnknownDivision { nearest: Some(nearest), .. } => {
            format!("did you mean `{}`? A division is given by its name or its id", nearest.0)
        }
        ContradictionKind::AmbiguousDivision { ids, .. } => {
            let ids: Vec<&str> = ids.iter().map(|id| id.0.as_str()).collect();
            format!("give the id of the one that is meant: {}", ids.join(", "))
        }
        ContradictionKind::UnknownDomain { nearest: Some(nearest), .. } => format!("did you mean `{}`?", nearest.0),
        ContradictionKind::UnknownAttribute { nearest: Some(nearest), .. } => format!("did you mean `{}`?", nearest.0),
        ContradictionKind::IdCaseDiffers { actual, .. } => {
            format!("write the id as the directory spells it: {actual}")
        }
        ContradictionKind::UnknownEmail { nearest, .. } | ContradictionKind::UnknownId { nearest, .. } => {
            did_you_mean(nearest).unwrap_or_else(|| "check the spelling; a user is given by e-mail or id".to_owned())
        }
        other => plain_help(other).to_owned(),
    }
}

/// The help without values.
fn plain_help(kind: &ContradictionKind) -> &'static str {
    match kind {
        ContradictionKind::UnknownDivision { .. } => {
            "give the division's name or id as the directory shows it; if it exists there, the credentials may lack the \
             permission to see it"
        }
        ContradictionKind::DivisionUnknown { .. } => {
            "let the credentials see divisions, or scope by `email_domains` alone"
        }
        ContradictionKind::UnknownDomain { .. } => {
            "correct its spelling, or remove it from `email_domains` until a user has such an e-mail"
        }
        ContradictionKind::UnknownAttribute { .. } => {
            "correct its spelling; if the last user with it has left, remove it from `scope` until another user has it"
        }
        ContradictionKind::IdHasOtherEmail { list: EntryList::Users, .. } => {
            "correct the e-mail or the id; for a rename keep the new e-mail and add `was:` with the old one"
        }
        ContradictionKind::IdHasOtherEmail { list: EntryList::Leavers | EntryList::Protected, .. } => {
            "correct the e-mail or the id; after a rename write the e-mail that the user has in the directory"
        }
        ContradictionKind::EmailOfOtherId { .. } => {
            "if the person that the entry is about has left, and the e-mail now belongs to another person, remove the \
             entry; if the id is a slip, correct it"
        }
        ContradictionKind::AmbiguousUser { list: EntryList::Users, .. } => {
            "an e-mail must name one person; have an administrator correct the e-mail of the others in the directory, add \
             the `id` of the one who is meant, or remove a `was:` that no longer holds"
        }
        ContradictionKind::AmbiguousUser { list: EntryList::Leavers | EntryList::Protected, .. } => {
            "an e-mail must name one person; have an administrator correct the e-mail of the others in the directory, or \
             add the `id` of the one who is meant"
        }
        ContradictionKind::ProtectedLeaver { .. } => "remove the leaver entry, or first the protection",
        ContradictionKind::ProtectedUntil { .. } => "remove `until`, or the protection",
        ContradictionKind::PinnedLeaver { .. } => {
            "declare or protect that user, or pin another one who stays (`rosterctl doctor` prints one)"
        }
        ContradictionKind::NamedTwice { .. } => {
            "remove one of the two entries; if two people share an address, have an administrator correct it in the directory"
        }
        _ => "correct the e-mail or the id",
    }
}

/// Suggestions as a question; `None` when there are none.
#[must_use]
pub fn did_you_mean(closest: &[Selector]) -> Option<String> {
    let (last, others) = closest.split_last()?;
    let others: String = others.iter().map(|other| format!("`{}` or ", other.as_str())).collect();
    Some(format!("did you mean {others}`{}`?", last.as_str()))
}

/// Each code of a contradiction, what it means, and what to do, as sentences about any user. Those that a roster can have
/// by itself are in its own list of codes.
pub(in crate::render) const CONTRADICTIONS: [(&str, &str, &str); 10] = [
    ("ambiguous-division", "Several divisions have this name.", "Give the id of the one that is meant."),
    (
        "ambiguous-user",
        "Several active users match one entry.",
        "Have their e-mails corrected in the directory, or remove a `was` that no longer holds.",
    ),
    (
        "division-unknown",
        "The directory does not report the division of a user.",
        "Let the credentials see divisions, or scope by e-mail domains.",
    ),
    (
        "id-mismatch",
        "An id and an e-mail belong to different people.",
        "Correct the one that is wrong; for a rename add `was` with the old address.",
    ),
    (
        "named-twice",
        "Two entries name one user by different addresses.",
        "Remove one of the two; if two people share an address, have it corrected in the directory.",
    ),
    (
        "pinned-leaver",
        "The user who proves the tenant of the directory would be deactivated.",
        "Declare or protect that user, or pin another one who stays.",
    ),
    (
        "unknown-attribute",
        "No active user has a type or a department of the scope.",
        "Correct its spelling, or remove it from the scope.",
    ),
    ("unknown-division", "The directory has no such division.", "Give its name or id as the directory shows it."),
    (
        "unknown-domain",
        "No user of the directory has an e-mail in a domain of the scope.",
        "Correct its spelling, or remove it from the scope.",
    ),
    (
        "unknown-user",
        "No user and no line of the roster is the one named on the command line.",
        "Check the spelling of --only.",
    ),
];
