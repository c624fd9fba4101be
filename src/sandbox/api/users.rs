//! Reading users: by pages, by cursor, by id.

use serde::Serialize;

use super::{ApiCall, no_user};
use crate::model::State;
use crate::sandbox::auth::TokenHolder;
use crate::sandbox::http::{ApiProblem, ApiReply, ApiRequest};
use crate::sandbox::org::{CreationPlace, Org};
use crate::sandbox::paging::{EntityPage, PageRequest};
use crate::sandbox::wire::{ApiUserBody, Expand};

/// The most inactive users that the API lists. Beyond them it answers 400, although its page count promises more.
const MAX_INACTIVE_USERS: usize = 10_000;
/// The most ids of one request.
const MAX_IDS: usize = 100;

/// `GET /api/v2/users`.
pub(super) fn list(call: &ApiCall<'_>) -> Result<ApiReply, ApiProblem> {
    let request = call.request;
    let paging = PageRequest::of(request, call.action.page_size)?;
    let state = state(request)?;
    let ids = request.list("id");
    if ids.len() > MAX_IDS {
        return Err(ApiProblem::bad("max.user.ids", "Only 100 users can be requested at a time."));
    }
    let org = call.service.org();
    let named = named(&org, &ids, state);
    let places = if ids.is_empty() { org.places(state) } else { named.as_slice() };
    let from = paging.skipped();
    if ids.is_empty() && state == Some(State::Inactive) && from.saturating_add(paging.size) > MAX_INACTIVE_USERS {
        return Err(ApiProblem::bad("bad.request", "Only the first 10,000 inactive users can be listed."));
    }
    let bodies = bodies(&org, ListOrder::of(request)?.part(places, from, paging.size), expand(request));
    Ok(ApiReply::json(200, &EntityPage::new(request, paging, places.len(), bodies)))
}

/// `GET /api/v2/users/query`: by cursor, without a total. The cursor names the last user of the page.
pub(super) fn query(call: &ApiCall<'_>) -> Result<ApiReply, ApiProblem> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct CursorPage<'a> {
        entities: Vec<ApiUserBody<'a>>,
        results: usize,
        self_uri: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        next_uri: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        cursor: Option<String>,
    }
    let request = call.request;
    let PageRequest { size, .. } = PageRequest::of(request, call.action.page_size)?;
    let (state, order) = (state(request)?, ListOrder::of(request)?);
    let org = call.service.org();
    let places = org.places(state);
    let from = match request.parameter("cursor").filter(|cursor| !cursor.is_empty()) {
        None => 0,
        Some(cursor) => {
            let bad = || ApiProblem::bad("invalid.query.param.value", format!("Value [{cursor}] is not a cursor"));
            let last = cursor.strip_prefix("after.").and_then(|id| org.place(id)).ok_or_else(bad)?;
            order.after(places, last)
        }
    };
    let part = order.part(places, from, size);
    let more = from + part.len() < places.len();
    let cursor = part.last().filter(|_| more).map(|at| format!("after.{}", org.user(*at).id));
    let next_uri = cursor.as_ref().map(|cursor| {
        let state = state.map_or("any", State::as_str);
        format!("{}?pageSize={size}&state={state}&cursor={cursor}", request.path)
    });
    let self_uri = format!("{}?{}", request.path, request.query);
    let portion =
        CursorPage { results: part.len(), entities: bodies(&org, part, expand(request)), self_uri, next_uri, cursor };
    Ok(ApiReply::json(200, &portion))
}

/// `GET /api/v2/users/{id}`: active and inactive users; deleted ones only when asked for.
pub(super) fn one(call: &ApiCall<'_>, id: &str) -> Result<ApiReply, ApiProblem> {
    let wanted = call.request.parameter("state");
    let deleted = match wanted.as_deref() {
        None | Some("active") => false,
        Some("deleted") => true,
        Some(other) => return Err(invalid("state", other, "active, deleted")),
    };
    let org = call.service.org();
    let user = org.place(id).map(|at| org.user(at)).filter(|user| (user.state == State::Deleted) == deleted);
    Ok(ApiReply::json(200, &ApiUserBody::new(&org, user.ok_or_else(no_user)?, expand(call.request))))
}

