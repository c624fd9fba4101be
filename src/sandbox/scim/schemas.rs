//! The schemas that the sandbox publishes (RFC 7643 section 7), as far as it returns their attributes. Everything but
//! `active` is read-only.

use serde_json::{Value, json};

use super::user::{ENTERPRISE_SCHEMA, USER_SCHEMA};
use crate::sandbox::faults::{Quirk, Quirks};

/// RFC 7643 section 5.
pub(super) const CONFIG_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
/// RFC 7643 section 6.
pub(super) const RESOURCE_TYPE_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
/// RFC 7643 section 7.
pub(super) const SCHEMA_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";

/// An attribute of a schema.
struct AttributeFacts {
    name: &'static str,
    /// The data type; `complex` when there are sub-attributes.
    kind: &'static str,
    description: &'static str,
    marks: &'static [AttributeMark],
    sub_attributes: &'static [AttributeFacts],
}

/// What an attribute is, beside optional, single, read-only and compared in any case.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AttributeMark {
    Required,
    Many,
    CaseExact,
    Writable,
    Unique,
}

const fn fact(
    name: &'static str,
    kind: &'static str,
    description: &'static str,
    marks: &'static [AttributeMark],
) -> AttributeFacts {
    AttributeFacts { name, kind, description, marks, sub_attributes: &[] }
}

const fn complex(
    name: &'static str,
    description: &'static str,
    marks: &'static [AttributeMark],
    sub_attributes: &'static [AttributeFacts],
) -> AttributeFacts {
    AttributeFacts { name, kind: "complex", description, marks, sub_attributes }
}

const USER: &[AttributeFacts] = &[
    fact(
        "userName",
        "string",
        "The name that identifies the user in the service.",
        &[AttributeMark::Required, AttributeMark::Unique],
    ),
    complex("name", "The parts of the name.", &[], &[fact("formatted", "string", "The full name.", &[])]),
    fact("displayName", "string", "The name to show.", &[]),
    fact("userType", "string", "The relation to the organization.", &[]),
    fact("active", "boolean", "Whether the user can use the service.", &[AttributeMark::Writable]),
    complex(
        "emails",
        "E-mail addresses.",
        &[AttributeMark::Many],
        &[
            fact("value", "string", "The address.", &[]),
            fact("type", "string", "What it is for.", &[]),
            fact("primary", "boolean", "Whether it is the main one.", &[]),
        ],
    ),
    complex("roles", "Roles.", &[AttributeMark::Many], &[fact("value", "string", "The name of the role.", &[])]),
];

const ENTERPRISE: &[AttributeFacts] = &[fact("department", "string", "The department.", &[])];

const CONFIG: &[AttributeFacts] = &[
    complex("patch", "Whether PATCH is supported.", &[AttributeMark::Required], &[SUPPORTED]),
    complex(
        "bulk",
        "Whether bulk requests are supported.",
        &[AttributeMark::Required],
        &[
            SUPPORTED,
            fact("maxOperations", "integer", "The most operations.", &[AttributeMark::Required]),
            fact("maxPayloadSize", "integer", "The most bytes.", &[AttributeMark::Required]),
        ],
    ),
    complex(
        "filter",
        "Whether filters are supported.",
        &[AttributeMark::Required],
        &[SUPPORTED, fact("maxResults", "integer", "The most results.", &[AttributeMark::Required])],
    ),
    complex("changePassword", "Whether passwords can be changed.", &[AttributeMark::Required], &[SUPPORTED]),
    complex("sort", "Whether lists can be sorted.", &[AttributeMark::Required], &[SUPPORTED]),
    complex("etag", "Whether there are ETags.", &[AttributeMark::Required], &[SUPPORTED]),
    complex(
        "pagination",
        "How lists are paged (RFC 9865 section 4).",
        &[],
        &[
            fact("cursor", "boolean", "Whether by cursor.", &[AttributeMark::Required]),
            fact("index", "boolean", "Whether by index.", &[AttributeMark::Required]),
            fact("defaultPaginationMethod", "string", "How without a parameter.", &[]),
            fact("defaultPageSize", "integer", "The size of a page without `count`.", &[]),
            fact("maxPageSize", "integer", "The most users of a page.", &[]),
        ],
    ),
    complex(
        "authenticationSchemes",
        "How clients authenticate.",
        &[AttributeMark::Many, AttributeMark::Required],
        &[
            fact("type", "string", "The kind of scheme.", &[AttributeMark::Required]),
            fact("name", "string", "Its name.", &[AttributeMark::Required]),
            fact("description", "string", "What it is.", &[AttributeMark::Required]),
        ],
    ),
];

