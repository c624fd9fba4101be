//! What the guards are about, and what to do when one refuses.

use crate::plan::GuardName;

/// The texts of one guard.
struct GuardTexts {
    /// What its number counts, as a noun phrase.
    subject: &'static str,
    /// What a refusal means, as a sentence.
    summary: &'static str,
    /// What to do in general, as a sentence.
    advice: &'static str,
    /// What to do about a refused plan, without a final full stop.
    help: &'static str,
}

const fn texts(name: GuardName) -> GuardTexts {
    match name {
        GuardName::MaxDeactivations => GuardTexts {
            subject: "users who would be deactivated",
            summary: "More users would be deactivated than the roster allows.",
            advice: "Check that the roster is complete; if this many deactivations are intended, lift the guard with a reason.",
            help: "Check that the roster is complete. If this many deactivations are intended: `--override max_deactivations=NUMBER --reason TEXT`",
        },
        GuardName::MaxDeactivationPercent => GuardTexts {
            subject: "their share of the active users in scope; one is always allowed, unless the limit is 0",
            summary: "A larger share of the users would be deactivated than the roster allows.",
            advice: "Check that the roster is complete; if this many deactivations are intended, lift the guard with a reason.",
            help: "Check that the roster is complete. If this many deactivations are intended: `--override max_deactivation_percent=NUMBER --reason TEXT`",
        },
        GuardName::EmptyRoster => GuardTexts {
            subject: "1 when the roster declares no user, and would end the access of every user",
            summary: "The roster declares no user.",
            advice: "List who should be active under `users`.",
            help: "The roster declares no user. List who should be active under `users:`",
        },
        GuardName::EmptiesDivision => GuardTexts {
            subject: "divisions that would lose their last active user",
            summary: "A division would lose its last active user.",
            advice: "Declare a user of it, or lift the guard with a reason if the division is closing.",
            help: "A division would lose its last active user. If it is closing: `--override empties_division=NUMBER --reason TEXT`",
        },
        GuardName::SelfGuard => GuardTexts {
            subject: "1 when the identity behind the token would be deactivated",
            summary: "The identity behind the credentials would be deactivated, or could not be determined.",
            advice: "Use an OAuth client, or declare that user.",
            help: "The plan deactivates the owner of the token in use, or that owner could not be determined. Use an OAuth \
                   client, or declare that user",
        },
        GuardName::Lookalike => GuardTexts {
            subject: "undeclared users who resemble a declared one who is not active",
            summary: "A user who would be deactivated may only be misspelled, or have a new account.",
            advice: "Correct the spelling, or clarify with `email`, `was` or a leaver entry which person is meant.",
            help: "A user may only be misspelled or renamed, or have a new account. The `lookalike` findings describe what \
                   to write",
        },
        GuardName::RequireLeaverEntry => GuardTexts {
            subject: "users who would be deactivated without a leaver entry",
            summary: "A user would be deactivated without a leaver entry.",
            advice: "Add a leaver entry with the reason.",
            help: "The roster requires a reason. Add a `leavers:` entry for each user above marked not_declared",
        },
        GuardName::ProtectedAbsent => GuardTexts {
            subject: "protected entries that match no user of the directory",
            summary: "An entry of `protected` matches no user of the directory.",
            advice: "Correct the entry, give the id of the account, or remove it.",
            help: "An entry of `protected` matches no user, so the account that it is for may be deactivated. The \
                   `protected_absent` findings list the entries: correct each, or remove it",
        },
        GuardName::Undeclarable => GuardTexts {
            subject: "users who would be deactivated and cannot be declared in a roster",
            summary: "A user that no roster can declare would be deactivated.",
            advice: "Protect them by id, or have an administrator correct their e-mail.",
            help: "No line of a roster can keep these users active. The `undeclarable` findings give their ids: protect them \
                   by `id`, or have an administrator correct their e-mails",
        },
        GuardName::EmptiesDepartment => GuardTexts {
            subject: "departments that would lose their last active user",
            summary: "A department would lose its last active user.",
            advice: "Declare a user of it, or lift the guard with a reason if the department is closing.",
            help: "A department would lose its last active user. If it is closing: `--override empties_department=NUMBER --reason TEXT`",
        },
        GuardName::EmptiesDomain => GuardTexts {
            subject: "e-mail domains that would lose their last active user",
            summary: "An e-mail domain would lose its last active user.",
            advice: "Declare a user of it, or lift the guard with a reason if the domain is given up.",
            help: "An e-mail domain would lose its last active user. If it is given up: `--override empties_domain=NUMBER --reason TEXT`",
        },
        GuardName::DestructiveDeactivation => GuardTexts {
            subject: "effects of a deactivation that the roster does not accept, and a missing attestation",
            summary: "A deactivation in this service does more than end access, or what it does is unknown.",
            advice: "Accept each effect by name under `accept`, or attest under `attest` that a deactivation can be undone.",
            help: "A deactivation in this service does more than end access, or what it does is unknown: see the first lines \
                   of the plan. If that is intended, list the codes in `directory.accept`, or state in `directory.attest` \
                   who looked it up and where. This guard cannot be lifted with --override",
        },
    }
}

/// What the number of a guard counts.
pub(in crate::render) fn guard_subject(name: GuardName) -> &'static str {
    texts(name).subject
}

/// What a refusal by this guard means.
pub(in crate::render) fn guard_summary(name: GuardName) -> &'static str {
    texts(name).summary
}

/// What to do in general about a refusal by this guard.
pub(in crate::render) fn guard_advice(name: GuardName) -> &'static str {
    texts(name).advice
}

/// What to do about a plan that this guard refuses.
pub(in crate::render) fn guard_help(name: GuardName) -> &'static str {
    texts(name).help
}
