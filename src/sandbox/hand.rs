//! The test's hand: addresses under `/sandbox`, outside of the API, neither logged nor rate-limited.
//!
//! | request | does |
//! |---|---|
//! | `GET /sandbox/requests` | the request log: `{"requests":[{seq, method, path, query, authorization, body, status, fault}]}` |
//! | `GET /sandbox/users/{id or e-mail}` | the user as they are: `{id, email, name, state, version, interacting, roles: [{role, division}]}` |
//! | `POST /sandbox/users/{id or e-mail}` | another administrator's edit: merges the fields, adds 1 to the version, answers with the user |
//! | `POST /sandbox/faults` | replaces the script of faults ([`super::faults`]); `faults: []` ends them |

use serde::Deserialize;
use serde_json::json;

use super::body::{Expand, UserBody};
use super::exchange::{Problem, Reply, Request};
use super::faults::Script;
use super::org::{Grant, Org, Place, StateWord, User};
use super::service::Service;

/// What somebody else changes of a user; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HandEdit {
    name: Option<String>,
    email: Option<String>,
    state: Option<StateWord>,
    /// By name or id.
    division: Option<String>,
    /// By name or id, held in the user's division.
    roles: Option<Vec<String>>,
    interacting: Option<bool>,
    history: Option<bool>,
}

impl HandEdit {
    /// The user after the edit.
    pub(super) fn apply(&self, org: &Org, user: &User) -> Result<User, Problem> {
        let unknown = |what: &str, name: &str| Problem::bad("bad.request", format!("there is no {what} `{name}`"));
        let mut user = user.clone();
        if let Some(division) = &self.division {
            user.division = org.division(division).ok_or_else(|| unknown("division", division))?;
        }
        if let Some(state) = self.state {
            user.turn(state.into());
        }
        if let Some(roles) = &self.roles {
            let division = user.division;
            let grant = |name: &String| match org.role(name) {
                Some(role) => Ok(Grant { role, division }),
                None => Err(unknown("role", name)),
            };
            user.grants = roles.iter().map(grant).collect::<Result<_, _>>()?;
        }
        user.name = self.name.as_deref().map_or(user.name, Into::into);
        user.email = self.email.as_deref().map_or(user.email, Into::into);
        user.interacting = self.interacting.unwrap_or(user.interacting);
        user.history = self.history.unwrap_or(user.history);
        user.version += 1;
        Ok(user)
    }
}

/// Answers a request under `/sandbox`.
pub(super) fn answer(service: &Service, request: &Request) -> Result<Reply, Problem> {
    let segments = request.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), segments.as_slice()) {
        ("GET", ["sandbox", "requests"]) => Ok(service.log().reply()),
        ("GET", ["sandbox", "users", who]) => show(service, who),
        ("POST", ["sandbox", "users", who]) => edit(service, request, who),
        ("POST", ["sandbox", "faults"]) => {
            let text = String::from_utf8_lossy(&request.body);
            let script = Script::parse(&text).map_err(|mistake| Problem::bad("bad.request", mistake))?;
            let reply = Reply::json(200, &json!({ "faults": script.len() }));
            service.replace_script(script);
            Ok(reply)
        }
        (_, ["sandbox", "requests" | "faults"] | ["sandbox", "users", _]) => Err(Problem::method()),
        _ => Err(Problem::nowhere()),
    }
}

fn show(service: &Service, who: &str) -> Result<Reply, Problem> {
    let org = service.org();
    let user = org.user(find(&org, who)?);
    let roles: Vec<_> = user
        .grants
        .iter()
        .filter_map(|grant| {
            let role = org.roles.get(usize::from(grant.role))?;
            let division = org.divisions.get(usize::from(grant.division))?;
            Some(json!({"role": role.name, "division": division.name}))
        })
        .collect();
    let User { id, email, name, state, version, interacting, .. } = user;
    let state = state.as_str();
    Ok(Reply::json(
        200,
        &json!({"id": id, "email": email, "name": name, "state": state, "version": version,
            "interacting": interacting, "roles": roles}),
    ))
}

fn edit(service: &Service, request: &Request, who: &str) -> Result<Reply, Problem> {
    let wanted: HandEdit = serde_json::from_slice(&request.body)
        .map_err(|error| Problem::bad("bad.request", format!("the body is not an edit: {error}")))?;
    let mut org = service.org_mut();
    let at = find(&org, who)?;
    let user = wanted.apply(&org, org.user(at))?;
    service.store(&mut org, at, user, 0)?;
    Ok(Reply::json(200, &UserBody::new(&org, org.user(at), Expand::default())))
}

/// A user by id, or else by address.
fn find(org: &Org, who: &str) -> Result<Place, Problem> {
    let bears = |at: &Place| crate::text::fold(&org.user(*at).email) == crate::text::fold(who);
    let found = org.place(who).or_else(|| org.bearers(who).into_iter().find(bears));
    found.ok_or_else(|| Problem::new(404, "not.found", format!("there is no user `{who}`")))
}
