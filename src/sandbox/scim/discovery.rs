//! What the server offers: `/ServiceProviderConfig`, `/ResourceTypes`, `/Schemas` (RFC 7644 section 4).

use serde_json::{Value, json};

use super::list::{DEFAULT_PAGE_USERS, LIST_SCHEMA, MAX_PAGE_USERS};
use super::schemas::{self, CONFIG_SCHEMA, RESOURCE_TYPE_SCHEMA};
use super::user::{ENTERPRISE_SCHEMA, USER_SCHEMA};
use super::{BASE, ScimCall, reply};
use crate::sandbox::faults::{Quirk, Quirks};
use crate::sandbox::http::{ApiProblem, ApiReply};

/// Answers a request under one of the three addresses; `rest` is the path below the base.
pub(super) fn answer(call: &ScimCall<'_>, rest: &[&str]) -> Result<ApiReply, ApiProblem> {
    if call.quirks.has(Quirk::NoDiscovery) {
        return Err(ApiProblem::not_found());
    }
    let base = format!("{}{BASE}", call.service.url());
    let body = match (rest, call.request.method.as_str()) {
        (["ServiceProviderConfig"], "GET") => config(&base, call.quirks),
        (["Schemas"], "GET") => list(schemas::all(&base, call.quirks)),
        (["ResourceTypes"], "GET") => list(resource_types(&base)),
        (["Schemas", urn], "GET") => named(schemas::all(&base, call.quirks), urn)?,
        (["ResourceTypes", name], "GET") => named(resource_types(&base), name)?,
        (["ServiceProviderConfig"] | ["Schemas" | "ResourceTypes"] | ["Schemas" | "ResourceTypes", _], _) => {
            return Err(ApiProblem::method_not_allowed());
        }
        _ => return Err(ApiProblem::not_found()),
    };
    Ok(reply::scim(200, &body))
}

/// RFC 7643 section 5, with `pagination` of RFC 9865 section 4.
fn config(base: &str, quirks: &Quirks) -> Value {
    let by_cursor_alone = quirks.has_any(&[Quirk::CursorOnly, Quirk::RejectsIndex]);
    let mut config = json!({
        "schemas": [CONFIG_SCHEMA],
        "patch": {"supported": !quirks.has(Quirk::NoPatch)},
        "bulk": {"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": true, "maxResults": MAX_PAGE_USERS},
        "changePassword": {"supported": false},
        "sort": {"supported": false},
        "etag": {"supported": !quirks.has(Quirk::NoEtags)},
        "pagination": {
            "cursor": true, "index": !by_cursor_alone,
            "defaultPaginationMethod": if by_cursor_alone { "cursor" } else { "index" },
            "defaultPageSize": DEFAULT_PAGE_USERS, "maxPageSize": MAX_PAGE_USERS,
        },
        "authenticationSchemes": [{
            "type": "oauthbearertoken", "name": "Bearer token",
            "description": "The stock token of the sandbox, or one from /oauth/token",
        }],
        "meta": {"resourceType": "ServiceProviderConfig", "location": format!("{base}/ServiceProviderConfig")},
    });
    if let Some(config) = config.as_object_mut()
        && quirks.has_any(&[Quirk::IndexOnly, Quirk::RejectsCursor])
    {
        config.remove("pagination");
    }
    config
}

/// RFC 7643 section 6.
fn resource_types(base: &str) -> Vec<(&'static str, Value)> {
    let user = json!({
        "schemas": [RESOURCE_TYPE_SCHEMA], "id": "User", "name": "User", "description": "A user of the sandbox",
        "endpoint": "/Users", "schema": USER_SCHEMA,
        "schemaExtensions": [{"schema": ENTERPRISE_SCHEMA, "required": false}],
        "meta": {"resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/User")},
    });
    vec![("User", user)]
}

fn named(known: Vec<(&'static str, Value)>, wanted: &str) -> Result<Value, ApiProblem> {
    let found = known.into_iter().find(|(name, _)| *name == wanted);
    found.map(|(_, body)| body).ok_or_else(ApiProblem::not_found)
}

fn list(resources: Vec<(&str, Value)>) -> Value {
    let count = resources.len();
    let resources: Vec<Value> = resources.into_iter().map(|(_, body)| body).collect();
    json!({
        "schemas": [LIST_SCHEMA], "totalResults": count, "startIndex": 1, "itemsPerPage": count,
        "Resources": resources,
    })
}
