//! The types that the state machine and its driver exchange.

use jiff::Timestamp;

use crate::model::{
    AccountMarks, ApplyPolicy, Argument, Arguments, CurrentUser, DirectoryError, Email, FreeText, Grant, Label,
    Outcome, OutcomeNote, PersonName, Reported, UserId, UserRecord, Version, Visibility, WriteProtection, WriteReceipt,
    WriteState, messages,
};

use super::consequences::Consequences;

/// A user whose access ends, as the plan has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The directory's id, by which the user is read and written.
    pub id: UserId,
    /// The e-mail that the user must still have.
    pub email: Email,
    /// The display name; a name that has nothing in common with it shows an account that was handed to another person.
    pub name: PersonName,
    /// The id of the division in which the user must still be, when the plan knows it.
    pub division: Option<String>,
    /// What identifies the account beside its id: all of it must be the same.
    pub account: AccountMarks,
}

/// The settings of one apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplyOptions {
    /// The most writes in flight, at least 1.
    pub max_concurrent_writes: usize,
    /// The most users to write.
    pub limit: Option<u64>,
    /// The number of users to write first; the others follow only when all of these are found inactive.
    pub canary: Option<u64>,
    /// What to do with users on an interaction.
    pub on_interaction: OnInteraction,
    /// What to do with users with unknown facts.
    pub policy: ApplyPolicy,
    /// What keeps a write from overwriting a concurrent change.
    pub concurrency: WriteProtection,
    /// How many users one request reads, at least 1.
    pub read_batch: usize,
    /// What a deactivation is expected to do beside ending access; `None` where it does nothing else.
    pub consequences: Option<Consequences>,
}

/// What to do with users on an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnInteraction {
    /// Leave them for another apply.
    Defer,
    /// Read them again until the driver reports that the time to wait is up.
    Wait,
}

/// What the driver is to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Read the current state of these users.
    Read(Vec<UserId>),
    /// Read the roles of this user.
    ReadRoles(UserId),
    /// Append these entries to the journal, flushed to the disk.
    Journal(Vec<JournalEntry>),
    /// End the access of this user, if they still have this version.
    Deactivate(UserId, Version),
    /// Wait.
    Pause(Pause),
}

/// The purpose of a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Before written users are read back again; holds the number of earlier attempts.
    ReadBack(u32),
    /// Before users on an interaction are read again.
    Busy,
}

/// The result of an [`Effect`].
#[derive(Clone, Debug)]
pub enum Completion {
    /// Of [`Effect::Read`]: those of these users who were found.
    Read(Vec<UserId>, Result<Vec<CurrentUser>, DirectoryError>),
    /// Of [`Effect::ReadRoles`].
    Roles(UserId, Result<Vec<Grant>, DirectoryError>),
    /// Of [`Effect::Journal`]; the error of the operating system when the journal could not be written.
    Journal(Result<(), String>),
    /// Of [`Effect::Deactivate`].
    Deactivate(UserId, Result<WriteReceipt, DirectoryError>),
    /// Of [`Effect::Pause`].
    Pause(Pause, PauseEnd),
}

/// How a pause ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseEnd {
    /// Its time has passed.
    Elapsed,
    /// No more time is left to wait for any user.
    TimeUp,
}

/// A line of the journal, without its time and its plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalEntry {
    /// This user is about to be written.
    Intent {
        /// The user.
        target: Target,
        /// The version that the write names.
        version: Version,
        /// The roles that the write removes.
        roles: Reported<Vec<Grant>>,
        /// The whole record, in a directory where a write may change more than the state.
        record: Option<UserRecord>,
    },
    /// The outcome of a user.
    Outcome {
        /// The user.
        target: Target,
        /// The outcome.
        outcome: Outcome,
        /// What is known of the writes of this user in this apply.
        write: WriteState,
        /// The version that the last write named, when one was sent.
        before: Option<Version>,
        /// The version that the directory answered with.
        after: Option<Version>,
        /// The directory's name for the exchange.
        correlation_id: Option<String>,
        /// The roles that the write of an earlier apply removed, when this one found that it took effect.
        roles: Option<Reported<Vec<Grant>>>,
        /// The other attributes that changed with the write.
        side_effects: Vec<Label>,
        /// Whether the directory still shows the user.
        visibility: Visibility,
    },
}

