//! `PATCH /api/v2/users/{id}`: the versioned write.

use serde_json::{Map, Value};

use super::{Call, no_user};
use crate::model::State;
use crate::sandbox::body::{Expand, UserBody};
use crate::sandbox::exchange::{Problem, Reply};
use crate::sandbox::faults::Effect;
use crate::sandbox::org::{Conflict, Dialect, StateWord, User};

/// The fields of `UpdateUser` that the sandbox accepts and does not keep.
const UNKEPT: [&str; 16] = [
    "acdAutoAnswer",
    "addresses",
    "biography",
    "certifications",
    "chat",
    "department",
    "employerInfo",
    "groups",
    "images",
    "locations",
    "manager",
    "preferredName",
    "primaryContactInfo",
    "profileSkills",
    "title",
    "username",
];

/// Changes one user, if the version is the current one. A `state` on a deleted user restores them, as it does in
/// the API.
pub(super) fn patch(call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
    if !call.request.content_type.as_deref().is_some_and(|kind| kind.starts_with("application/json")) {
        let message = "Unsupported Media Type - Unsupported or incorrect media type, such as an incorrect Content-Type value in the header.";
        return Err(Problem::new(415, "unsupported.media.type", message));
    }
    let fields: Map<String, Value> = serde_json::from_slice(&call.request.body)
        .map_err(|error| Problem::bad("bad.request", format!("the body is not an object: {error}")))?;
    let mut org = call.service.org_mut();
    let at = org.place(id).ok_or_else(no_user)?;
    let former = org.user(at);
    let dialect = org.manners.dialect;
    match version(&fields)? {
        None if dialect == Dialect::State => return Err(Problem::bad("constraint.validation", "version is required")),
        Some(version) if version != u64::from(former.version) => {
            return conflict(call.act.conflict.unwrap_or(org.manners.conflict));
        }
        _ => {}
    }
    let mut user = former.clone();
    match dialect {
        Dialect::State => update(&mut user, &fields)?,
        Dialect::Active => deactivate(&mut user, &fields)?,
    }
    user.version += 1;
    let reply = Reply::json(200, &UserBody::new(&org, &user, Expand::default()));
    if call.act.effect == Effect::Full {
        call.service.store(&mut org, at, user, call.act.stale_index)?;
    }
    Ok(reply)
}

/// `PATCH /api/v2/users/bulk`: up to 50 users, and never their state.
pub(super) fn bulk(call: &Call<'_>) -> Result<Reply, Problem> {
    let users: Vec<Map<String, Value>> = serde_json::from_slice(&call.request.body)
        .map_err(|error| Problem::bad("bad.request", format!("the body is not a list of objects: {error}")))?;
    if users.len() > 50 {
        return Err(Problem::bad("max.directory.users", "Only 50 users can be requested at a time"));
    }
    let org = call.service.org();
    let mut bodies = Vec::new();
    for fields in &users {
        if let Some(key) = fields.keys().find(|key| *key != "id" && *key != "acdAutoAnswer") {
            return Err(unknown(key, "PatchUser"));
        }
        let id = fields.get("id").and_then(Value::as_str).unwrap_or_default();
        let at = org.place(id).ok_or_else(no_user)?;
        bodies.push(UserBody::new(&org, org.user(at), Expand::default()));
    }
    Ok(Reply::json(200, &serde_json::json!({ "entities": serde_json::to_value(&bodies).unwrap_or_default() })))
}

fn version(fields: &Map<String, Value>) -> Result<Option<u64>, Problem> {
    match fields.get("version") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) if number.is_u64() => Ok(number.as_u64()),
        Some(other) => {
            Err(Problem::bad("invalid.value", format!("Value [{other}] is not valid for field type [integer]")))
        }
    }
}

fn conflict(kind: Conflict) -> Result<Reply, Problem> {
    let message = "The version supplied does not match the current version of the user";
    match kind {
        Conflict::Status409 => Err(Problem::new(409, "general.conflict", message)),
        Conflict::Status400 => Err(Problem::new(400, "general.conflict", message)),
        Conflict::Empty409 => Ok(Reply::empty(409)),
    }
}

/// The API's own body: `state` stands alone with `version`.
fn update(user: &mut User, fields: &Map<String, Value>) -> Result<(), Problem> {
    let others = || fields.iter().filter(|(key, value)| *key != "version" && !value.is_null());
    for (key, value) in others() {
        match key.as_str() {
            "state" if others().count() > 1 => {
                let message = "If the state is specified, it is the only modifiable field";
                return Err(Problem::bad("constraint.validation", message));
            }
            "state" => {
                let word: StateWord = serde_json::from_value(value.clone()).map_err(|_| {
                    let message = format!("Value [{value}] is not valid for field type [state]. Allowable values are: active, inactive, deleted");
                    Problem::bad("invalid.value", message)
                })?;
                user.turn(State::from(word));
            }
            "name" => user.name = text(key, value)?.into(),
            "email" => user.email = text(key, value)?.into(),
            known if UNKEPT.contains(&known) => {}
            other => return Err(unknown(other, "UpdateUser")),
        }
    }
    Ok(())
}

/// The community dialect: `{"active":false}`, with or without `"roles":[]`.
fn deactivate(user: &mut User, fields: &Map<String, Value>) -> Result<(), Problem> {
    for (key, value) in fields {
        match (key.as_str(), value) {
            ("active", Value::Bool(false)) | ("version", _) => {}
            ("roles", Value::Array(roles)) if roles.is_empty() => {}
            _ => return Err(unknown(key, "User")),
        }
    }
    if !fields.contains_key("active") {
        return Err(Problem::bad("constraint.validation", "active is required"));
    }
    user.turn(State::Inactive);
    Ok(())
}

fn text<'a>(key: &str, value: &'a Value) -> Result<&'a str, Problem> {
    value
        .as_str()
        .ok_or_else(|| Problem::bad("invalid.value", format!("Value [{value}] is not valid for field [{key}]")))
}

fn unknown(key: &str, object: &str) -> Problem {
    Problem::bad("invalid.property", format!("Value [{key}] is not a valid property for object [{object}]"))
}
