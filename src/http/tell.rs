//! What is logged of requests: never a header, a query or a body, and of a path nothing that is a secret.

use std::time::Duration;

use reqwest::header::HeaderMap;
use tracing::{debug, info, trace, warn};

use super::answer::{Context, Heard, Trouble};
use super::patience;
use super::word::Reading;

/// The name by which the log's readers ask for these lines.
const ROOM: &str = "rosterctl::directory";

/// An answer has come, `took` after its request was sent; this was the try of this number.
pub(super) fn answered(context: &Context<'_>, heard: &Heard, took: Duration, tried: u32) {
    let (method, path, ms) = (context.verb.method(), path(context), millis(took));
    let (method, status) = (method.as_str(), u64::from(heard.status.as_u16()));
    let bytes = heard.body.as_ref().ok().map(|body| body.len());
    let correlation_id = correlation_id(context, &heard.headers);
    let correlation_id = correlation_id.as_deref();
    if heard.status.is_success() {
        info!(target: ROOM, method, path, status, ms, bytes, attempt = tried, correlation_id, "answered");
    } else {
        warn!(target: ROOM, method, path, status, ms, bytes, attempt = tried, correlation_id, "refused");
    }
}

/// No answer came.
pub(super) fn unanswered(context: &Context<'_>, trouble: &Trouble, took: Duration, tried: u32) {
    let (method, path, ms) = (context.verb.method(), path(context), millis(took));
    let (Trouble::Passing(failure, _) | Trouble::Lasting(failure)) = trouble;
    let why = failure.fault.message.as_str();
    warn!(target: ROOM, method = method.as_str(), path, ms, attempt = tried, why, "no answer");
}

/// Nothing is sent for so long.
pub(super) fn waiting(wait: Duration, why: &str) {
    debug!(target: ROOM, ms = millis(wait), why, "waiting");
}

/// What is waited for is still not there.
pub(super) fn pending(waited: Duration, what: &str) {
    debug!(target: ROOM, ms = millis(waited), what, "still waiting");
}

/// A request has waited so long for its place in the rate budget.
pub(super) fn waited(wait: Duration) {
    // A shorter one is the machine's own, not the budget's.
    if wait >= Duration::from_millis(10) {
        debug!(target: ROOM, ms = millis(wait), "waited for a place in the rate budget");
    }
}

/// What the server says of its rate limit, when it says something.
pub(super) fn rate(reading: Reading, retry_after: Option<u64>) {
    let Reading { allowed, count, reset } = reading;
    if (reading, retry_after) != (Reading::default(), None) {
        trace!(target: ROOM, allowed, count, reset, retry_after, "rate limit");
    }
}

/// A token was granted; it is renewed after so long, or when it is refused.
pub(super) fn token(renewed_in: Option<Duration>) {
    debug!(target: ROOM, renewed_in_s = renewed_in.map(patience::rounded_up), "token granted");
}

fn path(context: &Context<'_>) -> String {
    context.secrets.strike(context.target.split('?').next().unwrap_or_default(), 200)
}

fn correlation_id(context: &Context<'_>, headers: &HeaderMap) -> Option<String> {
    let id = headers.get("inin-correlation-id")?.to_str().ok()?;
    Some(context.secrets.strike(id, 80))
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
