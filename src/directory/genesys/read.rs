//! Reads users by id, in whatever state they are now.

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::entities::user_text_bytes;
use super::expands::{self, Expanded};
use super::listings::is_too_large;
use super::wire::{self, PageBody};
use crate::directory::completeness::MAX_TEXT_BYTES;
use crate::directory::pages::too_large;
use crate::http::{Reader, RequestError};
use crate::model::{CurrentUser, DirectoryError, DirectoryErrorKind, Impact, LiveUser, Reported, UserId};

/// The most ids in one request: above it the API answers 400 `max.user.ids`.
pub(super) const MAX_IDS_PER_REQUEST: usize = 100;

/// A user in an answer, and what is kept of them: an answer with its expands is many times as large.
trait ById: DeserializeOwned {
    /// What is kept.
    type Output;
    /// The id in the answer.
    fn id(&self) -> Option<&str>;
    /// Keeps what is needed.
    fn output(self) -> Self::Output;
    /// How many bytes the texts of what is kept take.
    fn text_bytes(output: &Self::Output) -> usize;
}

/// These users as they are now, in the order of `ids`; a user who no longer exists is left out.
///
/// # Errors
/// [`DirectoryErrorKind::Malformed`] when the answer has a user who was not requested, a user twice, or a user without a
/// field that a decision needs; [`DirectoryErrorKind::Incomplete`] when it has fewer users than it counts.
pub(super) async fn users(reader: &Reader, ids: &[UserId]) -> Result<Vec<LiveUser>, DirectoryError> {
    let found = by_id::<wire::WireUser>(reader, ids, &[]).await?;
    found.into_iter().map(|(_, user)| user.map_err(|flaw| malformed(&flaw))).collect()
}

impl ById for wire::WireUser {
    type Output = Result<LiveUser, String>;

    fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn output(self) -> Self::Output {
        self.live()
    }

    fn text_bytes(output: &Self::Output) -> usize {
        output.as_ref().map_or_else(String::len, user_text_bytes)
    }
}

/// These users as they are now, and whether they are on an interaction.
///
/// # Errors
/// As [`users`].
pub(super) async fn current_users(reader: &Reader, ids: &[UserId]) -> Result<Vec<CurrentUser>, DirectoryError> {
    let found = by_id::<UserWithInteraction>(reader, ids, expands::INTERACTION).await?;
    found.into_iter().map(|(_, user)| user.map_err(|flaw| malformed(&flaw))).collect()
}

/// A user with what is expanded of them.
#[derive(Debug, Deserialize)]
struct UserWithInteraction {
    #[serde(flatten)]
    user: wire::WireUser,
    #[serde(flatten)]
    expanded: Expanded,
}

impl ById for UserWithInteraction {
    type Output = Result<CurrentUser, String>;

    fn id(&self) -> Option<&str> {
        self.user.id.as_deref()
    }

    fn output(self) -> Self::Output {
        self.user.live().map(|user| {
            let interaction = self.expanded.interaction(user.id.as_str());
            CurrentUser { user, interaction, record: None }
        })
    }

    fn text_bytes(output: &Self::Output) -> usize {
        output.as_ref().map_or_else(String::len, |current| user_text_bytes(&current.user))
    }
}

/// The impact of deactivating each of these users; a user who could not be read is left out.
///
/// # Errors
/// As [`users`].
pub(super) async fn impacts(reader: &Reader, ids: &[UserId]) -> Result<Vec<(UserId, Impact)>, DirectoryError> {
    by_id::<UserImpact>(reader, ids, expands::IMPACT).await
}

/// A user with what a deactivation would affect.
#[derive(Debug, Deserialize)]
struct UserImpact {
    id: Option<String>,
    #[serde(flatten)]
    expanded: Expanded,
}

impl ById for UserImpact {
    type Output = Impact;

    fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn output(self) -> Impact {
        self.expanded.impact(self.id.as_deref().unwrap_or_default())
    }

    fn text_bytes(output: &Impact) -> usize {
        match &output.roles {
            Reported::Known(roles) => roles.iter().map(String::len).sum(),
            Reported::Unknown => 0,
        }
    }
}

