//! How an apply is going, and how it came out.

use std::fmt::Write;

use crate::model::{Email, Known, Note, Outcome, Totals, UserId};

use crate::text::{ALARM, BOLD, CHANGE, FINE, paint};
use crate::text::{sanitize_inline, sanitize_line};

/// One line for one user.
#[must_use]
pub fn settled(email: &Email, id: &UserId, outcome: &Outcome, notes: &[Note]) -> String {
    let (style, word) = match outcome {
        Outcome::Done => (FINE, "deactivated"),
        Outcome::AlreadyInactive => (FINE, "already inactive"),
        Outcome::Changed(_) => (CHANGE, "changed, left alone"),
        Outcome::Deferred(_) => (CHANGE, "deferred"),
        Outcome::Failed(_) => (ALARM, "failed"),
        Outcome::Unverified(_) => (ALARM, "unverified"),
        Outcome::NotStarted => (CHANGE, "not started"),
    };
    let notes: Vec<String> = notes.iter().map(note).collect();
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", sanitize_line(&notes.join("; "))) };
    let why = outcome.why().map(|why| format!(": {}", sanitize_line(why))).unwrap_or_default();
    format!("{}: {}{why}{notes} [id={}]\n", sanitize_inline(email.as_str()), paint(style, word), id.as_str())
}

/// What is worth knowing of a user beside the outcome, as one clause (not yet made harmless).
pub(super) fn note(note: &Note) -> String {
    let earlier = match note {
        Note::InteractionUnknown => return "whether they were on an interaction is unknown".to_owned(),
        Note::RolesUnknown => return "the roles that ended are unknown".to_owned(),
        Note::EarlierWrite(earlier) => earlier,
    };
    let mut text = format!("by the write that an earlier apply began at {}; roles that ended: ", earlier.time);
    match &earlier.roles {
        Known::Unknown => text.push_str("unknown"),
        Known::Known(grants) if grants.is_empty() => text.push_str("none"),
        Known::Known(grants) => {
            for (at, grant) in grants.iter().enumerate() {
                let named = |name: &str, id: &str| if name.is_empty() { id.to_owned() } else { name.to_owned() };
                let role = named(&grant.role_name, &grant.role_id);
                let division = named(&grant.division_name, &grant.division_id);
                // Writing to a `String` cannot fail.
                let _ = write!(text, "{}{role} in {division}", if at == 0 { "" } else { ", " });
            }
        }
    }
    text
}

/// Something that does not end the work by itself.
#[must_use]
pub fn warning(text: &str) -> String {
    format!("{} {}\n", paint(CHANGE, "warning:"), sanitize_line(text))
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
    if totals.unverified > 0 {
        text.push_str("The lines above say why.\n");
    } else if !totals.is_complete() {
        text.push_str("The lines above say why. Plan again to see what is left: nobody is written twice.\n");
    }
    if let Some(said) = unverified(totals) {
        let _ = writeln!(text, "{said}");
    }
    text
}

/// What to do about users who are unverified, when there are any.
#[must_use]
pub fn unverified(totals: &Totals) -> Option<String> {
    let users = match totals.unverified {
        0 => return None,
        1 => "1 user is".to_owned(),
        count => format!("{count} users are"),
    };
    Some(format!(
        "{users} unverified: the change may still take effect. Look them up in the directory before planning again, and \
         apply with the same --journal, which knows their roles."
    ))
}
