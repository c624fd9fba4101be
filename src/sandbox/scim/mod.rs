//! The same organization as SCIM 2.0 (RFC 7643, RFC 7644, cursors of RFC 9865), under `/scim/v2`.
//!
//! | request | answer |
//! |---|---|
//! | `GET /Users` | active and inactive users, by `startIndex` and `count`, or by `cursor`; with one `eq` filter |
//! | `GET /Users/{id}` | the user with an ETag |
//! | `PATCH /Users/{id}` | sets `active`, and nothing else; `If-Match` is checked |
//! | `GET /ServiceProviderConfig`, `/Schemas`, `/ResourceTypes` | what the server offers |
//! | `GET /Me` | 501: the token is not a user |
//!
//! Deliberately absent: a `POST`, `PUT` or `DELETE` that changes something; all are answered with 501. [`Quirk`] lists
//! the ways in which a script makes the server differ.

use super::auth::RateStatus;
use super::faults::{FaultAction, Quirk, Quirks};
use super::http::{ApiProblem, ApiReply, ApiRequest};
use super::service::Service;
use view::UserView;

mod discovery;
mod etag;
mod filter;
mod list;
mod patch;
mod projection;
mod reply;
mod schemas;
mod services;
mod user;
mod view;

/// The path of the base URL.
pub(super) const BASE: &str = "/scim/v2";

/// A request with a valid token, and everything that its answer depends on.
pub(super) struct ScimCall<'a> {
    pub(super) service: &'a Service,
    pub(super) request: &'a ApiRequest,
    /// The scripted fault, if any.
    pub(super) action: &'a FaultAction,
    pub(super) quirks: &'a Quirks,
    /// The number of the request in the log.
    pub(super) seq: u64,
}

/// Answers a request under [`BASE`].
pub(super) fn answer(call: &ScimCall<'_>, rate: RateStatus) -> ApiReply {
    let reply = route(call).unwrap_or_else(|problem| reply::refusal(&problem, call.quirks));
    let reply = if call.quirks.has(Quirk::RateLimitHeaders) { rate.add_common_to(reply) } else { reply };
    reply::with_quirks(reply, call.quirks)
}

/// An error answer, for a request with or without a valid token.
pub(super) fn refusal(problem: &ApiProblem, quirks: &Quirks) -> ApiReply {
    reply::with_quirks(reply::refusal(problem, quirks), quirks)
}

fn route(call: &ScimCall<'_>) -> Result<ApiReply, ApiProblem> {
    let segments = call.request.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let Some(rest) = segments.strip_prefix(&["scim", "v2"]) else { return Err(ApiProblem::not_found()) };
    match (call.request.method.as_str(), rest) {
        (_, ["ServiceProviderConfig" | "Schemas" | "ResourceTypes", ..]) => discovery::answer(call, rest),
        ("GET", ["Users"]) => list::list(call),
        ("GET", ["Users", id]) => one(call, id),
        ("PATCH", ["Users", id]) => patch::patch(call, id),
        ("GET", ["Me"]) => me(call),
        ("POST" | "PUT" | "DELETE" | "PATCH", ["Users", ..] | ["Me" | "Bulk" | ".search"]) | (_, ["Me"]) => {
            Err(not_implemented("The sandbox changes nothing but `active`."))
        }
        _ => Err(ApiProblem::not_found()),
    }
}

/// `GET /Users/{id}`.
fn one(call: &ScimCall<'_>, id: &str) -> Result<ApiReply, ApiProblem> {
    let org = call.service.org();
    let view = UserView::new(call, &org);
    let at = view.place(id).ok_or_else(no_user)?;
    Ok(reply::user(call, &view, at, view.user(at)))
}

/// `GET /Me` (RFC 7644 section 3.11).
fn me(call: &ScimCall<'_>) -> Result<ApiReply, ApiProblem> {
    let org = call.service.org();
    let view = UserView::new(call, &org);
    match org.token_user {
        Some(at) if call.quirks.has(Quirk::AnswersMe) => Ok(reply::user(call, &view, at, view.user(at))),
        Some(at) if call.quirks.has(Quirk::RedirectsMe) => {
            Ok(ApiReply::empty(308).with_header("Location", view.location(view.user(at))))
        }
        _ => Err(not_implemented("The owner of the token is not a user.")),
    }
}

fn not_implemented(message: &str) -> ApiProblem {
    ApiProblem::new(501, "", message)
}

/// The 404 for an id without a user.
fn no_user() -> ApiProblem {
    ApiProblem::new(404, "", "There is no user with this id.")
}
