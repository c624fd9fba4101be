//! The organization, its divisions and limits, who the token is, and what roles a user holds.

use serde::Serialize;
use serde_json::json;

use super::{Call, no_user};
use crate::sandbox::CLIENT_ID;
use crate::sandbox::body::{Reference, Uri};
use crate::sandbox::exchange::{Problem, Reply};
use crate::sandbox::paging::{Page, Paging};

/// `GET /api/v2/organizations/me`.
pub(super) fn me(call: &Call<'_>) -> Reply {
    let org = call.service.org();
    let organization = &org.organization;
    Reply::json(
        200,
        &json!({
            "id": organization.id, "name": organization.name, "domain": "sandbox", "version": 1, "state": "active",
            "productPlatform": "GenesysCloud", "selfUri": format!("/api/v2/organizations/{}", organization.id),
        }),
    )
}

/// `GET /api/v2/tokens/me`.
pub(super) fn token(call: &Call<'_>) -> Reply {
    let org = call.service.org();
    let organization = json!({"id": org.organization.id, "name": org.organization.name});
    Reply::json(
        200,
        &json!({
            "organization": organization, "homeOrganization": organization, "authorizedScope": [],
            "OAuthClient": {"id": CLIENT_ID, "name": "Sandbox client", "organization": organization},
        }),
    )
}

/// `GET /api/v2/authorization/divisions`.
pub(super) fn divisions(call: &Call<'_>) -> Result<Reply, Problem> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct DivisionBody<'a> {
        #[serde(flatten)]
        reference: Reference<'a>,
        description: &'static str,
        home_division: bool,
    }
    let paging = Paging::of(call.request, call.act.page_size)?;
    let org = call.service.org();
    let home = org.divisions.first().map(|division| &division.id);
    let bodies = paging.of_list(&org.divisions).iter().map(|division| DivisionBody {
        reference: Reference::division(division),
        description: "",
        home_division: Some(&division.id) == home,
    });
    Ok(Reply::json(200, &Page::new(call.request, paging, org.divisions.len(), bodies.collect())))
}

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
        division: Reference<'a>,
        role: Reference<'a>,
    }
    let org = call.service.org();
    let user = org.place(id).map(|at| org.user(at)).ok_or_else(no_user)?;
    let grants = user.grants.iter().filter_map(|grant| {
        let role = org.roles.get(usize::from(grant.role))?;
        let division = org.divisions.get(usize::from(grant.division))?;
        Some(GrantBody {
            subject_id: &user.id,
            division: Reference::division(division),
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

/// `GET /api/v2/organizations/limits/namespaces/platform.api`: the rate limit of a token.
pub(super) fn limits(call: &Call<'_>, namespace: &str) -> Result<Reply, Problem> {
    if namespace != "platform.api" {
        let message = "The provided namespace is not valid or does not have any viewable limits";
        return Err(Problem::bad("invalid.value", message));
    }
    let limit = |key: &str| json!({"key": key, "namespace": namespace, "value": call.service.rate_limit()});
    let entities = [limit("client.credentials.token.rate.per.minute"), limit("token.rate.per.minute")];
    Ok(Reply::json(200, &json!({"entities": entities})))
}
