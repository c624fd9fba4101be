//! Scripted faults: what a real directory does on a bad day, on demand.
//!
//! A script is YAML or JSON, read with `--faults FILE` or posted to `/sandbox/faults`, where it replaces the former one:
//!
//! ```yaml
//! faults:
//!   - match:                  # all that is given must hold; left out, every request matches
//!       method: PATCH
//!       path: /api/v2/users/* # a glob; `*` stays between two slashes, `**` does not
//!       query: pageNumber=2   # text somewhere in the query, as sent
//!       nth: 2                # only the second request that matches, or a list: [1, 3]
//!       times: 3              # or: only the first three
//!     do:                     # any of these together
//!       delay_ms: 250         # wait before anything else
//!       linger_ms: 250        # wait after the request was carried out, before its answer leaves
//!       status: 503           # answer this instead; with no body given, 400 and above have the API's own
//!       headers: {Retry-After: 1}              # on whichever answer is given
//!       drop_headers: [inin-ratelimit-allowed] # not on the answer
//!       json: {code: bad.request}              # a body instead: json, or html, or text ("" is an empty one)
//!       reset: true           # no answer at all: the connection is reset
//!       truncate: 100         # the connection ends after 100 bytes of the body
//!       took_effect: true     # with status, a body or reset: the request is carried out before its answer is lost;
//!                             # false without them: the answer says so, but nothing was written
//!       set: {/total: 7}      # change the JSON answer, by JSON pointer (RFC 6901); `*` is every item of a list
//!       remove: [/entities/0, /entities/*/conversationSummary]
//!       duplicate: [/entities/1]
//!       page_size: 100        # larger pages are cut down to this size
//!       conflict: empty-409   # how a stale version is answered: status-409, status-400, empty-409
//!       stale_index: 5        # the search index believes what was before this write for 5 more requests
//!       meanwhile: {name: Somebody Else}       # just before, another administrator changes the user of the path
//! ```
//!
//! The first rule that applies acts; each rule counts the requests that match it, whether it acted or not.

use std::time::Duration;

use globset::GlobMatcher;

use super::connection::Cut;
use super::exchange::{Problem, Reply, Request};
use super::hand::HandEdit;
use super::org::Conflict;

mod edit;
mod script;

use edit::Edit;

/// The rules in force.
#[derive(Debug, Default)]
pub(super) struct Script {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    method: Option<String>,
    path: Option<GlobMatcher>,
    query: Option<String>,
    turn: Turn,
    seen: u64,
    act: Act,
}

/// Which of the matching requests a rule is for.
#[derive(Debug)]
enum Turn {
    Always,
    First(u64),
    These(Vec<u64>),
}

/// What a rule does to one request and its answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Act {
    pub(super) delay: Duration,
    pub(super) linger: Duration,
    pub(super) page_size: Option<u32>,
    pub(super) conflict: Option<Conflict>,
    pub(super) stale_index: u64,
    pub(super) meanwhile: Option<HandEdit>,
    pub(super) cut: Cut,
    pub(super) effect: Effect,
    instead: Option<Instead>,
    headers: Vec<(String, String)>,
    dropped: Vec<String>,
    edits: Vec<Edit>,
}

/// What becomes of the request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Effect {
    /// It is carried out.
    #[default]
    Full,
    /// It is answered as if it had been carried out, and nothing is kept.
    Discarded,
    /// It is not looked at.
    None,
}

#[derive(Clone, Debug)]
struct Instead {
    status: u16,
    body: Option<(&'static str, String)>,
}

impl Script {
    /// What to do with a request, and the number of the rule, from 1, that says so.
    pub(super) fn act(&mut self, request: &Request) -> Option<(usize, Act)> {
        let mut found = None;
        for (number, rule) in (1..).zip(&mut self.rules) {
            if rule.applies(request) && found.is_none() {
                found = Some((number, rule.act.clone()));
            }
        }
        found
    }

    /// How many rules there are.
    pub(super) fn len(&self) -> usize {
        self.rules.len()
    }
}

impl Rule {
    fn applies(&mut self, request: &Request) -> bool {
        let matches = self.method.as_ref().is_none_or(|method| *method == request.method)
            && self.path.as_ref().is_none_or(|path| path.is_match(&request.path))
            && self.query.as_ref().is_none_or(|part| request.query.contains(part.as_str()));
        if !matches {
            return false;
        }
        self.seen += 1;
        match &self.turn {
            Turn::Always => true,
            Turn::First(count) => self.seen <= *count,
            Turn::These(numbers) => numbers.contains(&self.seen),
        }
    }
}

impl Act {
    /// The answer as it leaves: `honest` is the one that the API would have given, if it was asked.
    pub(super) fn reply(&self, honest: Option<Reply>, context_id: &str) -> Reply {
        let mut reply = match (&self.instead, honest) {
            (Some(instead), _) => instead.reply(&self.headers, context_id),
            (None, Some(honest)) => edit::edited(honest, &self.edits),
            (None, None) => Reply::empty(200),
        };
        for (name, value) in &self.headers {
            reply.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            reply.headers.push((name.clone(), value.clone()));
        }
        reply.headers.retain(|(name, _)| !self.dropped.iter().any(|dropped| dropped.eq_ignore_ascii_case(name)));
        reply
    }
}

impl Instead {
    fn reply(&self, headers: &[(String, String)], context_id: &str) -> Reply {
        match &self.body {
            Some((_, text)) if text.is_empty() => Reply::empty(self.status),
            Some((content_type, text)) => Reply::text(self.status, content_type, text),
            None if self.status < 400 => Reply::empty(self.status),
            None => {
                let after = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("retry-after"));
                problem(self.status, after.map(|(_, seconds)| seconds.as_str())).reply(context_id)
            }
        }
    }
}

/// The API's own words for a status.
fn problem(status: u16, retry_after: Option<&str>) -> Problem {
    let (code, message) = match (status, retry_after) {
        (400, _) => ("bad.request", "The request could not be understood by the server due to malformed syntax."),
        (401, _) => ("bad.credentials", "Invalid login credentials."),
        (403, _) => ("not.authorized", "You are not authorized to perform the requested action."),
        (404, _) => ("not.found", "The requested resource was not found."),
        (409, _) => ("general.conflict", "The request could not be completed by the server due to a conflict."),
        (429, Some(seconds)) => return Problem::too_many(seconds),
        (429, None) => ("too.many.requests", "Rate limit exceeded the maximum."),
        (503, _) => ("service.unavailable", "Service Unavailable - The server is currently unavailable."),
        (504, _) => ("request.timeout", "The request timed out."),
        _ => ("internal.server.error", "The server encountered an unexpected condition."),
    };
    Problem::new(status, code, message)
}
