//! An explanation of what a plan does with a user: the disposition first, then every rule in the order in which they
//! decide.

use jiff::civil::Date;

use crate::model::{LiveUser, Place, State, Support};
use crate::plan::{DecidedReason, Disposition, ExplainedUser, Explanation, Guard, Rule, RuleCheck, Verdict};

use super::numbers::numbers;
use super::text::push_finding;
use super::wording::{finding_record, guard_help, reason_label, reason_text, rule_fact, rule_question};
use super::wrap::wrapped;
use crate::text::{ALARM, BOLD, CHANGE, FAINT, FINE, paint, sanitize_inline, sanitize_line};

/// What the plan for this day does with each of these users, and why.
#[must_use]
pub fn explanations(explanations: &[Explanation], date: Date) -> String {
    let mut text = String::new();
    if explanations.len() > 1 {
        text.push_str(&format!("{} users match.\n\n", explanations.len()));
    }
    for (at, explanation) in explanations.iter().enumerate() {
        if at > 0 {
            text.push_str(&format!("\n{}\n\n", paint(FAINT, "─".repeat(72))));
        }
        push_explanation(explanation, date, &mut text);
    }
    text
}

fn push_explanation(explanation: &Explanation, date: Date, text: &mut String) {
    let (who, about) = match &explanation.subject {
        ExplainedUser::Live(user) => (user.email.as_str(), about(user, explanation.divisions)),
        ExplainedUser::Declared(email) => (email.as_str(), "known to the roster alone".to_owned()),
    };
    text.push_str(&format!("{} {}\n", paint(BOLD, sanitize_inline(who)), disposition(explanation)));
    text.push_str(&format!("{}\n", paint(FAINT, about)));
    text.push_str(&format!("\nThe rules for {date}, in the order in which they decide:\n"));
    for check in &explanation.checks {
        push_check(check, text);
    }
    if !explanation.guards.is_empty() {
        text.push_str("\nThe plan's guards that this user is counted in:\n");
        for guard in &explanation.guards {
            push_guard(guard, text);
        }
    }
    if !explanation.findings.is_empty() {
        text.push_str("\nThe plan's findings about this user:\n");
        for finding in &explanation.findings {
            push_finding(&finding_record(finding), text);
        }
    }
}

/// A live user on one line.
fn about(user: &LiveUser, divisions: Support) -> String {
    let division = match &user.division {
        Some(division) if division.name.is_empty() => format!(", division {}", sanitize_inline(&division.id)),
        Some(division) => format!(", division \"{}\"", sanitize_inline(&division.name)),
        None if divisions == Support::Absent => String::new(),
        None => ", division unknown".to_owned(),
    };
    let (name, id, state) = (sanitize_inline(&user.name), sanitize_inline(user.id.as_str()), user.state.as_str());
    format!("\"{name}\", id {id}, {state}{division}")
}

/// What becomes of the user, as the rest of a sentence.
fn disposition(explanation: &Explanation) -> String {
    let checks = &explanation.checks;
    let decided = |rule| checks.iter().any(|check| check.decides && check.rule == rule);
    match &explanation.disposition {
        Disposition::Deactivated(reason) => {
            format!("would be {}: {}", paint(ALARM, "deactivated"), ending(reason))
        }
        Disposition::Protected(reason) => {
            format!("is {} only because they are protected; otherwise deactivated: {}", kept(), ending(reason))
        }
        Disposition::Kept if decided(Rule::Protected) => {
            let is_declared = |check: &RuleCheck| check.rule == Rule::Declared && check.matches;
            let why = if checks.iter().any(is_declared) { "declared, and protected as well" } else { "protected" };
            format!("is {}: {why}", kept())
        }
        Disposition::Reported => format!("is {}: neither declared nor a leaver, and the plan reports it", kept()),
        Disposition::Kept => format!("is {}: declared", kept()),
        Disposition::OutOfScope => {
            format!("is {}: outside the roster's scope, where no user is touched", paint(FINE, "left alone"))
        }
        Disposition::LeftAlone(State::Deleted) => format!("is {}: deleted in the directory", paint(FINE, "left alone")),
        Disposition::LeftAlone(State::Active | State::Inactive) => {
            format!("is {}: inactive in the directory already", paint(FINE, "left alone"))
        }
        Disposition::Unknown => {
            format!("is {}: not active, and the snapshot holds no more", paint(CHANGE, "unknown"))
        }
        Disposition::Missing => format!(
            "is {}: named by the roster, and no user of the directory has this e-mail or id",
            paint(CHANGE, "missing")
        ),
    }
}

fn kept() -> String {
    paint(FINE, "kept")
}

fn ending(reason: &DecidedReason) -> String {
    let (label, text) = (reason_label(reason.kind.code()), reason_text(&reason.kind));
    let at = reason.at.as_ref().map(|at| format!(", {}", place(at))).unwrap_or_default();
    format!("{label}{}{at}", sanitize_inline(&text))
}

fn push_check(check: &RuleCheck, text: &mut String) {
    let mark = if check.decides { paint(BOLD, "->") } else { "  ".to_owned() };
    let answer = if check.matches { "yes" } else { "no " };
    let at = check.at.as_ref().map(|at| format!("{}: ", place(at))).unwrap_or_default();
    let fact = rule_fact(check);
    let line = format!("{:<26} {answer}  {at}{}", rule_question(check.rule), sanitize_inline(&fact));
    let line = if check.decides { paint(BOLD, line) } else { line };
    text.push_str(&format!("  {mark} {line}\n"));
}

fn push_guard(guard: &Guard, text: &mut String) {
    let verdict = match guard.verdict {
        Verdict::Passed => paint(FINE, "passed    "),
        Verdict::Refused => paint(ALARM, "REFUSED   "),
        Verdict::Overridden => paint(CHANGE, "overridden"),
        Verdict::NotApplicable => paint(FAINT, "n/a       "),
    };
    text.push_str(&format!("  {verdict} {:<24} {}\n", guard.name.as_str(), numbers(guard)));
    if guard.verdict == Verdict::Refused {
        text.push_str(&wrapped(guard_help(guard.name), "             "));
    }
}

fn place(at: &Place) -> String {
    sanitize_line(&at.to_string())
}
