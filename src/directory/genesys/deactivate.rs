//! The one write: `PATCH /api/v2/users/{id}`, which ends a user's access.

use std::sync::Arc;

use serde::Serialize;

use super::wire;
use crate::directory::{Answer, Deactivator};
use crate::http::{ApiResponse, RequestError, Retries, Writer};
use crate::model::{Dialect, Email, LiveUser, Roles, State, UserId, Version, Written};
use crate::model::{DirectoryError, DirectoryErrorKind};

/// Deactivates users of a Genesys Cloud organization.
pub(crate) struct GenesysDeactivator {
    writer: Writer,
    dialect: Dialect,
}

impl GenesysDeactivator {
    /// A deactivator over a writer.
    pub(crate) fn new(writer: Writer, dialect: Dialect) -> Self {
        Self { writer, dialect }
    }
}

impl Deactivator for GenesysDeactivator {
    fn deactivate<'a>(&'a self, id: &'a UserId, version: Version) -> Answer<'a, Written> {
        Box::pin(async move {
            let target = format!("/api/v2/users/{id}");
            let answer =
                self.writer.deactivate(&target, &Body::new(self.dialect, version), retries(self.dialect)).await;
            let ApiResponse { value, correlation_id } = answer.map_err(|failure| judge(failure, id))?;
            let user = live(value, id, version, self.dialect).map_err(|flaw| {
                let message = format!("the directory accepted the write, but answered with {flaw}");
                let fault = DirectoryError::new(DirectoryErrorKind::Malformed, message);
                DirectoryError {
                    request: Some(format!("PATCH {target}")),
                    correlation_id: correlation_id.clone(),
                    ..fault
                }
                .hint("read the user to see whether it took effect")
            })?;
            Ok(Written { user, correlation_id })
        })
    }
}

/// Only a body that names the version can be sent again by itself.
fn retries(dialect: Dialect) -> Retries {
    match dialect {
        Dialect::State => Retries::Automatic,
        Dialect::Active(_) => Retries::ByCaller,
    }
}

/// All that a deactivation can say.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Body {
    State { state: &'static str, version: u64 },
    Active { active: bool },
    ActiveWithoutRoles { active: bool, roles: [(); 0] },
}

impl Body {
    fn new(dialect: Dialect, version: Version) -> Self {
        match dialect {
            Dialect::State => Self::State { state: State::Inactive.as_str(), version: version.0 },
            Dialect::Active(Roles::Unmentioned) => Self::Active { active: false },
            Dialect::Active(Roles::Stripped) => Self::ActiveWithoutRoles { active: false, roles: [] },
        }
    }
}

/// The user as the directory answered. A gateway of the older dialect may say `active` in place of `state` and leave
/// out version and e-mail: then the version asked for and an empty e-mail stand in.
fn live(user: wire::User, id: &UserId, version: Version, dialect: Dialect) -> Result<LiveUser, String> {
    if wire::user_id(user.id.as_deref())? != *id {
        return Err("another user".to_owned());
    }
    if let Dialect::State = dialect {
        return user.live();
    }
    let said = user.active.map(|active| if active { State::Active } else { State::Inactive });
    let state = user.state.as_deref().map_or(said, wire::state).ok_or("a user without a state")?;
    Ok(LiveUser {
        id: id.clone(),
        email: Email::reported(&user.email.unwrap_or_default()),
        name: user.name.unwrap_or_default(),
        division: user.division.as_ref().and_then(wire::Named::division).map(Arc::new),
        version: user.version.map_or(version, Version),
        state,
    })
}

/// A stale version answers 409, perhaps without a body, or 400 with a code about it. Every field of an error is
/// optional: without a code, the message decides.
fn judge(failure: RequestError, id: &UserId) -> DirectoryError {
    let code = failure.code.as_deref().unwrap_or_default();
    let said = failure.message.as_deref().unwrap_or_default().to_lowercase();
    let is_conflict =
        matches!(code, "general.conflict" | "request.conflict") || (code.is_empty() && said.contains("version"));
    let is_asked_to_wait = failure.status == Some(429);
    let mut fault = failure.error;
    if failure.status == Some(400) && is_conflict {
        fault.kind = DirectoryErrorKind::Conflict;
    }
    if fault.kind == DirectoryErrorKind::Conflict && failure.follows_ambiguous_attempt {
        fault.kind = DirectoryErrorKind::ConflictAfterRetry;
    }
    match fault.kind {
        DirectoryErrorKind::ConflictAfterRetry => fault.hint("an earlier try may have taken effect: read the user before deciding"),
        DirectoryErrorKind::Conflict if is_asked_to_wait => fault.hint("wait, and read the user again before another try"),
        DirectoryErrorKind::Conflict => fault.hint("the user changed since they were read: read them again before deciding"),
        DirectoryErrorKind::Forbidden => fault.hint(
            "deactivating needs the permission `directory:user:edit` in the user's division: give the OAuth client a role that has it",
        ),
        DirectoryErrorKind::NotFound => fault.hint(format!("user {id} is gone, or these credentials may not see them: look them up in the directory")),
        _ => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(dialect: Dialect) -> String {
        serde_json::to_string(&Body::new(dialect, Version(7))).unwrap()
    }

    #[test]
    fn each_dialect_sends_its_body_and_nothing_else() {
        assert_eq!(body(Dialect::State), r#"{"state":"inactive","version":7}"#);
        assert_eq!(body(Dialect::Active(Roles::Unmentioned)), r#"{"active":false}"#);
        assert_eq!(body(Dialect::Active(Roles::Stripped)), r#"{"active":false,"roles":[]}"#);
    }
}
