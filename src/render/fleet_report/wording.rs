//! What became of an organization and what to do about it, as sentences without a final full stop.

use std::path::Path;

use crate::error::Exit;
use crate::fleet::{JOURNAL_FILE, PLAN_FILE};
use crate::fleet_report::{
    Departure, FleetReport, LeavingPerson, OrganizationReport, OrganizationStatus, PlanFacts, PlanPreview,
    ResultProblem,
};
use crate::model::{OutcomeKind, Totals};
use crate::plan::{Guard, GuardName, Verdict};
use crate::render::next_steps::{organization_command, shell_word};
use crate::render::outcomes::outcome_label;
use crate::render::wording::reason_word;
use crate::text::{counted, grouped};

/// The notice on a redacted report.
pub(in crate::render) const REDACTED_EMAILS: &str =
    "Redacted: e-mails are pseudonyms. The digests are those of the plans with the real ones";

/// Who or what needs attention, for the first line that is read; `None` when nothing does.
pub(in crate::render) fn alarm(report: &FleetReport) -> Option<String> {
    let organizations = report.organizations.iter().filter(|one| one.status.needs_attention()).count() as u64;
    let guards = report.guards.iter().filter(|guard| guard.verdict == Verdict::Refused).count() as u64;
    let parts = [
        (organizations, counted(organizations, "organization")),
        (
            report.unknown_folders.count,
            format!("{} of no organization", counted(report.unknown_folders.count, "folder")),
        ),
        (guards, format!("refused by {} over all plans", counted(guards, "guard"))),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, part)| part).collect();
    (!parts.is_empty()).then(|| format!("Attention needed: {}", parts.join(", ")))
}

/// What became of an organization.
pub(in crate::render) fn state(organization: &OrganizationReport) -> String {
    let outcomes = organization.outcomes.as_ref().map(outcomes_text).unwrap_or_default();
    if let Some(problem) = &organization.problem {
        let gap = if outcomes.is_empty() { "" } else { "; " };
        return format!("{}{gap}{outcomes}", problem_text(problem));
    }
    let Some(plan) = &organization.plan else { return outcomes };
    match organization.status {
        OrganizationStatus::Incomplete if organization.outcomes.is_none() => {
            format!("the apply stopped before its first write; {}", plan_text(plan))
        }
        OrganizationStatus::Incomplete => format!("{outcomes}, of {}", counted(plan.deactivate, "user")),
        OrganizationStatus::Applied => outcomes,
        OrganizationStatus::Refused => {
            let guards: Vec<&str> = plan.refused_by.iter().map(|guard| guard.as_str()).collect();
            format!("{}; refused by {}", plan_text(plan), guards.join(", "))
        }
        _ => plan_text(plan),
    }
}

/// What to do about an organization that needs attention.
pub(in crate::render) fn help(organization: &OrganizationReport, report: &FleetReport) -> Option<String> {
    let name = organization.entry.name.as_str();
    if let Some(problem) = &organization.problem {
        return Some(problem_help(problem, name, report));
    }
    let file = |file: &str| shell_word(&Path::new(&report.results.0).join(name).join(file));
    match organization.status {
        OrganizationStatus::Refused => Some(format!(
            "print the plan with `rosterctl show {}`, fix the roster {}, and plan again: {}",
            file(PLAN_FILE),
            organization.entry.printed_roster(),
            again("plan", name, report),
        )),
        OrganizationStatus::Incomplete => Some(format!(
            "each user's outcome is in {}; apply again, which writes no user twice: {}",
            file(JOURNAL_FILE),
            again("apply", name, report),
        )),
        _ => None,
    }
}

/// Folders that belong to no organization of the fleet: what is wrong, and what to do.
pub(in crate::render) fn unknown_folders(report: &FleetReport) -> Option<(String, String)> {
    let unknown = &report.unknown_folders;
    let names: Vec<&str> = unknown.names.iter().map(|name| name.0.as_str()).collect();
    let more = match unknown.count.saturating_sub(names.len() as u64) {
        0 => String::new(),
        count => format!(" and {} more", grouped(count)),
    };
    (unknown.count > 0).then(|| {
        let folders = counted(unknown.count, "folder");
        let text = format!("{folders} among the results of no organization of the fleet: {}{more}", names.join(", "));
        (text, "add the organization to the fleet, or remove what is left of it from the results".to_owned())
    })
}

/// What to do about a guard over the sum that refuses.
pub(in crate::render) fn guard_help(guard: &Guard) -> &'static str {
    match (guard.actual, guard.name) {
        (None, _) => {
            "The plan of at least one organization is not known, so there is no sum. Have every organization planned"
        }
        (Some(_), GuardName::MaxDeactivationPercent) => {
            "A larger share of all users would be deactivated than the fleet allows. Check the organizations with the most; \
             if it is intended, raise `guards.max_deactivation_percent` in the file of the fleet"
        }
        (Some(_), _) => {
            "More users would be deactivated in all organizations together than the fleet allows. Check the organizations \
             with the most; if it is intended, raise `guards.max_deactivations` in the file of the fleet"
        }
    }
}

