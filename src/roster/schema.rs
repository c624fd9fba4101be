//! The JSON Schema of a roster, for editors.
//!
//! One schema serves both sorts of file. A file that has any key of the roster's own must have `version` and
//! `directory`; a file that has none is an included one and holds `users` and `leavers` only. Draft 7 is what the YAML
//! language server understands best. Deliberately absent: `uniqueItems`, which is slow there; duplicates, dates of the
//! calendar and everything else that a schema cannot say are `validate`'s.

// Nothing is decoded through these types: decoding by hand names every mistake with its place. A test compares their
// keys with those that the decoder knows, and every fixture with the schema.
#![expect(dead_code, reason = "the types only describe")]

mod directory;
mod shape;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::{Value, json};

/// A rosterctl roster: who should be active in a directory of users. `rosterctl plan` shows what would change. A file
/// that a roster includes holds `users` and `leavers` only.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "rosterctl roster", transform = shape::roster_or_included)]
struct Roster {
    /// The version of this format.
    #[schemars(required, extend("const" = 1))]
    version: Option<u8>,
    /// Which directory of users the roster speaks of.
    directory: Option<DirectorySchema>,
    /// The part of the directory that the roster governs; outside it nobody is ever touched. Without it: every active
    /// user.
    scope: Option<Scope>,
    /// What becomes of active users in scope whom the roster does not name: `deactivate` ends their access, `report` keeps
    /// them and lists them as findings, for directories that others fill.
    #[schemars(extend("default" = "deactivate"))]
    undeclared: Option<Undeclared>,
    /// Limits that refuse a plan which looks like an accident.
    guards: Option<Guards>,
    /// Files with `users` and `leavers` of their own, as paths below this file's folder; `*` stands for a part of a
    /// name, `**` for any number of folders.
    #[schemars(example = json!(["teams/*.yaml"]))]
    include: Option<Vec<Pattern>>,
    /// The time zone in which a day of `until` ends, by its IANA name.
    #[schemars(extend("default" = "UTC"), example = "Europe/Berlin")]
    timezone: Option<String>,
    /// Who should be active: everybody else in scope is deactivated, unless `undeclared` says `report`. An empty list is written `[]`.
    users: Option<Vec<User>>,
    /// Who should not be active, and why.
    leavers: Option<Vec<Leaver>>,
}

/// Which directory, how it is reached, and what a deactivation sends: the keys are those of the types of directory.
struct DirectorySchema;

impl JsonSchema for DirectorySchema {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Directory".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> Schema {
        directory::schema(generator.subschema_for::<Id>())
    }
}

#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
enum Undeclared {
    Deactivate,
    Report,
}

/// The part of the directory that the roster governs.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scope {
    /// Divisions, by name or id.
    #[schemars(length(min = 1), example = json!(["Support", "Sales"]))]
    divisions: Option<Vec<Text>>,
    /// Domains of the e-mail addresses, without `@`.
    #[schemars(length(min = 1), example = json!(["acme.example"]))]
    email_domains: Option<Vec<Domain>>,
}

/// Limits that refuse a plan which looks like an accident.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Guards {
    /// The most users that one plan may deactivate.
    #[schemars(extend("default" = 25))]
    max_deactivations: Option<u64>,
    /// The most of the active users in scope, in percent, that one plan may deactivate; one user is always
    /// allowed, unless it is 0.
    #[schemars(range(min = 0, max = 100), extend("default" = 10), example = 2.5)]
    max_deactivation_percent: Option<f64>,
    /// Who is never deactivated, and why.
    protected: Option<Vec<Protected>>,
    /// With `true`, leaving the list is not enough: an entry of `leavers` must say why.
    #[schemars(extend("default" = false))]
    require_leaver_entry: Option<bool>,
    /// What `apply` does with a user of whom the directory does not say whether they are on an interaction: `write`
    /// deactivates them and says that it was unknown, `defer` leaves them for another apply.
    #[schemars(extend("default" = "write"))]
    interaction_unknown: Option<WhenUnknown>,
    /// With `true`, nobody is deactivated whose roles could not be recorded before.
    #[schemars(extend("default" = false))]
    require_role_record: Option<bool>,
}

