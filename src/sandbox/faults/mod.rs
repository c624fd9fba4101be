//! Scripted faults: what a real directory does on a bad day, on demand.
//!
//! A script is YAML or JSON, read with `--faults FILE` or posted to `/sandbox/faults`, where it replaces the former one:
//!
//! ```yaml
//! faults:
//!   - match:                  # all given conditions must be true; without any, every request matches
//!       method: PATCH
//!       path: /api/v2/users/* # a glob; `*` stays between two slashes, `**` does not
//!       query: pageNumber=2   # a part of the query, as sent
//!       nth: 2                # only the second request that matches, or a list: [1, 3]
//!       times: 3              # or: only the first three
//!     do:                     # any combination of these
//!       delay_ms: 250         # wait before carrying out the request
//!       linger_ms: 250        # wait after carrying it out, before sending the answer
//!       status: 503           # the status of the answer; without a body, 400 and above have the API's own
//!       headers: {Retry-After: 1}              # added to the answer, whichever it is
//!       drop_headers: [inin-ratelimit-allowed] # removed from the answer
//!       json: {code: bad.request}              # the body of the answer: json, html or text ("" is an empty body)
//!       reset: true           # no answer: the connection is reset
//!       truncate: 100         # the connection is closed after 100 bytes of the body
//!       took_effect: true     # with status, a body or reset: the request is carried out although its answer is lost;
//!                             # false without them: the answer reports success, but nothing is written
//!       set: {/total: 7}      # change the JSON answer by JSON pointer (RFC 6901); `*` is every item of a list
//!       remove: [/entities/0, /entities/*/conversationSummary]
//!       duplicate: [/entities/1]
//!       page_size: 100        # larger pages are cut down to this size
//!       conflict: empty-409   # the answer to a stale version: status-409, status-400, empty-409
//!       stale_index: 5        # the search index keeps the state before this write for 5 more requests; SCIM has it in every read
//!       meanwhile: {name: Somebody Else}       # just before, another administrator edits the user of the path
//! ```
//!
//! The first rule that applies is used; each rule counts the requests that match it, whether it is used or not.
//!
//! Beside `faults`, a script for SCIM may have `quirks`, which [`quirks`] lists.

use std::sync::Arc;
use std::time::Duration;

use globset::GlobMatcher;

use super::SandboxProtocol;
use super::concurrent_edit::ConcurrentEdit;
use super::connection::Cut;
use super::http::{ApiProblem, ApiReply, ApiRequest};
use super::org::ConflictReply;

mod json_edit;
mod quirks;
mod script;

use json_edit::JsonEdit;
pub(super) use quirks::{Quirk, Quirks};

/// The rules of a script.
#[derive(Debug, Default)]
pub(super) struct FaultScript {
    rules: Vec<FaultRule>,
    quirks: Arc<Quirks>,
}

#[derive(Debug)]
struct FaultRule {
    method: Option<String>,
    path: Option<GlobMatcher>,
    query: Option<String>,
    occurrence: Occurrence,
    seen: u64,
    action: FaultAction,
}

/// Which of the matching requests a rule applies to.
#[derive(Debug)]
enum Occurrence {
    Always,
    First(u64),
    These(Vec<u64>),
}

/// What a rule does to one request and its answer.
#[derive(Clone, Debug, Default)]
pub(super) struct FaultAction {
    pub(super) delay: Duration,
    pub(super) linger: Duration,
    pub(super) page_size: Option<u32>,
    pub(super) conflict: Option<ConflictReply>,
    pub(super) stale_index: u64,
    pub(super) concurrent_edit: Option<ConcurrentEdit>,
    pub(super) cut: Cut,
    pub(super) execution: Execution,
    reply: Option<ScriptedReply>,
    headers: Vec<(String, String)>,
    dropped_headers: Vec<String>,
    edits: Vec<JsonEdit>,
}

/// Whether the request is carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Execution {
    /// The request is carried out.
    #[default]
    Full,
    /// The request is answered as if it had been carried out, but nothing is changed.
    Discarded,
    /// The request is ignored.
    Skipped,
}

