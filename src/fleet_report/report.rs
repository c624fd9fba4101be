//! The report of a fleet, joined from the results of its organizations in any order.

use crate::error::Exit;
use crate::fleet::{Fleet, FleetGuards, RESULT_FILE};
use crate::model::{Email, FilePath, Totals};
use crate::plan::{Guard, Verdict};

use super::evidence::JudgedResult;
use super::organization::OrganizationReport;
use super::people::{Departure, LeavingPerson, join, sort};
use super::problem::ResultProblem;
use super::status::OrganizationStatus;
use super::sum::{PlanSum, judge};

/// The results of all organizations of a fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetReport {
    /// The file of the fleet.
    pub fleet: FilePath,
    /// The folder of the results.
    pub results: FilePath,
    /// The organizations, in the order of the fleet.
    pub organizations: Vec<OrganizationReport>,
    /// Folders among the results that are of no organization of the fleet.
    pub unknown_folders: UnknownFolders,
    /// The guards over the sum of all plans.
    pub guards: Vec<Guard>,
    /// Who leaves where.
    pub people: Vec<LeavingPerson>,
    /// Whether names and e-mails were replaced by pseudonyms.
    pub redacted: bool,
}

/// Folders of no organization of the fleet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownFolders {
    /// The first of them by name.
    pub names: Vec<FilePath>,
    /// How many there are.
    pub count: u64,
}

/// The numbers of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FleetTotals {
    /// Organizations with each status, in the order of [`OrganizationStatus::ALL`].
    pub statuses: [u64; OrganizationStatus::ALL.len()],
    /// Users to deactivate, in the plans that are known.
    pub deactivate: u64,
    /// Active users in scope, in the plans that are known.
    pub in_scope: u64,
    /// People who leave.
    pub people: u64,
    /// Those of them who leave several organizations.
    pub in_several: u64,
    /// What came of the users of plans whose apply began.
    pub outcomes: Totals,
}

/// A report that results are added to. An organization without a result is missing.
#[derive(Debug)]
pub struct ReportBuilder {
    fleet: FilePath,
    limits: FleetGuards,
    organizations: Vec<OrganizationReport>,
    leaving: Vec<(Email, Departure)>,
}

impl UnknownFolders {
    /// Counts one more, and keeps it when it is among the first `most` by name.
    pub fn add(&mut self, name: FilePath, most: usize) {
        self.count += 1;
        let at = self.names.partition_point(|known| *known < name);
        self.names.insert(at, name);
        self.names.truncate(most);
    }
}

impl ReportBuilder {
    /// A report on the organizations of a fleet before any result.
    #[must_use]
    pub fn new(fleet: &Fleet) -> Self {
        let missing = ResultProblem::Missing { file: RESULT_FILE };
        let organizations = fleet.organizations.iter().map(|entry| OrganizationReport {
            entry: entry.clone(),
            status: missing.status(),
            problem: Some(missing.clone()),
            plan: None,
            outcomes: None,
        });
        let organizations = organizations.collect();
        Self { fleet: FilePath(fleet.path.clone()), limits: fleet.guards.clone(), organizations, leaving: Vec::new() }
    }

    /// Adds the result of the organization at this position, once.
    pub fn add(&mut self, at: usize, result: JudgedResult) {
        let Some(organization) = self.organizations.get_mut(at) else { return };
        let JudgedResult { status, problem, plan, outcomes, leaving } = result;
        (organization.status, organization.problem) = (status, problem);
        (organization.plan, organization.outcomes) = (plan, outcomes);
        let organization = u32::try_from(at).unwrap_or(u32::MAX);
        self.leaving.extend(
            leaving.into_iter().map(|(email, reason, outcome)| (email, Departure { organization, reason, outcome })),
        );
    }

    /// The report on the results in this folder.
    #[must_use]
    pub fn finish(self, results: FilePath, unknown_folders: UnknownFolders) -> FleetReport {
        let Self { fleet, limits, organizations, leaving } = self;
        // One plan that is not known makes the sum unknown, and a preview is none.
        let sum = organizations.iter().try_fold(PlanSum::default(), |sum, organization| {
            organization.plan.as_ref().filter(|plan| plan.preview.is_none()).map(|plan| sum.plus(plan.sum))
        });
        let (guards, people) = (judge(&limits, sum), join(leaving));
        FleetReport { fleet, results, organizations, unknown_folders, guards, people, redacted: false }
    }
}

impl FleetReport {
    /// The exit code: that of the worst that is in it. Changes alone are none of that.
    #[must_use]
    pub fn exit(&self) -> Exit {
        let worst = self.organizations.iter().map(|organization| organization.status).min();
        // A sum that is unknown is no worse than the plan that it lacks.
        let of_sum =
            self.guards.iter().filter(|guard| guard.verdict == Verdict::Refused).map(|guard| match guard.actual {
                Some(_) => OrganizationStatus::Refused,
                None => OrganizationStatus::Unusable,
            });
        let of_folders = (self.unknown_folders.count > 0).then_some(OrganizationStatus::Failed);
        let all = worst.into_iter().chain(of_sum).chain(of_folders);
        all.min().map_or(Exit::Error, OrganizationStatus::exit)
    }

    /// Whether a plan that is not applied yet would deactivate users.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        self.organizations.iter().any(|organization| organization.status == OrganizationStatus::Changes)
    }

    /// The organizations in the order in which people read them: worst first, then in the order of the fleet.
    #[must_use]
    pub fn worst_first(&self) -> Vec<&OrganizationReport> {
        let mut organizations: Vec<&OrganizationReport> = self.organizations.iter().collect();
        organizations.sort_by_key(|organization| organization.status);
        organizations
    }

    /// The name of the organization at this position.
    #[must_use]
    pub fn name(&self, organization: u32) -> &str {
        let at = usize::try_from(organization).unwrap_or(usize::MAX);
        self.organizations.get(at).map_or("", |organization| organization.entry.name.as_str())
    }

    /// Its numbers.
    #[must_use]
    pub fn totals(&self) -> FleetTotals {
        let mut totals = FleetTotals::default();
        let mut outcomes = Totals::default();
        for organization in &self.organizations {
            totals.statuses[organization.status as usize] += 1;
            if let Some(plan) = &organization.plan {
                totals.deactivate = totals.deactivate.saturating_add(plan.deactivate);
                totals.in_scope = totals.in_scope.saturating_add(plan.sum.in_scope);
            }
            if let Some(found) = &organization.outcomes {
                outcomes = outcomes.plus(found);
            }
        }
        totals.outcomes = outcomes;
        totals.people = self.people.len() as u64;
        totals.in_several = self.people.iter().filter(|person| person.organizations() > 1).count() as u64;
        totals
    }

    /// The report with other e-mails, marked as redacted; people are in the order of those.
    #[must_use]
    pub fn into_redacted(mut self, email: impl Fn(&Email) -> Email) -> Self {
        for person in &mut self.people {
            person.email = email(&person.email);
        }
        sort(&mut self.people);
        self.redacted = true;
        self
    }
}

impl FleetTotals {
    /// How many organizations have this status.
    #[must_use]
    pub fn count(&self, status: OrganizationStatus) -> u64 {
        self.statuses[status as usize]
    }

    /// How many organizations there are.
    #[must_use]
    pub fn organizations(&self) -> u64 {
        self.statuses.iter().sum()
    }
}
