//! The report of a fleet as a comment on a pull request, or a step summary: who needs attention first.

use crate::fleet_report::FleetReport;
use crate::plan::Verdict;
use crate::render::fleet_report::wording::{
    REDACTED_EMAILS, alarm, departures, guard_help, help, state, totals, unknown_folders,
};

use super::escape::MarkdownContext::{Cell, Text};
use super::escape::{code_span, comment_token, sentence};
use super::guard_row;
use super::section::Section;

/// GitHub takes 65,536 characters, and the caller may add a few.
const MAX_BYTES: usize = 65_000;

/// The report in at most 65,000 bytes. Marker, totals and guards are always there; organizations and people that do not fit
/// are counted.
#[must_use]
pub fn fleet_report_markdown(report: &FleetReport) -> String {
    let mut text = head(report);
    let (attention, others, people) = (attention(report), others(report), people(report));
    let left = |text: &str| MAX_BYTES.saturating_sub(text.len());
    let spare = left(&text).saturating_sub(attention.least() + others.least() + people.least());
    // A quarter is for the people: who leaves is what a reviewer looks for.
    let for_people = if people.total == 0 { 0 } else { spare / 4 };
    text.push_str(&attention.fit(attention.least() + spare - for_people));
    let spare = left(&text).saturating_sub(others.least() + people.least());
    let for_others = if others.total == 0 { 0 } else { spare / 4 };
    text.push_str(&people.fit(people.least() + spare - for_others));
    let limit = left(&text);
    text.push_str(&others.fit(limit));
    text
}

fn head(report: &FleetReport) -> String {
    let mut text = format!("<!-- rosterctl: fleet {} -->\n", comment_token(&report.fleet.0));
    if let Some(alarm) = alarm(report) {
        text.push_str(&format!("**{alarm}.** "));
    }
    let [organizations, users] = totals(report);
    text.push_str(&format!("Fleet {}: {organizations}.\n\n{users}.\n", code_span(&report.fleet.0, Text)));
    if report.redacted {
        text.push_str(&format!("{REDACTED_EMAILS}.\n"));
    }
    if let Some((what, help)) = unknown_folders(report) {
        text.push_str(&format!("\n* **failed** {}: {help}\n", code_span(&what, Text)));
    }
    text.push_str("\n| guard over all plans | verdict | sum | limit |\n|---|---|---:|---|\n");
    for guard in &report.guards {
        text.push_str(&format!("{} |\n", guard_row(guard)));
    }
    let refused = report.guards.iter().filter(|guard| guard.verdict == Verdict::Refused);
    for (number, guard) in refused.enumerate() {
        let gap = if number == 0 { "\n" } else { "" };
        text.push_str(&format!("{gap}* **refused** `{}`: {}\n", guard.name, guard_help(guard)));
    }
    text
}

fn attention(report: &FleetReport) -> Section<'_> {
    let organizations: Vec<_> = report.worst_first().into_iter().filter(|one| one.status.needs_attention()).collect();
    Section {
        opening: "\n**Attention needed**\n\n".to_owned(),
        closing: "",
        total: organizations.len(),
        row: Box::new(move |number| {
            let one = organizations[number];
            let help = help(one, report).map(|help| format!("\n  {}", sentence(&help, Text)));
            format!(
                "* **{}** {}: {}{}\n",
                one.status.as_str(),
                code_span(&one.entry.name, Text),
                sentence(&state(one), Text),
                help.unwrap_or_default()
            )
        }),
    }
}

fn others(report: &FleetReport) -> Section<'_> {
    let organizations: Vec<_> = report.worst_first().into_iter().filter(|one| !one.status.needs_attention()).collect();
    Section {
        opening: "\n**Other organizations**\n\n| organization | status | what |\n|---|---|---|\n".to_owned(),
        closing: "",
        total: organizations.len(),
        row: Box::new(move |number| {
            let one = organizations[number];
            format!(
                "| {} | {} | {} |\n",
                code_span(&one.entry.name, Cell),
                one.status.as_str(),
                sentence(&state(one), Cell)
            )
        }),
    }
}

fn people(report: &FleetReport) -> Section<'_> {
    Section {
        opening: "\n**People who leave**\n\n| person | organizations |\n|---|---|\n".to_owned(),
        closing: "",
        total: report.people.len(),
        row: Box::new(|number| {
            let person = &report.people[number];
            let (places, others) = departures(person, report);
            let places: Vec<String> = places.iter().map(|place| code_span(place, Cell)).collect();
            format!("| {} | {}{others} |\n", code_span(person.email.as_str(), Cell), places.join(", "))
        }),
    }
}
