//! Reading users: by pages, by cursor, by id.

use serde::Serialize;

use super::{Call, no_user};
use crate::model::State;
use crate::sandbox::body::{Expand, UserBody};
use crate::sandbox::exchange::{Problem, Reply, Request};
use crate::sandbox::gate::Holder;
use crate::sandbox::org::{Org, Place};
use crate::sandbox::paging::{Page, Paging};

/// Beyond so many inactive users the API answers 400, though its page count says that there is more.
const INACTIVE_WALL: usize = 10_000;
/// The most ids of one request.
const IDS: usize = 100;

/// `GET /api/v2/users`.
pub(super) fn list(call: &Call<'_>) -> Result<Reply, Problem> {
    let request = call.request;
    let paging = Paging::of(request, call.act.page_size)?;
    let state = state(request)?;
    let ids = request.list("id");
    if ids.len() > IDS {
        return Err(Problem::bad("max.user.ids", "Only 100 users can be requested at a time."));
    }
    let org = call.service.org();
    // A list of ids is hardly asked for twice, and a page that the script cuts down answers another question.
    let lasts = ids.is_empty() && call.act.page_size.is_none();
    if let Some(page) = call.service.shelf().page(&request.query).filter(|_| lasts) {
        return Ok(Reply::written(200, page));
    }
    let named = named(&org, &ids, state);
    let places = if ids.is_empty() { org.places(state) } else { named.as_slice() };
    let from = paging.skipped();
    if ids.is_empty() && state == Some(State::Inactive) && from.saturating_add(paging.size) > INACTIVE_WALL {
        return Err(Problem::bad("bad.request", "Only the first 10,000 inactive users can be listed."));
    }
    let bodies = bodies(&org, Order::of(request)?.part(places, from, paging.size), expand(request));
    let reply = Reply::json(200, &Page::new(request, paging, places.len(), bodies));
    if lasts {
        call.service.shelf().put(&request.query, &reply.body);
    }
    Ok(reply)
}

/// `GET /api/v2/users/query`: by cursor, with no total. The cursor names the last user given.
pub(super) fn query(call: &Call<'_>) -> Result<Reply, Problem> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Portion<'a> {
        entities: Vec<UserBody<'a>>,
        results: usize,
        self_uri: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        next_uri: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        cursor: Option<String>,
    }
    let request = call.request;
    let Paging { size, .. } = Paging::of(request, call.act.page_size)?;
    let (state, order) = (state(request)?, Order::of(request)?);
    let org = call.service.org();
    let places = org.places(state);
    let from = match request.parameter("cursor").filter(|cursor| !cursor.is_empty()) {
        None => 0,
        Some(cursor) => {
            let bad = || Problem::bad("invalid.query.param.value", format!("Value [{cursor}] is not a cursor"));
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
        Portion { results: part.len(), entities: bodies(&org, part, expand(request)), self_uri, next_uri, cursor };
    Ok(Reply::json(200, &portion))
}

/// `GET /api/v2/users/{id}`: active and inactive users; deleted ones only when asked for.
pub(super) fn one(call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
    let wanted = call.request.parameter("state");
    let deleted = match wanted.as_deref() {
        None | Some("active") => false,
        Some("deleted") => true,
        Some(other) => return Err(invalid("state", other, "active, deleted")),
    };
    let org = call.service.org();
    let user = org.place(id).map(|at| org.user(at)).filter(|user| (user.state == State::Deleted) == deleted);
    Ok(Reply::json(200, &UserBody::new(&org, user.ok_or_else(no_user)?, expand(call.request))))
}

/// `GET /api/v2/users/me`: a client is no user.
pub(super) fn me(call: &Call<'_>) -> Result<Reply, Problem> {
    let org = call.service.org();
    match (call.holder, org.token_user) {
        (Holder::User, Some(at)) => Ok(Reply::json(200, &UserBody::new(&org, org.user(at), expand(call.request)))),
        _ => {
            Err(Problem::bad("not.a.user", "This request requires a user context. Client credentials cannot be used."))
        }
    }
}

/// `DELETE /api/v2/users/{id}`: refused for everybody, so that no test can pass by deleting.
pub(super) fn delete(call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
    let org = call.service.org();
    let user = org.place(id).map(|at| org.user(at)).ok_or_else(no_user)?;
    if user.history {
        let message = "Conflict deleting specified userId: conversations refer to this user.";
        return Err(Problem::new(409, "general.conflict", message));
    }
    Err(Problem::new(410, "gone", "This user can no longer be deleted this way."))
}

/// Which end a list starts from.
#[derive(Clone, Copy)]
enum Order {
    Ascending,
    Descending,
}

impl Order {
    fn of(request: &Request) -> Result<Self, Problem> {
        match request.parameter("sortOrder").map(|order| order.to_ascii_lowercase()).as_deref() {
            None | Some("asc" | "ascending") => Ok(Self::Ascending),
            Some("desc" | "descending") => Ok(Self::Descending),
            Some(other) => Err(invalid("sortOrder", other, "ascending, descending")),
        }
    }

    /// So many places from the one at `from` on.
    fn part(self, places: &[Place], from: usize, size: usize) -> Vec<Place> {
        match self {
            Self::Ascending => places.iter().skip(from).take(size).copied().collect(),
            Self::Descending => places.iter().rev().skip(from).take(size).copied().collect(),
        }
    }

    /// How many places there are up to and with `last`.
    fn after(self, places: &[Place], last: Place) -> usize {
        match self {
            Self::Ascending => places.partition_point(|at| *at <= last),
            Self::Descending => places.len() - places.partition_point(|at| *at < last),
        }
    }
}

/// The state asked for; `None` for any.
fn state(request: &Request) -> Result<Option<State>, Problem> {
    match request.parameter("state").as_deref() {
        None | Some("active") => Ok(Some(State::Active)),
        Some("inactive") => Ok(Some(State::Inactive)),
        Some("deleted") => Ok(Some(State::Deleted)),
        Some("any") => Ok(None),
        Some(other) => Err(invalid("state", other, "active, inactive, deleted, any")),
    }
}

fn invalid(parameter: &str, value: &str, allowed: &str) -> Problem {
    let message = format!("Value [{value}] is not valid for parameter [{parameter}]. Allowable values are: {allowed}");
    Problem::bad("invalid.query.param.value", message)
}

fn named(org: &Org, ids: &[String], state: Option<State>) -> Vec<Place> {
    let found = ids.iter().filter_map(|id| org.place(id));
    let mut places: Vec<Place> = found.filter(|at| state.is_none_or(|state| org.user(*at).state == state)).collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn expand(request: &Request) -> Expand {
    Expand::of(&request.list("expand"))
}

fn bodies(org: &Org, places: Vec<Place>, expand: Expand) -> Vec<UserBody<'_>> {
    places.into_iter().map(|at| UserBody::new(org, org.user(at), expand)).collect()
}
