//! What a service answers of a single user.

use super::paging::FirstPage;
use super::{ENTITY_TAGS, LOOK_UP, STATES, ScimProbe, failed, unconnected};
use crate::directory::scim::api::LookupForm;
use crate::directory::scim::find::USER_NAME;
use crate::directory::scim::read::is_entity_tag;
use crate::directory::scim::settings::EntityTags;
use crate::directory::scim::walk::WalkedBy;
use crate::directory::scim::wire::{Advertised, ReportedState};
use crate::model::{Check, DirectoryErrorKind, Email};

impl ScimProbe {
    /// Whether the state of users is reported, in the list and by id.
    pub(super) async fn states(&mut self) -> Check {
        let (Some(scim), Some(user)) = (&self.scim, self.user()) else { return unconnected(STATES) };
        let read = match scim.user(&user.id).await {
            Ok(Some(read)) => read.user,
            Ok(None) => {
                let found = format!("user {} was listed, and is not found by id", user.id);
                return Check::failed(STATES, found, "run doctor again; if it persists, no plan can be applied here");
            }
            Err(error) => return failed(STATES, crate::directory::scim::advice::advised(error), None),
        };
        match (user.state, read.state) {
            (_, ReportedState::Absent) => Check::failed(
                STATES,
                "`active` is left out, also when a user is read by id",
                "give the token the right to see it: some services show `active` to administrators alone",
            ),
            (ReportedState::Absent, _) => {
                Check::ok(STATES, "`active` is left out of the list, and reported by id: each user is read by id")
            }
            (ReportedState::Text(_), _) | (_, ReportedState::Text(_)) => {
                Check::ok(STATES, "`active` is reported as a text in place of a Boolean, which is understood")
            }
            (ReportedState::Literal(_), ReportedState::Literal(_)) => Check::ok(STATES, "`active` is reported"),
        }
    }

    /// Whether a user can be found by `userName`, by which missing users are cross-checked.
    pub(super) async fn look_up(&mut self) -> Check {
        const FIX: &str = "nothing needs fixing: a declared user who is missing from the list cannot be cross-checked here, \
                           so compare the number of users with the service's own console";
        let (Some(scim), Some(user)) = (&self.scim, self.user()) else { return unconnected(LOOK_UP) };
        let Some(name) = user.user_name().cloned() else {
            return Check::unknown(LOOK_UP, "the first user has no `userName` to look for", FIX);
        };
        let form = match &self.first {
            Some(Ok(FirstPage { by: WalkedBy::Cursor, .. })) => LookupForm::FilterOnly,
            _ => LookupForm::Ranged,
        };
        let nobody = Email::reported("nobody@rosterctl.invalid");
        let found = scim.api.found_by(USER_NAME, name.as_str(), form).await;
        let strangers = scim.api.found_by(USER_NAME, nobody.as_str(), form).await;
        match (found, strangers) {
            (Ok(None), _) | (_, Ok(None)) => {
                Check::unknown(LOOK_UP, "a look-up announces users and shows none, or shows no list of users", FIX)
            }
            (Ok(Some(found)), Ok(Some(strangers))) => {
                match (found.iter().any(|found| found.id == user.id), strangers.len()) {
                    (true, 0) => Check::ok(LOOK_UP, "users are found by `userName eq`, and nobody else is"),
                    (_, 1..) => Check::unknown(LOOK_UP, "filters are ignored: other users are answered", FIX),
                    (false, 0) => Check::unknown(LOOK_UP, "a listed user is not found by `userName eq`", FIX),
                }
            }
            (Err(failure), _) | (_, Err(failure)) => match failure.error.kind {
                DirectoryErrorKind::Unreachable | DirectoryErrorKind::Server | DirectoryErrorKind::RateLimited => {
                    failed(LOOK_UP, failure.error, None)
                }
                _ => Check::unknown(LOOK_UP, format!("filters are refused: {}", failure.error), FIX),
            },
        }
    }

    /// Whether users have entity tags, by which a write detects a concurrent change.
    pub(super) async fn entity_tags(&mut self) -> Check {
        let (Some(scim), Some(user)) = (&self.scim, self.user()) else { return unconnected(ENTITY_TAGS) };
        let read = match scim.user(&user.id).await {
            Ok(read) => read,
            Err(error) => return failed(ENTITY_TAGS, crate::directory::scim::advice::advised(error), None),
        };
        let claimed = match self.description.as_ref().map(|described| described.etag) {
            Some(Advertised::Supported) => "as the service says",
            Some(Advertised::Unsupported) => "although the service says that it has none",
            Some(Advertised::Unsaid) | None => "which the service does not mention",
        };
        let reread = "each user is read once more just before the write, and one request's time remains in which a change \
                      goes unnoticed";
        let tag = read.and_then(|read| read.entity_tag);
        match (scim.settings.entity_tags, tag.as_deref()) {
            (EntityTags::Off, _) => Check::ok(ENTITY_TAGS, format!("not used (`etag: off`): {reread}")),
            (EntityTags::Auto, None) => Check::ok(ENTITY_TAGS, format!("there are none: {reread}")),
            (EntityTags::Auto, Some(tag)) if !is_entity_tag(tag) => {
                Check::ok(ENTITY_TAGS, format!("malformed ({tag}), so that they are not used: {reread}"))
            }
            (EntityTags::Auto, Some(tag)) => {
                let kind = if tag.starts_with("W/") { "weak" } else { "strong" };
                let found =
                    format!("there are {kind} ones, {claimed}; writes name them, which only some services enforce");
                Check::ok(ENTITY_TAGS, found)
            }
        }
    }
}
