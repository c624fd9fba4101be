//! The tokens of the sandbox and the rate limit of each.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::json;

use super::http::{ApiProblem, ApiReply, ApiRequest};
use super::{CLIENT_ID, CLIENT_SECRET};

const RATE_WINDOW: Duration = Duration::from_secs(60);

/// The stock token and the tokens issued so far.
#[derive(Debug, Default)]
pub(super) struct TokenStore {
    issued: u64,
    tokens: HashMap<String, IssuedToken>,
}

#[derive(Debug)]
struct IssuedToken {
    holder: TokenHolder,
    /// `None` for a token that does not expire.
    expires_at: Option<Instant>,
    window: Option<RateWindow>,
}

#[derive(Debug)]
struct RateWindow {
    began: Instant,
    count: u32,
}

/// The owner of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenHolder {
    /// The stock OAuth client, which is not a user.
    Client,
    /// The organization's `token_user`.
    User,
}

/// The requests of a token in its current minute, as three headers of each answer report them.
#[derive(Clone, Copy, Debug)]
pub(super) struct RateStatus {
    allowed: u32,
    count: u32,
    /// Seconds until the count starts again, at least 1.
    reset: u64,
}

/// A request with a valid token, within its rate limit.
#[derive(Debug)]
pub(super) struct AdmittedRequest {
    pub(super) holder: TokenHolder,
    pub(super) rate: RateStatus,
}

/// A request without a valid token (401), or beyond its rate limit (429, with the status of the token).
#[derive(Debug)]
pub(super) struct RejectedRequest {
    pub(super) problem: ApiProblem,
    pub(super) rate: Option<RateStatus>,
}

impl TokenStore {
    /// A store with one token that does not expire.
    pub(super) fn with_stock(token: &str, holder: TokenHolder) -> Self {
        let stock = IssuedToken { holder, expires_at: None, window: None };
        Self { issued: 0, tokens: HashMap::from([(token.to_owned(), stock)]) }
    }

    /// `POST /oauth/token`: the client-credentials grant (RFC 6749 section 4.4).
    pub(super) fn issue(&mut self, request: &ApiRequest, lifetime_seconds: u64, now: Instant) -> ApiReply {
        let sent = request.authorization.as_deref().and_then(|header| header.split_once(' '));
        let expected = STANDARD_NO_PAD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}"));
        let is_known = sent.is_some_and(|(scheme, text)| {
            scheme.eq_ignore_ascii_case("basic") && text.trim().trim_end_matches('=') == expected
        });
        if !is_known {
            return refused(401, "invalid_client", "the client is not known or its secret is wrong");
        }
        let form = String::from_utf8_lossy(&request.body);
        if !form.split('&').any(|pair| pair == "grant_type=client_credentials") {
            return refused(400, "unsupported_grant_type", "the form must contain grant_type=client_credentials");
        }
        self.issued += 1;
        let text = format!("sandbox-client-token-{}", self.issued);
        let reply = json!({"access_token": text, "token_type": "bearer", "expires_in": lifetime_seconds});
        let expires_at = now.checked_add(Duration::from_secs(lifetime_seconds));
        self.tokens.insert(text, IssuedToken { holder: TokenHolder::Client, expires_at, window: None });
        ApiReply::json(200, &reply)
    }

    /// Checks the token of a request and counts the request.
    ///
    /// # Errors
    /// 401 without a valid token, 429 beyond `limit` requests a minute.
    pub(super) fn admit(
        &mut self,
        request: &ApiRequest,
        limit: u32,
        now: Instant,
    ) -> Result<AdmittedRequest, RejectedRequest> {
        let unauthorized =
            |code, message: &str| RejectedRequest { problem: ApiProblem::new(401, code, message), rate: None };
        let header = request.authorization.as_deref().and_then(|header| header.split_once(' '));
        let Some((_, text)) = header.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")) else {
            let message = "No authentication bearer token specified in authorization header.";
            return Err(unauthorized("authentication.required", message));
        };
        let token = self.tokens.get_mut(text.trim()).filter(|token| token.expires_at.is_none_or(|at| now < at));
        let token = token.ok_or_else(|| unauthorized("bad.credentials", "Invalid login credentials."))?;
        let rate = token.count(limit, now);
        if rate.count > limit {
            return Err(RejectedRequest { problem: ApiProblem::too_many(&rate.reset.to_string()), rate: Some(rate) });
        }
        Ok(AdmittedRequest { holder: token.holder, rate })
    }
}

