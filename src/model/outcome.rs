//! The outcomes of an apply with their reasons, as kinds with typed arguments: `render` words them.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Email;
use super::account::AccountMark;
use super::error::DirectoryError;
use super::live::{Grant, Reported};
use super::message::{Argument, Arguments, FreeText, Label, messages};
use super::totals::OutcomeKind;
use super::user_record::UserRecord;

messages! {
    /// The outcome of one user of a plan.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "each kind's documentation covers its arguments")]
    pub enum Outcome {
        /// Deactivated: the directory's answer shows it, or the user was found inactive after a write without an answer.
        Done,
        /// Inactive before anything was sent, or after a write that the directory refused.
        AlreadyInactive,
        /// No longer what the plan says; nothing was sent.
        Changed { reason: ChangeReason },
        /// On an interaction, or perhaps on one; nothing was sent.
        Deferred { reason: DeferralReason },
        /// The write was refused, or never sent: it did not take effect and cannot any more.
        Failed { reason: FailureReason },
        /// Sent, but whether it took effect, or still will, could not be established.
        Unverified { reason: UnverifiedReason },
        /// Not tried.
        NotStarted,
    }
}

impl Outcome {
    /// The outcome without its reason.
    #[must_use]
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::Done => OutcomeKind::Done,
            Self::AlreadyInactive => OutcomeKind::AlreadyInactive,
            Self::Changed { .. } => OutcomeKind::Changed,
            Self::Deferred { .. } => OutcomeKind::Deferred,
            Self::Failed { .. } => OutcomeKind::Failed,
            Self::Unverified { .. } => OutcomeKind::Unverified,
            Self::NotStarted => OutcomeKind::NotStarted,
        }
    }
}

messages! {
    /// How a user differs from the plan.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "each kind's documentation covers its arguments")]
    pub enum ChangeReason {
        /// The directory does not show the user any more.
        Missing,
        /// The user was deleted, and a write would restore them.
        Deleted,
        /// The writes were answered with "not found", though the directory shows the user.
        NotFoundOnWrite { error: Box<DirectoryError> },
        /// The user has another e-mail.
        Email { now: Email },
        /// The user is in another division.
        Division { now: FreeText },
        /// The directory does not show the user's division any more.
        DivisionUnknown,
        /// The name has no word of the planned one. It is not an argument: a redaction could not know it.
        Name,
        /// The account has another mark, so it may be another one that was given the id.
        Account { mark: AccountMark },
        /// The directory refused the write as outdated, twice, and showed the version that the write named in between.
        VersionRefused { error: Box<DirectoryError> },
    }
}

messages! {
    /// Why a user is left for another apply.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum DeferralReason {
        /// On an interaction.
        OnInteraction,
        /// The directory does not show whether the user is on an interaction.
        InteractionUnknown,
        /// On an interaction until the time to wait was up.
        StillOnInteraction,
    }
}

messages! {
    /// Why a user was not deactivated.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "each kind's documentation covers its arguments")]
    pub enum FailureReason {
        /// The user changed between reading and writing again and again.
        Conflicts { times: u8, error: Box<DirectoryError> },
        /// The directory refused each write as outdated, and nothing but the version differed between the readings.
        UnstableVersion { times: u8, error: Box<DirectoryError> },
        /// The directory carried the write out at no time, because its rate limit was reached again and again.
        RateLimited { times: u8, error: Box<DirectoryError> },
        /// The directory refused the write.
        Refused { error: Box<DirectoryError> },
        /// The user could not be read, so nothing was sent.
        Unreadable { error: Box<DirectoryError> },
        /// The roles could not be recorded, so nothing was sent.
        RolesUnreadable { error: Box<DirectoryError> },
    }
}

messages! {
    /// Why it is not certain whether a user is deactivated.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "each kind's documentation covers its arguments")]
    pub enum UnverifiedReason {
        /// A write got no answer, and the user was not read since.
        InDoubt { error: Box<DirectoryError> },
        /// A write got no answer, and the user is still active.
        StillActive { error: Box<DirectoryError> },
        /// A write got no answer, and the user could not be read since.
        UnreadableAfterWrite { write: Box<DirectoryError>, read: Box<DirectoryError> },
        /// A write got no answer, and the user changed.
        Changed { reason: ChangeReason },
        /// A write got no answer, and the user was deferred later.
        Deferred { reason: DeferralReason },
        /// A write got no answer, and a later one failed.
        Failed { reason: FailureReason },
        /// A write got no answer.
        Unanswered,
        /// The write was sent, and the apply ended before its answer.
        AnswerNotAwaited,
        /// The write was accepted with an answer that could not be read, and the apply ended before the user was read.
        AnswerUnreadable,
        /// The write was accepted, and the apply ended before the user was read back.
        NotReadBack,
        /// The write was accepted, and the user is still active.
        AcceptedAndActive,
        /// The write was accepted, and the user is deleted.
        AcceptedAndDeleted,
        /// The write was accepted, and the directory does not show the user any more.
        AcceptedAndMissing,
        /// The write was accepted, and the user could not be read back.
        AcceptedAndUnreadable { error: Box<DirectoryError> },
        /// A write was sent, and the directory does not show the user any more, which is not known of a deactivation.
        Vanished,
    }
}

