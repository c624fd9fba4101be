//! The report as text for people: who needs attention first, then every organization in one line.

use super::wording::{REDACTED_EMAILS, alarm, departures, guard_help, help, state, totals, unknown_folders};
use crate::fleet_report::{FleetReport, OrganizationReport, OrganizationStatus};
use crate::plan::Verdict;
use crate::render::text::guard_line;
use crate::render::wrap::wrapped;
use crate::text::{ALARM, BOLD, CHANGE, FAINT, FINE, counted, paint, sanitize_inline, sanitize_line};

/// The widest column of names; a longer name moves its line.
const MAX_NAME_WIDTH: usize = 40;

/// The report as text.
#[must_use]
pub fn fleet_report_text(report: &FleetReport) -> String {
    let width = report.organizations.iter().map(|organization| organization.entry.name.len()).max().unwrap_or_default();
    let width = width.min(MAX_NAME_WIDTH);
    let mut text = format!("{}\n", paint(BOLD, "Organizations:"));
    if let Some((what, help)) = unknown_folders(report) {
        let line = format!("  {}{}", paint(ALARM, word(OrganizationStatus::Failed)), sanitize_line(&what));
        text.push_str(&format!("{line}\n{}", wrapped(&sanitize_line(&format!("help: {help}")), HELP_INDENT)));
    }
    for organization in report.worst_first() {
        push_organization(organization, width, report, &mut text);
    }
    if !report.people.is_empty() {
        text.push_str(&format!("\n{}\n", paint(BOLD, "People who leave:")));
        for person in &report.people {
            let (places, others) = departures(person, report);
            let mark = if person.organizations() > 1 {
                paint(CHANGE, format!("{}: ", counted(person.organizations() as u64, "organization")))
            } else {
                String::new()
            };
            text.push_str(&format!(
                "  {}  {mark}{}{others}\n",
                sanitize_inline(person.email.as_str()),
                places.join(", ")
            ));
        }
    }
    text.push_str(&format!("\n{}\n", paint(BOLD, "Guards over all plans together:")));
    for guard in &report.guards {
        text.push_str(&format!("{}\n", guard_line(guard)));
        if guard.verdict == Verdict::Refused {
            text.push_str(&wrapped(guard_help(guard), "             "));
        }
    }
    let [organizations, users] = totals(report);
    text.push_str(&format!("\n{} {organizations}.\n{users}.\n", paint(BOLD, "Fleet:")));
    if report.redacted {
        text.push_str(&format!("{REDACTED_EMAILS}\n"));
    }
    if let Some(alarm) = alarm(report) {
        text.push_str(&format!("{}\n", paint(ALARM, format!("{alarm}."))));
    }
    text
}

/// Below the name of an organization.
const HELP_INDENT: &str = "              ";

fn push_organization(organization: &OrganizationReport, width: usize, report: &FleetReport, text: &mut String) {
    let style = match organization.status {
        OrganizationStatus::Failed
        | OrganizationStatus::Refused
        | OrganizationStatus::Unusable
        | OrganizationStatus::Incomplete => ALARM,
        OrganizationStatus::Changes => CHANGE,
        OrganizationStatus::Applied => FINE,
        OrganizationStatus::Unchanged => FAINT,
    };
    let name = &organization.entry.name;
    let line = sanitize_line(&state(organization));
    text.push_str(&format!("  {}{name:<width$}  {line}\n", paint(style, word(organization.status))));
    if let Some(help) = help(organization, report) {
        text.push_str(&wrapped(&sanitize_line(&format!("help: {help}")), HELP_INDENT));
    }
}

/// The status as a column.
fn word(status: OrganizationStatus) -> String {
    let word = if status.needs_attention() { status.as_str().to_uppercase() } else { status.as_str().to_owned() };
    format!("{word:<12}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet_report::tests::large;

    #[test]
    fn every_organization_has_a_row_and_those_without_a_result_come_first_with_what_to_do() {
        let text = fleet_report_text(&large(3_000, 1_500, 1));
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("  \u{1b}")).take(3_000).collect();
        assert!(rows[..1_500].iter().all(|row| row.contains("FAILED") && row.ends_with("there is no result.json")));
        assert!(
            rows[1_500..].iter().all(|row| row.contains("changes") && row.ends_with("2 to deactivate of 100 in scope"))
        );
        assert_eq!(text.matches("`rosterctl plan --fleet fleet.yaml --organization o").count(), 1_500);
        let everywhere = text.lines().find(|line| line.contains("user.of.all@")).unwrap();
        assert!(
            everywhere.contains("1,500 organizations: ") && everywhere.ends_with(", o19 (leaver) and 1,480 others")
        );
    }
}
