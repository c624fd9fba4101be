//! The access token: given, or requested once, shared, and renewed before it expires or when the API refuses it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::error::RequestError;
use super::host::{Credential, HostClient};
use super::{OutgoingRequest, Protocol, RequestBody, Retries, Verb, log};
use crate::model::{DirectoryError, DirectoryErrorKind};
use crate::settings::Credentials;

/// A token, and when to renew it.
#[derive(Debug)]
pub(super) struct AccessToken {
    text: SecretString,
    renew_at: Option<Instant>,
}

impl AccessToken {
    /// The token as a request carries it.
    pub(super) fn credential(&self) -> Credential<'_> {
        Credential::Bearer(&self.text)
    }
}

/// Where tokens come from.
#[derive(Debug)]
pub(super) struct TokenSource {
    pub(super) login: HostClient,
    credentials: Credentials,
    /// Locked while a token is requested, so that many requests at once share one token request.
    state: Mutex<TokenState>,
    /// The number of token requests that failed.
    failures: AtomicU64,
}

#[derive(Debug, Default)]
struct TokenState {
    token: Option<Arc<AccessToken>>,
    /// The error of the latest token request.
    error: Option<RequestError>,
}

impl TokenSource {
    /// A source that requests nothing before the first token is needed.
    pub(super) fn new(login: HostClient, credentials: Credentials) -> Self {
        Self { login, credentials, state: Mutex::default(), failures: AtomicU64::new(0) }
    }

    /// The token to use now.
    ///
    /// # Errors
    /// The error of the token request, if one was due.
    pub(super) async fn current(&self) -> Result<Arc<AccessToken>, RequestError> {
        self.obtain(|token| token.renew_at.is_none_or(|at| Instant::now() < at)).await
    }

    /// The token in use, for redaction; `None` while one is being requested.
    pub(super) fn known(&self) -> Option<SecretString> {
        self.state.try_lock().ok()?.token.as_ref().map(|token| token.text.clone())
    }

    /// Another token than the one that the API refused with `refusal`.
    ///
    /// # Errors
    /// `refusal` itself when the token was given from outside, or the error of the token request.
    pub(super) async fn replace(
        &self,
        refused: &Arc<AccessToken>,
        refusal: RequestError,
    ) -> Result<Arc<AccessToken>, RequestError> {
        if let Credentials::Token(_) = self.credentials {
            let variable = self.login.protocol.variables.access_token;
            let hint = format!("the access token is not valid here or has expired: set a new one in {variable}");
            return Err(RequestError { error: refusal.error.hint(hint), ..refusal });
        }
        self.obtain(|token| !Arc::ptr_eq(token, refused)).await
    }

    /// The token at hand if it `is_usable`, or else a new one. Requests that waited while a token request failed share
    /// its error, and credentials that the login host refused are not sent to it again.
    async fn obtain(&self, is_usable: impl Fn(&Arc<AccessToken>) -> bool) -> Result<Arc<AccessToken>, RequestError> {
        let failed_before = self.failures.load(Ordering::Relaxed);
        let mut state = self.state.lock().await;
        if let Some(token) = state.token.as_ref().filter(|token| is_usable(token)) {
            return Ok(token.clone());
        }
        let failed_meanwhile = self.failures.load(Ordering::Relaxed) > failed_before;
        let is_final = |error: &&RequestError| failed_meanwhile || error.error.kind == DirectoryErrorKind::Unauthorized;
        if let Some(error) = state.error.as_ref().filter(is_final) {
            return Err(error.clone());
        }
        match self.request().await {
            Ok(token) => Ok(state.token.insert(token).clone()),
            Err(error) => {
                self.failures.fetch_add(1, Ordering::Relaxed);
                Err(state.error.insert(error).clone())
            }
        }
    }