messages! {
    /// A further fact about a user's outcome.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "each kind's documentation covers its arguments")]
    pub enum OutcomeNote {
        /// The directory did not show whether the user was on an interaction.
        InteractionUnknown,
        /// The roles that the write removed could not be read.
        RolesUnknown,
        /// The user was found inactive, and an earlier apply of the same journal had begun a write that may have done it.
        EarlierWrite { write: Earlier },
        /// The directory does not show the user any more, as is known of a deactivation.
        Gone,
        /// The write changed other attributes of the user: those that are known of a deactivation, and others.
        SideEffects { expected: Vec<Label>, unexpected: Vec<Label> },
    }
}

impl OutcomeNote {
    /// The attributes that changed with the write beside the state.
    pub fn side_effects(&self) -> impl Iterator<Item = &Label> {
        let (expected, unexpected): (&[Label], &[Label]) = match self {
            Self::SideEffects { expected, unexpected } => (expected, unexpected),
            Self::InteractionUnknown | Self::RolesUnknown | Self::EarlierWrite { .. } | Self::Gone => (&[], &[]),
        };
        expected.iter().chain(unexpected)
    }
}

/// A write that an earlier apply of the same journal began, and whose result is not in the journal, or which changed more
/// than the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// When it was about to be sent.
    pub time: Timestamp,
    /// The roles that it removed.
    pub roles: Reported<Vec<Grant>>,
    /// The whole record before it, where the journal has it.
    pub record: Option<UserRecord>,
}

/// What is known of the writes of one user in one apply. A later kind outweighs an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WriteState {
    /// None was sent.
    NotSent,
    /// Each was refused: none took effect, and none will.
    Refused,
    /// At least one got no answer that settles it: it may have taken effect, or may still do so.
    Unanswered,
    /// The directory accepted one.
    Accepted,
}

impl Arguments for Earlier {
    fn visit_arguments(&mut self, visit: &mut dyn FnMut(Argument<'_>)) {
        if let Reported::Known(grants) = &mut self.roles {
            for Grant { role_name, division_name, .. } in grants {
                visit_text(role_name, visit);
                visit_text(division_name, visit);
            }
        }
    }
}

impl Arguments for DirectoryError {
    fn visit_arguments(&mut self, visit: &mut dyn FnMut(Argument<'_>)) {
        let Self { kind: _, message, request, correlation_id, hints } = self;
        for text in std::iter::once(message).chain(request).chain(correlation_id).chain(hints) {
            visit_text(text, visit);
        }
    }
}

/// Visits a text that a directory chose.
fn visit_text(text: &mut String, visit: &mut dyn FnMut(Argument<'_>)) {
    let mut free = FreeText(std::mem::take(text));
    visit(Argument::FreeText(&mut free));
    *text = free.0;
}

#[cfg(test)]
mod samples {
    use super::super::error::DirectoryErrorKind;
    use super::super::message::Sample;
    use super::*;

    fn marked() -> String {
        FreeText::samples().swap_remove(0).0
    }

    impl Sample for DirectoryError {
        fn samples() -> Vec<Self> {
            vec![Self {
                kind: DirectoryErrorKind::Server,
                message: marked(),
                request: Some(marked()),
                correlation_id: Some(marked()),
                hints: vec![marked()],
            }]
        }
    }

    impl Sample for Earlier {
        fn samples() -> Vec<Self> {
            let grant = Grant {
                role_id: "r1".to_owned(),
                role_name: marked(),
                division_id: "d1".to_owned(),
                division_name: marked(),
            };
            let roles = [Reported::Known(vec![grant]), Reported::Known(Vec::new()), Reported::Unknown];
            roles.into_iter().map(|roles| Self { time: Timestamp::UNIX_EPOCH, roles, record: None }).collect()
        }
    }
}
