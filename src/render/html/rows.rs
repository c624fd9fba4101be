//! The lists of the page: the users who would be deactivated, and the findings.

use maud::{Markup, PreEscaped, html as markup};

use crate::plan::{ImpactRecord, Interaction, RolesRecord, SavedPlan, Severity};
use crate::render::numbers::has_divisions;
use crate::render::wording::reason_word;

use super::escape::{Escaped, Isolated};
use super::{list_header, table_head};

/// The content of a cell that was not read.
const UNKNOWN: PreEscaped<&str> = PreEscaped("<em>unknown</em>");

/// The columns of users in a directory with divisions, roles and interactions.
const FULL: [&str; 8] =
    ["Name", "E-mail and id", "Division", "Why", "Because of", "Last login", "Roles that end", "Interaction"];

/// The users who would be deactivated, why, and what they lose: one row each.
pub(super) fn actions(saved: &SavedPlan) -> Markup {
    let actions = &saved.plan.actions;
    // Of a directory that has more to report, what was not read is shown as unknown.
    let is_full = has_divisions(saved) || actions.iter().any(|action| action.impact.is_some());
    let columns: &[&str] = if is_full { &FULL } else { &["Name", "E-mail and id", "Why", "Because of"] };
    markup! {
        @if !actions.is_empty() {
            section class="list" aria-labelledby="actions" { "\n"
                (list_header("actions", "Would be deactivated", "name, e-mail, division, reason …", actions.len()))
                table class=(if is_full { "actions" } else { "actions few" }) { "\n"
                    (table_head(columns))
                    tbody { "\n"
                        @for action in actions {
                            tr {
                                th scope="row" { (Escaped(&action.user.name)) }
                                td { (Escaped(&action.user.email)) " " small { (Escaped(&action.user.id)) } }
                                @if is_full {
                                    td { @if let Some(division) = &action.user.division { (Escaped(division.shown())) } }
                                }
                                td {
                                    b { (reason_word(action.reason.code)) }
                                    " " (Isolated(&action.reason.text))
                                }
                                td { @if let Some(at) = &action.reason.at { (Escaped(&at.file)) ":" (at.line) } }
                                @if is_full { (lost(action.impact.as_ref())) }
                            } "\n"
                        }
                    } "\n"
                } "\n"
            } "\n"
        }
    }
}

/// What a user loses, in three cells.
fn lost(impact: Option<&ImpactRecord>) -> Markup {
    markup! {
        td {
            @match impact.map(|impact| impact.last_login.as_str()) {
                None | Some("unknown") => (UNKNOWN),
                Some(known) => (Escaped(known)),
            }
        }
        td {
            @match impact.map(|impact| &impact.roles) {
                None | Some(RolesRecord::Unknown(_)) => (UNKNOWN),
                Some(RolesRecord::Names(names)) if names.is_empty() => "none",
                Some(RolesRecord::Names(names)) => {
                    @for (number, name) in names.iter().enumerate() {
                        @if number > 0 { ", " }
                        (Isolated(name))
                    }
                }
            }
        }
        td {
            @match impact.map(|impact| impact.interaction) {
                None | Some(Interaction::Unknown) => (UNKNOWN),
                Some(Interaction::None) => "none",
                Some(Interaction::Active) => strong { "in progress" },
            }
        }
    }
}

/// The findings: one row each.
pub(super) fn findings(saved: &SavedPlan) -> Markup {
    let findings = &saved.plan.findings;
    markup! {
        @if !findings.is_empty() {
            section class="list" aria-labelledby="findings" { "\n"
                (list_header("findings", "Findings", "name, e-mail, kind, text …", findings.len()))
                p class="hint" { "Nothing is written for them." } "\n"
                table class="findings" { "\n"
                    (table_head(&["User", "Severity", "Kind", "What", "About"]))
                    tbody { "\n"
                        @for finding in findings {
                            tr {
                                th scope="row" {
                                    (Escaped(finding.user.shown()))
                                    @if let Some(name) = &finding.user.name { " " small { (Escaped(name)) } }
                                }
                                td {
                                    @match finding.severity {
                                        Severity::Error => strong { "error" },
                                        Severity::Warning => "warning",
                                        Severity::Info => "info",
                                    }
                                }
                                td { code { (finding.code.as_str()) } }
                                td { (Isolated(&finding.text)) }
                                td { @if let Some(at) = &finding.at { (Escaped(&at.file)) ":" (at.line) } }
                            } "\n"
                        }
                    } "\n"
                } "\n"
            } "\n"
        }
    }
}
