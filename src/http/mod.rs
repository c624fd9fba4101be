//! The HTTP client, and the only importer of `reqwest`: verbs, tokens, retries, the rate limit, redaction.
//!
//! It knows no directory: what differs between their APIs is a [`Protocol`]. Deliberately absent: any way to send
//! `DELETE` or `PUT`, to follow a redirect, or to write with a [`Reader`].

use std::sync::Arc;

use secrecy::SecretString;
use serde::Serialize;

use crate::model::{DirectoryError, DirectoryErrorKind, Observer};
use crate::settings::Credentials;

mod base_url;
mod buffer_pool;
mod client;
mod error;
mod host;
mod log;
mod oauth;
mod protocol;
mod rate_limit;
mod response;
mod retry;
#[cfg(any(test, fuzzing))]
mod scripted;
mod secrets;
mod status;
mod wait_reporter;

pub(crate) use base_url::{AllowedHosts, BaseUrl, Locality};
pub(crate) use error::RequestError;
pub(crate) use protocol::{
    AddressHints, ApiError, CredentialVariables, Protocol, RateLimitHeaderNames, RequestRate, TokenEndpoint,
};
pub(crate) use response::{IfReadable, ResponseBody};
pub(crate) use status::ServerStatus;

#[cfg(any(test, fuzzing))]
pub use scripted::{ResponseScript, ScriptedResponse};

use host::HostClient;
use oauth::TokenSource;

/// Every request that the program can make of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    /// Reads.
    Get,
    /// Requests a token from the login host.
    Token,
    /// Reads, with the query in the body.
    Search,
    /// The one write.
    Deactivate,
}

impl Verb {
    /// The only place that names HTTP methods.
    fn method(self) -> &'static reqwest::Method {
        match self {
            Self::Get => &reqwest::Method::GET,
            Self::Token | Self::Search => &reqwest::Method::POST,
            Self::Deactivate => &reqwest::Method::PATCH,
        }
    }
}

/// One request before it is sent.
#[derive(Debug)]
struct OutgoingRequest<'a> {
    verb: Verb,
    /// Path, and query after `?`, below the base address. It contains no secret.
    target: &'a str,
    body: RequestBody,
    /// The entity tag that the header `If-Match` names (RFC 9110 section 13.1.1).
    precondition: Option<&'a str>,
    retries: Retries,
}

/// When a request that failed transiently is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retries {
    /// Automatically, after a pause: the request is idempotent.
    Automatic,
    /// The same, but a server that does not answer soon is not asked again: one can do without the answer.
    Brief,
    /// Only by the caller, after reading the user again: nothing in the request keeps it from overwriting a change.
    ByCaller,
}

/// The body of a request.
#[derive(Debug)]
enum RequestBody {
    Empty,
    Json(Vec<u8>),
    Form(String),
}

impl RequestBody {
    fn json(value: &impl Serialize) -> Result<Self, serde_json::Error> {
        serde_json::to_vec(value).map(Self::Json)
    }
}

fn not_serializable(error: serde_json::Error) -> RequestError {
    let message = format!("a request could not be serialized: {error}");
    RequestError::new(DirectoryError::new(DirectoryErrorKind::Rejected, message))
}

/// A decoded response, and the id of its exchange.
#[derive(Debug)]
pub(crate) struct ApiResponse<T> {
    /// The decoded body.
    pub(crate) value: T,
    /// The response's correlation id: at most 80 characters, redacted.
    pub(crate) correlation_id: Option<String>,
    /// The header `ETag` as it was sent, quotes included: at most 1024 bytes of visible text.
    pub(crate) entity_tag: Option<String>,
}

/// What readers and writers share: connections, the token, the rate limiter.
///
/// A process makes one. Readers and writers that share it keep to one rate limit; two transports would each take the
/// other's requests for those of another client.
#[derive(Debug)]
pub(crate) struct Transport {
    api: HostClient,
    tokens: TokenSource,
}

impl Transport {
    /// Prepares the connections to two addresses that passed [`BaseUrl::check`]; nothing is sent.
    ///
    /// # Errors
    /// [`DirectoryErrorKind::Unreachable`] when encryption cannot be prepared.
    pub(crate) fn new(
        protocol: Protocol,
        api: &BaseUrl,
        login: &BaseUrl,
        credentials: Credentials,
        observer: Arc<dyn Observer>,
    ) -> Result<Arc<Self>, DirectoryError> {
        let (secret, protocol) = (secret_of(&credentials), Arc::new(protocol));
        let login = HostClient::new(protocol.clone(), login, "the login host", secret.clone(), observer.clone())?;
        let api = HostClient::new(protocol, api, "the directory", secret, observer)?;
        Ok(Arc::new(Self { api, tokens: TokenSource::new(login, credentials) }))
    }

