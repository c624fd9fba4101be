//! The findings of a plan.

use crate::model::Unnameable;
use crate::plan::{AccountState, EntryRole, FindingCode, FindingKind, FindingUser, Resemblance};

use super::reasons::reason_text;

/// What was found and who can fix it.
#[must_use]
pub fn finding_text(kind: &FindingKind, user: &FindingUser) -> String {
    let email = &user.email;
    let id = user.id.as_deref().unwrap_or_default();
    match kind {
        FindingKind::Lookalike { .. } => lookalike(kind, user),
        FindingKind::OutOfScope { division } => {
            let division = division.as_ref().map(|it| format!(" in the division {}", it.0)).unwrap_or_default();
            format!(
                "active, but outside the scope (`{email}`{division}), so never touched; widen `scope` or remove the line"
            )
        }
        FindingKind::Protected { ending, reason } => {
            format!("kept though {}: protected ({})", reason_text(ending), reason.0)
        }
        FindingKind::ProtectedEmailDiffers { written } => format!(
            "protected by id, but the e-mail in the directory is `{email}`, not `{written}`; correct the e-mail of the entry"
        ),
        FindingKind::ProtectedIdCaseDiffers { written } => format!(
            "protected by the id {written}, which differs from this user's by capital letters alone; write the id as the \
             directory spells it: {id}"
        ),
        FindingKind::ProtectedIdDiffers { written } => format!(
            "protected, because an entry gives this e-mail, but with the id {written}, which is not this user's; if this \
             user is meant, write the id {id}; if not, correct the e-mail of the entry"
        ),
        FindingKind::Undeclared => {
            let email = yaml_word(email);
            format!(
                "active, but neither declared nor a leaver; kept. Add `- {email}` to `users:`, or `- {{email: {email}, \
                 reason: WHY}}` to `leavers:`"
            )
        }
        FindingKind::UndeclaredUnnameable { cause } => {
            format!("active, but neither declared nor a leaver; kept. {}", unnameable("No", cause, id))
        }
        FindingKind::SecondaryAddress { declared } => format!(
            "active and not declared, but has the declared address `{declared}` as another one: the same person. Write \
             `email: {email}` and `was: {declared}` in that entry. Two people? Add a leaver entry for `{email}`"
        ),
        FindingKind::SecondaryAddressLeaves { declared } => format!(
            "would be deactivated, but has the declared address `{declared}` as another one: the same person. Remove the entry \
             that ends their access, or the declared one. Two people? Have an administrator correct the addresses"
        ),
        FindingKind::SecondaryAddressOfLeaver { leaver } => format!(
            "active, and has the address `{leaver}` of a leaver as another one: this may be the leaver, whom no entry finds. \
             Write `email: {email}` in the leaver entry. Another person? Remove the leaver entry"
        ),
        FindingKind::RoundTotal { total } => format!(
            "the directory reports exactly {total} users, a number at which lists are often cut off; compare it with the \
             number that the service shows to administrators"
        ),
        FindingKind::UncheckedAbsences { users } => format!(
            "{users} named in the roster are not in the list of users, and the directory did not answer when it was asked for \
             them, so nothing shows whether the list lacks users; compare it with the users that the service shows to \
             administrators"
        ),
        FindingKind::StateAsText { users } => {
            format!("`active` is a text and not a Boolean for {users} of its users; read as the word that it is")
        }
        FindingKind::SafeWeak { service } => format!(
            "that a deactivation in `{}` can be undone is inferred, or not stated by the vendor; the first user of an apply \
             is written and verified alone",
            service.0
        ),
        FindingKind::Undeclarable { cause } => format!("would be deactivated, but {}", unnameable("no", cause, id)),
        other => plain(other).to_owned(),
    }
}

