//! The report of a fleet as a page: who needs attention, every organization, the people who leave, and the guards.

use maud::{Markup, html as markup};

use crate::fleet_report::{FleetReport, OrganizationReport};
use crate::render::fleet_report::wording::{REDACTED_EMAILS, alarm, guard_help, help, state, totals, unknown_folders};
use crate::render::outcomes::outcome_label;
use crate::render::wording::reason_word;
use crate::text::{counted, grouped, sanitize_line};

use super::escape::{Escaped, Isolated};
use super::guards::{GuardRow, guard_table, with_code};
use super::{list_header, page, table_head};

/// The report as a self-contained page, as [`html`](super::html) is. Every organization and every person is in it as text.
#[must_use]
pub fn fleet_report_html(report: &FleetReport) -> String {
    let body = markup! {
        (summary(report))
        (guards(report))
        (organizations(report))
        (people(report))
    };
    page(&markup! { "rosterctl fleet report: " (Escaped(&report.fleet.0)) }, &body)
}

fn summary(report: &FleetReport) -> Markup {
    let (totals, [organizations, _]) = (report.totals(), totals(report));
    let (class, verdict) = match alarm(report) {
        None => ("verdict passed", "✓ Every organization is in order.".to_owned()),
        Some(alarm) => ("verdict refused", format!("✗ {alarm}.")),
    };
    let numbers = [
        (totals.organizations(), "organizations"),
        (totals.deactivate, "users to deactivate"),
        (totals.in_scope, "users in scope"),
        (totals.people, "people"),
        (totals.in_several, "in several organizations"),
    ];
    markup! {
        header { "\n"
            p class="where" { "rosterctl fleet report for " (Isolated(&report.fleet.0)) } "\n"
            h1 { (counted(totals.organizations(), "organization")) ", " (counted(totals.deactivate, "user")) " to deactivate" } "\n"
            p class=(class) { (verdict) } "\n"
            @if report.redacted { p class="notice" { (REDACTED_EMAILS) "." } "\n" }
            @if let Some((what, help)) = unknown_folders(report) {
                p class="notice" { (Isolated(&what)) ". " (Isolated(&help)) "." } "\n"
            }
            dl class="totals" { "\n"
                @for (count, name) in numbers { div { dt { (name) } dd { (grouped(count)) } } "\n" }
            } "\n"
            p class="hint" { (organizations) "." } "\n"
        } "\n"
    }
}

fn guards(report: &FleetReport) -> Markup {
    let rows = report.guards.iter().map(|guard| GuardRow { guard, lifted: Vec::new(), help: guard_help(guard) });
    markup! {
        section aria-labelledby="guards" { "\n"
            h2 id="guards" { "Guards over all plans together" } "\n"
            (guard_table("All plans against limit", rows))
        } "\n"
    }
}

fn organizations(report: &FleetReport) -> Markup {
    markup! {
        section class="list" aria-labelledby="organizations" { "\n"
            (list_header("organizations", "Organizations", "name, label, status …", report.organizations.len()))
            table class="organizations" { "\n"
                (table_head(&["Organization", "Status", "What", "To deactivate", "In scope", "Findings", "Roster"]))
                tbody { "\n" @for one in report.worst_first() { (organization(one, report)) "\n" } } "\n"
            } "\n"
        } "\n"
    }
}

fn organization(one: &OrganizationReport, report: &FleetReport) -> Markup {
    markup! {
        tr {
            th scope="row" {
                (Escaped(&one.entry.name))
                @if !one.entry.labels.is_empty() {
                    " " small {
                        @for (number, (key, value)) in one.entry.labels.iter().enumerate() {
                            @if number > 0 { ", " }
                            (Escaped(key)) ": " (Escaped(value))
                        }
                    }
                }
            }
            td { @if one.status.needs_attention() { strong { (one.status.as_str()) } } @else { (one.status.as_str()) } }
            td {
                (Isolated(&state(one)))
                @if let Some(help) = help(one, report) { " " small { (with_code(&sanitize_line(&help))) } }
            }
            @match &one.plan {
                None => { td {} td {} td {} }
                Some(plan) => {
                    td { (grouped(plan.deactivate)) } td { (grouped(plan.sum.in_scope)) } td { (grouped(plan.findings)) }
                }
            }
            td { (Escaped(&one.entry.printed_roster())) }
        }
    }
}

fn people(report: &FleetReport) -> Markup {
    markup! {
        @if !report.people.is_empty() {
            section class="list" aria-labelledby="people" { "\n"
                (list_header("people", "People who leave", "e-mail, organization …", report.people.len()))
                table class="people" { "\n"
                    (table_head(&["Person", "Organizations", "Where and why"]))
                    tbody { "\n"
                        @for person in &report.people {
                            tr {
                                th scope="row" { (Escaped(person.email.as_str())) }
                                td { (grouped(person.organizations() as u64)) }
                                td {
                                    @for (number, departure) in person.departures.iter().enumerate() {
                                        @if number > 0 { ", " }
                                        (Escaped(report.name(departure.organization))) " "
                                        b { (reason_word(departure.reason)) }
                                        @if let Some(outcome) = departure.outcome { " " (outcome_label(outcome)) }
                                    }
                                }
                            } "\n"
                        }
                    } "\n"
                } "\n"
            } "\n"
        }
    }
}
