//! A model of GitHub Actions, as far as this project's workflows and action use it: jobs, calls of reusable workflows, and
//! composite actions.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_yaml::Value;

use crate::support::scene::{CLIENT, Ran};

use super::expressions::Scope;
use super::runner::{Job, Runner, example, printed, yaml};

/// Where other repositories find this project, at this version.
const PROJECT: &str = concat!("rosterctl/rosterctl@v", env!("CARGO_PKG_VERSION"));
/// Where the reusable workflows check out their own repository.
const OWN_CHECKOUT: &str = ".rosterctl-action";

/// What a step with `uses` did, and its outputs.
struct Used {
    ran: Ran,
    outputs: BTreeMap<String, String>,
}

impl Runner {
    /// Runs the only job of an example of a workflow, or of the reusable workflow that it calls.
    pub(super) fn workflow(&mut self, name: &str) -> Job {
        let workflow = example(&format!("github/{name}"));
        let job = only_job(&workflow);
        match job["uses"].as_str() {
            Some(uses) => self.call(uses, job),
            None => self.job(&workflow, job),
        }
    }

    /// Runs all jobs of a workflow, in the order of the file, those with a matrix once for each entry. Returns them with their
    /// names: the job's, or that of the entry.
    pub(super) fn jobs(&mut self, path: &str) -> Vec<(String, Job)> {
        let workflow = yaml(path);
        let mut done: Vec<(String, Job)> = Vec::new();
        let mut failed: BTreeSet<String> = BTreeSet::new();
        for (name, job) in entries(&workflow["jobs"]) {
            let needs: Vec<String> = match &job["needs"] {
                Value::Null => Vec::new(),
                Value::Sequence(needs) => needs.iter().map(text).collect(),
                one => vec![text(one)],
            };
            if !self.scope(needs.iter().any(|need| failed.contains(need))).holds(job["if"].as_str()) {
                failed.insert(name);
                continue;
            }
            let mut matrix = vec![serde_json::json!({"name": name})];
            if let Some(expression) = job["strategy"]["matrix"].as_str() {
                assert_eq!(job["strategy"]["fail-fast"], false);
                let json = expression.replace("fromJSON(", "").replace(") }}", " }}");
                let json: serde_json::Value = serde_json::from_str(&self.scope(false).expanded(&json)).expect("JSON");
                matrix = json["include"].as_array().expect("entries").clone();
            }
            for entry in matrix {
                let values = entry.as_object().expect("an entry").iter();
                let values =
                    values.filter_map(|(key, value)| Some((format!("matrix.{key}"), value.as_str()?.to_owned())));
                self.context.extend(values);
                let ran = match job["uses"].as_str() {
                    Some(uses) => self.call(uses, &job),
                    None => self.job(&workflow, &job),
                };
                if ran.steps.is_empty() || ran.steps.iter().any(|(_, ran)| ran.code != 0) {
                    failed.insert(name.clone());
                }
                let outputs =
                    ran.outputs.iter().map(|(key, value)| (format!("needs.{name}.outputs.{key}"), value.clone()));
                self.context.extend(outputs);
                done.push((entry["name"].as_str().expect("a name").to_owned(), ran));
                self.context.retain(|name, _| !name.starts_with("matrix."));
            }
        }
        done
    }

    /// Calls a reusable workflow of this project: it gets the inputs and the secrets that the caller passes, and no others.
    pub(super) fn call(&mut self, uses: &str, caller: &Value) -> Job {
        let path = uses.replace(&format!("@v{}", env!("CARGO_PKG_VERSION")), "");
        let path = path.strip_prefix("rosterctl/rosterctl/").unwrap_or_else(|| panic!("no model of {uses}"));
        let workflow = yaml(path);
        let called = &workflow["on"]["workflow_call"];
        let job = only_job(&workflow);
        for (permission, level) in entries(&job["permissions"]) {
            assert_eq!(caller["permissions"][&permission], level, "the caller grants {permission}");
        }
        let mut passed = self.inputs(&called["inputs"], &caller["with"]);
        for (name, value) in entries(&caller["secrets"]) {
            assert!(!called["secrets"][&name].is_null(), "{path} takes no secret {name}");
            passed.insert(format!("secrets.{name}"), self.scope(false).expanded(&text(&value)));
        }
        passed.insert("job.workflow_repository".to_owned(), "rosterctl/rosterctl".to_owned());
        passed.insert("job.workflow_sha".to_owned(), "5ca1ab1e".to_owned());
        passed.extend(self.github());
        let outer = std::mem::replace(&mut self.context, passed);
        let mut job = self.job(&workflow, job);
        let outputs = std::mem::take(&mut job.outputs);
        let name =
            workflow["jobs"].as_mapping().and_then(|jobs| jobs.keys().next()).and_then(Value::as_str).expect("a job");
        self.context.extend(outputs.into_iter().map(|(key, value)| (format!("jobs.{name}.outputs.{key}"), value)));
        for (key, output) in entries(&called["outputs"]) {
            let is_empty = job.steps.is_empty();
            let value = if is_empty { String::new() } else { self.scope(false).expanded(&text(&output["value"])) };
            job.outputs.insert(key, value);
        }
        self.context = outer;
        job
    }

