//! The one write: `PATCH /api/v2/users/{id}`, which ends a user's access.

use std::sync::Arc;

use serde::Serialize;

use super::facts::DeactivationBody;
use super::wire;
use crate::directory::{BoxFuture, Deactivator};
use crate::http::{ApiResponse, RequestError, Retries, Writer};
use crate::model::{DirectoryError, DirectoryErrorKind, Email, LiveUser, State, UserId, Version, WriteReceipt};

/// Deactivates users of a Genesys Cloud organization.
pub(crate) struct GenesysDeactivator {
    writer: Writer,
    body: DeactivationBody,
}

impl GenesysDeactivator {
    /// A deactivator over a writer.
    pub(crate) fn new(writer: Writer, body: DeactivationBody) -> Self {
        Self { writer, body }
    }
}

impl Deactivator for GenesysDeactivator {
    fn deactivate<'a>(&'a self, id: &'a UserId, version: Version) -> BoxFuture<'a, WriteReceipt> {
        Box::pin(async move {
            let target = format!("/api/v2/users/{}", id.as_str());
            let request = DeactivationRequest::new(self.body, &version)?;
            let answer = self.writer.deactivate(&target, &request, None, retries(self.body)).await;
            let ApiResponse { value, correlation_id, .. } = answer.map_err(|failure| judge(failure, id))?;
            let user = live(value, id, version, self.body).map_err(|flaw| {
                let message = format!("the directory accepted the write, but answered with {flaw}");
                let error = DirectoryError::new(DirectoryErrorKind::Malformed, message);
                DirectoryError {
                    request: Some(format!("PATCH {target}")),
                    correlation_id: correlation_id.clone(),
                    ..error
                }
                .hint("read the user to see whether it took effect")
            })?;
            Ok(WriteReceipt { user: Some(user), correlation_id })
        })
    }
}

/// Only a body that names the version can be sent again by itself.
fn retries(body: DeactivationBody) -> Retries {
    match body {
        DeactivationBody::State => Retries::Automatic,
        DeactivationBody::Active | DeactivationBody::ActiveWithoutRoles => Retries::ByCaller,
    }
}

/// The body of a deactivation: it can express nothing else.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum DeactivationRequest {
    State { state: &'static str, version: u64 },
    Active { active: bool },
    ActiveWithoutRoles { active: bool, roles: [(); 0] },
}

impl DeactivationRequest {
    fn new(body: DeactivationBody, version: &Version) -> Result<Self, DirectoryError> {
        Ok(match body {
            DeactivationBody::State => Self::State {
                state: State::Inactive.as_str(),
                version: version.as_number().ok_or_else(|| {
                    let message = format!("`{version}` is not a version of this directory; nothing was sent");
                    DirectoryError::new(DirectoryErrorKind::DisallowedBySettings, message).hint("plan again")
                })?,
            },
            DeactivationBody::Active => Self::Active { active: false },
            DeactivationBody::ActiveWithoutRoles => Self::ActiveWithoutRoles { active: false, roles: [] },
        })
    }
}

/// The user as the directory answered. A gateway that uses the older body may send `active` in place of `state`, and leave
/// out version and e-mail: then the version of the request and an empty e-mail take their place.
fn live(user: wire::WireUser, id: &UserId, version: Version, body: DeactivationBody) -> Result<LiveUser, String> {
    if wire::user_id(user.id.as_deref())? != *id {
        return Err("another user".to_owned());
    }
    if body == DeactivationBody::State {
        return user.live();
    }
    let reported = user.active.map(|active| if active { State::Active } else { State::Inactive });
    let state = user.state.as_deref().map_or(reported, wire::state).ok_or("a user without a state")?;
    Ok(LiveUser {
        id: id.clone(),
        email: Email::reported(&user.email.unwrap_or_default()),
        name: user.name.unwrap_or_default(),
        division: user.division.as_ref().and_then(wire::WireNamed::division).map(Arc::new),
        version: user.version.map_or(version, Version::number),
        state,
        attributes: None,
    })
}

/// A stale version is answered by 409, perhaps without a body, or by 400 with a code for it. Every field of an error is
/// optional: without a code, the message decides.
fn judge(failure: RequestError, id: &UserId) -> DirectoryError {
    let code = failure.code.as_deref().unwrap_or_default();
    let message = failure.message.as_deref().unwrap_or_default().to_lowercase();
    let is_conflict =
        matches!(code, "general.conflict" | "request.conflict") || (code.is_empty() && message.contains("version"));
    let mut error = failure.error;
    // Like a user who changed, one whose write was not carried out is read again.
    let is_asked_to_wait = error.kind == DirectoryErrorKind::Throttled;
    if is_asked_to_wait || (failure.status == Some(400) && is_conflict) {
        error.kind = DirectoryErrorKind::Conflict;
    }
    if error.kind == DirectoryErrorKind::Conflict && failure.follows_ambiguous_attempt {
        error.kind = DirectoryErrorKind::ConflictAfterRetry;
    }
    match error.kind {
        DirectoryErrorKind::ConflictAfterRetry => error.hint("an earlier try may have taken effect: read the user before deciding"),
        DirectoryErrorKind::Conflict if is_asked_to_wait => error.hint("wait, and read the user again before the next try"),
        DirectoryErrorKind::Conflict => error.hint("the user changed since the last reading: read the user again before deciding"),
        DirectoryErrorKind::Forbidden => error.hint(
            "deactivating needs the permission `directory:user:edit` in the user's division: give the OAuth client a role that has it",
        ),
        DirectoryErrorKind::NotFound => error.hint(format!("user {id} is gone, or these credentials cannot see the user: look in the directory")),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(body: DeactivationBody) -> String {
        serde_json::to_string(&DeactivationRequest::new(body, &Version::number(7)).unwrap()).unwrap()
    }

    #[test]
    fn each_deactivation_sends_its_body_and_nothing_else() {
        assert_eq!(json(DeactivationBody::State), r#"{"state":"inactive","version":7}"#);
        assert_eq!(json(DeactivationBody::Active), r#"{"active":false}"#);
        assert_eq!(json(DeactivationBody::ActiveWithoutRoles), r#"{"active":false,"roles":[]}"#);
    }

    #[test]
    fn a_version_of_another_directory_is_refused_before_anything_is_sent() {
        let error = DeactivationRequest::new(DeactivationBody::State, &Version::text("W/\"a1\"")).unwrap_err();
        assert_eq!(error.kind, DirectoryErrorKind::DisallowedBySettings);
    }
}
