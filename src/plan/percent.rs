//! A guard's number.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::Hundredths;

/// A guard's number: whole, or with up to two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(pub Hundredths);

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let hundredths = self.0.0;
        if hundredths.is_multiple_of(100) {
            serializer.serialize_u64(hundredths / 100)
        } else {
            #[expect(clippy::cast_precision_loss, reason = "percentages and counts are far below 2^52")]
            serializer.serialize_f64(hundredths as f64 / 100.0)
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// A whole number stays one: as a fraction, a large one would be another.
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a number of a guard is at least 0")]
        enum GuardNumber {
            Whole(u64),
            Fraction(f64),
        }
        let hundredths = match GuardNumber::deserialize(deserializer)? {
            GuardNumber::Whole(number) => number.checked_mul(100),
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
            GuardNumber::Fraction(number) => (0.0..=1e13).contains(&number).then(|| (number * 100.0).round() as u64),
        };
        let amount = hundredths.map(|hundredths| Self(Hundredths(hundredths)));
        amount.ok_or_else(|| serde::de::Error::custom("a number of a guard is below 0 or too large"))
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "number",
            "minimum": 0,
            "description": "A guard's number: whole, or with up to two decimals."
        })
    }
}
