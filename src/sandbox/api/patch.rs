//! `PATCH /api/v2/users/{id}`: the versioned write.

use serde_json::{Map, Value};

use super::{ApiCall, no_user};
use crate::model::State;
use crate::sandbox::faults::Execution;
use crate::sandbox::http::{ApiProblem, ApiReply};
use crate::sandbox::org::{ConflictReply, OrgUser, PatchDialect, StateWord};
use crate::sandbox::wire::{ApiUserBody, Expand};

/// The fields of `UpdateUser` that the sandbox accepts and ignores.
const IGNORED_FIELDS: &str = "acdAutoAnswer addresses biography certifications chat department employerInfo groups images \
                              locations manager preferredName primaryContactInfo profileSkills title username";

/// Changes one user if the version is current. As in the API, a `state` restores a deleted user.
pub(super) fn patch(call: &ApiCall<'_>, id: &str) -> Result<ApiReply, ApiProblem> {
    if !call.request.content_type.as_deref().is_some_and(|kind| kind.starts_with("application/json")) {
        let message = "Unsupported Media Type - Unsupported or incorrect media type, such as an incorrect Content-Type value in the header.";
        return Err(ApiProblem::new(415, "unsupported.media.type", message));
    }
    let fields: Map<String, Value> = call.request.json("an object")?;
    let mut org = call.service.org_mut();
    let at = org.place(id).ok_or_else(no_user)?;
    let former = org.user(at);
    let dialect = org.options.dialect;
    match version(&fields)? {
        None if dialect == PatchDialect::State => {
            return Err(ApiProblem::bad("constraint.validation", "version is required"));
        }
        Some(version) if version != u64::from(former.version) => {
            return conflict(call.action.conflict.unwrap_or(org.options.conflict));
        }
        _ => {}
    }
    let mut user = former.clone();
    match dialect {
        PatchDialect::State => update(&mut user, &fields)?,
        PatchDialect::Active => deactivate(&mut user, &fields)?,
    }
    user.version += 1;
    let reply = ApiReply::json(200, &ApiUserBody::new(&org, &user, Expand::default()));
    if call.action.execution == Execution::Full {
        call.service.store(&mut org, at, user, call.action.stale_index)?;
    }
    Ok(reply)
}

/// `PATCH /api/v2/users/bulk`: up to 50 users, but not their states.
pub(super) fn bulk(call: &ApiCall<'_>) -> Result<ApiReply, ApiProblem> {
    let users: Vec<Map<String, Value>> = call.request.json("a list of objects")?;
    if users.len() > 50 {
        return Err(ApiProblem::bad("max.directory.users", "Only 50 users can be requested at a time"));
    }
    let org = call.service.org();
    let mut bodies = Vec::new();
    for fields in &users {
        if let Some(key) = fields.keys().find(|key| *key != "id" && *key != "acdAutoAnswer") {
            return Err(unknown(key, "PatchUser"));
        }
        let id = fields.get("id").and_then(Value::as_str).unwrap_or_default();
        let at = org.place(id).ok_or_else(no_user)?;
        bodies.push(ApiUserBody::new(&org, org.user(at), Expand::default()));
    }
    Ok(ApiReply::json(200, &serde_json::json!({ "entities": serde_json::to_value(&bodies).unwrap_or_default() })))
}

fn version(fields: &Map<String, Value>) -> Result<Option<u64>, ApiProblem> {
    match fields.get("version") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) if number.is_u64() => Ok(number.as_u64()),
        Some(other) => {
            Err(ApiProblem::bad("invalid.value", format!("Value [{other}] is not valid for field type [integer]")))
        }
    }
}

fn conflict(kind: ConflictReply) -> Result<ApiReply, ApiProblem> {
    let message = "The version supplied does not match the current version of the user";
    match kind {
        ConflictReply::Status409 => Err(ApiProblem::new(409, "general.conflict", message)),
        ConflictReply::Status400 => Err(ApiProblem::new(400, "general.conflict", message)),
        ConflictReply::Empty409 => Ok(ApiReply::empty(409)),
    }
}

/// The API's own body: with `state`, no other field but `version` is allowed.
fn update(user: &mut OrgUser, fields: &Map<String, Value>) -> Result<(), ApiProblem> {
    let others = || fields.iter().filter(|(key, value)| *key != "version" && !value.is_null());
    for (key, value) in others() {
        match key.as_str() {
            "state" if others().count() > 1 => {
                let message = "If the state is specified, it is the only modifiable field";
                return Err(ApiProblem::bad("constraint.validation", message));
            }
            "state" => {
                let word: StateWord = serde_json::from_value(value.clone()).map_err(|_| {
                    let message = format!("Value [{value}] is not valid for field type [state]. Allowable values are: active, inactive, deleted");
                    ApiProblem::bad("invalid.value", message)
                })?;
                user.set_state(State::from(word));
            }
            "name" => user.name = text(key, value)?.into(),
            "email" => user.email = text(key, value)?.into(),
            known if IGNORED_FIELDS.split(' ').any(|field| field == known) => {}
            other => return Err(unknown(other, "UpdateUser")),
        }
    }
    Ok(())
}

/// The community dialect: `{"active":false}`, with or without `"roles":[]`.
fn deactivate(user: &mut OrgUser, fields: &Map<String, Value>) -> Result<(), ApiProblem> {
    for (key, value) in fields {
        match (key.as_str(), value) {
            ("active", Value::Bool(false)) | ("version", _) => {}
            ("roles", Value::Array(roles)) if roles.is_empty() => {}
            _ => return Err(unknown(key, "User")),
        }
    }
    if !fields.contains_key("active") {
        return Err(ApiProblem::bad("constraint.validation", "active is required"));
    }
    user.set_state(State::Inactive);
    Ok(())
}

fn text<'a>(key: &str, value: &'a Value) -> Result<&'a str, ApiProblem> {
    value
        .as_str()
        .ok_or_else(|| ApiProblem::bad("invalid.value", format!("Value [{value}] is not valid for field [{key}]")))
}

fn unknown(key: &str, object: &str) -> ApiProblem {
    ApiProblem::bad("invalid.property", format!("Value [{key}] is not a valid property for object [{object}]"))
}
