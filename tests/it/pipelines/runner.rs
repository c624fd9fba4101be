//! A model of a pipeline runner: it runs the shell steps of a job, one after the other, in the folder of a scene.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_yaml::Value;
use tempfile::TempDir;

use crate::support::scene::{CLIENT, Ran, Scene};

/// A repository's host with a runner: what `gh` keeps, what steps hand on, and the program on the `PATH`.
pub(super) struct Runner<'a> {
    scene: &'a Scene,
    host: TempDir,
    context: BTreeMap<String, String>,
}

/// What a job did: its steps by name, as far as it came.
pub(super) struct Job {
    steps: Vec<(String, Ran)>,
}

impl<'a> Runner<'a> {
    pub(super) fn of(scene: &'a Scene) -> Self {
        let host = TempDir::new().expect("a folder");
        let programs = host.path().join("bin");
        fs::create_dir(&programs).expect("a folder");
        for (name, of) in [("rosterctl", env!("CARGO_BIN_EXE_rosterctl").into()), ("gh", here().join("gh"))] {
            std::os::unix::fs::symlink(of, programs.join(name)).expect("a link");
        }
        let mut context: BTreeMap<String, String> = [
            ("github.token", "a-token"),
            ("github.repository", "acme/access"),
            ("github.sha", "c0ffee"),
            ("github.event.pull_request.number", "7"),
            ("github.event.pull_request.head.sha", "beef"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        context.extend(CLIENT.map(|(name, value)| (format!("secrets.{name}"), value.to_owned())));
        let runner = Self { scene, host, context };
        runner.keep("repos/acme/access/issues/7/comments.json", "[]");
        runner.merged("beef");
        // After the first plan, and before a second one.
        runner.approved(&[("boss", "APPROVED", "beef", "2026-11-21T16:05:00Z")]);
        runner
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

    /// Puts a file into what `gh` keeps.
    pub(super) fn keep(&self, name: &str, text: &str) {
        let path = self.host.path().join("state").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// A file of what `gh` keeps, as JSON.
    pub(super) fn kept(&self, name: &str) -> serde_json::Value {
        let text = fs::read_to_string(self.host.path().join("state").join(name)).unwrap_or_else(|_| "[]".to_owned());
        serde_json::from_str(&text).expect("JSON")
    }

    /// Runs the shell steps of a workflow's only job as GitHub's runner does: after a failure only those with `always()`.
    pub(super) fn workflow(&mut self, name: &str) -> Job {
        let workflow = example(&format!("github/{name}"));
        assert_eq!(workflow["defaults"]["run"]["shell"], "bash", "{name}");
        let jobs = workflow["jobs"].as_mapping().expect("jobs");
        assert_eq!(jobs.len(), 1, "{name}");
        let job = jobs.values().next().expect("a job");
        let mut steps: Vec<(String, Ran)> = Vec::new();
        for step in job["steps"].as_sequence().expect("steps") {
            let Some(script) = step["run"].as_str() else { continue };
            let failed = steps.last().is_some_and(|(_, ran)| ran.code != 0);
            if installs(script) || failed {
                continue;
            }
            let output = self.host.path().join("output");
            fs::write(&output, "").expect("a file");
            let mut environment = self.environment(&job["env"]);
            environment.extend(self.environment(&step["env"]));
            environment.insert("GITHUB_OUTPUT".to_owned(), output.display().to_string());
            environment.insert("GITHUB_STEP_SUMMARY".to_owned(), self.summary().display().to_string());
            let ran = self.shell(script, &environment);
            for line in fs::read_to_string(&output).expect("outputs").lines() {
                let (key, value) = line.split_once('=').expect("key=value");
                let id = step["id"].as_str().expect("an id");
                self.context.insert(format!("steps.{id}.outputs.{key}"), value.to_owned());
            }
            steps.push((step["name"].as_str().expect("a name").to_owned(), ran));
        }
        Job { steps }
    }

    /// Runs the lines of a job of GitLab, `after_script` too; the first failure ends each.
    pub(super) fn gitlab(&self, job: &str) -> Job {
        let pipeline = example("gitlab/gitlab-ci.yml");
        let environment = CLIENT.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let lines = |key: &str| {
            let lines = pipeline[job][key].as_sequence().into_iter().flatten();
            lines.map(|line| line.as_str().expect("a line")).collect::<Vec<_>>().join("\n")
        };
        let steps = ["script", "after_script"].map(|key| (key.to_owned(), self.shell(&lines(key), &environment)));
        Job { steps: steps.into() }
    }

    /// Runs a script in the scene's folder with this environment, the program and `gh` alone.
    pub(super) fn shell(&self, script: &str, environment: &BTreeMap<String, String>) -> Ran {
        let path = std::env::var("PATH").unwrap_or_default();
        Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(self.scene.path("."))
            .env_clear()
            .env("HOME", self.host.path())
            .env("PATH", format!("{}:{path}", self.host.path().join("bin").display()))
            .env("GH_STATE", self.host.path().join("state"))
            .envs(environment)
            .stdin(Stdio::null())
            .output()
            .expect("bash runs")
            .into()
    }

    /// What the steps appended to the summary of the run.
    pub(super) fn summarized(&self) -> String {
        fs::read_to_string(self.summary()).unwrap_or_default()
    }

    fn summary(&self) -> PathBuf {
        self.host.path().join("summary.md")
    }

    fn environment(&self, of: &Value) -> BTreeMap<String, String> {
        let entries = of.as_mapping().into_iter().flatten();
        entries.map(|(key, value)| (text(key), self.expanded(&text(value)))).collect()
    }

    /// A value that is one expression, or none.
    fn expanded(&self, value: &str) -> String {
        match value.strip_prefix("${{ ").and_then(|rest| rest.strip_suffix(" }}")) {
            Some(expression) => {
                self.context.get(expression).cloned().unwrap_or_else(|| panic!("{expression} is not known here"))
            }
            None => value.to_owned(),
        }
    }
}

impl Job {
    /// Asserts that the job ended with this step and code, and that all steps before it succeeded.
    pub(super) fn ends_at(self, step: &str, code: i32) -> Self {
        let (name, ran) = self.steps.last().expect("a step");
        assert_eq!((name.as_str(), ran.code), (step, code), "stdout:\n{}\nstderr:\n{}", ran.stdout, ran.stderr);
        self
    }

    /// What a step printed, on either of its outputs.
    pub(super) fn printed(&self, step: &str) -> String {
        let (_, ran) = self.steps.iter().find(|(name, _)| name == step).unwrap_or_else(|| panic!("no step {step}"));
        format!("{}{}", ran.stdout, ran.stderr)
    }

    /// The exit code of a step.
    pub(super) fn code(&self, step: &str) -> i32 {
        self.steps.iter().find(|(name, _)| name == step).unwrap_or_else(|| panic!("no step {step}")).1.code
    }
}

/// An example of `examples/ci/`.
pub(super) fn example(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci").join(name);
    serde_yaml::from_str(&fs::read_to_string(path).expect("an example")).expect("YAML")
}

/// Whether a script only installs the program; what it installs is this version.
fn installs(script: &str) -> bool {
    let install = script.starts_with("cargo install");
    assert!(
        !install || script == concat!("cargo install rosterctl --version ", env!("CARGO_PKG_VERSION"), " --locked")
    );
    install
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => panic!("{other:?} is no text"),
    }
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/pipelines")
}
