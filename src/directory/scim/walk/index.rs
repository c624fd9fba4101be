//! The list by index (RFC 7644 section 3.4.2.4): the first page, a probe that `startIndex` is honoured, the rest four pages
//! at a time, and a probe that nothing follows.

use std::collections::BTreeMap;

use foldhash::{HashSet, HashSetExt};
use tokio::task::JoinSet;

use super::{MAX_USERS, Route, WalkFailure, accepted, flaw, is_about_paging};
use crate::directory::completeness::{Flaw, FlawCause, ListedEntity, MAX_TEXT_BYTES, too_much};
use crate::directory::scim::api::{Range, malformed};
use crate::directory::scim::settings::LastTotal;
use crate::directory::scim::wire::{ListBody, ListedUser, NextCursor};
use crate::http::RequestError;
use crate::model::{Notice, Observer};

/// How many pages are requested at once, once the total and the seek probe hold.
const MAX_PAGES_IN_FLIGHT: usize = 4;

/// One page, checked by itself.
struct Page {
    users: Vec<ListedUser>,
    total: Option<u64>,
}

/// The list by index.
pub(super) async fn read(route: &Route, observer: &dyn Observer) -> Result<Vec<ListedUser>, WalkFailure> {
    let first = Range { start: 1, count: route.page_size };
    let body = route.api.range(first).await.map_err(|error| match is_about_paging(&error) {
        true => WalkFailure::OtherPaging(Box::new(error)),
        false => error.into(),
    })?;
    if body.total.is_none() && body.next_cursor != NextCursor::Absent {
        let error = malformed("/Users", "`nextCursor` in place of `totalResults`");
        return Err(WalkFailure::OtherPaging(Box::new(error)));
    }
    let Page { users, total } = page(body, first)?;
    let total = total.ok_or_else(|| flaw(FlawCause::Answers, "the first page has no `totalResults`"))?;
    if users.is_empty() && total > 0 {
        let text = format!("the first page has no users of a total of {total}");
        return Err(flaw(FlawCause::Answers, text).into());
    }
    if users.is_empty() {
        return Err(WalkFailure::Nobody);
    }
    let held = users.len() as u64;
    if held > total {
        let text = format!("the first page has {held} users of a total of {total}");
        return Err(flaw(FlawCause::Answers, text).into());
    }
    if total > MAX_USERS {
        let text = format!("a total of {total} is more than any organization has");
        return Err(flaw(FlawCause::Answers, text).into());
    }
    let mut proof = IndexProof { total, second: None };
    if total > 1 {
        proof.seek(route, &users).await?;
    }
    observer.notice(Notice::Listed { done: held, total });
    let users = rest(route, users, total, observer).await?;
    proof.check_second(&users)?;
    let ids = unique(&users)?;
    proof.end(route, &ids).await?;
    Ok(users)
}

/// What is proven of a list by index.
struct IndexProof {
    /// The total that the first page announces.
    total: u64,
    /// The id of the second user, where the first page has one user alone.
    second: Option<String>,
}

impl IndexProof {
    /// The seek probe: `startIndex=2&count=1` must give exactly the second user, and the same total.
    async fn seek(&mut self, route: &Route, first: &[ListedUser]) -> Result<(), WalkFailure> {
        let range = Range { start: 2, count: 1 };
        let body = route.api.range(range).await?;
        let ids = first.iter().map(|user| user.id.as_str());
        match seek_result(body, ids.collect::<Vec<_>>().as_slice(), self.total) {
            SeekResult::Honoured(id) => {
                self.second = Some(id);
                Ok(())
            }
            SeekResult::Refused(flaw) => Err(flaw.into()),
        }
    }

