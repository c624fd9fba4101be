//! What a service says of itself (RFC 7643 section 5, RFC 9865 section 4): a hint, never a proof.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::record::folded;

/// What is read of `/ServiceProviderConfig`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::directory::scim) struct ServiceDescription {
    /// Whether users can be changed by `PATCH`.
    pub(in crate::directory::scim) patch: Advertised,
    /// Whether filters are understood.
    pub(in crate::directory::scim) filter: Advertised,
    /// The most users in an answer.
    pub(in crate::directory::scim) max_results: Option<u64>,
    /// Whether there are entity tags.
    pub(in crate::directory::scim) etag: Advertised,
    /// How lists are paged; `None` when it is not said.
    pub(in crate::directory::scim) pagination: Option<PaginationSupport>,
}

/// Whether a service says that it supports something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::directory::scim) enum Advertised {
    /// It does not say.
    #[default]
    Unsaid,
    /// It says that it does.
    Supported,
    /// It says that it does not.
    Unsupported,
}

/// How a service says that it pages lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::directory::scim) struct PaginationSupport {
    pub(in crate::directory::scim) index: Advertised,
    pub(in crate::directory::scim) cursor: Advertised,
    /// `defaultPaginationMethod`.
    pub(in crate::directory::scim) default_method: Option<String>,
    pub(in crate::directory::scim) max_page_size: Option<u64>,
}

impl From<Option<&Value>> for Advertised {
    fn from(value: Option<&Value>) -> Self {
        match value.and_then(Value::as_bool) {
            Some(true) => Self::Supported,
            Some(false) => Self::Unsupported,
            None => Self::Unsaid,
        }
    }
}

impl<'de> Deserialize<'de> for ServiceDescription {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let body = serde_json::Map::deserialize(deserializer).map(Value::Object)?;
        let supported = |name: &str| Advertised::from(folded(&body, name).and_then(|part| folded(part, "supported")));
        let number = |part: &Value, name: &str| folded(part, name).and_then(Value::as_u64);
        let pagination = folded(&body, "pagination").filter(|part| part.is_object()).map(|part| PaginationSupport {
            index: Advertised::from(folded(part, "index")),
            cursor: Advertised::from(folded(part, "cursor")),
            default_method: folded(part, "defaultPaginationMethod").and_then(Value::as_str).map(str::to_owned),
            max_page_size: number(part, "maxPageSize"),
        });
        Ok(Self {
            patch: supported("patch"),
            filter: supported("filter"),
            max_results: folded(&body, "filter").and_then(|part| number(part, "maxResults")),
            etag: supported("etag"),
            pagination,
        })
    }
}
