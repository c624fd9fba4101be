//! Reads users by id, in whatever state they are now.

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::entities::text_of;
use super::impact::Expanded;
use super::list::{is_too_large, too_large};
use super::proof::MOST_TEXT;
use super::wire::{self, Page};
use crate::http::{Reader, RequestError};
use crate::model::{CurrentUser, LiveUser, UserId};
use crate::model::{DirectoryError, DirectoryErrorKind};

/// The most ids that one request may name: beyond it the API answers 400 `max.user.ids`.
pub(super) const MOST_IDS: usize = 100;

/// A user in an answer, and what is kept of them: an answer with its expands is many times as large.
pub(super) trait Reported: DeserializeOwned {
    /// What is kept.
    type Kept;
    /// The id, as it travels.
    fn id(&self) -> Option<&str>;
    /// Keeps what is needed.
    fn kept(self) -> Self::Kept;
    /// How many bytes the texts of what is kept take.
    fn text(kept: &Self::Kept) -> usize;
}

/// These users as they are now, in the order of `ids`; who is gone for good is not in the list.
///
/// # Errors
/// [`DirectoryErrorKind::Malformed`] when the answer holds anybody else, anybody twice, or a user who lacks what a decision
/// needs; [`DirectoryErrorKind::Incomplete`] when it holds fewer users than it says.
pub(super) async fn users(reader: &Reader, ids: &[UserId]) -> Result<Vec<LiveUser>, DirectoryError> {
    let found = by_id::<wire::User>(reader, ids, &[]).await?;
    found.into_iter().map(|(_, user)| user.map_err(|flaw| malformed(&flaw))).collect()
}

impl Reported for wire::User {
    type Kept = Result<LiveUser, String>;

    fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn kept(self) -> Self::Kept {
        self.live()
    }

    fn text(kept: &Self::Kept) -> usize {
        kept.as_ref().map_or_else(String::len, text_of)
    }
}

/// These users as they are now, and whether they are on an interaction.
///
/// # Errors
/// As [`users`].
pub(super) async fn fresh(reader: &Reader, ids: &[UserId]) -> Result<Vec<CurrentUser>, DirectoryError> {
    let found = by_id::<Now>(reader, ids, &["routingStatus", "conversationSummary"]).await?;
    found.into_iter().map(|(_, fresh)| fresh.map_err(|flaw| malformed(&flaw))).collect()
}

/// A user with what is expanded of them.
#[derive(Debug, Deserialize)]
struct Now {
    #[serde(flatten)]
    user: wire::User,
    #[serde(flatten)]
    expanded: Expanded,
}

impl Reported for Now {
    type Kept = Result<CurrentUser, String>;

    fn id(&self) -> Option<&str> {
        self.user.id.as_deref()
    }

    fn kept(self) -> Self::Kept {
        self.user.live().map(|user| {
            let interaction = self.expanded.interaction(user.id.as_str());
            CurrentUser { user, interaction }
        })
    }

    fn text(kept: &Self::Kept) -> usize {
        kept.as_ref().map_or_else(String::len, |fresh| text_of(&fresh.user))
    }
}

/// Reads users by id in batches, smaller ones when an answer is too large for the server, with these facts expanded.
pub(super) async fn by_id<E: Reported>(
    reader: &Reader,
    ids: &[UserId],
    expand: &[&str],
) -> Result<Vec<(UserId, E::Kept)>, DirectoryError> {
    let mut seen = HashSet::new();
    let unique: Vec<&UserId> = ids.iter().filter(|id| seen.insert(*id)).collect();
    let mut found = Vec::with_capacity(unique.len());
    let (mut rest, mut size, mut text) = (unique.as_slice(), MOST_IDS, 0_usize);
    while !rest.is_empty() {
        let (batch, after) = rest.split_at(size.min(rest.len()));
        match read_batch::<E>(reader, batch, expand).await {
            Ok(mut users) => {
                users.sort_by_key(|(id, _)| batch.iter().position(|asked| *asked == id));
                for (id, user) in users {
                    let kept = user.kept();
                    text = text.saturating_add(id.as_str().len() + E::text(&kept));
                    found.push((id, kept));
                }
                if text > MOST_TEXT {
                    return Err(too_large("users read by id"));
                }
                rest = after;
            }
            Err(failure) if is_too_large(&failure) && batch.len() > 1 => size = batch.len() / 2,
            Err(failure) => return Err(failure.error),
        }
    }
    Ok(found)
}

async fn read_batch<E: Reported>(
    reader: &Reader,
    batch: &[&UserId],
    expand: &[&str],
) -> Result<Vec<(UserId, E)>, RequestError> {
    // Lists are repeated parameters, as the interface has it (`collectionFormat: multi`). An id holds nothing that an
    // address would read otherwise.
    let list: String = batch.iter().map(|id| format!("id={id}&")).collect();
    let expand: String = expand.iter().map(|fact| format!("&expand={fact}")).collect();
    let mut missing: HashSet<&UserId> = batch.iter().copied().collect();
    let mut found = Vec::with_capacity(batch.len());
    for number in 1.. {
        let target = format!("/api/v2/users?{list}state=any&pageSize={MOST_IDS}&pageNumber={number}{expand}");
        let page: Page<Vec<E>> = reader.get(&target).await?;
        let (total, last) = (page.total, is_last(&page, number, missing.len()));
        let entities = page.entities.ok_or_else(|| RequestError::new(malformed("no list of users")))?;
        let none = entities.is_empty();
        for entity in entities {
            let id = wire::user_id(entity.id()).map_err(|flaw| RequestError::new(malformed(&flaw)))?;
            if !missing.remove(&id) {
                let flaw = if batch.contains(&&id) { "twice the same user" } else { "a user who was not asked for" };
                return Err(RequestError::new(malformed(&reader.redact_line(&format!("{flaw} (id {id})")))));
            }
            found.push((id, entity));
        }
        if last || none || missing.is_empty() {
            adds_up(total, batch.len(), found.len()).map_err(RequestError::new)?;
            break;
        }
    }
    Ok(found)
}

/// Whether no page follows. A server that allows only smaller pages says so in its page count, or by a page that is
/// full to its own page size.
fn is_last<E>(page: &Page<Vec<E>>, number: u64, due: usize) -> bool {
    let held = page.entities.as_ref().map_or(0, Vec::len);
    let full = page.page_size.is_some_and(|size| size > 0 && held as u64 >= size);
    held >= due || page.page_count.map_or(!full, |count| number >= count)
}

/// A total of no more than was asked for counts the users found, and all of them must be here: a user left out would
/// pass for gone. A larger total counts something else, such as the whole organization.
fn adds_up(total: Option<u64>, asked: usize, found: usize) -> Result<(), DirectoryError> {
    match total {
        Some(total) if total <= asked as u64 && total != found as u64 => {
            let message = format!("users were read by id, and {found} came where the directory counts {total}");
            Err(DirectoryError::new(DirectoryErrorKind::Incomplete, message).hint(
                "run again; if it stays, the directory or a gateway before it does not keep to the API. Nothing is \
                     decided on an incomplete reading",
            ))
        }
        _ => Ok(()),
    }
}

fn malformed(flaw: &str) -> DirectoryError {
    let fault = DirectoryError::new(
        DirectoryErrorKind::Malformed,
        format!("users were read by id, and the directory answered with {flaw}"),
    );
    DirectoryError { request: Some("GET /api/v2/users?id=…&state=any".into()), ..fault }
        .hint("run again; if it stays, the directory or a gateway before it does not keep to the API")
}
