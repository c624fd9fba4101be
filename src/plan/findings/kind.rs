//! The kinds of findings, with the values that their sentences hold.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Email, FreeText, Label, Unnameable, UserId, messages};
use crate::plan::reason::ReasonKind;

/// The kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingCode {
    /// An undeclared active user resembles a declared one who is not active.
    Lookalike,
    /// Declared, and no user has the e-mail.
    Missing,
    /// Declared, and found inactive.
    Inactive,
    /// Declared, and found deleted.
    Deleted,
    /// Named by the roster, active, and outside its scope.
    OutOfScope,
    /// Kept only because they are protected.
    Protected,
    /// Protected, and no user of the directory is the one meant.
    ProtectedAbsent,
    /// Protected, and the id or the e-mail of the entry is no longer that of the user.
    ProtectedMismatch,
    /// Active in scope and kept, though neither declared nor a leaver (`undeclared: report`).
    Undeclared,
    /// Would be deactivated for not being declared, and no roster can declare them.
    Undeclarable,
    /// Active, and the directory does not report what the scope asks for.
    ScopeUnknown,
    /// Active without an address, so that no roster can name them by e-mail.
    NoAddress,
    /// The total of the directory is a number at which directories are known to stop.
    RoundTotal,
    /// The state of users is a text in place of a Boolean.
    StateAsText,
    /// The directory does not describe what it supports.
    NoServiceDescription,
    /// The directory gives no entity tags.
    NoEntityTags,
    /// The directory lists active users only.
    OnlyActiveListed,
    /// The directory did not answer whether it has users who are not listed.
    Unchecked,
    /// Nothing proves that the credentials belong to the right tenant.
    Unpinned,
    /// That a deactivation can be undone is inferred, or not stated by the vendor.
    SafeWeak,
}

impl FindingCode {
    /// Every code, in the order in which findings of one severity are listed.
    pub const ALL: [Self; 20] = [
        Self::Lookalike,
        Self::Missing,
        Self::Inactive,
        Self::Deleted,
        Self::OutOfScope,
        Self::Protected,
        Self::ProtectedAbsent,
        Self::ProtectedMismatch,
        Self::Undeclared,
        Self::Undeclarable,
        Self::ScopeUnknown,
        Self::NoAddress,
        Self::RoundTotal,
        Self::StateAsText,
        Self::NoServiceDescription,
        Self::NoEntityTags,
        Self::OnlyActiveListed,
        Self::Unchecked,
        Self::Unpinned,
        Self::SafeWeak,
    ];

    /// The word in the saved plan.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lookalike => "lookalike",
            Self::Missing => "missing",
            Self::Inactive => "inactive",
            Self::Deleted => "deleted",
            Self::OutOfScope => "out_of_scope",
            Self::Protected => "protected",
            Self::ProtectedAbsent => "protected_absent",
            Self::ProtectedMismatch => "protected_mismatch",
            Self::Undeclared => "undeclared",
            Self::Undeclarable => "undeclarable",
            Self::ScopeUnknown => "scope_unknown",
            Self::NoAddress => "no_address",
            Self::RoundTotal => "round_total",
            Self::StateAsText => "state_as_text",
            Self::NoServiceDescription => "no_service_description",
            Self::NoEntityTags => "no_entity_tags",
            Self::OnlyActiveListed => "only_active_listed",
            Self::Unchecked => "unchecked",
            Self::Unpinned => "unpinned",
            Self::SafeWeak => "safe_weak",
        }
    }

    /// How much a finding of this kind matters. A lookalike is only a warning where undeclared users are kept.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::Lookalike | Self::ProtectedAbsent | Self::Undeclarable => Severity::Error,
            Self::Protected
            | Self::StateAsText
            | Self::NoServiceDescription
            | Self::NoEntityTags
            | Self::OnlyActiveListed => Severity::Info,
            Self::Missing
            | Self::Inactive
            | Self::Deleted
            | Self::OutOfScope
            | Self::ProtectedMismatch
            | Self::Undeclared
            | Self::ScopeUnknown
            | Self::NoAddress
            | Self::RoundTotal
            | Self::Unchecked
            | Self::Unpinned
            | Self::SafeWeak => Severity::Warning,
        }
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It stops the plan until it is fixed.
    Error,
    /// Roster and directory disagree, and a person can fix it.
    Warning,
    /// Worth knowing.
    Info,
}