    /// Runs the steps of a job as GitHub's runner does: after a failure only those whose `if` asks for it.
    fn job(&mut self, workflow: &Value, job: &Value) -> Job {
        assert_eq!(workflow["defaults"]["run"]["shell"], "bash");
        assert!(workflow["permissions"].as_mapping().is_some_and(serde_yaml::Mapping::is_empty));
        if !self.scope(false).holds(job["if"].as_str()) {
            return Job::default();
        }
        // The secrets of the environment replace those that the caller passed by name; without a caller all are there.
        let is_called = !workflow["on"]["workflow_call"].is_null();
        if let Some(environment) = job["environment"].as_str() {
            let is_wrong = self.wrong_environment.as_ref() == Some(&self.scope(false).expanded(environment));
            for (name, value) in CLIENT {
                let name = format!("secrets.{name}");
                let value = if is_wrong { "wrong" } else { value };
                if !is_called || self.context.contains_key(&name) {
                    self.context.insert(name, value.to_owned());
                }
            }
        }
        self.begin();
        let mut done = Job::default();
        let environment = self.environment(&job["env"]);
        for step in job["steps"].as_sequence().expect("steps") {
            let has_failed = done.steps.iter().any(|(_, ran)| ran.code != 0);
            let id = step["id"].as_str();
            if !self.scope(has_failed).holds(step["if"].as_str()) {
                continue;
            }
            let mut environment = environment.clone();
            environment.extend(self.environment(&step["env"]));
            let used = match step["uses"].as_str() {
                Some(uses) => self.uses(uses, step, &environment),
                None => self.run(step, environment),
            };
            if let Some(id) = id {
                let outcome = if used.ran.code == 0 { "success" } else { "failure" };
                self.context.insert(format!("steps.{id}.outcome"), outcome.to_owned());
                self.context.extend(of_step(id, used.outputs));
            }
            match step["name"].as_str() {
                Some(name) => done.steps.push((name.to_owned(), used.ran)),
                None => assert_eq!(used.ran.code, 0, "{}", used.ran.stderr),
            }
        }
        for (key, value) in entries(&job["outputs"]) {
            done.outputs.insert(key, self.scope(false).expanded(&text(&value)));
        }
        self.context.retain(|name, _| !name.starts_with("steps.") && !name.starts_with("secrets."));
        done
    }

