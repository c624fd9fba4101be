//! A model of a pipeline's host: what it keeps, what steps hand on, and the shell that runs their scripts in the folder of a
//! scene.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_yaml::Value;
use tempfile::TempDir;

use crate::support::scene::{CLIENT, Ran, Scene};

/// The run to which the artifacts belong.
const RUN: &str = "4711";

/// A repository's host with a runner. The program is not on the `PATH` until a step installs it: `cargo install` is a model
/// that installs the built one.
pub(super) struct Runner {
    /// The checkout, in which steps run.
    workspace: PathBuf,
    host: TempDir,
    /// What expressions name: `github.…`, `inputs.…`, `secrets.…`, `steps.…`.
    pub(super) context: BTreeMap<String, String>,
    /// What steps put on the `PATH`, the last one first.
    pub(super) path: Vec<String>,
    /// An environment whose secrets are not those of the directory.
    pub(super) wrong_environment: Option<String>,
}

/// What a job did: its steps by name, as far as it came.
#[derive(Default)]
pub(super) struct Job {
    pub(super) steps: Vec<(String, Ran)>,
    /// Its outputs, or those of the workflow that it calls.
    pub(super) outputs: BTreeMap<String, String>,
}

impl Runner {
    pub(super) fn of(scene: &Scene) -> Self {
        Self::at(&scene.path(""))
    }

