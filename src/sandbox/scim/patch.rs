//! `PATCH /Users/{id}` (RFC 7644 section 3.5.2): `active` can be changed, and nothing else.

use serde::Deserialize;
use serde_json::Value;

use super::user::USER_SCHEMA;
use super::view::UserView;
use super::{ScimCall, etag, no_user, not_implemented, reply, services};
use crate::model::State;
use crate::sandbox::faults::{Execution, Quirk, Quirks};
use crate::sandbox::http::{ApiProblem, ApiReply};

/// RFC 7644 section 3.5.2.
const PATCH_SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

#[derive(Deserialize)]
struct ReceivedPatch {
    schemas: Vec<String>,
    #[serde(rename = "Operations")]
    operations: Vec<ReceivedOperation>,
}

#[derive(Deserialize)]
struct ReceivedOperation {
    op: String,
    path: Option<String>,
    #[serde(default)]
    value: Value,
}

/// Changes one user if the version in `If-Match` is current.
pub(super) fn patch(call: &ScimCall<'_>, id: &str) -> Result<ApiReply, ApiProblem> {
    let quirks = call.quirks;
    if quirks.has(Quirk::NoPatch) {
        return Err(not_implemented("PATCH is not supported."));
    }
    let media_type = call.request.content_type.as_deref().unwrap_or_default();
    if !["application/scim+json", "application/json"].iter().any(|known| media_type.starts_with(known)) {
        return Err(ApiProblem::new(415, "", "The body must be application/scim+json."));
    }
    let mut org = call.service.org_mut();
    let at = UserView::new(call, &org).known(id).ok_or_else(no_user)?;
    let former = org.user(at).clone();
    etag::check(call.request.if_match.as_deref(), former.version, quirks)?;
    let wanted = wanted(&call.request.body, quirks)?;
    let mut user = match wanted {
        Some(State::Inactive) => services::deactivated(&former, &org, quirks),
        Some(state) => crate::sandbox::org::OrgUser { state, ..former.clone() },
        None => former.clone(),
    };
    if user != former {
        user.version += 1;
        if call.action.execution == Execution::Full && !quirks.has(Quirk::PatchWithoutEffect) {
            call.service.store(&mut org, at, user.clone(), call.action.stale_index)?;
        }
    }
    Ok(match services::answers_204(quirks) {
        true => reply::with_etag(ApiReply::empty(204), &user, quirks),
        false => reply::user(call, &UserView::new(call, &org), at, &user),
    })
}

/// The state that the operations ask for; `None` when they are ignored.
///
/// # Errors
/// 400 with the `scimType` of RFC 7644 section 3.12.
fn wanted(body: &[u8], quirks: &Quirks) -> Result<Option<State>, ApiProblem> {
    let syntax = |message: String| ApiProblem::bad("invalidSyntax", message);
    let body: ReceivedPatch =
        serde_json::from_slice(body).map_err(|error| syntax(format!("The body is not a PatchOp: {error}.")))?;
    if !body.schemas.iter().any(|schema| schema.eq_ignore_ascii_case(PATCH_SCHEMA)) {
        return Err(syntax(format!("`schemas` does not contain {PATCH_SCHEMA}.")));
    }
    let mut wanted = None;
    for operation in &body.operations {
        // `add` to an attribute with one value replaces it (section 3.5.2.1).
        if !matches!(operation.op.as_str(), "replace" | "add") {
            return Err(syntax(format!("The sandbox supports the operation replace, not `{}`.", operation.op)));
        }
        if let Some(is_active) = is_active(operation, quirks)? {
            wanted = Some(if is_active { State::Active } else { State::Inactive });
        }
    }
    Ok(wanted)
}

/// The value of `active` that an operation asks for; `None` when it is ignored.
fn is_active(operation: &ReceivedOperation, quirks: &Quirks) -> Result<Option<bool>, ApiProblem> {
    let value = match (&operation.path, &operation.value) {
        (Some(_), _) if quirks.has(Quirk::RejectsPath) => {
            return Err(ApiProblem::bad("invalidPath", "An operation must not have a path."));
        }
        (None, _) if quirks.has(Quirk::RejectsPathless) => {
            return Err(ApiProblem::bad("noTarget", "An operation must have a path."));
        }
        (Some(path), value) => {
            changeable(path)?;
            value
        }
        (None, Value::Object(attributes)) => {
            attributes.keys().try_for_each(|name| changeable(name))?;
            attributes.values().next().unwrap_or(&Value::Null)
        }
        (None, _) => return Err(ApiProblem::bad("invalidValue", "Without a path, the value is an object.")),
    };
    match (value, quirks.has(Quirk::BitwardenIgnoresPatch), &operation.path) {
        (Value::Bool(value), false, _) | (Value::Bool(value), true, None) => Ok(Some(*value)),
        (Value::String(text), true, Some(_)) => Ok(text.to_ascii_lowercase().parse().ok()),
        (_, true, _) => Ok(None),
        (other, false, _) => Err(ApiProblem::bad("invalidValue", format!("`active` is true or false, not {other}."))),
    }
}

/// Names of attributes are not case-sensitive (RFC 7643 section 2.1).
fn changeable(path: &str) -> Result<(), ApiProblem> {
    let name = path.strip_prefix(USER_SCHEMA).map_or(path, |rest| rest.trim_start_matches(':'));
    match name.eq_ignore_ascii_case("active") {
        true => Ok(()),
        false => Err(ApiProblem::bad("mutability", format!("The sandbox changes `active`, not `{path}`."))),
    }
}
