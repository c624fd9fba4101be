//! What an organization's files say, compared with each other and with its roster: total, and in doubt a failure.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use crate::error::Exit;
use crate::fleet::{JOURNAL_FILE, OrganizationResult, ResultCommand};
use crate::model::{Email, FreeText, Label, OutcomeKind, Totals};
use crate::plan::{CLOCK_SKEW, PlanRejected, ReasonCode, SavedPlan};

use super::organization::{PlanFacts, PlanPreview};
use super::problem::ResultProblem;
use super::status::OrganizationStatus;
use super::trace::ApplyTrace;

/// The files of an organization.
#[derive(Debug)]
pub struct Evidence {
    /// Its result.
    pub result: Result<OrganizationResult, ResultProblem>,
    /// Its saved plan, and what belongs to it.
    pub plan: Result<PlanEvidence, ResultProblem>,
}

/// A saved plan, and what it is compared with.
#[derive(Debug)]
pub struct PlanEvidence {
    /// The plan, verified by itself.
    pub saved: SavedPlan,
    /// The applies of that plan; none began when there is no journal.
    pub applies: Result<ApplyTrace, ResultProblem>,
    /// The roster of the organization as it is now.
    pub roster: Result<RosterIdentity, ResultProblem>,
}

/// What identifies the directory and the content of a roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RosterIdentity {
    /// The organization that it names.
    pub organization_id: Option<String>,
    /// The settings that decide whose users are read, such as a pinned user.
    pub settings: BTreeMap<String, Value>,
    /// The SHA-256 of each of its files, in order.
    pub files: Vec<String>,
}

/// What a report keeps of an organization's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedResult {
    pub(super) status: OrganizationStatus,
    pub(super) problem: Option<ResultProblem>,
    pub(super) plan: Option<PlanFacts>,
    pub(super) outcomes: Option<Totals>,
    /// The users of the plan.
    pub(super) leaving: Vec<(Email, ReasonCode, Option<OutcomeKind>)>,
}

impl Evidence {
    /// Judges the files of the organization with this name at `now`.
    #[must_use]
    pub fn judge(self, name: &str, now: Timestamp) -> JudgedResult {
        let Self { result, plan } = self;
        let result = match result {
            Ok(result) => result,
            // An apply that is killed, or is still running, has no result yet.
            Err(problem @ ResultProblem::Missing { .. }) => {
                let of_apply = plan.ok().and_then(|plan| plan.check_applies_ended().err());
                return of_apply.unwrap_or(problem).into();
            }
            Err(problem) => return problem.into(),
        };
        if result.organization != name {
            return ResultProblem::OtherName { name: Label(result.organization) }.into();
        }
        let trusted = plan.and_then(|plan| plan.check_trusted(&result).map(|()| plan));
        let (judged, plan) = match (failure(&result), trusted) {
            (Some(failed), trusted) => (Err(failed), trusted.ok()),
            (None, Err(problem)) => (Err(problem), None),
            (None, Ok(plan)) => {
                let judged = match result.command {
                    ResultCommand::Plan => plan.pending(now),
                    ResultCommand::Apply => plan.applied(result.exit_code, now),
                };
                (judged, Some(plan))
            }
        };
        // A plan from other roster files is not the plan of this roster, so it is not counted.
        let counted = plan.filter(|_| judged != Err(ResultProblem::OtherRoster));
        let mut kept = match judged {
            Ok(status) => JudgedResult::from(status),
            Err(problem) => problem.into(),
        };
        if let Some(PlanEvidence { saved, applies, .. }) = &counted {
            // Whether an apply that recorded no result came before the plan or after it is not known to the second.
            let is_recorded = kept.problem != Some(ResultProblem::ApplyNotRecorded);
            let trace = applies.as_ref().ok().filter(|trace| is_recorded && trace.has_begun());
            kept.plan = Some(saved.into());
            kept.outcomes = trace.map(ApplyTrace::totals);
            let leaving = saved.plan.actions.iter().map(|action| {
                let outcome = trace.map(|trace| trace.outcome(&action.user.id));
                (Email::reported(&action.user.email), action.reason.code, outcome)
            });
            kept.leaving = leaving.collect();
        }
        kept
    }
}

impl From<OrganizationStatus> for JudgedResult {
    fn from(status: OrganizationStatus) -> Self {
        Self { status, problem: None, plan: None, outcomes: None, leaving: Vec::new() }
    }
}

impl From<ResultProblem> for JudgedResult {
    fn from(problem: ResultProblem) -> Self {
        Self { problem: Some(problem.clone()), ..problem.status().into() }
    }
}

/// The error with which the command ended, if it ended with one.
fn failure(result: &OrganizationResult) -> Option<ResultProblem> {
    let ends: &[Exit] = match result.command {
        ResultCommand::Plan => &[Exit::Done, Exit::Changes, Exit::Refused],
        ResultCommand::Apply => {
            &[Exit::Done, Exit::Refused, Exit::Unfinished, Exit::Unprinted, Exit::Interrupted, Exit::Terminated]
        }
    };
    let has_ended = ends.iter().any(|end| end.code() == result.exit_code);
    (!has_ended).then(|| ResultProblem::CommandFailed {
        command: result.command.as_str(),
        code: result.exit_code,
        error: result.error.as_ref().map(|error| FreeText(error.message.clone())),
    })
}

