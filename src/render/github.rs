//! A plan as workflow commands: annotations on the lines of the roster.

use crate::plan::{Action, Finding, Guard, PlaceRecord, ReasonCode, SavedPlan, Severity, Verdict};

use super::harmless::harmless_line;
use super::numbers::{grouped, numbers};
use super::text::{mend, summary};

/// How many annotations of a kind GitHub keeps of one step ("Workflow commands", limits of annotations).
const KEPT: usize = 10;

/// One line a command, as "Workflow commands for GitHub Actions" describes them, then the totals and the digest. Errors
/// are for guards that refuse and for what stops the plan, warnings for what a person can mend, notices for actions and
/// for what is only worth knowing. The last of the ten that GitHub keeps of a kind counts those left out.
#[must_use]
pub fn github(saved: &SavedPlan) -> String {
    let plan = &saved.plan;
    let of = |severity| plan.findings.iter().filter(move |finding| finding.severity == severity);
    let refused = plan.guards.iter().filter(|guard| guard.verdict == Verdict::Refused);
    let mut text = String::new();
    push("error", refused.map(guard).chain(of(Severity::Error).map(finding)), saved, &mut text);
    push("warning", of(Severity::Warning).map(finding), saved, &mut text);
    push("notice", plan.actions.iter().map(action).chain(of(Severity::Info).map(finding)), saved, &mut text);
    text + &summary(saved)
}

/// What one annotation says, and where.
struct Note<'a> {
    at: Option<&'a PlaceRecord>,
    title: String,
    message: String,
}

fn push<'a>(kind: &str, notes: impl Iterator<Item = Note<'a>>, saved: &SavedPlan, text: &mut String) {
    let mut notes = notes.peekable();
    for number in 1..=KEPT {
        let Some(mut note) = notes.next() else { return };
        if number == KEPT && notes.peek().is_some() {
            let more = grouped(notes.by_ref().count() as u64);
            note.message.push_str(&format!("\n+{more} more"));
        }
        let place = match (note.at, saved.roster.files.first()) {
            (Some(at), _) => format!("file={},line={},col={},", property(&at.file), at.line, at.column),
            // What no line caused is about the roster as a whole.
            (None, Some(roster)) => format!("file={},", property(&roster.path)),
            (None, None) => String::new(),
        };
        text.push_str(&format!("::{kind} {place}title={}::{}\n", property(&note.title), message(&note.message)));
    }
}

fn guard(guard: &Guard) -> Note<'_> {
    let message = format!("{}: {}", numbers(guard), mend(guard.name));
    Note { at: None, title: format!("Refused by {}", guard.name), message }
}

fn finding(finding: &Finding) -> Note<'_> {
    let message = format!("{}: {}", harmless_line(&finding.user.email), harmless_line(&finding.text));
    Note { at: finding.at.as_ref(), title: finding.code.as_str().to_owned(), message }
}

fn action(action: &Action) -> Note<'_> {
    let rule = match action.reason.code {
        ReasonCode::Leaver => "leaver: ",
        ReasonCode::Expired => "expired: ",
        ReasonCode::NotDeclared => "",
    };
    let user = &action.user;
    Note {
        at: action.reason.at.as_ref(),
        title: "Would be deactivated".to_owned(),
        message: format!(
            "{} ({}): {rule}{}",
            harmless_line(&user.email),
            harmless_line(&user.name),
            harmless_line(&action.reason.text)
        ),
    }
}

/// A message: a percent sign and line breaks are written as GitHub's toolkit writes them.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which a comma or a colon would end.
fn property(text: &str) -> String {
    message(&harmless_line(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_property_or_its_command() {
        assert_eq!(message("100 %\r\n::error::x"), "100 %25%0D%0A::error::x");
        assert_eq!(property("a,line=9::b%3A\n"), "a%2Cline=9%3A%3Ab%253A\\n");
    }
}
