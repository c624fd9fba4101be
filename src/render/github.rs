//! A plan as workflow commands: annotations on the lines of the roster.

use crate::plan::{Action, Finding, Guard, PlaceRecord, SavedPlan, Severity, Verdict};

use super::annotation::{Annotation as Note, AnnotationLevel as Kind, AnnotationPlace as Spot, push};
use super::numbers::{judged, numbers, reported};
use super::snapshot::from_snapshot;
use super::terms::{is_alarming, terms_lines};
use super::text::totals;
use super::wording::{guard_help, reason_label};
use crate::text::sanitize_line;

/// One command per line, as described in "Workflow commands for GitHub Actions", then the totals and the digest. Errors
/// are refused guards and findings that stop the plan, warnings are findings that a person can fix, notices are actions
/// and findings for information. GitHub keeps ten of a kind; the last one counts those left out.
#[must_use]
pub fn github(saved: &SavedPlan) -> String {
    let plan = &saved.plan;
    let of = |severity| plan.findings.iter().filter(move |finding| finding.severity == severity);
    let refused = plan.guards.iter().filter(|guard| guard.verdict == Verdict::Refused);
    let mut text = String::new();
    let roster = saved.roster.files.first().map(|file| file.path.as_str());
    let level = if saved.directory.terms.as_ref().is_some_and(is_alarming) { Kind::Warning } else { Kind::Notice };
    push(level, terms(saved).into_iter(), 0, roster, &mut text);
    push(
        Kind::Error,
        refused.map(|refused| guard(refused, saved)).chain(of(Severity::Error).map(finding)),
        0,
        roster,
        &mut text,
    );
    push(Kind::Warning, of(Severity::Warning).map(finding), 0, roster, &mut text);
    let notices = plan.actions.iter().map(action).chain(of(Severity::Info).map(finding));
    push(Kind::Notice, notices, 0, roster, &mut text);
    if let Some(note) = from_snapshot(saved) {
        text.push_str(&format!("{note}\n"));
    }
    if let Some(note) = reported(saved) {
        text.push_str(&format!("{note}\n"));
    }
    text + &totals(saved)
}

fn spot(at: &PlaceRecord) -> Spot<'_> {
    Spot { file: &at.file, line: at.line, column: at.column, end: None }
}

/// The terms of the plan as one annotation.
fn terms<'a>(saved: &SavedPlan) -> Option<Note<'a>> {
    let lines = terms_lines(saved);
    let title = "What a deactivation does".to_owned();
    (!lines.is_empty()).then(|| Note { at: None, title, message: lines.join("\n") })
}

fn guard<'a>(guard: &Guard, saved: &SavedPlan) -> Note<'a> {
    let judged = judged(saved).map(|judged| format!(" ({judged})")).unwrap_or_default();
    let message = format!("{}{judged}: {}", numbers(guard), guard_help(guard.name));
    Note { at: None, title: format!("Refused by {}", guard.name), message }
}

fn finding(finding: &Finding) -> Note<'_> {
    let message = format!("{}: {}", sanitize_line(finding.user.shown()), sanitize_line(&finding.text));
    Note { at: finding.at.as_ref().map(spot), title: finding.code.as_str().to_owned(), message }
}

fn action(action: &Action) -> Note<'_> {
    let rule = reason_label(action.reason.code);
    let user = &action.user;
    Note {
        at: action.reason.at.as_ref().map(spot),
        title: "Would be deactivated".to_owned(),
        message: format!(
            "{} ({}): {rule}{}",
            sanitize_line(&user.email),
            sanitize_line(&user.name),
            sanitize_line(&action.reason.text)
        ),
    }
}
