//! What the state machine and its driver say to each other.

use jiff::Timestamp;

use crate::model::DirectoryError;
use crate::model::{ApplyPolicy, CurrentUser, Email, Grant, Known, Note, Outcome, Sent, UserId, Version, WriteReceipt};

/// Whose access ends, as the plan says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What is acted on.
    pub id: UserId,
    /// The e-mail that the user must still have.
    pub email: Email,
    /// The display name; a name that has nothing in common with it shows an account that was handed to somebody else.
    pub name: String,
    /// The id of the division in which the user must still be, when the plan knows it.
    pub division: Option<String>,
}

/// What governs one apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How many writes may be open at once, at least 1.
    pub at_once: usize,
    /// Write at most so many users.
    pub limit: Option<u64>,
    /// Write so many users first, and go on only when all of them are found inactive.
    pub canary: Option<u64>,
    /// What becomes of a user who is on an interaction.
    pub busy: WhenBusy,
    /// What becomes of a user of whom something is unknown.
    pub caution: ApplyPolicy,
    /// What keeps a write from overwriting what somebody else changed meanwhile.
    pub held_by: HeldBy,
    /// How many users one request reads, at least 1.
    pub read_batch: usize,
}

/// What becomes of a user who is on an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenBusy {
    /// They are left for another apply.
    Defer,
    /// They are looked at again until the driver says that time is up.
    Wait,
}

/// What keeps a write from overwriting what somebody else changed meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldBy {
    /// The version that the write names: the directory refuses it when the user has moved on.
    Version,
    /// Nothing in the write itself, so each user is read once more between intent and write, one at a time.
    Reading,
}

/// What to ask for next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Read these users as they are now.
    Read(Vec<UserId>),
    /// Read the roles of this user.
    Grants(UserId),
    /// Append these to the journal, flushed to the disk.
    Record(Vec<Record>),
    /// End the access of this user, if they are still at this version.
    Deactivate(UserId, Version),
    /// Let time pass.
    Pause(Pause),
}

/// Why time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Before users who should be inactive are read again, for the so-manieth time from 0.
    ReadBack(u32),
    /// Before users who are on an interaction are looked at again.
    Busy,
}

/// What came of a [`Request`].
#[derive(Clone, Debug)]
pub enum Answered {
    /// Of [`Request::Read`]: those of these users who were found.
    Read(Vec<UserId>, Result<Vec<CurrentUser>, DirectoryError>),
    /// Of [`Request::Grants`].
    Grants(UserId, Result<Vec<Grant>, DirectoryError>),
    /// Of [`Request::Record`]: `Err` says why the journal cannot be written.
    Record(Result<(), String>),
    /// Of [`Request::Deactivate`].
    Deactivate(UserId, Result<WriteReceipt, DirectoryError>),
    /// Of [`Request::Pause`].
    Pause(Pause, Waited),
}

/// How a pause ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// Time passed.
    Again,
    /// There is no more time to wait for anybody.
    TimeUp,
}

/// A line of the journal, but for its time and its plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// This user is about to be written.
    Intent {
        /// Who.
        target: Target,
        /// The version that the write names.
        version: Version,
        /// The roles that the write removes.
        roles: Known<Vec<Grant>>,
    },
    /// How a user came out.
    Outcome {
        /// Who.
        target: Target,
        /// How.
        outcome: Outcome,
        /// What is known of the writes of this user in this apply.
        sent: Sent,
        /// The version that the last write named, when one was sent.
        before: Option<Version>,
        /// The version that the directory answered with.
        after: Option<Version>,
        /// The directory's name for the exchange.
        correlation_id: Option<String>,
        /// The roles that an earlier apply's write ended, when this one found that write done.
        roles: Option<Known<Vec<Grant>>>,
    },
}

/// What is worth telling while an apply runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A user's outcome is known; a later one of the same user replaces it.
    Settled(Settled),
    /// Roles cannot be recorded, which is said once.
    RolesUnknown(String),
    /// No new write is started from now on.
    Stopped(Stop),
}

/// A user whose outcome is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Who.
    pub target: Target,
    /// How it came out.
    pub outcome: Outcome,
    /// What is worth knowing beside that.
    pub notes: Vec<Note>,
}

/// Why no new write is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Somebody asked for it.
    Interrupted,
    /// The plan's time is over, which ended at this moment.
    Expired(Timestamp),
    /// Three authorization failures in a row.
    Authorization(String),
    /// The directory asks to wait for longer than anybody sits through.
    RateLimit(String),
    /// Over a fifth failed.
    Failures {
        /// So many.
        failed: u64,
        /// Of so many tried.
        tried: u64,
    },
    /// A user of the canary did not come out as inactive.
    Canary,
    /// The journal cannot be written.
    Journal(String),
    /// Roles must be recorded, and may not be read.
    RoleRecord(String),
}