    /// Makes a script respond in place of both hosts from now on.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn follow(&self, script: &Arc<ResponseScript>) {
        for host in [&self.api, &self.tokens.login] {
            let _ = host.script.set(script.clone());
        }
    }

    /// Sends a request to the API; a token that the API refuses is renewed once.
    async fn send<T: ResponseBody>(&self, request: &OutgoingRequest<'_>) -> Result<ApiResponse<T>, RequestError> {
        let token = self.tokens.current().await?;
        let refusal = match self.api.send_with_retry(request, &token.credential()).await {
            Err(error) if error.status == Some(401) => error,
            result => return result,
        };
        let earlier = Some(refusal.clone()).filter(RequestError::outcome_unknown);
        let with_new_token = async {
            let token = self.tokens.replace(&token, refusal).await?;
            self.api.send_with_retry(request, &token.credential()).await.map_err(|error| {
                let hint = self.api.protocol.hints.new_token_refused;
                oauth::new_token_refused(error, hint)
            })
        };
        with_new_token.await.map_err(|error| error.after_ambiguous_attempt(earlier))
    }
}

fn secret_of(credentials: &Credentials) -> SecretString {
    match credentials {
        Credentials::Client { secret, .. } | Credentials::Token(secret) => secret.clone(),
    }
}

/// The capability to read.
#[derive(Clone, Debug)]
pub(crate) struct Reader(Arc<Transport>);

impl Reader {
    /// A reader over a shared transport.
    pub(crate) fn new(transport: Arc<Transport>) -> Self {
        Self(transport)
    }

    /// A message about a response as one line, without the credentials that the response may repeat.
    pub(crate) fn redact_line(&self, text: &str) -> String {
        self.secrets().redact_line(text, 500)
    }

    /// A text of a response without the credentials that it may repeat.
    pub(crate) fn redact(&self, text: &str) -> String {
        self.secrets().redact(text)
    }

    fn secrets(&self) -> secrets::Secrets {
        let mut secrets = self.0.api.secrets.clone();
        secrets.0.extend(self.0.tokens.known());
        secrets
    }

    /// Requests a token, unless one was given or is there already.
    ///
    /// # Errors
    /// The error of the last attempt.
    pub(crate) async fn sign_in(&self) -> Result<(), RequestError> {
        self.0.tokens.current().await.map(drop)
    }

    /// What the API's responses so far, or else the login host's, reported of the server's clock and rate limit.
    pub(crate) fn status(&self) -> ServerStatus {
        let (api, login) = (self.0.api.status(), self.0.tokens.login.status());
        ServerStatus {
            clock_skew: api.clock_skew.or(login.clock_skew),
            retry_after: api.retry_after.or(login.retry_after),
            ..api
        }
    }

    /// `GET`; `target` is a path with its query.
    ///
    /// # Errors
    /// The error of the last attempt.
    pub(crate) async fn get<T: ResponseBody>(&self, target: &str) -> Result<T, RequestError> {
        Ok(self.get_response(target).await?.value)
    }

    /// `GET` as [`Reader::get`], with what the response's headers say.
    ///
    /// # Errors
    /// The error of the last attempt.
    pub(crate) async fn get_response<T: ResponseBody>(&self, target: &str) -> Result<ApiResponse<T>, RequestError> {
        self.read(Verb::Get, target, RequestBody::Empty, Retries::Automatic).await
    }

    /// `GET` as [`Reader::get`], of something that one can do without: a server that does not answer soon is not asked
    /// again.
    ///
    /// # Errors
    /// The error of the last attempt.
    pub(crate) async fn get_if_answered<T: ResponseBody>(&self, target: &str) -> Result<T, RequestError> {
        Ok(self.read(Verb::Get, target, RequestBody::Empty, Retries::Brief).await?.value)
    }

    /// `POST` to the protocol's search path: a read whose query is its body.
    ///
    /// # Errors
    /// The error of the last attempt.
    pub(crate) async fn search<T: ResponseBody>(&self, query: &impl Serialize) -> Result<T, RequestError> {
        let body = RequestBody::json(query).map_err(not_serializable)?;
        Ok(self.read(Verb::Search, self.0.api.protocol.search_path, body, Retries::Automatic).await?.value)
    }

    async fn read<T: ResponseBody>(
        &self,
        verb: Verb,
        target: &str,
        body: RequestBody,
        retries: Retries,
    ) -> Result<ApiResponse<T>, RequestError> {
        let request = OutgoingRequest { verb, target, body, precondition: None, retries };
        self.0.send(&request).await
    }
}

/// The capability to send the one write.
#[derive(Clone, Debug)]
pub(crate) struct Writer(Arc<Transport>);

impl Writer {
    /// A writer over a shared transport.
    pub(crate) fn new(transport: Arc<Transport>) -> Self {
        Self(transport)
    }

    /// Sends one deactivation. Called from the `deactivate.rs` of a backend and nowhere else. `precondition` is the entity
    /// tag that the header `If-Match` names.
    ///
    /// An attempt that got no response, a 429 or a 5xx is repeated when `retries` allows it: a version in the request
    /// makes a repeat meet the conflict when the first one took effect. Without a version nothing is repeated: a 429
    /// becomes [`DirectoryErrorKind::Throttled`], and the caller reads the user again. A 2xx that cannot be read is not repeated either.
    ///
    /// # Errors
    /// The error of the last attempt. When any attempt may have taken effect, its kind says so.
    pub(crate) async fn deactivate<T: ResponseBody>(
        &self,
        target: &str,
        body: &impl Serialize,
        precondition: Option<&str>,
        retries: Retries,
    ) -> Result<ApiResponse<T>, RequestError> {
        let body = RequestBody::json(body).map_err(not_serializable)?;
        self.0.send(&OutgoingRequest { verb: Verb::Deactivate, target, body, precondition, retries }).await
    }
}
