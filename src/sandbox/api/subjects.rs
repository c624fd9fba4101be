//! The roles of a user, each granted in a division: reading and granting them.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{ApiCall, no_user};
use crate::sandbox::CLIENT_ID;
use crate::sandbox::auth::TokenHolder;
use crate::sandbox::http::{ApiProblem, ApiReply};
use crate::sandbox::org::OrgGrant;
use crate::sandbox::wire::{DescribedDivision, Joined, ReferenceBody};

/// `GET /api/v2/authorization/subjects/{id}`: the roles of a user, with their divisions.
pub(super) fn subject(call: &ApiCall<'_>, id: &str) -> Result<ApiReply, ApiProblem> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct SubjectBody<'a> {
        id: &'a str,
        name: &'a str,
        grants: Vec<SubjectGrantBody<'a>>,
        version: u32,
        self_uri: Joined<'a>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct SubjectGrantBody<'a> {
        subject_id: &'a str,
        division: DescribedDivision<'a>,
        role: ReferenceBody<'a>,
    }
    let org = call.service.org();
    let user = org.place(id).map(|at| org.user(at)).ok_or_else(no_user)?;
    let grants = user.grants.iter().filter_map(|grant| org.role_and_division(*grant));
    let grants = grants.map(|(role, division)| SubjectGrantBody {
        subject_id: &user.id,
        division: DescribedDivision::new(division),
        role: ReferenceBody::role(role),
    });
    let subject = SubjectBody {
        id: &user.id,
        name: &user.name,
        grants: grants.collect(),
        version: user.version,
        self_uri: Joined(["/api/v2/authorization/subjects/", &user.id, ""]),
    };
    Ok(ApiReply::json(200, &subject))
}

/// `GET /api/v2/authorization/subjects/me`: the roles of the token's owner, with their permissions. A sandbox permits
/// everything, in all divisions.
pub(super) fn me(call: &ApiCall<'_>) -> ApiReply {
    let org = call.service.org();
    let (id, name) = match (call.holder, org.token_user) {
        (TokenHolder::User, Some(at)) => (&*org.user(at).id, &*org.user(at).name),
        _ => (CLIENT_ID, "Sandbox client"),
    };
    ApiReply::json(
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

/// `POST /api/v2/authorization/subjects/{id}/bulkadd`: grants roles in divisions. Roles that are granted already stay.
pub(super) fn bulk_add(call: &ApiCall<'_>, id: &str) -> Result<ApiReply, ApiProblem> {
    #[derive(Deserialize)]
    struct GrantsToAdd {
        grants: Vec<RoleInDivision>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct RoleInDivision {
        role_id: String,
        division_id: String,
    }
    let wanted: GrantsToAdd = call.request.json("a list of grants")?;
    let mut org = call.service.org_mut();
    let at = org.place(id).ok_or_else(no_user)?;
    let mut user = org.user(at).clone();
    let mut grants = user.grants.into_vec();
    for RoleInDivision { role_id, division_id } in &wanted.grants {
        let unknown =
            || ApiProblem::bad("bad.role.divisions", format!("Invalid role {role_id} or division {division_id}"));
        let role = org.roles.iter().position(|role| role.id == *role_id).ok_or_else(unknown)?;
        let division = org.divisions.iter().position(|division| division.id == *division_id).ok_or_else(unknown)?;
        let (Ok(role), Ok(division)) = (u16::try_from(role), u16::try_from(division)) else { return Err(unknown()) };
        let grant = OrgGrant { role, division };
        if !grants.contains(&grant) {
            grants.push(grant);
        }
    }
    user.grants = grants.into();
    call.service.store(&mut org, at, user, call.action.stale_index)?;
    Ok(ApiReply::empty(204))
}
