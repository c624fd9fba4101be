//! The organization, its divisions and limits, and who the token is.

use serde::Serialize;
use serde_json::json;

use super::Call;
use crate::sandbox::CLIENT_ID;
use crate::sandbox::body::Reference;
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
