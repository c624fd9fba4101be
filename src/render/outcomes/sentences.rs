//! The sentences about an apply. Their arguments are not yet sanitized.

use crate::apply::{ApplyWarning, StopReason};
use crate::model::{
    AccountMark, ChangeReason, DeferralReason, FailureReason, Grant, Label, Outcome, OutcomeNote, Reported,
    UnverifiedReason,
};
use crate::text::counted;

/// What to know about a write without an answer.
const MAY_TAKE_EFFECT: &str = "the change may still take effect: look the user up before planning again";

/// The reason of an outcome that has one.
#[must_use]
pub fn outcome_reason(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Changed { reason } => Some(change(reason)),
        Outcome::Deferred { reason } => Some(deferral(reason).to_owned()),
        Outcome::Failed { reason } => Some(failure(reason)),
        Outcome::Unverified { reason } => Some(unverified_reason(reason)),
        Outcome::Done | Outcome::AlreadyInactive | Outcome::NotStarted => None,
    }
}

fn change(reason: &ChangeReason) -> String {
    match reason {
        ChangeReason::Missing => "no longer in the directory".to_owned(),
        ChangeReason::Deleted => "deleted meanwhile, and a write would restore the user".to_owned(),
        ChangeReason::NotFoundOnWrite { error } => {
            format!("the write was answered with \"not found\", though the directory shows the user: {error}")
        }
        ChangeReason::Email { now } => format!("the e-mail is now `{now}`"),
        ChangeReason::Division { now } => format!("moved to the division `{}` since the plan", now.0),
        ChangeReason::DivisionUnknown => "the directory no longer shows the user's division".to_owned(),
        ChangeReason::Name => "the name has no word of the planned one any more, so the account may belong to another \
                               person now: look it up"
            .to_owned(),
        ChangeReason::Account { mark } => {
            const ANOTHER: &str = "so the account may belong to another person now: look it up";
            const SCOPE: &str = "by which the scope of the roster covered the user: plan again";
            let (changed, so) = match mark {
                AccountMark::UserName => ("the user name changed", ANOTHER),
                AccountMark::ExternalId => ("the external id changed", ANOTHER),
                AccountMark::Created => ("the account was created anew", ANOTHER),
                AccountMark::UserType => ("the user type changed", SCOPE),
                AccountMark::Department => ("the department changed", SCOPE),
            };
            format!("{changed} since the plan, {so}")
        }
        ChangeReason::VersionRefused { error } => format!(
            "the directory refused the write as outdated twice, though nobody changed the user in between, so it may \
             refuse every entity tag: {error}; if that is so, set `etag: off` under `directory`"
        ),
    }
}

fn deferral(reason: &DeferralReason) -> &'static str {
    match reason {
        DeferralReason::OnInteraction => "on an interaction",
        DeferralReason::InteractionUnknown => "whether they are on an interaction is unknown",
        DeferralReason::StillOnInteraction => "still on an interaction when the time to wait was up",
    }
}

fn failure(reason: &FailureReason) -> String {
    match reason {
        FailureReason::Conflicts { times, error } => format!("changed {times} times while being written: {error}"),
        FailureReason::UnstableVersion { times, error } => format!(
            "the directory refused {times} writes as outdated, and gave the user another version at each reading though \
             nothing else changed: {error}; if its entity tags change by themselves, set `etag: off` under `directory`: \
             then a user is read twice before the write, and a change between that reading and the write is not noticed"
        ),
        FailureReason::RateLimited { times, error } => {
            format!("the rate limit was reached at each of {times} writes, and none was carried out: {error}")
        }
        FailureReason::Refused { error } => error.to_string(),
        FailureReason::Unreadable { error } => format!("could not be read, so nothing was sent: {error}"),
        FailureReason::RolesUnreadable { error } => {
            format!("the roles could not be recorded, so nothing was sent: {error}")
        }
    }
}

