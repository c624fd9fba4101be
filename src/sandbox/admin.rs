//! The addresses under `/sandbox`, for tests: outside the API, neither logged nor rate-limited.
//!
//! | request | does |
//! |---|---|
//! | `GET /sandbox/requests` | the request log: `{"requests":[{seq, method, path, query, authorization, body, status, fault}]}` |
//! | `GET /sandbox/users/{id or e-mail}` | the user as stored: `{id, email, name, state, version, interacting, roles: [{role, division}]}`, and `profile` if there is one |
//! | `POST /sandbox/users/{id or e-mail}` | another administrator's edit: merges the fields, adds 1 to the version, answers with the user |
//! | `POST /sandbox/faults` | replaces the script of faults ([`super::faults`]); `faults: []` ends them |

use serde_json::json;

use super::concurrent_edit::ConcurrentEdit;
use super::faults::FaultScript;
use super::http::{ApiProblem, ApiReply, ApiRequest};
use super::org::{CreationPlace, Org, OrgUser};
use super::service::Service;
use super::wire::{ApiUserBody, Expand};
use crate::text::fold;

/// Answers a request under `/sandbox`.
///
/// # Errors
/// What the request asks for is not there, or its body is not valid.
pub(super) fn answer(service: &Service, request: &ApiRequest) -> Result<ApiReply, ApiProblem> {
    let segments = request.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), segments.as_slice()) {
        ("GET", ["sandbox", "requests"]) => Ok(service.log().reply()),
        ("GET", ["sandbox", "users", name]) => show(service, name),
        ("POST", ["sandbox", "users", name]) => edit(service, request, name),
        ("POST", ["sandbox", "faults"]) => {
            let text = String::from_utf8_lossy(&request.body);
            let bad = |error| ApiProblem::bad("bad.request", error);
            let script = FaultScript::parse(&text).map_err(bad)?;
            script.check(service.protocol()).map_err(bad)?;
            let reply = ApiReply::json(200, &json!({ "faults": script.len() }));
            service.replace_script(script);
            Ok(reply)
        }
        (_, ["sandbox", "requests" | "faults"] | ["sandbox", "users", _]) => Err(ApiProblem::method_not_allowed()),
        _ => Err(ApiProblem::not_found()),
    }
}

fn show(service: &Service, name: &str) -> Result<ApiReply, ApiProblem> {
    let org = service.org();
    let OrgUser { id, email, name, state, version, interacting, grants, profile, .. } = org.user(find(&org, name)?);
    let roles: Vec<_> = grants
        .iter()
        .filter_map(|grant| org.role_and_division(*grant))
        .map(|(role, division)| json!({"role": role.name, "division": division.name}))
        .collect();
    let mut stored = json!({"id": id, "email": email, "name": name, "state": state.as_str(), "version": version,
        "interacting": interacting, "roles": roles});
    if let (Some(profile), Some(stored)) = (profile, stored.as_object_mut()) {
        stored.insert("profile".to_owned(), json!(profile));
    }
    Ok(ApiReply::json(200, &stored))
}

fn edit(service: &Service, request: &ApiRequest, name: &str) -> Result<ApiReply, ApiProblem> {
    let edit: ConcurrentEdit = request.json("an edit")?;
    let mut org = service.org_mut();
    let at = find(&org, name)?;
    let user = edit.apply(&org, org.user(at))?;
    service.store(&mut org, at, user, 0)?;
    Ok(ApiReply::json(200, &ApiUserBody::new(&org, org.user(at), Expand::default())))
}

/// Finds a user by id, or else by e-mail.
fn find(org: &Org, name: &str) -> Result<CreationPlace, ApiProblem> {
    let is_current = |at: &CreationPlace| fold(&org.user(*at).email) == fold(name);
    let found = org.place(name).or_else(|| org.with_email(name).into_iter().find(is_current));
    found.ok_or_else(|| ApiProblem::new(404, "not.found", format!("there is no user `{name}`")))
}
