//! The routes of the API, under `/api/v2`.

use super::auth::TokenHolder;
use super::faults::FaultAction;
use super::http::{ApiProblem, ApiReply, ApiRequest};
use super::service::Service;

mod organization;
mod patch;
mod search;
mod subjects;
mod users;

/// A request with a valid token, and everything that its answer depends on.
pub(super) struct ApiCall<'a> {
    pub(super) service: &'a Service,
    pub(super) request: &'a ApiRequest,
    /// The scripted fault, if any.
    pub(super) action: &'a FaultAction,
    /// The number of the request in the log.
    pub(super) seq: u64,
    pub(super) holder: TokenHolder,
}

/// Answers a request. Deliberately absent: a `DELETE` or `PUT` that changes something.
pub(super) fn answer(call: &ApiCall<'_>) -> Result<ApiReply, ApiProblem> {
    let segments = call.request.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let Some(rest) = segments.strip_prefix(&["api", "v2"]) else { return Err(ApiProblem::not_found()) };
    match (call.request.method.as_str(), rest) {
        ("GET", ["users"]) => users::list(call),
        ("GET", ["users", "query"]) => users::query(call),
        ("GET", ["users", "me"]) => users::me(call),
        ("POST", ["users", "search"]) => search::search(call),
        ("PATCH", ["users", "bulk"]) => patch::bulk(call),
        (_, ["users", "query" | "me" | "search" | "bulk"]) => Err(ApiProblem::method_not_allowed()),
        ("GET", ["users", id]) => users::one(call, id),
        ("PATCH", ["users", id]) => patch::patch(call, id),
        ("DELETE", ["users", id]) => users::delete(call, id),
        ("GET", ["organizations", "me"]) => Ok(organization::me(call)),
        ("GET", ["organizations", "limits", "namespaces", name]) => organization::limits(call, name),
        ("GET" | "HEAD", ["tokens", "me"]) => Ok(organization::token(call)),
        ("GET", ["authorization", "divisions"]) => organization::divisions(call),
        ("GET", ["authorization", "subjects", "me"]) => Ok(subjects::me(call)),
        ("GET", ["authorization", "subjects", id]) => subjects::subject(call, id),
        ("POST", ["authorization", "subjects", id, "bulkadd"]) => subjects::bulk_add(call, id),
        (_, ["users"] | ["users", _] | ["organizations" | "tokens", "me"]) => Err(ApiProblem::method_not_allowed()),
        (_, ["organizations", "limits", "namespaces", _] | ["authorization", "divisions"]) => {
            Err(ApiProblem::method_not_allowed())
        }
        (_, ["authorization", "subjects", _] | ["authorization", "subjects", _, "bulkadd"]) => {
            Err(ApiProblem::method_not_allowed())
        }
        _ => Err(ApiProblem::not_found()),
    }
}

/// The 404 for an id without a user.
fn no_user() -> ApiProblem {
    ApiProblem::new(404, "general.resource.not.found", "Unable to find a user with that userId")
}