fn unverified_reason(reason: &UnverifiedReason) -> String {
    let after = |reason: &str| format!("{reason}; a write got no answer before that, and {MAY_TAKE_EFFECT}");
    let accepted = |rest: &str| format!("the directory accepted the change, but {rest}");
    match reason {
        UnverifiedReason::InDoubt { error } => {
            format!("{error}; the user was not read after that, and {MAY_TAKE_EFFECT}")
        }
        UnverifiedReason::StillActive { error } => format!("{error}; the user is still active, and {MAY_TAKE_EFFECT}"),
        UnverifiedReason::UnreadableAfterWrite { write, read } => {
            format!("{write}; and then the user could not be read: {read}; {MAY_TAKE_EFFECT}")
        }
        UnverifiedReason::Changed { reason } => after(&change(reason)),
        UnverifiedReason::Deferred { reason } => after(deferral(reason)),
        UnverifiedReason::Failed { reason } => after(&failure(reason)),
        UnverifiedReason::Unanswered => format!("a write got no answer, and {MAY_TAKE_EFFECT}"),
        UnverifiedReason::AnswerNotAwaited => "the write was sent, and the apply ended before its answer".to_owned(),
        UnverifiedReason::AnswerUnreadable => "accepted, with an answer that could not be read".to_owned(),
        UnverifiedReason::NotReadBack => "accepted, and the apply ended before the user was read back".to_owned(),
        UnverifiedReason::AcceptedAndActive => accepted(&format!("the user is still active; {MAY_TAKE_EFFECT}")),
        UnverifiedReason::AcceptedAndDeleted => accepted("the user is deleted now"),
        UnverifiedReason::AcceptedAndMissing => accepted("no longer shows the user"),
        UnverifiedReason::AcceptedAndUnreadable { error } => {
            accepted(&format!("the user could not be read back: {error}"))
        }
        UnverifiedReason::Vanished => {
            "after the write the directory no longer shows the user, which is not known of a \
                                       deactivation there: find out in the service what became of the account"
                .to_owned()
        }
    }
}

/// A further fact about an outcome, as one clause.
pub(in crate::render) fn note(note: &OutcomeNote) -> String {
    let write = match note {
        OutcomeNote::InteractionUnknown => return "whether they were on an interaction is unknown".to_owned(),
        OutcomeNote::RolesUnknown => return "the removed roles are unknown".to_owned(),
        OutcomeNote::Gone => {
            return "the directory no longer shows the user, as is expected of a deactivation there".to_owned();
        }
        OutcomeNote::SideEffects { expected, unexpected } => return side_effects(expected, unexpected),
        OutcomeNote::EarlierWrite { write } => write,
    };
    let by = format!("by the write that an earlier apply began at {}", write.time);
    let roles = match &write.roles {
        // What it removed is found by comparing records.
        _ if write.record.is_some() => return by,
        Reported::Unknown => "unknown".to_owned(),
        Reported::Known(grants) if grants.is_empty() => "none".to_owned(),
        Reported::Known(grants) => grants.iter().map(grant).collect::<Vec<_>>().join(", "),
    };
    format!("{by}; removed roles: {roles}")
}

