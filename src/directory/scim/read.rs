//! Reads users by id, in whatever state they are now.

use super::Scim;
use super::api::{Range, malformed};
use super::settings::EntityTags;
use super::wire::{ListBody, ListedUser, UserBody};
use crate::http::{ApiResponse, RequestError};
use crate::model::{CurrentUser, DirectoryError, DirectoryErrorKind, Email, Reported, UserId, UserRecord, Version};

/// A user who was read by id.
pub(super) struct ReadUser {
    pub(super) user: ListedUser,
    pub(super) record: UserRecord,
    /// The header `ETag` as it was sent.
    pub(super) entity_tag: Option<String>,
}

impl Scim {
    /// One user; `None` for a user who is not found. A deleted user is not (RFC 7644 section 3.6).
    pub(super) async fn user(&self, id: &UserId) -> Result<Option<ReadUser>, DirectoryError> {
        Ok(self.user_or_absence(id).await?.ok())
    }

    /// One user, or the answer that there is none.
    async fn user_or_absence(&self, id: &UserId) -> Result<Result<ReadUser, RequestError>, DirectoryError> {
        let ApiResponse { value: UserBody { user, record }, entity_tag, .. } = match self.api.user(id).await {
            Ok(answer) => answer,
            Err(failure) if failure.error.kind == DirectoryErrorKind::NotFound => return Ok(Err(failure)),
            Err(failure) => return Err(failure.error),
        };
        let target = self.api.user_path(id);
        let user = user.map_err(|flaw| malformed(&target, &self.api.reader.redact_line(&flaw)).error)?;
        if user.id != *id {
            let flaw = self.api.reader.redact_line(&format!("another user (id {})", user.id));
            return Err(malformed(&target, &flaw).error);
        }
        Ok(Ok(ReadUser { user, record, entity_tag }))
    }

    /// These users as they are now; one who is not found is left out.
    pub(super) async fn current_users(&self, ids: &[UserId]) -> Result<Vec<CurrentUser>, DirectoryError> {
        let mut found: Vec<CurrentUser> = Vec::with_capacity(ids.len());
        for id in ids {
            if found.iter().any(|current| current.user.id == *id) {
                continue;
            }
            let ReadUser { user, record, entity_tag } = match self.user_or_absence(id).await? {
                Ok(read) => read,
                Err(absence) => {
                    self.check_absence(id, &absence).await?;
                    continue;
                }
            };
            let state = user.state.known().ok_or_else(|| unknown_state(id))?;
            let version = match self.settings.entity_tags {
                EntityTags::Auto => entity_tag.as_deref().filter(|tag| is_entity_tag(tag)),
                EntityTags::Off => None,
            };
            let user = user.at(version.map_or_else(Version::absent, Version::text));
            // Without an address the user is not the one of any plan.
            let rule = self.settings.addresses;
            let address = user.address(rule).cloned().unwrap_or_else(|| Email::reported(""));
            let user = user.live_at(state, address, rule);
            found.push(CurrentUser { user, interaction: Reported::Known(false), record: Some(record) });
        }
        Ok(found)
    }
}

impl Scim {
    /// Checks that an answer means that a user is not there: it is an error of SCIM (RFC 7644 section 3.12), and the service
    /// shows any user at all. A 404 may come from a gateway, from another address than that of the
    /// API, or from a service that hides everything from a token without the right to see it: then it says nothing of the
    /// user who is not found.
    async fn check_absence(&self, id: &UserId, absence: &RequestError) -> Result<(), DirectoryError> {
        if absence.message.is_none() && absence.code.is_none() {
            let mut error = absence.error.clone();
            error.kind = DirectoryErrorKind::Incomplete;
            error.message.push_str(", but not with an error of SCIM");
            return Err(error.hint("look the user up in the service: a gateway may have answered in its place"));
        }
        let shows_anybody = |body: &ListBody| match &body.resources {
            Some(found) => found.accepted.as_ref().map_or(true, |users| !users.is_empty()),
            None => false,
        };
        let by_index = self.api.range(Range { start: 1, count: 1 }).await;
        let is_shown = match by_index {
            Ok(body) => shows_anybody(&body),
            Err(failure) if is_about_request(failure.error.kind) => {
                self.api.cursor("", 1).await.is_ok_and(|body| shows_anybody(&body))
            }
            Err(failure) => return Err(failure.error),
        };
        if is_shown {
            return Ok(());
        }
        let message = format!("user {id} is not found, and the service shows no other user either");
        let error = DirectoryError::new(DirectoryErrorKind::Incomplete, message);
        Err(error.hint(
            "check `url` under `directory`, and that the token may read users: a user who is not found is only \
                        believed to be gone while the service lists others",
        ))
    }
}

/// Whether another way of paging may be answered although this one was refused: 501 counts as an error of the server.
fn is_about_request(kind: DirectoryErrorKind) -> bool {
    use DirectoryErrorKind::{NotFound, Rejected, Server};
    matches!(kind, NotFound | Rejected | Server)
}

/// Whether this is an entity tag (RFC 9110 section 8.8.3): only such a one is sent back.
pub(super) fn is_entity_tag(text: &str) -> bool {
    let opaque = text.strip_prefix("W/").unwrap_or(text);
    let inner = opaque.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.is_some_and(|inner| inner.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"'))
}

/// The error of a user who has no `active` even when read by id.
pub(super) fn unknown_state(id: &UserId) -> DirectoryError {
    let message =
        format!("the state of user {id} is unknown: the service leaves out `active`, also when the user is read by id");
    DirectoryError::new(DirectoryErrorKind::Incomplete, message).hint(
        "give the token the right to see it: some services show `active` to administrators alone. Nothing is decided on an \
         unknown state",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_tag_is_quoted() {
        for tag in [r#""a""#, r#""""#, r#"W/"a1""#, r#"W/"""#] {
            assert!(is_entity_tag(tag), "{tag}");
        }
        for other in ["", "W/1", "1", r#"""#, r#"W/""#, r#""a"b""#, r#"w/"a""#, r#""a b""#, "*", "\"a\", \"b\""] {
            assert!(!is_entity_tag(other), "{other}");
        }
    }
}
