//! Another implementation of the RFCs, the crate `scim_v2`, accepts the answers.

use scim_v2::models::errors::ScimHttpError;
use scim_v2::models::others::ListResponse;
use scim_v2::models::resource_types::ResourceType;
use scim_v2::models::scim_schema::Schema;
use scim_v2::models::service_provider_config::ServiceProviderConfig;
use scim_v2::models::user::User;
use scim_v2::{Response, Strict, Validate};
use serde::de::DeserializeOwned;

use super::*;

/// The answer as a valid response of this kind.
fn valid<T: DeserializeOwned + Validate>(answer: &Answer) -> T {
    let read: Result<Strict<T, Response>, _> = serde_json::from_slice(&answer.body);
    match read {
        Ok(strict) => strict.into_valid().into_inner(),
        Err(error) => panic!("{error}: {}", answer.text()),
    }
}

#[test]
fn users_and_lists_are_valid() {
    let scim = Scim::stock();
    for id in ["u1", "u2", "u3", "u5"] {
        let user: User<String> = valid(&scim.get(&format!("/Users/{id}")));
        assert_eq!(user.id.as_deref(), Some(id));
    }
    let user: User<String> = valid(&scim.deactivate("u1"));
    assert_eq!(user.user_name, "ana@acme.example");
    for (query, expected) in [("", 5), ("startIndex=2&count=2", 2), ("startIndex=9&count=1", 0), ("cursor=", 5)] {
        let list: ListResponse<User<String>> = valid(&scim.get(&format!("/Users?{query}")));
        assert_eq!((list.total_results, list.resources.len()), (5, expected), "{query}");
    }
}

#[test]
fn the_description_of_the_server_is_valid() {
    let scim = Scim::stock();
    let config: ServiceProviderConfig = valid(&scim.get("/ServiceProviderConfig"));
    assert!(config.patch.supported && !config.bulk.supported);
    let types: ListResponse<ResourceType> = valid(&scim.get("/ResourceTypes"));
    let schemas: ListResponse<Schema> = valid(&scim.get("/Schemas"));
    assert_eq!((types.resources.len(), schemas.resources.len()), (1, 5));
}

#[test]
fn errors_are_valid() {
    let scim = Scim::stock();
    let filter = "/Users?filter=x";
    for (answer, status) in [(scim.get("/Users/nobody"), 404), (scim.get(filter), 400), (scim.get("/Me"), 501)] {
        let error: ScimHttpError = valid(&answer);
        assert_eq!(serde_json::to_value(&error).expect("JSON")["status"], json!(status.to_string()));
    }
}

#[test]
fn what_is_not_valid_is_seen() {
    let scim = Scim::with_quirks(&json!(["no_total"]));
    assert!(serde_json::from_slice::<Strict<ListResponse<User<String>>, Response>>(&scim.get("/Users").body).is_err());
}
