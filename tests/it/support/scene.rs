//! The built program, a folder, and a sandbox that runs during a test. Every scene ends with a look at the request log
//! of the sandbox: only requests that rosterctl may send were sent.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rosterctl::sandbox::{CLIENT_ID, CLIENT_SECRET, Options, OrgSource, Running, SandboxProtocol, start};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::wire;

/// A small company: two divisions of five, one inactive and one deleted user.
pub(crate) const ORG: &str = "
organization: {id: 0c5f2c7e-0000-4000-8000-00000000ac3e, name: Acme}
divisions: [Support, Sales]
users:
  - {id: ana, email: ana@acme.example, name: Ana Alvarez, roles: [Agent], last_login: 2026-10-02}
  - {id: bo, email: bo@acme.example, name: Bo Berg, roles: [Agent, Supervisor]}
  - {id: cy, email: cy@acme.example, name: Cy Chen}
  - {id: di, email: di@acme.example, name: Di Diaz}
  - {id: ed, email: ed@acme.example, name: Ed Eze}
  - {id: fay, email: fay@acme.example, name: Fay Fox, division: Sales}
  - {id: gus, email: gus@acme.example, name: Gus Gray, division: Sales}
  - {id: hal, email: hal@acme.example, name: Hal Holm, division: Sales}
  - {id: ida, email: ida@acme.example, name: Ida Ito, division: Sales}
  - {id: jo, email: jo@acme.example, name: Jo Jung, division: Sales}
  - {id: old, email: old@acme.example, name: Old Hand, state: inactive}
  - {id: del, email: del@acme.example, name: Del Gone, state: deleted}
";

/// The local parts of the active users of [`ORG`].
pub(crate) const EVERYBODY: [&str; 10] = ["ana", "bo", "cy", "di", "ed", "fay", "gus", "hal", "ida", "jo"];

/// A roster with this `directory:`, in flow style, and the rest.
pub(crate) fn roster(directory: &str, rest: &str) -> String {
    format!("version: 1\ndirectory: {{{directory}}}\n{rest}")
}

/// A roster for the directory embedded in the program, with `org.yaml` beside it, and the rest.
pub(crate) fn sandbox_roster(rest: &str) -> String {
    roster("type: sandbox, org: org.yaml", rest)
}

/// A folder with a roster, and a sandbox to plan against.
pub(crate) struct Scene {
    runtime: Runtime,
    running: Option<Running>,
    url: String,
    folder: TempDir,
    /// The number of requests before an administrator began to send some.
    handed_over: Cell<Option<usize>>,
}

/// The stock OAuth client of a sandbox, as the environment names it.
pub(crate) const CLIENT: [(&str, &str); 2] =
    [("GENESYSCLOUD_OAUTHCLIENT_ID", CLIENT_ID), ("GENESYSCLOUD_OAUTHCLIENT_SECRET", CLIENT_SECRET)];

/// The result of a run of the program.
pub(crate) struct Ran {
    /// The exit code; -1 after a signal.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Scene {
    /// A sandbox of this org file.
    pub(crate) fn of(org: &str) -> Self {
        Self::serving(org, SandboxProtocol::Native)
    }

    /// The sandbox of [`ORG`] as a SCIM service.
    pub(crate) fn scim() -> Self {
        Self::scim_of(ORG)
    }

    /// A sandbox of this org file as a SCIM service.
    pub(crate) fn scim_of(org: &str) -> Self {
        Self::serving(org, SandboxProtocol::Scim)
    }

    fn serving(org: &str, protocol: SandboxProtocol) -> Self {
        let folder = TempDir::new().expect("a folder");
        std::fs::write(folder.path().join("org.yaml"), org).expect("an org file");
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let options = Options {
            source: OrgSource::File(folder.path().join("org.yaml")),
            port: 0,
            faults: None,
            rate_limit_per_minute: Some(1_000_000),
            protocol,
        };
        let running = runtime.block_on(start(options)).expect("a sandbox");
        let (url, running) = (running.url().to_owned(), Some(running));
        Self { runtime, url, running, folder, handed_over: Cell::new(None) }
    }

    /// The sandbox of [`ORG`].
    pub(crate) fn acme() -> Self {
        Self::of(ORG)
    }

