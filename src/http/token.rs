//! The bearer token: given, or requested once, shared, and renewed before it ends or when the API refuses it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::exchange::{Pass, Wire};
use super::failure::Failure;
use super::{Body, Call, Repeat, Verb, tell};
use crate::model::{DirectoryError, DirectoryErrorKind};
use crate::settings::Credentials;

/// A token and when it should be renewed.
#[derive(Debug)]
pub(super) struct Token {
    text: SecretString,
    renew_at: Option<Instant>,
}

impl Token {
    /// The token as a request carries it.
    pub(super) fn pass(&self) -> Pass<'_> {
        Pass::Bearer(&self.text)
    }
}

/// Where tokens come from.
#[derive(Debug)]
pub(super) struct Tokens {
    pub(super) login: Wire,
    credentials: Credentials,
    /// Locked while a token is requested, so that many requests at once ask for one token.
    held: Mutex<Held>,
    /// How many token requests have failed.
    failures: AtomicU64,
}

#[derive(Debug, Default)]
struct Held {
    token: Option<Arc<Token>>,
    /// Why the latest token request failed.
    failure: Option<Failure>,
}

impl Tokens {
    /// Nothing is sent before the first token is needed.
    pub(super) fn new(login: Wire, credentials: Credentials) -> Self {
        Self { login, credentials, held: Mutex::default(), failures: AtomicU64::new(0) }
    }

    /// The token to use now.
    ///
    /// # Errors
    /// The failure of the token request, if one was due.
    pub(super) async fn current(&self) -> Result<Arc<Token>, Failure> {
        self.obtain(|token| token.renew_at.is_none_or(|at| Instant::now() < at)).await
    }

    /// The token in use, for striking it from what is told; `None` while one is being requested.
    pub(super) fn known(&self) -> Option<SecretString> {
        self.held.try_lock().ok()?.token.as_ref().map(|token| token.text.clone())
    }

    /// Another token than the one that the API refused; `refusal` is what it answered.
    ///
    /// # Errors
    /// `refusal` itself when the token was given from outside, or the failure of the token request.
    pub(super) async fn instead_of(&self, refused: &Arc<Token>, refusal: Failure) -> Result<Arc<Token>, Failure> {
        if let Credentials::Token(_) = self.credentials {
            let hint = "the access token is not valid here, or no longer: set a fresh one in GENESYSCLOUD_ACCESS_TOKEN";
            return Err(Failure { fault: refusal.fault.hint(hint), ..refusal });
        }
        self.obtain(|token| !Arc::ptr_eq(token, refused)).await
    }

    /// The token held, if it `serves`, or else a new one. Whoever waited while a request for one failed shares the
    /// failure, and credentials that the login host has refused are not sent to it again.
    async fn obtain(&self, serves: impl Fn(&Arc<Token>) -> bool) -> Result<Arc<Token>, Failure> {
        let failed_before = self.failures.load(Ordering::Relaxed);
        let mut held = self.held.lock().await;
        if let Some(token) = held.token.as_ref().filter(|token| serves(token)) {
            return Ok(token.clone());
        }
        let failed_meanwhile = self.failures.load(Ordering::Relaxed) > failed_before;
        let is_final = |failure: &&Failure| failed_meanwhile || failure.fault.kind == DirectoryErrorKind::Unauthorized;
        if let Some(failure) = held.failure.as_ref().filter(is_final) {
            return Err(failure.clone());
        }
        match self.fresh().await {
            Ok(token) => Ok(held.token.insert(token).clone()),
            Err(failure) => {
                self.failures.fetch_add(1, Ordering::Relaxed);
                Err(held.failure.insert(failure).clone())
            }
        }
    }

    async fn fresh(&self) -> Result<Arc<Token>, Failure> {
        let (id, secret) = match &self.credentials {
            Credentials::Token(text) => return Ok(Arc::new(Token { text: text.clone(), renew_at: None })),
            Credentials::Client { id, secret } => (id, secret),
        };
        let body = Body::Form("grant_type=client_credentials");
        let call = Call { verb: Verb::Token, target: "/oauth/token", body, repeat: Repeat::Alone };
        let asked_at = Instant::now();
        let answer = self.login.persist(&call, &Pass::Basic { id, secret }).await.map_err(not_granted)?;
        let answer: Granted = answer.value;
        let usable = |text: &String| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
        let text = answer.access_token.filter(usable).ok_or_else(|| {
            let fault = DirectoryError::new(
                DirectoryErrorKind::Malformed,
                "the login host answered without a usable `access_token`",
            );
            let fault = DirectoryError { request: Some("POST /oauth/token".into()), ..fault };
            Failure::new(fault.hint("check the region, or `login_url`: it must name the login host"))
        })?;
        let usable_for = answer.expires_in.and_then(|seconds| seconds.as_u64()).map(usable_for);
        tell::token(usable_for);
        let renew_at = usable_for.and_then(|time| asked_at.checked_add(time));
        Ok(Arc::new(Token { text: SecretString::from(text), renew_at }))
    }
}

/// RFC 6749 section 5.1.
#[derive(Deserialize)]
struct Granted {
    access_token: Option<String>,
    /// Anything but a number of seconds says nothing of the end; a refusal by the API then does.
    expires_in: Option<serde_json::Value>,
}

/// A token is renewed a minute before its end, or after three quarters of a short life.
fn usable_for(seconds: u64) -> Duration {
    Duration::from_secs(seconds - (seconds / 4).min(60))
}

/// The login host says 400 or 401 to credentials it does not know, also to those of another region.
fn not_granted(failure: Failure) -> Failure {
    let mut failure = failure;
    if let Some(400 | 401 | 403) = failure.status {
        failure.fault.kind = DirectoryErrorKind::Unauthorized;
        failure.fault = failure.fault.hint(
            "check GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET, and that the region is the one \
             of the organization that the client belongs to",
        );
    }
    failure
}

/// The API refused a token that is a moment old.
pub(super) fn refused_again(failure: Failure) -> Failure {
    if failure.status != Some(401) {
        return failure;
    }
    let hint = "the API refuses even a new token: check that the login host and the API are of the same region";
    Failure { fault: failure.fault.hint(hint), ..failure }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_before_it_ends() {
        assert_eq!(usable_for(86_400), Duration::from_secs(86_340));
        assert_eq!(usable_for(40), Duration::from_secs(30));
        assert_eq!(usable_for(0), Duration::ZERO);
    }
}
