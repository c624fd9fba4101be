//! Reads the list of users completely, or not at all. What a service says of its own list is not believed: each way in
//! which a service is known to answer only a part of it has its proof here.

use std::time::Duration;

use tokio::time::sleep;

use super::api::UsersApi;
use super::settings::{LastTotal, PagingMode, ScimSettings};
use super::wire::{Advertised, ListedUser, PaginationSupport, ServiceDescription};
use crate::directory::completeness::{Flaw, FlawCause, UnfitEntity};
use crate::http::RequestError;
use crate::model::{DirectoryError, DirectoryErrorKind, FreeText, Notice, Observer, WaitCause};

mod cursor;
mod index;

pub(super) use index::{SeekResult, seek_result, unique};

/// More users than any organization has: a larger total is wrong, and would cost memory without end.
const MAX_USERS: u64 = 1_000_000;
/// How many times a list that does not add up is read in all.
const MAX_ATTEMPTS: u32 = 2;
/// What is listed, for messages.
const NAME: &str = "users";

/// How a list was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WalkedBy {
    /// By `startIndex`.
    Index,
    /// By `cursor`.
    Cursor,
}

/// A complete list of users, in the service's order.
#[derive(Debug)]
pub(super) struct WalkedUsers {
    pub(super) users: Vec<ListedUser>,
    pub(super) by: WalkedBy,
}

/// What a walk needs to know.
#[derive(Clone)]
pub(super) struct Route {
    pub(super) api: UsersApi,
    pub(super) page_size: u64,
    pub(super) last_total: LastTotal,
}

/// Why one attempt did not give a complete list.
enum WalkFailure {
    /// The answers do not add up.
    Flaw(Flaw),
    /// The service pages by cursor, or not at all as it was asked.
    OtherPaging(Box<RequestError>),
    /// The first page has no users.
    Nobody,
    /// A request failed.
    Request(Box<RequestError>),
}

impl From<Flaw> for WalkFailure {
    fn from(flaw: Flaw) -> Self {
        Self::Flaw(flaw)
    }
}

impl From<RequestError> for WalkFailure {
    fn from(error: RequestError) -> Self {
        Self::Request(Box::new(error))
    }
}

/// The whole list. A list that changed while it was read is read once more.
///
/// # Errors
/// [`DirectoryErrorKind::Incomplete`] with the check that failed, or the error of the request that failed.
pub(super) async fn walk(route: &Route, by: WalkedBy, observer: &dyn Observer) -> Result<WalkedUsers, WalkRefusal> {
    let mut attempt = 1;
    loop {
        let flaw = match attempt_once(route, by, observer).await {
            Ok(users) => return Ok(WalkedUsers { users, by }),
            Err(WalkFailure::Request(error)) => return Err(WalkRefusal::Failed(error.error)),
            Err(WalkFailure::Nobody) if route.api.is_filtered() => return Ok(WalkedUsers { users: Vec::new(), by }),
            Err(WalkFailure::Nobody) => return Err(WalkRefusal::Failed(nobody())),
            Err(WalkFailure::OtherPaging(error)) => return Err(WalkRefusal::OtherPaging(error.error)),
            Err(WalkFailure::Flaw(flaw)) => Flaw { text: route.api.reader.redact_line(&flaw.text), ..flaw },
        };
        if flaw.cause != FlawCause::Change || attempt >= MAX_ATTEMPTS {
            return Err(WalkRefusal::Failed(incomplete(&flaw, attempt)));
        }
        let cause = WaitCause::IncompleteList { list: NAME, flaw: FreeText(flaw.text) };
        observer.notice(Notice::Waiting { seconds: 1, cause });
        sleep(Duration::from_secs(1)).await;
        attempt += 1;
    }
}

/// Why there is no list.
pub(super) enum WalkRefusal {
    /// The service refuses this way of paging.
    OtherPaging(DirectoryError),
    /// The list cannot be read, or cannot be proven complete.
    Failed(DirectoryError),
}

