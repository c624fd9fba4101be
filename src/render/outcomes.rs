//! The progress, the warnings and the totals of an apply, as text for people.

mod sentences;

use std::fmt::Write;

use crate::apply::{ApplyEnd, ApplyWarning, StopReason, UserOutcome};
use crate::model::{OutcomeKind, Totals};
use crate::text::{ALARM, BOLD, CHANGE, FINE, paint, sanitize_inline, sanitize_line};

pub(super) use sentences::note;
pub use sentences::{apply_warning, outcome_reason};

/// One line for the outcome of one user.
#[must_use]
pub fn user_outcome(user: &UserOutcome) -> String {
    let UserOutcome { target, outcome, notes } = user;
    let kind = outcome.kind();
    let style = match kind {
        OutcomeKind::Done | OutcomeKind::AlreadyInactive => FINE,
        OutcomeKind::Changed | OutcomeKind::Deferred | OutcomeKind::NotStarted => CHANGE,
        OutcomeKind::Failed | OutcomeKind::Unverified => ALARM,
    };
    let word = if kind == OutcomeKind::Changed { "changed, left alone" } else { outcome_label(kind) };
    let reason = outcome_reason(outcome).map(|reason| format!(": {}", sanitize_line(&reason))).unwrap_or_default();
    let notes: Vec<String> = notes.iter().map(note).collect();
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", sanitize_line(&notes.join("; "))) };
    let email = sanitize_inline(target.email.as_str());
    format!("{email}: {}{reason}{notes} [id={}]\n", paint(style, word), sanitize_inline(target.id.as_str()))
}

/// An outcome as people read it.
pub(super) fn outcome_label(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Done => "deactivated",
        OutcomeKind::AlreadyInactive => "already inactive",
        OutcomeKind::Changed => "changed",
        OutcomeKind::Deferred => "deferred",
        OutcomeKind::Failed => "failed",
        OutcomeKind::Unverified => "unverified",
        OutcomeKind::NotStarted => "not started",
    }
}

/// A warning in one line.
#[must_use]
pub fn warning(text: &str) -> String {
    format!("{} {}\n", paint(CHANGE, "warning:"), sanitize_line(text))
}

/// The totals of an apply, which sum to the plan, and what to do about users whose outcome is not settled.
#[must_use]
pub fn totals(totals: &Totals, end: &ApplyEnd) -> String {
    let has_done_more = matches!(end.stopped, Some(StopReason::SideEffects { .. }));
    let (style, word) = match (totals.is_complete(), has_done_more) {
        (true, false) => (FINE, "Apply complete!"),
        (true, true) => (ALARM, "Apply stopped."),
        (false, _) => (ALARM, "Apply incomplete."),
    };
    let counts = OutcomeKind::ALL.map(|kind| match kind {
        OutcomeKind::Done => format!("{} {}", paint(BOLD, totals.count(kind)), outcome_label(kind)),
        kind => format!("{} {}", totals.count(kind), outcome_label(kind)),
    });
    let mut text = format!("\n{} {}.\n", paint(style, word), counts.join(", "));
    let (hints, unsettled): (Vec<_>, Vec<_>) =
        end.advice.iter().partition(|advice| matches!(advice, ApplyWarning::Advice { .. }));
    // Writing to a `String` cannot fail.
    if !unsettled.is_empty() {
        text.push_str("The lines above give the reasons.\n");
        unsettled.into_iter().for_each(|advice| _ = writeln!(text, "{}", apply_warning(advice)));
    } else if !totals.is_complete() {
        text.push_str("The lines above give the reasons. Plan again to see what is left: no user is written twice.\n");
    } else if has_done_more {
        text.push_str(
            "Every user is inactive, but a write changed more than was approved: find out why before going on.\n",
        );
    }
    hints.into_iter().for_each(|hint| _ = writeln!(text, "help: {}", sanitize_line(&apply_warning(hint))));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Sample, UserId};

    #[test]
    fn an_id_of_any_letters_is_printed_harmlessly() {
        let mut user = UserOutcome::samples().swap_remove(0);
        user.target.id = UserId::new("a\u{202e}b").unwrap();
        assert!(!user_outcome(&user).contains('\u{202e}'));
    }
}
