//! One user of the plan: what is known of them, and what a reading or an error means for them.

use crate::model::{
    AccountMarks, ChangeReason, CurrentUser, DeferralReason, DirectoryError, Earlier, FailureReason, FreeText, Label,
    LiveUser, OnUnknown, Outcome, OutcomeNote, Reported, State, UnverifiedReason, UserAttributes, UserRecord, Version,
    Visibility, WriteReceipt, WriteState,
};

mod absence;
mod write_error;

use super::account;
use super::consequences::{Consequences, SideEffects};
use super::stage::Stage;
use super::types::{ApplyOptions, JournalEntry, OnInteraction, Target, UserOutcome};

/// A written user is read back at most this number of times before they count as unverified.
const MAX_READ_BACKS: u32 = 5;
/// The same where users are written one by one, and nobody else is written meanwhile: some seconds go by for each.
const MAX_SINGLE_READ_BACKS: u32 = 3;

/// One user of the plan, apart from their stage.
#[derive(Clone, Debug)]
pub(super) struct Task {
    target: Target,
    /// Whether the write of this user has begun.
    is_begun: bool,
    /// What leaves it in doubt whether a write took effect.
    doubt: Option<Doubt>,
    notes: Vec<OutcomeNote>,
    /// What is known of the writes of this user in this apply.
    write: WriteState,
    /// The version that the last write named.
    named: Option<Version>,
    /// The version that the directory refused last as outdated, and the record that the user had then.
    refused: Option<(Version, Option<UserRecord>)>,
    /// Whether the last two versions that the directory refused were those of one record.
    is_version_unstable: bool,
    /// The whole record as it was last judged, where the directory reports it.
    record: Option<UserRecord>,
    /// The directory's name for the exchange of the accepted write.
    correlation_id: Option<String>,
    /// A write of an earlier apply whose result is not in the journal.
    earlier: Option<Earlier>,
    /// How often the user was read back and not found inactive.
    read_backs: u32,
    /// How often in a row the user was not found after a write.
    absences: u8,
    conflicts: u8,
    /// How often a write was not carried out for the rate limit.
    throttled: u8,
    is_reported: bool,
}

/// What leaves it in doubt whether a write took effect, until the user is read again.
#[derive(Clone, Debug)]
enum Doubt {
    /// No answer that settles it.
    Unanswered(Box<DirectoryError>),
    /// A refusal, and the outcome if the user is still active.
    Refused(Box<DirectoryError>, Box<Outcome>),
}

impl Task {
    pub(super) fn new(target: Target) -> Self {
        Self {
            target,
            is_begun: false,
            doubt: None,
            notes: Vec::new(),
            write: WriteState::NotSent,
            named: None,
            refused: None,
            is_version_unstable: false,
            record: None,
            correlation_id: None,
            earlier: None,
            read_backs: 0,
            absences: 0,
            conflicts: 0,
            throttled: 0,
            is_reported: false,
        }
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    pub(super) fn is_begun(&self) -> bool {
        self.is_begun
    }

    /// Whether a write may have taken effect, and no reading has settled it yet.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.doubt.is_some()
    }

    /// Whether the outcome was reported.
    pub(super) fn is_reported(&self) -> bool {
        self.is_reported
    }

    pub(super) fn read_backs(&self) -> u32 {
        self.read_backs
    }

    pub(super) fn remember(&mut self, earlier: Earlier) {
        self.earlier = Some(earlier);
    }

    /// Notes that the write begins; whether it is the first of this user.
    pub(super) fn begin(&mut self) -> bool {
        !std::mem::replace(&mut self.is_begun, true)
    }

    /// Notes that a write is sent that names this version.
    pub(super) fn on_sent(&mut self, version: Version) {
        self.named = Some(version);
    }

    pub(super) fn on_accepted(&mut self, written: &WriteReceipt) {
        self.write = WriteState::Accepted;
        self.correlation_id.clone_from(&written.correlation_id);
    }

    /// The record as it was last judged.
    pub(super) fn record(&self) -> Option<&UserRecord> {
        self.record.as_ref()
    }

