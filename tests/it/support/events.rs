//! The output of `apply --json`: one JSON event a line, the summary last.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use super::scene::Ran;
use super::schema::{assert_valid, validator};

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| validator("event"));

/// The outcomes, in the order of the summary.
pub(crate) const OUTCOMES: [&str; 7] =
    ["done", "already_inactive", "changed", "deferred", "failed", "unverified", "not_started"];

impl Ran {
    /// The lines of standard output; each is a JSON event that is valid by the schema, and the last is the only summary.
    pub(crate) fn events(&self) -> Vec<Value> {
        let parse = |line: &str| serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let events: Vec<Value> = self.stdout.lines().map(parse).collect();
        events.iter().for_each(|event| assert_valid(&SCHEMA, event));
        let summaries: Vec<usize> = (0..events.len()).filter(|at| events[*at]["type"] == "summary").collect();
        assert_eq!(summaries, [events.len() - 1], "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        events
    }

    /// The totals, in the order of [`OUTCOMES`].
    pub(crate) fn totals(&self) -> [u64; 7] {
        let events = self.events();
        OUTCOMES.map(|word| events[events.len() - 1][word].as_u64().expect("a count"))
    }

    /// The last outcome reported of each user.
    pub(crate) fn outcomes(&self) -> BTreeMap<String, String> {
        let users = self.events().into_iter().filter(|event| event["type"] == "user");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        users.map(|event| (text(&event["user"]["id"]), text(&event["outcome"]))).collect()
    }

    /// Asserts that the totals sum up to N users and agree with the outcomes of the users.
    pub(crate) fn keeps_account_of(self, users: usize) -> Self {
        let (totals, outcomes) = (self.totals(), self.outcomes());
        assert_eq!(totals.iter().sum::<u64>(), users as u64, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        for (word, total) in OUTCOMES.iter().zip(totals) {
            let reported = outcomes.values().filter(|outcome| outcome == word).count() as u64;
            // Users that were not started may be in the summary alone.
            let agrees = reported == total || (*word == "not_started" && reported < total);
            assert!(agrees, "{reported} reported as {word}\nstdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        }
        self
    }

    /// Asserts the totals, in the order of [`OUTCOMES`].
    pub(crate) fn totals_are(self, totals: [u64; 7]) -> Self {
        assert_eq!(self.totals(), totals, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}
