//! What is wrong with the result of an organization, as kinds with typed arguments: `render` words them.

use crate::model::{FreeText, Label, messages};

use super::status::OrganizationStatus;

messages! {
    /// Why an organization has no result, or none that can be used.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "each kind's documentation covers its arguments")]
    pub enum ResultProblem {
        /// This file is not there.
        Missing { file: &'static str },
        /// This file cannot be read, or is not what it should be.
        Unreadable { file: &'static str, why: FreeText },
        /// The result in the folder is that of another organization.
        OtherName { name: Label },
        /// The command ended with an error.
        CommandFailed { command: &'static str, code: u8, error: Option<FreeText> },
        /// The organization's folder is a link.
        LinkedFolder,
        /// This file is a link.
        LinkedFile { file: &'static str },
        /// An apply of the plan began, and no end of it is recorded.
        ApplyNotEnded,
        /// An apply began, perhaps of another plan, and no end of it is recorded.
        OtherApplyNotEnded,
        /// An apply of the plan ended, and the last result is not that of an apply.
        ApplyNotRecorded,
        /// Every user of the plan is inactive, and the apply ended with this exit code nevertheless.
        EndedOtherwise { code: u8 },
        /// The journal has no apply of the plan since it was made, or one with other totals.
        JournalDiffers,
        /// The organization's own roster has errors, so that nothing can be compared with it.
        RosterInvalid { errors: u64 },
        /// The saved plan cannot be trusted.
        PlanRejected { why: FreeText },
        /// The plan is not the one that the result was about.
        DigestDiffers,
        /// The plan is for another organization than the roster's.
        OtherOrganization { planned: Label },
        /// The plan was made from other roster files than those of the organization now.
        OtherRoster,
        /// The plan has expired.
        Expired,
        /// The plan is a preview, made from a snapshot.
        FromSnapshot,
        /// The plan is a preview, made for another day.
        ForAnotherDay,
        /// The plan leaves users out.
        Partial,
        /// The plan was made later than now.
        Future,
    }
}

impl ResultProblem {
    /// The word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Unreadable { .. } => "unreadable",
            Self::OtherName { .. } => "other_name",
            Self::CommandFailed { .. } => "command_failed",
            Self::LinkedFolder | Self::LinkedFile { .. } => "linked",
            Self::ApplyNotEnded => "apply_not_ended",
            Self::OtherApplyNotEnded => "other_apply_not_ended",
            Self::ApplyNotRecorded => "apply_not_recorded",
            Self::EndedOtherwise { .. } => "ended_otherwise",
            Self::JournalDiffers => "journal_differs",
            Self::RosterInvalid { .. } => "roster_invalid",
            Self::PlanRejected { .. } => "plan_rejected",
            Self::DigestDiffers => "digest_differs",
            Self::OtherOrganization { .. } => "other_organization",
            Self::OtherRoster => "other_roster",
            Self::Expired => "expired",
            Self::FromSnapshot => "from_snapshot",
            Self::ForAnotherDay => "for_another_day",
            Self::Partial => "partial",
            Self::Future => "future",
        }
    }

    /// Whether the organization has no usable result, or a plan that cannot be applied.
    #[must_use]
    pub fn status(&self) -> OrganizationStatus {
        match self {
            Self::Missing { .. }
            | Self::Unreadable { .. }
            | Self::LinkedFolder
            | Self::LinkedFile { .. }
            | Self::ApplyNotEnded
            | Self::OtherApplyNotEnded
            | Self::ApplyNotRecorded
            | Self::JournalDiffers
            | Self::RosterInvalid { .. } => OrganizationStatus::Failed,
            Self::EndedOtherwise { .. } => OrganizationStatus::Incomplete,
            Self::CommandFailed { code, .. } if *code != crate::error::Exit::Unusable.code() => {
                OrganizationStatus::Failed
            }
            Self::CommandFailed { .. }
            | Self::OtherName { .. }
            | Self::PlanRejected { .. }
            | Self::DigestDiffers
            | Self::OtherOrganization { .. }
            | Self::OtherRoster
            | Self::Expired
            | Self::FromSnapshot
            | Self::ForAnotherDay
            | Self::Partial
            | Self::Future => OrganizationStatus::Unusable,
        }
    }
}