    async fn request(&self) -> Result<Arc<AccessToken>, RequestError> {
        let (id, secret) = match &self.credentials {
            Credentials::Token(text) => return Ok(Arc::new(AccessToken { text: text.clone(), renew_at: None })),
            Credentials::Client { id, secret } => (id, secret),
        };
        let endpoint = &self.login.protocol.token_endpoint;
        let request = OutgoingRequest {
            verb: Verb::Token,
            target: &endpoint.path,
            body: RequestBody::Form(endpoint.form.clone().into_owned()),
            precondition: None,
            retries: Retries::Automatic,
        };
        let requested_at = Instant::now();
        let response = self.login.send_with_retry(&request, &Credential::Basic { id, secret }).await;
        let granted: TokenResponse = response.map_err(|error| of_login_host(self.not_granted(error)))?.value;
        let is_usable = |text: &String| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
        let is_bearer = granted.token_type.is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
        let text = granted.access_token.filter(|text| is_bearer && is_usable(text)).ok_or_else(|| {
            let message = "the login host answered without a usable `access_token`";
            let error = DirectoryError::new(DirectoryErrorKind::Malformed, message);
            let request = format!("{} {}", Verb::Token.method(), endpoint.path);
            let error = DirectoryError { request: Some(request), ..error };
            RequestError::new(error.hint(self.login.protocol.hints.no_token))
        })?;
        let usable_for = granted.expires_in.and_then(|seconds| seconds.as_u64()).map(usable_for);
        log::token(usable_for);
        let renew_at = usable_for.and_then(|time| requested_at.checked_add(time));
        Ok(Arc::new(AccessToken { text: SecretString::from(text), renew_at }))
    }

    /// The login host answers 400 or 401 to credentials that it does not know, also to those of another region. Any other
    /// failure is about its address, and not about that of the API.
    fn not_granted(&self, mut failed: RequestError) -> RequestError {
        use DirectoryErrorKind::{Malformed, NotFound, Rejected, Unauthorized, Unreachable, Unsupported};
        let Protocol { variables, hints, .. } = &*self.login.protocol;
        let hint = match (failed.status, failed.error.kind) {
            (Some(400 | 401 | 403), _) => {
                failed.error.kind = Unauthorized;
                let (id, secret) = (variables.client_id, variables.client_secret);
                format!("check {id} and {secret}, and that {}", hints.not_granted)
            }
            _ if !failed.error.hints.is_empty() => return failed,
            (_, Unreachable) => hints.no_login.to_owned(),
            (_, Malformed | NotFound | Rejected | Unsupported) => hints.no_token.to_owned(),
            _ => return failed,
        };
        failed.error = failed.error.hint(hint);
        failed
    }
}

/// A failure without what the login host answered: no caller may take it for an answer of the API about a user.
fn of_login_host(failed: RequestError) -> RequestError {
    use DirectoryErrorKind::{Conflict, NotFound, Rejected};
    let mut error = failed.error;
    if matches!(error.kind, NotFound | Conflict) {
        error.kind = Rejected;
    }
    RequestError::new(error)
}

/// The response to a token request (RFC 6749 section 5.1).
#[derive(Deserialize)]
struct TokenResponse {
    access_token: Option<String>,
    /// A token of another type than `Bearer` is sent in another way (RFC 6749 section 7.1).
    token_type: Option<String>,
    /// Anything but a number of seconds leaves the end open; a refusal by the API then shows it.
    expires_in: Option<serde_json::Value>,
}

/// A token is renewed a minute before it expires, or after three quarters of a short life.
fn usable_for(seconds: u64) -> Duration {
    Duration::from_secs(seconds - (seconds / 4).min(60))
}

/// The error when the API refuses a token that was just granted.
pub(super) fn new_token_refused(failed: RequestError, hint: &str) -> RequestError {
    if failed.status != Some(401) {
        return failed;
    }
    RequestError { error: failed.error.hint(hint), ..failed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_before_it_expires() {
        assert_eq!(usable_for(86_400), Duration::from_secs(86_340));
        assert_eq!(usable_for(40), Duration::from_secs(30));
        assert_eq!(usable_for(0), Duration::ZERO);
    }
}