impl PlanEvidence {
    /// Checks that the plan is that of the result, and for the organization of the roster.
    fn check_trusted(&self, result: &OrganizationResult) -> Result<(), ResultProblem> {
        let Self { saved, roster, .. } = self;
        if saved.redacted {
            let why = FreeText(PlanRejected::Redacted.to_string());
            return Err(ResultProblem::PlanRejected { why });
        }
        if result.digest.as_ref() != Some(&saved.digest) {
            return Err(ResultProblem::DigestDiffers);
        }
        let roster = roster.as_ref().map_err(Clone::clone)?;
        let organization = &saved.directory.organization.id;
        let is_other = |wanted: &String| !wanted.trim().eq_ignore_ascii_case(organization);
        let differs = |(key, value): (&String, &Value)| saved.directory.settings.get(key) != Some(value);
        if roster.organization_id.as_ref().is_some_and(is_other) || roster.settings.iter().any(differs) {
            return Err(ResultProblem::OtherOrganization { planned: Label(organization.clone()) });
        }
        Ok(())
    }

    /// What a plan that is to be applied comes to.
    fn pending(&self, now: Timestamp) -> Result<OrganizationStatus, ResultProblem> {
        if self.check_applies_ended()?.has_begun() {
            return Err(ResultProblem::ApplyNotRecorded);
        }
        self.check_current(now)?;
        let summary = &self.saved.plan.summary;
        if summary.guards_refused > 0 {
            return Ok(OrganizationStatus::Refused);
        }
        self.check_usable(now)?;
        Ok(if summary.deactivate > 0 { OrganizationStatus::Changes } else { OrganizationStatus::Unchanged })
    }

    /// What an apply that ended with this exit code came to.
    fn applied(&self, code: u8, now: Timestamp) -> Result<OrganizationStatus, ResultProblem> {
        let (applies, summary) = (self.check_applies_ended()?, &self.saved.plan.summary);
        let is_done = [Exit::Done, Exit::Unprinted].iter().any(|exit| exit.code() == code);
        if !applies.has_begun() {
            let status = match (is_done, summary.deactivate, summary.guards_refused) {
                (true, 0, 0) => OrganizationStatus::Unchanged,
                (true, ..) if applies.has_any() => return Err(ResultProblem::JournalDiffers),
                (true, ..) => return Err(ResultProblem::Missing { file: JOURNAL_FILE }),
                (false, _, 1..) => OrganizationStatus::Refused,
                // It was stopped before its first write.
                (false, _, 0) => OrganizationStatus::Incomplete,
            };
            self.check_current(now)?;
            if status != OrganizationStatus::Refused {
                self.check_usable(now)?;
            }
            return Ok(status);
        }
        let last = applies.ended().ok_or(ResultProblem::ApplyNotEnded)?;
        if last.sum() != summary.deactivate {
            return Err(ResultProblem::JournalDiffers);
        }
        self.check_current(now)?;
        self.check_usable(now)?;
        match (is_done, last.is_complete() && applies.totals().is_complete()) {
            (true, true) => Ok(OrganizationStatus::Applied),
            (false, true) => Err(ResultProblem::EndedOtherwise { code }),
            (_, false) => Ok(OrganizationStatus::Incomplete),
        }
    }

    /// Checks that the plan was made from the roster as it is, and not later than now.
    fn check_current(&self, now: Timestamp) -> Result<(), ResultProblem> {
        let Self { saved, roster, .. } = self;
        let files = saved.roster.files.iter().map(|file| &file.sha256);
        if !roster.as_ref().is_ok_and(|roster| files.eq(&roster.files)) {
            return Err(ResultProblem::OtherRoster);
        }
        if saved.created_at > now.saturating_add(CLOCK_SKEW).unwrap_or(Timestamp::MAX) {
            return Err(ResultProblem::Future);
        }
        Ok(())
    }

    /// Checks that the plan still says what is to be done in the whole organization: what came of an old plan, of a
    /// preview or of a part says nothing about the users as they are.
    fn check_usable(&self, now: Timestamp) -> Result<(), ResultProblem> {
        if now >= self.saved.expires_at {
            return Err(ResultProblem::Expired);
        }
        match PlanPreview::of(&self.saved) {
            Some(PlanPreview::Snapshot) => Err(ResultProblem::FromSnapshot),
            Some(PlanPreview::AsOf) => Err(ResultProblem::ForAnotherDay),
            None if self.saved.plan.partial => Err(ResultProblem::Partial),
            None => Ok(()),
        }
    }

    /// The applies, when the journal can be read to its end and the last apply in it, of whatever plan, is over.
    fn check_applies_ended(&self) -> Result<&ApplyTrace, ResultProblem> {
        let applies = self.applies.as_ref().map_err(Clone::clone)?;
        match applies.damage() {
            Some(line) => Err(ResultProblem::Unreadable { file: JOURNAL_FILE, why: FreeText(line.to_string()) }),
            None if applies.is_own_open() => Err(ResultProblem::ApplyNotEnded),
            None if applies.is_open() => Err(ResultProblem::OtherApplyNotEnded),
            None => Ok(applies),
        }
    }
}
