//! A plan as SARIF: guards that refuse, findings, and each action as a note on the line that caused it.

use serde_json::json;

use super::{Finding, Level, Region, log};
use crate::plan::{self, Action, Guard, PlaceRecord, ReasonCode, SavedPlan, Severity, Verdict};
use crate::render::numbers::{judged, numbers};
use crate::render::text::guard_help;
use crate::text::{sanitize_inline, sanitize_line};

/// The plan as one run: errors first, then warnings, then notes, so that what is cut off matters least.
#[must_use]
pub fn sarif(saved: &SavedPlan) -> String {
    let plan = &saved.plan;
    let roster = saved.roster.files.first().map_or("roster.yaml", |file| file.path.as_str());
    let refused = plan.guards.iter().filter(|guard| guard.verdict == Verdict::Refused);
    let mut found: Vec<Finding> = refused.map(|guard| refusal(guard, saved, roster)).collect();
    for severity in [Severity::Error, Severity::Warning] {
        let of_it = plan.findings.iter().filter(|finding| finding.severity == severity);
        found.extend(of_it.map(|finding| of_finding(finding, roster)));
    }
    found.extend(plan.actions.iter().map(|action| of_action(action, roster)));
    let info = plan.findings.iter().filter(|finding| finding.severity == Severity::Info);
    found.extend(info.map(|finding| of_finding(finding, roster)));
    log("rosterctl plan", found, json!({"digest": saved.digest}))
}

fn refusal(guard: &Guard, saved: &SavedPlan, roster: &str) -> Finding {
    let judged = judged(saved).map(|judged| format!(" ({judged})")).unwrap_or_default();
    Finding {
        rule: format!("guard-{}", guard.name),
        level: Level::Error,
        message: format!(
            "The guard {} refuses the plan: {}{judged}.\n{}",
            guard.name,
            numbers(guard),
            guard_help(guard.name)
        ),
        at: Region::start_of(roster),
        also: Vec::new(),
        about: String::new(),
    }
}

fn of_finding(finding: &plan::Finding, roster: &str) -> Finding {
    let plan::Finding { code, severity, user, text, at } = finding;
    let level = match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Info => Level::Note,
    };
    Finding {
        rule: format!("finding-{}", code.as_str()),
        level,
        message: format!("{}: {}", sanitize_inline(user.shown()), sanitize_line(text)),
        at: region(at.as_ref(), roster),
        also: Vec::new(),
        about: user.id.as_ref().unwrap_or(&user.email).clone(),
    }
}

fn of_action(action: &Action, roster: &str) -> Finding {
    let (user, reason) = (&action.user, &action.reason);
    let (rule, why) = match reason.code {
        ReasonCode::Leaver => ("deactivate-leaver", "leaver: "),
        ReasonCode::Expired => ("deactivate-expired", "expired: "),
        ReasonCode::NotDeclared => ("deactivate-not_declared", ""),
    };
    let (email, name, text) = (sanitize_inline(&user.email), sanitize_inline(&user.name), sanitize_line(&reason.text));
    Finding {
        rule: rule.to_owned(),
        level: Level::Note,
        message: format!("{email} ({name}) would be deactivated: {why}{text}"),
        at: region(reason.at.as_ref(), roster),
        also: Vec::new(),
        about: user.id.clone(),
    }
}

fn region(at: Option<&PlaceRecord>, roster: &str) -> Region {
    match at {
        Some(at) => Region { file: at.file.clone(), line: at.line, column: at.column, width: 1 },
        None => Region::start_of(roster),
    }
}
