//! The organization, its divisions and limits, and the owner of the token.

use serde::Serialize;
use serde_json::json;

use super::ApiCall;
use crate::sandbox::CLIENT_ID;
use crate::sandbox::http::{ApiProblem, ApiReply};
use crate::sandbox::paging::{EntityPage, PageRequest};
use crate::sandbox::wire::DescribedDivision;

/// `GET /api/v2/organizations/me`.
pub(super) fn me(call: &ApiCall<'_>) -> ApiReply {
    let org = call.service.org();
    let organization = &org.organization;
    ApiReply::json(
        200,
        &json!({
            "id": organization.id, "name": organization.name, "domain": "sandbox", "version": 1, "state": "active",
            "productPlatform": "GenesysCloud", "selfUri": format!("/api/v2/organizations/{}", organization.id),
        }),
    )
}

/// `GET /api/v2/tokens/me`.
pub(super) fn token(call: &ApiCall<'_>) -> ApiReply {
    let org = call.service.org();
    let organization = json!({"id": org.organization.id, "name": org.organization.name});
    ApiReply::json(
        200,
        &json!({
            "organization": organization, "homeOrganization": organization, "authorizedScope": [],
            "OAuthClient": {"id": CLIENT_ID, "name": "Sandbox client", "organization": organization},
        }),
    )
}

/// `GET /api/v2/authorization/divisions`.
pub(super) fn divisions(call: &ApiCall<'_>) -> Result<ApiReply, ApiProblem> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct ListedDivision<'a> {
        #[serde(flatten)]
        division: DescribedDivision<'a>,
        home_division: bool,
    }
    let paging = PageRequest::of(call.request, call.action.page_size)?;
    let org = call.service.org();
    let home = org.divisions.first().map(|division| &division.id);
    let bodies = paging.of_list(&org.divisions).iter().map(|division| ListedDivision {
        division: DescribedDivision::new(division),
        home_division: Some(&division.id) == home,
    });
    Ok(ApiReply::json(200, &EntityPage::new(call.request, paging, org.divisions.len(), bodies.collect())))
}

/// `GET /api/v2/organizations/limits/namespaces/platform.api`: the rate limit of a token.
pub(super) fn limits(call: &ApiCall<'_>, namespace: &str) -> Result<ApiReply, ApiProblem> {
    if namespace != "platform.api" {
        let message = "The provided namespace is not valid or does not have any viewable limits";
        return Err(ApiProblem::bad("invalid.value", message));
    }
    let limit = |key: &str| json!({"key": key, "namespace": namespace, "value": call.service.rate_limit_per_minute()});
    let entities = [limit("client.credentials.token.rate.per.minute"), limit("token.rate.per.minute")];
    Ok(ApiReply::json(200, &json!({"entities": entities})))
}
