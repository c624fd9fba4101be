//! `attributes` and `excludedAttributes` (RFC 7644 section 3.4.2.5).

use serde_json::Value;

use super::user::{ENTERPRISE_SCHEMA, USER_SCHEMA};
use crate::sandbox::http::ApiRequest;

/// The attributes that a request wants, or does not want; those that are always returned stay.
pub(super) struct Projection {
    wanted: Vec<AttributePath>,
    excluded: Vec<AttributePath>,
}

/// A name and the names of sub-attributes, in lower case.
type AttributePath = Vec<String>;

impl Projection {
    /// The projection that a request asks for, if any.
    pub(super) fn of(request: &ApiRequest) -> Option<Self> {
        let paths = |name| request.list(name).iter().map(|path| attribute_path(path.trim())).collect();
        let projection = Self { wanted: paths("attributes"), excluded: paths("excludedAttributes") };
        (!projection.wanted.is_empty() || !projection.excluded.is_empty()).then_some(projection)
    }

    /// A resource, projected.
    pub(super) fn of_resource(&self, mut resource: Value) -> Value {
        if let Value::Object(attributes) = &mut resource {
            attributes.retain(|name, value| {
                let name = name.to_ascii_lowercase();
                if matches!(name.as_str(), "id" | "schemas") {
                    return true;
                }
                let is_wanted = self.wanted.is_empty() || keep(&name, value, &self.wanted);
                is_wanted && !exclude(&name, value, &self.excluded)
            });
        }
        resource
    }

    /// A list answer whose resources are projected.
    pub(super) fn of_list(&self, mut list: Value) -> Value {
        if let Some(Value::Array(resources)) = list.get_mut("Resources") {
            for resource in resources {
                *resource = self.of_resource(resource.take());
            }
        }
        list
    }
}

/// `emails.value`, with or without the URN of its schema.
fn attribute_path(text: &str) -> AttributePath {
    let text = text.to_ascii_lowercase();
    let (core, extension) = (USER_SCHEMA.to_ascii_lowercase(), ENTERPRISE_SCHEMA.to_ascii_lowercase());
    if let Some(rest) = text.strip_prefix(&extension) {
        let rest = rest.trim_start_matches(':').to_owned();
        return [extension].into_iter().chain((!rest.is_empty()).then_some(rest)).collect();
    }
    let text = text.strip_prefix(&core).map_or(text.as_str(), |rest| rest.trim_start_matches(':'));
    text.split('.').map(str::to_owned).collect()
}

/// The paths below an attribute; `None` when one of them is the attribute itself.
fn below(name: &str, paths: &[AttributePath]) -> Option<Vec<AttributePath>> {
    let matching = paths.iter().filter_map(|path| path.split_first().filter(|(first, _)| *first == name));
    matching.map(|(_, rest)| (!rest.is_empty()).then(|| rest.to_vec())).collect()
}

/// Whether an attribute is kept; only the wanted sub-attributes stay.
fn keep(name: &str, value: &mut Value, wanted: &[AttributePath]) -> bool {
    match below(name, wanted) {
        None => true,
        Some(inner) if inner.is_empty() => false,
        Some(inner) => {
            each_object(value, |name, value| keep(name, value, &inner));
            true
        }
    }
}

/// Whether an attribute is left out; excluded sub-attributes are removed from it otherwise.
fn exclude(name: &str, value: &mut Value, excluded: &[AttributePath]) -> bool {
    match below(name, excluded) {
        None => true,
        Some(inner) => {
            if !inner.is_empty() {
                each_object(value, |name, value| !exclude(name, value, &inner));
            }
            false
        }
    }
}

/// Retains sub-attributes of an object, or of each object of a list.
fn each_object(value: &mut Value, mut retain: impl FnMut(&str, &mut Value) -> bool) {
    let items = match value {
        Value::Array(items) => items.as_mut_slice(),
        other => std::slice::from_mut(other),
    };
    for attributes in items.iter_mut().filter_map(Value::as_object_mut) {
        attributes.retain(|name, value| retain(&name.to_ascii_lowercase(), value));
    }
}
