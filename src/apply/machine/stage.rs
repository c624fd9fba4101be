//! The stages of a user between the plan and an outcome.

use crate::model::{Grant, Outcome, Reported, Version};

/// How far one user has come. Each stage says what happens next: it either waits for an effect, or for a completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// To be read together with others.
    Unread,
    /// To be read before all others: the write met a conflict, or may have taken effect.
    ReadAgain,
    /// To be read alone: something in an answer about several users could not be used.
    ReadSingly,
    /// Being read.
    Reading,
    /// On an interaction; to be read again after a pause.
    Busy,
    /// Still as planned at this version; the roles are to be read.
    Ready(Version),
    /// The roles are being read.
    ReadingRoles(Version),
    /// The roles are recorded as far as possible; the intent is to be journalled.
    Recorded(Version, Reported<Vec<Grant>>),
    /// The intent is being journalled.
    Journalling(Version),
    /// The intent is on the disk, and the write names no version: to be read once more.
    Recheck(Version),
    /// Being read once more.
    Rechecking(Version),
    /// The intent is on the disk; to be written.
    Intended(Version),
    /// Being written.
    Writing(Version),
    /// Written; to be read back.
    Accepted,
    /// Read back and not yet inactive; to be read back again after a pause.
    ReadBackLater,
    /// To be read back alone, as [`Stage::ReadSingly`].
    ReadBackSingly,
    /// Being read back.
    ReadingBack,
    /// The outcome is known.
    Settled(Outcome),
}

/// A [`Stage`] without its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StageKind {
    Unread,
    ReadAgain,
    ReadSingly,
    Reading,
    Busy,
    Ready,
    ReadingRoles,
    Recorded,
    Journalling,
    Recheck,
    Rechecking,
    Intended,
    Writing,
    Accepted,
    ReadBackLater,
    ReadBackSingly,
    ReadingBack,
    Settled,
}

impl StageKind {
    /// How many kinds there are.
    pub(super) const COUNT: usize = Self::Settled as usize + 1;

    /// An intent is in the journal, or on its way there, and no answer to its write has come yet.
    pub(super) const OPEN: [Self; 5] =
        [Self::Journalling, Self::Recheck, Self::Rechecking, Self::Intended, Self::Writing];

    /// Written, and not yet found inactive.
    pub(super) const UNCONFIRMED: [Self; 4] =
        [Self::Accepted, Self::ReadBackLater, Self::ReadBackSingly, Self::ReadingBack];

    /// Before the intent.
    pub(super) const UNSTARTED: [Self; 7] = [
        Self::Unread,
        Self::ReadAgain,
        Self::ReadSingly,
        Self::Reading,
        Self::Ready,
        Self::ReadingRoles,
        Self::Recorded,
    ];
}

impl Stage {
    pub(super) fn kind(&self) -> StageKind {
        match self {
            Self::Unread => StageKind::Unread,
            Self::ReadAgain => StageKind::ReadAgain,
            Self::ReadSingly => StageKind::ReadSingly,
            Self::Reading => StageKind::Reading,
            Self::Busy => StageKind::Busy,
            Self::Ready(_) => StageKind::Ready,
            Self::ReadingRoles(_) => StageKind::ReadingRoles,
            Self::Recorded(..) => StageKind::Recorded,
            Self::Journalling(_) => StageKind::Journalling,
            Self::Recheck(_) => StageKind::Recheck,
            Self::Rechecking(_) => StageKind::Rechecking,
            Self::Intended(_) => StageKind::Intended,
            Self::Writing(_) => StageKind::Writing,
            Self::Accepted => StageKind::Accepted,
            Self::ReadBackLater => StageKind::ReadBackLater,
            Self::ReadBackSingly => StageKind::ReadBackSingly,
            Self::ReadingBack => StageKind::ReadingBack,
            Self::Settled(_) => StageKind::Settled,
        }
    }

    /// Whether the user is written, and not yet found inactive.
    pub(super) fn is_unconfirmed(&self) -> bool {
        StageKind::UNCONFIRMED.contains(&self.kind())
    }
}
