//! `GET /Users`: pages by index (RFC 7644 section 3.4.2.4) and by cursor (RFC 9865).

use std::borrow::Cow;

use serde::Serialize;

use super::filter::UserFilter;
use super::projection::Projection;
use super::user::ScimUserBody;
use super::view::UserView;
use super::{ScimCall, not_implemented, reply};
use crate::sandbox::faults::{Quirk, Quirks};
use crate::sandbox::http::{ApiProblem, ApiReply};
use crate::sandbox::org::CreationPlace;

/// The most users of one page.
pub(super) const MAX_PAGE_USERS: usize = 1_000;
/// The users of one page when `count` is not given.
pub(super) const DEFAULT_PAGE_USERS: usize = 100;
/// RFC 7644 section 3.4.2.
pub(super) const LIST_SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
/// What a cursor starts with; the number of the last user follows.
const CURSOR_PREFIX: &str = "after-";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ScimListBody<'a> {
    schemas: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    total_results: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_index: Option<usize>,
    items_per_page: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    #[serde(rename = "Resources")]
    resources: Vec<ScimUserBody<'a>>,
}

/// What a list request asks for.
struct ListQuery {
    /// From 1.
    start_index: usize,
    count: usize,
    /// An empty one asks for the first page.
    cursor: Option<String>,
}

/// The part of a list that is sent.
struct ListPart {
    /// The number of users before it.
    from: usize,
    /// `startIndex` of the answer.
    start_index: Option<usize>,
}

pub(super) fn list(call: &ScimCall<'_>) -> Result<ApiReply, ApiProblem> {
    let quirks = call.quirks;
    let query = ListQuery::of(call)?;
    let filter = UserFilter::of(call.request)?.filter(|_| !quirks.has(Quirk::IgnoresFilter));
    let org = call.service.org();
    let view = UserView::new(call, &org);
    let places = match &filter {
        Some(filter) => filter.find(&view, quirks),
        None if quirks.has(Quirk::NeedsBothParameters) && !has_both(call) => Cow::Borrowed(&[][..]),
        None => Cow::Borrowed(view.listed()),
    };
    let total = match quirks.has(Quirk::OtherUsersPastEnd) {
        true => places.len().saturating_sub(1),
        false => places.len(),
    };
    let part = match &query.cursor {
        Some(cursor) => ListPart { from: after(cursor, &places)?, start_index: None },
        None => query.part(total, quirks),
    };
    let end = if part.from < total { total } else { places.len() };
    let page: Vec<(usize, CreationPlace)> =
        places.iter().copied().enumerate().take(end).skip(part.from).take(query.count).collect();
    let next = part.from + page.len();
    let mut resources: Vec<ScimUserBody<'_>> = page
        .iter()
        .filter(|(number, _)| !(quirks.has(Quirk::TotalCountsHidden) && number % 7 == 3))
        .map(|(_, at)| view.body(*at, view.user(*at)))
        .collect();
    distort(&mut resources, &view, &places, next, quirks);
    let body = ScimListBody {
        schemas: [LIST_SCHEMA],
        total_results: total_results(total, next, resources.len(), quirks),
        start_index: part.start_index,
        items_per_page: if quirks.has(Quirk::ItemsPerPageAsAsked) { query.count } else { resources.len() },
        next_cursor: query.cursor.and_then(|sent| next_cursor(sent, page.last(), next < total, quirks)),
        resources,
    };
    let reply = match Projection::of(call.request) {
        Some(projection) => reply::scim(200, &projection.of_list(serde_json::to_value(&body).unwrap_or_default())),
        None => reply::scim(200, &body),
    };
    Ok(if quirks.has(Quirk::BigPage) { reply::padded(reply) } else { reply })
}

fn has_both(call: &ScimCall<'_>) -> bool {
    ["startIndex", "count"].iter().all(|name| call.request.parameter(name).is_some())
}

