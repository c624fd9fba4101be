//! The sandbox as a SCIM 2.0 service, tested over raw HTTP.

use rosterctl::sandbox::SCIM_TOKEN;

use super::*;

mod conformance;
mod discovery;
mod paging;
mod quirks;
mod reading;
mod services;
mod writing;

const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

const PEOPLE: &str = "
organization: {id: 0c5f2c7e-0000-4000-8000-00000000ac3e, name: Acme}
divisions: [Support, Sales]
users:
  - {id: u1, email: ana@acme.example, name: Ana Álvarez, version: 7, roles: [Agent, {role: Admin, divisions: [Support, Sales]}],
     user_type: Employee, department: Support, external_id: '4711', other_emails: [ana@old.example]}
  - {id: u2, email: Bo@acme.example, name: Bo, user_name: bo.berg, scim_email: unmarked}
  - {id: u3, email: cy@acme.example, state: inactive}
  - {id: u4, email: di@acme.example, state: deleted}
  - {id: u5, email: robot@acme.example, user_name: robot, scim_email: hidden}
  - {id: u6, email: fay@acme.example}
";

/// A sandbox that speaks SCIM.
struct Scim(Sandbox);

impl Scim {
    /// The users of [`PEOPLE`].
    fn stock() -> Self {
        let folder = TempDir::new().expect("a folder");
        std::fs::write(folder.path().join("org.yaml"), PEOPLE).expect("an org file");
        Self(Sandbox::with(folder, |options| options.protocol = SandboxProtocol::Scim))
    }

    /// The users of [`PEOPLE`], on a server with these quirks.
    fn with_quirks(quirks: &Value) -> Self {
        let scim = Self::stock();
        scim.script(json!({ "quirks": quirks }));
        scim
    }

    /// Replaces the script.
    fn script(&self, script: Value) {
        let answer = self.0.send("POST", "/sandbox/faults", Some(&script));
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    /// Sends a request below the base URL.
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Answer {
        let bearer = format!("Bearer {SCIM_TOKEN}");
        let mut all = vec![("Authorization", bearer.as_str()), ("Content-Type", "application/scim+json")];
        all.extend_from_slice(headers);
        wire::request(method, &format!("{}/scim/v2{path}", self.0.url), &all, body).expect("an answer")
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    /// Sends this operation for a user, with or without `If-Match`.
    fn patch(&self, id: &str, if_match: Option<&str>, operation: &Value) -> Answer {
        let body = json!({"schemas": [PATCH_OP], "Operations": [operation]}).to_string();
        let header = if_match.map(|tag| ("If-Match", tag));
        self.send("PATCH", &format!("/Users/{id}"), header.as_slice(), Some(&body))
    }

    /// Deactivates a user without a condition.
    fn deactivate(&self, id: &str) -> Answer {
        self.patch(id, None, &deactivation())
    }

    /// `active` in a read by id.
    fn active(&self, id: &str) -> Value {
        self.get(&format!("/Users/{id}")).json()["active"].clone()
    }

    /// The ids of a list answer, and its total.
    fn list(&self, query: &str) -> (Vec<String>, Value) {
        let page = self.get(&format!("/Users?{query}")).json();
        (resource_ids(&page), page["totalResults"].clone())
    }
}

fn deactivation() -> Value {
    json!({"op": "replace", "path": "active", "value": false})
}

fn resource_ids(page: &Value) -> Vec<String> {
    let resources = page["Resources"].as_array().unwrap_or_else(|| panic!("no Resources: {page}"));
    resources.iter().map(|user| user["id"].as_str().expect("an id").to_owned()).collect()
}

/// The status and the `scimType` of an error in SCIM's own form.
fn error(answer: &Answer) -> (u16, Option<String>) {
    assert_eq!(answer.header("content-type"), Some("application/scim+json"), "{}", answer.text());
    let body = answer.json();
    assert_eq!(body["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
    assert_eq!(body["status"], json!(answer.status.to_string()));
    assert!(body["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{body}");
    (answer.status, body["scimType"].as_str().map(str::to_owned))
}