/// A user and their outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserOutcome {
    /// The user.
    pub target: Target,
    /// The outcome.
    pub outcome: Outcome,
    /// Further facts about it.
    pub notes: Vec<OutcomeNote>,
}

messages! {
    /// What is reported while an apply runs.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "each kind's documentation covers its arguments")]
    #[allow(clippy::large_enum_variant, reason = "nearly all are of the large kind, and each lives for a moment")]
    pub enum ApplyProgress {
        /// A user's outcome is known; a later one of the same user replaces it.
        Settled { user: UserOutcome },
        /// A warning about the apply as a whole.
        Warning { warning: ApplyWarning },
    }
}

messages! {
    /// A warning about an apply as a whole.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "each kind's documentation covers its arguments")]
    pub enum ApplyWarning {
        /// The directory does not show roles, so the journal will not have them; reported once.
        RolesUnknown { error: Box<DirectoryError> },
        /// No new write starts.
        Stopped { reason: StopReason },
        /// The time of `--timeout` is up, so no new write starts.
        TimeUp,
        /// The number of users of `--limit` is written.
        LimitReached { limit: u64 },
        /// The journal ended in an incomplete line, which was repaired.
        JournalRepaired,
        /// The totals could not be journalled.
        TotalsNotJournalled { error: FreeText },
        /// Users are unverified.
        Unverified { users: u64 },
        /// Users are unverified where a write removes no roles but may do more than end access.
        InDoubt { users: u64 },
        /// Users are not shown any more after a write, which is not known of a deactivation.
        Vanished { users: u64 },
        /// What to do about a refusal.
        Advice { hint: FreeText },
    }
}

messages! {
    /// Why no new write starts.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[allow(missing_docs, reason = "each kind's documentation covers its arguments")]
    pub enum StopReason {
        /// A signal, or the end of the time of `--timeout`.
        Interrupted,
        /// The plan has expired.
        Expired { at: Timestamp },
        /// Several authorization errors in a row.
        Authorization { error: Box<DirectoryError> },
        /// The directory asks for a wait that is too long.
        RateLimited { error: Box<DirectoryError> },
        /// Too many writes failed.
        Failures { failed: u64, tried: u64 },
        /// A user of the canary was not found inactive.
        Canary,
        /// Several writes in a row were refused, where terms are known.
        Refused { writes: u32, error: Box<DirectoryError> },
        /// The first write was refused in a way that holds for every user.
        Unsupported { error: Box<DirectoryError> },
        /// Several writes in a row were accepted and had no effect.
        Ineffective { writes: u32 },
        /// The first written user could not be read back, so that nothing is known of what a write does.
        FirstWriteUnread { email: Email, error: Box<DirectoryError> },
        /// A user is not shown any more after a write, which is not known of a deactivation.
        Vanished { email: Email },
        /// A write changed other attributes, which is not known of a deactivation.
        SideEffects { email: Email, attributes: Vec<Label> },
        /// Another user, whom this apply did not write, was active before its first write and is not after it.
        WriteReachedOthers { email: Email },
        /// The journal cannot be written.
        Journal { error: FreeText },
        /// Roles must be recorded, and the credentials may not read them.
        RoleRecord { error: Box<DirectoryError> },
    }
}

impl Arguments for UserOutcome {
    fn visit_arguments(&mut self, visit: &mut dyn FnMut(Argument<'_>)) {
        self.target.id.visit_arguments(visit);
        self.target.email.visit_arguments(visit);
        self.target.name.visit_arguments(visit);
        self.outcome.visit_arguments(visit);
        self.notes.visit_arguments(visit);
    }
}

#[cfg(test)]
impl crate::model::Sample for UserOutcome {
    fn samples() -> Vec<Self> {
        let sample = |outcome, notes| Self {
            target: Target {
                id: UserId::samples().swap_remove(0),
                email: Email::samples().swap_remove(0),
                name: PersonName::samples().swap_remove(0),
                division: None,
                account: AccountMarks::default(),
            },
            outcome,
            notes,
        };
        let of_outcomes = Outcome::samples().into_iter().map(|outcome| sample(outcome, Vec::new()));
        let of_notes = OutcomeNote::samples().into_iter().map(|note| sample(Outcome::Done, vec![note]));
        of_outcomes.chain(of_notes).collect()
    }
}