async fn attempt_once(route: &Route, by: WalkedBy, observer: &dyn Observer) -> Result<Vec<ListedUser>, WalkFailure> {
    match by {
        WalkedBy::Index => index::read(route, observer).await,
        WalkedBy::Cursor => cursor::read_twice(route, observer).await,
    }
}

/// The way of paging to try first, and the other one where the service may not have that.
pub(super) fn routes(settings: &ScimSettings, description: Option<&ServiceDescription>) -> Vec<WalkedBy> {
    match settings.paging {
        PagingMode::Index => vec![WalkedBy::Index],
        PagingMode::Cursor => vec![WalkedBy::Cursor],
        PagingMode::Auto if prefers_cursor(description.and_then(|described| described.pagination.as_ref())) => {
            vec![WalkedBy::Cursor, WalkedBy::Index]
        }
        PagingMode::Auto => vec![WalkedBy::Index, WalkedBy::Cursor],
    }
}

/// Whether a service says that it pages by cursor and not by index. A service that says both is read by index: one walk
/// with a total is as good as two without.
fn prefers_cursor(pagination: Option<&PaginationSupport>) -> bool {
    let Some(PaginationSupport { index, cursor, default_method, .. }) = pagination else { return false };
    let is_default = default_method.as_deref().is_some_and(|method| method.eq_ignore_ascii_case("cursor"));
    match (index, cursor) {
        (Advertised::Unsupported, _) => true,
        (Advertised::Unsaid, Advertised::Supported) => is_default,
        _ => false,
    }
}

/// Whether a service that answers a list like this has another way of paging: 501 (RFC 7644 section 3.12), or a 400 about
/// the parameters (RFC 9865 section 3).
pub(super) fn is_about_paging(error: &RequestError) -> bool {
    let code = error.code.as_deref().unwrap_or_default();
    match error.status {
        Some(501) => true,
        Some(400) => {
            matches!(code, "invalidCursor" | "invalidCount") || {
                let message = error.message.as_deref().unwrap_or_default().to_lowercase();
                message.contains("startindex") || message.contains("cursor")
            }
        }
        _ => false,
    }
}

/// The users of a page; the flaw of one who cannot be used.
fn accepted(users: Result<Vec<ListedUser>, UnfitEntity>) -> Result<Vec<ListedUser>, Flaw> {
    users.map_err(|unfit| flaw(FlawCause::Entity, format!("the list has {}", unfit.text)))
}

fn flaw(cause: FlawCause, text: impl Into<String>) -> Flaw {
    Flaw { text: text.into(), cause }
}

/// The error of a first page without users: that nobody is there is never believed.
fn nobody() -> DirectoryError {
    let message = "the list of users cannot be relied on: its first page has no users";
    DirectoryError::new(DirectoryErrorKind::Incomplete, message).hint(
        "check that the token may list users, and that `url` is the one of the right tenant; that nobody is left is never \
         believed",
    )
}

fn incomplete(flaw: &Flaw, attempts: u32) -> DirectoryError {
    let times = if attempts > 1 { format!("; read {attempts} times") } else { String::new() };
    let message = format!("the list of users cannot be relied on: {}{times}", flaw.text);
    DirectoryError::new(DirectoryErrorKind::Incomplete, message).hint(match flaw.cause {
        FlawCause::Change => {
            "run again when no users are being changed; if it persists, the service does not page its list as SCIM \
             promises, and no plan can be made from it (`rosterctl doctor` shows what it does)"
        }
        FlawCause::Entity => {
            "ask an administrator of the service to check that user: running again does not help, and nothing is decided \
             on an incomplete reading"
        }
        FlawCause::Answers => {
            "try the other value of `paging` (`index` or `cursor`), and `rosterctl doctor`, which shows what the service \
             does; nothing is decided on an incomplete reading"
        }
        FlawCause::Size => "the list is longer than is read: nothing is decided on an incomplete reading",
    })
}
