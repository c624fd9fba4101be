//! Reads a list completely: the first page alone, which announces the total, then the others concurrently; again when
//! the pages do not make a complete list, in smaller pages when an answer is too large. The same for every directory.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use super::completeness::{Flaw, FlawCause, ListPage, ListedEntity, PageAssembler, too_much};
use crate::model::{DirectoryError, DirectoryErrorKind, FreeText, Notice, Observer, WaitCause};

/// How many times a list that does not add up is read in all.
const MAX_ATTEMPTS: u32 = 3;
/// How many pages are requested at once. At 50 ms a page, a directory of 100,000 users is then read in less than a tenth
/// of the time. More would only wait in the rate limiter's queue, and each holds memory.
const MAX_PAGES_IN_FLIGHT: usize = 20;
/// The page size of a list that names none.
const DEFAULT_PAGE_SIZE: u64 = 25;

/// A list that a directory sends in pages.
pub(crate) trait PagedList: Send + Sync + 'static {
    /// An entity as it is kept.
    type Item: ListedEntity;
    /// The page sizes to request, largest first.
    const SIZES: &'static [u64];
    /// Whether progress is reported.
    const PROGRESS: PageProgress = PageProgress::Silent;
    /// What is listed, for messages: "active users".
    const NAME: &'static str;
    /// Requests one page.
    fn page(&self, number: u64, size: u64) -> impl Future<Output = Result<ListPage<Self::Item>, PageError>> + Send;
    /// A text that quotes an answer, without the secrets that the answer may repeat.
    fn redact(&self, text: &str) -> String;
}

/// Why a page did not arrive.
#[derive(Debug)]
pub(crate) enum PageError {
    /// The answer is too large for the directory to send: a smaller page may be possible.
    TooLarge(DirectoryError),
    /// Anything else.
    Failed(DirectoryError),
}

/// Whether an observer is notified of each page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageProgress {
    /// It is not.
    Silent,
    /// It is.
    EachPage,
}

/// Why one attempt did not give a complete list.
enum AttemptFailure {
    /// The pages do not add up; reading again may help.
    Flaw(Flaw),
    /// A page could not be read.
    Page(PageError),
}

/// The complete list, in the order of its pages.
///
/// # Errors
/// [`DirectoryErrorKind::Incomplete`] with the check that failed, when three attempts did not add up; otherwise the error
/// of the page that could not be read.
pub(crate) async fn collect<P: PagedList>(list: P, observer: &dyn Observer) -> Result<Vec<P::Item>, DirectoryError> {
    let list = Arc::new(list);
    let mut sizes = P::SIZES.iter().copied();
    let mut size = sizes.next().unwrap_or(DEFAULT_PAGE_SIZE);
    let mut attempt = 1;
    loop {
        match read_once(&list, observer, size).await {
            Ok(items) => return Ok(items),
            Err(AttemptFailure::Page(PageError::Failed(error))) => return Err(error),
            Err(AttemptFailure::Page(PageError::TooLarge(error))) => size = sizes.next().ok_or(error)?,
            Err(AttemptFailure::Flaw(Flaw { cause: FlawCause::Size, .. })) => return Err(too_large(P::NAME)),
            Err(AttemptFailure::Flaw(flaw)) if attempt < MAX_ATTEMPTS => {
                let seconds = u64::from(attempt);
                let cause = WaitCause::IncompleteList { list: P::NAME, flaw: FreeText(flaw.text) };
                observer.notice(Notice::Waiting { seconds, cause });
                sleep(Duration::from_secs(seconds)).await;
                attempt += 1;
            }
            Err(AttemptFailure::Flaw(flaw)) => return Err(incomplete(P::NAME, &flaw)),
        }
    }
}

/// One attempt. Each page is a task, so that one is decoded while others are still arriving; the first failure aborts the
/// others.
async fn read_once<P: PagedList>(
    list: &Arc<P>,
    observer: &dyn Observer,
    size: u64,
) -> Result<Vec<P::Item>, AttemptFailure> {
    let redacted = |flaw: Flaw| AttemptFailure::Flaw(Flaw { text: list.redact(&flaw.text), ..flaw });
    let mut assembler = PageAssembler::new(size);
    let mut in_flight = JoinSet::new();
    let mut next = 1;
    loop {
        while in_flight.len() < MAX_PAGES_IN_FLIGHT && next <= assembler.pages() {
            let (list, number) = (list.clone(), next);
            in_flight.spawn(async move { (number, list.page(number, size).await) });
            next += 1;
        }
        let Some(ended) = in_flight.join_next().await else { break };
        let (number, page) = ended.map_err(|error| AttemptFailure::Page(PageError::Failed(lost(P::NAME, &error))))?;
        assembler.take(number, page.map_err(AttemptFailure::Page)?).map_err(redacted)?;
        if P::PROGRESS == PageProgress::EachPage {
            let (done, total) = assembler.progress();
            observer.notice(Notice::Listed { done, total });
        }
    }
    assembler.into_items().map_err(redacted)
}

fn incomplete(name: &str, flaw: &Flaw) -> DirectoryError {
    let message = format!("the list of {name} does not add up: {}; read {MAX_ATTEMPTS} times", flaw.text);
    DirectoryError::new(DirectoryErrorKind::Incomplete, message).hint(match flaw.cause {
        FlawCause::Change => {
            "run again when no users are being changed; if it persists, the directory or a gateway in front of it does \
             not conform to the API. Nothing is decided on an incomplete reading"
        }
        FlawCause::Entity => {
            "ask an administrator to check that entry in the directory, or how a gateway changes it: running again does \
             not help, and nothing is decided on an incomplete reading"
        }
        FlawCause::Answers | FlawCause::Size => {
            "the directory, or a gateway in front of it, does not conform to the API: running again does not help, and \
             nothing is decided on an incomplete reading"
        }
    })
}

/// A list that no organization needs, and that would take all memory.
pub(crate) fn too_large(name: &str) -> DirectoryError {
    let message = format!("the list of {name} is longer than is read: {}", too_much());
    DirectoryError::new(DirectoryErrorKind::Incomplete, message).hint(
        "look in the directory, or at a gateway in front of it, for users with very long names: running again does not \
         help, and nothing is decided on an incomplete reading",
    )
}

/// A page whose task ended without a result: a defect of this program, and the list is not complete without the page.
fn lost(name: &str, error: &tokio::task::JoinError) -> DirectoryError {
    DirectoryError::new(DirectoryErrorKind::Incomplete, format!("a page of the list of {name} was lost: {error}"))
        .hint("run again; nothing is decided on an incomplete reading")
}
