//! The events of `apply --json`: one JSON object per line.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::apply::{ApplyWarning, UserOutcome};
use crate::model::{OutcomeKind, OutcomeNote, Totals};
use crate::plan::SavedPlan;

use super::outcomes;

/// One line of `apply --json`. The last one is always the summary.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[schemars(title = "An event of rosterctl apply --json")]
enum ApplyEvent<'a> {
    /// The plan that is applied.
    Plan {
        /// The plan's digest.
        digest: &'a str,
        /// The organization that it is for.
        organization: EventOrganization<'a>,
        /// How many users it deactivates.
        actions: u64,
    },
    /// The outcome of one user; a later event of the same user replaces it.
    User {
        /// The user.
        user: EventUser<'a>,
        /// The outcome.
        outcome: OutcomeKind,
        /// The reason; null when the outcome has none.
        text: Option<&'a str>,
        /// Further facts about the outcome.
        notes: Vec<String>,
        /// The names of other attributes that changed with the write; absent when there are none.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[schemars(default)]
        side_effects: Vec<&'a str>,
    },
    /// A problem that does not end the apply by itself.
    Warning {
        /// What happened.
        text: &'a str,
    },
    /// The error that ended the apply.
    Error {
        /// What happened.
        text: &'a str,
        /// What to do, one sentence per item.
        help: &'a [String],
    },
    /// The totals, which sum to the plan: always the last event.
    Summary(Totals),
}

/// An organization of the directory.
#[derive(Serialize, JsonSchema)]
struct EventOrganization<'a> {
    /// The directory's id.
    id: &'a str,
    /// Its name.
    name: &'a str,
}

/// A user by id and e-mail.
#[derive(Serialize, JsonSchema)]
struct EventUser<'a> {
    /// The directory's id.
    id: &'a str,
    /// The e-mail that the plan holds.
    email: &'a str,
}

/// The event of the plan that is applied.
#[must_use]
pub fn plan(plan: &SavedPlan) -> String {
    let organization = &plan.directory.organization;
    line(&ApplyEvent::Plan {
        digest: &plan.digest,
        organization: EventOrganization { id: &organization.id, name: &organization.name },
        actions: plan.plan.summary.deactivate,
    })
}

/// The event of a user's outcome; a later event of the same user replaces it.
#[must_use]
pub fn user(UserOutcome { target, outcome, notes }: &UserOutcome) -> String {
    line(&ApplyEvent::User {
        user: EventUser { id: target.id.as_str(), email: target.email.as_str() },
        outcome: outcome.kind(),
        text: outcomes::outcome_reason(outcome).as_deref(),
        notes: notes.iter().map(outcomes::note).collect(),
        side_effects: notes.iter().flat_map(OutcomeNote::side_effects).map(|attribute| attribute.0.as_str()).collect(),
    })
}

/// The event of a warning.
#[must_use]
pub fn warning(warning: &ApplyWarning) -> String {
    line(&ApplyEvent::Warning { text: &outcomes::apply_warning(warning) })
}

/// The event of the error that ended the apply.
#[must_use]
pub fn error(text: &str, help: &[String]) -> String {
    line(&ApplyEvent::Error { text, help })
}

/// The totals: always the last event.
#[must_use]
pub fn summary(totals: &Totals) -> String {
    line(&ApplyEvent::Summary(*totals))
}

/// The JSON Schema of a line.
#[must_use]
pub fn schema() -> Value {
    let settings = schemars::generate::SchemaSettings::draft07();
    settings.into_generator().into_root_schema_for::<ApplyEvent<'static>>().to_value()
}

/// JSON on one line, with invisible characters escaped, so that a terminal can show it.
fn line(event: &ApplyEvent<'_>) -> String {
    // Serializing texts and numbers cannot fail.
    crate::text::visible(&serde_json::to_string(event).unwrap_or_default()) + "\n"
}
