//! How an apply is going, and how it came out.

use crate::model::{Email, Outcome, Totals, UserId};

use super::harmless::{harmless, harmless_line};
use super::paint::{ALARM, BOLD, CHANGE, FINE, paint};

/// One line for one user.
#[must_use]
pub fn settled(email: &Email, id: &UserId, outcome: &Outcome) -> String {
    let (style, word, why) = match outcome {
        Outcome::Done => (FINE, "deactivated", None),
        Outcome::AlreadyInactive => (FINE, "already inactive", None),
        Outcome::Changed(why) => (CHANGE, "changed, left alone", Some(why)),
        Outcome::Failed(why) => (ALARM, "failed", Some(why)),
        Outcome::Unverified(why) => (ALARM, "unverified", Some(why)),
        Outcome::NotStarted => (CHANGE, "not started", None),
    };
    let why = why.map(|why| format!(": {}", harmless_line(why))).unwrap_or_default();
    format!("{}: {}{why} [id={}]\n", harmless(email.as_str()), paint(style, word), id.as_str())
}

/// The totals of an apply; they sum to the plan.
#[must_use]
pub fn totals(totals: &Totals) -> String {
    let (style, word) = if totals.is_complete() { (FINE, "Apply complete!") } else { (ALARM, "Apply incomplete.") };
    let mut text = format!(
        "\n{} {} deactivated, {} already inactive, {} changed, {} failed, {} unverified, {} not started.\n",
        paint(style, word),
        paint(BOLD, totals.done),
        totals.already_inactive,
        totals.changed,
        totals.failed,
        totals.unverified,
        totals.not_started,
    );
    if !totals.is_complete() {
        text.push_str("The lines above say why. Plan again to see what is left: nobody is written twice.\n");
    }
    text
}
