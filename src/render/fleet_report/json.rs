//! The report for programs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::wording::{help, problem_text, unknown_folders};
use crate::fleet_report::{
    FleetReport, FleetTotals, LeavingPerson, OrganizationReport, OrganizationStatus, PlanFacts, PlanPreview,
    ResultProblem,
};
use crate::model::{OutcomeKind, Totals};
use crate::plan::{Guard, GuardName, ReasonCode};
use crate::text::visible;

/// What `fleet report --format json` prints. The same results give the same bytes.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Report of a rosterctl fleet")]
struct FleetReportDocument<'a> {
    /// The version of this format. Additions keep the number before the point.
    #[schemars(extend("const" = "1.0"))]
    format_version: &'static str,
    /// Always `fleet-report`.
    #[schemars(extend("const" = "fleet-report"))]
    r#type: &'static str,
    /// The exit code of the command without `--detailed-exitcode`.
    exit_code: u8,
    /// Whether `--redact` replaced e-mails by pseudonyms.
    redacted: bool,
    /// The totals.
    summary: SummaryRecord,
    /// The guards over the sum of all plans.
    guards: &'a [Guard],
    /// The organizations, in the order of the fleet.
    organizations: Vec<OrganizationRecord<'a>>,
    /// Folders among the results that are of no organization of the fleet; absent when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown_folders: Option<UnknownFoldersRecord<'a>>,
    /// The users to deactivate, by person: those in the most organizations first, then by e-mail.
    people: Vec<PersonRecord<'a>>,
}

/// The totals of a fleet. Plans that are not known are not in them.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FleetSummary")]
struct SummaryRecord {
    /// Organizations.
    organizations: u64,
    /// Organizations by status; every status is there.
    statuses: BTreeMap<&'static str, u64>,
    /// Users to deactivate.
    deactivate: u64,
    /// Active users in scope.
    in_scope: u64,
    /// People among the users to deactivate: users with the same e-mail are one.
    people: u64,
    /// People to deactivate in several organizations.
    people_in_several_organizations: u64,
    /// What came of the users of plans of which an apply began.
    outcomes: Totals,
}

/// One organization.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OrganizationReport")]
struct OrganizationRecord<'a> {
    /// Its name.
    #[schemars(example = &"acme-de")]
    name: &'a str,
    /// The path of its roster.
    roster: String,
    /// Its labels.
    labels: &'a BTreeMap<String, String>,
    /// What became of it.
    status: OrganizationStatus,
    /// What is wrong with its result; absent when nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ProblemRecord>,
    /// What to do; absent when nothing is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// Its plan; absent when there is none that can be counted on.
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<PlanFactsRecord<'a>>,
    /// What came of the users of the plan in the newest apply since it was made; absent when none began.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcomes: Option<Totals>,
}

/// What is wrong with a result.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ResultProblem")]
struct ProblemRecord {
    /// A stable code.
    #[schemars(example = &"missing")]
    code: &'static str,
    /// What is wrong, without a final full stop.
    message: String,
}

/// What a report holds of a plan.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PlanFacts")]
struct PlanFactsRecord<'a> {
    /// Its digest.
    #[schemars(regex(pattern = "^sha256:[0-9a-f]{64}$"))]
    digest: &'a str,
    /// Active users of the directory.
    active: u64,
    /// Those of them in scope.
    in_scope: u64,
    /// Users to deactivate.
    deactivate: u64,
    /// Users to deactivate without `--only`: what the guards count.
    judged: u64,
    /// Active users in scope who stay.
    keep: u64,
    /// Active users in scope who stay only because they are protected.
    protected: u64,
    /// Findings.
    findings: u64,
    /// The guards that refuse it.
    refused_by: &'a [GuardName],
    /// Whether `--only` left users out.
    partial: bool,
    /// Why it is never applied, and no summand of the guards; absent for a plan that is no preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    preview: Option<PlanPreview>,
}