    /// A runner with its checkout in this folder.
    pub(super) fn at(workspace: &Path) -> Self {
        let host = TempDir::new().expect("a folder");
        for folder in ["bin", "temp", "action"] {
            fs::create_dir(host.path().join(folder)).expect("a folder");
        }
        for model in ["gh", "cargo", "curl"] {
            std::os::unix::fs::symlink(
                root().join("tests/it/pipelines").join(model),
                host.path().join("bin").join(model),
            )
            .expect("a link");
        }
        for file in ["action.yml", "Cargo.toml"] {
            fs::copy(root().join(file), host.path().join("action").join(file)).expect("a copy");
        }
        let temp = printed(&host.path().join("temp"));
        let context: BTreeMap<String, String> = [
            ("runner.temp", temp.as_str()),
            ("github.token", "a-token"),
            ("github.repository", "acme/access"),
            ("github.sha", "c0ffee"),
            ("github.ref_name", "main"),
            ("github.event.pull_request.number", "7"),
            ("github.event.pull_request.head.sha", "beef"),
            ("github.event.pull_request.head.repo.full_name", "acme/access"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let workspace = workspace.to_owned();
        let runner = Self { workspace, host, context, path: Vec::new(), wrong_environment: None };
        runner.keep("program", env!("CARGO_BIN_EXE_rosterctl"));
        runner.keep("repos/acme/access/issues/7/comments.json", "[]");
        runner.merged("beef");
        // After the first plan, and before a second one.
        runner.approved(&[("boss", "APPROVED", "beef", "2026-11-21T16:05:00Z")]);
        runner
    }

    /// A runner on which the program is installed.
    pub(super) fn installed(scene: &Scene) -> Self {
        Self::of(scene).with_program()
    }

    /// Installs the program.
    pub(super) fn with_program(mut self) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_rosterctl"));
        self.path.push(printed(program.parent().expect("a folder")));
        self
    }

    /// The pull request was merged with this as its last commit.
    fn merged(&self, head: &str) {
        let pull = serde_json::json!(
            [{"number": 7, "merged_at": "2026-11-21T17:00:00Z", "base": {"ref": "main"}, "head": {"sha": head}}]
        );
        self.keep("repos/acme/access/commits/c0ffee/pulls.json", &pull.to_string());
    }

    /// A commit is pushed to the pull request.
    pub(super) fn push(&mut self, commit: &str) {
        self.context.insert("github.event.pull_request.head.sha".to_owned(), commit.to_owned());
        self.merged(commit);
    }

    /// The reviews of the pull request: user, verdict, commit and time.
    pub(super) fn approved(&self, reviews: &[(&str, &str, &str, &str)]) {
        let reviews = reviews.iter().map(|(who, state, commit, at)| {
            serde_json::json!({"user": {"login": who}, "state": state, "commit_id": commit, "submitted_at": at})
        });
        let reviews: Vec<serde_json::Value> = reviews.collect();
        self.keep("repos/acme/access/pulls/7/reviews.json", &serde_json::json!(reviews).to_string());
    }

    /// Puts a file into what the host keeps.
    pub(super) fn keep(&self, name: &str, text: &str) {
        let path = self.host("state").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// A file of what `gh` keeps, as JSON.
    pub(super) fn kept(&self, name: &str) -> serde_json::Value {
        let text = fs::read_to_string(self.host("state").join(name)).unwrap_or_else(|_| "[]".to_owned());
        serde_json::from_str(&text).expect("JSON")
    }

    /// A file of an artifact of the run, if there is one.
    pub(super) fn artifact(&self, name: &str, file: &str) -> Option<String> {
        fs::read_to_string(self.host("state/artifacts").join(RUN).join(name).join(file)).ok()
    }

    /// Keeps a file or folder of the workspace as an artifact of the run. Returns whether it exists.
    pub(super) fn upload(&self, name: &str, path: &str) -> bool {
        let from = self.workspace(path);
        let to = self.host("state/artifacts").join(RUN).join(name);
        if from.is_dir() {
            copy(&from, &to);
            return true;
        }
        fs::create_dir_all(&to).expect("a folder");
        from.file_name().is_some_and(|name| fs::copy(&from, to.join(name)).is_ok())
    }

    /// Puts the artifacts whose names start like this into a folder of the workspace.
    pub(super) fn download(&self, start: &str, path: &str) {
        for entry in fs::read_dir(self.host("state/artifacts").join(RUN)).into_iter().flatten() {
            let entry = entry.expect("an entry");
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(start)) {
                copy(&entry.path(), &self.workspace(path));
            }
        }
    }

    /// Another job begins, on a machine of its own: nothing of an earlier job is left, but what is installed.
    pub(super) fn begin(&self) {
        for left in
            [self.workspace(".rosterctl-action"), self.host("temp/rosterctl-plan"), self.host("temp/rosterctl-apply")]
        {
            if left.exists() {
                fs::remove_dir_all(left).expect("removed");
            }
        }
    }

    /// A file or folder of the workspace.
    pub(super) fn workspace(&self, name: &str) -> PathBuf {
        self.workspace.join(name)
    }

    /// A folder or file of the host.
    pub(super) fn host(&self, name: &str) -> PathBuf {
        self.host.path().join(name)
    }

    /// Runs a script in the scene's folder with this environment, what was installed and the models of the host alone.
    pub(super) fn shell(&self, script: &str, environment: &BTreeMap<String, String>) -> Ran {
        self.command(script, environment).output().expect("bash runs").into()
    }

    /// The command that [`Runner::shell`] runs.
    pub(super) fn command(&self, script: &str, environment: &BTreeMap<String, String>) -> Command {
        let path = std::env::var("PATH").unwrap_or_default();
        let path = self.path.iter().cloned().chain([printed(&self.host("bin")), path]);
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(&self.workspace)
            .env_clear()
            .env("HOME", self.host.path())
            .env("PATH", path.collect::<Vec<_>>().join(":"))
            .env("GH_STATE", self.host("state"))
            .env("RUNNER_TEMP", self.host("temp"))
            .envs([("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "X64"), ("GITHUB_RUN_ID", RUN)])
            .envs([("GITHUB_SERVER_URL", "https://github.com"), ("GITHUB_REPOSITORY", "acme/access")])
            .env("GITHUB_STEP_SUMMARY", self.host("summary.md"))
            .envs(environment)
            .stdin(Stdio::null());
        command
    }

    /// What the steps appended to the summary of the run.
    pub(super) fn summarized(&self) -> String {
        fs::read_to_string(self.host("summary.md")).unwrap_or_default()
    }
}

impl Job {
    /// Asserts that the job ended with this step and code, and that all steps before it succeeded.
    pub(super) fn ends_at(self, step: &str, code: i32) -> Self {
        let failed = self.steps.iter().find(|(_, ran)| ran.code != 0);
        let (name, ran) = failed.or(self.steps.last()).expect("a step");
        assert_eq!((name.as_str(), ran.code), (step, code), "stdout:\n{}\nstderr:\n{}", ran.stdout, ran.stderr);
        self
    }

    /// What a step printed, on either of its outputs.
    pub(super) fn printed(&self, step: &str) -> String {
        let ran = self.step(step);
        format!("{}{}", ran.stdout, ran.stderr)
    }

    fn step(&self, step: &str) -> &Ran {
        &self.steps.iter().find(|(name, _)| name == step).unwrap_or_else(|| panic!("no step {step}")).1
    }
}

/// Copies a folder and what is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// The stock OAuth client of the sandbox, as an environment.
pub(super) fn client() -> BTreeMap<String, String> {
    CLIENT.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

/// A file of the project.
pub(super) fn text_of(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A YAML file of the project.
pub(super) fn yaml(path: &str) -> Value {
    serde_yaml::from_str(&text_of(path)).expect("YAML")
}

/// An example of `examples/ci/`.
pub(super) fn example(name: &str) -> Value {
    yaml(&format!("examples/ci/{name}"))
}

/// The project's folder.
pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A path as text.
pub(super) fn printed(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}
