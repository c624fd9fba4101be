//! Reads a listing whole: the first page alone, which tells how many there are, then the others side by side; again
//! when it does not add up, in smaller pages when an answer is too large.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::entities::{Entities, Entity, Hit};
use super::proof::{Cause, Flaw, Listing, too_much};
use super::wire::Page;
use crate::http::{Reader, RequestError};
use crate::model::{DirectoryError, DirectoryErrorKind, Notice, Observer};
use crate::model::{Division, FreeText, LiveUser, WaitCause};

/// How often a listing that does not add up is read in all.
const ATTEMPTS: u32 = 3;
/// How many pages are asked for at once. At 50 ms a page, a directory of 100,000 users is then read in less than a tenth
/// of the time. More would only wait in the same line, since a token has 300 requests a minute, and each holds memory.
const AT_ONCE: usize = 20;

/// Something that is listed in pages.
pub(super) trait Listed: Send + Sync + 'static {
    /// An entity as it is kept.
    type Item: Entity;
    /// Page sizes to ask for, largest first.
    const SIZES: &'static [u64];
    /// Whether progress is told.
    const TOLD: Telling = Telling::Silent;
    /// What is listed, for messages: "active users".
    const NAME: &'static str;
    /// Asks for one page.
    fn ask(&self, reader: &Reader, number: u64, size: u64) -> impl Future<Output = LookedUp<Self::Item>> + Send;
}

/// What asking for a page gives.
pub(super) type LookedUp<T> = Result<Page<Entities<T>>, RequestError>;

/// Whether an observer hears of each page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Telling {
    Silent,
    EachPage,
}

/// Why one attempt did not give a list.
enum Setback {
    /// It does not add up; reading it again may help.
    Flaw(Flaw),
    /// An answer was too large.
    TooLarge(RequestError),
    /// Nothing helps.
    End(DirectoryError),
}

/// The complete list, in the order of its pages.
///
/// # Errors
/// [`DirectoryErrorKind::Incomplete`] with the check that failed, when three attempts did not add up; otherwise what the
/// transport says.
pub(super) async fn collect<L: Listed>(
    reader: &Reader,
    listed: L,
    observer: &dyn Observer,
) -> Result<Vec<L::Item>, DirectoryError> {
    let listed = Arc::new(listed);
    let mut sizes = L::SIZES.iter().copied();
    let mut size = sizes.next().unwrap_or(25);
    let mut attempt = 1;
    loop {
        match read_once(reader, &listed, observer, size).await {
            Ok(items) => return Ok(items),
            Err(Setback::End(fault)) => return Err(fault),
            Err(Setback::TooLarge(failure)) => size = sizes.next().ok_or(failure.error)?,
            Err(Setback::Flaw(Flaw { cause: Cause::Size, .. })) => return Err(too_large(L::NAME)),
            Err(Setback::Flaw(flaw)) if attempt < ATTEMPTS => {
                let seconds = u64::from(attempt);
                let cause = WaitCause::IncompleteList { list: L::NAME, flaw: FreeText(flaw.text) };
                observer.notice(Notice::Waiting { seconds, cause });
                sleep(Duration::from_secs(seconds)).await;
                attempt += 1;
            }
            Err(Setback::Flaw(Flaw { text, cause })) => {
                let message = format!("the list of {} does not add up: {text}; read {ATTEMPTS} times", L::NAME);
                return Err(DirectoryError::new(DirectoryErrorKind::Incomplete, message).hint(match cause {
                    Cause::Change => {
                        "run again when nobody is changing users; if it stays, the directory or a gateway before it does \
                         not keep to the API. Nothing is decided on an incomplete reading"
                    }
                    Cause::Entity => {
                        "have an administrator look at that entry in the directory, or at what a gateway makes of it: \
                         running again does not help, and nothing is decided on an incomplete reading"
                    }
                    Cause::Answers | Cause::Size => {
                        "the directory, or a gateway before it, does not keep to the API: running again does not help, \
                         and nothing is decided on an incomplete reading"
                    }
                }));
            }
        }
    }
}

/// A reading that no organization needs, and that would take all memory.
pub(super) fn too_large(name: &str) -> DirectoryError {
    DirectoryError::new(DirectoryErrorKind::Incomplete, format!("the {name} are more than is read: {}", too_much())).hint(
        "look in the directory, or at a gateway before it, for users with very long names: running again does not help, \
         and nothing is decided on an incomplete reading",
    )
}

