//! What an apply tells a program: one JSON object a line.

use serde_json::{Value, json};

use crate::model::{Email, Outcome, Totals, UserId};
use crate::plan::SavedPlan;

/// What is about to be carried out.
#[must_use]
pub fn plan(plan: &SavedPlan) -> String {
    let organization = &plan.directory.organization;
    line(&json!({
        "type": "plan",
        "digest": plan.digest,
        "organization": {"id": organization.id, "name": organization.name},
        "actions": plan.plan.summary.deactivate,
    }))
}

/// How one user came out; a later event of the same user replaces it.
#[must_use]
pub fn user(email: &Email, id: &UserId, outcome: &Outcome, notes: &[&str]) -> String {
    line(&json!({
        "type": "user",
        "user": {"id": id.as_str(), "email": email.as_str()},
        "outcome": outcome.as_str(),
        "text": outcome.why(),
        "notes": notes,
    }))
}

/// Something that does not end the apply by itself.
#[must_use]
pub fn warning(text: &str) -> String {
    line(&json!({"type": "warning", "text": text}))
}

/// What ended it.
#[must_use]
pub fn error(text: &str, help: &[String]) -> String {
    line(&json!({"type": "error", "text": text, "help": help}))
}

/// The totals: always the last event.
#[must_use]
pub fn summary(totals: &Totals) -> String {
    let Totals { done, already_inactive, changed, deferred, failed, unverified, not_started } = totals;
    line(&json!({
        "type": "summary",
        "done": done,
        "already_inactive": already_inactive,
        "changed": changed,
        "deferred": deferred,
        "failed": failed,
        "unverified": unverified,
        "not_started": not_started,
    }))
}

/// JSON on one line, with invisible characters as escapes, so that it can be looked at on a terminal.
fn line(value: &Value) -> String {
    crate::model::visible(&value.to_string()) + "\n"
}
