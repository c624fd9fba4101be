//! The JSON Schema of a roster, for editors.
//!
//! One schema covers both sorts of file. A file with any key that only rosters have must have `version` and `directory`;
//! a file without one is an included file, with `users` and `leavers` only. Draft 7 is what the YAML
//! language server understands best. Deliberately absent: `uniqueItems`, which is slow there; duplicates, dates of the
//! calendar and everything else that a schema cannot say are `validate`'s.

// Nothing is decoded through these types: decoding by hand names every mistake with its place. A test compares their
// keys with those that the decoder knows, and every fixture with the schema.
#![expect(dead_code, reason = "the types only describe")]

mod directory;
mod shape;

pub(crate) use self::shape::without_null;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::{Value, json};

/// A rosterctl roster: the users who should be active in a directory. `rosterctl plan` shows what would change. A file
/// that a roster includes has `users` and `leavers` only.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "rosterctl roster", transform = shape::roster_or_included)]
struct RosterSchema {
    /// The version of this format.
    #[schemars(required, extend("const" = 1))]
    version: Option<u8>,
    /// The directory that the roster is about.
    directory: Option<DirectorySchema>,
    /// The part of the directory that the roster governs; users outside it are never changed. Default: every active user.
    scope: Option<ScopeSchema>,
    /// What to do with active users in scope that the roster does not list: `deactivate` ends their access; `report` keeps
    /// them and lists them as findings, for directories that other systems fill.
    #[schemars(extend("default" = "deactivate"))]
    undeclared: Option<UndeclaredSchema>,
    /// Limits that refuse a plan that looks like an accident.
    guards: Option<Guards>,
    /// Files with `users` and `leavers` of their own, as paths below this file's folder; `*` matches part of a
    /// name, `**` any number of folders.
    #[schemars(example = json!(["teams/*.yaml"]))]
    include: Option<Vec<Pattern>>,
    /// The time zone in which the day of `until` ends, as an IANA name.
    #[schemars(extend("default" = "UTC"), example = "Europe/Berlin")]
    timezone: Option<String>,
    /// The users who should be active. All others in scope are deactivated, unless `undeclared` is `report`. An empty list
    /// is written `[]`.
    users: Option<Vec<UserSchema>>,
    /// The users who should not be active, with the reasons.
    leavers: Option<Vec<LeaverSchema>>,
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
enum UndeclaredSchema {
    Deactivate,
    Report,
}

/// The part of the directory that the roster governs.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Scope")]
struct ScopeSchema {
    /// Divisions, by name or id.
    #[schemars(length(min = 1), example = json!(["Support", "Sales"]))]
    divisions: Option<Vec<Text>>,
    /// Domains of the e-mail addresses, without `@`.
    #[schemars(length(min = 1), example = json!(["acme.example"]))]
    email_domains: Option<Vec<Domain>>,
    /// Types of users (the attribute `userType`), in a SCIM directory. Compared without regard to case.
    #[schemars(length(min = 1), example = json!(["Employee"]))]
    user_types: Option<Vec<Text>>,
    /// Departments (an attribute of the enterprise extension), in a SCIM directory. Compared without regard to case.
    #[schemars(length(min = 1), example = json!(["Support"]))]
    departments: Option<Vec<Text>>,
}

/// Limits that refuse a plan which looks like an accident.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Guards {
    /// The most users that one plan may deactivate.
    #[schemars(extend("default" = 25))]
    max_deactivations: Option<u64>,
    /// The most users that one plan may deactivate, in percent of the active users in scope; one user is always allowed,
    /// unless it is 0.
    #[schemars(range(min = 0, max = 100), extend("default" = 10), example = 2.5)]
    max_deactivation_percent: Option<f64>,
    /// The users who are never deactivated, with the reasons.
    protected: Option<Vec<ProtectedSchema>>,
    /// With `true`, a user is deactivated only with an entry of `leavers`; removal from `users` is not enough.
    #[schemars(extend("default" = false))]
    require_leaver_entry: Option<bool>,
    /// What `apply` does when a user's interaction status is unknown: `write` deactivates the user and reports that it was
    /// unknown; `defer` leaves the user for a later apply.
    #[schemars(extend("default" = "write"))]
    interaction_unknown: Option<InteractionUnknownSchema>,
    /// With `true`, users whose roles could not be recorded first are not deactivated.
    #[schemars(extend("default" = false))]
    require_role_record: Option<bool>,
}

#[derive(JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
enum InteractionUnknownSchema {
    Write,
    Defer,
}

/// A user who should be active: an e-mail address, or a map with further keys.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "User")]
enum UserSchema {
    Email(Email),
    Entry(UserEntrySchema),
}

/// A user who should be active.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UserEntry")]
struct UserEntrySchema {
    /// The address that identifies the user, or, with `id`, must match it.
    email: Email,
    /// The directory's id of the user.
    id: Option<Id>,
    /// The last day of access; deactivated from the day after.
    #[schemars(extend("format" = "date", "pattern" = r"^\d{4}-\d{2}-\d{2}$"), example = "2026-12-31")]
    until: Option<String>,
    /// A former address that may still be the one in the directory.
    was: Option<Email>,
    /// Free text for readers of the roster.
    note: Option<Text>,
}

/// A user who should not be active.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Leaver")]
struct LeaverSchema {
    /// The address that identifies the user, or, with `id`, must match it.
    email: Email,
    /// The reason for leaving.
    #[schemars(example = "left the company")]
    reason: Text,
    /// Where the decision is documented.
    #[schemars(example = "HR-881")]
    ticket: Option<Text>,
    /// The directory's id of the user.
    id: Option<Id>,
}

/// A user who is never deactivated.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = shape::email_or_id)]
#[schemars(rename = "Protected")]
struct ProtectedSchema {
    /// The address that identifies the user. Optional with `id`, which takes precedence.
    email: Option<Email>,
    /// The reason for the protection.
    #[schemars(example = "emergency access")]
    reason: Text,
    /// The directory's id of the user, who stays protected whatever the address.
    id: Option<Id>,
}

/// Defines a type for text of a certain form. It needs schemars' `JsonSchema`, `Schema` and `json_schema` in scope.
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

pub(crate) use text;

text!(Email, {
    "description": "An e-mail address. Compared without regard to case.",
    "type": "string", "format": "idn-email", "maxLength": 254,
    // Characters around or between copied addresses are not part of an address.
    "pattern": concat!(
        r#"^(?![*.]+@)[^\s@,;:<>()\[\]"\\«»…‘-‟‹›《-』，；]+@"#,
        r#"[^\s@,;:<>()\[\]{}"\\*«»…‘-‟‹›《-』，；.!#$%&'+/=?^`|~]+"#,
        r#"(\.[^\s@,;:<>()\[\]{}"\\*«»…‘-‟‹›《-』，；.!#$%&'+/=?^`|~]+)*$"#
    ),
    "examples": ["ana@acme.example"]
});
text!(Id, {
    "description": "The directory's id.",
    // A type of directory may have fewer ids; `validate` knows.
    "type": "string", "pattern": r"^[^\x00-\x1f\x7f]+$", "maxLength": 1024,
    "examples": ["5c5ee2c3-7a1f-4d0e-9b8d-2f6a1e0c9d34"]
});
text!(Text, {
    "description": "One line of text.",
    "type": "string", "pattern": r"\S", "maxLength": 500
});
text!(Domain, {
    "description": "The part of an address after the `@`.",
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
    settings.into_generator().into_root_schema_for::<RosterSchema>().to_value()
}

#[cfg(test)]
mod tests;
