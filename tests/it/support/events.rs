//! What `apply --json` says: one JSON event a line, the summary last.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use super::scene::Ran;

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/event.schema.json");
    let schema: Value = serde_json::from_slice(&std::fs::read(path).expect("a schema")).expect("JSON");
    jsonschema::validator_for(&schema).expect("a JSON Schema")
});

/// The outcomes, in the order of the summary.
pub(crate) const OUTCOMES: [&str; 7] =
    ["done", "already_inactive", "changed", "deferred", "failed", "unverified", "not_started"];

impl Ran {
    /// Every line of standard output; each of them is a JSON event that fits the schema, and the last is the only
    /// summary.
    pub(crate) fn events(&self) -> Vec<Value> {
        let parse = |line: &str| serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let events: Vec<Value> = self.stdout.lines().map(parse).collect();
        for event in &events {
            let errors: Vec<String> = SCHEMA.iter_errors(event).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{event}: {errors:?}");
        }
        let summaries: Vec<usize> = (0..events.len()).filter(|at| events[*at]["type"] == "summary").collect();
        assert_eq!(summaries, [events.len() - 1], "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        events
    }

    /// The totals, in the order of [`OUTCOMES`].
    pub(crate) fn totals(&self) -> [u64; 7] {
        let events = self.events();
        OUTCOMES.map(|word| events[events.len() - 1][word].as_u64().expect("a count"))
    }

    /// The last outcome that was told of each user.
    pub(crate) fn outcomes(&self) -> BTreeMap<String, String> {
        let users = self.events().into_iter().filter(|event| event["type"] == "user");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        users.map(|event| (text(&event["user"]["id"]), text(&event["outcome"]))).collect()
    }

    /// The same, if the totals sum to so many users, and are what was told of each of them.
    pub(crate) fn keeps_account_of(self, users: usize) -> Self {
        let (totals, outcomes) = (self.totals(), self.outcomes());
        assert_eq!(totals.iter().sum::<u64>(), users as u64, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        for (word, total) in OUTCOMES.iter().zip(totals) {
            let told = outcomes.values().filter(|outcome| outcome == word).count() as u64;
            // Who was never begun is told of in the summary alone.
            let fits = told == total || (*word == "not_started" && told < total);
            assert!(fits, "{told} told as {word}\nstdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        }
        self
    }

    /// The same, if these are the totals, in the order of [`OUTCOMES`].
    pub(crate) fn totals_are(self, totals: [u64; 7]) -> Self {
        assert_eq!(self.totals(), totals, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}