    pub(super) fn note(&mut self, note: OutcomeNote) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Judges the user by a reading: one who is no longer what the plan says is left alone.
    pub(super) fn judge(
        &mut self,
        found: Result<Option<&CurrentUser>, &DirectoryError>,
        options: &ApplyOptions,
    ) -> Stage {
        let (user, interaction) = match found {
            Ok(Some(CurrentUser { user, interaction, record })) => {
                self.absences = 0;
                // After a write that may have taken effect, the record of its intent is what later ones are compared with.
                if !self.may_have_applied() {
                    self.record.clone_from(record);
                }
                (user, interaction)
            }
            Ok(None) if self.is_absence_believed(options.consequences.as_ref()) => {
                return Stage::Settled(self.missing(options.consequences.as_ref()));
            }
            Ok(None) => return Stage::ReadAgain,
            Err(_) if self.is_missed(options.consequences.as_ref()) => return unverified(UnverifiedReason::Vanished),
            Err(error) => return self.on_read_error(error),
        };
        match user.state {
            State::Deleted => return changed(ChangeReason::Deleted),
            State::Inactive => return Stage::Settled(self.inactive()),
            State::Active => {}
        }
        match self.doubt.take() {
            Some(Doubt::Unanswered(error)) => return unverified(UnverifiedReason::StillActive { error }),
            Some(Doubt::Refused(_, outcome)) => return Stage::Settled(*outcome),
            None => {}
        }
        if let Some(reason) = self.difference(user) {
            return changed(reason);
        }
        match (interaction, options.on_interaction, options.policy.interaction_unknown) {
            (Reported::Known(true), OnInteraction::Wait, _) => Stage::Busy,
            (Reported::Known(true), OnInteraction::Defer, _) => deferred(DeferralReason::OnInteraction),
            (Reported::Unknown, _, OnUnknown::Defer) => deferred(DeferralReason::InteractionUnknown),
            (Reported::Unknown, _, OnUnknown::Write) => {
                self.note(OutcomeNote::InteractionUnknown);
                Stage::Ready(user.version.clone())
            }
            (Reported::Known(false), _, _) => Stage::Ready(user.version.clone()),
        }
    }

    /// The outcome of an inactive user: the effect of this apply's write, of an earlier one's, or of another person's.
    fn inactive(&mut self) -> Outcome {
        if self.may_have_applied() {
            return Outcome::Done;
        }
        match self.earlier.clone() {
            Some(write) => {
                self.note(OutcomeNote::EarlierWrite { write });
                Outcome::Done
            }
            None => Outcome::AlreadyInactive,
        }
    }

    /// How an active user differs from the plan: they left its scope, or the account may belong to another person.
    fn difference(&self, user: &LiveUser) -> Option<ChangeReason> {
        if user.email != self.target.email {
            return Some(ChangeReason::Email { now: user.email.clone() });
        }
        match (&self.target.division, &user.division) {
            (Some(planned), Some(now)) if *planned != now.id => {
                return Some(ChangeReason::Division { now: FreeText(now.name.clone()) });
            }
            (Some(_), None) => return Some(ChangeReason::DivisionUnknown),
            _ => {}
        }
        let account = user.attributes.as_deref().map_or_else(AccountMarks::default, UserAttributes::marks);
        if let Some(mark) = self.target.account.difference(&account) {
            return Some(ChangeReason::Account { mark });
        }
        (!account::may_be_one_person(&self.target.name.0, &user.name)).then_some(ChangeReason::Name)
    }

    /// What it means that a user could not be read before a write, or after one in doubt.
    fn on_read_error(&self, error: &DirectoryError) -> Stage {
        let read = Box::new(error.clone());
        match self.doubt.clone() {
            Some(Doubt::Unanswered(write) | Doubt::Refused(write, _)) => {
                unverified(UnverifiedReason::UnreadableAfterWrite { write, read })
            }
            None => failed(FailureReason::Unreadable { error: read }),
        }
    }

    /// Whether a written user is inactive; `None` when it is too early to say.
    pub(super) fn verify(
        &mut self,
        found: Result<Option<&CurrentUser>, &DirectoryError>,
        consequences: Option<&Consequences>,
    ) -> Option<Outcome> {
        if matches!(found, Ok(Some(_))) {
            self.absences = 0;
        }
        let reason = match found {
            Ok(Some(current)) => match current.user.state {
                State::Inactive => return Some(Outcome::Done),
                State::Deleted => UnverifiedReason::AcceptedAndDeleted,
                State::Active => UnverifiedReason::AcceptedAndActive,
            },
            Ok(None) if consequences.is_some() => {
                return self.is_absence_believed(consequences).then(|| self.missing(consequences));
            }
            Ok(None) => UnverifiedReason::AcceptedAndMissing,
            Err(_) if self.is_missed(consequences) => UnverifiedReason::Vanished,
            Err(error) => UnverifiedReason::AcceptedAndUnreadable { error: Box::new(error.clone()) },
        };
        self.read_backs += 1;
        let most = if consequences.is_some() { MAX_SINGLE_READ_BACKS } else { MAX_READ_BACKS };
        (self.read_backs >= most).then_some(Outcome::Unverified { reason })
    }

    /// Notes what else changed about a user since the intent.
    pub(super) fn note_side_effects(&mut self, found: &CurrentUser, consequences: &Consequences) -> Vec<Label> {
        let before = match &self.earlier {
            Some(earlier) if self.named.is_none() => earlier.record.as_ref(),
            _ => self.record.as_ref(),
        };
        let SideEffects { expected, unexpected } = consequences.side_effects(before, found.record.as_ref());
        self.notes.retain(|note| !matches!(note, OutcomeNote::SideEffects { .. }));
        if !(expected.is_empty() && unexpected.is_empty()) {
            self.notes.push(OutcomeNote::SideEffects { expected, unexpected: unexpected.clone() });
        }
        unexpected
    }