/// The organizations that a person leaves, each with the reason and what came of it: the first ones, and what to put
/// behind them when there are others.
pub(in crate::render) fn departures(person: &LeavingPerson, report: &FleetReport) -> (Vec<String>, String) {
    const MAX_LISTED: usize = 20;
    let listed = person.departures.iter().take(MAX_LISTED).map(|one| departure(one, report)).collect();
    let others = match person.departures.len().saturating_sub(MAX_LISTED) {
        0 => String::new(),
        count => format!(" and {} others", grouped(count as u64)),
    };
    (listed, others)
}

/// A user who leaves: the organization, the reason and what came of it.
fn departure(departure: &Departure, report: &FleetReport) -> String {
    let outcome = departure.outcome.map(|outcome| format!(", {}", outcome_label(outcome))).unwrap_or_default();
    format!("{} ({}{outcome})", report.name(departure.organization), reason_word(departure.reason))
}

/// The report in two lines: the organizations, and the users.
pub(in crate::render) fn totals(report: &FleetReport) -> [String; 2] {
    let totals = report.totals();
    let counts = OrganizationStatus::ALL.into_iter().filter(|status| totals.count(*status) > 0);
    let counts: Vec<String> =
        counts.map(|status| format!("{} {}", grouped(totals.count(status)), word(status))).collect();
    let organizations = match counts.as_slice() {
        [] => "no organization".to_owned(),
        counts => format!("{}: {}", counted(totals.organizations(), "organization"), counts.join(", ")),
    };
    let several = match totals.in_several {
        0 => String::new(),
        count => format!(", {} of them in several organizations", grouped(count)),
    };
    let people = if totals.people == 1 { "1 person".to_owned() } else { format!("{} people", grouped(totals.people)) };
    let outcomes =
        if totals.outcomes.sum() == 0 { String::new() } else { format!("; {}", outcomes_text(&totals.outcomes)) };
    let users = format!(
        "{} to deactivate of {} in scope: {people}{several}{outcomes}",
        counted(totals.deactivate, "user"),
        grouped(totals.in_scope),
    );
    [organizations, users]
}

/// A status as people read it behind a count.
fn word(status: OrganizationStatus) -> &'static str {
    match status {
        OrganizationStatus::Changes => "with changes",
        other => other.as_str(),
    }
}

fn plan_text(plan: &PlanFacts) -> String {
    let deactivate = match plan.deactivate {
        0 => "nothing to deactivate".to_owned(),
        count => format!("{} to deactivate", grouped(count)),
    };
    let mut text = format!("{deactivate} of {} in scope", grouped(plan.sum.in_scope));
    if plan.findings > 0 {
        text.push_str(&format!(", {}", counted(plan.findings, "finding")));
    }
    if plan.partial {
        text.push_str(&format!(" (of {} without --only)", grouped(plan.sum.deactivated)));
    }
    match plan.preview {
        None => {}
        Some(PlanPreview::Snapshot) => text.push_str(" (a preview, made from a snapshot)"),
        Some(PlanPreview::AsOf) => text.push_str(" (a preview, made with --as-of)"),
    }
    text
}

fn outcomes_text(totals: &Totals) -> String {
    let counts = OutcomeKind::ALL.into_iter().filter(|kind| totals.count(*kind) > 0);
    let counts: Vec<String> =
        counts.map(|kind| format!("{} {}", grouped(totals.count(kind)), outcome_label(kind))).collect();
    if counts.is_empty() { "nothing to deactivate".to_owned() } else { counts.join(", ") }
}