/// One attempt. Each page is a task, so that one is decoded while others are still coming in; with the first setback
/// the others are given up.
async fn read_once<L: Listed>(
    reader: &Reader,
    listed: &Arc<L>,
    observer: &dyn Observer,
    size: u64,
) -> Result<Vec<L::Item>, Setback> {
    let struck = |flaw: Flaw| Setback::Flaw(Flaw { text: reader.redact_line(&flaw.text), ..flaw });
    let mut listing = Listing::new(size);
    let mut coming = JoinSet::new();
    let mut next = 1;
    loop {
        while coming.len() < AT_ONCE && next <= listing.pages() {
            let (reader, listed, number) = (reader.clone(), listed.clone(), next);
            coming.spawn(async move { (number, listed.ask(&reader, number, size).await) });
            next += 1;
        }
        let Some(came) = coming.join_next().await else { break };
        let (number, asked) = came.map_err(|error| Setback::End(lost(L::NAME, &error)))?;
        listing.take(number, asked.map_err(setback)?).map_err(struck)?;
        if L::TOLD == Telling::EachPage {
            let (done, total) = listing.progress();
            observer.notice(Notice::Listed { done, total });
        }
    }
    listing.into_items().map_err(struck)
}

/// A page whose task ended without an answer: a mistake of this program's, and no reason to go on without the page.
fn lost(name: &str, error: &tokio::task::JoinError) -> DirectoryError {
    DirectoryError::new(DirectoryErrorKind::Incomplete, format!("a page of the list of {name} was lost: {error}"))
        .hint("run again; nothing is decided on an incomplete reading")
}

/// A 400 that speaks of the page size comes from a server that allows only smaller pages.
fn setback(failure: RequestError) -> Setback {
    let said = failure.message.as_deref().unwrap_or_default().to_lowercase();
    let speaks_of_size = said.contains("pagesize") || said.contains("page size");
    if is_too_large(&failure) || (failure.status == Some(400) && speaks_of_size) {
        Setback::TooLarge(failure)
    } else {
        Setback::End(failure.error)
    }
}

/// Whether the server has an answer, but one that is too large for it to send.
pub(super) fn is_too_large(failure: &RequestError) -> bool {
    match failure.status {
        Some(413) => true,
        Some(400) => failure.code.as_deref() == Some("response.entity.too.large"),
        _ => false,
    }
}

/// Every active user.
pub(super) struct ActiveUsers;

impl Listed for ActiveUsers {
    type Item = LiveUser;
    const SIZES: &'static [u64] = &[500, 250, 125, 100, 50, 25];
    const TOLD: Telling = Telling::EachPage;
    const NAME: &'static str = "active users";

    async fn ask(&self, reader: &Reader, number: u64, size: u64) -> LookedUp<LiveUser> {
        reader.get(&format!("/api/v2/users?pageSize={size}&pageNumber={number}&state=active")).await
    }
}

/// Every division.
pub(super) struct Divisions;

impl Listed for Divisions {
    type Item = Division;
    const SIZES: &'static [u64] = &[100, 50, 25];
    const NAME: &'static str = "divisions";

    async fn ask(&self, reader: &Reader, number: u64, size: u64) -> LookedUp<Division> {
        reader.get(&format!("/api/v2/authorization/divisions?pageSize={size}&pageNumber={number}")).await
    }
}

/// What a search looks for: users whose field is exactly one of the values.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Criterion {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) fields: [&'static str; 1],
    pub(super) values: Vec<String>,
}

/// The users whom the search index names; their fields may be stale.
pub(super) struct Hits {
    pub(super) query: Vec<Criterion>,
}

/// The body of `POST /api/v2/users/search`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SearchBody<'a> {
    page_size: u64,
    page_number: u64,
    query: &'a [Criterion],
}

impl Listed for Hits {
    type Item = Hit;
    const SIZES: &'static [u64] = &[100, 50, 25];
    const NAME: &'static str = "users found by e-mail";

    async fn ask(&self, reader: &Reader, number: u64, size: u64) -> LookedUp<Hit> {
        reader.search(&SearchBody { page_size: size, page_number: number, query: &self.query }).await
    }
}