messages! {
    /// A kind of finding with the values of its sentence beside the user that it is about.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    pub enum FindingKind {
        /// An undeclared active user resembles an entry that matches no active user.
        Lookalike {
            /// The e-mail of the entry, or of the account that it is for.
            #[schemars(with = "String")]
            resembled: Email,
            /// What is alike.
            by: Resemblance,
            /// What the e-mail is in its entry.
            role: EntryRole,
            /// What is known of the account of the entry.
            account: AccountState,
            /// Whether the entry gives an id.
            has_id: bool,
            /// Whether a roster can name the user by e-mail.
            is_nameable: bool,
            /// The other address or login name of the user that is alike, when their own address is not.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(with = "Option<String>")]
            through: Option<Email>
        },
        /// A declared user does not exist.
        UserMissing,
        /// A declared user is not active; the snapshot holds no more.
        UserUnknown,
        /// No user has the e-mail of a leaver.
        LeaverMissing,
        /// A leaver is not active; the snapshot holds no more.
        LeaverUnknown,
        /// A declared user is inactive.
        UserInactive,
        /// A declared user is deleted.
        UserDeleted,
        /// A user that the roster names is outside its scope.
        OutOfScope {
            /// The user's division by name, when the directory reports it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            division: Option<Label>
        },
        /// A user is kept only because they are protected.
        Protected {
            /// Why their access would end otherwise.
            ending: ReasonKind,
            /// The reason that the protecting entry gives.
            reason: FreeText
        },
        /// A protected user is inactive.
        ProtectedInactive,
        /// A protected user is deleted.
        ProtectedDeleted,
        /// A protected user is not active; the snapshot holds no more.
        ProtectedUnknown,
        /// No user has the e-mail of a protected entry.
        ProtectedEmailMissing,
        /// No user has the id of a protected entry.
        ProtectedIdMissing,
        /// The user with the id of a protected entry has another e-mail.
        ProtectedEmailDiffers {
            /// The e-mail of the entry.
            #[schemars(with = "String")]
            written: Email
        },
        /// The id of a protected entry differs from the user's by capital letters alone.
        ProtectedIdCaseDiffers {
            /// The id of the entry.
            #[schemars(with = "String")]
            written: UserId
        },
        /// The user with the e-mail of a protected entry has another id.
        ProtectedIdDiffers {
            /// The id of the entry.
            #[schemars(with = "String")]
            written: UserId
        },
        /// An active user is neither declared nor a leaver, and is kept.
        Undeclared,
        /// An active user is neither declared nor a leaver, is kept, and cannot be named by a roster.
        UndeclaredUnnameable {
            /// Why no roster can name them.
            cause: Unnameable
        },
        /// A user that no roster can declare would be deactivated.
        Undeclarable {
            /// Why no roster can name them.
            cause: Unnameable
        },
        /// An undeclared active user has a declared address beside the one that finds them.
        SecondaryAddress {
            /// The declared address.
            #[schemars(with = "String")]
            declared: Email
        },
        /// A user whose access ends has a declared address, which no user is found by, beside the one that finds them.
        SecondaryAddressLeaves {
            /// The declared address.
            #[schemars(with = "String")]
            declared: Email
        },
        /// An active user has the address of a leaver, which no user is found by, beside the one that finds them.
        SecondaryAddressOfLeaver {
            /// The leaver's address.
            #[schemars(with = "String")]
            leaver: Email
        },
        /// A declared user is not listed by a directory that lists active users only.
        UserMissingOrInactive,
        /// A declared user is not listed, and the directory did not answer whether it has them.
        UserUnlisted,
        /// A leaver is not listed, and the directory did not answer whether it has them.
        LeaverUnlisted,
        /// An active user is covered by the scope but for what the directory does not report.
        ScopeUnknown,
        /// An active user has no address.
        NoAddress,
        /// The total is a number at which directories are known to stop.
        RoundTotal {
            /// The total.
            total: u64
        },
        /// The state of users is a text.
        StateAsText {
            /// How many.
            users: u64
        },
        /// The directory does not describe what it supports.
        NoServiceDescription,
        /// The directory gives no entity tags.
        NoEntityTags,
        /// The directory lists active users only.
        OnlyActiveListed,
        /// The directory did not answer whether it has users who are not listed.
        UncheckedAbsences {
            /// How many.
            users: u64
        },
        /// Nothing pins the tenant.
        Unpinned,
        /// The way back from a deactivation is inferred.
        SafeWeak {
            /// The service.
            service: Label
        },
    }
}