    /// Whether the second user of the list is the one of the seek probe.
    fn check_second(&self, users: &[ListedUser]) -> Result<(), Flaw> {
        match (&self.second, users.get(1)) {
            (Some(sought), Some(user)) if user.id.as_str() != sought => {
                let text = format!("the second user is {} in the list, and {sought} by `startIndex=2`", user.id);
                Err(flaw(FlawCause::Change, text))
            }
            _ => Ok(()),
        }
    }

    /// The end probe: past the last user there is nobody, or somebody who was listed before.
    async fn end(&self, route: &Route, ids: &HashSet<&str>) -> Result<(), WalkFailure> {
        let range = Range { start: self.total + 1, count: 1 };
        let users = match route.api.range(range).await {
            Ok(body) => page(ListBody { start_index: None, ..body }, Range { count: u64::MAX, ..range })?.users,
            // A refusal to look past the end lists nobody there.
            Err(RequestError { status: Some(400 | 404 | 416), .. }) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        match users.iter().find(|user| !ids.contains(user.id.as_str())) {
            Some(user) => {
                let text = format!("after the last of {} users there is another one (id {})", self.total, user.id);
                Err(flaw(FlawCause::Change, text).into())
            }
            None => Ok(()),
        }
    }
}

/// What the seek probe shows.
pub(in crate::directory::scim) enum SeekResult {
    /// `startIndex` is honoured; the id of the second user.
    Honoured(String),
    /// It is not, or the list changed.
    Refused(Flaw),
}

/// Judges the answer to `startIndex=2&count=1`, given the ids of the first page and its total.
pub(in crate::directory::scim) fn seek_result(body: ListBody, first: &[&str], total: u64) -> SeekResult {
    let range = Range { start: 2, count: 1 };
    let answers = |text: String| SeekResult::Refused(flaw(FlawCause::Answers, text));
    let echo = body.start_index;
    let resources = body.resources.as_ref().map_or(0, |resources| resources.count);
    let Page { users, total: announced } =
        match page(ListBody { start_index: None, ..body }, Range { count: u64::MAX, ..range }) {
            Ok(page) => page,
            Err(flaw) => return SeekResult::Refused(flaw),
        };
    let found = users.first().map(|user| user.id.as_str());
    if found.is_some() && found == first.first().copied() {
        return answers("`startIndex` is ignored: `startIndex=2` gives the first user again".to_owned());
    }
    if resources != 1 {
        return answers(format!("`startIndex=2&count=1` gives {resources} users instead of one"));
    }
    if let Some(echo) = echo.filter(|echo| *echo != range.start) {
        return answers(format!("`startIndex=2` was asked, and `startIndex` {echo} was answered"));
    }
    match announced {
        Some(announced) if announced == total => {}
        Some(1) => {
            let text =
                format!("`totalResults` is the size of the page: {total} on the first page, and 1 on a page of one");
            return answers(text);
        }
        Some(other) => {
            let text = format!("the total changed from {total} to {other} at the second user");
            return SeekResult::Refused(flaw(FlawCause::Change, text));
        }
        None => return answers("`startIndex=2&count=1` has no `totalResults`".to_owned()),
    }
    match (found, first.get(1)) {
        (Some(found), Some(second)) if found != *second => {
            let text =
                format!("`startIndex=2` gives another user ({found}) than the second of the first page ({second})");
            SeekResult::Refused(flaw(FlawCause::Change, text))
        }
        (Some(found), _) => SeekResult::Honoured(found.to_owned()),
        (None, _) => answers("`startIndex=2&count=1` gives nobody".to_owned()),
    }
}

/// The users after the first page, in pages of its size. A page that is shorter than that is continued where it ended.
async fn rest(
    route: &Route,
    first: Vec<ListedUser>,
    total: u64,
    observer: &dyn Observer,
) -> Result<Vec<ListedUser>, WalkFailure> {
    let size = first.len() as u64;
    let mut text = text_bytes(&first);
    let mut starts = (1..=total.saturating_sub(1) / size).map(|number| 1 + number * size);
    let mut users = first;
    users.reserve(usize::try_from(total - size).unwrap_or(0));
    let (mut done, mut next) = (size, 1 + size);
    let mut ahead = BTreeMap::new();
    let mut in_flight = JoinSet::new();
    loop {
        while in_flight.len() < MAX_PAGES_IN_FLIGHT
            && let Some(start) = starts.next()
        {
            let (route, range) = (route.clone(), Range { start, count: size.min(total + 1 - start) });
            in_flight.spawn(async move { (start, whole_range(&route, range, total).await) });
        }
        let Some(ended) = in_flight.join_next().await else { break };
        let (start, page) = ended.map_err(|error| flaw(FlawCause::Change, format!("a page was lost: {error}")))?;
        let page = page?;
        text = text.saturating_add(text_bytes(&page));
        if text > MAX_TEXT_BYTES {
            return Err(flaw(FlawCause::Size, too_much()).into());
        }
        done += page.len() as u64;
        observer.notice(Notice::Listed { done, total });
        ahead.insert(start, page);
        while let Some(page) = ahead.remove(&next) {
            next += page.len() as u64;
            users.extend(page);
        }
    }
    if users.len() as u64 != total {
        return Err(flaw(FlawCause::Change, format!("{} of {total} users were listed", users.len())).into());
    }
    Ok(users)
}

/// Every user of a range, in as many requests as the service needs for it.
async fn whole_range(route: &Route, range: Range, total: u64) -> Result<Vec<ListedUser>, WalkFailure> {
    let mut users: Vec<ListedUser> = Vec::new();
    while (users.len() as u64) < range.count {
        let part = Range { start: range.start + users.len() as u64, count: range.count - users.len() as u64 };
        let page = page(route.api.range(part).await?, part)?;
        if page.users.is_empty() {
            let listed = part.start - 1;
            let text = format!("the list ends after {listed} of {total} users");
            return Err(flaw(FlawCause::Change, text).into());
        }
        let is_last = part.start + page.users.len() as u64 > total;
        match page.total {
            Some(announced) if announced == total => {}
            _ if is_last && route.last_total == LastTotal::OfItsPage => {}
            Some(other) => {
                let text = format!("the total changed from {total} to {other} at user {}", part.start);
                return Err(flaw(FlawCause::Change, text).into());
            }
            None => {
                let text = format!("the page from user {} on has no `totalResults`", part.start);
                return Err(flaw(FlawCause::Answers, text).into());
            }
        }
        users.extend(page.users);
    }
    Ok(users)
}

/// A page, if its users can be used, are no more than were asked for, and begin where it was asked.
fn page(body: ListBody, range: Range) -> Result<Page, Flaw> {
    if let Some(echo) = body.start_index.filter(|echo| *echo != range.start) {
        let text = format!("`startIndex={}` was asked, and `startIndex` {echo} was answered", range.start);
        return Err(flaw(FlawCause::Answers, text));
    }
    let users = match body.resources {
        None => Vec::new(),
        Some(resources) if resources.count > range.count => {
            let text = format!("{} users were asked for, and {} were answered", range.count, resources.count);
            return Err(flaw(FlawCause::Answers, text));
        }
        Some(resources) => accepted(resources.accepted)?,
    };
    Ok(Page { users, total: body.total })
}

/// The ids of a list, each once.
pub(in crate::directory::scim) fn unique(users: &[ListedUser]) -> Result<HashSet<&str>, Flaw> {
    let mut ids = HashSet::with_capacity(users.len());
    match users.iter().map(ListedEntity::id).find(|id| !ids.insert(*id)) {
        Some(id) => Err(flaw(FlawCause::Change, format!("id {id} appears twice"))),
        None => Ok(ids),
    }
}

/// How many bytes the texts of these users take.
pub(super) fn text_bytes(users: &[ListedUser]) -> usize {
    users.iter().fold(0, |sum, user| sum.saturating_add(user.text_bytes()))
}
