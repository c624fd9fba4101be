//! The roles that a user holds, each in a division: reading them, and granting them again.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Call, no_user};
use crate::sandbox::CLIENT_ID;
use crate::sandbox::body::{Reference, Uri};
use crate::sandbox::exchange::{Problem, Reply};
use crate::sandbox::gate::Holder;
use crate::sandbox::org::Grant;

/// `GET /api/v2/authorization/subjects/{id}`: the roles with the divisions in which they are held.
pub(super) fn subject(call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Subject<'a> {
        id: &'a str,
        name: &'a str,
        grants: Vec<GrantBody<'a>>,
        version: u32,
        self_uri: Uri<'a>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct GrantBody<'a> {
        subject_id: &'a str,
        division: DivisionBody<'a>,
        role: Reference<'a>,
    }
    /// The interface requires the description, also where there is none.
    #[derive(Serialize)]
    struct DivisionBody<'a> {
        #[serde(flatten)]
        division: Reference<'a>,
        description: &'static str,
    }
    let org = call.service.org();
    let user = org.place(id).map(|at| org.user(at)).ok_or_else(no_user)?;
    let grants = user.grants.iter().filter_map(|grant| {
        let role = org.roles.get(usize::from(grant.role))?;
        let division = org.divisions.get(usize::from(grant.division))?;
        Some(GrantBody {
            subject_id: &user.id,
            division: DivisionBody { division: Reference::division(division), description: "" },
            role: Reference::role(&role.id, &role.name),
        })
    });
    let subject = Subject {
        id: &user.id,
        name: &user.name,
        grants: grants.collect(),
        version: user.version,
        self_uri: Uri("/api/v2/authorization/subjects/", &user.id),
    };
    Ok(Reply::json(200, &subject))
}

/// `GET /api/v2/authorization/subjects/me`: the roles of whoever asks, with what they permit. A sandbox permits
/// everything to everybody, in all divisions.
pub(super) fn me(call: &Call<'_>) -> Reply {
    let org = call.service.org();
    let (id, name) = match (call.holder, org.token_user) {
        (Holder::User, Some(at)) => (&*org.user(at).id, &*org.user(at).name),
        _ => (CLIENT_ID, "Sandbox client"),
    };
    Reply::json(
        200,
        &json!({
            "id": id, "name": name, "version": 1, "selfUri": format!("/api/v2/authorization/subjects/{id}"),
            "grants": [{
                "subjectId": id,
                "division": {"id": "*", "name": "*", "description": "", "homeDivision": false},
                "role": {
                    "id": "sandbox-everything", "name": "Everything", "description": "", "default": false,
                    "policies": [{"domain": "*", "entityName": "*", "actions": ["*"]}],
                },
            }],
        }),
    )
}

/// `POST /api/v2/authorization/subjects/{id}/bulkadd`: an administrator grants roles in divisions. What is held already
/// stays as it is.
pub(super) fn bulk_add(call: &Call<'_>, id: &str) -> Result<Reply, Problem> {
    #[derive(Deserialize)]
    struct Wanted {
        grants: Vec<Pair>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Pair {
        role_id: String,
        division_id: String,
    }
    let wanted: Wanted = serde_json::from_slice(&call.request.body)
        .map_err(|error| Problem::bad("bad.request", format!("the body is not a list of grants: {error}")))?;
    let mut org = call.service.org_mut();
    let at = org.place(id).ok_or_else(no_user)?;
    let mut user = org.user(at).clone();
    let mut grants = user.grants.into_vec();
    for Pair { role_id, division_id } in &wanted.grants {
        let unknown =
            || Problem::bad("bad.role.divisions", format!("Invalid role {role_id} or division {division_id}"));
        let role = org.roles.iter().position(|role| role.id == *role_id).ok_or_else(unknown)?;
        let division = org.divisions.iter().position(|division| division.id == *division_id).ok_or_else(unknown)?;
        let (Ok(role), Ok(division)) = (u16::try_from(role), u16::try_from(division)) else { return Err(unknown()) };
        let grant = Grant { role, division };
        if !grants.contains(&grant) {
            grants.push(grant);
        }
    }
    user.grants = grants.into();
    call.service.store(&mut org, at, user, call.act.stale_index)?;
    Ok(Reply::empty(204))
}