const SUPPORTED: AttributeFacts = fact("supported", "boolean", "Whether it is supported.", &[AttributeMark::Required]);

const RESOURCE_TYPE: &[AttributeFacts] = &[
    fact("name", "string", "The name.", &[AttributeMark::Required]),
    fact("description", "string", "What it is.", &[]),
    fact("endpoint", "reference", "The path below the base URL.", &[AttributeMark::Required]),
    fact("schema", "reference", "The URN of the schema.", &[AttributeMark::Required, AttributeMark::CaseExact]),
    complex(
        "schemaExtensions",
        "The schemas that extend it.",
        &[AttributeMark::Many],
        &[
            fact("schema", "reference", "The URN.", &[AttributeMark::Required, AttributeMark::CaseExact]),
            fact("required", "boolean", "Whether each resource has it.", &[AttributeMark::Required]),
        ],
    ),
];

const SCHEMA: &[AttributeFacts] = &[
    fact("name", "string", "The name.", &[AttributeMark::Required]),
    fact("description", "string", "What it is.", &[]),
    complex(
        "attributes",
        "The attributes.",
        &[AttributeMark::Many, AttributeMark::Required],
        &[
            fact("name", "string", "The name.", &[AttributeMark::Required, AttributeMark::CaseExact]),
            fact("type", "string", "The data type.", &[AttributeMark::Required]),
            fact("multiValued", "boolean", "Whether there are several values.", &[AttributeMark::Required]),
            fact("description", "string", "What it is.", &[]),
            fact("required", "boolean", "Whether it must be there.", &[AttributeMark::Required]),
            fact("caseExact", "boolean", "Whether upper and lower case differ.", &[]),
            fact("mutability", "string", "Who may change it.", &[]),
            fact("returned", "string", "When it is returned.", &[]),
            fact("uniqueness", "string", "Among what it is unique.", &[]),
        ],
    ),
];

/// Every schema: its URN, its name, its description and its attributes.
const SCHEMAS: [(&str, &str, &str, &[AttributeFacts]); 5] = [
    (USER_SCHEMA, "User", "A user of the sandbox", USER),
    (ENTERPRISE_SCHEMA, "EnterpriseUser", "The facts of a user in an organization", ENTERPRISE),
    (CONFIG_SCHEMA, "ServiceProviderConfig", "What the server offers", CONFIG),
    (RESOURCE_TYPE_SCHEMA, "ResourceType", "A type of resource", RESOURCE_TYPE),
    (SCHEMA_SCHEMA, "Schema", "A schema", SCHEMA),
];

/// Every schema as the endpoint `/Schemas` of this base URL returns it, with its URN.
pub(super) fn all(base: &str, quirks: &Quirks) -> Vec<(&'static str, Value)> {
    let schema = |(urn, name, description, attributes): &(&'static str, &str, &str, &[AttributeFacts])| {
        let body = json!({
            "schemas": [SCHEMA_SCHEMA], "id": urn, "name": name, "description": description,
            "attributes": attributes.iter().map(|attribute| attribute.body(quirks)).collect::<Vec<_>>(),
            "meta": {"resourceType": "Schema", "location": format!("{base}/Schemas/{urn}")},
        });
        (*urn, body)
    };
    SCHEMAS.iter().map(schema).collect()
}

impl AttributeFacts {
    fn body(&self, quirks: &Quirks) -> Value {
        let is = |mark: AttributeMark| self.marks.contains(&mark);
        let mut body = json!({
            "name": self.name, "type": self.kind, "multiValued": is(AttributeMark::Many), "description": self.description,
            "required": is(AttributeMark::Required), "caseExact": is(AttributeMark::CaseExact),
            "mutability": if is(AttributeMark::Writable) && !quirks.has(Quirk::ActiveReadOnly) { "readWrite" } else { "readOnly" },
            "returned": "default",
            "uniqueness": if is(AttributeMark::Unique) { "server" } else { "none" },
        });
        if let Some(body) = body.as_object_mut() {
            if self.kind == "reference" {
                body.insert("referenceTypes".to_owned(), json!(["uri"]));
            }
            if !self.sub_attributes.is_empty() {
                let inner = self.sub_attributes.iter().map(|inner| inner.body(quirks)).collect();
                body.insert("subAttributes".to_owned(), Value::Array(inner));
            }
        }
        body
    }
}
