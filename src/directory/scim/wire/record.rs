//! A user who was read by id: what decisions rest on, and the whole record.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::listed::ListedUser;
use super::object::{Object, Shape};
use super::user::ScimUser;
use crate::model::UserRecord;

/// Attributes that change with every write, or that name the form of the answer.
const LEFT_OUT: &[&str] = &["meta", "schemas", "active"];

/// A user who was read by id.
#[derive(Debug)]
pub(in crate::directory::scim) struct UserBody {
    /// The user, or what is wrong with the answer, as a clause.
    pub(in crate::directory::scim) user: Result<ListedUser, String>,
    /// Every attribute but `meta`, `schemas` and `active`.
    pub(in crate::directory::scim) record: UserRecord,
}

impl<'de> Deserialize<'de> for UserBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The standard form of an object keeps the last of two equal names, so it is read before that.
        let RawObject { map, is_ambiguous } = RawObject::deserialize(deserializer)?;
        let value = Value::Object(map);
        let mut user = Object::<ScimUser<'_>>::deserialize(&value).map_err(D::Error::custom)?;
        if is_ambiguous {
            user.shape = Shape::Ambiguous;
        }
        let user = ListedUser::accept(&user);
        let Value::Object(map) = value else { return Err(D::Error::custom("not an object")) };
        let kept = map.into_iter().filter(|(name, _)| !LEFT_OUT.iter().any(|left| left.eq_ignore_ascii_case(name)));
        let attributes = kept.filter_map(|(name, value)| Some((name, canonical(value)?))).collect();
        Ok(Self { user, record: UserRecord::new(attributes) })
    }
}

/// An object, and whether a name is in it twice.
struct RawObject {
    map: Map<String, Value>,
    is_ambiguous: bool,
}

impl<'de> Deserialize<'de> for RawObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RawVisitor;
        impl<'de> serde::de::Visitor<'de> for RawVisitor {
            type Value = RawObject;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut entries: A) -> Result<RawObject, A::Error> {
                let mut object = RawObject { map: Map::new(), is_ambiguous: false };
                while let Some((name, value)) = entries.next_entry::<String, Value>()? {
                    object.is_ambiguous |= object.map.insert(name, value).is_some();
                }
                Ok(object)
            }
        }
        deserializer.deserialize_map(RawVisitor)
    }
}

/// A value in a form that two answers share: without what is absent in fact (RFC 7643 section 2.5), and with lists in one
/// order, since the order of a multi-valued attribute means nothing. `None` for a value that is absent in fact.
fn canonical(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(values) => {
            let mut values: Vec<Value> = values.into_iter().filter_map(canonical).collect();
            values.sort_by_cached_key(Value::to_string);
            (!values.is_empty()).then_some(Value::Array(values))
        }
        Value::Object(map) => {
            let map: Map<_, _> = map.into_iter().filter_map(|(name, value)| Some((name, canonical(value)?))).collect();
            (!map.is_empty()).then_some(Value::Object(map))
        }
        other => Some(other),
    }
}

/// The value of the attribute with this name, however it is spelled.
pub(in crate::directory::scim) fn folded<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    value.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(body: Value) -> UserRecord {
        serde_json::from_value::<UserBody>(body).unwrap().record
    }

    #[test]
    fn a_record_holds_every_attribute_but_what_each_write_changes() {
        let body =
            json!({"id": "a", "Active": true, "meta": {"version": "1"}, "schemas": ["u"], "groups": [{"value": "g"}]});
        assert_eq!(serde_json::to_value(record(body)).unwrap(), json!({"id": "a", "groups": [{"value": "g"}]}));
    }

    #[test]
    fn two_answers_that_mean_the_same_have_the_same_record() {
        let one =
            json!({"id": "a", "emails": [{"value": "x"}, {"value": "y", "type": null}], "title": null, "roles": []});
        let two = json!({"emails": [{"value": "y"}, {"value": "x"}], "id": "a", "name": {}});
        assert_eq!(record(one), record(two));
    }

    #[test]
    fn an_attribute_that_is_there_twice_makes_the_user_unusable() {
        for body in [r#"{"id":"a","active":true,"active":false}"#, r#"{"id":"a","active":true,"ACTIVE":false}"#] {
            let user = serde_json::from_str::<UserBody>(body).unwrap().user;
            assert!(user.unwrap_err().contains("twice"), "{body}");
        }
    }
}
