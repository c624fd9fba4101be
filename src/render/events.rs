//! What an apply tells a program: one JSON object a line.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::model::{Email, Note, Outcome, Totals, UserId};
use crate::plan::SavedPlan;

use super::outcomes;

/// One line of `apply --json`. The last one is the summary, whatever happens.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[schemars(title = "An event of rosterctl apply --json")]
enum Event<'a> {
    /// What is about to be carried out.
    Plan {
        /// The plan's digest.
        digest: &'a str,
        /// The organization that it is for.
        organization: Organization<'a>,
        /// How many users it deactivates.
        actions: u64,
    },
    /// How one user came out; a later event of the same user replaces it.
    User {
        /// Who.
        user: User<'a>,
        /// How.
        #[schemars(extend("enum" = ["done", "already_inactive", "changed", "deferred", "failed", "unverified", "not_started"]))]
        outcome: &'a str,
        /// Why; null when there is nothing to say.
        text: Option<&'a str>,
        /// What is worth knowing beside that.
        notes: Vec<String>,
    },
    /// Something that does not end the apply by itself.
    Warning {
        /// What happened.
        text: &'a str,
    },
    /// What ended it.
    Error {
        /// What happened.
        text: &'a str,
        /// What to do, one sentence an item.
        help: &'a [String],
    },
    /// The totals, which sum to the plan: always the last event.
    Summary {
        /// Deactivated, and read back as inactive.
        done: u64,
        /// Inactive before anything was sent, or after a write that the directory refused.
        already_inactive: u64,
        /// Renamed, moved, deleted, gone or perhaps somebody else since the plan; left alone.
        changed: u64,
        /// On an interaction.
        deferred: u64,
        /// Refused, or could not be read; it did not take effect and will not.
        failed: u64,
        /// Sent, and it may have taken effect or may still do so: look them up before planning again.
        unverified: u64,
        /// Not tried.
        not_started: u64,
    },
}

/// An organization of the directory.
#[derive(Serialize, JsonSchema)]
struct Organization<'a> {
    /// The directory's id.
    id: &'a str,
    /// Its name.
    name: &'a str,
}

/// A user by id and e-mail.
#[derive(Serialize, JsonSchema)]
struct User<'a> {
    /// The directory's id.
    id: &'a str,
    /// The e-mail that the plan holds.
    email: &'a str,
}

/// What is about to be carried out.
#[must_use]
pub fn plan(plan: &SavedPlan) -> String {
    let organization = &plan.directory.organization;
    line(&Event::Plan {
        digest: &plan.digest,
        organization: Organization { id: &organization.id, name: &organization.name },
        actions: plan.plan.summary.deactivate,
    })
}

/// How one user came out; a later event of the same user replaces it.
#[must_use]
pub fn user(email: &Email, id: &UserId, outcome: &Outcome, notes: &[Note]) -> String {
    let user = User { id: id.as_str(), email: email.as_str() };
    let notes = notes.iter().map(outcomes::note).collect();
    line(&Event::User { user, outcome: outcome.as_str(), text: outcome.why(), notes })
}

/// Something that does not end the apply by itself.
#[must_use]
pub fn warning(text: &str) -> String {
    line(&Event::Warning { text })
}

/// What ended it.
#[must_use]
pub fn error(text: &str, help: &[String]) -> String {
    line(&Event::Error { text, help })
}

/// The totals: always the last event.
#[must_use]
pub fn summary(totals: &Totals) -> String {
    let Totals { done, already_inactive, changed, deferred, failed, unverified, not_started } = *totals;
    line(&Event::Summary { done, already_inactive, changed, deferred, failed, unverified, not_started })
}

/// The JSON Schema of a line.
#[must_use]
pub fn schema() -> Value {
    schemars::generate::SchemaSettings::draft07().into_generator().into_root_schema_for::<Event<'static>>().to_value()
}

/// JSON on one line, with invisible characters as escapes, so that it can be looked at on a terminal.
fn line(event: &Event<'_>) -> String {
    // Texts and numbers alone: this cannot fail.
    crate::text::visible(&serde_json::to_string(event).unwrap_or_default()) + "\n"
}
