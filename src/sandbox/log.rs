//! The request log: a test reads it to prove which requests were sent, and that no others were.

use serde::Serialize;
use serde_json::Value;

use super::http::{ApiReply, ApiRequest};

/// Every request to the API, in the order of arrival.
#[derive(Debug, Default)]
pub(super) struct RequestLog(Vec<LoggedRequest>);

#[derive(Debug, Serialize)]
struct LoggedRequest {
    /// The number of the request, from 1.
    seq: u64,
    method: String,
    path: String,
    query: String,
    /// The scheme alone (`Basic`, `Bearer`), never the credentials.
    authorization: Option<String>,
    /// Only when it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    if_match: Option<String>,
    /// Only when it was JSON.
    body: Option<Value>,
    /// `null` while the request is being answered, and when no answer was sent.
    status: Option<u16>,
    /// The number of the scripted fault that applied, from 1.
    fault: Option<usize>,
}

impl RequestLog {
    /// Adds a request and returns its number.
    pub(super) fn add(&mut self, request: &ApiRequest, fault: Option<usize>) -> u64 {
        let seq = self.last() + 1;
        self.0.push(LoggedRequest {
            seq,
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            authorization: request.authorization.as_deref().map(scheme),
            if_match: request.if_match.clone(),
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

    /// Adds the status of the answer to request number `seq`.
    pub(super) fn set_status(&mut self, seq: u64, status: u16) {
        if let Some(entry) = self.0.iter_mut().rev().find(|entry| entry.seq == seq) {
            entry.status = Some(status);
        }
    }

    /// The log as an answer.
    pub(super) fn reply(&self) -> ApiReply {
        #[derive(Serialize)]
        struct LoggedRequests<'a> {
            requests: &'a [LoggedRequest],
        }
        ApiReply::json(200, &LoggedRequests { requests: &self.0 })
    }
}

/// The word before the blank. A header without a blank is not logged: all of it may be secret.
fn scheme(header: &str) -> String {
    header.split_once(' ').map_or("unknown", |(scheme, _)| scheme).to_owned()
}
