//! The log lines of requests: never a header, a query or a body, and paths only redacted.

use std::time::Duration;

use tracing::{debug, info, trace, warn};

use super::rate_limit::RateLimitHeaders;
use super::response::{AttemptError, RawResponse, RequestContext};
use super::retry;
use crate::model::WaitCause;

/// The target by which a log filter selects these lines.
const TARGET: &str = "rosterctl::directory";

/// A response arrived, `took` after its request was sent.
pub(super) fn response(context: &RequestContext<'_>, response: &RawResponse<'_>, took: Duration, attempt: u32) {
    let (method, path, ms) = (context.verb.method(), context.path(), millis(took));
    let (method, status) = (method.as_str(), u64::from(response.status.as_u16()));
    let bytes = response.body.as_ref().ok().map(|body| body.len());
    let correlation_id = context.correlation_id(&response.headers);
    let correlation_id = correlation_id.as_deref();
    if response.status.is_success() {
        info!(target: TARGET, method, path, status, ms, bytes, attempt, correlation_id, "answered");
    } else {
        warn!(target: TARGET, method, path, status, ms, bytes, attempt, correlation_id, "refused");
    }
}

/// No response arrived.
pub(super) fn no_response(context: &RequestContext<'_>, error: &AttemptError, took: Duration, attempt: u32) {
    let (method, path, ms) = (context.verb.method(), context.path(), millis(took));
    let (AttemptError::Transient(error, _) | AttemptError::Permanent(error)) = error;
    let why = error.error.message.as_str();
    warn!(target: TARGET, method = method.as_str(), path, ms, attempt, why, "no answer");
}

/// Nothing is sent for this long.
pub(super) fn waiting(wait: Duration, cause: &WaitCause) {
    debug!(target: TARGET, ms = millis(wait), why = cause.name(), "waiting");
}

/// The wait goes on.
pub(super) fn still_waiting(waited: Duration, cause: &WaitCause) {
    debug!(target: TARGET, ms = millis(waited), why = cause.name(), "still waiting");
}

/// A request got its permit from the rate limiter after this wait.
pub(super) fn permit(wait: Duration) {
    // A shorter wait is that of the machine, not of the limiter.
    if wait >= Duration::from_millis(10) {
        debug!(target: TARGET, ms = millis(wait), "waited for the rate limiter");
    }
}

/// What a response reports of the rate limit, if anything.
pub(super) fn rate_limit(headers: RateLimitHeaders, retry_after: Option<u64>) {
    let RateLimitHeaders { limit, used, reset } = headers;
    if (headers, retry_after) != (RateLimitHeaders::default(), None) {
        trace!(target: TARGET, allowed = limit, count = used, reset, retry_after, "rate limit");
    }
}

/// A token was granted; it is renewed after this time, or when it is refused.
pub(super) fn token(renewed_in: Option<Duration>) {
    debug!(target: TARGET, renewed_in_s = renewed_in.map(retry::whole_seconds), "token granted");
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
