//! A plan as text for people, in the style of Terraform.

use crate::plan::{Action, Finding, Guard, Interaction, RolesRecord, SavedPlan, Severity, Verdict};

use super::numbers::{judged, numbers, reported};
use super::snapshot::from_snapshot;
use super::terms::wrapped_terms;
use super::wording::{guard_help, reason_label};
use super::wrap::wrapped;
use crate::text::{ALARM, BOLD, CHANGE, FAINT, FINE, counted, paint, sanitize_inline, sanitize_line};

/// A saved plan as text, without the next steps: they depend on the command that prints it.
#[must_use]
pub fn plan(saved: &SavedPlan) -> String {
    let mut text = String::new();
    let organization = &saved.directory.organization;
    let day = if saved.as_of { format!(", as of {}", saved.date) } else { String::new() };
    text.push_str(&format!(
        "Directory {} on {}: {}, {} in scope{day}.\n",
        paint(BOLD, format!("\"{}\"", sanitize_inline(&organization.name))),
        sanitize_inline(&saved.directory.host()),
        counted(saved.live.active, "active user"),
        saved.live.in_scope,
    ));
    text.push_str(&wrapped_terms(saved));
    if let Some(note) = from_snapshot(saved) {
        text.push_str(&format!("{note}\n"));
    }
    if let Some(note) = reported(saved) {
        text.push_str(&format!("{note}\n"));
    }
    if !saved.plan.actions.is_empty() {
        text.push_str("\nrosterctl will perform the actions marked with this symbol:\n");
        text.push_str(&format!("  {} deactivate\n", paint(CHANGE, "~")));
        for action in &saved.plan.actions {
            text.push('\n');
            push_action(action, &mut text);
        }
    }
    if !saved.plan.findings.is_empty() {
        text.push_str(&format!("\n{}\n", paint(BOLD, "Findings (nothing is written for them):")));
        for finding in &saved.plan.findings {
            push_finding(finding, &mut text);
        }
    }
    let judged = judged(saved).map(|judged| format!(" ({judged})")).unwrap_or_default();
    text.push_str(&format!("\n{}\n", paint(BOLD, format!("Guards{judged}:"))));
    for guard in &saved.plan.guards {
        push_guard(guard, saved, &mut text);
    }
    text.push('\n');
    text.push_str(&totals(saved));
    text
}

/// A plan in brief: on which terms users are deactivated, its totals and its digest, and that it is redacted, if so.
#[must_use]
pub fn summary(saved: &SavedPlan) -> String {
    wrapped_terms(saved) + &totals(saved)
}

/// A plan's totals and its digest, and that it is redacted, if so.
pub(super) fn totals(saved: &SavedPlan) -> String {
    let redacted = if saved.redacted { format!("{REDACTED}\n") } else { String::new() };
    format!("{}\nDigest: {}\n{redacted}", headline(saved), saved.digest)
}

/// The notice on a redacted plan.
pub(super) const REDACTED: &str =
    "Redacted: names and e-mails are pseudonyms. The digest is that of the plan with the real ones.";

/// `Plan: 2 to deactivate, …`, or that there are no changes.
fn headline(saved: &SavedPlan) -> String {
    let summary = &saved.plan.summary;
    let rest = format!("{} unchanged, {} protected", summary.keep, summary.protected);
    let partial = match judged(saved) {
        Some(judged) => format!(" Only the users named with --only were planned; the guards are {judged}."),
        None => String::new(),
    };
    if summary.deactivate == 0 {
        let why = if saved.plan.findings.is_empty() {
            "Every active user in scope is declared"
        } else {
            "No user in scope is to be deactivated; the findings above are for people"
        };
        format!("{} {why} ({rest}).{partial}", paint(BOLD, "No changes."))
    } else {
        format!("{} {} to deactivate, {rest}.{partial}", paint(BOLD, "Plan:"), summary.deactivate)
    }
}