impl ListQuery {
    fn of(call: &ScimCall<'_>) -> Result<Self, ApiProblem> {
        let (request, quirks) = (call.request, call.quirks);
        let start_index = number(call, "startIndex")?;
        if start_index.is_some() && quirks.has(Quirk::RejectsIndex) {
            return Err(not_implemented("Pagination by index is not supported."));
        }
        let mut cursor = request.parameter("cursor").filter(|_| !quirks.has(Quirk::IndexOnly));
        if cursor.is_some() && quirks.has(Quirk::RejectsCursor) {
            return Err(not_implemented("Pagination by cursor is not supported."));
        }
        if quirks.has_any(&[Quirk::CursorOnly, Quirk::RejectsIndex]) {
            cursor.get_or_insert_default();
        }
        let count = number(call, "count")?.unwrap_or(DEFAULT_PAGE_USERS);
        if count == 0 && cursor.is_some() {
            return Err(ApiProblem::bad("invalidCount", "`count` is at least 1 with a cursor."));
        }
        let caps = [call.action.page_size.and_then(|size| usize::try_from(size).ok()), quirks.page_cap()];
        let count = caps.into_iter().flatten().fold(count.min(MAX_PAGE_USERS), usize::min);
        Ok(Self { start_index: start_index.unwrap_or(1).max(1), count, cursor })
    }

    /// The part of a list of `total` users, by index.
    fn part(&self, total: usize, quirks: &Quirks) -> ListPart {
        let asked = self.start_index;
        let first = |start_index| ListPart { from: 0, start_index: Some(start_index) };
        if quirks.has(Quirk::IgnoresStartIndex) {
            first(1)
        } else if quirks.has(Quirk::FirstPageAsAsked) || (asked > total && quirks.has(Quirk::RepeatsFirstPagePastEnd)) {
            first(asked)
        } else {
            let early = usize::from(asked > 2 && quirks.has(Quirk::OverlappingPages));
            ListPart { from: asked - 1 - early, start_index: Some(asked) }
        }
    }
}

/// The number in a parameter; a negative one is 0.
fn number(call: &ScimCall<'_>, name: &str) -> Result<Option<usize>, ApiProblem> {
    let Some(text) = call.request.parameter(name) else { return Ok(None) };
    let number: i64 =
        text.parse().map_err(|_| ApiProblem::bad("invalidValue", format!("`{name}` is a number, not `{text}`.")))?;
    Ok(Some(usize::try_from(number).unwrap_or(0)))
}

/// The number of users up to the one that a cursor names.
fn after(cursor: &str, places: &[CreationPlace]) -> Result<usize, ApiProblem> {
    if cursor.is_empty() {
        return Ok(0);
    }
    let last: Option<u32> = cursor.strip_prefix(CURSOR_PREFIX).and_then(|number| number.parse().ok());
    let last = last.ok_or_else(|| ApiProblem::bad("invalidCursor", format!("`{cursor}` is not a cursor.")))?;
    Ok(places.partition_point(|at| at.number() <= last))
}

fn next_cursor(sent: String, last: Option<&(usize, CreationPlace)>, has_more: bool, quirks: &Quirks) -> Option<String> {
    if !sent.is_empty() && quirks.has(Quirk::CursorRepeats) {
        return Some(sent);
    }
    last.filter(|_| has_more).map(|(_, at)| format!("{CURSOR_PREFIX}{}", at.number()))
}

fn total_results(total: usize, next: usize, sent: usize, quirks: &Quirks) -> Option<usize> {
    let is_last = next >= total && quirks.has(Quirk::TotalChangesOnLastPage);
    match quirks.has(Quirk::NoTotal) {
        true => None,
        false if is_last || quirks.has(Quirk::TotalIsPageSize) => Some(sent),
        false => Some(total),
    }
}

/// The quirks of single users in lists; `next` is the number of users up to the end of the page.
fn distort<'a>(
    resources: &mut [ScimUserBody<'a>],
    view: &UserView<'a>,
    places: &[CreationPlace],
    next: usize,
    quirks: &Quirks,
) {
    if quirks.has(Quirk::HidesActiveInLists) {
        resources.iter_mut().for_each(|user| user.active = None);
    }
    if let (Some(last), Some(first)) = (resources.last_mut(), places.first())
        && next == places.len()
        && quirks.has(Quirk::RepeatedId)
    {
        last.id = view.id(view.user(*first));
    }
}
