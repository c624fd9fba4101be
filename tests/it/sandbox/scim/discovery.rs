//! The description that the server publishes of itself.

use super::*;

#[test]
fn the_configuration_claims_what_the_sandbox_does() {
    let scim = Scim::stock();
    let config = scim.get("/ServiceProviderConfig").json();
    let supported =
        ["patch", "bulk", "filter", "changePassword", "sort", "etag"].map(|key| config[key]["supported"].clone());
    assert_eq!(supported, [true, false, true, false, false, true].map(Value::from));
    assert_eq!(config["filter"]["maxResults"], json!(1_000));
    let pagination = json!({"cursor": true, "index": true, "defaultPaginationMethod": "index", "defaultPageSize": 100, "maxPageSize": 1_000});
    assert_eq!(config["pagination"], pagination);
}

#[test]
fn every_schema_of_a_resource_type_is_published_and_active_alone_is_writable() {
    let scim = Scim::stock();
    let types = scim.get("/ResourceTypes").json();
    assert_eq!(resource_ids(&types), ["User"]);
    let user = &types["Resources"][0];
    assert_eq!(user, &scim.get("/ResourceTypes/User").json());
    assert_eq!(user["endpoint"], "/Users");
    let schemas = scim.get("/Schemas").json();
    let published = resource_ids(&schemas);
    let needed =
        [&user["schema"], &user["schemaExtensions"][0]["schema"]].map(|urn| urn.as_str().expect("a URN").to_owned());
    assert!(needed.iter().all(|urn| published.contains(urn)), "{published:?}");
    for (urn, schema) in published.iter().zip(schemas["Resources"].as_array().expect("schemas")) {
        assert_eq!(&scim.get(&format!("/Schemas/{urn}")).json(), schema);
    }
    let attributes = schemas["Resources"][0]["attributes"].as_array().expect("attributes");
    let writable: Vec<_> =
        attributes.iter().filter(|it| it["mutability"] == "readWrite").map(|it| &it["name"]).collect();
    assert_eq!(writable, ["active"]);
}

#[test]
fn discovery_is_read_only_and_other_addresses_are_not_found() {
    let scim = Scim::stock();
    for path in ["/ServiceProviderConfig", "/Schemas", "/ResourceTypes"] {
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            assert_eq!(error(&scim.send(method, path, &[], Some("{}"))), (405, None), "{method} {path}");
        }
    }
    for path in ["", "/users", "/Groups", "/Schemas/urn:none", "/ResourceTypes/Group", "/Users/u1/x"] {
        assert_eq!(error(&scim.get(path)), (404, None), "{path}");
    }
    assert_eq!(error(&scim.get("/Me")), (501, None));
}
