//! The list by cursor (RFC 9865). There may be no total to check against, so the list is read until two readings in a row
//! agree.

use foldhash::{HashSet, HashSetExt};

use super::index::{text_bytes, unique};
use super::{MAX_USERS, Route, WalkFailure, accepted, flaw, is_about_paging};
use crate::directory::completeness::{FlawCause, MAX_TEXT_BYTES, too_much};
use crate::directory::scim::wire::{ListedUser, NextCursor, ReportedState};
use crate::model::{Notice, Observer};

/// How many pages without users may follow each other.
const MAX_EMPTY_PAGES: u32 = 20;

/// The list of the second of two readings that have the same users in the same states.
pub(super) async fn read_twice(route: &Route, observer: &dyn Observer) -> Result<Vec<ListedUser>, WalkFailure> {
    let earlier = read(route, observer).await?;
    let later = read(route, observer).await?;
    if identities(&earlier) == identities(&later) {
        return Ok(later);
    }
    let (earlier, later) = (earlier.len(), later.len());
    let text =
        format!("two readings differ: {earlier} users, and then {later} users, or other states or names of them");
    Err(flaw(FlawCause::Change, text).into())
}

fn identities(users: &[ListedUser]) -> Vec<(&str, ReportedState, Option<&str>, Option<&str>)> {
    let mut identities: Vec<_> = users.iter().map(ListedUser::identity).collect();
    identities.sort_unstable();
    identities
}

/// One reading, up to the answer without `nextCursor`.
async fn read(route: &Route, observer: &dyn Observer) -> Result<Vec<ListedUser>, WalkFailure> {
    let (mut users, mut text): (Vec<ListedUser>, usize) = (Vec::new(), 0);
    let (mut total, mut empty_pages) = (None, 0);
    let (mut cursor, mut earlier) = (String::new(), HashSet::new());
    loop {
        let body = route.api.cursor(&cursor, route.page_size).await.map_err(|error| {
            if cursor.is_empty() && is_about_paging(&error) {
                WalkFailure::OtherPaging(Box::new(error))
            } else {
                error.into()
            }
        })?;
        let is_first = cursor.is_empty();
        let page = match body.resources {
            None => Vec::new(),
            Some(resources) if resources.count > route.page_size => {
                let text = format!("{} users were asked for, and {} were answered", route.page_size, resources.count);
                return Err(flaw(FlawCause::Answers, text).into());
            }
            Some(resources) => accepted(resources.accepted)?,
        };
        if is_first && page.is_empty() {
            return Err(match body.total.filter(|total| *total > 0) {
                Some(total) => {
                    flaw(FlawCause::Answers, format!("the first page has no users of a total of {total}")).into()
                }
                None => WalkFailure::Nobody,
            });
        }
        total = total.or(body.total);
        empty_pages = if page.is_empty() { empty_pages + 1 } else { 0 };
        text = text.saturating_add(text_bytes(&page));
        users.extend(page);
        let held = users.len() as u64;
        if text > MAX_TEXT_BYTES || held > MAX_USERS {
            return Err(flaw(FlawCause::Size, too_much()).into());
        }
        if empty_pages > MAX_EMPTY_PAGES {
            let text = format!("{empty_pages} pages without users follow each other");
            return Err(flaw(FlawCause::Answers, text).into());
        }
        observer.notice(Notice::Listed { done: held, total: total.unwrap_or(held).max(held) });
        let next = match body.next_cursor {
            NextCursor::Absent => break,
            // The total confirms that this is the end, and nothing else does.
            NextCursor::Unusable if total == Some(held) => break,
            NextCursor::Unusable => {
                let text = format!("`nextCursor` after {held} users is neither a text nor absent");
                return Err(flaw(FlawCause::Answers, text).into());
            }
            NextCursor::Text(next) => next,
        };
        if !earlier.insert(next.clone()) {
            return Err(flaw(FlawCause::Answers, "`nextCursor` repeats an earlier one").into());
        }
        cursor = next;
    }
    unique(&users)?;
    match total.filter(|total| *total != users.len() as u64) {
        Some(total) if earlier.is_empty() => {
            let text = format!("there is no `nextCursor` after {} of {total} users", users.len());
            Err(flaw(FlawCause::Answers, text).into())
        }
        Some(total) => {
            Err(flaw(FlawCause::Change, format!("{} users were listed of a total of {total}", users.len())).into())
        }
        None => Ok(users),
    }
}