#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
enum WhenUnknown {
    Write,
    Defer,
}

/// A user who should be active: an e-mail address, or a map when there is more to say.
#[derive(JsonSchema)]
#[serde(untagged)]
enum User {
    Email(Email),
    Entry(UserEntry),
}

/// A user who should be active.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct UserEntry {
    /// The address that finds the user, or, with `id`, checks it.
    email: Email,
    /// The directory's id of the user.
    id: Option<Id>,
    /// The last day of access; deactivated from the day after.
    #[schemars(extend("format" = "date", "pattern" = r"^\d{4}-\d{2}-\d{2}$"), example = "2026-12-31")]
    until: Option<String>,
    /// A former address that may still be the one in the directory.
    was: Option<Email>,
    /// Free text for people.
    note: Option<Text>,
}

/// A user who should not be active.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Leaver {
    /// The address that finds the user, or, with `id`, checks it.
    email: Email,
    /// Why they leave.
    #[schemars(example = "left the company")]
    reason: Text,
    /// Where it was decided.
    #[schemars(example = "HR-881")]
    ticket: Option<Text>,
    /// The directory's id of the user.
    id: Option<Id>,
}

/// A user who is never deactivated.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = shape::email_or_id)]
struct Protected {
    /// The address that finds the user. With `id` it may be left out; the id is what counts.
    email: Option<Email>,
    /// Why they are protected.
    #[schemars(example = "emergency access")]
    reason: Text,
    /// The directory's id of the user, who stays protected under any address.
    id: Option<Id>,
}

/// Defines a type that is a text of a certain form.
macro_rules! text {
    ($name:ident, $schema:tt) => {
        struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

text!(Email, {
    "description": "An e-mail address. Compared without regard to case.",
    "type": "string", "format": "idn-email", "maxLength": 254,
    // What stands around or between copied addresses is no part of one.
    "pattern": concat!(
        r#"^(?![*.]+@)[^\s@,;:<>()\[\]"\\«»…‘-‟‹›《-』，；]+@"#,
        r#"[^\s@,;:<>()\[\]{}"\\*«»…‘-‟‹›《-』，；.!#$%&'+/=?^`|~]+"#,
        r#"(\.[^\s@,;:<>()\[\]{}"\\*«»…‘-‟‹›《-』，；.!#$%&'+/=?^`|~]+)*$"#
    ),
    "examples": ["ana@acme.example"]
});
text!(Id, {
    "description": "The directory's id.",
    "type": "string", "pattern": "^[A-Za-z0-9._:-]+$", "maxLength": 128,
    "examples": ["5c5ee2c3-7a1f-4d0e-9b8d-2f6a1e0c9d34"]
});
text!(Text, {
    "description": "One line of text.",
    "type": "string", "pattern": r"\S", "maxLength": 500
});
text!(Domain, {
    "description": "What stands after the `@` of an address.",
    "type": "string", "pattern": r"^[^\s@.]+(\.[^\s@.]+)*$", "maxLength": 253,
    "examples": ["acme.example"]
});
text!(Pattern, {
    "description": "A path below this file's folder, with `/` between folders.",
    "type": "string", "pattern": r"^[^/~\\][^\\]*$", "maxLength": 500,
    "examples": ["teams/*.yaml"]
});

/// The schema, as `rosterctl schema roster` prints it and `schema/roster.schema.json` holds it.
#[must_use]
pub fn schema() -> Value {
    let settings = SchemaSettings::draft07().with_transform(RecursiveTransform(shape::without_null));
    settings.into_generator().into_root_schema_for::<Roster>().to_value()
}

#[cfg(test)]
mod tests;