#[derive(Clone, Debug)]
struct ScriptedReply {
    status: u16,
    body: Option<(&'static str, String)>,
}

impl FaultScript {
    /// The first rule that applies to a request: its number, from 1, and its action.
    pub(super) fn action(&mut self, request: &ApiRequest) -> Option<(usize, FaultAction)> {
        let mut found = None;
        for (number, rule) in (1..).zip(&mut self.rules) {
            if rule.applies(request) && found.is_none() {
                found = Some((number, rule.action.clone()));
            }
        }
        found
    }

    /// The number of rules.
    pub(super) fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether a server of this protocol can follow the script.
    ///
    /// # Errors
    /// Quirks for another protocol than SCIM, as a clause.
    pub(super) fn check(&self, protocol: SandboxProtocol) -> Result<(), String> {
        match protocol {
            SandboxProtocol::Native if !self.quirks.is_empty() => Err("`quirks` are for SCIM alone".to_owned()),
            SandboxProtocol::Native | SandboxProtocol::Scim => Ok(()),
        }
    }

    /// The quirks of SCIM.
    pub(super) fn quirks(&self) -> &Arc<Quirks> {
        &self.quirks
    }
}

impl FaultRule {
    fn applies(&mut self, request: &ApiRequest) -> bool {
        let matches = self.method.as_ref().is_none_or(|method| *method == request.method)
            && self.path.as_ref().is_none_or(|path| path.is_match(&request.path))
            && self.query.as_ref().is_none_or(|part| request.query.contains(part.as_str()));
        if !matches {
            return false;
        }
        self.seen += 1;
        match &self.occurrence {
            Occurrence::Always => true,
            Occurrence::First(count) => self.seen <= *count,
            Occurrence::These(numbers) => numbers.contains(&self.seen),
        }
    }
}

impl FaultAction {
    /// The answer to send; `answered` is that of the API, unless the request is ignored, and `refuse` makes the API's
    /// own error answers.
    pub(super) fn reply(&self, answered: Option<ApiReply>, refuse: impl Fn(ApiProblem) -> ApiReply) -> ApiReply {
        let mut reply = match (&self.reply, answered) {
            (Some(scripted), _) => scripted.reply(&self.headers, refuse),
            (None, Some(answered)) => json_edit::edited(answered, &self.edits),
            (None, None) => ApiReply::empty(200),
        };
        for (name, value) in &self.headers {
            reply.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            reply.headers.push((name.clone(), value.clone()));
        }
        reply
            .headers
            .retain(|(name, _)| !self.dropped_headers.iter().any(|dropped| dropped.eq_ignore_ascii_case(name)));
        reply
    }
}

impl ScriptedReply {
    fn reply(&self, headers: &[(String, String)], refuse: impl Fn(ApiProblem) -> ApiReply) -> ApiReply {
        match &self.body {
            Some((_, text)) if text.is_empty() => ApiReply::empty(self.status),
            Some((content_type, text)) => ApiReply::text(self.status, content_type, text),
            None if self.status < 400 => ApiReply::empty(self.status),
            None => {
                let after = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("retry-after"));
                refuse(problem(self.status, after.map(|(_, seconds)| seconds.as_str())))
            }
        }
    }
}

/// The API's own error for a status.
fn problem(status: u16, retry_after: Option<&str>) -> ApiProblem {
    let (code, message) = match (status, retry_after) {
        (400, _) => ("bad.request", "The request could not be understood by the server due to malformed syntax."),
        (401, _) => ("bad.credentials", "Invalid login credentials."),
        (403, _) => ("not.authorized", "You are not authorized to perform the requested action."),
        (404, _) => ("not.found", "The requested resource was not found."),
        (409, _) => ("general.conflict", "The request could not be completed by the server due to a conflict."),
        (429, Some(seconds)) => return ApiProblem::too_many(seconds),
        (429, None) => ("too.many.requests", "Rate limit exceeded the maximum."),
        (503, _) => ("service.unavailable", "Service Unavailable - The server is currently unavailable."),
        (504, _) => ("request.timeout", "The request timed out."),
        _ => ("internal.server.error", "The server encountered an unexpected condition."),
    };
    ApiProblem::new(status, code, message)
}
