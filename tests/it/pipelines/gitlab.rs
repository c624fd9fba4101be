//! A model of GitLab's runner, as far as the component uses it: inputs, `extends`, and the lines of a job.

use std::collections::BTreeMap;

use serde_yaml::Value;

use crate::support::scene::Ran;

use super::github::text;
use super::runner::{Runner, client, example, printed, text_of};

/// The component of this project, at this version.
const COMPONENT: &str = concat!("gitlab.com/rosterctl/rosterctl/rosterctl@", env!("CARGO_PKG_VERSION"));

/// The jobs of a pipeline that includes the component, each with what the pipeline says of it.
pub(super) fn included(pipeline: &Value) -> Value {
    let include = &pipeline["include"][0];
    assert_eq!(include["component"], COMPONENT);
    let template = text_of("templates/rosterctl/template.yml");
    let (header, jobs) = template.split_once("\n---\n").expect("a header and jobs");
    let header: Value = serde_yaml::from_str(header).expect("YAML");
    let declared = header["spec"]["inputs"].as_mapping().expect("inputs");
    for (name, _) in include["inputs"].as_mapping().into_iter().flatten() {
        assert!(declared.contains_key(name), "there is no input {name:?}");
    }
    let mut jobs = jobs.to_owned();
    for (name, of) in declared {
        let name = text(name);
        let value = match &include["inputs"][&name] {
            Value::Null => &of["default"],
            given => given,
        };
        let value = serde_json::to_string(value).expect("JSON");
        jobs = jobs.replace(&format!("$[[ inputs.{name} ]]"), &value);
    }
    assert!(!jobs.contains("$[["), "an input that is not declared");
    let mut jobs = serde_yaml::from_str(&jobs).expect("YAML");
    merge(&mut jobs, pipeline);
    jobs
}

/// Merges a pipeline over what it includes: maps key by key, all else as a whole.
fn merge(included: &mut Value, over: &Value) {
    match (included.as_mapping_mut(), over.as_mapping()) {
        (Some(included), Some(over)) => {
            for (key, value) in over {
                merge(included.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        _ => *included = over.clone(),
    }
}

impl Runner {
    /// Runs a job of GitLab; the first failure ends it.
    pub(super) fn gitlab(&self, job: &str) -> Ran {
        self.gitlab_with(job, &[])
    }

    /// Runs a job of GitLab with these variables instead of those of the same name.
    pub(super) fn gitlab_with(&self, job: &str, more: &[(&str, &str)]) -> Ran {
        let mut environment = client();
        environment.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.gitlab_job(&included(&example("gitlab/gitlab-ci.yml")), job, &environment)
    }

    /// Runs a job of these with this environment; the first failure ends it.
    pub(super) fn gitlab_job(&self, jobs: &Value, job: &str, given: &BTreeMap<String, String>) -> Ran {
        let job = &jobs[job];
        let base = &jobs[job["extends"].as_str().expect("a base")];
        let mut environment = BTreeMap::new();
        for variables in [&base["variables"], &job["variables"]] {
            for (name, value) in variables.as_mapping().into_iter().flatten() {
                environment.insert(text(name), text(value));
            }
        }
        environment.extend(given.clone());
        environment.insert("CI_PROJECT_DIR".to_owned(), printed(&self.workspace("")));
        let lines = [&base["before_script"], &job["script"]];
        let lines = lines.into_iter().flat_map(|lines| lines.as_sequence().expect("lines")).map(text);
        self.shell(&lines.collect::<Vec<_>>().join("\n"), &environment)
    }
}
