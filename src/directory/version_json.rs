//! The JSON form of a version: a number, a text, or null where the directory counts none, in saved plans, journals and snapshots alike.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::model::Version;

/// The longest text: no header of a response is longer.
const MAX_TEXT_BYTES: usize = 1024;

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.as_number(), self.as_text()) {
            (Some(number), _) => serializer.serialize_u64(number),
            (None, Some(text)) => serializer.serialize_str(text),
            (None, None) => serializer.serialize_unit(),
        }
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct VersionVisitor;
        impl Visitor<'_> for VersionVisitor {
            type Value = Version;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a version: a number, a text, or null for none")
            }

            fn visit_unit<E>(self) -> Result<Version, E> {
                Ok(Version::absent())
            }

            fn visit_u64<E>(self, number: u64) -> Result<Version, E> {
                Ok(Version::number(number))
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Version, E> {
                let fits = (1..=MAX_TEXT_BYTES).contains(&text.len()) && !text.chars().any(char::is_control);
                if fits {
                    Ok(Version::text(text))
                } else {
                    Err(E::custom("a version is empty, too long or not visible"))
                }
            }
        }
        deserializer.deserialize_any(VersionVisitor)
    }
}

impl JsonSchema for Version {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Version".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["integer", "string", "null"], "format": "uint64", "minimum": 0})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stays_a_number_and_a_text_a_text() {
        for (json, version) in [
            ("7", Version::number(7)),
            (r#""W/\"a1\"""#, Version::text("W/\"a1\"")),
            (r#""7""#, Version::text("7")),
            ("null", Version::absent()),
        ] {
            assert_eq!(serde_json::from_str::<Version>(json).unwrap(), version);
            assert_eq!(serde_json::to_string(&version).unwrap(), json);
        }
        for odd in ["-1", "1.5", "[7]"] {
            assert!(serde_json::from_str::<Version>(odd).is_err(), "{odd}");
        }
    }
}