    /// The sandbox's address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in the folder.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a file");
    }

    /// Writes roster.yaml for the sandbox, with a guard that allows half of the users, and the rest.
    pub(crate) fn roster(&self, rest: &str) {
        self.roster_with("", &format!("guards:\n  max_deactivation_percent: 50\n{rest}"));
    }

    /// Writes roster.yaml for the sandbox, with more lines in `directory:`, each indented by two blanks, and the rest.
    pub(crate) fn roster_with(&self, directory: &str, rest: &str) {
        let url = &self.url;
        let directory = format!("  type: genesys-cloud\n  api_url: {url}\n  login_url: {url}\n{directory}");
        self.write("roster.yaml", &format!("version: 1\ndirectory:\n{directory}{rest}"));
    }

    /// Writes roster.yaml for the sandbox if it is of this organization, and the rest.
    pub(crate) fn roster_of(&self, organization: &str, rest: &str) {
        self.roster_with(&format!("  organization_id: {organization}\n"), rest);
    }

    /// Writes roster.yaml with these local parts at acme.example declared.
    pub(crate) fn declare(&self, locals: &[&str]) {
        let lines: String = locals.iter().map(|local| format!("  - {local}@acme.example\n")).collect();
        self.roster(&format!("users:\n{lines}"));
    }

    /// Writes roster.yaml with all users of [`ORG`] declared but these.
    pub(crate) fn declare_all_but(&self, gone: &[&str]) {
        self.declare(&EVERYBODY.into_iter().filter(|local| !gone.contains(local)).collect::<Vec<_>>());
    }

    /// Runs the program in the folder with the sandbox's credentials and nothing else in its environment.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &CLIENT)
    }

    /// Runs the program in the folder with this environment alone.
    pub(crate) fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        run_in(self.folder.path(), arguments, environment)
    }

    /// Replaces the sandbox's script of faults.
    pub(crate) fn faults(&self, faults: &Value) {
        self.script(&json!({ "faults": faults }));
    }

    /// Replaces the sandbox's script by these quirks of a SCIM service.
    pub(crate) fn quirks(&self, quirks: &Value) {
        self.script(&json!({ "quirks": quirks }));
    }

    /// Replaces the sandbox's script.
    pub(crate) fn script(&self, script: &Value) {
        self.post("/sandbox/faults", script);
    }

    /// Another administrator's edit of a user.
    pub(crate) fn edit(&self, user: &str, change: &Value) {
        self.post(&format!("/sandbox/users/{user}"), change);
    }

    /// A user as stored, with their roles; the request is not logged.
    pub(crate) fn user(&self, id: &str) -> Value {
        let answer = wire::request("GET", &format!("{}/sandbox/users/{id}", self.url), &[], None).expect("a user");
        assert_eq!(answer.status, 200, "{id}: {}", answer.text());
        answer.json()
    }

    /// From here on an administrator sends requests too, and may send others than rosterctl.
    pub(crate) fn hand_over(&self) {
        self.handed_over.set(Some(self.log().len()));
    }

    /// Every request that the sandbox received.
    pub(crate) fn log(&self) -> Vec<Value> {
        let answer = wire::request("GET", &format!("{}/sandbox/requests", self.url), &[], None).expect("a log");
        answer.json()["requests"].as_array().expect("a list").clone()
    }

    /// The ids and bodies of the `PATCH` requests that the sandbox received, by user, in order.
    pub(crate) fn patches(&self) -> Vec<(String, Value)> {
        let mut patches: Vec<(String, Value)> = self
            .log()
            .iter()
            .filter(|entry| entry["method"] == "PATCH")
            .map(|entry| {
                let path = entry["path"].as_str().expect("a path");
                (path.rsplit('/').next().unwrap_or(path).to_owned(), entry["body"].clone())
            })
            .collect();
        patches.sort_by(|a, b| a.0.cmp(&b.0));
        patches
    }

    /// The ids of the written users, sorted, since several are written at once.
    pub(crate) fn written(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.patches().into_iter().map(|(id, _)| id).collect();
        ids.sort();
        ids
    }

    fn post(&self, path: &str, body: &Value) {
        let headers = [("Content-Type", "application/json")];
        let answer = wire::request("POST", &format!("{}{path}", self.url), &headers, Some(&body.to_string()));
        let answer = answer.expect("an answer");
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let log = (!std::thread::panicking()).then(|| self.log());
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
        for entry in log.into_iter().flatten().take(self.handed_over.get().unwrap_or(usize::MAX)) {
            let (method, path) = (entry["method"].as_str().expect("text"), entry["path"].as_str().expect("text"));
            let allowed = match method {
                "GET" => true,
                "POST" => path == "/oauth/token" || path == "/api/v2/users/search",
                "PATCH" => {
                    let is_user = ["/api/v2/users/", "/scim/v2/Users/"].iter().any(|users| path.starts_with(users));
                    is_user && path.split('/').count() == 5
                }
                _ => false,
            };
            assert!(allowed, "a request that rosterctl must never send: {method} {path}");
        }
    }
}

impl Ran {
    /// Asserts the exit code.
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Asserts that standard output contains this text.
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "no `{text}` in stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Asserts that standard error contains this text.
    pub(crate) fn complains(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "no `{text}` in stderr:\n{}\nstdout:\n{}", self.stderr, self.stdout);
        self
    }

    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

/// The built program in a folder, with this environment alone and nothing on standard input.
pub(crate) fn program(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rosterctl"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(environment.iter().copied())
        .stdin(Stdio::null());
    command
}

/// Runs the built program to its end.
pub(crate) fn run_in(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    program(folder, arguments, environment).output().expect("the program runs").into()
}