    /// Runs one shell step of a job with this environment besides its own.
    pub(super) fn step(&mut self, job: &Value, name: &str, environment: &[(&str, &str)]) -> Ran {
        let steps = job["steps"].as_sequence().expect("steps");
        let step = steps.iter().find(|step| step["name"] == name).unwrap_or_else(|| panic!("no step {name}")).clone();
        let mut all = self.environment(&step["env"]);
        all.extend(environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.run(&step, all).ran
    }

    /// Runs a shell step.
    fn run(&mut self, step: &Value, mut environment: BTreeMap<String, String>) -> Used {
        let [output, path] = ["output", "path"].map(|name| self.host(name));
        for (name, file) in [("GITHUB_OUTPUT", &output), ("GITHUB_PATH", &path)] {
            fs::write(file, "").expect("a file");
            environment.insert(name.to_owned(), printed(file));
        }
        let script = step["run"].as_str().expect("a script");
        assert!(!script.contains("${{"), "an expression inside a shell script: {script}");
        let folder = self.scope(false).expanded(step["working-directory"].as_str().unwrap_or("."));
        let ran = self.shell(&format!("cd '{folder}'\n{script}"), &environment);
        let outputs = fs::read_to_string(&output).expect("outputs");
        let outputs = outputs.lines().map(|line| line.split_once('=').expect("key=value"));
        let outputs = outputs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        for line in fs::read_to_string(&path).expect("a path").lines() {
            self.path.insert(0, line.to_owned());
        }
        Used { ran, outputs }
    }

    /// Runs a step that uses an action: this project's own, or a model of GitHub's.
    fn uses(&mut self, uses: &str, step: &Value, environment: &BTreeMap<String, String>) -> Used {
        let with = &step["with"];
        let given = |name: &str| self.scope(false).expanded(&text(&with[name]));
        let code = match uses.split('@').next().expect("a name") {
            "actions/checkout" => {
                assert_eq!(with["persist-credentials"], false);
                if with["path"] == OWN_CHECKOUT {
                    assert_eq!((given("repository"), given("ref")), ("rosterctl/rosterctl".into(), "5ca1ab1e".into()));
                    fs::create_dir_all(self.workspace(OWN_CHECKOUT)).expect("a folder");
                }
                0
            }
            "actions/download-artifact" => {
                assert_eq!(with["merge-multiple"], true);
                self.download(given("pattern").trim_end_matches('*'), &given("path"));
                0
            }
            "actions/upload-artifact" => {
                let is_there = self.upload(&given("name"), &given("path"));
                i32::from(!is_there && with["if-no-files-found"] == "error")
            }
            "./.rosterctl-action" => {
                assert!(self.workspace(OWN_CHECKOUT).is_dir(), "the action is not checked out");
                return self.composite(with, environment);
            }
            "rosterctl/rosterctl" => {
                assert_eq!(uses, PROJECT);
                return self.composite(with, environment);
            }
            _ => panic!("no model of {uses}"),
        };
        Used { ran: Ran { code, stdout: String::new(), stderr: String::new() }, outputs: BTreeMap::new() }
    }

    /// Runs this project's action with these inputs; its steps see the environment of the step that uses it.
    pub(super) fn action(&mut self, with: &[(&str, &str)], environment: &BTreeMap<String, String>) -> Job {
        let with = with.iter().map(|(name, value)| (Value::from(*name), Value::from(*value))).collect();
        let used = self.composite(&Value::Mapping(with), environment);
        Job { steps: vec![("action".to_owned(), used.ran)], outputs: used.outputs }
    }

    fn composite(&mut self, with: &Value, environment: &BTreeMap<String, String>) -> Used {
        let folder = self.host("action");
        let action: Value =
            serde_yaml::from_str(&fs::read_to_string(folder.join("action.yml")).expect("an action")).expect("YAML");
        assert_eq!(action["runs"]["using"], "composite");
        let mut inner = self.inputs(&action["inputs"], with);
        inner.extend(self.github());
        let outer = std::mem::replace(&mut self.context, inner);
        let mut ran = Ran { code: 0, stdout: String::new(), stderr: String::new() };
        for step in action["runs"]["steps"].as_sequence().expect("steps") {
            assert_eq!(step["shell"], "bash");
            if !self.scope(false).holds(step["if"].as_str()) {
                continue;
            }
            let mut environment = environment.clone();
            environment.extend(self.environment(&step["env"]));
            environment.insert("GITHUB_ACTION_PATH".to_owned(), printed(&folder));
            let used = self.run(step, environment);
            if let Some(id) = step["id"].as_str() {
                self.context.extend(of_step(id, used.outputs));
            }
            ran.code = used.ran.code;
            ran.stdout += &used.ran.stdout;
            ran.stderr += &used.ran.stderr;
            // A step that fails ends the action; its outputs are set all the same.
            if ran.code != 0 {
                break;
            }
        }
        let outputs = entries(&action["outputs"]);
        let outputs =
            outputs.into_iter().map(|(key, of)| (key, self.scope(false).expanded(&text(&of["value"])))).collect();
        self.context = outer;
        Used { ran, outputs }
    }

    /// The inputs by their names in expressions: those that are given, else the defaults.
    fn inputs(&self, declared: &Value, given: &Value) -> BTreeMap<String, String> {
        for (name, _) in entries(given) {
            assert!(!declared[&name].is_null(), "there is no input {name}");
        }
        let value = |name: &str, of: &Value| match &given[name] {
            Value::Null => text(&of["default"]),
            value => self.scope(false).expanded(&text(value)),
        };
        entries(declared).into_iter().map(|(name, of)| (format!("inputs.{name}"), value(&name, &of))).collect()
    }

    fn environment(&self, of: &Value) -> BTreeMap<String, String> {
        entries(of).into_iter().map(|(key, value)| (key, self.scope(false).expanded(&text(&value)))).collect()
    }

    fn github(&self) -> BTreeMap<String, String> {
        self.context
            .iter()
            .filter(|(name, _)| name.starts_with("github.") || name.starts_with("runner."))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect()
    }

    fn scope(&self, has_failed: bool) -> Scope<'_> {
        Scope { context: &self.context, has_failed }
    }
}

fn of_step(id: &str, outputs: BTreeMap<String, String>) -> impl Iterator<Item = (String, String)> {
    outputs.into_iter().map(move |(key, value)| (format!("steps.{id}.outputs.{key}"), value))
}

fn only_job(workflow: &Value) -> &Value {
    let jobs = workflow["jobs"].as_mapping().expect("jobs");
    assert_eq!(jobs.len(), 1);
    jobs.values().next().expect("a job")
}

/// The entries of a map; none of what is not there.
fn entries(map: &Value) -> Vec<(String, Value)> {
    map.as_mapping().into_iter().flatten().map(|(key, value)| (text(key), value.clone())).collect()
}

/// A scalar as text.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        other => panic!("{other:?} is no text"),
    }
}
