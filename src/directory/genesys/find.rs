//! Finds users in any state by e-mail or id, without listing the inactive ones: that list ends at 10,000.
//!
//! The search index lags behind writes by up to minutes, so its hits are candidates only: each is read by id.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::entities::SearchHit;
use super::listings::{SearchCriterion, SearchHits};
use super::read;
use crate::directory::completeness::{ListedEntity, MAX_TEXT_BYTES};
use crate::directory::pages;
use crate::http::Reader;
use crate::model::{DirectoryError, Email, LiveUser, Observer, UserId};

/// The most e-mails in one search.
const MAX_SEARCH_EMAILS: usize = 50;

/// Which users a search covers.
#[derive(Clone, Copy)]
enum SearchedStates {
    /// Those that the index returns by default.
    Default,
    /// Those that it may leave out by default.
    InactiveOrDeleted,
}

/// The users who have one of the e-mails or ids, each once, by id. Sends nothing when both lists are empty.
///
/// # Errors
/// As [`pages::collect`] and [`read::users`].
pub(super) async fn find(
    reader: &Reader,
    observer: &dyn Observer,
    emails: &[Email],
    ids: &[UserId],
) -> Result<Vec<LiveUser>, DirectoryError> {
    let mut found: BTreeMap<UserId, LiveUser> = BTreeMap::new();
    let mut wanted: BTreeSet<&Email> = emails.iter().collect();
    for states in [SearchedStates::Default, SearchedStates::InactiveOrDeleted] {
        for user in search(reader, observer, &wanted, states).await? {
            found.insert(user.id.clone(), user);
        }
        let found_emails: HashSet<&Email> = found.values().map(|user| &user.email).collect();
        wanted.retain(|email| !found_emails.contains(*email));
    }
    let unread: Vec<UserId> = ids.iter().filter(|id| !found.contains_key(id)).cloned().collect();
    found.extend(read::users(reader, &unread).await?.into_iter().map(|user| (user.id.clone(), user)));
    Ok(found.into_values().collect())
}

/// The users among the hits who really have a wanted e-mail.
///
/// A hit that cannot be read by id is kept only when the index has it as deleted: a deleted user is reported and never
/// written to. Otherwise the index is behind, and the user counts as not there.
async fn search(
    reader: &Reader,
    observer: &dyn Observer,
    wanted: &BTreeSet<&Email>,
    states: SearchedStates,
) -> Result<Vec<LiveUser>, DirectoryError> {
    let mut hits: BTreeMap<UserId, SearchHit> = BTreeMap::new();
    let mut text = 0_usize;
    for batch in spellings(wanted).chunks(MAX_SEARCH_EMAILS) {
        for hit in pages::collect(SearchHits { reader: reader.clone(), query: query(batch, states) }, observer).await? {
            if hit.email.as_ref().is_some_and(|email| wanted.contains(email)) {
                text = text.saturating_add(hit.text_bytes());
                hits.insert(hit.id.clone(), hit);
            }
        }
    }
    if text > MAX_TEXT_BYTES {
        return Err(pages::too_large("users found by e-mail"));
    }
    let ids: Vec<UserId> = hits.keys().cloned().collect();
    let mut users = read::users(reader, &ids).await?;
    let readable: HashSet<UserId> = users.iter().map(|user| user.id.clone()).collect();
    let gone = hits.into_iter().filter(|(id, _)| !readable.contains(id)).filter_map(|(_, hit)| hit.deleted);
    users.extend(gone);
    users.retain(|user| wanted.contains(&user.email));
    Ok(users)
}

/// Each e-mail as written and as compared: whether the index ignores case is not documented.
fn spellings(wanted: &BTreeSet<&Email>) -> Vec<String> {
    let all = wanted.iter().flat_map(|email| [email.as_str(), email.folded()]);
    let unique: BTreeSet<&str> = all.collect();
    unique.into_iter().map(str::to_owned).collect()
}

fn query(emails: &[String], states: SearchedStates) -> Vec<SearchCriterion> {
    let email = SearchCriterion::exact("email", emails.to_vec());
    match states {
        SearchedStates::Default => vec![email],
        SearchedStates::InactiveOrDeleted => {
            let values = vec!["inactive".to_owned(), "deleted".to_owned()];
            vec![email, SearchCriterion::exact("state", values)]
        }
    }
}
