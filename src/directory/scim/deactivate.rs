//! The one write: `PATCH /Users/{id}`, which sets `active` to false (RFC 7644 section 3.5.2).

use serde::Serialize;

use super::advice::advised;
use super::api::UsersApi;
use super::settings::{EntityTags, PatchForm, ScimSettings};
use super::wire::{AddressRule, UserBody};
use crate::directory::{BoxFuture, Deactivator};
use crate::http::{ApiResponse, IfReadable, RequestError, Retries, Writer};
use crate::model::{DirectoryError, DirectoryErrorKind, Email, LiveUser, UserId, Version, WriteReceipt};

/// Deactivates users of a SCIM service.
pub(super) struct ScimDeactivator {
    writer: Writer,
    api: UsersApi,
    form: PatchForm,
    entity_tags: EntityTags,
}

impl ScimDeactivator {
    /// A deactivator over a writer.
    pub(super) fn new(writer: Writer, api: UsersApi, settings: &ScimSettings) -> Self {
        Self { writer, api, form: settings.patch_form, entity_tags: settings.entity_tags }
    }
}

impl Deactivator for ScimDeactivator {
    /// Neither the status nor the body of a 2xx proves anything, so that any of them is accepted: the caller reads the user.
    fn deactivate<'a>(&'a self, id: &'a UserId, version: Version) -> BoxFuture<'a, WriteReceipt> {
        Box::pin(async move {
            let request = PatchRequest::new(self.form);
            let entity_tag = version.as_text().filter(|_| self.entity_tags == EntityTags::Auto);
            let target = self.api.user_path(id);
            // A repeat overwrites what happened in between, as far as the service ignores tags: the caller reads first.
            let answer: Result<ApiResponse<IfReadable<UserBody>>, _> =
                self.writer.deactivate(&target, &request, entity_tag, Retries::ByCaller).await;
            let ApiResponse { value, correlation_id, entity_tag } =
                answer.map_err(|failure| advised(judge(failure, id, self.form)))?;
            let user = value.0.and_then(|body| answered(body, id, entity_tag.as_deref()));
            Ok(WriteReceipt { user, correlation_id })
        })
    }
}

/// The user as the service answered, where it answered with that user in a known state.
fn answered(body: UserBody, id: &UserId, entity_tag: Option<&str>) -> Option<LiveUser> {
    let user = body.user.ok().filter(|user| user.id == *id)?;
    let state = user.state.known()?;
    let user = match entity_tag {
        Some(tag) => user.at(Version::text(tag)),
        None => user,
    };
    Some(user.live_at(state, Email::reported(""), AddressRule::Email))
}

/// The body of a deactivation: it can express nothing else. `active` is a Boolean, never a text (RFC 7643 section 2.3.2).
#[derive(Debug, Serialize)]
struct PatchRequest {
    schemas: [&'static str; 1],
    #[serde(rename = "Operations")]
    operations: [PatchOperation; 1],
}

#[derive(Debug, Serialize)]
struct PatchOperation {
    op: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'static str>,
    value: PatchValue,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum PatchValue {
    Active(bool),
    Attributes { active: bool },
}

impl PatchRequest {
    fn new(form: PatchForm) -> Self {
        let (path, value) = match form {
            PatchForm::Path => (Some("active"), PatchValue::Active(false)),
            PatchForm::Pathless => (None, PatchValue::Attributes { active: false }),
        };
        Self {
            schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            operations: [PatchOperation { op: "replace", path, value }],
        }
    }
}

/// What the refusal of a write means. Another form of the body is never tried by itself.
fn judge(failure: RequestError, id: &UserId, form: PatchForm) -> DirectoryError {
    let mut error = failure.error;
    error.kind = kind(failure.status, failure.code.as_deref(), error.kind);
    match (failure.status, error.kind) {
        (_, DirectoryErrorKind::OutdatedVersion) => {
            error.hint("the user changed since the last reading: read the user again before deciding")
        }
        (_, DirectoryErrorKind::Throttled) => {
            error.hint("find out who else uses the service's rate limit, and apply again when there is less of it")
        }
        (Some(status @ (405 | 501)), _) => {
            error.message = format!("users of this service cannot be deactivated by PATCH: it answered {status}");
            error.hint(
                "deactivate the user in the service itself, and ask its vendor about PATCH (RFC 7644 section 3.5.2)",
            )
        }
        (Some(400 | 422), _) => {
            let other = match form {
                PatchForm::Path => "pathless",
                PatchForm::Pathless => "path",
            };
            error.hint(format!(
                "if the service does not know this form of the write, set `patch_form: {other}` under `directory` and plan \
                 again; rosterctl never tries another form by itself"
            ))
        }
        (Some(409), _) => error.hint("settle in the service what it names, and apply again"),
        (_, DirectoryErrorKind::Forbidden) => error.hint("give the token the right to change users by SCIM"),
        (_, DirectoryErrorKind::NotFound) => {
            error.hint(format!("user {id} is gone, or this token cannot see the user: look in the service"))
        }
        _ => error,
    }
}

/// The kind of a refusal by its status and its `scimType` (RFC 7644 section 3.12). A stale version is answered by 412 or
/// 409, or by 400 `invalidVers`, as Genesys Cloud's SCIM API does; a 409 with another `scimType`, such as `uniqueness`, is
/// no matter of versions. The codes of a 400 that are about the form of the body hold for every user.
fn kind(status: Option<u16>, code: Option<&str>, kind: DirectoryErrorKind) -> DirectoryErrorKind {
    let code = code.unwrap_or_default().to_ascii_lowercase();
    match (status, code.as_str()) {
        (Some(412), _) | (Some(400 | 409), "invalidvers") => DirectoryErrorKind::OutdatedVersion,
        (Some(409), "") => DirectoryErrorKind::Conflict,
        (Some(409), _) => DirectoryErrorKind::Rejected,
        (Some(405 | 501), _) | (Some(400 | 422), "invalidsyntax" | "invalidpath" | "notarget") => {
            DirectoryErrorKind::Unsupported
        }
        _ => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_sends_its_body_and_nothing_else() {
        let json = |form| serde_json::to_string(&PatchRequest::new(form)).unwrap();
        let schemas = r#""schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]"#;
        assert_eq!(
            json(PatchForm::Path),
            format!(r#"{{{schemas},"Operations":[{{"op":"replace","path":"active","value":false}}]}}"#)
        );
        assert_eq!(
            json(PatchForm::Pathless),
            format!(r#"{{{schemas},"Operations":[{{"op":"replace","value":{{"active":false}}}}]}}"#)
        );
    }
}