fn push_action(action: &Action, text: &mut String) {
    let user = &action.user;
    let rule = reason_label(action.reason.code);
    text.push_str(&format!(
        "  {} {} {}: {rule}{}\n",
        paint(BOLD, format!("# {}", sanitize_inline(&user.email))),
        paint(BOLD, "will be"),
        paint(ALARM, "deactivated"),
        sanitize_inline(&action.reason.text),
    ));
    if let Some(at) = &action.reason.at {
        text.push_str(&format!(
            "  {}\n",
            paint(FAINT, format!("# because of {}:{}:{}", sanitize_inline(&at.file), at.line, at.column))
        ));
    }
    text.push_str(&format!("  {} user \"{}\" {{\n", paint(CHANGE, "~"), sanitize_inline(&user.email)));
    text.push_str(&format!("        id       = \"{}\"\n", sanitize_inline(&user.id)));
    text.push_str(&format!("        name     = \"{}\"\n", sanitize_inline(&user.name)));
    if let Some(division) = &user.division {
        text.push_str(&format!("        division = \"{}\"\n", sanitize_inline(division.shown())));
    }
    text.push_str(&format!(
        "      {} state    = \"active\" {} \"inactive\"\n",
        paint(CHANGE, "~"),
        paint(CHANGE, "->")
    ));
    if let Some(impact) = &action.impact {
        let roles = match &impact.roles {
            RolesRecord::Unknown(_) => "unknown".to_owned(),
            RolesRecord::Names(names) if names.is_empty() => "none".to_owned(),
            RolesRecord::Names(names) => names.iter().map(|name| sanitize_inline(name)).collect::<Vec<_>>().join(", "),
        };
        let interaction = match impact.interaction {
            Interaction::None => "none".to_owned(),
            Interaction::Active => paint(ALARM, "in progress"),
            Interaction::Unknown => "unknown".to_owned(),
        };
        text.push_str(&format!("        # roles that end: {roles}\n"));
        text.push_str(&format!(
            "        # last login: {}, interaction: {interaction}\n",
            sanitize_inline(&impact.last_login)
        ));
    }
    text.push_str("    }\n");
}

pub(super) fn push_finding(finding: &Finding, text: &mut String) {
    let (style, word) = match finding.severity {
        Severity::Error => (ALARM, "error"),
        Severity::Warning => (CHANGE, "warning"),
        Severity::Info => (FAINT, "info"),
    };
    let name = match &finding.user.name {
        Some(name) => format!(" (\"{}\")", sanitize_inline(name)),
        None => String::new(),
    };
    text.push_str(&format!(
        "  {} {}{name}\n{}",
        paint(style, format!("{word}[{}]:", finding.code.as_str())),
        sanitize_inline(finding.user.shown()),
        wrapped(&sanitize_line(&finding.text), "      "),
    ));
    if let Some(at) = &finding.at {
        text.push_str(&format!(
            "      {}\n",
            paint(FAINT, format!("{}:{}:{}", sanitize_inline(&at.file), at.line, at.column))
        ));
    }
}

fn push_guard(guard: &Guard, saved: &SavedPlan, text: &mut String) {
    text.push_str(&guard_line(guard));
    let unit = guard.name.unit();
    for lifted in saved.plan.overrides.iter().filter(|lifted| lifted.guard == guard.name) {
        text.push_str(&format!(", lifted to {}{unit}: {}", lifted.value, sanitize_inline(&lifted.reason)));
    }
    text.push('\n');
    if guard.verdict == Verdict::Refused {
        text.push_str(&wrapped(guard_help(guard.name), "             "));
    }
}

/// A guard with its verdict and its numbers, without a line break.
pub(super) fn guard_line(guard: &Guard) -> String {
    let verdict = match guard.verdict {
        Verdict::Passed => paint(FINE, "passed"),
        Verdict::Refused => paint(ALARM, "REFUSED"),
        Verdict::Overridden => paint(CHANGE, "overridden"),
        Verdict::NotApplicable => paint(FAINT, "n/a"),
    };
    format!("  {verdict}{} {:<24} {}", pad(guard.verdict), guard.name.as_str(), numbers(guard))
}

fn pad(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "    ",
        Verdict::Refused => "   ",
        Verdict::Overridden => "",
        Verdict::NotApplicable => "       ",
    }
}