/// The sentences without values.
fn plain(kind: &FindingKind) -> &'static str {
    match kind {
        FindingKind::UserMissing => {
            "declared, but no user of the directory has this e-mail; correct its spelling, or have an administrator create \
             the user"
        }
        FindingKind::UserUnknown => {
            "declared, but not active; the snapshot was taken with a roster that did not name this user, so it does not \
             show whether they are inactive, deleted or missing; correct the spelling, or take a new snapshot"
        }
        FindingKind::LeaverMissing => {
            "leaver, but no user of the directory ever had this e-mail; correct its spelling, or remove the entry"
        }
        FindingKind::LeaverUnknown => {
            "leaver, and not active; the snapshot was taken with a roster that did not name this user, so it does not \
             show whether they ever existed; correct the spelling, or take a new snapshot"
        }
        FindingKind::UserInactive => {
            "declared, but inactive in the directory; rosterctl never reactivates users: an administrator can, or remove \
             the line"
        }
        FindingKind::UserDeleted => {
            "declared, but deleted in the directory; an administrator can restore them, or remove the line"
        }
        FindingKind::ProtectedInactive => {
            "protected, but inactive in the directory, so there is nothing to protect; if it should be active, an \
             administrator can reactivate it"
        }
        FindingKind::ProtectedDeleted => {
            "protected, but deleted in the directory, so the entry protects no user; if the account was created again, \
             write its `id` or its e-mail; otherwise remove the entry"
        }
        FindingKind::ProtectedUnknown => {
            "protected, but not active; the snapshot was taken with a roster that did not name this user, so it does not \
             show whether they are inactive, deleted or missing; correct the entry, or take a new snapshot"
        }
        FindingKind::ProtectedEmailMissing => {
            "protected, but no user of the directory has this e-mail, so the entry protects no user; correct its spelling, \
             add the `id` of an account that was renamed, or remove the entry"
        }
        FindingKind::ProtectedIdMissing => {
            "protected, but no user of the directory has this id, so the entry protects no user; correct it, or remove \
             the entry"
        }
        FindingKind::UserMissingOrInactive => {
            "declared, but not listed as active; the directory lists active users only, so they may be inactive or not \
             exist; correct the spelling, or have an administrator look"
        }
        FindingKind::UserUnlisted => {
            "declared, but not listed, and the directory could not be asked for this e-mail; correct its spelling, or have an \
             administrator look"
        }
        FindingKind::LeaverUnlisted => {
            "leaver, but not listed, and the directory could not be asked for this e-mail; have an administrator look whether \
             the user is active"
        }
        FindingKind::ScopeUnknown => {
            "active, but the directory does not report the user type or the department that `scope` asks for, so never \
             touched; have an administrator fill it in"
        }
        FindingKind::NoAddress => {
            "active without an e-mail address, so no roster can name them and nothing is done about them; have an \
             administrator fill it in"
        }
        FindingKind::NoServiceDescription => {
            "the directory does not describe what it supports (/ServiceProviderConfig); `rosterctl doctor` tests it"
        }
        FindingKind::NoEntityTags => {
            "the directory gives no entity tags, so a write cannot be refused when the user was changed at the same moment; \
             each user is read again just before the write"
        }
        FindingKind::OnlyActiveListed => {
            "the directory lists active users only, so a declared user who is missing may be inactive"
        }
        FindingKind::Unpinned => {
            "nothing proves that the credentials belong to the right tenant; add the `pin` that `rosterctl doctor` prints"
        }
        other => finding_summary(other.code()),
    }
}

fn lookalike(kind: &FindingKind, user: &FindingUser) -> String {
    let FindingKind::Lookalike { resembled, by, role, account, has_id, is_nameable, through } = kind else {
        return plain(kind).to_owned();
    };
    let address = &user.email;
    let alike = match by {
        Resemblance::Name => "has the same name as",
        Resemblance::Confusable => "is spelled with characters that look like those of",
        Resemblance::Address => "resembles",
    };
    let entry = match role {
        EntryRole::Declared => "who is declared",
        EntryRole::Former => "who is declared by this former address",
        EntryRole::Protected => "who is protected",
    };
    let state = match account {
        AccountState::Deleted => "deleted in the directory",
        AccountState::Inactive => "inactive in the directory",
        AccountState::Missing => "does not exist",
        AccountState::Unknown => "is not in the snapshot",
    };
    let has_account = matches!(account, AccountState::Deleted | AccountState::Inactive);
    let advice = if *is_nameable {
        let question = if has_account { "A new account of the same person?" } else { "The same person?" };
        let lines = match role {
            EntryRole::Declared if !has_account => format!("`email: {address}` and `was: {resembled}`"),
            EntryRole::Former if !has_account => format!("`was: {address}`"),
            _ => format!("`email: {address}`"),
        };
        let id = user.id.as_deref().filter(|_| *has_id).map(|id| format!(", and as its id {id}")).unwrap_or_default();
        format!("{question} Write {lines} in that entry{id}. Two people? Add a leaver entry for `{address}`")
    } else {
        format!("No roster can name `{address}`: have an administrator correct the address in the directory")
    };
    let own = through.as_ref().map(|own| format!("their other address `{own}` ")).unwrap_or_default();
    format!("active and not declared, but {own}{alike} `{resembled}`, {entry} and {state}. {advice}")
}

