//! How an apply is going, and how it came out.

use crate::model::{Email, Outcome, Totals, UserId};

use super::harmless::{harmless, harmless_line};
use super::paint::{ALARM, BOLD, CHANGE, FINE, paint};

/// One line for one user.
#[must_use]
pub fn settled(email: &Email, id: &UserId, outcome: &Outcome, notes: &[&str]) -> String {
    let (style, word) = match outcome {
        Outcome::Done => (FINE, "deactivated"),
        Outcome::AlreadyInactive => (FINE, "already inactive"),
        Outcome::Changed(_) => (CHANGE, "changed, left alone"),
        Outcome::Deferred(_) => (CHANGE, "deferred"),
        Outcome::Failed(_) => (ALARM, "failed"),
        Outcome::Unverified(_) => (ALARM, "unverified"),
        Outcome::NotStarted => (CHANGE, "not started"),
    };
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
    let why = outcome.why().map(|why| format!(": {}", harmless_line(why))).unwrap_or_default();
    format!("{}: {}{why}{notes} [id={}]\n", harmless(email.as_str()), paint(style, word), id.as_str())
}

/// Something that does not end the work by itself.
#[must_use]
pub fn warning(text: &str) -> String {
    format!("{} {}\n", paint(CHANGE, "warning:"), harmless_line(text))
}

/// The totals of an apply; they sum to the plan.
#[must_use]
pub fn totals(totals: &Totals) -> String {
    let (style, word) = if totals.is_complete() { (FINE, "Apply complete!") } else { (ALARM, "Apply incomplete.") };
    let mut text = format!(
        "\n{} {} deactivated, {} already inactive, {} changed, {} deferred, {} failed, {} unverified, \
         {} not started.\n",
        paint(style, word),
        paint(BOLD, totals.done),
        totals.already_inactive,
        totals.changed,
        totals.deferred,
        totals.failed,
        totals.unverified,
        totals.not_started,
    );
    if !totals.is_complete() {
        text.push_str("The lines above say why. Plan again to see what is left: nobody is written twice.\n");
    }
    text
}