/// Folders of no organization.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "UnknownFolders")]
struct UnknownFoldersRecord<'a> {
    /// How many there are.
    count: u64,
    /// The first of them by name.
    names: Vec<&'a str>,
    /// What is wrong, without a final full stop.
    message: String,
    /// What to do.
    help: String,
}

/// A person whose access ends.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LeavingPerson")]
struct PersonRecord<'a> {
    /// The e-mail, in the spelling of the first organization.
    #[schemars(example = &"di@acme.example")]
    email: &'a str,
    /// The users of that e-mail, in the order of the fleet.
    users: Vec<DepartureRecord<'a>>,
}

/// A user of an organization who is deactivated.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Departure")]
struct DepartureRecord<'a> {
    /// The organization.
    organization: &'a str,
    /// The reason.
    reason: ReasonCode,
    /// What came of it; absent when no apply began.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<OutcomeKind>,
}

/// The report as JSON with a line break at the end; invisible characters are escaped.
#[must_use]
pub fn fleet_report_json(report: &FleetReport) -> String {
    let unknown_folders = unknown_folders(report).map(|(message, help)| UnknownFoldersRecord {
        count: report.unknown_folders.count,
        names: report.unknown_folders.names.iter().map(|name| name.0.as_str()).collect(),
        message,
        help,
    });
    let document = FleetReportDocument {
        format_version: "1.0",
        r#type: "fleet-report",
        exit_code: report.exit().code(),
        redacted: report.redacted,
        summary: report.totals().into(),
        guards: &report.guards,
        organizations: report.organizations.iter().map(|one| organization(one, report)).collect(),
        unknown_folders,
        people: report.people.iter().map(|one| person(one, report)).collect(),
    };
    // Texts and integers alone: this cannot fail.
    visible(&serde_json::to_string_pretty(&document).unwrap_or_default()) + "\n"
}

/// The JSON Schema of the document.
#[must_use]
pub fn fleet_report_schema() -> Value {
    schemars::generate::SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<FleetReportDocument<'static>>()
        .to_value()
}

impl From<FleetTotals> for SummaryRecord {
    fn from(totals: FleetTotals) -> Self {
        let statuses = OrganizationStatus::ALL.map(|status| (status.as_str(), totals.count(status)));
        Self {
            organizations: totals.organizations(),
            statuses: statuses.into(),
            deactivate: totals.deactivate,
            in_scope: totals.in_scope,
            people: totals.people,
            people_in_several_organizations: totals.in_several,
            outcomes: totals.outcomes,
        }
    }
}

fn organization<'a>(organization: &'a OrganizationReport, report: &FleetReport) -> OrganizationRecord<'a> {
    let problem = |problem: &ResultProblem| ProblemRecord { code: problem.code(), message: problem_text(problem) };
    OrganizationRecord {
        name: &organization.entry.name,
        roster: organization.entry.printed_roster(),
        labels: &organization.entry.labels,
        status: organization.status,
        problem: organization.problem.as_ref().map(problem),
        help: help(organization, report),
        plan: organization.plan.as_ref().map(Into::into),
        outcomes: organization.outcomes,
    }
}

impl<'a> From<&'a PlanFacts> for PlanFactsRecord<'a> {
    fn from(plan: &'a PlanFacts) -> Self {
        Self {
            digest: &plan.digest,
            active: plan.active,
            in_scope: plan.sum.in_scope,
            deactivate: plan.deactivate,
            judged: plan.sum.deactivated,
            keep: plan.keep,
            protected: plan.protected,
            findings: plan.findings,
            refused_by: &plan.refused_by,
            partial: plan.partial,
            preview: plan.preview,
        }
    }
}

fn person<'a>(person: &'a LeavingPerson, report: &'a FleetReport) -> PersonRecord<'a> {
    let users = person.departures.iter().map(|departure| DepartureRecord {
        organization: report.name(departure.organization),
        reason: departure.reason,
        outcome: departure.outcome,
    });
    PersonRecord { email: person.email.as_str(), users: users.collect() }
}
