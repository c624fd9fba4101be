//! Who may ask, and how often: tokens and the rate limit of each.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::json;

use super::exchange::{Problem, Reply, Request};
use super::org::Manners;
use super::{CLIENT_ID, CLIENT_SECRET, USER_TOKEN};

const WINDOW: Duration = Duration::from_secs(60);

/// The tokens given out so far.
#[derive(Debug, Default)]
pub(super) struct Gate {
    issued: u64,
    tokens: HashMap<String, Token>,
}

#[derive(Debug)]
struct Token {
    holder: Holder,
    /// `None` for a token that does not expire.
    until: Option<Instant>,
    window: Option<Window>,
}

#[derive(Debug)]
struct Window {
    since: Instant,
    count: u32,
}

/// Whose a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// The stock OAuth client, which is no user.
    Client,
    /// The organization's `token_user`.
    User,
}

/// Where a token stands in its minute; the API says so in three headers of each answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    pub(super) allowed: u32,
    pub(super) count: u32,
    /// Seconds until the count starts again, at least 1.
    pub(super) reset: u64,
}

#[derive(Serialize)]
struct Granted<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u64,
}

impl Gate {
    /// `POST /oauth/token`: the client-credentials grant (RFC 6749 section 4.4).
    pub(super) fn grant(&mut self, request: &Request, manners: &Manners, now: Instant) -> Reply {
        let sent = request.authorization.as_deref().and_then(|header| header.split_once(' '));
        let known = base64(format!("{CLIENT_ID}:{CLIENT_SECRET}").as_bytes());
        let trusted = sent.is_some_and(|(scheme, text)| {
            scheme.eq_ignore_ascii_case("basic") && text.trim().trim_end_matches('=') == known
        });
        if !trusted {
            return refused(401, "invalid_client", "the client is not known or its secret is wrong");
        }
        let form = String::from_utf8_lossy(&request.body);
        if !form.split('&').any(|pair| pair == "grant_type=client_credentials") {
            return refused(400, "unsupported_grant_type", "the form must hold grant_type=client_credentials");
        }
        self.issued += 1;
        let text = format!("sandbox-client-token-{}", self.issued);
        let lifetime = manners.token_lifetime_seconds;
        let until = now.checked_add(Duration::from_secs(lifetime));
        self.tokens.insert(text.clone(), Token { holder: Holder::Client, until, window: None });
        Reply::json(200, &Granted { access_token: &text, token_type: "bearer", expires_in: lifetime })
    }

    /// Lets a request pass and counts it.
    ///
    /// # Errors
    /// 401 without a valid token, 429 beyond the budget.
    pub(super) fn pass(
        &mut self,
        request: &Request,
        limit: u32,
        now: Instant,
    ) -> Result<(Holder, Budget), (Problem, Option<Budget>)> {
        let missing = "No authentication bearer token specified in authorization header.";
        let missing = (Problem::new(401, "authentication.required", missing), None);
        let (scheme, text) = request.authorization.as_deref().and_then(|h| h.split_once(' ')).ok_or(missing.clone())?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(missing);
        }
        if text.trim() == USER_TOKEN {
            let token = || Token { holder: Holder::User, until: None, window: None };
            self.tokens.entry(USER_TOKEN.to_owned()).or_insert_with(token);
        }
        let token = self.tokens.get_mut(text.trim()).filter(|token| token.until.is_none_or(|until| now < until));
        let Some(token) = token else {
            return Err((Problem::new(401, "bad.credentials", "Invalid login credentials."), None));
        };
        let budget = token.count(limit, now);
        if budget.count > limit {
            return Err((Problem::too_many(&budget.reset.to_string()), Some(budget)));
        }
        Ok((token.holder, budget))
    }
}

impl Token {
    fn count(&mut self, allowed: u32, now: Instant) -> Budget {
        let window = match self.window.take() {
            Some(window) if now.duration_since(window.since) < WINDOW => window,
            _ => Window { since: now, count: 0 },
        };
        let count = window.count.saturating_add(1);
        let left = WINDOW.saturating_sub(now.duration_since(window.since));
        self.window = Some(Window { count, ..window });
        // Rounded up: who comes back after so many seconds must not come too early.
        let reset = left.as_millis().div_ceil(1000).try_into().unwrap_or(60_u64).max(1);
        Budget { allowed, count, reset }
    }
}

fn refused(status: u16, error: &str, description: &str) -> Reply {
    Reply::json(status, &json!({"error": error, "description": description, "error_description": description}))
}

/// Base64 (RFC 4648 section 4) without its padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let six = (bits >> (18 - 6 * place)) & 63;
            text.extend(LETTERS.get(six as usize).map(|letter| char::from(*letter)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648_section_10() {
        let texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
        let encoded = ["", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"];
        assert_eq!(texts.map(|text| base64(text.as_bytes())), encoded);
    }

    fn bearer(text: &str) -> Request {
        Request {
            method: "GET".to_owned(),
            path: "/api/v2/users".to_owned(),
            query: String::new(),
            authorization: Some(format!("Bearer {text}")),
            content_type: None,
            body: axum::body::Bytes::new(),
        }
    }

    #[test]
    fn a_token_has_its_budget_again_after_a_minute() {
        let (mut gate, start) = (Gate::default(), Instant::now());
        let request = bearer(USER_TOKEN);
        assert!(gate.pass(&request, 2, start).is_ok());
        assert!(gate.pass(&request, 2, start).is_ok());
        let (problem, _) = gate.pass(&request, 2, start + Duration::from_secs(20)).expect_err("over the budget");
        assert_eq!((problem.status, problem.retry_after), (429, Some(40)));
        assert!(gate.pass(&request, 2, start + Duration::from_secs(60)).is_ok());
    }

    #[test]
    fn an_expired_token_is_refused() {
        let (mut gate, start) = (Gate::default(), Instant::now());
        let manners = Manners { token_lifetime_seconds: 300, ..Manners::default() };
        let mut login = bearer("");
        login.authorization = Some(format!("Basic {}", base64(b"sandbox-client:sandbox-secret")));
        login.body = axum::body::Bytes::from_static(b"grant_type=client_credentials");
        assert_eq!(gate.grant(&login, &manners, start).status, 200);
        let request = bearer("sandbox-client-token-1");
        assert!(gate.pass(&request, 300, start + Duration::from_secs(299)).is_ok());
        let (problem, _) = gate.pass(&request, 300, start + Duration::from_secs(300)).expect_err("expired");
        assert_eq!(problem.status, 401);
    }
}
