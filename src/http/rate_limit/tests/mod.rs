//! The rate limiter as its documentation describes it, rule by rule, and against models of a server.

use std::time::Duration;

use super::RateLimitHeaders;

mod queueing;
mod rules;
mod server;
mod utilization;

const SECOND: Duration = Duration::from_secs(1);

/// The headers of a response that reports nothing.
const SILENT: RateLimitHeaders = RateLimitHeaders { limit: None, used: None, reset: None };

/// The headers of a response: `used` of `limit` requests, `reset` seconds before the window ends.
fn reported(limit: u64, used: u64, reset: u64) -> RateLimitHeaders {
    RateLimitHeaders { limit: Some(limit), used: Some(used), reset: Some(reset) }
}
