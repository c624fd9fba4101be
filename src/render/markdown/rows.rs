//! The sections of a comment that grow with the plan, row by row.

use crate::plan::{ImpactRecord, Interaction, RolesRecord, SavedPlan, Severity};
use crate::render::numbers::has_divisions;
use crate::render::wording::reason_label;

use super::escape::MarkdownContext::{Cell, Text};
use super::escape::{code_span, sentence};
use super::section::Section;

/// The most roles of one user that are listed.
const MAX_ROLES: usize = 10;

/// The users who would be deactivated, why, and because of which line.
pub(super) fn actions(saved: &SavedPlan) -> Section<'_> {
    let (actions, has_divisions) = (&saved.plan.actions, has_divisions(saved));
    let (head, rule) = if has_divisions { (" division |", "---|") } else { ("", "") };
    Section {
        opening: format!("\n**Would be deactivated**\n\n| user |{head} why | where |\n|---|{rule}---|---|\n"),
        closing: "",
        total: actions.len(),
        row: Box::new(move |number| {
            let action = &actions[number];
            let user = &action.user;
            let division = user.division.as_ref().map(|division| code_span(division.shown(), Cell)).unwrap_or_default();
            let division = if has_divisions { format!(" {division} |") } else { String::new() };
            let rule = reason_label(action.reason.code);
            let at = action.reason.at.as_ref().map(|at| code_span(&format!("{}:{}", at.file, at.line), Cell));
            format!(
                "| {} {} |{division} {rule}{} | {} |\n",
                code_span(&user.email, Cell),
                code_span(&user.name, Cell),
                sentence(&action.reason.text, Cell),
                at.unwrap_or_default()
            )
        }),
    }
}

/// The findings.
pub(super) fn findings(saved: &SavedPlan) -> Section<'_> {
    let findings = &saved.plan.findings;
    Section {
        opening: "\n**Findings** (nothing is written for them)\n\n".to_owned(),
        closing: "",
        total: findings.len(),
        row: Box::new(|number| {
            let finding = &findings[number];
            let severity = match finding.severity {
                Severity::Error => "**error**",
                Severity::Warning => "warning",
                Severity::Info => "info",
            };
            let name = finding.user.name.as_ref().map(|name| format!(" {}", code_span(name, Text))).unwrap_or_default();
            let at =
                finding.at.as_ref().map(|at| format!(", {}", code_span(&format!("{}:{}", at.file, at.line), Text)));
            format!(
                "* {severity} `{}`: {}{name}: {}{}\n",
                finding.code.as_str(),
                code_span(finding.user.shown(), Text),
                sentence(&finding.text, Text),
                at.unwrap_or_default()
            )
        }),
    }
}

/// What each user loses, folded.
pub(super) fn impacts(saved: &SavedPlan) -> Section<'_> {
    let users: Vec<_> = saved
        .plan
        .actions
        .iter()
        .filter_map(|action| action.impact.as_ref().map(|impact| (&action.user, impact)))
        .collect();
    Section {
        opening: "\n<details><summary>What each user loses</summary>\n\n\
                  | user | id | last login | interaction | roles that end |\n|---|---|---|---|---|\n"
            .to_owned(),
        closing: "\n</details>\n",
        total: users.len(),
        row: Box::new(move |number| {
            let (user, impact) = users[number];
            format!("| {} | {} | {} |\n", code_span(&user.email, Cell), code_span(&user.id, Cell), lost(impact))
        }),
    }
}

fn lost(impact: &ImpactRecord) -> String {
    let interaction = match impact.interaction {
        Interaction::None => "none",
        Interaction::Active => "**in progress**",
        Interaction::Unknown => "unknown",
    };
    let roles = match &impact.roles {
        RolesRecord::Unknown(_) => "unknown".to_owned(),
        RolesRecord::Names(names) if names.is_empty() => "none".to_owned(),
        RolesRecord::Names(names) => {
            let shown: Vec<String> = names.iter().take(MAX_ROLES).map(|name| code_span(name, Cell)).collect();
            let more = match names.len() - shown.len() {
                0 => String::new(),
                left => format!(" … and {left} more"),
            };
            shown.join(", ") + &more
        }
    };
    format!("{} | {interaction} | {roles}", code_span(&impact.last_login, Cell))
}
