//! Finds users in any state by e-mail or id, without listing the inactive ones: that list ends at 10,000.
//!
//! The search index lags behind writes by up to minutes, so it only proposes; who is who is read by id.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::entities::{Entity, Hit};
use super::list::{self, Criterion, Hits};
use super::proof::MOST_TEXT;
use super::read;
use crate::http::Reader;
use crate::model::{DirectoryError, Observer};
use crate::model::{Email, LiveUser, UserId};

/// The most e-mails that one search names.
const MOST_EMAILS: usize = 50;

/// Which users a search looks at.
#[derive(Clone, Copy)]
enum Among {
    /// Whom the index shows by default.
    Default,
    /// The ones it may leave out otherwise.
    InactiveOrDeleted,
}

/// The users who bear one of the e-mails or ids, each once, by id. Sends nothing when both lists are empty.
///
/// # Errors
/// What [`list::collect`] and [`read::users`] say.
pub(super) async fn find(
    reader: &Reader,
    observer: &dyn Observer,
    emails: &[Email],
    ids: &[UserId],
) -> Result<Vec<LiveUser>, DirectoryError> {
    let mut found: BTreeMap<UserId, LiveUser> = BTreeMap::new();
    let mut wanted: BTreeSet<&Email> = emails.iter().collect();
    for among in [Among::Default, Among::InactiveOrDeleted] {
        for user in search(reader, observer, &wanted, among).await? {
            found.insert(user.id.clone(), user);
        }
        let borne: HashSet<&Email> = found.values().map(|user| &user.email).collect();
        wanted.retain(|email| !borne.contains(*email));
    }
    let unread: Vec<UserId> = ids.iter().filter(|id| !found.contains_key(id)).cloned().collect();
    found.extend(read::users(reader, &unread).await?.into_iter().map(|user| (user.id.clone(), user)));
    Ok(found.into_values().collect())
}

/// The users among the hits who really bear a wanted e-mail.
///
/// A hit that cannot be read by id is kept only when the index has it as deleted: a deleted user is reported and never
/// written to. Otherwise the index is behind, and the user counts as not there.
async fn search(
    reader: &Reader,
    observer: &dyn Observer,
    wanted: &BTreeSet<&Email>,
    among: Among,
) -> Result<Vec<LiveUser>, DirectoryError> {
    let mut hits: BTreeMap<UserId, Hit> = BTreeMap::new();
    let mut text = 0_usize;
    for batch in spellings(wanted).chunks(MOST_EMAILS) {
        for hit in list::collect(reader, Hits { query: query(batch, among) }, observer).await? {
            if hit.email.as_ref().is_some_and(|email| wanted.contains(email)) {
                text = text.saturating_add(hit.text());
                hits.insert(hit.id.clone(), hit);
            }
        }
    }
    if text > MOST_TEXT {
        return Err(list::too_large("users found by e-mail"));
    }
    let ids: Vec<UserId> = hits.keys().cloned().collect();
    let mut users = read::users(reader, &ids).await?;
    let readable: HashSet<UserId> = users.iter().map(|user| user.id.clone()).collect();
    let gone = hits.into_iter().filter(|(id, _)| !readable.contains(id)).filter_map(|(_, hit)| hit.deleted);
    users.extend(gone);
    users.retain(|user| wanted.contains(&user.email));
    Ok(users)
}

/// Each e-mail as it was written and as it is compared: whether the index minds case is not documented.
fn spellings(wanted: &BTreeSet<&Email>) -> Vec<String> {
    let all = wanted.iter().flat_map(|email| [email.as_str(), email.folded()]);
    let unique: BTreeSet<&str> = all.collect();
    unique.into_iter().map(str::to_owned).collect()
}

fn query(emails: &[String], among: Among) -> Vec<Criterion> {
    let email = Criterion { kind: "EXACT", fields: ["email"], values: emails.to_vec() };
    match among {
        Among::Default => vec![email],
        Among::InactiveOrDeleted => {
            let values = vec!["inactive".to_owned(), "deleted".to_owned()];
            vec![email, Criterion { kind: "EXACT", fields: ["state"], values }]
        }
    }
}