/// What is wrong with a result.
pub(in crate::render) fn problem_text(problem: &ResultProblem) -> String {
    match problem {
        ResultProblem::Missing { file } => format!("there is no {file}"),
        ResultProblem::Unreadable { file, why } => format!("{file} cannot be used: {}", why.0),
        ResultProblem::OtherName { name } => format!("the result in its folder is that of the organization {}", name.0),
        ResultProblem::CommandFailed { command, code, error: Some(error) } => {
            format!("{command} ended with exit code {code}: {}", error.0)
        }
        ResultProblem::CommandFailed { command, code, error: None } => format!("{command} ended with exit code {code}"),
        ResultProblem::LinkedFolder => {
            "its folder is a link, perhaps to the results of another organization".to_owned()
        }
        ResultProblem::LinkedFile { file } => {
            format!("{file} is a link, perhaps to the results of another organization")
        }
        ResultProblem::ApplyNotEnded => {
            "an apply of the plan began, and is running or was cut off: its journal has no end".to_owned()
        }
        ResultProblem::OtherApplyNotEnded => {
            "an apply began, perhaps of an earlier plan, and is running or was cut off: its journal has no end"
                .to_owned()
        }
        ResultProblem::ApplyNotRecorded => "an apply of the plan ended without recording its result".to_owned(),
        ResultProblem::EndedOtherwise { code } => {
            format!("every user of the plan is inactive, but apply ended with exit code {code}")
        }
        ResultProblem::JournalDiffers => {
            "the journal has no apply of the plan since it was made, or one with other totals".to_owned()
        }
        ResultProblem::RosterInvalid { errors } => format!("its roster has {}", counted(*errors, "error")),
        ResultProblem::PlanRejected { why } => format!("{PLAN_FILE} cannot be used: {}", why.0),
        ResultProblem::DigestDiffers => {
            format!("{PLAN_FILE} is not the plan that its result is about: the digests differ")
        }
        ResultProblem::OtherOrganization { planned } => {
            format!("the plan is for the organization {}, which its roster does not name", planned.0)
        }
        ResultProblem::OtherRoster => "its roster is not the one that the plan was made from".to_owned(),
        ResultProblem::Expired => "the plan has expired".to_owned(),
        ResultProblem::FromSnapshot => "the plan is a preview, made from a snapshot with --live".to_owned(),
        ResultProblem::ForAnotherDay => "the plan is a preview, made for another day with --as-of".to_owned(),
        ResultProblem::Partial => "the plan was made with --only, and does not cover the organization".to_owned(),
        ResultProblem::Future => "the plan was made in the future".to_owned(),
    }
}

fn problem_help(problem: &ResultProblem, name: &str, report: &FleetReport) -> String {
    let plan = || again("plan", name, report);
    let journal = || shell_word(&Path::new(&report.results.0).join(name).join(JOURNAL_FILE));
    match problem {
        ResultProblem::Missing { file } if *file == JOURNAL_FILE => {
            "find the journal of the apply: it has what `rosterctl undo` needs; then plan again to see what is left"
                .to_owned()
        }
        ResultProblem::Missing { .. } => format!("run {}", plan()),
        ResultProblem::Unreadable { file, .. } if *file == JOURNAL_FILE => format!(
            "move {} elsewhere, and keep it for `rosterctl undo`, which reads the other lines; then plan again: {}",
            journal(),
            plan()
        ),
        ResultProblem::OtherName { .. } => {
            format!("put each organization's results into the folder with its name, or run {}", plan())
        }
        ResultProblem::LinkedFolder | ResultProblem::LinkedFile { .. } => {
            format!("remove the link, put the results themselves in its place, or run {}", plan())
        }
        // Whatever was wrong with the plan, the same plan must not be applied after all.
        ResultProblem::CommandFailed { command: "apply", code, .. } if *code == Exit::Unusable.code() => {
            format!("plan again, and apply the new plan once it is reviewed: {}", plan())
        }
        ResultProblem::CommandFailed { command, .. } => {
            format!("fix the cause, and run {}", again(command, name, report))
        }
        ResultProblem::ApplyNotEnded => format!(
            "wait for the apply if it is running; if it is not, apply again, which writes no user twice: {}",
            again("apply", name, report),
        ),
        ResultProblem::OtherApplyNotEnded => format!(
            "wait for the apply if it is running; if it is not, check the users that `rosterctl undo {0}` lists, and plan \
             again: {1}. An apply of that plan ends it; if there is nothing to apply, move {0} elsewhere, and keep it",
            journal(),
            plan(),
        ),
        ResultProblem::JournalDiffers => {
            "find out what else wrote to the journal, compare the clocks of the machines that planned and applied, and plan \
             again to see what is left"
                .to_owned()
        }
        ResultProblem::RosterInvalid { .. } => {
            format!(
                "fix the errors that `rosterctl validate {}` reports, and plan again",
                shell_word(Path::new(&report.fleet.0))
            )
        }
        ResultProblem::OtherOrganization { .. } => {
            format!("check the credentials and the roster of this organization, and plan again: {}", plan())
        }
        ResultProblem::Future => "check the clocks of this machine and of the one that planned".to_owned(),
        ResultProblem::FromSnapshot => format!("plan from the directory, without --live: {}", plan()),
        ResultProblem::ForAnotherDay => format!("plan for today, without --as-of: {}", plan()),
        ResultProblem::Partial => format!("plan for the whole organization, without --only: {}", plan()),
        ResultProblem::ApplyNotRecorded | ResultProblem::EndedOtherwise { .. } => {
            format!("plan again to see what is left: {}", plan())
        }
        ResultProblem::Unreadable { .. }
        | ResultProblem::PlanRejected { .. }
        | ResultProblem::DigestDiffers
        | ResultProblem::OtherRoster
        | ResultProblem::Expired => format!("plan again: {}", plan()),
    }
}

/// The command that makes the result of an organization anew, as it can be typed.
fn again(command: &str, name: &str, report: &FleetReport) -> String {
    let (fleet, results) = (Path::new(&report.fleet.0), Path::new(&report.results.0));
    format!("`{}`", organization_command(command, fleet, name, results))
}
