//! The sandbox behaves as the API does, tested over raw HTTP.

use std::path::Path;

use rosterctl::error::Kind;
use rosterctl::sandbox::{CLIENT_ID, CLIENT_SECRET, Options, OrgSource, Running, SandboxProtocol, USER_TOKEN, start};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::support::wire::{self, Answer};

mod faults;
mod files;
mod limits;
mod reading;
mod scim;
mod writing;

const ORG: &str = "
organization: {id: 0c5f2c7e-0000-4000-8000-00000000ac3e, name: Acme}
divisions: [Support, Sales]
users:
  - {id: u1, email: ana@acme.example, name: Ana Álvarez, version: 7, last_login: 2026-10-02,
     roles: [Agent, {role: Supervisor, divisions: [Support, Sales]}]}
  - {id: u2, email: Bo@acme.example, name: Bo, division: Sales, interacting: true}
  - {id: u3, email: cy@acme.example, state: inactive}
  - {id: u4, email: di@acme.example, state: deleted}
  - {id: u5, email: ed@acme.example, history: false}
";

/// A sandbox that runs during a test.
struct Sandbox {
    runtime: Runtime,
    running: Option<Running>,
    url: String,
    folder: TempDir,
}

impl Sandbox {
    fn of(org: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        std::fs::write(folder.path().join("org.yaml"), org).expect("an org file");
        Self::at(folder)
    }

    fn stock() -> Self {
        Self::of(ORG)
    }

    fn at(folder: TempDir) -> Self {
        Self::with(folder, |_| {})
    }

    fn with(folder: TempDir, change: impl FnOnce(&mut Options)) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let mut options = options(&folder.path().join("org.yaml"));
        change(&mut options);
        let running = runtime.block_on(start(options)).expect("a sandbox");
        Self { runtime, url: running.url().to_owned(), running: Some(running), folder }
    }

    /// Stops the sandbox and starts another with the same files.
    fn again(mut self) -> Self {
        self.runtime.block_on(self.running.take().expect("running").stop());
        Self::at(self.folder)
    }

    fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.try_send(method, path, body).expect("an answer")
    }

    fn try_send(&self, method: &str, path: &str, body: Option<&Value>) -> std::io::Result<Answer> {
        let headers = [("Authorization", format!("Bearer {USER_TOKEN}")), ("Content-Type", "application/json".into())];
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = body.map(Value::to_string);
        wire::request(method, &format!("{}{path}", self.url), &headers, body.as_deref())
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    fn patch(&self, id: &str, body: Value) -> Answer {
        self.send("PATCH", &format!("/api/v2/users/{id}"), Some(&body))
    }

    fn script(&self, faults: Value) {
        let answer = self.send("POST", "/sandbox/faults", Some(&json!({ "faults": faults })));
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    fn log(&self) -> Vec<Value> {
        self.get("/sandbox/requests").json()["requests"].as_array().expect("a log").clone()
    }
}

fn options(org: &Path) -> Options {
    Options {
        source: OrgSource::File(org.to_owned()),
        port: 0,
        faults: None,
        rate_limit_per_minute: None,
        protocol: SandboxProtocol::Native,
    }
}

/// The message, causes and hints of the error that starting with these options returns.
fn refusal(options: Options) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let error = runtime.block_on(start(options)).expect_err("no sandbox");
    assert_eq!(error.kind(), Kind::Sandbox);
    format!("{error}\n{}\n{}", error.causes().join("\n"), error.hints().join("\n"))
}

fn ids(page: &Value) -> Vec<&str> {
    let list = page["entities"].as_array().or(page["results"].as_array()).expect("a list");
    list.iter().map(|user| user["id"].as_str().expect("an id")).collect()
}

fn login(sandbox: &Sandbox, secret: &str) -> Answer {
    let basic = basic(&format!("{CLIENT_ID}:{secret}"));
    let headers = [("Authorization", basic.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    let body = Some("grant_type=client_credentials");
    wire::request("POST", &format!("{}/oauth/token", sandbox.url), &headers, body).expect("an answer")
}

/// The header, written out so that the test does not depend on the sandbox's own encoding.
fn basic(pair: &str) -> String {
    match pair {
        "sandbox-client:sandbox-secret" => "Basic c2FuZGJveC1jbGllbnQ6c2FuZGJveC1zZWNyZXQ=".to_owned(),
        _ => "Basic c2FuZGJveC1jbGllbnQ6d3Jvbmc=".to_owned(),
    }
}

#[test]
fn client_credentials_get_a_token_that_is_not_a_user() {
    let sandbox = Sandbox::stock();
    let granted = login(&sandbox, CLIENT_SECRET).json();
    assert_eq!((&granted["token_type"], &granted["expires_in"]), (&json!("bearer"), &json!(86400)));
    let bearer = format!("Bearer {}", granted["access_token"].as_str().expect("a token"));
    let as_client = |path: &str| {
        wire::request("GET", &format!("{}{path}", sandbox.url), &[("Authorization", &bearer)], None).expect("an answer")
    };
    assert_eq!(as_client("/api/v2/organizations/me").json()["name"], "Acme");
    assert_eq!(as_client("/api/v2/tokens/me").json()["OAuthClient"]["id"], CLIENT_ID);
    let me = as_client("/api/v2/users/me");
    assert_eq!((me.status, &me.json()["code"]), (400, &json!("not.a.user")));
}

#[test]
fn a_wrong_secret_or_token_is_refused_in_json() {
    let sandbox = Sandbox::stock();
    let refused = login(&sandbox, "wrong");
    assert_eq!((refused.status, &refused.json()["error"]), (401, &json!("invalid_client")));
    let url = format!("{}/api/v2/users", sandbox.url);
    for headers in [vec![], vec![("Authorization", "Bearer stolen")], vec![("Authorization", "Basic x")]] {
        let answer = wire::request("GET", &url, &headers, None).expect("an answer");
        assert_eq!((answer.status, &answer.json()["status"]), (401, &json!(401)));
    }
}

#[test]
fn the_stock_access_token_is_that_of_a_user() {
    let me = Sandbox::stock().get("/api/v2/users/me").json();
    assert_eq!(me["email"], "ana@acme.example");
}

#[test]
fn the_log_has_every_request_and_no_secret() {
    let sandbox = Sandbox::stock();
    login(&sandbox, CLIENT_SECRET);
    sandbox.get("/api/v2/users?pageSize=2&state=any");
    sandbox.patch("u1", json!({"state": "inactive", "version": 7}));
    let log = sandbox.log();
    let line = |at: usize| {
        let entry = &log[at];
        ["seq", "method", "path", "query", "authorization", "body", "status"].map(|key| entry[key].clone())
    };
    assert_eq!(
        line(0),
        [json!(1), json!("POST"), json!("/oauth/token"), json!(""), json!("Basic"), Value::Null, json!(200)]
    );
    let expected = [
        json!(2),
        json!("GET"),
        json!("/api/v2/users"),
        json!("pageSize=2&state=any"),
        json!("Bearer"),
        Value::Null,
        json!(200),
    ];
    assert_eq!(line(1), expected);
    assert_eq!((&log[2]["method"], &log[2]["body"]), (&json!("PATCH"), &json!({"state": "inactive", "version": 7})));
    let text = sandbox.get("/sandbox/requests").text();
    assert!(!text.contains(USER_TOKEN) && !text.contains("c2FuZGJveC"), "{text}");
    assert_eq!(log.len(), 3, "requests to /sandbox are not logged");
}
