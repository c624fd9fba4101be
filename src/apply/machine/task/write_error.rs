//! What a write that failed means for its user.

use crate::apply::machine::consequences::Consequences;
use crate::apply::machine::stage::Stage;
use crate::model::{ChangeReason, DirectoryError, DirectoryErrorKind, FailureReason, WriteState};

use super::{Doubt, Task, changed, failed};

/// A user who changes between reading and writing is judged again until this number of writes met a conflict.
const MAX_CONFLICTS: u8 = 3;

/// A user whose write is not carried out for the rate limit is written at most this number of times.
const MAX_THROTTLED: u8 = 5;

impl Task {
    /// What a failed write means: after a conflict the user is judged again, and where the write may have taken effect
    /// they are read. Where terms are known, a refusal is believed only when the user is still active afterwards.
    pub(in crate::apply::machine) fn on_write_error(
        &mut self,
        error: &DirectoryError,
        consequences: Option<&Consequences>,
    ) -> Stage {
        let (write, stage) = match error.kind {
            // Any 5xx: a gateway sends it too, in front of a server that goes on working.
            DirectoryErrorKind::Unreachable | DirectoryErrorKind::Server => {
                self.doubt = Some(Doubt::Unanswered(Box::new(error.clone())));
                (WriteState::Unanswered, Stage::ReadAgain)
            }
            // Accepted, with an answer that cannot be read: a reading shows the effect.
            DirectoryErrorKind::Malformed => (WriteState::Unanswered, Stage::Accepted),
            DirectoryErrorKind::ConflictAfterRetry => (WriteState::Unanswered, self.on_conflict(error)),
            DirectoryErrorKind::Throttled => (WriteState::Refused, self.on_throttled(error)),
            DirectoryErrorKind::OutdatedVersion | DirectoryErrorKind::Conflict
                if consequences.is_some() && self.is_refused_again() =>
            {
                (WriteState::Refused, refused_again(error))
            }
            // A 404 may come from a gateway: only a reading shows whether the user exists.
            DirectoryErrorKind::OutdatedVersion | DirectoryErrorKind::Conflict | DirectoryErrorKind::NotFound => {
                (WriteState::Refused, self.on_conflict(error))
            }
            DirectoryErrorKind::Unauthorized
            | DirectoryErrorKind::Forbidden
            | DirectoryErrorKind::RateLimited
            | DirectoryErrorKind::Rejected
            | DirectoryErrorKind::Unsupported
            | DirectoryErrorKind::Incomplete
            | DirectoryErrorKind::DisallowedBySettings => {
                (WriteState::Refused, failed(FailureReason::Refused { error: Box::new(error.clone()) }))
            }
        };
        self.write = self.write.max(write);
        match stage {
            Stage::Settled(outcome) if consequences.is_some() && is_answer(error) => {
                self.doubt = Some(Doubt::Refused(Box::new(error.clone()), Box::new(outcome)));
                Stage::ReadAgain
            }
            stage => stage,
        }
    }

    /// Whether the last write ended with an error that leaves open what it did, and that no concurrent change explains.
    pub(in crate::apply::machine) fn may_have_changed_more(&self) -> bool {
        use DirectoryErrorKind::{Conflict, ConflictAfterRetry, NotFound, OutdatedVersion};
        let Some(Doubt::Unanswered(error) | Doubt::Refused(error, _)) = &self.doubt else { return false };
        !matches!(error.kind, Conflict | ConflictAfterRetry | NotFound | OutdatedVersion)
    }

    /// Notes that the directory refused the version that the last write named; whether it refused the same one before,
    /// and so refuses it though nobody changed the user in between.
    fn is_refused_again(&mut self) -> bool {
        let refused = self.named.clone().map(|version| (version, self.record.clone()));
        let earlier = std::mem::replace(&mut self.refused, refused);
        let Some(((before, old), (now, new))) = earlier.as_ref().zip(self.refused.as_ref()) else { return false };
        self.is_version_unstable = before != now && old.is_some() && old == new;
        earlier == self.refused
    }

    /// A user whose write was not carried out for the rate limit: judged again after the pause that the next reading waits
    /// for, up to a limit.
    fn on_throttled(&mut self, error: &DirectoryError) -> Stage {
        self.throttled += 1;
        if self.throttled < MAX_THROTTLED {
            return Stage::ReadAgain;
        }
        failed(FailureReason::RateLimited { times: MAX_THROTTLED, error: Box::new(error.clone()) })
    }

    /// A user who changed between reading and writing: judged again, up to a limit.
    pub(in crate::apply::machine) fn on_conflict(&mut self, error: &DirectoryError) -> Stage {
        self.conflicts += 1;
        if self.conflicts < MAX_CONFLICTS {
            return Stage::ReadAgain;
        }
        let error = Box::new(error.clone());
        if error.kind == DirectoryErrorKind::NotFound {
            return changed(ChangeReason::NotFoundOnWrite { error });
        }
        if error.kind == DirectoryErrorKind::OutdatedVersion && self.is_version_unstable {
            return failed(FailureReason::UnstableVersion { times: MAX_CONFLICTS, error });
        }
        failed(FailureReason::Conflicts { times: MAX_CONFLICTS, error })
    }
}

/// What it means that a write is refused twice though nobody changed the user in between: the directory may know no entity
/// tag, or it has another reason, which its words give.
fn refused_again(error: &DirectoryError) -> Stage {
    let is_about_version = error.kind == DirectoryErrorKind::OutdatedVersion;
    let error = Box::new(error.clone());
    if is_about_version {
        changed(ChangeReason::VersionRefused { error })
    } else {
        failed(FailureReason::Refused { error })
    }
}

/// Whether the directory answered the write itself with this error, rather than that nothing was sent, or that nothing can
/// be sent for some time.
fn is_answer(error: &DirectoryError) -> bool {
    use DirectoryErrorKind::{DisallowedBySettings, RateLimited};
    !matches!(error.kind, DisallowedBySettings | RateLimited)
}