/// The other attributes that changed with a write.
fn side_effects(expected: &[Label], unexpected: &[Label]) -> String {
    let clause = |how: &str, attributes: &[Label]| {
        (!attributes.is_empty()).then(|| format!("also changed, {how}: {}", names(attributes)))
    };
    [clause("as expected", expected), clause("unexpectedly", unexpected)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; ")
}

fn names(attributes: &[Label]) -> String {
    attributes.iter().map(|attribute| attribute.0.as_str()).collect::<Vec<_>>().join(", ")
}

fn grant(Grant { role_id, role_name, division_id, division_name }: &Grant) -> String {
    let named = |name: &str, id: &str| if name.is_empty() { id.to_owned() } else { name.to_owned() };
    format!("{} in {}", named(role_name, role_id), named(division_name, division_id))
}

/// The sentence of a warning about an apply.
#[must_use]
pub fn apply_warning(warning: &ApplyWarning) -> String {
    match warning {
        ApplyWarning::RolesUnknown { error } => {
            format!("the removed roles cannot be recorded, so `undo` will not know them: {error}")
        }
        ApplyWarning::Stopped { reason } => stop(reason),
        ApplyWarning::TimeUp => {
            "stopping: the time of --timeout is up; writes in flight are finished, and no new one is sent".to_owned()
        }
        ApplyWarning::LimitReached { limit } => {
            format!("--limit {limit} is reached; apply the same plan again for the other users")
        }
        ApplyWarning::JournalRepaired => {
            "the last line of the journal was torn, as after a power failure; it was repaired".to_owned()
        }
        ApplyWarning::TotalsNotJournalled { error } => format!("{}; the totals are not in it", error.0),
        ApplyWarning::Unverified { users } => format!(
            "{}: the change may still take effect. Look them up in the directory before planning again, and apply with the \
             same --journal, which has their roles.",
            are_unverified(*users)
        ),
        ApplyWarning::InDoubt { users } => format!(
            "{}: the change may still take effect. Look them up in the directory before planning again, and apply with the \
             same --journal, which has their records.",
            are_unverified(*users)
        ),
        ApplyWarning::Vanished { users } => format!(
            "{}, because the directory no longer shows them. Find out in the service what became of the accounts before \
             going on: the journal has their records as they were before the write.",
            are_unverified(*users)
        ),
        ApplyWarning::Advice { hint } => hint.0.clone(),
    }
}

fn stop(reason: &StopReason) -> String {
    match reason {
        StopReason::Interrupted => "stopping: writes in flight are finished, and no new one is sent".to_owned(),
        StopReason::Expired { at } => format!(
            "stopped: the plan expired at {at}; users who were not started need a new plan: make it with `rosterctl plan \
             --out PLAN`, and with a longer --expires-in when an apply takes that long"
        ),
        StopReason::Authorization { error } => {
            format!("stopped: the directory refused the credentials or a permission three times in a row: {error}")
        }
        StopReason::RateLimited { error } => format!("stopped: {error}"),
        StopReason::Failures { failed, tried } => {
            format!("stopped: {failed} of {tried} failed, which is more than a fifth; find the cause before going on")
        }
        StopReason::Canary => "stopped: not every user of the canary was found inactive afterwards".to_owned(),
        StopReason::Refused { writes, error } => {
            format!("stopped: the directory refused {writes} writes in a row: {error}")
        }
        StopReason::Unsupported { error } => {
            format!("stopped: the directory refused the first write in a way that holds for every user: {error}")
        }
        StopReason::Ineffective { writes } => format!(
            "stopped: the directory accepted {writes} writes in a row, and their users are still active; find out in \
             the service why it does not deactivate them"
        ),
        StopReason::FirstWriteUnread { email, error } => format!(
            "stopped: after the first write {email} could not be read back ({error}), and no other user is written before \
             it is known what a write does there; look the user up in the service, and apply the plan again once users \
             can be read"
        ),
        StopReason::Vanished { email } => format!(
            "stopped: the directory no longer shows {email} after the write, which is not known of a deactivation \
             there; find out in the service what became of the account before going on with a new plan"
        ),
        StopReason::WriteReachedOthers { email } => format!(
            "stopped: {email} was active before the first write and is not after it, and this apply did not write that \
             user; find out in the service whether a deactivation there reaches other users too, and who is inactive \
             now, before going on with a new plan"
        ),
        StopReason::SideEffects { email, attributes } => format!(
            "stopped: with the deactivation of {email} other attributes changed, which is not known of a deactivation \
             there: {}; find out in the service what changed them before going on with a new plan; the journal has their \
             earlier values",
            names(attributes)
        ),
        StopReason::Journal { error } => format!(
            "stopped: the journal cannot be written ({}); free some space, or name another journal with --journal",
            error.0
        ),
        StopReason::RoleRecord { error } => format!(
            "stopped: the roster requires a record of the removed roles (guards.require_role_record), and the \
             credentials may not read them: {error}"
        ),
    }
}

/// The beginning of what to do about unverified users.
fn are_unverified(users: u64) -> String {
    let are = if users == 1 { "is" } else { "are" };
    format!("{} {are} unverified", counted(users, "user"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Sample;

    #[test]
    fn a_user_whose_write_may_still_take_effect_is_to_be_looked_up_first() {
        for reason in UnverifiedReason::samples() {
            let may_still_take_effect = !matches!(
                reason,
                // The apply ended early, which the totals explain; or the write was accepted.
                UnverifiedReason::AnswerNotAwaited
                    | UnverifiedReason::AnswerUnreadable
                    | UnverifiedReason::NotReadBack
                    | UnverifiedReason::AcceptedAndDeleted
                    | UnverifiedReason::AcceptedAndMissing
                    | UnverifiedReason::AcceptedAndUnreadable { .. }
                    // Nothing is left to be changed.
                    | UnverifiedReason::Vanished
            );
            let sentence = unverified_reason(&reason);
            assert_eq!(
                sentence.contains("look the user up before planning again"),
                may_still_take_effect,
                "{sentence}"
            );
        }
    }

    #[test]
    fn a_version_that_changes_by_itself_is_answered_with_the_setting_and_what_it_costs() {
        let error =
            Box::new(crate::model::DirectoryError::new(crate::model::DirectoryErrorKind::OutdatedVersion, "no"));
        let said = failure(&FailureReason::UnstableVersion { times: 3, error });
        assert!(said.contains("set `etag: off`") && said.contains("is not noticed"), "{said}");
    }

    #[test]
    fn each_warning_and_each_reason_is_one_line_with_its_arguments() {
        let warnings = ApplyWarning::samples().iter().map(apply_warning).collect::<Vec<_>>();
        let reasons = Outcome::samples().iter().filter_map(outcome_reason).collect::<Vec<_>>();
        let all: Vec<String> = [warnings, reasons].concat();
        assert!(all.iter().all(|text| !text.contains('\n') && !text.contains("{")), "{all:#?}");
        let mut unique = all.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), all.len(), "two kinds have the same sentence: {all:#?}");
    }
}
