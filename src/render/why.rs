//! The answer to `why`: the verdict first, then every rule in the order in which they decide.

use jiff::civil::Date;

use crate::model::{LiveUser, State};
use crate::plan::{Answer, Fate, Guard, PlaceRecord, Reason, ReasonCode, RuleName, Step, Verdict, Who, Why};

use super::numbers::numbers;
use super::text::{guard_help, push_finding, wrapped};
use crate::text::{ALARM, BOLD, CHANGE, FAINT, FINE, paint};
use crate::text::{sanitize_inline, sanitize_line};

/// What the plan for this day does with each of these users, and why.
#[must_use]
pub fn why(answers: &[Why], date: Date) -> String {
    let mut text = String::new();
    if answers.len() > 1 {
        text.push_str(&format!("{} users match.\n\n", answers.len()));
    }
    for (at, why) in answers.iter().enumerate() {
        if at > 0 {
            text.push_str(&format!("\n{}\n\n", paint(FAINT, "─".repeat(72))));
        }
        push_answer(why, date, &mut text);
    }
    text
}

fn push_answer(why: &Why, date: Date, text: &mut String) {
    let (who, about) = match &why.who {
        Who::Live(user) => (user.email.as_str(), about(user)),
        Who::Declared(email) => (email.as_str(), "known to the roster alone".to_owned()),
    };
    text.push_str(&format!("{} {}\n", paint(BOLD, sanitize_inline(who)), verdict(&why.fate, &why.steps)));
    text.push_str(&format!("{}\n", paint(FAINT, about)));
    text.push_str(&format!("\nThe rules for {date}, in the order in which they decide:\n"));
    for step in &why.steps {
        push_step(step, text);
    }
    if !why.guards.is_empty() {
        text.push_str("\nThe plan's guards that this user is counted in:\n");
        for guard in &why.guards {
            push_guard(guard, text);
        }
    }
    if !why.findings.is_empty() {
        text.push_str("\nThe plan's findings about this user:\n");
        for finding in &why.findings {
            push_finding(finding, text);
        }
    }
}

/// Who a live user is, on one line.
fn about(user: &LiveUser) -> String {
    let division = match &user.division {
        Some(division) if division.name.is_empty() => format!("division {}", sanitize_inline(&division.id)),
        Some(division) => format!("division \"{}\"", sanitize_inline(&division.name)),
        None => "division unknown".to_owned(),
    };
    let (name, id, state) = (sanitize_inline(&user.name), sanitize_inline(user.id.as_str()), user.state.as_str());
    format!("\"{name}\", id {id}, {state}, {division}")
}

/// What becomes of the user, as the rest of a sentence.
fn verdict(fate: &Fate, steps: &[Step]) -> String {
    let decided = |rule| steps.iter().any(|step| step.decides && step.rule == rule);
    match fate {
        Fate::Deactivated(reason) => {
            format!("would be {}: {}", paint(ALARM, "deactivated"), ending(reason))
        }
        Fate::Protected(reason) => {
            format!("is {} only because they are protected; otherwise deactivated: {}", kept(), ending(reason))
        }
        Fate::Kept if decided(RuleName::Protected) => {
            let is_declared = |step: &Step| step.rule == RuleName::Declared && step.answer == Answer::Yes;
            let why = if steps.iter().any(is_declared) { "declared, and protected as well" } else { "protected" };
            format!("is {}: {why}", kept())
        }
        Fate::Reported => format!("is {}: neither declared nor a leaver, and the plan reports it", kept()),
        Fate::Kept => format!("is {}: declared", kept()),
        Fate::OutOfScope => {
            format!("is {}: outside the roster's scope, where no user is touched", paint(FINE, "left alone"))
        }
        Fate::LeftAlone(State::Deleted) => format!("is {}: deleted in the directory", paint(FINE, "left alone")),
        Fate::LeftAlone(State::Active | State::Inactive) => {
            format!("is {}: inactive in the directory already", paint(FINE, "left alone"))
        }
        Fate::Unknown => {
            format!("is {}: not active, and the snapshot does not know more", paint(CHANGE, "unknown"))
        }
        Fate::Missing => format!(
            "is {}: named by the roster, and no user of the directory has this e-mail or id",
            paint(CHANGE, "missing")
        ),
    }
}

fn kept() -> String {
    paint(FINE, "kept")
}

fn ending(reason: &Reason) -> String {
    let rule = match reason.code {
        ReasonCode::Leaver => "leaver: ",
        ReasonCode::Expired => "expired: ",
        ReasonCode::NotDeclared => "",
    };
    let at = reason.at.as_ref().map(|at| format!(", {}", place(at))).unwrap_or_default();
    format!("{rule}{}{at}", sanitize_inline(&reason.text))
}

fn push_step(step: &Step, text: &mut String) {
    let mark = if step.decides { paint(BOLD, "->") } else { "  ".to_owned() };
    let answer = match step.answer {
        Answer::Yes => "yes",
        Answer::No => "no ",
    };
    let at = step.at.as_ref().map(|at| format!("{}: ", place(at))).unwrap_or_default();
    let line = format!("{:<26} {answer}  {at}{}", question(step.rule), sanitize_inline(&step.text));
    let line = if step.decides { paint(BOLD, line) } else { line };
    text.push_str(&format!("  {mark} {line}\n"));
}

/// The rule as a question.
fn question(rule: RuleName) -> &'static str {
    match rule {
        RuleName::Organization => "in the organization?",
        RuleName::Active => "active?",
        RuleName::Division => "division in scope?",
        RuleName::EmailDomain => "e-mail domain in scope?",
        RuleName::Protected => "protected?",
        RuleName::Leaver => "a leaver?",
        RuleName::Expired => "declared, `until` passed?",
        RuleName::Declared => "declared?",
        RuleName::NotDeclared => "not declared?",
    }
}

fn push_guard(guard: &Guard, text: &mut String) {
    let verdict = match guard.verdict {
        Verdict::Passed => paint(FINE, "passed    "),
        Verdict::Refused => paint(ALARM, "REFUSED   "),
        Verdict::Overridden => paint(CHANGE, "overridden"),
    };
    text.push_str(&format!("  {verdict} {:<24} {}\n", guard.name.as_str(), numbers(guard)));
    if guard.verdict == Verdict::Refused {
        text.push_str(&wrapped(guard_help(guard.name), "             "));
    }
}

fn place(at: &PlaceRecord) -> String {
    sanitize_line(&at.to_string())
}