/// `GET /api/v2/users/me`: the owner of a user's token. A client is not a user.
pub(super) fn me(call: &ApiCall<'_>) -> Result<ApiReply, ApiProblem> {
    let org = call.service.org();
    match (call.holder, org.token_user) {
        (TokenHolder::User, Some(at)) => {
            Ok(ApiReply::json(200, &ApiUserBody::new(&org, org.user(at), expand(call.request))))
        }
        _ => Err(ApiProblem::bad(
            "not.a.user",
            "This request requires a user context. Client credentials cannot be used.",
        )),
    }
}

/// `DELETE /api/v2/users/{id}`: always refused, so that no test can pass by deleting.
pub(super) fn delete(call: &ApiCall<'_>, id: &str) -> Result<ApiReply, ApiProblem> {
    let org = call.service.org();
    let user = org.place(id).map(|at| org.user(at)).ok_or_else(no_user)?;
    if user.history {
        let message = "Conflict deleting specified userId: conversations refer to this user.";
        return Err(ApiProblem::new(409, "general.conflict", message));
    }
    Err(ApiProblem::new(410, "gone", "This user can no longer be deleted this way."))
}

/// The end at which a list starts.
#[derive(Clone, Copy)]
enum ListOrder {
    Ascending,
    Descending,
}

impl ListOrder {
    fn of(request: &ApiRequest) -> Result<Self, ApiProblem> {
        match request.parameter("sortOrder").map(|order| order.to_ascii_lowercase()).as_deref() {
            None | Some("asc" | "ascending") => Ok(Self::Ascending),
            Some("desc" | "descending") => Ok(Self::Descending),
            Some(other) => Err(invalid("sortOrder", other, "ascending, descending")),
        }
    }

    /// Up to `size` places, from the one at `from`.
    fn part(self, places: &[CreationPlace], from: usize, size: usize) -> Vec<CreationPlace> {
        match self {
            Self::Ascending => places.iter().skip(from).take(size).copied().collect(),
            Self::Descending => places.iter().rev().skip(from).take(size).copied().collect(),
        }
    }

    /// The number of places up to and including `last`.
    fn after(self, places: &[CreationPlace], last: CreationPlace) -> usize {
        match self {
            Self::Ascending => places.partition_point(|at| *at <= last),
            Self::Descending => places.len() - places.partition_point(|at| *at < last),
        }
    }
}

/// The state to list; `None` for any.
fn state(request: &ApiRequest) -> Result<Option<State>, ApiProblem> {
    match request.parameter("state").as_deref() {
        None | Some("active") => Ok(Some(State::Active)),
        Some("inactive") => Ok(Some(State::Inactive)),
        Some("deleted") => Ok(Some(State::Deleted)),
        Some("any") => Ok(None),
        Some(other) => Err(invalid("state", other, "active, inactive, deleted, any")),
    }
}

fn invalid(parameter: &str, value: &str, allowed: &str) -> ApiProblem {
    let message = format!("Value [{value}] is not valid for parameter [{parameter}]. Allowable values are: {allowed}");
    ApiProblem::bad("invalid.query.param.value", message)
}

fn named(org: &Org, ids: &[String], state: Option<State>) -> Vec<CreationPlace> {
    let found = ids.iter().filter_map(|id| org.place(id));
    let mut places: Vec<CreationPlace> =
        found.filter(|at| state.is_none_or(|state| org.user(*at).state == state)).collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn expand(request: &ApiRequest) -> Expand {
    Expand::of(&request.list("expand"))
}

fn bodies(org: &Org, places: Vec<CreationPlace>, expand: Expand) -> Vec<ApiUserBody<'_>> {
    places.into_iter().map(|at| ApiUserBody::new(org, org.user(at), expand)).collect()
}
