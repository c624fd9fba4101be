//! The routes of the API, under `/api/v2`.

use super::exchange::{Problem, Reply, Request};
use super::faults::Act;
use super::gate::Holder;
use super::service::Service;

mod organization;
mod patch;
mod search;
mod subjects;
mod users;

/// A request that passed the gate, with all that its answer depends on.
pub(super) struct Call<'a> {
    pub(super) service: &'a Service,
    pub(super) request: &'a Request,
    /// What the script says about it.
    pub(super) act: &'a Act,
    /// Its number in the request log.
    pub(super) seq: u64,
    pub(super) holder: Holder,
}

/// Answers a request. Deliberately absent: any answer to a `DELETE` or `PUT` that changes something.
pub(super) fn answer(call: &Call<'_>) -> Result<Reply, Problem> {
    let segments = call.request.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let Some(rest) = segments.strip_prefix(&["api", "v2"]) else { return Err(Problem::nowhere()) };
    match (call.request.method.as_str(), rest) {
        ("GET", ["users"]) => users::list(call),
        ("GET", ["users", "query"]) => users::query(call),
        ("GET", ["users", "me"]) => users::me(call),
        ("POST", ["users", "search"]) => search::search(call),
        ("PATCH", ["users", "bulk"]) => patch::bulk(call),
        (_, ["users", "query" | "me" | "search" | "bulk"]) => Err(Problem::method()),
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
        (_, ["users"] | ["users", _] | ["organizations" | "tokens", "me"]) => Err(Problem::method()),
        (_, ["organizations", "limits", "namespaces", _] | ["authorization", "divisions"]) => Err(Problem::method()),
        (_, ["authorization", "subjects", _] | ["authorization", "subjects", _, "bulkadd"]) => Err(Problem::method()),
        _ => Err(Problem::nowhere()),
    }
}

/// The refusal for a user who is not there.
fn no_user() -> Problem {
    Problem::new(404, "general.resource.not.found", "Unable to find a user with that userId")
}