fn unnameable(no: &str, cause: &Unnameable, id: &str) -> String {
    format!(
        "{no} roster can declare the user with the id {id}, who {cause}; protect them with an entry of `id` and `reason` in \
         `protected` under `guards`, or have an administrator correct the e-mail in the directory"
    )
}

/// An address as YAML takes it in a list and between brackets.
fn yaml_word(email: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '\'' | '@');
    if email.starts_with(char::is_alphanumeric) && email.chars().all(is_plain) {
        return email.to_owned();
    }
    // A text of JSON is one of YAML.
    serde_json::Value::from(email).to_string()
}

/// What a code means, as a sentence about any user.
pub(crate) fn finding_summary(code: FindingCode) -> &'static str {
    match code {
        FindingCode::Lookalike => "An undeclared user resembles a declared one who is not active.",
        FindingCode::Missing => "No user has a declared e-mail.",
        FindingCode::Inactive => "A declared user is inactive.",
        FindingCode::Deleted => "A declared user is deleted.",
        FindingCode::OutOfScope => "A user named by the roster is outside its scope.",
        FindingCode::Protected => "A user is kept only because they are protected.",
        FindingCode::ProtectedAbsent => "An entry of `protected` matches no user of the directory.",
        FindingCode::ProtectedMismatch => "The id and the e-mail of a protected entry are not those of one user.",
        FindingCode::Undeclared => "An active user is neither declared nor a leaver, and is kept.",
        FindingCode::Undeclarable => "A user that no roster can declare would be deactivated.",
        FindingCode::ScopeUnknown => "A user is active, and the directory does not report what the scope asks for.",
        FindingCode::NoAddress => "A user is active without an address, so that no roster can name them by e-mail.",
        FindingCode::RoundTotal => "The total of the directory is a number at which directories are known to stop.",
        FindingCode::StateAsText => "The state of users is a text in place of a Boolean.",
        FindingCode::NoServiceDescription => "The directory does not describe what it supports.",
        FindingCode::NoEntityTags => "The directory gives no entity tags.",
        FindingCode::OnlyActiveListed => "The directory lists active users only.",
        FindingCode::Unchecked => "The directory did not answer whether it has users who are not listed.",
        FindingCode::Unpinned => "Nothing proves that the credentials belong to the right tenant.",
        FindingCode::SafeWeak => "That a deactivation can be undone is inferred, or not stated by the vendor.",
    }
}

/// What to do about a finding of this code.
pub(in crate::render) fn finding_advice(code: FindingCode) -> &'static str {
    match code {
        FindingCode::Lookalike => {
            "Correct the spelling, or clarify with `email`, `was` or a leaver entry which person is meant."
        }
        FindingCode::Missing => "Correct its spelling, or have an administrator create the user.",
        FindingCode::Inactive => "Have an administrator activate them, or remove the line.",
        FindingCode::Deleted => "Have an administrator restore them, or remove the line.",
        FindingCode::OutOfScope => "Widen the scope, or remove the line.",
        FindingCode::Protected => "Declare them, or remove the protection.",
        FindingCode::ProtectedAbsent => "Correct the entry, give the id of the account, or remove it.",
        FindingCode::ProtectedMismatch => {
            "Correct the one that is wrong; until then every user that could be meant is protected."
        }
        FindingCode::Undeclared => "Add them to `users` or to `leavers`.",
        FindingCode::Undeclarable => "Protect them by id, or have an administrator correct their e-mail.",
        FindingCode::ScopeUnknown => "Have an administrator fill in the attribute that the scope asks for.",
        FindingCode::NoAddress => "Have an administrator fill in their e-mail address.",
        FindingCode::RoundTotal => "Compare it with the number that the service shows to administrators.",
        FindingCode::StateAsText => "Report it to the vendor; the word is read as it is.",
        FindingCode::NoServiceDescription => "Run `rosterctl doctor`, which tests what the directory supports.",
        FindingCode::NoEntityTags => "Nothing has to be done: each user is read again just before the write.",
        FindingCode::OnlyActiveListed => "Have an administrator look for declared users who are missing.",
        FindingCode::Unchecked => "Compare the list with the users that the service shows to administrators.",
        FindingCode::Unpinned => "Add the `pin` that `rosterctl doctor` prints.",
        FindingCode::SafeWeak => "Deactivate and reactivate a test user, or ask the vendor.",
    }
}