impl FindingKind {
    /// The code of the kind.
    #[must_use]
    pub fn code(&self) -> FindingCode {
        match self {
            Self::Lookalike { .. }
            | Self::SecondaryAddress { .. }
            | Self::SecondaryAddressLeaves { .. }
            | Self::SecondaryAddressOfLeaver { .. } => FindingCode::Lookalike,
            Self::UserMissingOrInactive
            | Self::UserUnlisted
            | Self::LeaverUnlisted
            | Self::UserMissing
            | Self::UserUnknown
            | Self::LeaverMissing
            | Self::LeaverUnknown => FindingCode::Missing,
            Self::UserInactive | Self::ProtectedInactive => FindingCode::Inactive,
            Self::UserDeleted => FindingCode::Deleted,
            Self::OutOfScope { .. } => FindingCode::OutOfScope,
            Self::Protected { .. } => FindingCode::Protected,
            Self::ProtectedDeleted
            | Self::ProtectedUnknown
            | Self::ProtectedEmailMissing
            | Self::ProtectedIdMissing => FindingCode::ProtectedAbsent,
            Self::ProtectedEmailDiffers { .. }
            | Self::ProtectedIdCaseDiffers { .. }
            | Self::ProtectedIdDiffers { .. } => FindingCode::ProtectedMismatch,
            Self::Undeclared | Self::UndeclaredUnnameable { .. } => FindingCode::Undeclared,
            Self::Undeclarable { .. } => FindingCode::Undeclarable,
            Self::ScopeUnknown => FindingCode::ScopeUnknown,
            Self::NoAddress => FindingCode::NoAddress,
            Self::RoundTotal { .. } => FindingCode::RoundTotal,
            Self::StateAsText { .. } => FindingCode::StateAsText,
            Self::NoServiceDescription => FindingCode::NoServiceDescription,
            Self::NoEntityTags => FindingCode::NoEntityTags,
            Self::OnlyActiveListed => FindingCode::OnlyActiveListed,
            Self::UncheckedAbsences { .. } => FindingCode::Unchecked,
            Self::Unpinned => FindingCode::Unpinned,
            Self::SafeWeak { .. } => FindingCode::SafeWeak,
        }
    }
}

messages! {
    /// What is alike in a lookalike.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum Resemblance {
        /// The name.
        Name,
        /// The address, but for characters that look like others.
        Confusable,
        /// The address, or some of the words of the name.
        Address,
    }
}

messages! {
    /// What the resembled e-mail is in its entry.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum EntryRole {
        /// That of a declared user.
        Declared,
        /// A former one of a declared user.
        Former,
        /// That of a protected user.
        Protected,
    }
}

messages! {
    /// What is known of the account that an entry is for, which is not active.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum AccountState {
        /// It is inactive.
        Inactive,
        /// It is deleted.
        Deleted,
        /// It does not exist.
        Missing,
        /// The snapshot does not hold it.
        Unknown,
    }
}