/// Reads users by id in batches, smaller ones when an answer is too large for the server, with these facts expanded.
async fn by_id<E: ById>(
    reader: &Reader,
    ids: &[UserId],
    expand: &[&str],
) -> Result<Vec<(UserId, E::Output)>, DirectoryError> {
    let mut seen = HashSet::new();
    let unique: Vec<&UserId> = ids.iter().filter(|id| seen.insert(*id)).collect();
    let mut found = Vec::with_capacity(unique.len());
    let (mut rest, mut size, mut text) = (unique.as_slice(), MAX_IDS_PER_REQUEST, 0_usize);
    while !rest.is_empty() {
        let (batch, after) = rest.split_at(size.min(rest.len()));
        match read_batch::<E>(reader, batch, expand).await {
            Ok(mut users) => {
                users.sort_by_key(|(id, _)| batch.iter().position(|asked| *asked == id));
                for (id, user) in users {
                    let output = user.output();
                    text = text.saturating_add(id.as_str().len() + E::text_bytes(&output));
                    found.push((id, output));
                }
                if text > MAX_TEXT_BYTES {
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

async fn read_batch<E: ById>(
    reader: &Reader,
    batch: &[&UserId],
    expand: &[&str],
) -> Result<Vec<(UserId, E)>, RequestError> {
    // Lists are repeated parameters (`collectionFormat: multi`). An id has only characters that need no escape in a URL.
    let list: String = batch.iter().map(|id| format!("id={}&", id.as_str())).collect();
    let expand: String = expand.iter().map(|fact| format!("&expand={fact}")).collect();
    let mut missing: HashSet<&UserId> = batch.iter().copied().collect();
    let mut found = Vec::with_capacity(batch.len());
    for number in 1.. {
        let target =
            format!("/api/v2/users?{list}state=any&pageSize={MAX_IDS_PER_REQUEST}&pageNumber={number}{expand}");
        let page: PageBody<Vec<E>> = reader.get(&target).await?;
        let (total, last) = (page.total, is_last(&page, number, missing.len()));
        let entities = page.entities.ok_or_else(|| RequestError::new(malformed("no list of users")))?;
        let none = entities.is_empty();
        for entity in entities {
            let id = wire::user_id(entity.id()).map_err(|flaw| RequestError::new(malformed(&flaw)))?;
            if !missing.remove(&id) {
                let flaw = if batch.contains(&&id) { "twice the same user" } else { "a user who was not requested" };
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

/// Whether no page follows. A server that allows only smaller pages shows that by its page count, or by a page that is
/// full to its own page size.
fn is_last<E>(page: &PageBody<Vec<E>>, number: u64, due: usize) -> bool {
    let held = page.entities.as_ref().map_or(0, Vec::len);
    let full = page.page_size.is_some_and(|size| size > 0 && held as u64 >= size);
    held >= due || page.page_count.map_or(!full, |count| number >= count)
}

/// A total of at most the requested number counts the users found, and all of them must be here: a user left out would
/// look deleted. A larger total counts something else, such as the whole organization.
fn adds_up(total: Option<u64>, asked: usize, found: usize) -> Result<(), DirectoryError> {
    match total {
        Some(total) if total <= asked as u64 && total != found as u64 => {
            let message = format!("users were read by id, and {found} arrived where the directory counts {total}");
            Err(DirectoryError::new(DirectoryErrorKind::Incomplete, message).hint(
                "run again; if it persists, the directory or a gateway in front of it does not conform to the API. Nothing \
                 is decided on an incomplete reading",
            ))
        }
        _ => Ok(()),
    }
}

fn malformed(flaw: &str) -> DirectoryError {
    let error = DirectoryError::new(
        DirectoryErrorKind::Malformed,
        format!("users were read by id, and the directory answered with {flaw}"),
    );
    DirectoryError { request: Some("GET /api/v2/users?id=…&state=any".into()), ..error }
        .hint("run again; if it persists, the directory or a gateway in front of it does not conform to the API")
}