    /// Whether a write was sent, by this apply or by an earlier one whose writes it has to know of.
    pub(super) fn is_written(&self) -> bool {
        self.named.is_some() || self.earlier.is_some()
    }

    /// What is known of the accepted write of a user who was found like this.
    pub(super) fn receipt(&self, found: Option<&CurrentUser>) -> WriteReceipt {
        let user = found.map(|current| current.user.clone());
        WriteReceipt { user, correlation_id: self.correlation_id.clone() }
    }

    /// Whether a write of this apply may have taken effect, or did.
    pub(super) fn may_have_applied(&self) -> bool {
        self.write >= WriteState::Unanswered
    }

    /// The outcome as far as it is certain. After a write without an answer only its effect is: a user who was renamed,
    /// deleted or refused since may still be deactivated by it.
    pub(super) fn certain(&self, outcome: Outcome) -> Outcome {
        if !self.may_have_applied() {
            return outcome;
        }
        let reason = match outcome {
            Outcome::Done | Outcome::Unverified { .. } => return outcome,
            Outcome::AlreadyInactive => return Outcome::Done,
            Outcome::Changed { reason } => UnverifiedReason::Changed { reason },
            Outcome::Failed { reason } => UnverifiedReason::Failed { reason },
            Outcome::Deferred { reason } => UnverifiedReason::Deferred { reason },
            Outcome::NotStarted => UnverifiedReason::Unanswered,
        };
        Outcome::Unverified { reason }
    }

    /// The outcome, were the apply to end at this stage.
    pub(super) fn outcome_at(&self, stage: &Stage) -> UserOutcome {
        let unverified = |reason| Outcome::Unverified { reason };
        let outcome = match (stage, &self.doubt) {
            (Stage::Settled(outcome), _) => outcome.clone(),
            (_, Some(Doubt::Unanswered(error) | Doubt::Refused(error, _))) => {
                unverified(UnverifiedReason::InDoubt { error: error.clone() })
            }
            // The answer 200 alone is no proof.
            (stage, None) if stage.is_unconfirmed() && self.write == WriteState::Accepted => {
                unverified(UnverifiedReason::NotReadBack)
            }
            (stage, None) if stage.is_unconfirmed() => unverified(UnverifiedReason::AnswerUnreadable),
            (Stage::Busy, None) => Outcome::Deferred { reason: DeferralReason::OnInteraction },
            (Stage::Intended(_) | Stage::Writing(_), None) if self.named.is_some() => {
                unverified(UnverifiedReason::AnswerNotAwaited)
            }
            _ => Outcome::NotStarted,
        };
        self.with_outcome(self.certain(outcome))
    }

    fn with_outcome(&self, outcome: Outcome) -> UserOutcome {
        UserOutcome { target: self.target.clone(), outcome, notes: self.notes.clone() }
    }

    /// Ends the task with this outcome; its journal entry.
    pub(super) fn conclude(&mut self, outcome: Outcome, written: Option<&WriteReceipt>) -> JournalEntry {
        self.doubt = None;
        JournalEntry::Outcome {
            target: self.target.clone(),
            visibility: self.visibility(&outcome),
            outcome,
            write: self.write,
            before: self.named.clone(),
            after: written.and_then(|written| Some(written.user.as_ref()?.version.clone())),
            correlation_id: written.and_then(|written| written.correlation_id.clone()),
            roles: self.notes.iter().find_map(|note| match note {
                OutcomeNote::EarlierWrite { write } => Some(write.roles.clone()),
                _ => None,
            }),
            side_effects: self.notes.iter().flat_map(OutcomeNote::side_effects).cloned().collect(),
        }
    }

    fn visibility(&self, outcome: &Outcome) -> Visibility {
        let has_vanished = matches!(outcome, Outcome::Unverified { reason: UnverifiedReason::Vanished });
        if has_vanished || self.notes.contains(&OutcomeNote::Gone) { Visibility::Gone } else { Visibility::Shown }
    }

    /// The outcome as it is reported.
    pub(super) fn report(&mut self, outcome: Outcome) -> UserOutcome {
        self.is_reported = true;
        self.with_outcome(outcome)
    }
}

fn changed(reason: ChangeReason) -> Stage {
    Stage::Settled(Outcome::Changed { reason })
}

fn deferred(reason: DeferralReason) -> Stage {
    Stage::Settled(Outcome::Deferred { reason })
}

fn failed(reason: FailureReason) -> Stage {
    Stage::Settled(Outcome::Failed { reason })
}

fn unverified(reason: UnverifiedReason) -> Stage {
    Stage::Settled(Outcome::Unverified { reason })
}