impl IssuedToken {
    fn count(&mut self, allowed: u32, now: Instant) -> RateStatus {
        let window = match self.window.take() {
            Some(window) if now.duration_since(window.began) < RATE_WINDOW => window,
            _ => RateWindow { began: now, count: 0 },
        };
        let count = window.count.saturating_add(1);
        let left = RATE_WINDOW.saturating_sub(now.duration_since(window.began));
        self.window = Some(RateWindow { count, ..window });
        // Rounded up, so that a client that waits this long does not return too early.
        let reset = left.as_millis().div_ceil(1000).try_into().unwrap_or(60_u64).max(1);
        RateStatus { allowed, count, reset }
    }
}

impl RateStatus {
    /// Adds the three headers that many services send; the time to wait is in seconds.
    pub(super) fn add_common_to(self, reply: ApiReply) -> ApiReply {
        reply
            .with_header("X-RateLimit-Limit", self.allowed)
            .with_header("X-RateLimit-Remaining", self.allowed.saturating_sub(self.count))
            .with_header("X-RateLimit-Reset", self.reset)
    }

    /// Adds the three headers of the users API to an answer.
    pub(super) fn add_to(self, reply: ApiReply) -> ApiReply {
        reply
            .with_header("inin-ratelimit-allowed", self.allowed)
            .with_header("inin-ratelimit-count", self.count)
            .with_header("inin-ratelimit-reset", self.reset)
    }
}

fn refused(status: u16, error: &str, description: &str) -> ApiReply {
    ApiReply::json(status, &json!({"error": error, "description": description, "error_description": description}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::USER_TOKEN;

    fn bearer(text: &str) -> ApiRequest {
        ApiRequest {
            method: "GET".to_owned(),
            path: "/api/v2/users".to_owned(),
            query: String::new(),
            authorization: Some(format!("Bearer {text}")),
            content_type: None,
            if_match: None,
            body: axum::body::Bytes::new(),
        }
    }

    #[test]
    fn the_rate_limit_of_a_token_starts_again_after_a_minute() {
        let (mut tokens, start) = (TokenStore::with_stock(USER_TOKEN, TokenHolder::User), Instant::now());
        let request = bearer(USER_TOKEN);
        assert!(tokens.admit(&request, 2, start).is_ok());
        assert!(tokens.admit(&request, 2, start).is_ok());
        let rejected = tokens.admit(&request, 2, start + Duration::from_secs(20)).expect_err("over the limit");
        assert_eq!((rejected.problem.status, rejected.problem.retry_after), (429, Some(40)));
        assert!(tokens.admit(&request, 2, start + Duration::from_secs(60)).is_ok());
    }

    #[test]
    fn an_expired_token_is_refused() {
        let (mut tokens, start) = (TokenStore::default(), Instant::now());
        let mut login = bearer("");
        login.authorization = Some("Basic c2FuZGJveC1jbGllbnQ6c2FuZGJveC1zZWNyZXQ=".to_owned());
        login.body = axum::body::Bytes::from_static(b"grant_type=client_credentials");
        assert_eq!(tokens.issue(&login, 300, start).status, 200);
        let request = bearer("sandbox-client-token-1");
        assert!(tokens.admit(&request, 300, start + Duration::from_secs(299)).is_ok());
        let rejected = tokens.admit(&request, 300, start + Duration::from_secs(300)).expect_err("expired");
        assert_eq!(rejected.problem.status, 401);
    }
}
