//! A plan as SARIF: guards that refuse, findings, and each action as a note on the line that caused it.

use serde_json::json;

use super::rules::{TERMS_RULE, action_rule, finding_rule, guard_rule};
use super::{SarifLevel, SarifRegion, SarifResult, log};
use crate::plan::{Action, Finding, Guard, PlaceRecord, SavedPlan, Severity, Verdict};
use crate::render::numbers::{judged, numbers};
use crate::render::terms::{is_alarming, terms_lines};
use crate::render::wording::{guard_help, reason_label};
use crate::text::{sanitize_inline, sanitize_line};

/// The plan as one run: the terms of the directory first, then errors, warnings, then notes, so that what is cut off matters least.
#[must_use]
pub fn sarif(saved: &SavedPlan) -> String {
    let plan = &saved.plan;
    let roster = saved.roster.files.first().map_or("roster.yaml", |file| file.path.as_str());
    let refused = plan.guards.iter().filter(|guard| guard.verdict == Verdict::Refused);
    let mut found: Vec<SarifResult> = terms(saved, roster).into_iter().collect();
    found.extend(refused.map(|guard| refusal(guard, saved, roster)));
    for severity in [Severity::Error, Severity::Warning] {
        let of_it = plan.findings.iter().filter(|finding| finding.severity == severity);
        found.extend(of_it.map(|finding| of_finding(finding, roster)));
    }
    found.extend(plan.actions.iter().map(|action| of_action(action, roster)));
    let info = plan.findings.iter().filter(|finding| finding.severity == Severity::Info);
    found.extend(info.map(|finding| of_finding(finding, roster)));
    log("rosterctl plan", found, json!({"digest": saved.digest}))
}

/// The terms of the directory, before all others.
fn terms(saved: &SavedPlan, roster: &str) -> Option<SarifResult> {
    let terms = saved.directory.terms.as_ref()?;
    Some(SarifResult {
        rule: TERMS_RULE.to_owned(),
        level: if is_alarming(terms) { SarifLevel::Warning } else { SarifLevel::Note },
        message: terms_lines(saved).join("\n"),
        at: SarifRegion::start_of(roster),
        also: Vec::new(),
        about: terms.service.clone(),
    })
}

fn refusal(guard: &Guard, saved: &SavedPlan, roster: &str) -> SarifResult {
    let judged = judged(saved).map(|judged| format!(" ({judged})")).unwrap_or_default();
    SarifResult {
        rule: guard_rule(guard.name),
        level: SarifLevel::Error,
        message: format!(
            "The guard {} refuses the plan: {}{judged}.\n{}",
            guard.name,
            numbers(guard),
            guard_help(guard.name)
        ),
        at: SarifRegion::start_of(roster),
        also: Vec::new(),
        about: String::new(),
    }
}

fn of_finding(finding: &Finding, roster: &str) -> SarifResult {
    let Finding { code, severity, user, text, at, .. } = finding;
    SarifResult {
        rule: finding_rule(*code),
        level: (*severity).into(),
        message: format!("{}: {}", sanitize_inline(user.shown()), sanitize_line(text)),
        at: region(at.as_ref(), roster),
        also: Vec::new(),
        about: user.id.as_ref().unwrap_or(&user.email).clone(),
    }
}

fn of_action(action: &Action, roster: &str) -> SarifResult {
    let (user, reason) = (&action.user, &action.reason);
    let label = reason_label(reason.code);
    let (email, name, text) = (sanitize_inline(&user.email), sanitize_inline(&user.name), sanitize_line(&reason.text));
    SarifResult {
        rule: action_rule(reason.code),
        level: SarifLevel::Note,
        message: format!("{email} ({name}) would be deactivated: {label}{text}"),
        at: region(reason.at.as_ref(), roster),
        also: Vec::new(),
        about: user.id.clone(),
    }
}

fn region(at: Option<&PlaceRecord>, roster: &str) -> SarifRegion {
    match at {
        Some(at) => SarifRegion { file: at.file.clone(), line: at.line, column: at.column, width: 1 },
        None => SarifRegion::start_of(roster),
    }
}
