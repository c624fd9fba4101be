//! How a service pages its list: what it says against what it answers.

use super::{PAGING, ScimProbe, unconnected};
use crate::directory::scim::Scim;
use crate::directory::scim::api::Range;
use crate::directory::scim::walk::{self, SeekResult, WalkedBy, seek_result};
use crate::directory::scim::wire::{ListBody, ListedUser, NextCursor, ServiceDescription};
use crate::model::{Check, DirectoryError, DirectoryErrorKind};

/// The first page of a list.
pub(super) struct FirstPage {
    pub(super) users: Vec<ListedUser>,
    /// `totalResults`.
    pub(super) total: Option<u64>,
    pub(super) by: WalkedBy,
    has_next_cursor: bool,
}

/// The first page, in whichever way the service pages.
pub(super) async fn first_page(
    scim: &Scim,
    description: Option<&ServiceDescription>,
) -> Result<FirstPage, DirectoryError> {
    let count = scim.settings.page_size;
    let mut refused = None;
    for by in walk::routes(&scim.settings, description) {
        let body = match by {
            WalkedBy::Index => scim.api.range(Range { start: 1, count }).await,
            WalkedBy::Cursor => scim.api.cursor("", count).await,
        };
        match body {
            Ok(body) => return page(body, by),
            Err(failure) if walk::is_about_paging(&failure) => _ = refused.get_or_insert(failure.error),
            Err(failure) => return Err(failure.error),
        }
    }
    Err(refused.unwrap_or_else(|| DirectoryError::new(DirectoryErrorKind::Incomplete, "no way of paging is known")))
}

fn page(body: ListBody, by: WalkedBy) -> Result<FirstPage, DirectoryError> {
    let ListBody { total, next_cursor, resources, .. } = body;
    let users = resources.map_or(Ok(Vec::new()), |resources| resources.accepted).map_err(|unfit| {
        DirectoryError::new(DirectoryErrorKind::Incomplete, format!("the first page has {}", unfit.text))
            .hint("ask an administrator of the service to check that user")
    })?;
    Ok(FirstPage { users, total, by, has_next_cursor: next_cursor != NextCursor::Absent })
}

const FIX: &str = "no complete list can be proven by this way of paging: try the other value of `paging` (`index` or \
                   `cursor`), or ask the service's vendor to keep to RFC 7644 section 3.4.2.4";

impl ScimProbe {
    /// Whether the answers to a few requests show a list that can be proven complete.
    pub(super) async fn paging(&mut self) -> Check {
        let (Some(scim), Some(first)) = (&self.scim, &self.first) else { return unconnected(PAGING) };
        let first = match first {
            Ok(first) => first,
            Err(error) => {
                return super::failed(PAGING, crate::directory::scim::advice::advised(error.clone()), None);
            }
        };
        if first.users.is_empty() {
            return Check::failed(
                PAGING,
                "the first page has no users",
                "check that the token may list users; nobody at all is never believed",
            );
        }
        let asked = scim.settings.page_size;
        let held = first.users.len() as u64;
        let size = format!("{held} of {asked} users asked for on the first page");
        match (first.by, first.total) {
            (WalkedBy::Cursor, total) => {
                let total = total.map_or("no total".to_owned(), |total| format!("a total of {total}"));
                let next = if first.has_next_cursor { "a next cursor" } else { "no next cursor" };
                Check::ok(PAGING, format!("by cursor: {size}, {total}, {next}; the list is read twice and compared"))
            }
            (WalkedBy::Index, None) => Check::failed(PAGING, format!("by index: {size}, and no `totalResults`"), FIX),
            (WalkedBy::Index, Some(total)) => match probes(scim, &first.users, total).await {
                Ok(found) => Check::ok(PAGING, format!("by index: {size}, a total of {total}; {found}")),
                Err(problem) => Check::failed(PAGING, format!("by index: {size}, a total of {total}; {problem}"), FIX),
            },
        }
    }
}

/// The seek probe and the end probe: what they show, or what is wrong with it.
async fn probes(scim: &Scim, users: &[ListedUser], total: u64) -> Result<String, String> {
    let redacted = |text: &str| scim.api.reader.redact_line(text);
    let ids: Vec<&str> = users.iter().map(|user| user.id.as_str()).collect();
    let range = |start| Range { start, count: 1 };
    let sought = if total > 1 {
        let body = scim.api.range(range(2)).await.map_err(|failure| failure.error.to_string())?;
        match seek_result(body, &ids, total) {
            SeekResult::Honoured(_) => "`startIndex=2` gives the second user",
            SeekResult::Refused(flaw) => return Err(redacted(&flaw.text)),
        }
    } else {
        "there is one user alone"
    };
    let past = match scim.api.range(range(total + 1)).await {
        Ok(body) => body.resources.map_or(0, |resources| resources.count),
        Err(failure) if failure.status.is_some_and(|status| (400..500).contains(&status)) => 0,
        Err(failure) => return Err(failure.error.to_string()),
    };
    Ok(match past {
        0 => format!("{sought}; past the end there is nobody"),
        _ => format!("{sought}; past the end there is somebody, who must have been listed before"),
    })
}
