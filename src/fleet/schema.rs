//! The JSON Schema of a fleet, for editors. As with that of a roster, the types only describe: decoding by hand names
//! every mistake with its place. A test compares their keys with those of the decoder.

#![expect(dead_code, reason = "the types only describe")]

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::Value;

use crate::roster::{text, without_null};

/// A rosterctl fleet: organizations, each with a roster and with credentials under a prefix of their own.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "rosterctl fleet")]
struct FleetSchema {
    /// The version of this format.
    #[schemars(extend("const" = 1))]
    version: u8,
    /// The organizations. `--index` counts them from 0, in this order.
    #[schemars(length(min = 1))]
    organizations: Vec<FleetOrganizationSchema>,
    /// Limits over the sum of all plans, which `rosterctl fleet report` checks.
    guards: Option<FleetGuardsSchema>,
}

/// One organization.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Organization")]
struct FleetOrganizationSchema {
    /// The name, unique without regard to case: also the name of the folder with its results.
    #[schemars(example = "acme-de")]
    name: LabelText,
    /// The roster, as a path from the folder of this file, and inside it. It must name its organization (`organization_id`, or `pin`).
    #[schemars(example = "acme-de/roster.yaml")]
    roster: RosterPath,
    /// What the names of its environment variables begin with: with `ACME_DE`, credentials are read from
    /// `ACME_DE_ROSTERCTL_SCIM_TOKEN` and the like.
    #[schemars(example = &"ACME_DE")]
    prefix: Prefix,
    /// Labels by which `rosterctl fleet list` selects.
    labels: Option<Labels>,
}

/// Limits over the sum of all plans.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Guards")]
struct FleetGuardsSchema {
    /// The most users that all plans together may deactivate.
    #[schemars(extend("default" = 100))]
    max_deactivations: Option<u64>,
    /// The most users that all plans together may deactivate, in percent of the active users in scope of all organizations.
    #[schemars(range(min = 0, max = 100), extend("default" = 5), example = 2.5)]
    max_deactivation_percent: Option<f64>,
}

/// Labels by which `rosterctl fleet list` selects.
struct Labels(BTreeMap<String, String>);

impl JsonSchema for Labels {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Labels".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<LabelText>();
        json_schema!({
            "description": "Labels: a text for each key.",
            "type": "object",
            "propertyNames": text,
            "additionalProperties": text,
            "examples": [{"region": "eu", "tier": "gold"}],
        })
    }
}

text!(LabelText, {
    "description": "Letters, digits, `.`, `_` and `-`, with a letter or digit at both ends.",
    "type": "string", "pattern": "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$", "maxLength": 63
});
text!(RosterPath, {
    "description": "A relative path inside the folder of this file, with `/` between folders.",
    "type": "string", "pattern": r"^[^/~\\][^\\]*$", "maxLength": 500
});
text!(Prefix, {
    "description": "Upper-case letters, digits and `_`, a letter first.",
    "type": "string", "pattern": "^[A-Z][A-Z0-9_]*$", "maxLength": 63
});

/// The schema, as `rosterctl schema fleet` prints it and `schema/fleet.schema.json` holds it.
#[must_use]
pub fn schema() -> Value {
    let settings = SchemaSettings::draft07().with_transform(RecursiveTransform(without_null));
    settings.into_generator().into_root_schema_for::<FleetSchema>().to_value()
}

#[cfg(test)]
mod tests {
    use super::super::decode::{FLEET_GUARD_KEYS, FLEET_KEYS, ORGANIZATION_KEYS};
    use super::*;

    fn keys(schema: &Value) -> Vec<&str> {
        let mut keys: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys
    }

    #[test]
    fn the_schema_has_the_keys_that_the_decoder_knows() {
        let schema = schema();
        for (object, known) in [
            (&schema, FLEET_KEYS),
            (&schema["definitions"]["Organization"], ORGANIZATION_KEYS),
            (&schema["definitions"]["Guards"], FLEET_GUARD_KEYS),
        ] {
            let mut known = known.to_vec();
            known.sort_unstable();
            assert_eq!(keys(object), known);
            assert_eq!(object["additionalProperties"], serde_json::json!(false));
            for (key, value) in object["properties"].as_object().unwrap() {
                assert!(value["description"].is_string(), "{key} has no description");
            }
        }
    }
}
