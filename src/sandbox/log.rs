//! The request log: what a test reads to prove what was sent, and what was not.

use serde::Serialize;
use serde_json::Value;

use super::exchange::{Reply, Request};

/// Every request to the API, in the order of arrival.
#[derive(Debug, Default)]
pub(super) struct Log(Vec<Entry>);

#[derive(Debug, Serialize)]
struct Entry {
    /// From 1.
    seq: u64,
    method: String,
    path: String,
    query: String,
    /// The scheme alone (`Basic`, `Bearer`), never the value.
    authorization: Option<String>,
    /// Only when it was JSON.
    body: Option<Value>,
    /// `null` while the request is being answered, and when no answer was sent.
    status: Option<u16>,
    /// The number of the scripted fault that acted, from 1.
    fault: Option<usize>,
}

impl Log {
    /// Writes a request down and gives its number.
    pub(super) fn arrived(&mut self, request: &Request, fault: Option<usize>) -> u64 {
        let seq = self.last() + 1;
        self.0.push(Entry {
            seq,
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            authorization: request.authorization.as_deref().map(scheme),
            body: serde_json::from_slice(&request.body).ok(),
            status: None,
            fault,
        });
        seq
    }

    /// The number of the latest request.
    pub(super) fn last(&self) -> u64 {
        self.0.len() as u64
    }

    /// Notes the answer of request number `seq`.
    pub(super) fn answered(&mut self, seq: u64, status: u16) {
        if let Some(entry) = self.0.iter_mut().rev().find(|entry| entry.seq == seq) {
            entry.status = Some(status);
        }
    }

    /// The log as an answer.
    pub(super) fn reply(&self) -> Reply {
        #[derive(Serialize)]
        struct Whole<'a> {
            requests: &'a [Entry],
        }
        Reply::json(200, &Whole { requests: &self.0 })
    }
}

/// The word before the blank. A header without one is not shown: it may be all secret.
fn scheme(header: &str) -> String {
    header.split_once(' ').map_or("unknown", |(scheme, _)| scheme).to_owned()
}
