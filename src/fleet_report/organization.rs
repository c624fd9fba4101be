//! What a report holds of one organization.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::fleet::FleetOrganization;
use crate::model::Totals;
use crate::plan::{GuardName, ReadingSource, SavedPlan, Verdict};

use super::problem::ResultProblem;
use super::status::OrganizationStatus;
use super::sum::PlanSum;

/// An organization and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationReport {
    /// The organization as the fleet lists it.
    pub entry: FleetOrganization,
    /// What became of it.
    pub status: OrganizationStatus,
    /// What is wrong with its result.
    pub problem: Option<ResultProblem>,
    /// Its plan; `None` when there is none that can be counted on.
    pub plan: Option<PlanFacts>,
    /// What came of the users of its plan, once an apply of it began.
    pub outcomes: Option<Totals>,
}

/// What is kept of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFacts {
    /// Its digest.
    pub digest: String,
    /// Active users of the directory.
    pub active: u64,
    /// Users to deactivate without `--only` and active users in scope: what guards count.
    pub sum: PlanSum,
    /// Users to deactivate.
    pub deactivate: u64,
    /// Active users in scope who stay.
    pub keep: u64,
    /// Active users in scope who stay only because they are protected.
    pub protected: u64,
    /// Findings.
    pub findings: u64,
    /// The guards that refuse it.
    pub refused_by: Vec<GuardName>,
    /// Whether `--only` left users out. The guards judge the plan that would be made without it.
    pub partial: bool,
    /// Why it is never applied, for a plan that is a preview.
    pub preview: Option<PlanPreview>,
    /// When the directory was read.
    pub read_at: Timestamp,
}

/// Why a plan is a preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanPreview {
    /// It was made from a snapshot.
    Snapshot,
    /// It was made for another day.
    AsOf,
}

impl PlanPreview {
    /// Why this plan is a preview, if it is one.
    pub(super) fn of(saved: &SavedPlan) -> Option<Self> {
        match (saved.live.source, saved.as_of) {
            (ReadingSource::Snapshot, _) => Some(Self::Snapshot),
            (ReadingSource::Directory, true) => Some(Self::AsOf),
            (ReadingSource::Directory, false) => None,
        }
    }
}

impl From<&SavedPlan> for PlanFacts {
    fn from(saved: &SavedPlan) -> Self {
        let summary = &saved.plan.summary;
        let refused = saved.plan.guards.iter().filter(|guard| guard.verdict == Verdict::Refused);
        Self {
            digest: saved.digest.clone(),
            active: saved.live.active,
            sum: PlanSum { deactivated: saved.plan.judged(), in_scope: saved.live.in_scope },
            deactivate: summary.deactivate,
            keep: summary.keep,
            protected: summary.protected,
            findings: summary.findings,
            refused_by: refused.map(|guard| guard.name).collect(),
            partial: saved.plan.partial,
            preview: PlanPreview::of(saved),
            read_at: saved.live.read_at,
        }
    }
}
